"""The watcher off the event loop: one thread that loads the pipeline and reads with it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from bot.core.model import View
from bot.watcher import WatchText

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.core.model import Article, Watched
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

    async def ready(self) -> None:
        """Load the pipeline; returns when it can read.

        Raises:
            WatchError: it cannot be loaded.

        """
        await self._pipeline()

    async def watch(
        self, articles: Sequence[Article], *, voice: str | None = None, view: View = View.TRACKED
    ) -> list[Watched]:
        """Read articles, one call after the other."""
        pipeline = await self._pipeline()
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
        watch = partial(pipeline.watch, texts, view=view)
        return await asyncio.get_running_loop().run_in_executor(self._thread, watch)

    def close(self) -> None:
        """Let go of the thread; what it reads now it reads to its end."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _pipeline(self) -> SpacyWatcher:
        if self._loaded is None:
            self._loaded = asyncio.get_running_loop().run_in_executor(self._thread, self._load)
        return await asyncio.shield(self._loaded)
