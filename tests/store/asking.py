"""How the tests of the contract ask a store: for ids alone, of what was given or of what is found."""

from __future__ import annotations

from bot.core.model import StatementQuery


def ids(values):
    return [value.id for value in values]


async def found(store, **conditions):
    page = await store.statements(StatementQuery(**conditions))
    return [view.statement.id for view in page.statements]
