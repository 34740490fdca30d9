"""The inbox of the engine: what sources list, the texts that are read of it, and when their pages are read again."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.thresholds import LAST_TRY

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model.source import Entry, FetchOutcome


class ItemState(StrEnum):
    """Where one feed item stands: the inbox of the engine."""

    WAITING = "waiting"  # listed by a feed, its article is to be read at `next_try_at`
    READ = "read"  # its article is on record, with what was said in it; `last_error` says why not as its page
    FAILED = "failed"  # given up after the last attempt; `last_error` says why


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A feed entry on record: read, or still to be read."""

    id: str
    source_id: str
    entry: Entry
    first_seen_at: datetime
    quiet: bool  # its statements go on record and are posted to nobody (first run, long outage)
    state: ItemState
    next_try_at: datetime  # of one that FAILED: when it was given up
    attempts: int = 0
    last_error: str | None = None
    begun: int = 0  # times that its text was begun and the process ended before it was done

    @classmethod
    def on_trial(cls, source_id: str, entry: Entry, at: datetime) -> Item:
        """Return an entry that somebody tries: what fails for now is not waited for, the feed's own text has to do."""
        return cls(
            id="tried",
            source_id=source_id,
            entry=entry,
            first_seen_at=at,
            quiet=True,
            state=ItemState.WAITING,
            next_try_at=at,
            attempts=LAST_TRY,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a text that was handed over: it is on record."""

    item_id: str
    is_new: bool  # False: it was on record already


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One published text."""

    id: str
    source_id: str
    url: str  # canonical
    title: str
    text: str
    published_at: datetime | None
    fetched_at: datetime
    content_hash: str
    whole: bool = True  # False: the page could not be read, `text` is what the feed held
    version_of: str | None = None  # the first version of the same page; None: this is it
    author: str = ""  # who wrote it, where that is known
    original: Original | None = field(default=None, compare=False, repr=False)  # until it is on record
    # Until it is on record: what stands on the page, where the feed's text was read in its place, …
    wall: str = field(default="", compare=False, repr=False)
    # … and what the feed held, where the page shows nothing of it: the page may be a wall that nobody knows.
    of_feed: Article | None = field(default=None, compare=False, repr=False)

    @property
    def page_id(self) -> str:
        """The id of the page: of its first version, which all of them share."""
        return self.version_of or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """A page as its host sent it."""

    url: str  # at the end of the redirects
    content_type: str  # the whole header
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailure:
    """Why a page was not to be had, as `bot.core.errors.SourceError` says it."""

    outcome: FetchOutcome
    detail: str = ""
    permanent: bool = False
    leads_inside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """What a text was read from, so that it can be read again: its page, or the entry of its feed."""

    item: Item  # as it was when it was read
    fetched_at: datetime
    page: FetchedPage | None = None  # None: nobody asked for it, or it was not to be had
    failure: FetchFailure | None = None  # why it was not


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """A page that is fetched again, to see whether what it said still stands, and what it says since."""

    item_id: str  # whose page it is
    article_id: str  # the newest version of it on record
    next_try_at: datetime
    missing: int = 0  # times in a row that the page was gone
    changed_at: datetime | None = None  # when its text was last found to be another
    owed_since: datetime | None = None  # since when its feed says something else of it, and no look has succeeded
    has_statements: bool = True  # False: nothing of it is on record yet, and those of which something is go first
    begun: int = 0  # times that its text was begun and the process ended before it was done
