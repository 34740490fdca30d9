"""The kinds of source: where each is asked for what. No parser is loaded for it.

A kind adds itself here, to `bot.sources.readers`, which reads what comes, to `SourceKind` in `bot.core.model` and to
the sources' keys in config.example.toml; how its documents are asked for, and within what limits, is
`bot.sources.listings` for all of them.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.core.model import SourceKind
from bot.sources import accounts, queries
from bot.sources.thresholds import (
    LONGEST_FEED_OF_VIDEOS,
    LONGEST_JSON_OF_POSTS,
    LONGEST_PAGE_OF_POSTS,
    SPACING_OF_GDELT,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.core.errors import SourceError
    from bot.core.model import Entry, Source

FEEDS: Final = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
PAGES: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
JSON: Final = "application/json, */*;q=0.5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """How a kind is asked for."""

    accept: str  # the Accept header
    first: Callable[[Source], str] = lambda source: source.url  # where it begins, where the url is not that itself
    # All that is asked, where that is several addresses, each of the operator's own; `first` is the first of them.
    asked: Callable[[Source], Sequence[str]] = lambda _: ()
    spacing: float = 0.0  # seconds between two requests that the host asks for, in words that no program reads
    # What is asked before that, once: a document whose one part is where the source begins. Empty where nothing is.
    lookup: Callable[[Source], str] = lambda _: ""
    # Where an entry is shown by itself, to see whether it still stands; its reader raises GONE if not. Empty: nowhere.
    alone: Callable[[Source, Entry], str] = lambda *_: ""
    max_bytes: int = sys.maxsize  # of a document, where the kind has smaller ones than `polling.max_feed_bytes`
    holds_texts: bool = False  # an entry holds the whole text: no page of it is fetched
    explained: Callable[[Source, SourceError], SourceError] = lambda _, error: error  # in words of this kind


ADAPTERS: Final[Mapping[SourceKind, Adapter]] = {
    SourceKind.FEED: Adapter(accept=FEEDS),
    SourceKind.TELEGRAM: Adapter(
        accept=PAGES,
        first=lambda source: accounts.telegram_page(source.url),
        alone=lambda _, entry: accounts.telegram_post(entry.key),
        max_bytes=LONGEST_PAGE_OF_POSTS,
        holds_texts=True,
    ),
    SourceKind.MASTODON: Adapter(
        accept=JSON,
        first=lambda source: accounts.mastodon_page(source.url),
        lookup=lambda source: accounts.mastodon_lookup(source.url),
        alone=lambda source, entry: accounts.mastodon_post(source.url, entry.key),
        max_bytes=LONGEST_JSON_OF_POSTS,
        holds_texts=True,
        explained=accounts.explained,
    ),
    SourceKind.BLUESKY: Adapter(
        accept=JSON,
        first=lambda source: accounts.bluesky_page(source.url),
        alone=lambda source, entry: accounts.bluesky_post(source.url, entry.key),
        max_bytes=LONGEST_JSON_OF_POSTS,
        holds_texts=True,
        explained=accounts.explained,
    ),
    SourceKind.YOUTUBE: Adapter(
        accept=FEEDS,
        first=lambda source: accounts.youtube_page(source.url),
        max_bytes=LONGEST_FEED_OF_VIDEOS,
        holds_texts=True,
        explained=accounts.explained,
    ),
    SourceKind.SITEMAP: Adapter(
        accept="application/xml, text/xml, application/gzip;q=0.9, text/plain;q=0.8, */*;q=0.5"
    ),
    SourceKind.LISTING: Adapter(accept=PAGES),
    SourceKind.SEARCH: Adapter(
        accept=FEEDS, first=lambda source: queries.search_addresses(source)[0], asked=queries.search_addresses
    ),
    SourceKind.GDELT: Adapter(
        accept=JSON,
        first=lambda source: queries.gdelt_addresses(source)[0],
        asked=queries.gdelt_addresses,
        spacing=SPACING_OF_GDELT,
    ),
    SourceKind.INBOX: Adapter(accept="", holds_texts=True),  # nothing is asked for: `bot.sources.inboxes` looks
    SourceKind.WEBHOOK: Adapter(accept="", holds_texts=True),  # likewise: `bot.sources.webhook` is posted to
}
