"""Service: alerts that fall due in the quiet hours of their routes → put off until the end, and caught up with there.

It is decided when an alert could go out, not when it is made: an outage that ends at night wakes nobody, and hours that
were changed meanwhile count as they are now.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.core.errors import NotOnRecordError, OnRecordError
from bot.core.model import DeliveryKind, DeliveryState, ReportView
from bot.core.ports import Outbox, OutboxWrites, Transactional
from bot.rules.placing import as_reported
from bot.rules.quiet_hours import held_until, quiet_until
from bot.rules.routing import unwanted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.model import Delivery, Route, Source

log = structlog.get_logger()

HELD = frozenset({DeliveryKind.ALERT, DeliveryKind.OVERFLOW, DeliveryKind.CATCH_UP})  # a digest has a time of its own


class HoldingStore(Outbox, Transactional[OutboxWrites], Protocol):
    """What holding reads and writes."""


class Holding:
    """Puts alerts off that fall due in quiet hours.

    Args:
        store: the record.
        routes: those that there are now.
        sources: likewise.

    """

    def __init__(self, *, store: HoldingStore, routes: Sequence[Route], sources: Sequence[Source]) -> None:
        self._store = store
        self._routes = routes
        self._sources = sources

    async def holds(self, delivery: Delivery, *, now: datetime) -> bool:
        """Put a message off where it is to wait, and tell whether it does."""
        if delivery.kind not in HELD or delivery.state is not DeliveryState.PENDING:
            return False
        there = [route for route in self._routes if route.channel == delivery.channel]
        if all(quiet_until(route.quiet, now=now) is None for route in there):
            return False
        until = held_until(await self._wanting(delivery, there), now=now)
        if until is None:
            return False
        async with self._store.transaction() as transaction:
            await transaction.update_delivery(replace(delivery, next_try_at=until))
        log.info("waits for the end of quiet hours", delivery=delivery.id, channel=str(delivery.channel))
        return True

    async def _wanting(self, delivery: Delivery, there: Sequence[Route]) -> Sequence[Route]:
        """Return the routes of its channel that want an alert; all of them, where nobody can say which do."""
        if delivery.kind is not DeliveryKind.ALERT or len(there) == 1:
            return there
        try:
            message = await self._store.message(delivery)
        except NotOnRecordError:
            return ()  # it is not posted, whenever its turn comes
        except OnRecordError:
            raise
        except Exception:
            log.exception("alert cannot be weighed", delivery=delivery.id)  # when its turn comes, it is put aside
            return ()
        return [route for route in there if isinstance(message, ReportView) and self._wants(route, message)] or there

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
