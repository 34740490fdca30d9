"""The watcher off the event loop: one thread that loads the pipeline and reads with it."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from bot.core.errors import WatchError, WatchTimeoutError
from bot.core.model import View
from bot.core.threads import LostJobs, TimedThread
from bot.watcher import WatchText, thresholds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.core.model import Actor, Article, Watched
    from bot.watcher import SpacyWatcher


class WatcherThread:
    """Implements the `Watcher` port: one model in one thread, so that heartbeats and polls go on while it reads.

    A thread and not a process: the model's arithmetic lets go of the interpreter lock, a second process would hold the
    model, spaCy and their libraries a second time.

    Args:
        load: builds the pipeline; called once, in the thread.
        lost: the jobs of the process that do not end, of which a text may be one.

    """

    def __init__(self, load: Callable[[], SpacyWatcher], *, lost: LostJobs | None = None) -> None:
        self._load = load
        self._lost = lost or LostJobs()
        self._thread = TimedThread("watcher", self._lost)
        self._loaded: asyncio.Future[SpacyWatcher] | None = None

    async def ready(self) -> None:
        """Load the pipeline; returns when it can read.

        Raises:
            WatchError: it cannot be loaded.

        """
        await self._pipeline()

    async def prepared(self, actors: Sequence[Actor]) -> SpacyWatcher | None:
        """Return a pipeline that knows these actors, around the model that is loaded; None: none was asked for yet.

        Nothing else changes by it.

        Raises:
            WatchError: no pipeline can be loaded.

        """
        if self._loaded is None:
            return None
        pipeline = await self._pipeline()
        return await asyncio.to_thread(pipeline.tracking, actors)

    def use(self, pipeline: SpacyWatcher) -> None:
        """Read with another pipeline from the next text on; what is being read is read to its end as it was begun."""
        self._loaded = asyncio.get_running_loop().create_future()
        self._loaded.set_result(pipeline)

    async def watch(
        self, articles: Sequence[Article], *, voice: str | None = None, view: View = View.TRACKED
    ) -> list[Watched]:
        """Read articles, one call after the other.

        Raises:
            WatchTimeoutError: it took longer than any text should.
            WatchError: the pipeline cannot be loaded, or hangs over several texts.

        """
        await self._pipeline()
        texts = [
            WatchText(
                text=article.text,
                title=article.title,
                url=article.url,
                published_at=article.published_at,
                voice=voice,
            )
            for article in articles
        ]
        characters = sum(len(one.text) for one in texts)
        mark = hash(tuple(one.text for one in texts))
        limit = thresholds.SECONDS_FOR_ANY + thresholds.SECONDS_FOR_THOUSAND * characters / 1000
        too_long = WatchTimeoutError(f"reading {characters:,} characters took more than {limit:.0f} s")
        async with self._thread.turn:
            if any(one.mark == mark for one in self._lost.now()):
                raise too_long  # a thread reads it still, and another one would fare no better
            if self._lost.are_too_many:
                names = " and ".join(one.what for one in self._lost.now())
                raise WatchError(f"not read: {names} did not end, and keep the processor busy")
            watch = partial((await self._pipeline()).watch, texts, view=view)  # others may be tracked since it waits
            what = f"reading {', '.join(one.url for one in articles)} ({characters:,} characters)"
            try:
                return await self._thread.run(watch, seconds=limit, what=what, mark=mark)
            except TimeoutError:
                raise too_long from None

    def close(self) -> None:
        """Let go of the thread; what it reads now it reads to its end."""
        self._thread.close()

    async def _pipeline(self) -> SpacyWatcher:
        if self._loaded is None:
            self._loaded = self._thread.begin(self._load)
        return await asyncio.shield(self._loaded)
