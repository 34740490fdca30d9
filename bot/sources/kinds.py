"""The kinds of source, each an adapter behind one port (`bot.sources.port`).

This is the one place that knows every kind. A kind adds itself here, to `SourceKind` in `bot.core.model` and to the
sources' keys in config.example.toml; how its documents are asked for, and within what limits, is `bot.sources.listings`
for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.core.model import SourceKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.core.model import Source
    from bot.sources.port import Listing, ReadListing


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """How a kind is asked for and read."""

    accept: str  # the Accept header
    read: ReadListing  # imports its parser when it is called: the bot itself never needs one
    first: Callable[[Source], str] = lambda source: source.url  # where it begins, where the url is not that itself


def _read_feed(body: bytes, *, source: Source, content_type: str, url: str, now: datetime) -> Listing:  # noqa: ARG001 - a feed is a feed
    from bot.sources.feeds import parse_feed  # noqa: PLC0415 - as `Adapter.read` says

    return parse_feed(body, content_type=content_type, url=url, now=now)


ADAPTERS: Final[Mapping[SourceKind, Adapter]] = {
    SourceKind.FEED: Adapter(
        accept=(
            "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, "
            "*/*;q=0.5"
        ),
        read=_read_feed,
    ),
}


def read_listing(body: bytes, *, source: Source, content_type: str, url: str, now: datetime) -> Listing:
    """Read one document of a source as its kind is read; see `ReadListing`."""
    return ADAPTERS[source.kind].read(body, source=source, content_type=content_type, url=url, now=now)
