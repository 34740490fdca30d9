"""The vocabulary: frozen values and enums, no I/O.

Every datetime is aware and in UTC. Every span is `(start, end)`, a half-open range of characters into the text of the
article that it belongs to, exactly as that text is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime, timedelta

Span: TypeAlias = tuple[int, int]


class Platform(StrEnum):
    """Where a channel lives."""

    DISCORD = "discord"
    SLACK = "slack"
    CONSOLE = "console"


class Tier(StrEnum):
    """How near a source stands to the speaker, nearest first."""

    PRIMARY = "primary"  # the speaker's own house: a ministry, an office, an account
    WIRE = "wire"  # an agency that others copy
    OUTLET = "outlet"  # a newspaper, a broadcaster, a site
    AGGREGATOR = "aggregator"  # repeats what others wrote


class Kind(StrEnum):
    """How the words are given."""

    DIRECT = "direct"  # all of them in the speaker's own words
    INDIRECT = "indirect"  # none of them
    MIXED = "mixed"  # a paraphrase that holds words in quotation marks


class Assertion(StrEnum):
    """Whether the text says that the words were said. Only `STATED` ones are told."""

    STATED = "stated"
    NEGATED = "negated"  # "did not say", "declined to comment"
    FUTURE = "future"  # "is expected to say"
    HYPOTHETICAL = "hypothetical"  # "if he says", "asked whether he would say"


class Precision(StrEnum):
    """How exactly a time is known; anything but a moment is written as the beginning of its span."""

    MOMENT = "moment"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Novelty(StrEnum):
    """What a statement is against the record of its actor."""

    NEW = "new"
    REPEAT = "repeat"  # the same position on another occasion
    CHANGED = "changed"  # the same subject, another position


class Outcome(StrEnum):
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


class ItemState(StrEnum):
    """Where one feed item stands: the inbox of the engine."""

    WAITING = "waiting"  # listed by a feed, its article is to be read at `next_try_at`
    READ = "read"  # its article is on record, with what was said in it
    FAILED = "failed"  # given up after the last attempt; `last_error` says why


class DeliveryState(StrEnum):
    """Where one message stands: the outbox of the engine."""

    PENDING = "pending"  # to be posted at `next_try_at`
    SENDING = "sending"  # a post was begun; found in this state at a start, its outcome is unknown
    SENT = "sent"  # the platform confirmed it, `message_ref` is its address there
    STALE = "stale"  # posted, but the message no longer tells all: an edit is due at `next_try_at`
    DEAD = "dead"  # given up; listed by `/status`, never dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A tracked person."""

    id: str
    name: str
    role: str = ""  # as the card shows it: "Iran's foreign ministry spokesperson"
    aliases: tuple[str, ...] = ()  # other spellings, scripts, nicknames and handles
    titles: tuple[str, ...] = ()  # what articles call the actor without the name
    institutions: tuple[str, ...] = ()  # whom the actor speaks for; a speaker of its own
    namesakes: tuple[str, ...] = ()  # people and things that hold the name and are somebody or something else
    pronouns: tuple[str, ...] = ("he", "him", "his", "himself")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A place that is polled."""

    id: str
    name: str
    url: str
    tier: Tier
    language: str
    poll_every: timedelta
    article_hosts: tuple[str, ...] = ()  # hosts beside the source's own site whose pages may be fetched; "*" is any


@dataclass(frozen=True, slots=True, kw_only=True)
class PollState:
    """What is known about a source."""

    source_id: str
    next_poll_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    failures: float = 0.0  # weighted: a temporary failure counts less than a hard one
    last_outcome: Outcome | None = None
    last_error: str | None = None
    last_polled_at: datetime | None = None
    last_ok_at: datetime | None = None
    last_new_at: datetime | None = None  # when it last listed an item that was not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One fetch of one source, for its history."""

    source_id: str
    polled_at: datetime
    outcome: Outcome
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
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One successful fetch of a source; `outcome` is OK or UNCHANGED."""

    outcome: Outcome
    entries: tuple[Entry, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    not_before: timedelta | None = None  # the host asks not to come back sooner (Cache-Control, ttl, sy:)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A feed entry on record: read, or still to be read."""

    id: str
    source_id: str
    entry: Entry
    first_seen_at: datetime
    quiet: bool  # its statements go on record and are posted to nobody (first run, long outage)
    state: ItemState
    next_try_at: datetime
    attempts: int = 0
    last_error: str | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """One attribution found in a text."""

    content: tuple[Span, ...]
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()
    kind: Kind
    assertion: Assertion = Assertion.STATED
    speaker: str | None = None  # the resolved full name, tracked or not
    actor_id: str | None = None  # set when the speaker is a tracked actor
    confidence: float
    evidence: Span  # the sentences that show it
    manner: str | None = None  # "told reporters in Tehran", where the text says how
    sense: str | None = None  # "denies", "warns": the verb's sense, where the clause alone would mislead
    second_hand: bool = False  # speech within somebody else's speech: kept, never credited
    said_at: datetime | None = None  # where the text says when
    said_precision: Precision = Precision.MOMENT
    links: tuple[str, ...] = ()  # how words and speaker were found, step by step, for an editor


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What the watcher found in one article."""

    quotations: tuple[Quotation, ...] = ()
    screened: bool = False  # True: it names no tracked actor and was not read further


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One utterance of one actor."""

    id: str
    actor_id: str
    text: str
    kind: Kind
    said_at: datetime | None
    first_seen_at: datetime
    novelty: Novelty
    confidence: float
    sense: str | None = None
    published_at: datetime | None = None  # when its first report was
    earlier_id: str | None = None  # the statement that it changes, or the first of those that it repeats
    said_precision: Precision = Precision.MOMENT  # of `said_at`
    verdict: str | None = None  # what the comparison with earlier words came to: "differs: 25 percent → 35 percent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One report of a statement: where an article has it."""

    id: str
    statement_id: str
    article_id: str
    quotation: Quotation
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Where people read. `str(channel)` is the form that config, database and messages use: `slack:C024BE91L`."""

    platform: Platform
    channel_id: str = ""

    def __str__(self) -> str:
        return f"{self.platform}:{self.channel_id}" if self.channel_id else str(self.platform)

    @classmethod
    def parse(cls, text: str) -> Channel:
        """Read the form that `str` writes.

        Raises:
            ValueError: the platform is unknown, or its channel id is missing.

        """
        platform_name, _, channel_id = text.partition(":")
        platform = Platform(platform_name)
        if bool(channel_id) == (platform is Platform.CONSOLE):
            msg = f"{text!r} is not a channel"
            raise ValueError(msg)
        return cls(platform=platform, channel_id=channel_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Who wants what. An empty tuple wants all."""

    channel: Channel
    actor_ids: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()
    tiers: tuple[Tier, ...] = ()
    words: tuple[str, ...] = ()  # at least one of them is in the statement or in the headline
    least_confidence: float = 0.0
    repeats: bool = False  # also what was said before, on another occasion


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a channel is told: the statements of one actor in one article, the lead first."""

    id: str
    actor_id: str
    article_id: str
    statement_ids: tuple[str, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A report on its way to one channel."""

    id: str  # at most 25 characters: it is the platform's idempotency key as well
    report_id: str
    channel: Channel
    state: DeliveryState
    next_try_at: datetime
    created_at: datetime
    attempts: int = 0
    revision: int = 0  # rises when the message no longer tells all
    message_ref: str | None = None
    sent_at: datetime | None = None
    last_error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPause:
    """A channel that refused us: nothing is posted there until `until`, then one message tries it."""

    channel: Channel
    since: datetime
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """The last sign of life of the running bot, for `/status` and for health checks in other processes."""

    at: datetime
    started_at: datetime
    platforms: dict[str, str]  # platform → "connected", "off: no token", "connecting: …"


@dataclass(frozen=True, slots=True, kw_only=True)
class SightingView:
    """A sighting with the article it stands in, for people."""

    sighting: Sighting
    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementView:
    """A statement with every sighting, first seen first, and what it repeats or changes."""

    statement: Statement
    sightings: tuple[SightingView, ...]
    earlier: Statement | None = None
    times: int = 1  # how often it has been said up to this time, this one included


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A report with all that its card shows; the statements stand in the report's order."""

    report: Report
    article: Article
    statements: tuple[StatementView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementQuery:
    """A lookup: every condition that is given must hold. Newest first."""

    actor_id: str | None = None
    words: str | None = None
    source_id: str | None = None
    kind: Kind | None = None
    since: datetime | None = None
    until: datetime | None = None
    offset: int = 0
    limit: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPage:
    """One page of a lookup and the number of all hits."""

    statements: tuple[StatementView, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What is on record, for `/status`."""

    articles: int
    statements: int
    sightings: int
    items: dict[ItemState, int]
    deliveries: dict[DeliveryState, int]
