"""The vocabulary: frozen values and enums, no I/O.

Every datetime is aware and in UTC. Every span is `(start, end)`, a half-open range of characters into the text of the
article that it belongs to, exactly as that text is stored.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, time, timedelta

Span: TypeAlias = tuple[int, int]
OPERATOR = "terminal:"  # begins the id of whoever has the machine's own terminal


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


class Kind(StrEnum):
    """How the words are given."""

    DIRECT = "direct"  # all of them in the speaker's own words
    INDIRECT = "indirect"  # none of them
    MIXED = "mixed"  # a paraphrase that holds words in quotation marks


class Assertion(StrEnum):
    """Whether the text says that the words were said. Only `STATED` ones are reported."""

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


class Relation(StrEnum):
    """How two renderings of one actor's words relate."""

    SAME = "same"  # reports of one utterance
    REPEAT = "repeat"  # the same position on another occasion
    CHANGED = "changed"  # the same subject and point, and a fact or the position differs
    DIFFERENT = "different"  # another subject or another point


class DifferenceKind(StrEnum):
    """In what two points differ."""

    NUMBER = "number"  # an amount, with its unit
    DATE = "date"  # a day, a month or a year
    PARTY = "party"  # a state, a people or a group
    POLARITY = "polarity"  # one denies what the other says, or says that it is no longer so
    OPPOSITE = "opposite"  # words that exclude each other: "full" and "partial"
    MODALITY = "modality"  # possible, necessary, intended, threatened, promised or plain
    CONDITION = "condition"  # one says it under a condition
    SCOPE = "scope"  # all, nearly all, some; only
    ROLE = "role"  # who did what to whom
    WORDING = "wording"  # other words of weight


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


class ItemState(StrEnum):
    """Where one feed item stands: the inbox of the engine."""

    WAITING = "waiting"  # listed by a feed, its article is to be read at `next_try_at`
    READ = "read"  # its article is on record, with what was said in it
    FAILED = "failed"  # given up after the last attempt; `last_error` says why


class DeliveryKind(StrEnum):
    """What a message is."""

    ALERT = "alert"  # a report
    CORRECTION = "correction"  # a reply to an alert: what it reported is no longer so at its source
    OVERFLOW = "overflow"  # one line for the alerts that were too many for their channel
    CATCH_UP = "catch-up"  # one message for the alerts that waited long
    DIGEST = "digest"  # what was said since the one before, at its time
    NOTICE = "notice"  # to who runs the bot: something is out of order
    ALL_CLEAR = "all clear"  # and that it is over


class DeliveryState(StrEnum):
    """Where one message stands: the outbox of the engine."""

    PENDING = "pending"  # to be posted at `next_try_at`
    SENDING = "sending"  # a post was begun; found in this state at a start, its outcome is unknown
    SENT = "sent"  # the platform confirmed it, `message_ref` is its address there
    STALE = "stale"  # posted, but the message no longer tells all: an edit is due at `next_try_at`
    COLLAPSED = "collapsed"  # told by the overflow line or the catch-up `parent_id`, and never posted by itself
    DEAD = "dead"  # given up; listed by `/status`, never dropped


class Urgency(StrEnum):
    """How loudly an alert comes, the quietest first."""

    SILENT = "silent"  # without a sound on Discord; on Slack, where a message has none of its own, as normal
    NORMAL = "normal"
    MENTION = "mention"  # it names the one role or user group that its route allows


class CorrectionKind(StrEnum):
    """What became of reported words at their source."""

    CHANGED = "changed"  # other words stand in their place
    REMOVED = "removed"  # the article is there, the words are not
    WITHDRAWN = "withdrawn"  # the article is gone
    REASCRIBED = "reascribed"  # the words are there, and somebody else has said them
    RESTORED = "restored"  # after one of the above the words are back as they were


class FeedbackKind(StrEnum):
    """What a reader says is wrong with an alert, or with what was made of several reports."""

    WRONG_SPEAKER = "wrong speaker"
    NOT_A_STATEMENT = "not a statement"
    NOT_NEW = "not new"
    NOT_THE_SAME = "not the same"  # as what it was merged with: an earlier statement, or another report


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A tracked person."""

    id: str
    name: str
    role: str = ""  # as the card shows it: "Iran's foreign ministry spokesperson"
    aliases: tuple[str, ...] = ()  # other spellings, scripts, nicknames and handles
    titles: tuple[str, ...] = ()  # what articles call the actor without the name
    institutions: tuple[str, ...] = ()  # whom the actor speaks for; a speaker of its own
    outlets: tuple[str, ...] = ()  # media near to the actor: they pass on what he said, and say nothing themselves
    venues: tuple[str, ...] = ()  # where the actor speaks or posts, by its name: "Truth Social", "Air Force One"
    namesakes: tuple[str, ...] = ()  # people and things that hold the name and are somebody or something else
    pronouns: tuple[str, ...] = ("he", "him", "his", "himself")
    queries: tuple[str, ...] = ()  # what search engines are asked for it; none: the name in quotation marks

    @property
    def searched_for(self) -> tuple[str, ...]:
        """What search engines are asked for to find the actor."""
        return self.queries or (f'"{self.name}"',)


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
    begun: int = 0  # times that its text was begun and the process ended before it was done


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
    verb: str | None = None  # "say", "deny": the reporting verb of the text as a dictionary has it
    sense: str | None = None  # "denies", "warns": the verb's sense, where the clause alone would mislead
    question: str | None = None  # what was asked, where the words are too few to say anything without it
    second_hand: bool = False  # speech within somebody else's speech: kept, never credited
    teller: str | None = None  # of second-hand speech: who told it, where that is known
    said_at: datetime | None = None  # where the text says when
    said_precision: Precision = Precision.MOMENT
    links: tuple[str, ...] = ()  # how words and speaker were found, step by step, for an editor
    steps: tuple[str, ...] = ()  # what each stage of the watcher that touched it did, for an editor
    rejected: str | None = None  # why it is no statement, where the watcher gives it out all the same
    rejected_by: str | None = None  # the stage of the watcher that says so


class View(StrEnum):
    """Of whom one wants to hear: a filter of what the watcher found in a text, which is the same for each."""

    TRACKED = "tracked"  # statements of tracked actors; a text that names none is not read at all
    RECORD = "record"  # what was rejected of theirs as well, so that the record can say why
    EVERYBODY = "everybody"  # what anybody said, be it a statement or a bare phrase
    ALL = "all"  # what was rejected as well, to see why


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What the watcher found in one article."""

    quotations: tuple[Quotation, ...] = ()
    screened: bool = False  # True: it names no tracked actor and was not read further
    error: str | None = None  # why it could not be read: a bug, of which nobody may conclude that it says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changed between two points. The words are as they stand, folded; amounts and days in one form."""

    kind: DifferenceKind
    before: str = ""  # "25 percent"; "" where nothing stood there
    after: str = ""  # "35 percent"; "" where nothing stands there now


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the comparison of two renderings came to, and by what."""

    relation: Relation
    certain: bool = True  # False: the margin was narrow, and nothing is hidden by it
    rule: str = ""  # the name of what decided: "wording", "substance", "correction", or that of a veto
    differences: tuple[Difference, ...] = ()  # the one that decided first
    days_apart: int = 0  # of a repeat; 0 where the text itself names an earlier occasion of the same day

    @property
    def is_named(self) -> bool:
        """Whether a reader can be shown what differs: 25 percent and 35, and not only words in the place of others."""
        return any(one.kind is not DifferenceKind.WORDING for one in self.differences)

    @property
    def is_named_change(self) -> bool:
        """Whether it is told as a change: surely one, in something that a reader can be shown."""
        return self.relation is Relation.CHANGED and self.certain and self.is_named


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedPoint:
    """A point of one of two statements that are compared."""

    span: Span  # of its text
    in_other: bool  # words prove that the other one makes it too


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two statements of one actor side by side."""

    verdict: Verdict  # its differences lead from the earlier one to the later one
    score: float  # probability, 0 to 1, that both say the same in substance, before any veto
    earlier: tuple[ComparedPoint, ...]
    later: tuple[ComparedPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPoint:
    """A point of a statement of which words prove that it is on record."""

    span: Span  # of the statement's text
    statement_id: str  # what says it
    relation: Relation  # SAME: on the same occasion; REPEAT: it was said before


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
    verdict: Verdict | None = None  # what the comparison with the earlier statement came to
    teller: str | None = None  # who told it of the actor: second hand, on record and never posted
    ruling: FeedbackKind | None = None  # what a moderator of the desk said is wrong with it
    known: tuple[KnownPoint, ...] = ()  # of its points those that are on record, where all of it is not


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """What a statement is found by when it is asked what a new one may be the same as."""

    statement_id: str
    made_by: str  # the model and the rules: entries of others are made anew
    terms: tuple[str, ...]
    meaning: bytes  # a vector


@dataclass(frozen=True, slots=True, kw_only=True)
class Findable:
    """A statement as the record gives it to be found: with its entry, or with the text of which one can be made."""

    statement_id: str
    first_seen_at: datetime
    place: int  # in the order of the record; the newest has the highest
    entry: IndexEntry | None
    text: str = ""  # where there is no entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What a statement is found by, as it came on record; another process may have put it there."""

    number: int  # in the order of commits; an article's statements have one
    actor_id: str
    first_seen_at: datetime
    entry: IndexEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One report of a statement: where an article has it."""

    id: str
    statement_id: str
    article_id: str
    quotation: Quotation
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """A page that is fetched again, to see whether what it said still stands, and what it says since."""

    item_id: str  # whose page it is
    article_id: str  # the newest version of it on record
    next_try_at: datetime
    missing: int = 0  # times in a row that the page was gone
    changed_at: datetime | None = None  # when its text was last found to be another
    has_statements: bool = True  # False: nothing of it is on record yet, and those of which something is go first
    begun: int = 0  # times that its text was begun and the process ended before it was done


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What became of a sighting's words at its source."""

    id: str
    sighting_id: str
    statement_id: str
    article_id: str  # the version in which it was noticed; of a page that is gone the last one
    kind: CorrectionKind
    noticed_at: datetime
    text: str = ""  # CHANGED: the words that stand there now; REASCRIBED: who has said them


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedIn:
    """Where a command is given, and what its giver may do there."""

    channel: Channel
    is_direct: bool = False  # a conversation with nobody else in it
    may_manage: bool = False  # the platform, or the config, lets this person manage the channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who reads a channel."""

    id: str  # "discord:80351110224678912", "slack:U024BE7LH"
    name: str = ""
    moderator: bool = False  # looks after the bot: what they say corrects messages
    time_zone: str = field(default="", compare=False)  # in which they read, where their platform tells
    place: AskedIn | None = field(default=None, compare=False)  # where they ask; None: the machine's own terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSource:
    """What people set for one source by command."""

    id: str
    settings: Mapping[str, Any] | None  # as a table of the config; None for a source of the config
    set_at: datetime
    set_by: str  # "terminal:ann", "discord:80351110224678912"
    removed_at: datetime | None = None  # its statements stay on record
    paused_at: datetime | None = None
    paused_by: str = ""

    @property
    def is_added(self) -> bool:
        """Whether it stands in the database alone, and was not removed."""
        return self.settings is not None and self.removed_at is None

    @property
    def from_chat(self) -> bool:
        """Whether its address was not typed by the operator on the machine's own terminal."""
        return not self.set_by.startswith(OPERATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredActor:
    """What people set for one actor by command."""

    id: str
    settings: Mapping[str, Any] | None  # as a table of the config; None for an actor of the config
    aliases: tuple[str, ...] = ()  # that were added later, beside those of the config or the settings
    set_at: datetime
    set_by: str  # "terminal:ann", "discord:80351110224678912"
    removed_at: datetime | None = None  # its statements stay on record

    @property
    def is_added(self) -> bool:
        """Whether it stands in the database alone, and was not removed."""
        return self.settings is not None and self.removed_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What somebody changed by command, for the audit log."""

    at: datetime
    by: str
    name: str  # what the platform calls that person
    subject: str  # "source", "actor", "route", "config"
    subject_id: str
    action: str  # "added", "paused", "resumed", "removed", "muted", "unmuted", "quiet hours set", "quiet hours ended"
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRoute:
    """What people set for one route by command."""

    id: str  # `bot.core.routes.route_id` of the route
    channel: str  # `str` of its channel
    settings: Mapping[str, Any] | None  # as a table of the config; None for a route of the config
    set_at: datetime
    set_by: str  # "terminal:ann", "discord:80351110224678912"
    set_by_name: str = ""  # what the platform calls that person
    removed_at: datetime | None = None
    muted_until: datetime | None = None
    muted_by: str = ""

    @property
    def is_added(self) -> bool:
        """Whether it stands in the database alone, and was not removed."""
        return self.settings is not None and self.removed_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What one person said is wrong with one statement."""

    id: str
    statement_id: str
    kind: FeedbackKind
    person: Member
    given_at: datetime


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
class QuietHours:
    """When alerts of a route wait: from one time of day to another, on the next day where that is the earlier one."""

    begins: time
    ends: time
    zone: str  # of these times
    days: tuple[str, ...] = ()  # "monday", on which they begin; empty: each
    mentions: bool = False  # alerts that mention somebody come all the same

    def __str__(self) -> str:
        """Write them as people type them: `22:00-07:00 Europe/Berlin on friday, saturday`."""
        on = f" on {', '.join(self.days)}" if self.days else ""
        but = ", but for mentions" if self.mentions else ""
        return f"{self.begins:%H:%M}-{self.ends:%H:%M} {self.zone}{on}{but}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Who wants what. An empty tuple wants all."""

    channel: Channel
    actor_ids: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()
    tiers: tuple[Tier, ...] = ()
    words: tuple[str, ...] = ()  # at least one of them is in the statement or in the headline
    not_words: tuple[str, ...] = ()  # none of them is in either
    novelty: tuple[Novelty, ...] = ()  # what a statement is against the record; empty: new and changed
    kinds: tuple[Kind, ...] = ()  # how its words are given
    least_confidence: float = 0.0
    repeats: bool = False  # also what was said before, on another occasion
    urgency: Urgency = Urgency.NORMAL
    mention: str = ""  # of urgency MENTION: the id of a role on Discord, of a user group on Slack
    muted_until: datetime | None = None  # by command: it wants nothing before then
    quiet: QuietHours | None = None
    by_command: bool = False  # added so; its channel may belong to anybody


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestPlan:
    """Who wants a digest of what, and when."""

    id: str  # made of all the rest: one that was changed is another
    wants: Route
    cron: str  # "0 8 * * 1-5", as cron reads it: 0 and 7 are Sunday
    zone: str  # of these times, and of those that it shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What one digest tells: the statements that came on record since the one before, what leads first."""

    id: str  # of its delivery too
    plan_id: str
    since: datetime
    until: datetime  # the time at which it was due
    zone: str
    told: tuple[tuple[str, str], ...] = ()  # the ids of a statement and of the article in whose words it is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a channel gets: the statements of one actor in one article, the lead first."""

    id: str
    actor_id: str
    article_id: str
    statement_ids: tuple[str, ...]
    created_at: datetime
    # Where statements are long or many: beside each id what of it is shown, as a span of the article's text.
    excerpts: tuple[Span | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message on its way to one channel."""

    id: str  # at most 25 characters: it is the platform's idempotency key as well
    report_id: str | None  # of an alert, and of the alert that a correction answers; None for an overflow line
    channel: Channel
    state: DeliveryState
    next_try_at: datetime
    created_at: datetime
    kind: DeliveryKind = DeliveryKind.ALERT
    # The alert that a correction answers, or of whose remark this alert tells more; of a collapsed alert the overflow
    # line or the catch-up that tells of it.
    parent_id: str | None = None
    correction_id: str | None = None  # of a CORRECTION
    notice_id: str | None = None  # of a NOTICE and an ALL_CLEAR
    attempts: int = 0
    revision: int = 0  # rises when the message no longer tells all
    message_ref: str | None = None
    sent_at: datetime | None = None
    last_error: str | None = None
    urgency: Urgency = Urgency.NORMAL
    mention: str = ""  # of urgency MENTION: the id of the role or user group


class NoticeKind(StrEnum):
    """What is out of order."""

    NO_ANSWER = "no answer"  # no source answers
    FAILING = "failing"  # sources fail
    SILENT_SOURCE = "silent source"  # sources answer, and bring nothing new for longer than they ever do
    SILENT_ACTOR = "silent actor"  # nothing new is found of actors
    LOST_CHANNEL = "lost channel"  # a channel refuses the bot
    OFF = "off"  # the bot itself did not run: on record, so that nobody's silence is counted, and told to nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSubject:
    """A source or an actor that a notice is of."""

    id: str
    since: datetime  # the first failure, or the last sign of life
    cause: str = ""  # of a failure: its error
    per_day: float = 0.0  # of silence: what usually comes on such a day
    day: str = ""  # "weekday", "Saturday"
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that is out of order, from its beginning to its end: told once, and its end once."""

    id: str
    kind: NoticeKind
    began_at: datetime
    noticed_at: datetime
    subjects: tuple[NoticeSubject, ...] = ()
    told: bool = False  # there was a channel for it
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPause:
    """A channel that refused us: nothing is posted there until `until`, then one message tries it."""

    channel: Channel
    since: datetime
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckChannel:
    """A channel whose messages wait since one of them could not be sent."""

    waiting: int  # messages that are not sent yet, edits among them
    head: Delivery  # the oldest of those that were tried in vain


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """The last sign of life of the running bot, for `/status` and for health checks in other processes."""

    at: datetime
    started_at: datetime
    platforms: dict[str, str]  # platform → "connected", "listening on …", "off: no token", "connecting: …"
    overdue: dict[str, datetime] = field(default_factory=dict)  # kind of work → since when its oldest is due
    at_work: dict[str, datetime] = field(default_factory=dict)  # what takes long → since when it is under way


@dataclass(frozen=True, slots=True, kw_only=True)
class SightingView:
    """A sighting with the article it stands in, for people."""

    sighting: Sighting
    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPointView:
    """A point that is on record, with the statement that says it and its first sighting."""

    point: KnownPoint
    statement: Statement
    sighting: SightingView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementView:
    """A statement with every sighting, first seen first, and what it repeats or changes."""

    statement: Statement
    sightings: tuple[SightingView, ...]
    earlier: Statement | None = None
    times: int = 1  # how often it has been said up to this time, this one included
    # The first sighting of what it changes; or of each earlier occasion of what it repeats, the first and the latest 4.
    earlier_sightings: tuple[SightingView, ...] = ()
    corrections: tuple[Correction, ...] = ()  # of all sightings, first noticed first
    known: tuple[KnownPointView, ...] = ()  # its points that are on record, where what says them was not ruled out


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A report with all that its card shows; the statements stand in the report's order."""

    report: Report
    article: Article
    statements: tuple[StatementView, ...]
    parent_ref: str = ""  # the message of the alert of whose remark it tells more; "": it stands by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionView:
    """A correction with all that the reply to its alert shows."""

    correction: Correction
    statement: Statement
    before: SightingView  # the words as they were reported
    parent_ref: str  # the alert's message
    thread_ref: str = ""  # the message that heads the alert's thread, where the alert itself stands in one


@dataclass(frozen=True, slots=True, kw_only=True)
class OverflowView:
    """The alerts that were too many for a channel."""

    id: str  # of the line's delivery
    since: datetime
    until: datetime
    alerts: dict[str, int]  # actor id → how many
    leads: tuple[Statement, ...] = ()  # the first statement of each alert, oldest first; of very many the first 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestItem:
    """A statement in a message that tells many, as an article has it."""

    statement: StatementView
    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestView:
    """What a message tells that stands for many statements: a catch-up, or a digest."""

    id: str  # of its delivery
    since: datetime
    until: datetime
    counts: dict[str, dict[Novelty, int]]  # of all statements, by actor id
    told: tuple[DigestItem, ...]  # what leads first; of very many the first 60
    zone: str = ""  # of the times that it shows; "": that of the bot
    is_catch_up: bool = False

    @property
    def total(self) -> int:
        """How many statements there are."""
        return sum(sum(one.values()) for one in self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """What the channel of who runs the bot is told."""

    notice: Notice
    is_over: bool  # its end is told


# By the kind of its delivery.
Message: TypeAlias = ReportView | CorrectionView | OverflowView | DigestView | NoticeView


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckView:
    """A page that is due to be fetched again, with its newest version."""

    recheck: Recheck
    item: Item
    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackView:
    """What people said of one statement, first given first."""

    statement: StatementView
    given: tuple[Feedback, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementQuery:
    """A lookup: every condition that is given must hold. Newest first."""

    actor_id: str | None = None
    words: str | None = None
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()  # words and phrases that are not to be there
    source_id: str | None = None
    kind: Kind | None = None
    since: datetime | None = None
    until: datetime | None = None
    overflow_id: str | None = None  # what this line, catch-up or digest tells
    offset: int = 0
    limit: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPage:
    """One page of a lookup and the number of all hits."""

    statements: tuple[StatementView, ...]
    total: int
    more: bool = False  # there are more hits than `total`, and nobody counted them


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidCount:
    """How many statements of one novelty were first seen in a stretch of time."""

    begins_at: datetime
    novelty: Novelty
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What is on record, for `/status`."""

    articles: int
    statements: int
    sightings: int
    items: dict[ItemState, int]
    deliveries: dict[DeliveryState, int]
