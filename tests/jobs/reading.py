"""A sentence that is said in articles that are read, and what is on record then."""

from __future__ import annotations

from bot.core.model import StatementQuery

LONG = "We will not sit at any table under threats, today or tomorrow."


async def statements(engine, **query):
    return (await engine.store.statements(StatementQuery(**query))).statements
