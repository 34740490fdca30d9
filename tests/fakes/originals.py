"""What texts were read from, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.memory import Remembering

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model import Original


class MemoryOriginals(Remembering):
    """`bot.core.ports.Originals`. An original takes as many bytes as its page."""

    async def originals(self, *, since: datetime, after: Original | None = None, limit: int) -> list[Original]:
        found = [one for one in self._by_age() if one.fetched_at >= since]
        return found[found.index(after) + 1 if after else 0 :][:limit]

    async def originals_kept(self, *, since: datetime | None = None) -> tuple[int, int]:
        found = [one for one in self._by_age() if since is None or one.fetched_at >= since]
        return len(found), sum(map(_size, found))

    async def originals_beyond(self, *, before: datetime, most_bytes: int) -> tuple[int, int]:
        found = self._by_age()
        beyond = [
            one
            for place, one in enumerate(found)
            if one.fetched_at < before or sum(map(_size, found[place:])) > most_bytes
        ]
        return len(beyond), sum(map(_size, beyond))

    async def first_original_at(self) -> datetime | None:
        return next((one.fetched_at for one in self._by_age()), None)

    def _by_age(self) -> list[Original]:
        found = sorted(self._memory.originals.items(), key=lambda one: (one[1].fetched_at, one[0]))
        return [one for _, one in found]


class MemoryOriginalWrites(MemoryOriginals):
    """`bot.core.ports.OriginalWrites`."""

    async def keep_original(self, original: Original) -> None:
        self._memory.originals.setdefault(_key(original), original)

    async def forget_originals(self, *, before: datetime, most_bytes: int, limit: int) -> int:
        _, kept = await self.originals_kept()
        gone = []
        for one in self._by_age()[:limit]:
            if one.fetched_at >= before and kept <= most_bytes:
                break
            gone.append(one)
            kept -= _size(one)
        for one in gone:
            del self._memory.originals[_key(one)]
        return len(gone)


def _key(original: Original) -> str:
    return repr((original.item.id, original.item.entry, original.page and original.page.body))


def _size(original: Original) -> int:
    return len(original.page.body) if original.page else 0
