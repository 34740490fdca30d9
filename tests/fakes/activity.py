"""When something came of sources and actors, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.rules.times import is_young
from tests.fakes.memory import Remembering

if TYPE_CHECKING:
    from datetime import datetime


class MemoryActivity(Remembering):
    """`bot.core.ports.Activity`."""

    async def listed_at(self, source_id: str, *, since: datetime) -> list[datetime]:
        of_source = [i for i in self._memory.items.values() if i.source_id == source_id and not i.quiet]
        return sorted(i.first_seen_at for i in of_source if i.first_seen_at >= since)

    async def said_at(self, actor_id: str, *, since: datetime) -> list[datetime]:
        return sorted(
            s.first_seen_at
            for s in self._memory.statements.values()
            if s.actor_id == actor_id
            and s.teller is None
            and s.first_seen_at >= since
            and is_young(s.published_at, seen_at=s.first_seen_at)
        )
