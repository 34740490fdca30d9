"""Service: what feeds listed under ever new names is forgotten after a while, and counted.

Some feeds give each entry another guid and another address at each fetch. Each is an item, read and found to be a text
that is on record already; without an end to it the inbox would grow for ever (issue 8).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.core.outcomes import Conclusion, Outcome, Subject
from bot.core.ports import Inbox, InboxWrites, OutcomeWrites, Transactional
from bot.rules.thresholds import FORGOTTEN_AFTER, FORGOTTEN_AT_A_TIME

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.ports import Clock

log = structlog.get_logger()


class PruneWrites(InboxWrites, OutcomeWrites, Protocol):
    """What is written."""


class PruneStore(Inbox, Transactional[PruneWrites], Protocol):
    """What is read and written."""


class Pruner:
    """Forgets listings that brought nothing.

    Args:
        store: the record.
        clock: the time.

    """

    def __init__(self, *, store: PruneStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

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
