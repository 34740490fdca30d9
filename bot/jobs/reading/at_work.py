"""What takes long is seen: what is under way now, and since when."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import structlog

from bot.jobs.thresholds import LONG_READ

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.core.ports import Clock

log = structlog.get_logger()


class AtWork:
    """The texts that are under way.

    Args:
        clock: the time.

    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since: dict[str, datetime] = {}

    @contextmanager
    def on(self, what: str) -> Iterator[None]:
        """Say what is under way, for as long as it is."""
        began_at = self._since[what] = self._clock.now()
        line = asyncio.get_running_loop().call_later(LONG_READ, partial(log.warning, "still under way", what=what))
        try:
            yield
        finally:
            line.cancel()
            self._since.pop(what, None)
            seconds = (self._clock.now() - began_at).total_seconds()
            if seconds > LONG_READ:
                log.warning("this took long", what=what, seconds=round(seconds))

    def since(self) -> dict[str, datetime]:
        """Return what is under way, with the time at which it began, longest first."""
        return dict(sorted(self._since.items(), key=lambda one: one[1]))
