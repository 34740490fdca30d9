"""Time that passes only when everybody waits: an event loop, a clock and threads without a second of sleep.

Three times are apart, as on a real machine. The **true** time is the world's: when things are published and hosts are
down. The loop's is monotonic and stands while the machine is suspended. The **wall** is what the bot's `Clock` shows:
the true time, plus however wrong the machine's clock is.
"""

from __future__ import annotations

import asyncio
import io
import selectors
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING
from unittest.mock import patch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor
    from datetime import datetime

NEVER = 10.0**9  # seconds that nobody waits for


class StandstillError(Exception):
    """Everything waits for something that will never come."""


class _Selector(selectors.BaseSelector):
    """Watches no files: waiting moves the loop's time."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def select(self, timeout=None):
        if timeout is None:
            raise StandstillError
        self._loop.pass_time(max(timeout, 0.0))
        return []

    def register(self, fileobj, events, data=None):  # noqa: ARG002 - as the base class names them
        raise io.UnsupportedOperation(f"a world opens no files: nothing to watch in {fileobj!r}")

    def unregister(self, fileobj):
        raise io.UnsupportedOperation(f"a world opens no files: {fileobj!r} was never watched")

    def get_map(self):
        return {}


class VirtualLoop(asyncio.BaseEventLoop):
    """An event loop whose time is a number; what would run in a thread runs at once and takes as long as it says."""

    def __init__(self) -> None:
        super().__init__()
        self._at = 0.0
        self._selector = _Selector(self)
        self._busy_until: dict[Executor, float] = {}  # each stands for one thread
        self.cost = 0.0  # seconds that the thread's work says it takes, set by that work

    def time(self) -> float:
        return self._at

    def pass_time(self, seconds: float) -> None:
        self._at += seconds

    def run_in_executor(self, executor: Executor | None, func: Callable, *args) -> asyncio.Future:
        future = self.create_future()
        self.cost = 0.0
        begins = max(self._busy_until.get(executor, 0.0), self._at) if executor is not None else self._at
        if begins > self._at:
            self.call_at(begins, self._run_late, future, executor, func, args)
        else:
            self._run(future, executor, func, args)
        return future

    def _run_late(self, future: asyncio.Future, executor: Executor | None, func: Callable, args: tuple) -> None:
        if not future.cancelled():
            self._run(future, executor, func, args)

    def _run(self, future: asyncio.Future, executor: Executor | None, func: Callable, args: tuple) -> None:
        self.cost = 0.0
        result, error = None, None
        try:
            result = func(*args)
        except Exception as raised:  # noqa: BLE001 - whoever awaits it gets it
            error = raised
        cost, self.cost = self.cost, 0.0
        if cost and executor is not None:
            self._busy_until[executor] = self._at + cost
        self.call_at(self._at + cost, _settle, future, result, error) if cost else _settle(future, result, error)

    def _process_events(self, event_list) -> None:
        pass

    def _write_to_self(self) -> None:
        pass


def _settle(future: asyncio.Future, result: object, error: Exception | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)


class VirtualClock:
    """Implements `Clock`: the wall.

    Args:
        loop: whose time passes.
        start: the true time at its beginning.
        skews: from when on the wall is how many seconds ahead, in the order of time.

    """

    def __init__(self, loop: VirtualLoop, start: datetime, skews: Sequence[tuple[float, float]] = ()) -> None:
        self._loop = loop
        self._start = start
        self._skews = tuple(skews)
        self.suspended = 0.0  # seconds for which the loop's time stood
        self._read: tuple[float, datetime] | None = None  # the true time at which it was read last, and what it showed

    def true(self) -> float:
        """Return the true time, in seconds since the start."""
        return self._loop.time() + self.suspended

    def now(self) -> datetime:
        true = self.true()
        if self._read is None or self._read[0] != true:
            skew = next((seconds for since, seconds in reversed(self._skews) if since <= true), 0.0)
            self._read = true, self._start + timedelta(seconds=round(true + skew, 6))
        return self._read[1]


class _InlineQueue:
    """Stands for the queue to aiosqlite's thread: what is put into it is done at once."""

    def put_nowait(self, job: tuple[asyncio.Future | None, Callable[[], object]]) -> None:
        future, function = job
        try:
            result = function()
        except BaseException as error:  # noqa: BLE001 - as aiosqlite's thread does
            if future is not None and not future.done():
                future.set_exception(error)
            return
        if future is not None and not future.done():
            future.set_result(result)


class _NoThread:
    daemon = True

    def __init__(self, **_: object) -> None:
        pass

    def start(self) -> None:
        pass


@contextmanager
def no_threads() -> Iterator[None]:
    """Let aiosqlite work without its threads, so that the same seed gives the same story."""
    with patch("aiosqlite.core.SimpleQueue", _InlineQueue), patch("aiosqlite.core.Thread", _NoThread):
        yield
