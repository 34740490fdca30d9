"""Service: alerts that are to wait → put off until then, and caught up with there.

They wait for the end of the quiet hours of their routes, and for each other where they tell of hours in which the bot
was off. It is decided when an alert could go out, not when it is made: an outage that ends at night wakes nobody, and
hours that were changed meanwhile count as they are now.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.core.model import DeliveryKind, DeliveryState, NoticeKind
from bot.core.ports import Notices, Outbox, OutboxWrites, Transactional
from bot.jobs.weighing import report_of
from bot.rules.delivery import gathered_until
from bot.rules.placing import as_reported
from bot.rules.quiet_hours import held_until, quiet_until
from bot.rules.routing import unwanted
from bot.rules.thresholds import GATHERED_FOR

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.model import Delivery, ReportView, Route, Source

log = structlog.get_logger()

ASKED_EVERY = timedelta(seconds=10)
HELD = frozenset({DeliveryKind.ALERT, DeliveryKind.OVERFLOW, DeliveryKind.CATCH_UP})  # a digest has a time of its own


class HoldingStore(Outbox, Notices, Transactional[OutboxWrites], Protocol):
    """What holding reads and writes."""


class Holding:
    """Puts alerts off that are to wait.

    Args:
        store: the record.
        routes: those that there are now.
        sources: likewise.

    """

    def __init__(self, *, store: HoldingStore, routes: Sequence[Route], sources: Sequence[Source]) -> None:
        self._store = store
        self._routes = routes
        self._sources = sources
        self._off: list[tuple[datetime, datetime]] = []  # when nobody looked, of late
        self._off_asked_at: datetime | None = None

    async def holds(self, delivery: Delivery, *, now: datetime) -> bool:
        """Put a message off where it is to wait, and tell whether it does."""
        if delivery.kind not in HELD or delivery.state is not DeliveryState.PENDING:
            return False
        until = await self._quiet_until(delivery, now=now) or await self._gathered_until(delivery, now=now)
        if until is None:
            return False
        async with self._store.transaction() as transaction:
            await transaction.update_delivery(replace(delivery, next_try_at=until))
        log.info("waits", delivery=delivery.id, channel=str(delivery.channel), until=until.isoformat())
        return True

    async def _quiet_until(self, delivery: Delivery, *, now: datetime) -> datetime | None:
        there = [route for route in self._routes if route.channel == delivery.channel]
        if all(quiet_until(route.quiet, now=now) is None for route in there):
            return None
        return held_until(await self._wanting(delivery, there), now=now)

    async def _gathered_until(self, delivery: Delivery, *, now: datetime) -> datetime | None:
        if delivery.kind is not DeliveryKind.ALERT or delivery.attempts or not (off := await self._off_of_late(now)):
            return None
        report = await report_of(self._store, delivery)
        return None if report is None else gathered_until(report.article.published_at, off=off, now=now)

    async def _off_of_late(self, now: datetime) -> list[tuple[datetime, datetime]]:
        """Return when nobody looked: the bot was off, or no source answered."""
        if self._off_asked_at is None or abs(now - self._off_asked_at) >= ASKED_EVERY:
            notices = await self._store.notices(since=now - GATHERED_FOR)
            kinds = {NoticeKind.OFF, NoticeKind.NO_ANSWER}
            self._off = [(one.began_at, one.ended_at) for one in notices if one.kind in kinds and one.ended_at]
            self._off_asked_at = now
        return self._off

    async def _wanting(self, delivery: Delivery, there: Sequence[Route]) -> Sequence[Route]:
        """Return the routes of its channel that want an alert; all of them, where nobody can say which do."""
        if delivery.kind is not DeliveryKind.ALERT or len(there) == 1:
            return there
        report = await report_of(self._store, delivery)
        return [route for route in there if report is not None and self._wants(route, report)] or there

    def _wants(self, route: Route, report: ReportView) -> bool:
        source = next((one for one in self._sources if one.id == report.article.source_id), None)
        if source is None:
            return False
        return any(
            unwanted(
                route,
                as_reported(view, report.article).statement,
                source=source,
                headline=report.article.title,
                now=report.report.created_at,
                heard_before=False,
            )
            is None
            for view in report.statements
        )
