"""The port of the kinds of source: one document's bytes → what it lists, and where it goes on; a page's → what it says.

What parsing gives comes out of another process. These values stand apart from the parsers: to take one in loads none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from bot.core.model import Entry, Source, SourceKind
    from bot.sources.texts.dates import Certainty

UNREAD_PARTS: Final = "of its parts, too many for one poll"  # a reason in `passed_over`


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What one document lists, and where it goes on."""

    entries: tuple[Entry, ...]  # newest first, keys unique
    every: timedelta | None = None  # how often it says that it changes (ttl, sy:updatePeriod); not bounded
    left_out: int = 0  # entries beyond `MANY_ENTRIES`, the oldest
    is_cut: bool = False  # it ends in the middle: what would follow is not among the entries
    passed_over: tuple[tuple[str, int], ...] = ()  # what it lists that is no entry, by reason: ("without text", 3)
    parts: tuple[str, ...] = ()  # absolute addresses of documents that list the rest, the most wanted first
    next_page: str = ""  # absolute address of the older entries: asked while a page lists nothing but what is new
    back_to: datetime | None = None  # of a page of posts: when the oldest was published, whether it is listed or not


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """What a page says."""

    title: str
    text: str  # paragraphs separated by a blank line; headings and list items are paragraphs of their own
    published_at: datetime | None
    certainty: Certainty | None  # how well `published_at` is known; None where it is not
    canonical_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A feed or an account that a page names."""

    url: str
    kind: SourceKind
    title: str = ""
    is_known: bool = True  # False: it looks like an account, on a host that nobody here knows


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLinks:
    """What a page names."""

    title: str
    feeds: tuple[Named, ...]
    accounts: tuple[Named, ...]
    channels: tuple[str, ...]  # pages on YouTube that name the feed of a channel


class ReadListing(Protocol):
    """Reads one document of a source. Pure, and run where it can be killed: the bytes are a stranger's."""

    def __call__(self, body: bytes, *, source: Source, content_type: str, url: str, now: datetime) -> Listing:
        """Return what a document lists.

        Args:
            body: the document, decompressed, of a bounded size.
            source: whose it is, with the settings of its kind.
            content_type: the whole header.
            url: where it was fetched: relative links start there. It tells a first document from parts of it.
            now: the time.

        Raises:
            SourceError: NOT_A_FEED.

        """
        ...
