"""Service: what was changed by command, here or in another process → taken up, or said to be not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from bot.core.errors import OnRecordError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from bot.core.ports import Clock

log = structlog.get_logger()


class TakingUp:
    """Takes up changes; where that fails, all goes on as it was before, and the sign of life says since when.

    Args:
        take_up: brings sources, routes and actors to what the record has; is given the number of the last change, where
            that was just asked for.
        clock: the time.

    """

    def __init__(self, take_up: Callable[[int | None], Awaitable[None]], clock: Clock) -> None:
        self._take_up = take_up
        self._clock = clock
        self._error = ""  # the last one, which is said once
        self.fails_since: datetime | None = None

    async def look(self, last_change: int | None = None) -> None:
        """Take up what was changed since the last look; raises nothing.

        Args:
            last_change: the number of the last change in the audit log, where it was just asked for.

        """
        try:
            await self._take_up(last_change)
        except Exception as error:  # a row that cannot be read must not stop what is polled and read
            self.fails_since = self.fails_since or self._clock.now()
            said, before = f"{type(error).__name__}: {error}", self._error
            self._error = said
            if said == before:
                return
            if isinstance(error, OnRecordError):
                log.error("changes by command not taken up", error=str(error))  # noqa: TRY400 - the message says all
            else:
                log.exception("changes by command not taken up")
        else:
            if self.fails_since is not None:
                log.info("changes by command are taken up again")
            self._error, self.fails_since = "", None
