"""The feed of a search engine → entries, each under the address of the article itself where its link holds that. Pure.

Search engines list one article under several queries, each time behind a link of their own. The address is read out of
that link, never asked for: where it leads is a stranger's choice.
"""

from __future__ import annotations

import base64
import binascii
import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, unquote, urlsplit

from bot.core.urls import canonical_url
from bot.sources.parsers.feeds import read_feed
from bot.sources.thresholds import MOST_REDIRECTS_WITHIN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.core.model import Entry, Source
    from bot.sources.port import Listing

# The parameters of a redirect that hold where it leads, by host and path.
_REDIRECTS: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("google", "/url"): ("url", "q"),  # Google Alerts
    ("bing", "/news/apiclick.aspx"): ("url",),
    ("duckduckgo", "/l/"): ("uddg",),
}
_ENGINE: Final = re.compile(r"(?:www\.)?(google|bing|duckduckgo)(?:\.[a-z]{2,3}){1,2}")
_YAHOO: Final = re.compile(r"/RU=([^/]+)/")
_GOOGLE_NEWS: Final = re.compile(r"/(?:rss/)?(?:articles|read)/([A-Za-z0-9_=-]{20,2000})")
# Of an id that Google News gave until 2024, and gives for some sites still: two fields of a protocol buffer before the
# address. Newer ones hold a token there that only Google can read.
_BEFORE_THE_ADDRESS: Final = b'\x08\x13"'


def read_search_feed(body: bytes, *, source: Source, content_type: str, url: str, now: datetime) -> Listing:
    """Read the feed that one query brought; see `port.ReadListing`. An article's address is its key.

    Raises:
        SourceError: NOT_A_FEED.

    """
    listing = read_feed(body, source=source, content_type=content_type, url=url, now=now)
    entries: dict[str, Entry] = {}
    for entry in listing.entries:
        address = unwrapped_address(entry.url)
        entries.setdefault(address, replace(entry, key=address, url=address))
    return replace(listing, entries=tuple(entries.values()))


def unwrapped_address(url: str) -> str:
    """Return the canonical address that a search engine's redirect holds, or the one that was given."""
    for _ in range(MOST_REDIRECTS_WITHIN):
        inner = _held_by(url)
        if not inner:
            break
        try:
            url = canonical_url(inner)
        except ValueError:
            break
    return url


def _held_by(url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").casefold()
    if host == "news.google.com":
        match = _GOOGLE_NEWS.match(parts.path)
        return _of_google_news(match[1]) if match else ""
    if host.endswith("search.yahoo.com"):
        match = _YAHOO.search(parts.path)
        return unquote(match[1]) if match else ""
    engine = _ENGINE.fullmatch(host)
    asked = parse_qs(parts.query, max_num_fields=50) if engine and parts.query.count("&") < 50 else {}  # noqa: PLR2004 - as it says
    names = _REDIRECTS.get((engine[1], parts.path), ()) if engine else ()
    return next((asked[name][0] for name in names if asked.get(name)), "")


def _of_google_news(number: str) -> str:
    with suppress(binascii.Error, ValueError, IndexError, UnicodeDecodeError):
        data = base64.urlsafe_b64decode(number.rstrip("=") + "=" * (-len(number.rstrip("=")) % 4))
        if data.startswith(_BEFORE_THE_ADDRESS):
            rest = data[len(_BEFORE_THE_ADDRESS) :]
            length, width = rest[0], 1
            if length >= 128:  # noqa: PLR2004 - a number of two bytes, seven bits each
                length, width = (length & 127) | rest[1] << 7, 2
            address = rest[width : width + length].decode("ascii")
            return address if address.startswith(("http://", "https://")) else ""
    return ""
