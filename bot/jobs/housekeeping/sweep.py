"""Service: what is older than `[retention]` keeps it is let go of, once a day."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.core.ports import Retention, RetentionWrites, Room, Transactional
from bot.rules.retention import expired_before, let_go_next
from bot.rules.thresholds import GIVEN_BACK_AT_A_TIME, LET_GO_AT_FIRST

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.config_sections import RetentionSettings
    from bot.core.ports import Clock
    from bot.rules.retention import Kept

log = structlog.get_logger()


class SweepStore(Retention, Room, Transactional[RetentionWrites], Protocol):
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
            gone[kept] = await self._let_go(kept, before)
        while any(gone.values()) and await self._store.give_back(GIVEN_BACK_AT_A_TIME):
            pass
        if any(gone.values()):
            log.info("old rows let go of", **{str(kept): number for kept, number in gone.items() if number})
        return gone

    async def _let_go(self, kept: Kept, before: datetime) -> int:
        """Let go of all of a kind, in transactions that are short on this disk: the bot has its turn between two."""
        gone, limit = 0, LET_GO_AT_FIRST
        while True:
            async with self._store.transaction() as transaction:
                begun = time.perf_counter()  # only now is it this one's turn
                some = await transaction.let_go(kept, before=before, limit=limit)
            if not some:
                return gone
            gone += some
            limit = let_go_next(limit, took=time.perf_counter() - begun)
