"""A web that a test writes: feeds and articles by hand, failures on demand."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

from bot.core.errors import SourceError
from bot.core.ids import stable_id
from bot.core.model import Article, Feed, FetchOutcome
from bot.rules.times import clamp_published_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.model import Entry, Item, PollState, Source
    from bot.core.ports import Clock


@dataclass(slots=True)
class FakeFetcher:
    """Implements `bot.core.ports.Fetcher` over dictionaries.

    `feeds` holds what a source lists, or how it fails, by source id; `pages` the title, text and time of an article, or
    how it fails, by address. An address that is in neither is gone. `asked` lists what was fetched, `settled` the
    sources of which that is on record.
    """

    clock: Clock
    feeds: dict[str, Sequence[Entry] | SourceError] = field(default_factory=dict)
    pages: dict[str, tuple[str, str, datetime | None] | SourceError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)

    async def fetch_feed(self, source: Source, state: PollState) -> Feed:
        self.asked.append(source.url)
        listed = self.feeds.get(source.id, SourceError(FetchOutcome.GONE, source.url, permanent=True))
        if isinstance(listed, SourceError):
            raise listed
        etag = blake2b(repr(listed).encode(), digest_size=8).hexdigest()
        if etag in {state.etag, state.body_hash}:
            return Feed(outcome=FetchOutcome.UNCHANGED, etag=etag, body_hash=etag)
        newest_first = sorted(
            listed, key=lambda entry: entry.published_at.timestamp() if entry.published_at else 0.0, reverse=True
        )
        return Feed(outcome=FetchOutcome.OK, entries=tuple(newest_first), etag=etag, body_hash=etag)

    async def settle(self, source: Source) -> None:
        self.settled.append(source.id)

    async def fetch_article(self, source: Source, item: Item) -> Article:
        entry = item.entry
        self.asked.append(entry.url)
        page = self.pages.get(entry.url, SourceError(FetchOutcome.GONE, entry.url, permanent=True))
        whole = not isinstance(page, SourceError)
        if isinstance(page, SourceError):
            if page.outcome is FetchOutcome.GONE or not page.permanent or not entry.text:
                raise page
            page = (entry.title, entry.text, entry.published_at)
        title, text, published_at = page
        now = self.clock.now()
        return Article(
            id=stable_id("article", entry.url),
            source_id=source.id,
            url=entry.url,
            title=entry.title or title,
            text=text,
            published_at=clamp_published_at(published_at or entry.published_at, now=now),
            fetched_at=now,
            content_hash=blake2b(text.encode(), digest_size=16).hexdigest(),
            whole=whole,
        )
