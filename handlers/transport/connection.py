"""What stays open so that people are heard, whatever happens; how is another module's: a gateway, socket or server."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import structlog

from bot.core.errors import RetryLaterError, TokenRefusedError
from handlers import limits

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from bot.core.ports import Clock

log = structlog.get_logger()


class Heard:
    """Knows what was heard of late: both platforms deliver some things twice, and a button may say something."""

    def __init__(self) -> None:
        self._keys: dict[str, None] = {}

    def is_new(self, key: str) -> bool:
        """Tell whether this is heard for the first time, and remember it. What has no key is always new."""
        if key in self._keys:
            return False
        if key:
            self._keys[key] = None
            if len(self._keys) > limits.REMEMBERED:
                del self._keys[next(iter(self._keys))]
        return True


class Connection:
    """Lives one life of a connection after the other in the background, until it is closed.

    Args:
        name: of the platform, for the log: `discord`.
        live: lives one life; calls its argument with the state once people are heard, returns in words why it ended,
            and raises TokenRefusedError where the platform does not know us.
        clock: the time, to say since when it has been away.
        retry_after: seconds to the next try, by failures in a row; the last one stays.

    """

    def __init__(
        self,
        *,
        name: str,
        live: Callable[[Callable[[str], None]], Awaitable[str]],
        clock: Clock,
        retry_after: Sequence[float],
    ) -> None:
        self._name = name
        self._live = live
        self._clock = clock
        self._retry_after = retry_after
        self._task: asyncio.Task[None] | None = None
        self._lost_at: datetime | None = None
        self.state = "not started"  # in words, for `/status`

    def start(self) -> None:
        """Connect in the background. To be called from a running loop."""
        self.state = "connecting"
        self._task = asyncio.create_task(self._stay_connected())

    async def close(self) -> None:
        """Disconnect. May be called twice, and before the start."""
        while self._task is not None:
            self._task.cancel()
            if (await asyncio.wait({self._task}, timeout=limits.CANCEL_AGAIN_AFTER))[0]:
                self._task = None
        self.state = "closed"

    def connected(self, state: str) -> None:
        """Note that people are heard."""
        self._lost_at = None
        self.state = state
        event = f"{self._name} connected"
        log.info(event, state=state)

    def lost(self, reason: str, *, refused: bool = False) -> None:
        """Note that they are not, and why; also for a life that goes on and may connect again by itself."""
        self._lost_at = self._lost_at or self._clock.now()
        self.state = reason if refused else f"connecting since {self._lost_at:%Y-%m-%d %H:%M} UTC: {reason}"

    async def _stay_connected(self) -> None:
        loop = asyncio.get_running_loop()
        event = f"{self._name} disconnected"
        failures = 0
        while True:
            begun_at = loop.time()
            least_wait, refused, reason = await self._one_life()
            failures = 0 if loop.time() - begun_at >= limits.STEADY_AFTER else failures
            wait = max(least_wait, self._retry_after[min(failures, len(self._retry_after) - 1)])
            failures += 1
            log.log(logging.WARNING if wait else logging.INFO, event, reason=reason, retry_after=wait)
            self.lost(reason, refused=refused)
            await asyncio.sleep(wait)

    async def _one_life(self) -> tuple[float, bool, str]:
        """Connect and stay; returns the least seconds to wait, whether we were refused, and in words why it ended."""
        try:
            reason = await self._live(self.connected)
        except TokenRefusedError as error:
            return limits.REFUSED_RETRY_AFTER, True, f"token refused: {error}"
        except RetryLaterError as error:
            return error.after.total_seconds() if error.after else 0.0, False, str(error)
        except Exception as error:  # noqa: BLE001 - whatever ended this life, the next one is begun
            return 0.0, False, f"{type(error).__name__}: {error}"[:200]
        return 0.0, False, reason
