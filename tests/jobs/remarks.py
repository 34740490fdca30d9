"""A sentence that is said in articles that are read, and what is on record then."""

from __future__ import annotations

from bot.core.model import StatementQuery

LONG = "We will not sit at any table under threats, today or tomorrow."


async def report(engine, text=f"baghaei: {LONG}", *, by="wire", number=1, **age):
    """Let a source report a text, and the bot run once; return what it read."""
    engine.publish(by, f"https://{by}.example/{number}", text, **age)
    return await engine.run()


async def statements(engine, **query):
    return (await engine.store.statements(StatementQuery(**query))).statements
