"""A YouTube channel's feed → entries. Pure.

What is said in a video is not here: its captions are had only by running YouTube's own scripts (docs/sources.md). An
entry is what the channel wrote about a video, and says so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.sources.parsers.feeds import read_feed
from bot.sources.texts.plain import PARAGRAPH

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model import Entry, Source
    from bot.sources.port import Listing


def read_youtube(body: bytes, *, source: Source, content_type: str, url: str, now: datetime) -> Listing:
    """Read the feed of a channel; see `port.ReadListing`.

    Raises:
        SourceError: NOT_A_FEED.

    """
    listing = read_feed(body, source=source, content_type=content_type, url=url, now=now)
    return replace(listing, entries=tuple(_about_a_video(entry) for entry in listing.entries))


def _about_a_video(entry: Entry) -> Entry:
    """Return an entry that says what it is; what its title says is in its text as well, where statements are found."""
    text = PARAGRAPH.join(part for part in (entry.title, entry.text) if part)
    return replace(entry, title=f"Video: {entry.title}" if entry.title else "Video", text=text)
