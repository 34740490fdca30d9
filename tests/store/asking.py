"""How the tests of the contract ask a store: for ids alone, for every delivery; and have it collapse alerts."""

from __future__ import annotations

from bot.core.model import DeliveryState, StatementQuery
from tests.store.samples import after

EDIT_AT = after(5)
COLLAPSED_AT = after(4)


def ids(values):
    return [value.id for value in values]


async def found(store, **conditions):
    page = await store.statements(StatementQuery(**conditions))
    return [view.statement.id for view in page.statements]


async def collapse(store, alert_ids, line):
    async with store.transaction() as transaction:
        await transaction.collapse(alert_ids, line, at=COLLAPSED_AT, edit_at=EDIT_AT)


async def on_record(store):
    """Return every delivery by its id."""
    return {one.id: one for state in DeliveryState for one in await store.deliveries(state)}
