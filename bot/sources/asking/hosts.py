"""Politeness towards one host: how many requests at once, how far apart, and when not at all."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome
from bot.sources.thresholds import LONGEST_CLOSED, LONGEST_TURN, MANY_HOSTS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable


@dataclass(slots=True)
class _Host:
    seats: asyncio.Semaphore
    every: float
    next_at: float = 0.0
    closed_until: float = 0.0
    waiting: int = 0


@dataclass(slots=True, kw_only=True)
class HostGate:
    """Lets requests to one host pass one by one.

    A request whose turn is further off than `LONGEST_TURN` is sent away with RATE_LIMITED: it waits in the store.

    Args:
        every: seconds between the starts of two requests to a host.
        at_once: requests to a host that may run at the same time.
        monotonic: seconds that never go back.
        sleep: how to wait.

    """

    every: float
    at_once: int
    monotonic: Callable[[], float]
    sleep: Callable[[float], Awaitable[object]]
    _hosts: dict[str, _Host] = field(default_factory=dict)

    @asynccontextmanager
    async def turn(self, host: str, url: str) -> AsyncIterator[None]:
        """Wait for a turn and hold a seat.

        Raises:
            SourceError: RATE_LIMITED, the host asked for quiet, or the turn is too far off.

        """
        state = self._state(host)
        state.waiting += 1
        try:
            async with state.seats:
                now = self.monotonic()
                start = max(now, state.next_at, state.closed_until)
                if start - now > LONGEST_TURN:
                    raise SourceError(
                        FetchOutcome.RATE_LIMITED,
                        url,
                        f"{host} is to be left alone for {start - now:.0f} s",
                        retry_after=timedelta(seconds=start - now),
                    )
                state.next_at = start + state.every
                if start > now:
                    await self.sleep(start - now)
                yield
        finally:
            state.waiting -= 1

    def close(self, host: str, wait: timedelta) -> None:
        """Send every request to a host away for a while: it asked for that."""
        state = self._state(host)
        until = self.monotonic() + min(wait.total_seconds(), LONGEST_CLOSED)
        state.closed_until = max(state.closed_until, until)

    def slow_down(self, host: str, every: float) -> None:
        """Keep requests to a host at least so many seconds apart: its crawl-delay."""
        self._state(host).every = max(self.every, every)

    def _state(self, host: str) -> _Host:
        if host not in self._hosts:
            if len(self._hosts) >= MANY_HOSTS:
                self._forget()
            self._hosts[host] = _Host(seats=asyncio.Semaphore(self.at_once), every=self.every)
        return self._hosts[host]

    def _forget(self) -> None:
        now = self.monotonic()
        for host, state in list(self._hosts.items()):
            if not state.waiting and max(state.next_at, state.closed_until) <= now:
                del self._hosts[host]
