"""Digests in memory, and what was said in a span of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.memory import Remembering

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model import Digest, StatementView


class MemoryDigests(Remembering):
    """`bot.core.ports.Digests`."""

    async def last_digest(self, plan_id: str, *, until: datetime) -> Digest | None:
        found = [d for d in self._memory.digests.values() if d.plan_id == plan_id and d.until <= until]
        return max(found, key=lambda d: (d.until, d.id), default=None)

    async def seen_between(self, since: datetime, until: datetime, *, limit: int) -> list[StatementView]:
        found = [s for s in self._memory.statements.values() if since <= s.first_seen_at < until and s.teller is None]
        newest = sorted(found, key=lambda s: (s.first_seen_at, s.id), reverse=True)[:limit]
        return [self._memory.view(s) for s in newest]


class MemoryDigestWrites(MemoryDigests):
    """`bot.core.ports.DigestWrites`."""

    async def save_digest(self, digest: Digest) -> None:
        self._memory.digests.setdefault(digest.id, digest)
