"""The writes of one transaction, and the reads that their decisions need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import and_, case, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.core.errors import StoreError
from bot.core.model import DeliveryKind, DeliveryState, FeedbackKind
from bot.rules.corrections import RULED_OUT
from bot.store import rows, views
from bot.store.failures import told_as_store_errors
from bot.store.folding import index_words
from bot.store.tables import (
    articles,
    beats,
    channel_pauses,
    corrections,
    deliveries,
    feedback_given,
    items,
    poll_states,
    polls,
    rechecks,
    report_statements,
    reports,
    sightings,
    statements,
)
from bot.store.views import in_parts

if TYPE_CHECKING:
    from collections.abc import Awaitable, Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, CursorResult, Executable, Table
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.core.model import (
        Article,
        Beat,
        Channel,
        ChannelPause,
        Correction,
        Delivery,
        Feedback,
        Item,
        Poll,
        PollState,
        Recheck,
        Report,
        Sighting,
        SightingView,
        Statement,
    )
    from bot.store.address import Address

_Answer = TypeVar("_Answer")

POLLS_KEPT = 30  # of each source


class SqlTransaction:
    """One transaction on an open connection; see `bot.core.ports.Transaction`."""

    def __init__(self, connection: AsyncConnection, address: Address) -> None:
        self._connection = connection
        self._address = address
        self._to_index: set[str] = set()
        self._failure: StoreError | None = None

    async def save_poll(self, state: PollState, poll: Poll) -> None:
        """Save what is known about a source and add to its history, of which the last 30 are kept."""
        await self._save(poll_states, rows.row_of(state), key="source_id")
        await self._run(polls.insert().values(rows.row_of(poll)))
        newest_dropped = (
            select(polls.c.seq)
            .where(polls.c.source_id == poll.source_id)
            .order_by(polls.c.seq.desc())
            .offset(POLLS_KEPT)
            .limit(1)
            .scalar_subquery()
        )
        await self._run(delete(polls).where(polls.c.source_id == poll.source_id, polls.c.seq <= newest_dropped))

    async def known_items(self, item_ids: Collection[str]) -> set[str]:
        """Return those of the ids that are on record."""
        known: set[str] = set()
        for some in in_parts(item_ids):
            known.update((await self._run(select(items.c.id).where(items.c.id.in_(some)))).scalars())
        return known

    async def save_item(self, item: Item) -> None:
        """Save an item, new or known."""
        await self._save(items, rows.row_of_item(item))

    async def has_article(self, article_id: str) -> bool:
        """Tell whether the article is on record."""
        return (await self._run(select(articles.c.id).where(articles.c.id == article_id))).first() is not None

    async def save_article(self, article: Article) -> None:
        """Save an article, new or known."""
        await self._save(articles, rows.row_of(article))
        told_in_it = select(sightings.c.statement_id).where(sightings.c.article_id == article.id)
        self._to_index.update((await self._run(told_in_it)).scalars())

    async def recent_statements(self, actor_id: str, *, since: datetime) -> list[Statement]:
        """Return what the actor is on record with, first seen since then, newest first."""
        found = await self._run(
            select(*rows.STATEMENT)
            .where(statements.c.actor_id == actor_id, statements.c.first_seen_at >= since)
            .order_by(statements.c.first_seen_at.desc(), statements.c.id.desc())
        )
        return [rows.statement(row) for row in found.mappings()]

    async def save_statement(self, statement: Statement) -> None:
        """Save a statement, new or known; lookups find its words at once. Of a known one the ruling stays as it is."""
        await self._save(statements, rows.row_of(statement), keep=("ruling",))
        self._to_index.add(statement.id)

    async def ruled_out(self, actor_id: str) -> set[str]:
        """Return the ids of the actor's statements that are ruled WRONG_SPEAKER or NOT_A_STATEMENT."""
        ruled = statements.c.ruling.in_(RULED_OUT)
        found = await self._run(select(statements.c.id).where(ruled, statements.c.actor_id == actor_id))
        return set(found.scalars())

    async def save_sighting(self, sighting: Sighting) -> None:
        """Save a sighting. One with a known id is left as it is."""
        await self._add(sightings, rows.row_of_sighting(sighting))
        self._to_index.add(sighting.statement_id)

    async def save_recheck(self, recheck: Recheck) -> None:
        """Save when a page is to be fetched again, new or known by its item."""
        await self._save(rechecks, rows.row_of(recheck), key="item_id")

    async def end_recheck(self, item_id: str) -> None:
        """Fetch this page no more."""
        await self._run(delete(rechecks).where(rechecks.c.item_id == item_id))

    async def page_sightings(self, article_id: str) -> list[SightingView]:
        """Return the sightings in all versions of an article's page, each with its own version, first seen first."""
        return await self._told(views.page_sightings(self._connection, article_id))

    async def page_corrections(self, article_id: str) -> list[Correction]:
        """Return the corrections of these sightings, first noticed first."""
        return await self._told(views.page_corrections(self._connection, article_id))

    async def save_correction(self, correction: Correction) -> None:
        """Save a correction. One with a known id is left as it is."""
        await self._add(corrections, rows.row_of(correction))

    async def alerts_telling(self, statement_id: str) -> list[Delivery]:
        """Return the alerts that tell a statement and stand in their channels (have a `message_ref`), oldest first."""
        found = await self._run(
            select(deliveries)
            .where(_alerts_telling([statement_id]), deliveries.c.message_ref.is_not(None))
            .order_by(deliveries.c.created_at, deliveries.c.id)
        )
        return [rows.delivery(row) for row in found.mappings()]

    async def replies_since(self, channel: Channel, since: datetime) -> int:
        """Count the replies to alerts of a channel that were made at `since` or later, whatever became of them."""
        found = await self._run(
            select(func.count())
            .select_from(deliveries)
            .where(
                deliveries.c.channel == str(channel),
                deliveries.c.kind == DeliveryKind.CORRECTION,
                deliveries.c.created_at >= since,
            )
        )
        count: int = found.scalar_one()
        return count

    async def save_feedback(self, feedback: Feedback) -> None:
        """Save what a person said. The same again, known by its id, is left as it is."""
        await self._add(feedback_given, rows.row_of_feedback(feedback))

    async def remove_feedback(self, feedback_id: str) -> bool:
        """Forget what a person said, and tell whether it was on record."""
        return bool((await self._run(delete(feedback_given).where(feedback_given.c.id == feedback_id))).rowcount)

    async def feedback_on(self, statement_id: str) -> list[Feedback]:
        """Return what people said of a statement, first given first."""
        return await self._told(views.feedback_on(self._connection, [statement_id]))

    async def rule(self, statement_id: str, ruling: FeedbackKind | None) -> None:
        """Save what the desk says is wrong with a statement, or that nothing is."""
        await self._run(update(statements).where(statements.c.id == statement_id).values(ruling=ruling))

    async def save_report(self, report: Report) -> None:
        """Save a report. One with a known id is left as it is."""
        row = {
            "id": report.id,
            "actor_id": report.actor_id,
            "article_id": report.article_id,
            "created_at": report.created_at,
        }
        if not await self._add(reports, row):
            return
        for told in rows.rows_of_told(report):
            await self._run(report_statements.insert().values(told))

    async def add_delivery(self, delivery: Delivery) -> None:
        """Save a new delivery. One with a known id is left as it is."""
        await self._add(deliveries, rows.row_of_delivery(delivery))

    async def update_delivery(self, delivery: Delivery) -> None:
        """Save what became of a delivery, all fields but `revision`.

        A delivery whose revision on record is higher than the given one was outrun: saved as SENT it becomes STALE.

        Raises:
            KeyError: it is not on record.

        """
        row = rows.row_of_delivery(delivery)
        del row["revision"]
        if delivery.state is DeliveryState.SENT:
            outrun = deliveries.c.revision > delivery.revision
            row["state"] = case((outrun, DeliveryState.STALE.value), else_=DeliveryState.SENT.value)
        saved = await self._run(update(deliveries).where(deliveries.c.id == delivery.id).values(row))
        if not saved.rowcount:
            raise KeyError(delivery.id)

    async def outdate(self, statement_ids: Collection[str], *, at: datetime) -> None:
        """Say that alerts telling these statements no longer tell all.

        Raises the revision of each of these alerts; a SENT one becomes STALE with `next_try_at` = `at`. Dead and
        collapsed ones stay what they are.
        """
        over = (DeliveryState.DEAD, DeliveryState.COLLAPSED)
        for some in in_parts(statement_ids):
            await self._outdate(_alerts_telling(some), deliveries.c.state.not_in(over), at=at)

    async def collapse(self, alert_ids: Collection[str], overflow: Delivery, *, edit_at: datetime) -> None:
        """Collapse PENDING alerts into an overflow line, which is added where it is not on record.

        The alerts become COLLAPSED with it as their parent; those that are not PENDING any more stay as they are. The
        revision of a known line rises, and a SENT one becomes STALE with `next_try_at` = `edit_at`. Where no alert is
        PENDING any more, nothing changes.
        """
        collapsed = 0
        for some in in_parts(alert_ids):
            alerts = (
                update(deliveries)
                .where(
                    deliveries.c.id.in_(some),
                    deliveries.c.kind == DeliveryKind.ALERT,
                    deliveries.c.state == DeliveryState.PENDING,
                )
                .values(state=DeliveryState.COLLAPSED, parent_id=overflow.id)
            )
            collapsed += (await self._run(alerts)).rowcount
        if collapsed and not await self._add(deliveries, rows.row_of_delivery(overflow)):
            await self._outdate(deliveries.c.id == overflow.id, at=edit_at)

    async def save_pause(self, pause: ChannelPause) -> None:
        """Save the pause of a channel."""
        await self._save(channel_pauses, rows.row_of_pause(pause), key="channel")

    async def end_pause(self, channel: str) -> None:
        """Forget the pause of a channel, given as `str(channel)`."""
        await self._run(delete(channel_pauses).where(channel_pauses.c.channel == channel))

    async def save_beat(self, beat: Beat) -> None:
        """Save the sign of life in the place of the last one."""
        await self._save(beats, rows.row_of_beat(beat), key="only")

    async def finish(self) -> None:
        """Do what is left before the commit: index the words of what was said.

        Raises:
            StoreError: a write failed before. PostgreSQL would take the commit and save nothing, SQLite a part.

        """
        if self._failure is not None:
            raise self._failure
        for some in in_parts(self._to_index):
            said = await self._run(select(statements.c.id, statements.c.text).where(statements.c.id.in_(some)))
            texts = {row.id: [row.text] for row in said}
            headlines = await self._run(
                select(sightings.c.statement_id, articles.c.title)
                .join(articles, articles.c.id == sightings.c.article_id)
                .where(sightings.c.statement_id.in_(list(texts)))
                .order_by(sightings.c.seen_at, sightings.c.id)
            )
            for row in headlines:
                texts[row.statement_id].append(row.title)
            for statement_id, parts in texts.items():
                indexed = " ".join(index_words("\n".join(parts)))
                await self._run(
                    update(statements)
                    .where(statements.c.id == statement_id, statements.c.words != indexed)
                    .values(words=indexed)
                )

    async def _outdate(self, *asked: ColumnElement[bool], at: datetime) -> None:
        was_sent = deliveries.c.state == DeliveryState.SENT
        await self._run(
            update(deliveries)
            .where(*asked)
            .values(
                revision=deliveries.c.revision + 1,
                next_try_at=case((was_sent, at), else_=deliveries.c.next_try_at),
                state=case((was_sent, DeliveryState.STALE.value), else_=deliveries.c.state),
            )
        )

    async def _save(self, table: Table, row: dict[str, Any], *, key: str = "id", keep: tuple[str, ...] = ()) -> None:
        added = self._insert(table, row)
        changes = {name: added.excluded[name] for name in row if name not in {key, *keep}}
        await self._run(added.on_conflict_do_update(index_elements=[key], set_=changes))

    async def _add(self, table: Table, row: dict[str, Any]) -> bool:
        added = self._insert(table, row).on_conflict_do_nothing(index_elements=["id"])
        return (await self._run(added.returning(table.c.id))).first() is not None

    def _insert(self, table: Table, row: dict[str, Any]) -> postgresql.Insert | sqlite.Insert:
        insert = sqlite.insert if self._connection.dialect.name == "sqlite" else postgresql.insert
        return insert(table).values(row)

    async def _run(self, statement: Executable) -> CursorResult[Any]:
        return await self._told(self._connection.execute(statement))

    async def _told(self, work: Awaitable[_Answer]) -> _Answer:
        try:
            with told_as_store_errors(self._address):
                return await work
        except StoreError as error:
            self._failure = error
            raise


def _alerts_telling(statement_ids: Sequence[str]) -> ColumnElement[bool]:
    told = select(report_statements.c.report_id).where(report_statements.c.statement_id.in_(statement_ids))
    return and_(deliveries.c.report_id.in_(told), deliveries.c.kind == DeliveryKind.ALERT)
