"""The outbox in SQL: deliveries, what they show, paused channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, case, delete, exists, func, or_, select, update

from bot.core.errors import DeliveryNotFoundError
from bot.core.model import Channel, DeliveryKind, DeliveryState, Novelty, StuckChannel
from bot.store.connected import Connected, Writing
from bot.store.forms import rows
from bot.store.forms.tables import channel_pauses, corrections, deliveries, report_statements, reports, statements
from bot.store.parts import messages
from bot.store.parts.queries import MOST, at_most, falls_due, in_parts

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select

    from bot.core.model import ChannelPause, Delivery, Message, Report


UNSENT: Final = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.STALE)


def _due() -> Select[Any]:
    """What `due_deliveries` asks, at every tick: making it takes longer than the database with it."""
    news_first = case((deliveries.c.state == DeliveryState.STALE, 1), else_=0)
    order = (news_first, deliveries.c.created_at, deliveries.c.id)
    place = func.row_number().over(partition_by=deliveries.c.channel, order_by=order)
    placed = (
        select(deliveries, news_first.label("edits"), place.label("place"))
        .where(deliveries.c.state.in_(UNSENT), falls_due(deliveries))
        .subquery()
    )
    return (
        select(*(placed.c[kept.name] for kept in deliveries.columns))
        .where(placed.c.place <= MOST)
        .order_by(placed.c.edits, placed.c.created_at, placed.c.id)
    )


_DUE: Final = _due()
_PAUSES: Final = select(channel_pauses).order_by(channel_pauses.c.channel)


class SqlOutbox(Connected):
    """`bot.core.ports.Outbox`."""

    async def due_deliveries(self, *, now: datetime, limit: int) -> list[Delivery]:
        return [rows.delivery(row) for row in await self._rows(_DUE, at_most(limit, now=now))]

    async def deliveries(self, state: DeliveryState, *, limit: int = 50) -> list[Delivery]:
        query = (
            select(deliveries)
            .where(deliveries.c.state == state)
            .order_by(deliveries.c.created_at.desc(), deliveries.c.id.desc())
            .limit(limit)
        )
        return [rows.delivery(row) for row in await self._rows(query)]

    async def retries(self, *, channel: Channel | None = None) -> list[Delivery]:
        query = (
            select(deliveries)
            .where(
                deliveries.c.state.in_((DeliveryState.PENDING, DeliveryState.SENDING)),
                deliveries.c.last_error.is_not(None),
                deliveries.c.aside.is_(False),
                *([] if channel is None else [deliveries.c.channel == str(channel)]),
            )
            .order_by(deliveries.c.created_at, deliveries.c.id)
        )
        return [rows.delivery(row) for row in await self._rows(query)]

    async def delivery(self, delivery_id: str) -> Delivery | None:
        found = await self._rows(select(deliveries).where(deliveries.c.id == delivery_id))
        return rows.delivery(found[0]) if found else None

    async def deliveries_of(self, statement_id: str) -> list[Delivery]:
        alerts = _alerts_telling([statement_id])
        here = select(corrections.c.id).where(corrections.c.statement_id == statement_id)
        replies = and_(
            deliveries.c.parent_id.in_(select(deliveries.c.id).where(alerts)), deliveries.c.correction_id.in_(here)
        )
        query = select(deliveries).where(or_(alerts, replies)).order_by(deliveries.c.created_at, deliveries.c.id)
        return [rows.delivery(row) for row in await self._rows(query)]

    async def message(self, delivery: Delivery) -> Message:
        async with self.connected() as connection:
            return await messages.message(connection, delivery)

    async def alerts_telling(self, statement_id: str) -> list[Delivery]:
        query = (
            select(deliveries)
            .where(_alerts_telling([statement_id]), deliveries.c.message_ref.is_not(None))
            .order_by(deliveries.c.created_at, deliveries.c.id)
        )
        return [rows.delivery(row) for row in await self._rows(query)]

    async def channels_reached(self, statement_id: str) -> set[Channel]:
        return await self._reached(_alerts_telling([statement_id]))

    async def channels_that_heard(self, statement_id: str) -> set[Channel]:
        repeats = select(statements.c.id).where(
            statements.c.earlier_id == statement_id, statements.c.novelty == Novelty.REPEAT
        )
        occasions = [statement_id, *await self._values(repeats)]
        return {one for some in in_parts(occasions) for one in await self._reached(_alerts_telling(some))}

    async def _reached(self, alerts: ColumnElement[bool]) -> set[Channel]:
        line = deliveries.alias()
        was_reported = or_(deliveries.c.state != DeliveryState.DEAD, deliveries.c.sent_at.is_not(None))
        # An alert in a line that died unposted was never counted in sight of anybody.
        in_dead_line = exists().where(
            deliveries.c.state == DeliveryState.COLLAPSED,
            line.c.id == deliveries.c.parent_id,
            line.c.state == DeliveryState.DEAD,
            line.c.sent_at.is_(None),
        )
        query = select(deliveries.c.channel).where(alerts, was_reported, ~in_dead_line).distinct()
        return {Channel.parse(row["channel"]) for row in await self._rows(query)}

    async def alerts_tried(self, channel: Channel, *, since: datetime) -> list[datetime]:
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
        return list(await self._values(query))

    async def replies_since(self, channel: Channel, since: datetime) -> int:
        query = (
            select(func.count())
            .select_from(deliveries)
            .where(
                deliveries.c.channel == str(channel),
                deliveries.c.kind == DeliveryKind.CORRECTION,
                deliveries.c.created_at >= since,
            )
        )
        (count,) = await self._values(query)
        return int(count)

    async def overflow(self, channel: Channel, *, since: datetime) -> Delivery | None:
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
        found = await self._rows(query)
        return rows.delivery(found[0]) if found else None

    async def catch_up(self, channel: Channel) -> Delivery | None:
        query = (
            select(deliveries)
            .where(
                deliveries.c.channel == str(channel),
                deliveries.c.kind == DeliveryKind.CATCH_UP,
                deliveries.c.state == DeliveryState.PENDING,
            )
            .order_by(deliveries.c.created_at.desc(), deliveries.c.id.desc())
            .limit(1)
        )
        found = await self._rows(query)
        return rows.delivery(found[0]) if found else None

    async def stuck_channels(self, *, limit: int = 50) -> list[StuckChannel]:
        # While it is tried once more, nothing stands there of why it failed before.
        is_retried = and_(deliveries.c.state == DeliveryState.SENDING, deliveries.c.attempts > 1)
        is_tried = or_(deliveries.c.last_error.is_not(None), is_retried)
        tried_first = case((is_tried, 0), else_=1)
        head = func.row_number().over(
            partition_by=deliveries.c.channel, order_by=(tried_first, deliveries.c.created_at, deliveries.c.id)
        )
        waiting = func.count().over(partition_by=deliveries.c.channel)
        placed = (
            select(deliveries.c.id, tried_first.label("untried"), head.label("place"), waiting.label("waiting"))
            .where(deliveries.c.state.in_(UNSENT))
            .subquery()
        )
        stuck = select(placed.c.id, placed.c.waiting).where(placed.c.place == 1, placed.c.untried == 0)
        counted = {row["id"]: row["waiting"] for row in await self._rows(stuck)}
        heads = (
            select(deliveries)
            .where(deliveries.c.id.in_(list(counted)))
            .order_by(deliveries.c.created_at, deliveries.c.id)
            .limit(limit)
        )
        return [StuckChannel(waiting=counted[row["id"]], head=rows.delivery(row)) for row in await self._rows(heads)]

    async def pauses(self) -> list[ChannelPause]:
        return [rows.pause(row) for row in await self._rows(_PAUSES)]


class SqlOutboxWrites(SqlOutbox, Writing):
    """`bot.core.ports.OutboxWrites`."""

    async def save_report(self, report: Report) -> None:
        row = {
            "id": report.id,
            "actor_id": report.actor_id,
            "article_id": report.article_id,
            "created_at": report.created_at,
        }
        if not await self._add(reports, row):
            return
        for listed in rows.rows_of_statements(report):
            await self._run(report_statements.insert().values(listed))

    async def add_delivery(self, delivery: Delivery) -> None:
        if await self._add(deliveries, rows.row_of_delivery(delivery)):
            self.channels_to_tell.add(delivery.channel)

    async def update_delivery(self, delivery: Delivery) -> None:
        row = rows.row_of_delivery(delivery)
        del row["revision"]
        if delivery.state is DeliveryState.SENT:
            outrun = deliveries.c.revision > delivery.revision
            row["state"] = case((outrun, DeliveryState.STALE.value), else_=DeliveryState.SENT.value)
        saved = await self._run(update(deliveries).where(deliveries.c.id == delivery.id).values(row))
        if not saved.rowcount:
            raise DeliveryNotFoundError(delivery.id)

    async def outdate(self, statement_ids: Collection[str], *, at: datetime) -> None:
        over = (DeliveryState.DEAD, DeliveryState.COLLAPSED)
        for some in in_parts(statement_ids):
            await self._outdate(_alerts_telling(some), deliveries.c.state.not_in(over), at=at)

    async def collapse(
        self, alert_ids: Collection[str], overflow: Delivery, *, at: datetime, edit_at: datetime
    ) -> None:
        collapsed = 0
        kinds = [DeliveryKind.ALERT, *([DeliveryKind.OVERFLOW] if overflow.kind is DeliveryKind.CATCH_UP else [])]
        for some in in_parts(alert_ids):
            waits = and_(
                deliveries.c.id.in_(some), deliveries.c.state == DeliveryState.PENDING, deliveries.c.kind.in_(kinds)
            )
            if overflow.kind is DeliveryKind.CATCH_UP:
                await self._take_over(waits, overflow)
            collapsing = {"state": DeliveryState.COLLAPSED, "parent_id": overflow.id, "next_try_at": at}
            alerts = update(deliveries).where(waits).values(collapsing)
            collapsed += (await self._run(alerts)).rowcount
        if collapsed and not await self._add(deliveries, rows.row_of_delivery(overflow)):
            line = deliveries.c.id == overflow.id
            await self._run(update(deliveries).where(line).values(created_at=overflow.created_at))
            await self._outdate(line, at=edit_at)

    async def _take_over(self, waits: ColumnElement[bool], catch_up: Delivery) -> None:
        """Make what waiting lines tell what a catch-up tells."""
        lines = await self._values(select(deliveries.c.id).where(waits, deliveries.c.kind == DeliveryKind.OVERFLOW))
        if lines:
            in_lines = deliveries.c.parent_id.in_(lines)
            await self._run(update(deliveries).where(in_lines).values(parent_id=catch_up.id))

    async def release(self, channel: Channel, kinds: Collection[DeliveryKind], *, at: datetime) -> None:
        waits = and_(
            deliveries.c.channel == str(channel),
            deliveries.c.state == DeliveryState.PENDING,
            deliveries.c.kind.in_(list(kinds)),
            deliveries.c.next_try_at > at,
        )
        await self._run(update(deliveries).where(waits).values(next_try_at=at))

    async def save_pause(self, pause: ChannelPause) -> None:
        await self._save(channel_pauses, rows.row_of_pause(pause), key="channel")

    async def end_pause(self, channel: str) -> None:
        await self._run(delete(channel_pauses).where(channel_pauses.c.channel == channel))

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


def _alerts_telling(statement_ids: Sequence[str]) -> ColumnElement[bool]:
    listed = select(report_statements.c.report_id).where(report_statements.c.statement_id.in_(statement_ids))
    return and_(deliveries.c.report_id.in_(listed), deliveries.c.kind == DeliveryKind.ALERT)
