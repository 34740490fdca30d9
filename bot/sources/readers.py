"""How each kind of source is read. With the parsers that it needs, so it is imported where documents are read alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.core.model import SourceKind
from bot.sources.inbox.reader import read_inbox_file
from bot.sources.parsers.bluesky import read_bluesky
from bot.sources.parsers.feeds import read_feed
from bot.sources.parsers.gdelt import read_gdelt
from bot.sources.parsers.link_pages import read_link_page
from bot.sources.parsers.mastodon import read_mastodon
from bot.sources.parsers.search_feeds import read_search_feed
from bot.sources.parsers.sitemaps import read_sitemap
from bot.sources.parsers.telegram import read_telegram
from bot.sources.parsers.youtube import read_youtube

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.core.model import Source
    from bot.sources.port import Listing, ReadListing

READERS: Final[Mapping[SourceKind, ReadListing]] = {
    SourceKind.FEED: read_feed,
    SourceKind.TELEGRAM: read_telegram,
    SourceKind.MASTODON: read_mastodon,
    SourceKind.BLUESKY: read_bluesky,
    SourceKind.YOUTUBE: read_youtube,
    SourceKind.SITEMAP: read_sitemap,
    SourceKind.LISTING: read_link_page,
    SourceKind.SEARCH: read_search_feed,
    SourceKind.GDELT: read_gdelt,
    SourceKind.INBOX: read_inbox_file,
}


def read_listing(body: bytes, *, source: Source, content_type: str, url: str, now: datetime) -> Listing:
    """Read one document of a source as its kind is read; see `ReadListing`."""
    return READERS[source.kind](body, source=source, content_type=content_type, url=url, now=now)
