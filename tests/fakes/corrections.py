"""Pages to be fetched again, their versions and corrections, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.model import RecheckView, SightingView
from bot.rules.waiting import is_put_off
from tests.fakes.memory import Remembering

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bot.core.model import Correction, Recheck


class MemoryCorrections(Remembering):
    """`bot.core.ports.Corrections`."""

    async def due_rechecks(self, *, now: datetime, limit: int, but_of: Collection[str] = ()) -> list[RecheckView]:
        items, articles = self._memory.items, self._memory.articles
        due = [r for r in self._memory.rechecks.values() if not is_put_off(r.next_try_at, now=now)]
        due = [r for r in due if items[r.item_id].source_id not in but_of]
        due.sort(key=lambda r: (not r.has_statements, r.next_try_at, r.item_id))
        return [RecheckView(recheck=r, item=items[r.item_id], article=articles[r.article_id]) for r in due[:limit]]

    async def rechecks_of(self, item_ids: Collection[str]) -> list[Recheck]:
        return [r for _, r in sorted(self._memory.rechecks.items()) if r.item_id in item_ids]

    async def page_sightings(self, article_id: str) -> list[SightingView]:
        return [self._memory.sighting_view(sighting) for sighting in self._memory.page(article_id)]

    async def page_corrections(self, article_id: str) -> list[Correction]:
        sightings = {sighting.id for sighting in self._memory.page(article_id)}
        found = [c for c in self._memory.corrections.values() if c.sighting_id in sightings]
        return sorted(found, key=lambda c: (c.noticed_at, c.id))


class MemoryCorrectionWrites(MemoryCorrections):
    """`bot.core.ports.CorrectionWrites`."""

    async def recheck_of_page(self, article_id: str) -> Recheck | None:
        versions = {a.id for a in self._memory.articles.values() if article_id in {a.id, a.version_of}}
        return next((r for r in self._memory.rechecks.values() if r.article_id in versions), None)

    async def save_recheck(self, recheck: Recheck) -> None:
        self._memory.rechecks[recheck.item_id] = recheck

    async def end_recheck(self, item_id: str) -> None:
        self._memory.rechecks.pop(item_id, None)

    async def save_correction(self, correction: Correction) -> None:
        self._memory.corrections.setdefault(correction.id, correction)
