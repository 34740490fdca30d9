"""The reads: one function for each question, on an open connection. Views for people are put together in `views`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, column, false, func, literal, literal_column, or_, select, table

from bot.core.model import (
    Channel,
    Counts,
    DeliveryKind,
    DeliveryState,
    ItemState,
    RecheckView,
    StatementPage,
)
from bot.rules.thresholds import LONGEST_WAIT
from bot.store import rows, views
from bot.store.folding import is_stem, words
from bot.store.tables import (
    articles,
    beats,
    channel_pauses,
    deliveries,
    items,
    poll_states,
    polls,
    rechecks,
    sightings,
    statements,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, RowMapping, Select, Table
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.core.model import Beat, ChannelPause, Delivery, Item, Poll, PollState, StatementQuery


async def all_poll_states(connection: AsyncConnection) -> list[PollState]:
    """Return the poll states by source id."""
    query = select(poll_states).order_by(poll_states.c.source_id)
    return [rows.poll_state(row) for row in await _rows(connection, query)]


async def last_polls(connection: AsyncConnection, source_id: str, *, limit: int) -> list[Poll]:
    """Return the last fetches of a source, newest first."""
    query = select(polls).where(polls.c.source_id == source_id).order_by(polls.c.seq.desc()).limit(limit)
    return [rows.poll(row) for row in await _rows(connection, query)]


async def due_items(connection: AsyncConnection, *, now: datetime, limit: int) -> list[Item]:
    """Return WAITING items that are not put off, longest due first, some a source."""
    longest_due_first = (items.c.next_try_at, items.c.first_seen_at, items.c.id)
    place = func.row_number().over(partition_by=items.c.source_id, order_by=longest_due_first)
    due = items.c.state == ItemState.WAITING, _is_due(items, now)
    placed = select(items.c.id, place.label("place")).where(*due).subquery()
    query = (
        select(items)
        .join(placed, placed.c.id == items.c.id)
        .where(placed.c.place <= limit)
        .order_by(*longest_due_first)
    )
    return [rows.item(row) for row in await _rows(connection, query)]


async def items_in(connection: AsyncConnection, state: ItemState, *, limit: int) -> list[Item]:
    """Return items in a state, last seen first."""
    query = (
        select(items)
        .where(items.c.state == state)
        .order_by(items.c.first_seen_at.desc(), items.c.id.desc())
        .limit(limit)
    )
    return [rows.item(row) for row in await _rows(connection, query)]


async def due_deliveries(connection: AsyncConnection, *, now: datetime, limit: int) -> list[Delivery]:
    """Return PENDING and STALE deliveries that are not put off and every SENDING one, some a channel."""
    due = and_(deliveries.c.state.in_([DeliveryState.PENDING, DeliveryState.STALE]), _is_due(deliveries, now))
    news_first = case((deliveries.c.state == DeliveryState.STALE, 1), else_=0)
    order = (news_first, deliveries.c.created_at, deliveries.c.id)
    place = func.row_number().over(partition_by=deliveries.c.channel, order_by=order)
    placed = (
        select(deliveries, news_first.label("edits"), place.label("place"))
        .where(or_(due, deliveries.c.state == DeliveryState.SENDING))
        .subquery()
    )
    query = (
        select(*(placed.c[kept.name] for kept in deliveries.columns))
        .where(placed.c.place <= limit)
        .order_by(placed.c.edits, placed.c.created_at, placed.c.id)
    )
    return [rows.delivery(row) for row in await _rows(connection, query)]


async def alerts_tried(connection: AsyncConnection, channel: Channel, *, since: datetime) -> list[datetime]:
    """Return when those alerts of a channel were made that were tried or posted, of those made since, oldest first."""
    query = (
        select(deliveries.c.created_at)
        .where(
            deliveries.c.channel == str(channel),
            deliveries.c.kind == DeliveryKind.ALERT,
            deliveries.c.created_at >= since,
            deliveries.c.state != DeliveryState.COLLAPSED,
            or_(deliveries.c.attempts > 0, deliveries.c.sent_at.is_not(None)),
        )
        .order_by(deliveries.c.created_at)
    )
    return list((await connection.execute(query)).scalars())


async def newest_overflow(connection: AsyncConnection, channel: Channel, *, since: datetime) -> Delivery | None:
    """Return the newest overflow line of a channel that was made at `since` or later and is not dead."""
    query = (
        select(deliveries)
        .where(
            deliveries.c.channel == str(channel),
            deliveries.c.kind == DeliveryKind.OVERFLOW,
            deliveries.c.created_at >= since,
            deliveries.c.state != DeliveryState.DEAD,
        )
        .order_by(deliveries.c.created_at.desc(), deliveries.c.id.desc())
        .limit(1)
    )
    found = await _rows(connection, query)
    return rows.delivery(found[0]) if found else None


async def due_rechecks(connection: AsyncConnection, *, now: datetime, limit: int) -> list[RecheckView]:
    """Return pages that are to be fetched again and are not put off, longest due first."""
    waiting = rechecks.c.next_try_at
    in_order = select(rechecks).order_by(waiting, rechecks.c.item_id)
    due = [rows.recheck(row) for row in await _rows(connection, in_order.where(waiting <= now).limit(limit))]
    # Two questions, not one with an "or": that one walks all that is put off, at every tick.
    clock_went_back = in_order.where(waiting > now + LONGEST_WAIT).limit(limit - len(due))
    due += [rows.recheck(row) for row in await _rows(connection, clock_went_back)]
    pages = select(items).where(items.c.id.in_([recheck.item_id for recheck in due]))
    versions = select(articles).where(articles.c.id.in_([recheck.article_id for recheck in due]))
    item = {row["id"]: rows.item(row) for row in await _rows(connection, pages)}
    article = {row["id"]: rows.article(row) for row in await _rows(connection, versions)}
    return [
        RecheckView(recheck=recheck, item=item[recheck.item_id], article=article[recheck.article_id]) for recheck in due
    ]


async def deliveries_in(connection: AsyncConnection, state: DeliveryState, *, limit: int) -> list[Delivery]:
    """Return deliveries in a state, newest first."""
    query = (
        select(deliveries)
        .where(deliveries.c.state == state)
        .order_by(deliveries.c.created_at.desc(), deliveries.c.id.desc())
        .limit(limit)
    )
    return [rows.delivery(row) for row in await _rows(connection, query)]


async def last_beat(connection: AsyncConnection) -> Beat | None:
    """Return the last sign of life."""
    row = (await connection.execute(select(beats))).mappings().first()
    return None if row is None else rows.beat(row)


async def all_pauses(connection: AsyncConnection) -> list[ChannelPause]:
    """Return the paused channels, by channel."""
    query = select(channel_pauses).order_by(channel_pauses.c.channel)
    return [rows.pause(row) for row in await _rows(connection, query)]


async def statement_page(connection: AsyncConnection, query: StatementQuery) -> StatementPage:
    """Look statements up, newest first seen first."""
    conditions = _conditions(query, connection.dialect.name)
    total = await connection.execute(select(func.count()).select_from(statements).where(*conditions))
    page = await _rows(
        connection,
        select(*rows.STATEMENT)
        .where(*conditions)
        .order_by(statements.c.first_seen_at.desc(), statements.c.id.desc())
        .offset(query.offset)
        .limit(query.limit),
    )
    shown = await views.statement_views(connection, [rows.statement(row) for row in page])
    return StatementPage(statements=tuple(shown), total=total.scalar_one())


async def counts(connection: AsyncConnection) -> Counts:
    """Count what is on record."""
    return Counts(
        articles=await _count(connection, articles),
        statements=await _count(connection, statements),
        sightings=await _count(connection, sightings),
        items={ItemState(state): count for state, count in await _count_by_state(connection, items)},
        deliveries={DeliveryState(state): count for state, count in await _count_by_state(connection, deliveries)},
    )


def _is_due(kept: Table, now: datetime) -> ColumnElement[bool]:
    """Tell that `waiting.is_put_off` is not so."""
    return or_(kept.c.next_try_at <= now, kept.c.next_try_at > now + LONGEST_WAIT)


def _conditions(query: StatementQuery, dialect: str) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.actor_id is not None:
        conditions.append(statements.c.actor_id == query.actor_id)
    if query.kind is not None:
        conditions.append(statements.c.kind == query.kind)
    if query.since is not None:
        conditions.append(statements.c.first_seen_at >= query.since)
    if query.until is not None:
        conditions.append(statements.c.first_seen_at < query.until)
    if query.source_id is not None:
        reported = (
            select(sightings.c.statement_id)
            .join(articles, articles.c.id == sightings.c.article_id)
            .where(articles.c.source_id == query.source_id)
        )
        conditions.append(statements.c.id.in_(reported))
    if query.words is not None and query.words.strip():
        conditions.append(_holds(words(query.words), dialect))
    return conditions


def _holds(wanted: Sequence[str], dialect: str) -> ColumnElement[bool]:
    if not wanted:  # only punctuation was asked for, and no words hold that
        return false()
    # Folded words are letters and digits only, so nothing in a quoted one is syntax.
    if dialect == "sqlite":
        match = " ".join(f'"{word}"*' if is_stem(word) else f'"{word}"' for word in wanted)
        index = table("statement_index", column("rowid"))
        hits = select(index.c.rowid).where(literal_column("statement_index").op("MATCH")(literal(match)))
        return statements.c.seq.in_(hits)
    match = " & ".join(f"'{word}':*" if is_stem(word) else f"'{word}'" for word in wanted)
    vector: ColumnElement[str] = literal_column("array_to_tsvector(string_to_array(statements.words, ' '))")
    return vector.bool_op("")(literal(match).op("::")(literal_column("tsquery")))


async def _rows(connection: AsyncConnection, query: Select[Any]) -> Sequence[RowMapping]:
    found: Sequence[RowMapping] = (await connection.execute(query)).mappings().all()
    return found


async def _count(connection: AsyncConnection, counted: Table) -> int:
    return (await connection.execute(select(func.count()).select_from(counted))).scalar_one()


async def _count_by_state(connection: AsyncConnection, counted: Table) -> Sequence[tuple[str, int]]:
    found = await connection.execute(select(counted.c.state, func.count()).group_by(counted.c.state))
    return [(state, count) for state, count in found]
