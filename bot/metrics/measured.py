"""Ports that measure what goes through them, and change nothing of it."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.core.errors import MessengerError, SourceError
from bot.core.model import FetchOutcome, ReportView, View

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.model import Article, Delivery, Feed, Item, Message, Platform, PollState, Source, Watched
    from bot.core.ports import Clock, Fetcher, Messenger, Watcher
    from bot.metrics.meters import Meters


class MeasuredFetcher:
    """A fetcher whose fetches are counted and timed.

    Args:
        fetcher: does it.
        meters: the figures.

    """

    def __init__(self, fetcher: Fetcher, meters: Meters) -> None:
        self._fetcher = fetcher
        self._meters = meters

    async def fetch_feed(self, source: Source, state: PollState) -> Feed:
        """Fetch, as the port says."""
        with self._measured("feed"):
            feed = await self._fetcher.fetch_feed(source, state)
        self._meters.fetches.labels("feed", feed.outcome).inc()
        return feed

    async def settle(self, source: Source) -> None:
        """Let go, as the port says."""
        await self._fetcher.settle(source)

    async def fetch_article(self, source: Source, item: Item) -> Article:
        """Fetch, as the port says."""
        with self._measured("page"):
            article = await self._fetcher.fetch_article(source, item)
        self._meters.fetches.labels("page", FetchOutcome.OK).inc()
        return article

    @contextmanager
    def _measured(self, what: str) -> Iterator[None]:
        begun = time.monotonic()
        try:
            yield
        except SourceError as error:
            self._meters.fetches.labels(what, error.outcome).inc()
            raise
        finally:
            self._meters.fetch_seconds.labels(what).observe(time.monotonic() - begun)


class MeasuredWatcher:
    """A watcher whose texts are counted and timed, with the time that they wait for others.

    Args:
        watcher: does it.
        meters: the figures.

    """

    def __init__(self, watcher: Watcher, meters: Meters) -> None:
        self._watcher = watcher
        self._meters = meters

    async def watch(
        self, articles: Sequence[Article], *, voice: str | None = None, view: View = View.TRACKED
    ) -> list[Watched]:
        """Read, as the port says."""
        begun = time.monotonic()
        try:
            return await self._watcher.watch(articles, voice=voice, view=view)
        finally:
            self._meters.engine_seconds.observe(time.monotonic() - begun)
            self._meters.engine_characters.inc(sum(len(article.text) for article in articles))


class MeasuredMessenger:
    """A messenger whose messages are counted, with how long the news in them took.

    Args:
        messenger: does it.
        meters: the figures.
        clock: the time.

    """

    def __init__(self, messenger: Messenger, meters: Meters, clock: Clock) -> None:
        self._messenger = messenger
        self._meters = meters
        self._clock = clock

    @property
    def platform(self) -> Platform:
        """The platform that it speaks to."""
        return self._messenger.platform

    async def post(self, delivery: Delivery, message: Message) -> str:
        """Post, as the port says."""
        with self._counted("post"):
            reference = await self._messenger.post(delivery, message)
        self._note_lag(delivery, message)
        return reference

    async def edit(self, delivery: Delivery, message: Message) -> None:
        """Edit, as the port says."""
        with self._counted("edit"):
            await self._messenger.edit(delivery, message)

    async def find(self, delivery: Delivery, message: Message) -> str | None:
        """Look for it, as the port says."""
        return await self._messenger.find(delivery, message)

    def _note_lag(self, delivery: Delivery, message: Message) -> None:
        now = self._clock.now()
        self._meters.took("decided to posted", delivery.created_at, now)
        if isinstance(message, ReportView) and message.statements:
            self._meters.took("seen to posted", message.statements[0].statement.first_seen_at, now)
            self._meters.took("published to posted", message.article.published_at, now)

    @contextmanager
    def _counted(self, what: str) -> Iterator[None]:
        ended = "ok"
        try:
            yield
        except MessengerError as error:
            ended = type(error).__name__.removesuffix("Error")
            raise
        finally:
            self._meters.messages.labels(self.platform, what, ended).inc()
