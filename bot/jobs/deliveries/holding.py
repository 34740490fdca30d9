"""Service: alerts that are to wait → put off until then, and caught up with there.

They wait for the end of the quiet hours of their routes, and for each other where they tell of hours in which the bot
was off. It is decided when an alert could go out, not when it is made: an outage that ends at night wakes nobody, and
hours that were changed meanwhile count as they are now. So do routes: what waited, and is followed no more in its
channel, is given up. A channel that is missing in the config may be put back: what waits for it goes on waiting.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.core.model import DeliveryKind, DeliveryState, NoticeKind
from bot.core.ports import Notices, Outbox, OutboxWrites, StoredRoutes, Transactional
from bot.jobs.deliveries.weighing import report_of
from bot.jobs.thresholds import ASKED_EVERY
from bot.rules.delivery import gathered_until
from bot.rules.placing import as_reported
from bot.rules.quiet_hours import held_until, silent_until
from bot.rules.routing import unwanted
from bot.rules.thresholds import GATHERED_FOR

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.model import Channel, Delivery, ReportView, Route, Source

log = structlog.get_logger()

UNFOLLOWED = "nobody follows it there any more: its route went, or was changed, before it was posted"
HELD = frozenset({DeliveryKind.ALERT, DeliveryKind.OVERFLOW, DeliveryKind.CATCH_UP})  # a digest has a time of its own


class HoldingStore(Outbox, Notices, StoredRoutes, Transactional[OutboxWrites], Protocol):
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
        wanting = await self._wanting(delivery, now=now)
        if wanting is not None and not wanting:
            await self._give_up_or_keep(delivery, now=now)
            return True
        quiet_until = None if wanting is None else held_until(wanting, now=now)
        until = quiet_until or await self._gathered_until(delivery, now=now)
        if until is None:
            return False
        await self._save(replace(delivery, next_try_at=until))
        log.info("waits", delivery=delivery.id, channel=str(delivery.channel), until=until.isoformat())
        return True

    async def _give_up_or_keep(self, delivery: Delivery, *, now: datetime) -> None:
        """Give up what is wanted no more; a channel that the config has no more may be put back, and is waited for."""
        leads_there = any(route.channel == delivery.channel for route in self._routes)
        if leads_there or await self._is_unfollowed(delivery.channel):
            await self._save(replace(delivery, state=DeliveryState.DEAD, next_try_at=now, last_error=UNFOLLOWED))
            log.info("unfollowed before it was posted", delivery=delivery.id, channel=str(delivery.channel))
        else:
            await self._save(replace(delivery, next_try_at=now + ASKED_EVERY))

    async def _is_unfollowed(self, channel: Channel) -> bool:
        """Tell whether somebody took the channel out by command."""
        return any(
            stored.channel == str(channel) and stored.removed_at is not None
            for stored in await self._store.stored_routes()
        )

    async def _save(self, delivery: Delivery) -> None:
        async with self._store.transaction() as transaction:
            await transaction.update_delivery(delivery)

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

    async def _wanting(self, delivery: Delivery, *, now: datetime) -> Sequence[Route] | None:
        """Return the routes of its channel that want a message now; None: nothing keeps it, whoever they are."""
        there = [route for route in self._routes if route.channel == delivery.channel]
        was_put_off = delivery.next_try_at > delivery.created_at  # as it was made, it was wanted
        if not was_put_off and all(silent_until(route, now=now) is None for route in there):
            return None
        if delivery.kind is not DeliveryKind.ALERT:
            return there
        report = await report_of(self._store, delivery)
        if report is None:
            return there or None
        wanting = [route for route in there if self._wants(route, report)]
        return wanting if was_put_off else wanting or there

    def _wants(self, route: Route, report: ReportView) -> bool:
        """Tell whether a route, were it not muted, wants something of a report."""
        source = next((one for one in self._sources if one.id == report.article.source_id), None)
        if source is None:  # it was taken out: nobody can say
            return True
        unmuted = replace(route, muted_until=None)
        return any(
            unwanted(
                unmuted,
                as_reported(view, report.article).statement,
                source=source,
                headline=report.article.title,
                now=report.report.created_at,
                heard_before=False,
            )
            is None
            for view in report.statements
        )
