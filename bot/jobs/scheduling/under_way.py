"""Jobs under way, by name: none runs twice at once, and one that fails rests before it is tried again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from bot.core.errors import OnRecordError
from bot.jobs.thresholds import LONGEST_REST

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failures:
    """What is known of a job that failed; forgotten when it succeeds."""

    times: int  # in a row
    rests_until: float  # by the loop's clock


class JobsUnderWay:
    """The jobs of a process.

    Args:
        first_rest: seconds that a job rests after its first failure, and each time twice as long.

    """

    def __init__(self, *, first_rest: float) -> None:
        self._first_rest = first_rest
        self._running: dict[str, asyncio.Task[None]] = {}
        self._failed: dict[str, _Failures] = {}
        self._is_ending = False

    @property
    def failed(self) -> int:
        """How many jobs failed last time."""
        return len(self._failed)

    def begin(self, name: str, job: Callable[[], Coroutine[None, None, None]], *, rests: bool = True) -> bool:
        """Set a job to work, and tell whether it was: not where it is at work or at rest, nor at the end.

        Args:
            name: of the job.
            job: what is done.
            rests: whether it does after a failure.

        """
        failed = self._failed.get(name)
        resting = failed is not None and asyncio.get_running_loop().time() < failed.rests_until
        if name in self._running or resting or self._is_ending:
            return False
        self._running[name] = asyncio.create_task(self._run(name, job, rests=rests), name=name)
        return True

    def begin_no_more(self) -> None:
        """Set nothing to work any more."""
        self._is_ending = True

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        while self._running:
            await asyncio.wait(self._running.values())

    async def cut_off(self, *, after: float) -> None:
        """Give what is under way some seconds, then end it."""
        if self._running:
            _, late = await asyncio.wait(self._running.values(), timeout=after)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, name: str, job: Callable[[], Coroutine[None, None, None]], *, rests: bool) -> None:
        before = self._failed.pop(name, None)
        try:
            await job()
        except Exception as error:
            if rests:
                self._failed[name] = self._failure_after(before)
            if isinstance(error, OnRecordError):
                log.warning("job failed, it is tried again", job=name, error=str(error))
            else:
                log.exception("job failed, it is tried again", job=name)
        finally:
            del self._running[name]

    def _failure_after(self, before: _Failures | None) -> _Failures:
        times = 1 if before is None else before.times + 1
        rest = min(self._first_rest * 2.0 ** (min(times, 16) - 1), LONGEST_REST)
        return _Failures(times=times, rests_until=asyncio.get_running_loop().time() + rest)
