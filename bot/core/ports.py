"""What the engine asks of the world outside. Each docstring is the contract that its contract suite tests.

Adapters wrap every foreign error in one of `bot.core.errors` and chain the cause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from bot.core.model import (
        Article,
        Beat,
        Channel,
        ChannelPause,
        Correction,
        Counts,
        Delivery,
        DeliveryState,
        Feed,
        Feedback,
        FeedbackKind,
        FeedbackView,
        Item,
        ItemState,
        Message,
        Platform,
        Poll,
        PollState,
        Recheck,
        RecheckView,
        Report,
        ReportView,
        Sighting,
        SightingView,
        Source,
        Statement,
        StatementPage,
        StatementQuery,
        StatementView,
        Watched,
    )


class Clock(Protocol):
    """The time. Nothing else in the engine reads a clock."""

    def now(self) -> datetime:
        """Return the aware UTC time."""
        ...


class Fetcher(Protocol):
    """The web, with sizes capped, times limited and addresses checked."""

    async def fetch_feed(self, source: Source, state: PollState) -> Feed:
        """Fetch a source, conditionally on what `state` knows. Entries come newest first, keys unique.

        Raises:
            SourceError: with the outcome; nothing else, whatever the host sends.

        """
        ...

    async def fetch_article(self, source: Source, item: Item) -> Article:
        """Fetch the page of an item and take the article out of it.

        Where the page may not be fetched (robots.txt, an address that nobody chose) or holds no text, and the feed
        itself holds text, the article is made of that, with `whole=False`. So is every article of an aggregator that is
        an actor's voice, also where the feed holds no text.

        Raises:
            SourceError: the page could not be read now, or never (`permanent`).

        """
        ...


class Watcher(Protocol):
    """Finds who said what. Slow work is done off the event loop."""

    async def watch(
        self, articles: Sequence[Article], *, voice: str | None = None, all_speakers: bool = False
    ) -> list[Watched]:
        """Read articles; the answers stand in the order of the articles. No text raises.

        Args:
            articles: to read.
            voice: the id of the actor whose own words the texts are, where their source was declared so.
            all_speakers: what others said as well, and texts that name no tracked actor.

        """
        ...


class Transaction(Protocol):
    """Writes that are saved together or not at all, and the reads that their decisions need.

    Transactions of one store run one after the other, so what was read in one is still true when it commits.
    """

    async def save_poll(self, state: PollState, poll: Poll) -> None:
        """Save what is known about a source and add to its history, of which the last 30 are kept."""
        ...

    async def known_items(self, item_ids: Collection[str]) -> set[str]:
        """Return those of the ids that are on record."""
        ...

    async def save_item(self, item: Item) -> None:
        """Save an item, new or known."""
        ...

    async def has_article(self, article_id: str) -> bool:
        """Tell whether the article is on record."""
        ...

    async def save_article(self, article: Article) -> None:
        """Save an article, new or known."""
        ...

    async def recent_statements(self, actor_id: str, *, since: datetime) -> list[Statement]:
        """Return what the actor is on record with, first seen since then, newest first."""
        ...

    async def save_statement(self, statement: Statement) -> None:
        """Save a statement, new or known; lookups find its words at once. Of a known one the ruling stays as it is."""
        ...

    async def ruled_out(self, actor_id: str) -> set[str]:
        """Return the ids of the actor's statements that are ruled WRONG_SPEAKER or NOT_A_STATEMENT."""
        ...

    async def save_sighting(self, sighting: Sighting) -> None:
        """Save a sighting. One with a known id is left as it is."""
        ...

    async def save_recheck(self, recheck: Recheck) -> None:
        """Save when a page is to be fetched again, new or known by its item."""
        ...

    async def end_recheck(self, item_id: str) -> None:
        """Fetch this page no more."""
        ...

    async def page_sightings(self, article_id: str) -> list[SightingView]:
        """Return the sightings in all versions of an article's page, each with its own version, first seen first."""
        ...

    async def page_corrections(self, article_id: str) -> list[Correction]:
        """Return the corrections of these sightings, first noticed first."""
        ...

    async def save_correction(self, correction: Correction) -> None:
        """Save a correction. One with a known id is left as it is."""
        ...

    async def alerts_telling(self, statement_id: str) -> list[Delivery]:
        """Return the alerts that tell a statement and stand in their channels (have a `message_ref`), oldest first."""
        ...

    async def replies_since(self, channel: Channel, since: datetime) -> int:
        """Count the replies to alerts of a channel that were made at `since` or later, whatever became of them."""
        ...

    async def save_feedback(self, feedback: Feedback) -> None:
        """Save what a person said. The same again, known by its id, is left as it is."""
        ...

    async def remove_feedback(self, feedback_id: str) -> bool:
        """Forget what a person said, and tell whether it was on record."""
        ...

    async def feedback_on(self, statement_id: str) -> list[Feedback]:
        """Return what people said of a statement, first given first."""
        ...

    async def rule(self, statement_id: str, ruling: FeedbackKind | None) -> None:
        """Save what the desk says is wrong with a statement, or that nothing is."""
        ...

    async def save_report(self, report: Report) -> None:
        """Save a report. One with a known id is left as it is."""
        ...

    async def add_delivery(self, delivery: Delivery) -> None:
        """Save a new delivery. One with a known id is left as it is."""
        ...

    async def update_delivery(self, delivery: Delivery) -> None:
        """Save what became of a delivery, all fields but `revision`.

        A delivery whose revision on record is higher than the given one was outrun: saved as SENT it becomes STALE.

        Raises:
            KeyError: it is not on record.

        """
        ...

    async def outdate(self, statement_ids: Collection[str], *, at: datetime) -> None:
        """Say that alerts telling these statements no longer tell all.

        Raises the revision of each of these alerts; a SENT one becomes STALE with `next_try_at` = `at`. Dead and
        collapsed ones stay what they are.
        """
        ...

    async def collapse(self, alert_ids: Collection[str], overflow: Delivery, *, edit_at: datetime) -> None:
        """Collapse PENDING alerts into an overflow line, which is added where it is not on record.

        The alerts become COLLAPSED with it as their parent; those that are not PENDING any more stay as they are. The
        revision of a known line rises, and a SENT one becomes STALE with `next_try_at` = `edit_at`. Where no alert is
        PENDING any more, nothing changes.
        """
        ...

    async def save_pause(self, pause: ChannelPause) -> None:
        """Save the pause of a channel."""
        ...

    async def end_pause(self, channel: str) -> None:
        """Forget the pause of a channel, given as `str(channel)`."""
        ...


class Store(Protocol):
    """The record: inbox (items), statements with their sightings, outbox (deliveries).

    Raises:
        StoreError: from every method, when the database cannot be used (full disk, no connection), with the way out.

    """

    async def open(self) -> None:
        """Bring the database to the newest version and take it for this process.

        Raises:
            StoreBusyError: another instance holds it.

        """
        ...

    async def close(self) -> None:
        """Let go of the database. May be called twice."""
        ...

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Begin a transaction; leaving it commits, an exception rolls everything back."""
        ...

    async def poll_states(self) -> list[PollState]:
        """Return what is known about every source that was ever polled, by source id."""
        ...

    async def polls(self, source_id: str, *, limit: int = 30) -> list[Poll]:
        """Return the last fetches of a source, newest first."""
        ...

    async def due_items(self, *, now: datetime, limit: int) -> list[Item]:
        """Return WAITING items that are not put off (`waiting.is_put_off`), longest due first, ties by age and id.

        At most `limit` of each source, so that none that is slow keeps the others waiting.
        """
        ...

    async def items(self, state: ItemState, *, limit: int = 50) -> list[Item]:
        """Return items in a state, last seen first."""
        ...

    async def article(self, article_id: str) -> Article | None:
        """Return an article, or None."""
        ...

    async def due_deliveries(self, *, now: datetime, limit: int) -> list[Delivery]:
        """Return PENDING and STALE deliveries that are not put off (`waiting.is_put_off`) and every SENDING one.

        STALE ones come last, so that edits keep no news waiting; within that the oldest come first. At most `limit` of
        each channel, so that none that is closed to us keeps the others waiting.
        """
        ...

    async def alerts_tried(self, channel: Channel, *, since: datetime) -> list[datetime]:
        """Return when those alerts of a channel were made that were tried or posted, of those made since, oldest first.

        `since` is included. One that was collapsed, or that waits for its first try, is not among them.
        """
        ...

    async def overflow(self, channel: Channel, *, since: datetime) -> Delivery | None:
        """Return the newest overflow line of a channel that was made at `since` or later and is not dead."""
        ...

    async def due_rechecks(self, *, now: datetime, limit: int) -> list[RecheckView]:
        """Return pages whose time to be fetched again has come and is not put off, longest due first."""
        ...

    async def deliveries(self, state: DeliveryState, *, limit: int = 50) -> list[Delivery]:
        """Return deliveries in a state, newest first."""
        ...

    async def pauses(self) -> list[ChannelPause]:
        """Return the paused channels."""
        ...

    async def message(self, delivery: Delivery) -> Message:
        """Return what a delivery shows, as it is now on record: by its kind a report, a correction or an overflow line.

        Raises:
            KeyError: it is not on record, or a correction's alert has no message to answer.

        """
        ...

    async def feedback(self) -> list[FeedbackView]:
        """Return every statement that people said something of, first seen first."""
        ...

    async def feedback_on(self, statement_id: str) -> list[Feedback]:
        """Return what people said of a statement, as `Transaction.feedback_on` does."""
        ...

    async def page_sightings(self, article_id: str) -> list[SightingView]:
        """Return the sightings in all versions of an article's page, as `Transaction.page_sightings` does."""
        ...

    async def report(self, report_id: str) -> ReportView:
        """Return a report with its statements and all their sightings.

        Raises:
            KeyError: there is none.

        """
        ...

    async def statements(self, query: StatementQuery) -> StatementPage:
        """Look statements up, newest first seen first.

        `words` are searched in the statement and in the headlines of its articles: every word must be there, in any
        order, whatever its case, accents, or form of Arabic and Persian letters; no search syntax, no input raises.
        A word of four letters or more also finds longer ones that begin with it. Words without a letter or digit find
        nothing. `since` is included, `until` is not.
        """
        ...

    async def statement(self, statement_id: str) -> StatementView | None:
        """Return one statement, or None."""
        ...

    async def beat(self, beat: Beat) -> None:
        """Save the sign of life; only the last one is kept."""
        ...

    async def last_beat(self) -> Beat | None:
        """Return the last sign of life."""
        ...

    async def counts(self) -> Counts:
        """Count what is on record."""
        ...


class Messenger(Protocol):
    """One platform. Every method raises only `MessengerError`s."""

    @property
    def platform(self) -> Platform:
        """The platform that it speaks to."""
        ...

    async def post(self, delivery: Delivery, message: Message) -> str:
        """Post a message to the delivery's channel and return its address there. A correction answers its alert.

        Posting the same delivery twice within minutes gives one message where the platform can tell.

        Raises:
            RetryLaterError, OutcomeUnknownError, ChannelRefusedError, TokenRefusedError, MessageRefusedError

        """
        ...

    async def edit(self, delivery: Delivery, message: Message) -> None:
        """Show it anew in the message at `delivery.message_ref`. Pings nobody.

        Raises:
            RetryLaterError, ChannelRefusedError, TokenRefusedError, MessageRefusedError (the message is gone)

        """
        ...

    async def find(self, delivery: Delivery, message: Message) -> str | None:
        """Look in the channel for a message of this delivery, begun in an earlier life of this process.

        Returns its address, or None: nothing of it arrived.

        Raises:
            RetryLaterError, ChannelRefusedError, TokenRefusedError

        """
        ...
