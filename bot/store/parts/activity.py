"""When something came of sources and actors, in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import false, select

from bot.rules.times import is_young
from bot.store.connected import Connected
from bot.store.forms.tables import items, statements

if TYPE_CHECKING:
    from datetime import datetime


class SqlActivity(Connected):
    """`bot.core.ports.Activity`."""

    async def listed_at(self, source_id: str, *, since: datetime) -> list[datetime]:
        query = (
            select(items.c.first_seen_at)
            .where(items.c.source_id == source_id, items.c.first_seen_at >= since, items.c.quiet == false())
            .order_by(items.c.first_seen_at)
        )
        return list(await self._values(query))

    async def said_at(self, actor_id: str, *, since: datetime) -> list[datetime]:
        query = (
            select(statements.c.first_seen_at, statements.c.published_at)
            .where(statements.c.actor_id == actor_id, statements.c.first_seen_at >= since)
            .where(statements.c.teller.is_(None))
            .order_by(statements.c.first_seen_at)
        )
        found = await self._rows(query)
        return [row["first_seen_at"] for row in found if is_young(row["published_at"], seen_at=row["first_seen_at"])]
