"""What is polled, and how its polls went."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta


class Tier(StrEnum):
    """How near a source stands to the speaker, nearest first."""

    PRIMARY = "primary"  # the speaker's own house: a ministry, an office, an account
    WIRE = "wire"  # an agency that others copy
    OUTLET = "outlet"  # a newspaper, a broadcaster, a site
    AGGREGATOR = "aggregator"  # repeats what others wrote


class SourceKind(StrEnum):
    """What a source's address leads to. `bot.sources.kinds` says how each is read."""

    FEED = "feed"  # RSS, Atom or JSON Feed
    TELEGRAM = "telegram"  # a public channel
    MASTODON = "mastodon"  # an account there, or on a service that speaks its API
    BLUESKY = "bluesky"  # an account
    YOUTUBE = "youtube"  # a channel
    SITEMAP = "sitemap"  # a sitemap, a news sitemap or an index of some
    LISTING = "listing"  # a page with links to articles
    SEARCH = "search"  # the feed of a search engine, with a place for what is searched for
    GDELT = "gdelt"  # GDELT's list of articles
    INBOX = "inbox"  # a folder into which people and programs put files
    WEBHOOK = "webhook"  # texts that somebody's own program posts


# What is put there for this bot, and stood nowhere before: none of it is a baseline.
HANDED_OVER = frozenset({SourceKind.INBOX, SourceKind.WEBHOOK})
OF_POSTS = frozenset({SourceKind.TELEGRAM, SourceKind.MASTODON, SourceKind.BLUESKY})  # of an account, each a whole text


class FetchOutcome(StrEnum):
    """How one fetch ended."""

    OK = "ok"
    UNCHANGED = "unchanged"  # 304, or the same body as before
    DNS_ERROR = "dns error"
    CONNECT_ERROR = "connection failed"
    TLS_ERROR = "tls error"
    TIMEOUT = "timeout"
    HTTP_ERROR = "http error"
    RATE_LIMITED = "rate limited"  # 429, or 503 with Retry-After
    GONE = "gone"  # 404 or 410
    TOO_LARGE = "too large"
    TOO_MANY_REDIRECTS = "too many redirects"
    REFUSED_ADDRESS = "refused address"  # an address that nobody here chose
    BLOCKED_BY_ROBOTS = "blocked by robots.txt"
    NOT_A_FEED = "not a feed"
    NO_TEXT = "no text"  # a page in which no article was found
    WALL = "wall"  # a page that wants a login, a consent, JavaScript or a human before it shows its article
    BROKE_OFF = "broke off"  # a part of this program failed over it: a bug
    TOO_COSTLY = "too costly"  # parsing it would take more time or memory than one body may have
    NO_FOLDER = "no folder"  # of an inbox: it is not there, or nothing may be read or moved in it

    @property
    def words(self) -> str:
        """The outcome as people read it; its value is what the record and the metrics have."""
        return _FETCH_WORDS.get(self.value, self.value)


_FETCH_WORDS = {
    "dns error": "host not found",
    "tls error": "no secure connection",
    "http error": "answered with an error",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A place that is polled."""

    id: str
    name: str
    url: str
    tier: Tier
    language: str
    poll_every: timedelta
    kind: SourceKind = SourceKind.FEED
    heeds_hints: bool = True  # the feed may ask for a longer wait; False where the operator wrote `every`
    select: str = ""  # of a page: the CSS selector of its links to articles; "" finds them by itself
    next_page: str = ""  # of a page: the CSS selector of the link to the older ones, where it is not marked as such
    pages: int = 1  # of a listing that goes on to older entries: at most so many are read
    article_hosts: tuple[str, ...] = ()  # hosts beside the source's own site whose pages may be fetched; "*" is any
    voice: str | None = None  # the id of the actor whose own words all of its texts are: an account, a press office
    paused: bool = False  # it is not polled; what it listed before is read, and its pages are looked at again
    origin: str = ""  # the pack that it came with, "packs/wires"; "" where it stands in the config itself
    from_chat: bool = False  # a member of a channel chose its address, which therefore has to be public
    queries: tuple[str, ...] = ()  # of a search: what is searched for
    asks_for_actors: bool = False  # of a search: that is whoever is tracked
    folder: str = ""  # of an inbox: where its files are put; its url names it within the bot alone


@dataclass(frozen=True, slots=True, kw_only=True)
class OlderPages:
    """Older pages of an account that no poll has come to yet: the next one goes on with them."""

    address: str  # of the first
    before: datetime  # what is newer was read
    until: datetime  # how far back: to the last poll before they were left, which listed what is older
    since: datetime  # when they were left


@dataclass(frozen=True, slots=True, kw_only=True)
class PollState:
    """What is known about a source; of one that was never polled that it is due."""

    source_id: str
    next_poll_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    failures: float = 0.0  # weighted: a temporary failure counts less than a hard one
    last_outcome: FetchOutcome | None = None
    last_error: str | None = None
    last_polled_at: datetime | None = None
    last_ok_at: datetime | None = None
    last_new_at: datetime | None = None  # when it last listed an item that was not known
    failing_since: datetime | None = None  # the first failure since it last answered
    answer_seconds: float | None = None  # that its host took to answer of late, without the wait for a turn there
    read_as: str | None = None  # those of its settings, at the last good poll, that decide what it lists
    older: OlderPages | None = None  # still to be read
    missed: str = ""  # what of it could not be reached any more, the last time that this was so
    missed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One fetch of one source, for its history."""

    source_id: str
    polled_at: datetime
    outcome: FetchOutcome
    detail: str = ""
    listed: int = 0  # items in the feed
    new: int = 0  # of them not known before


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item as a feed gives it."""

    key: str  # guid, else canonical url, else title and date; unique within one feed
    url: str  # canonical
    title: str
    text: str = ""  # what the feed itself holds of the article, as plain text
    published_at: datetime | None = None  # as the feed says; it may lie a day ahead
    author: str = ""  # who wrote it, where that was said by whoever handed it over


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One successful fetch of a source; `outcome` is OK or UNCHANGED."""

    outcome: FetchOutcome
    entries: tuple[Entry, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    left_out: int = 0  # of the entries that it lists, the oldest of very many
    is_cut: bool = False  # it ends in the middle, so nothing is kept by which the host could call it unchanged
    passed_over: tuple[tuple[str, int], ...] = ()  # what it lists that is no entry, by reason: ("without text", 3)
    problems: tuple[str, ...] = ()  # of its further documents that could not be read: why
    older: OlderPages | None = None  # pages that the next poll goes on with
    missed: tuple[str, ...] = ()  # what cannot be reached any more, and why
    is_whole: bool = False  # all since the last poll is here: of others it shows by what is known of their entries
    not_before: timedelta | None = None  # the host asks not to come back sooner (Cache-Control, ttl, sy:)
    answer_seconds: float | None = None  # that the host took for its first document
