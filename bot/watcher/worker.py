"""The watcher off the event loop: one thread that loads the pipeline and reads with it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING

from bot.core.errors import WatchError, WatchTimeoutError
from bot.core.model import View
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

    """

    def __init__(self, load: Callable[[], SpacyWatcher]) -> None:
        self._load = load
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="watcher")
        self._loaded: asyncio.Future[SpacyWatcher] | None = None
        self._turn = asyncio.Lock()
        self._lost: dict[object, int] = {}  # reading that goes on beyond its time → the hash of its text

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
        async with self._turn:  # the time that a text may take begins when the thread is free for it
            if mark in self._lost.values():
                raise too_long  # a thread reads it still, and another one would fare no better
            if len(self._lost) == thresholds.MOST_LOST:
                lost = f"{thresholds.MOST_LOST} texts were never read to their end"
                raise WatchError(f"{lost}, the processor is busy: restart")
            name = object()
            watch = partial((await self._pipeline()).watch, texts, view=view)  # others may be tracked since it waits
            job = partial(copy_context().run, self._to_the_end, watch, asyncio.get_running_loop(), name)
            reading = asyncio.get_running_loop().run_in_executor(self._thread, job)
            try:
                return await asyncio.wait_for(reading, limit)
            except TimeoutError:
                self._lose_thread(name, mark)
                raise too_long from None

    def _to_the_end(
        self, watch: Callable[[], list[Watched]], loop: asyncio.AbstractEventLoop, name: object
    ) -> list[Watched]:
        """Read, and say when it is done: what a busy machine was slow over is no thread that hangs for ever."""
        try:
            return watch()
        finally:
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(self._lost.pop, name, None)

    def _lose_thread(self, name: object, mark: int) -> None:
        """Go on in another thread: nothing can end the one that hangs."""
        self._lost[name] = mark
        self._thread.shutdown(wait=False)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="watcher")

    def close(self) -> None:
        """Let go of the thread; what it reads now it reads to its end."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _pipeline(self) -> SpacyWatcher:
        if self._loaded is None:
            self._loaded = asyncio.get_running_loop().run_in_executor(self._thread, self._load)
        return await asyncio.shield(self._loaded)
