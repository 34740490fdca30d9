"""Threads whose jobs have a limit of time: what never ends is left to its thread, and another one goes on.

Nothing can end a thread. What was given up on keeps a processor busy until it ends by itself, or the process does.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from bot.core.clock import SystemClock
from bot.core.thresholds import MOST_LOST

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.core.ports import Clock

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class LostJob:
    """A job that was given up on and goes on all the same."""

    what: str  # in words, with the address of the text
    since: datetime  # when it was given up on
    mark: object  # by which another try of it is known


class LostJobs:
    """The jobs of all threads of this process that were given up on, and go on all the same.

    Args:
        clock: the time.

    """

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._jobs: dict[object, LostJob] = {}
        self._full = asyncio.Event()

    @property
    def are_too_many(self) -> bool:
        """Whether nothing else is begun: the processors are busy with these."""
        return len(self._jobs) >= MOST_LOST

    @property
    def too_many_since(self) -> datetime | None:
        """Since when there are too many."""
        return sorted(one.since for one in self._jobs.values())[MOST_LOST - 1] if self.are_too_many else None

    def now(self) -> list[LostJob]:
        """Return them, the longest first."""
        return sorted(self._jobs.values(), key=lambda one: one.since)

    async def too_many(self) -> None:
        """Wait until there are too many."""
        await self._full.wait()

    def add(self, name: object, *, what: str, mark: object) -> None:
        """Note that a job was given up on."""
        self._jobs[name] = LostJob(what=what, since=self._clock.now(), mark=mark)
        if self.are_too_many:
            self._full.set()

    def end(self, name: object) -> None:
        """Note that a job has come to its end, if it was one of them: a busy machine was slow over it, that is all."""
        self._jobs.pop(name, None)
        if not self.are_too_many:
            self._full.clear()


class TimedThread:
    """One thread that does one job after the other, each with a limit of time.

    Args:
        name: of the thread.
        lost: where is noted what does not end.

    """

    def __init__(self, name: str, lost: LostJobs) -> None:
        self._name = name
        self._lost = lost
        self.turn = asyncio.Lock()  # held by who has a job done: its time begins when the thread is free for it
        self._thread = self._another()

    def begin(self, job: Callable[[], _Result]) -> asyncio.Future[_Result]:
        """Have a job done for which there is no limit."""
        return asyncio.get_running_loop().run_in_executor(self._thread, job)

    async def run(self, job: Callable[[], _Result], *, seconds: float, what: str, mark: object = None) -> _Result:
        """Have a job done; `turn` has to be held.

        Args:
            job: what is done.
            seconds: that it may take.
            what: it is, in words.
            mark: by which another try of it is known.

        Raises:
            TimeoutError: it takes longer. Its thread is left to it, and the next job has another.

        """
        working = self.begin(partial(copy_context().run, job))
        try:
            await asyncio.wait({working}, timeout=seconds)
        except asyncio.CancelledError:
            working.cancel()
            raise
        if working.done():
            return working.result()
        self._lost.add(working, what=what, mark=mark)
        working.add_done_callback(self._end)
        self._thread.shutdown(wait=False)
        self._thread = self._another()
        raise TimeoutError

    def close(self) -> None:
        """Let go of the thread; what it does now it does to its end."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _another(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(max_workers=1, thread_name_prefix=self._name)

    def _end(self, working: asyncio.Future[_Result]) -> None:
        self._lost.end(working)
        if not working.cancelled():
            working.exception()  # nobody waits for it any more
