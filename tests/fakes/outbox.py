"""The outbox in memory: deliveries, what they show, paused channels."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.errors import (
    AlertNotPostedError,
    CorrectionNotFoundError,
    DeliveryNotFoundError,
    DigestNotFoundError,
    NoticeNotFoundError,
    OverflowEmptyError,
)
from bot.core.model import (
    CorrectionView,
    DeliveryKind,
    DeliveryState,
    DigestItem,
    DigestView,
    NoticeView,
    Novelty,
    OverflowView,
    StuckChannel,
)
from bot.rules.corrections import RULED_OUT
from bot.rules.waiting import is_put_off
from tests.fakes.memory import Remembering

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bot.core.model import Channel, ChannelPause, Delivery, Message, Report


class MemoryOutbox(Remembering):
    """`bot.core.ports.Outbox`."""

    async def due_deliveries(self, *, now: datetime, limit: int) -> list[Delivery]:
        due = [
            d
            for d in self._memory.deliveries.values()
            if d.state in {DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.STALE}
            and not is_put_off(d.next_try_at, now=now)
        ]
        due.sort(key=lambda d: (d.state is DeliveryState.STALE, d.created_at, d.id))
        ahead: Counter[str] = Counter()
        return [d for d in due if not ahead.update([str(d.channel)]) and ahead[str(d.channel)] <= limit]

    async def deliveries(self, state: DeliveryState, *, limit: int = 50) -> list[Delivery]:
        found = [d for d in self._memory.deliveries.values() if d.state is state]
        return sorted(found, key=lambda d: (d.created_at, d.id), reverse=True)[:limit]

    async def retries(self, *, channel: Channel | None = None) -> list[Delivery]:
        unsent = (DeliveryState.PENDING, DeliveryState.SENDING)
        found = [
            d
            for d in self._memory.deliveries.values()
            if d.state in unsent and d.last_error is not None and not d.aside
        ]
        return sorted((d for d in found if channel in {None, d.channel}), key=lambda d: (d.created_at, d.id))

    async def stuck_channels(self, *, limit: int = 50) -> list[StuckChannel]:
        unsent = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.STALE)
        waiting = [d for d in self._memory.deliveries.values() if d.state in unsent]
        tried = [d for d in waiting if d.last_error or (d.state is DeliveryState.SENDING and d.attempts > 1)]
        tried.sort(key=lambda d: (d.created_at, d.id), reverse=True)
        heads = sorted({d.channel: d for d in tried}.values(), key=lambda d: (d.created_at, d.id))
        counted = Counter(d.channel for d in waiting)
        return [StuckChannel(waiting=counted[d.channel], head=d) for d in heads[:limit]]

    async def delivery(self, delivery_id: str) -> Delivery | None:
        return self._memory.deliveries.get(delivery_id)

    async def deliveries_of(self, statement_id: str) -> list[Delivery]:
        record = self._memory
        alerts = {
            d.id: d
            for d in record.deliveries.values()
            if d.kind is DeliveryKind.ALERT and statement_id in record.reports[d.report_id].statement_ids
        }
        here = {c.id for c in record.corrections.values() if c.statement_id == statement_id}
        replies = [d for d in record.deliveries.values() if d.parent_id in alerts and d.correction_id in here]
        return sorted([*alerts.values(), *replies], key=lambda d: (d.created_at, d.id))

    async def message(self, delivery: Delivery) -> Message:
        if delivery.kind is DeliveryKind.CORRECTION:
            return self._correction_view(delivery)
        if delivery.kind is DeliveryKind.OVERFLOW:
            return self._overflow_view(delivery)
        if delivery.kind is DeliveryKind.CATCH_UP:
            return self._catch_up_view(delivery)
        if delivery.kind is DeliveryKind.DIGEST:
            return self._digest_view(delivery)
        if delivery.kind in {DeliveryKind.NOTICE, DeliveryKind.ALL_CLEAR}:
            if (notice := self._memory.notices.get(delivery.notice_id)) is None:
                raise NoticeNotFoundError(delivery.notice_id)
            return NoticeView(notice=notice, is_over=delivery.kind is DeliveryKind.ALL_CLEAR)
        reported = self._memory.report_view(delivery.report_id)
        parent_ref = self._alert_ref(delivery.parent_id)
        stands_with = self._memory.deliveries[delivery.parent_id] if parent_ref else delivery
        return replace(reported, parent_ref=parent_ref, thread_ref=self._thread_head(stands_with))

    def _alert_ref(self, delivery_id: str | None) -> str:
        found = self._memory.deliveries.get(delivery_id)
        return (found.message_ref or "") if found and found.kind is DeliveryKind.ALERT else ""

    def _thread_head(self, alert: Delivery) -> str:
        if alert.thread is None:
            return self._alert_ref(alert.parent_id)
        posted = [
            d
            for d in self._memory.deliveries.values()
            if (d.thread, d.channel) == (alert.thread, alert.channel) and d.message_ref is not None
        ]
        head = min(posted, key=lambda d: (d.sent_at, d.id), default=alert)
        return (head.message_ref or "") if head.id != alert.id else ""

    async def alerts_telling(self, statement_id: str) -> list[Delivery]:
        found = [
            d
            for d in self._memory.deliveries.values()
            if d.kind is DeliveryKind.ALERT
            and d.message_ref is not None
            and statement_id in self._memory.reports[d.report_id].statement_ids
        ]
        return sorted(found, key=lambda d: (d.created_at, d.id))

    async def channels_reached(self, statement_id: str) -> set[Channel]:
        return {
            d.channel
            for d in self._memory.deliveries.values()
            if d.kind is DeliveryKind.ALERT
            and not self._is_dead_unposted(d)
            and statement_id in self._memory.reports[d.report_id].statement_ids
        }

    def _is_dead_unposted(self, delivery: Delivery) -> bool:
        if delivery.state is DeliveryState.COLLAPSED and delivery.parent_id is not None:
            delivery = self._memory.deliveries[delivery.parent_id]
        return delivery.state is DeliveryState.DEAD and delivery.sent_at is None

    async def channels_that_heard(self, statement_id: str) -> set[Channel]:
        occasions = [
            one.id
            for one in self._memory.statements.values()
            if one.id == statement_id or (one.earlier_id == statement_id and one.novelty is Novelty.REPEAT)
        ]
        return {channel for one in occasions for channel in await self.channels_reached(one)}

    async def alerts_tried(self, channel: Channel, *, since: datetime) -> list[datetime]:
        return sorted(
            d.created_at
            for d in self._memory.deliveries.values()
            if d.kind is DeliveryKind.ALERT
            and d.channel == channel
            and d.created_at >= since
            and d.state is not DeliveryState.COLLAPSED
            and (d.attempts > 0 or d.sent_at is not None)
        )

    async def replies_since(self, channel: Channel, since: datetime) -> int:
        replies = [d for d in self._memory.deliveries.values() if d.kind is DeliveryKind.CORRECTION]
        return sum(d.channel == channel and d.created_at >= since for d in replies)

    async def overflow(self, channel: Channel, *, since: datetime) -> Delivery | None:
        lines = [
            d
            for d in self._memory.deliveries.values()
            if d.kind is DeliveryKind.OVERFLOW
            and d.channel == channel
            and d.created_at >= since
            and d.state is not DeliveryState.DEAD
        ]
        return max(lines, key=lambda d: (d.created_at, d.id), default=None)

    async def catch_up(self, channel: Channel) -> Delivery | None:
        waiting = [
            d
            for d in self._memory.deliveries.values()
            if d.kind is DeliveryKind.CATCH_UP and d.channel == channel and d.state is DeliveryState.PENDING
        ]
        return max(waiting, key=lambda d: (d.created_at, d.id), default=None)

    async def pauses(self) -> list[ChannelPause]:
        return [pause for _, pause in sorted(self._memory.pauses.items())]

    def _correction_view(self, delivery: Delivery) -> CorrectionView:
        record = self._memory
        correction = record.corrections.get(delivery.correction_id)
        if correction is None:
            raise CorrectionNotFoundError(delivery.correction_id)
        parent = record.deliveries.get(delivery.parent_id)
        if parent is None or parent.message_ref is None:
            raise AlertNotPostedError(delivery.parent_id)
        return CorrectionView(
            correction=correction,
            statement=record.statements[correction.statement_id],
            before=record.sighting_view(record.sightings[correction.sighting_id]),
            parent_ref=parent.message_ref,
            thread_ref=self._thread_head(parent),
        )

    def _overflow_view(self, delivery: Delivery) -> OverflowView:
        record = self._memory
        collapsed = [d for d in record.deliveries.values() if d.parent_id == delivery.id]
        if not collapsed:
            raise OverflowEmptyError(delivery.id)
        collapsed.sort(key=lambda d: (d.created_at, d.id))
        return OverflowView(
            id=delivery.id,
            since=min(d.created_at for d in collapsed),
            until=max(d.created_at for d in collapsed),
            alerts=dict(Counter(record.reports[d.report_id].actor_id for d in collapsed)),
            leads=tuple(record.statements[record.reports[d.report_id].statement_ids[0]] for d in collapsed[:50]),
        )

    def _catch_up_view(self, delivery: Delivery) -> DigestView:
        record = self._memory
        collapsed = [d for d in record.deliveries.values() if d.parent_id == delivery.id]
        collapsed.sort(key=lambda d: (d.created_at, d.id))
        reported = [
            DigestItem(statement=record.view(record.statements[one]), article=record.articles[report.article_id])
            for report in (record.reports[d.report_id] for d in collapsed if d.report_id)
            for one in report.statement_ids
            if record.statements[one].ruling not in RULED_OUT
        ]
        if not reported:
            raise OverflowEmptyError(delivery.id)
        reported.sort(key=lambda one: one.statement.statement.novelty is not Novelty.CHANGED)
        since, until = collapsed[0].created_at, collapsed[-1].created_at
        return DigestView(
            id=delivery.id,
            since=since,
            until=until,
            counts=_counted(reported),
            reported=tuple(reported[:60]),
            is_catch_up=True,
        )

    def _digest_view(self, delivery: Delivery) -> DigestView:
        record = self._memory
        digest = record.digests.get(delivery.id)
        if digest is None:
            raise DigestNotFoundError(delivery.id)
        reported = [
            DigestItem(statement=record.view(record.statements[one]), article=record.articles[article_id])
            for one, article_id in digest.reported
            if record.statements[one].ruling not in RULED_OUT
        ]
        return DigestView(
            id=digest.id,
            since=digest.since,
            until=digest.until,
            zone=digest.zone,
            counts=_counted(reported),
            reported=tuple(reported[:60]),
        )


def _counted(reported: list[DigestItem]) -> dict[str, dict[Novelty, int]]:
    counts: dict[str, dict[Novelty, int]] = {}
    for one in reported:
        of_actor = counts.setdefault(one.statement.statement.actor_id, {})
        novelty = one.statement.statement.novelty
        of_actor[novelty] = of_actor.get(novelty, 0) + 1
    return counts


class MemoryOutboxWrites(MemoryOutbox):
    """`bot.core.ports.OutboxWrites`."""

    async def save_report(self, report: Report) -> None:
        if report.excerpts and len(report.excerpts) != len(report.statement_ids):
            msg = (
                f"report {report.id} has {len(report.excerpts)} excerpts beside {len(report.statement_ids)} statements"
            )
            raise ValueError(msg)
        shortened = any(excerpt is not None for excerpt in report.excerpts)
        self._memory.reports.setdefault(report.id, report if shortened else replace(report, excerpts=()))

    async def add_delivery(self, delivery: Delivery) -> None:
        self._memory.deliveries.setdefault(delivery.id, delivery)

    async def update_delivery(self, delivery: Delivery) -> None:
        if delivery.id not in self._memory.deliveries:
            raise DeliveryNotFoundError(delivery.id)
        revision = self._memory.deliveries[delivery.id].revision
        outrun = delivery.state is DeliveryState.SENT and revision > delivery.revision
        state = DeliveryState.STALE if outrun else delivery.state
        self._memory.deliveries[delivery.id] = replace(delivery, revision=revision, state=state)

    async def outdate(self, statement_ids: Collection[str], *, at: datetime) -> None:
        for delivery in self._memory.deliveries.values():
            if delivery.kind is not DeliveryKind.ALERT or delivery.state in {
                DeliveryState.DEAD,
                DeliveryState.COLLAPSED,
            }:
                continue
            if set(self._memory.reports[delivery.report_id].statement_ids) & set(statement_ids):
                self._memory.deliveries[delivery.id] = _outdated(delivery, at=at)

    async def collapse(
        self, alert_ids: Collection[str], overflow: Delivery, *, at: datetime, edit_at: datetime
    ) -> None:
        known = self._memory.deliveries
        alerts = [known[alert_id] for alert_id in alert_ids if alert_id in known]
        kinds = {DeliveryKind.ALERT, *([DeliveryKind.OVERFLOW] if overflow.kind is DeliveryKind.CATCH_UP else [])}
        alerts = [a for a in alerts if a.state is DeliveryState.PENDING and a.kind in kinds]
        if not alerts:
            return
        line = known.get(overflow.id)
        outdated = None if line is None else replace(_outdated(line, at=edit_at), created_at=overflow.created_at)
        known[overflow.id] = outdated or overflow
        for alert in alerts:
            known[alert.id] = replace(alert, state=DeliveryState.COLLAPSED, parent_id=overflow.id, next_try_at=at)
            if alert.kind is DeliveryKind.OVERFLOW:
                counted = [d for d in known.values() if d.parent_id == alert.id]
                known.update({d.id: replace(d, parent_id=overflow.id) for d in counted})

    async def release(self, channel: Channel, kinds: Collection[DeliveryKind], *, at: datetime) -> None:
        for one in list(self._memory.deliveries.values()):
            waits = one.state is DeliveryState.PENDING and one.kind in kinds and one.next_try_at > at
            if waits and one.channel == channel:
                self._memory.deliveries[one.id] = replace(one, next_try_at=at)

    async def save_pause(self, pause: ChannelPause) -> None:
        self._memory.pauses[str(pause.channel)] = pause

    async def end_pause(self, channel: str) -> None:
        self._memory.pauses.pop(channel, None)


def _outdated(delivery: Delivery, *, at: datetime) -> Delivery:
    outdated = replace(delivery, revision=delivery.revision + 1)
    if delivery.state is DeliveryState.SENT:
        return replace(outdated, state=DeliveryState.STALE, next_try_at=at)
    return outdated
