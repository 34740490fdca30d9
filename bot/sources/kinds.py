"""The kinds of source, each an adapter behind one port (`bot.sources.port`).

This is the one place that knows every kind. A kind adds itself here, to `SourceKind` in `bot.core.model` and to the
sources' keys in config.example.toml; how its documents are asked for, and within what limits, is `bot.sources.listings`
for all of them.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.core.model import SourceKind
from bot.sources import accounts
from bot.sources.thresholds import LONGEST_FEED_OF_VIDEOS, LONGEST_JSON_OF_POSTS, LONGEST_PAGE_OF_POSTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.core.errors import SourceError
    from bot.core.model import Entry, Source
    from bot.sources.port import Listing, ReadListing

FEEDS: Final = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
PAGES: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
JSON: Final = "application/json, */*;q=0.5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """How a kind is asked for and read."""

    accept: str  # the Accept header
    read: ReadListing  # imports its parser when it is called: the bot itself never needs one
    first: Callable[[Source], str] = lambda source: source.url  # where it begins, where the url is not that itself
    # What is asked before that, once: a document whose one part is where the source begins. Empty where nothing is.
    lookup: Callable[[Source], str] = lambda _: ""
    # Where an entry is shown by itself, to see whether it still stands; `read` raises GONE if not. Empty: nowhere.
    alone: Callable[[Source, Entry], str] = lambda *_: ""
    max_bytes: int = sys.maxsize  # of a document, where the kind has smaller ones than `polling.max_feed_bytes`
    holds_texts: bool = False  # an entry holds the whole text: no page of it is fetched
    explained: Callable[[Source, SourceError], SourceError] = lambda _, error: error  # in words of this kind


def _read_feed(body: bytes, *, source: Source, content_type: str, url: str, now: datetime) -> Listing:  # noqa: ARG001 - a feed is a feed
    from bot.sources.feeds import parse_feed  # noqa: PLC0415 - as `Adapter.read` says

    return parse_feed(body, content_type=content_type, url=url, now=now)


def _read_telegram(body: bytes, *, source: Source, content_type: str, url: str, now: datetime) -> Listing:
    from bot.sources.telegram import read_telegram  # noqa: PLC0415 - as `Adapter.read` says

    return read_telegram(body, source_url=source.url, content_type=content_type, url=url, now=now)


def _read_mastodon(body: bytes, *, source: Source, content_type: str, url: str, now: datetime) -> Listing:
    from bot.sources.mastodon import read_mastodon  # noqa: PLC0415 - as `Adapter.read` says

    return read_mastodon(body, source_url=source.url, content_type=content_type, url=url, now=now)


def _read_bluesky(body: bytes, *, source: Source, content_type: str, url: str, now: datetime) -> Listing:
    from bot.sources.bluesky import read_bluesky  # noqa: PLC0415 - as `Adapter.read` says

    return read_bluesky(body, source_url=source.url, content_type=content_type, url=url, now=now)


def _read_youtube(body: bytes, *, source: Source, content_type: str, url: str, now: datetime) -> Listing:  # noqa: ARG001 - a feed is a feed
    from bot.sources.youtube import read_youtube  # noqa: PLC0415 - as `Adapter.read` says

    return read_youtube(body, content_type=content_type, url=url, now=now)


def _read_sitemap(body: bytes, *, source: Source, content_type: str, url: str, now: datetime) -> Listing:
    from bot.sources.sitemaps import read_sitemap  # noqa: PLC0415 - as above

    return read_sitemap(body, source=source, content_type=content_type, url=url, now=now)


def _read_link_page(body: bytes, *, source: Source, content_type: str, url: str, now: datetime) -> Listing:
    from bot.sources.link_pages import read_link_page  # noqa: PLC0415 - as above

    return read_link_page(body, source=source, content_type=content_type, url=url, now=now)


ADAPTERS: Final[Mapping[SourceKind, Adapter]] = {
    SourceKind.FEED: Adapter(
        accept=FEEDS,
        read=_read_feed,
    ),
    SourceKind.TELEGRAM: Adapter(
        accept=PAGES,
        read=_read_telegram,
        first=lambda source: accounts.telegram_page(source.url),
        alone=lambda _, entry: accounts.telegram_post(entry.key),
        max_bytes=LONGEST_PAGE_OF_POSTS,
        holds_texts=True,
    ),
    SourceKind.MASTODON: Adapter(
        accept=JSON,
        read=_read_mastodon,
        first=lambda source: accounts.mastodon_page(source.url),
        lookup=lambda source: accounts.mastodon_lookup(source.url),
        alone=lambda source, entry: accounts.mastodon_post(source.url, entry.key),
        max_bytes=LONGEST_JSON_OF_POSTS,
        holds_texts=True,
        explained=accounts.explained,
    ),
    SourceKind.BLUESKY: Adapter(
        accept=JSON,
        read=_read_bluesky,
        first=lambda source: accounts.bluesky_page(source.url),
        alone=lambda source, entry: accounts.bluesky_post(source.url, entry.key),
        max_bytes=LONGEST_JSON_OF_POSTS,
        holds_texts=True,
        explained=accounts.explained,
    ),
    SourceKind.YOUTUBE: Adapter(
        accept=FEEDS,
        read=_read_youtube,
        first=lambda source: accounts.youtube_page(source.url),
        max_bytes=LONGEST_FEED_OF_VIDEOS,
        holds_texts=True,
        explained=accounts.explained,
    ),
    SourceKind.SITEMAP: Adapter(
        accept="application/xml, text/xml, application/gzip;q=0.9, text/plain;q=0.8, */*;q=0.5", read=_read_sitemap
    ),
    SourceKind.LISTING: Adapter(accept=PAGES, read=_read_link_page),
}


def read_listing(body: bytes, *, source: Source, content_type: str, url: str, now: datetime) -> Listing:
    """Read one document of a source as its kind is read; see `ReadListing`."""
    return ADAPTERS[source.kind].read(body, source=source, content_type=content_type, url=url, now=now)
