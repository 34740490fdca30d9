"""Service: forgets what texts were read from, after a while, and what feeds listed under ever new names.

Some feeds give each entry another guid and another address at each fetch. Each is an item, read and found to be a text
that is on record already; without an end to it the inbox would grow for ever (issue 8). The pages and entries of
which `[replay]` says how long they are kept have an end by their size as well.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.core.outcomes import Conclusion, Outcome, Subject
from bot.core.ports import Inbox, InboxWrites, Originals, OriginalWrites, OutcomeWrites, Transactional
from bot.rules.thresholds import FORGOTTEN_AFTER, FORGOTTEN_AT_A_TIME, ORIGINALS_AT_A_TIME

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.config_sections import ReplaySettings
    from bot.core.ports import Clock

log = structlog.get_logger()


class PruneWrites(InboxWrites, OutcomeWrites, OriginalWrites, Protocol):
    """What is written."""


class PruneStore(Inbox, Originals, Transactional[PruneWrites], Protocol):
    """What is read and written."""


@dataclass(frozen=True, slots=True)
class Prunable:
    """What is beyond its limits, and what of originals is within them."""

    listings: int
    originals: int
    originals_kept: int  # that stay
    bytes_kept: int  # that those take, compressed


class Pruner:
    """Forgets listings that brought nothing, and originals that are old or too many.

    Args:
        store: the record.
        clock: the time.
        settings: `[replay]`.

    """

    def __init__(self, *, store: PruneStore, clock: Clock, settings: ReplaySettings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    async def expired(self) -> Prunable:
        """Return how much `prune` and `prune_originals` would forget, and what would be left of originals."""
        now = self._clock.now()
        number, size = await self._store.originals_kept()
        beyond, of_size = await self._store.originals_beyond(
            before=now - self._settings.keep_for, most_bytes=self._settings.keep_bytes
        )
        return Prunable(
            listings=await self._store.count_old_duplicates(before=now - FORGOTTEN_AFTER),
            originals=beyond,
            originals_kept=number - beyond,
            bytes_kept=size - of_size,
        )

    async def prune(self) -> int:
        """Forget listings whose text was on record when they were read, weeks ago; returns how many.

        How many of each source were forgotten on each day stays on record. One that is listed still is found again at
        the next poll, read once more, and found to be on record.
        """
        now, forgotten = self._clock.now(), 0
        while True:
            # Looked for outside of the transaction: that may take seconds, and no news is to wait for it.
            some = await self._store.old_duplicates(before=now - FORGOTTEN_AFTER, limit=FORGOTTEN_AT_A_TIME)
            if not some:
                break
            async with self._store.transaction() as transaction:
                await transaction.forget_items([item.id for item in some])
                for source_id, number in Counter(item.source_id for item in some).items():
                    await transaction.conclude([await _counted(transaction, source_id, number, now=now)])
            forgotten += len(some)
        if forgotten:
            log.info("listings forgotten", listings=forgotten)
        return forgotten

    async def prune_originals(self) -> int:
        """Forget what `[replay]` keeps no longer, the oldest first; returns how much."""
        before, forgotten = self._clock.now() - self._settings.keep_for, 0
        while True:
            async with self._store.transaction() as transaction:
                some = await transaction.forget_originals(
                    before=before, most_bytes=self._settings.keep_bytes, limit=ORIGINALS_AT_A_TIME
                )
            forgotten += some
            if not some:
                break
        if forgotten:
            log.info("originals forgotten", originals=forgotten)
        return forgotten


async def _counted(transaction: PruneWrites, source_id: str, number: int, *, now: datetime) -> Conclusion:
    """Return how many listings of a source were forgotten today, with these."""
    of_today = f"{source_id} {now:%Y-%m-%d}"
    for before in await transaction.conclusions([of_today]):
        number += int(before.evidence.split()[0])
    return Conclusion(
        subject=Subject.LISTINGS,
        subject_id=of_today,
        outcome=Outcome.FORGOTTEN,
        rule="jobs.prune",
        evidence=f"{number} listings, {FORGOTTEN_AFTER.days} days after they were read: their texts were on record",
        related_id=source_id,
        at=now,
    )
