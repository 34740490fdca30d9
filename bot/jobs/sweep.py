"""Service: what is older than `[retention]` keeps it is let go of, once a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import structlog

from bot.core.ports import Retention, RetentionWrites, Transactional
from bot.rules.retention import Kept, expired_before
from bot.rules.thresholds import GIVEN_BACK_AT_A_TIME, LET_GO_AT_A_TIME

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.config import RetentionSettings
    from bot.core.ports import Clock

log = structlog.get_logger()


class SweepStore(Retention, Transactional[RetentionWrites], Protocol):
    """What is read and written."""


class Sweeper:
    """Lets go of what is old.

    Args:
        store: the record.
        clock: the time.
        settings: `[retention]`.

    """

    def __init__(self, *, store: SweepStore, clock: Clock, settings: RetentionSettings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    async def expired(self) -> dict[Kept, int]:
        """Return how much would be let go of, by kind."""
        limits = expired_before(self._settings, now=self._clock.now())
        return {kept: await self._store.expired(kept, before=before) for kept, before in limits.items()}

    async def sweep(self) -> dict[Kept, int]:
        """Let go of what is older than it is kept, some at a time; returns how much, by kind."""
        gone: dict[Kept, int] = {}
        for kept, before in expired_before(self._settings, now=self._clock.now()).items():
            gone[kept] = 0
            while some := await self._some_let_go(kept, before):
                gone[kept] += some
        while any(gone.values()) and await self._gave_back():
            pass
        if any(gone.values()):
            log.info("old rows let go of", **{str(kept): number for kept, number in gone.items() if number})
        return gone

    async def _some_let_go(self, kept: Kept, before: datetime) -> int:
        async with self._store.transaction() as transaction:
            return await transaction.let_go(kept, before=before, limit=LET_GO_AT_A_TIME)

    async def _gave_back(self) -> bool:
        async with self._store.transaction() as transaction:
            return await transaction.give_back(GIVEN_BACK_AT_A_TIME)
