"""Service: alerts that go out together → one message for those that waited long, a line for those beyond the limit.

Both keep their alerts on record, COLLAPSED with the message as their parent, in one transaction with it: a kill leaves
either all of that or nothing. What a message tells is read when it is posted.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.core.ids import stable_id
from bot.core.model import Delivery, DeliveryKind, DeliveryState, Tier, Urgency
from bot.core.ports import Outbox, OutboxWrites, Transactional
from bot.jobs.deliveries.weighing import report_of
from bot.rules.delivery import beyond_limit, caught_up, goes_first

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.core.config_sections import AlertSettings
    from bot.core.model import Channel, Source
    from bot.core.ports import Clock

log = structlog.get_logger()


class CollapseStore(Outbox, Transactional[OutboxWrites], Protocol):
    """What collapsing reads and writes."""


class Collapser:
    """Collapses alerts.

    Args:
        store: the record.
        clock: the time.
        settings: `[alerts]`.
        sources: those of the config.

    """

    def __init__(
        self, *, store: CollapseStore, clock: Clock, settings: AlertSettings, sources: Sequence[Source]
    ) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._sources = sources

    async def collapse(self, queues: Mapping[Channel, Sequence[Delivery]]) -> bool:
        """Collapse what of each channel waited long or is beyond its limit; returns whether anything was.

        The queues are to be read anew then: more may be in sight, and the messages are to say so.
        """
        collapsed = False
        for channel, queue in queues.items():
            collapsed |= await self._catch_up(channel, queue) or await self._keep_limit(channel, queue)
        return collapsed

    async def _catch_up(self, channel: Channel, queue: Sequence[Delivery]) -> bool:
        """Collapse alerts that waited long, and lines that count some, into the catch-up that waits, or a new one."""
        now = self._clock.now()
        if not caught_up(queue, begun=True, now=now):
            return False
        waiting = await self._store.catch_up(channel)
        alerts = caught_up(queue, begun=waiting is not None, now=now)
        if not alerts:
            return False
        # As old as the newest that it tells: it stands before what came later, and is given up after all of them.
        newest = max(one.created_at for one in alerts)
        if waiting is not None:
            message = replace(waiting, created_at=max(waiting.created_at, newest))
        else:
            message = _message_for(alerts[0], DeliveryKind.CATCH_UP, created_at=newest, now=now)
            if all(one.urgency is Urgency.SILENT for one in alerts):
                message = replace(message, urgency=Urgency.SILENT)
        async with self._store.transaction() as transaction:
            await transaction.collapse([one.id for one in alerts], message, at=now, edit_at=now)
        log.info("alerts caught up with", channel=str(channel), alerts=len(alerts))
        return True

    async def _keep_limit(self, channel: Channel, queue: Sequence[Delivery]) -> bool:
        """Collapse what is beyond a channel's limit."""
        # An alert that was tried once is posted, or reported by a catch-up: no outage collapses it into a line.
        untried = [
            one
            for one in queue
            if one.kind is DeliveryKind.ALERT and one.state is DeliveryState.PENDING and not one.attempts
        ]
        if not untried or not (beyond := await self._beyond_limit(channel, untried)):
            return False
        await self._collapse_into_lines(beyond)
        return True

    async def _beyond_limit(self, channel: Channel, alerts: Sequence[Delivery]) -> list[Delivery]:
        limit, per = self._settings.limit, self._settings.limit_per
        begun = await self._store.alerts_tried(channel, since=alerts[0].created_at - per)
        rule = partial(beyond_limit, alerts, begun=begun, limit=limit, per=per)
        beyond = rule()
        if len(beyond) in {0, len(alerts)}:
            return beyond
        # Their messages are read only here, where there is room for some and not for all.
        return rule(first=[alert.id for alert in alerts if await self._goes_first(alert)])

    async def _goes_first(self, alert: Delivery) -> bool:
        report = await report_of(self._store, alert)
        primary = {source.id for source in self._sources if source.tier is Tier.PRIMARY}
        return report is not None and goes_first(report, primary=primary)

    async def _collapse_into_lines(self, alerts: Sequence[Delivery]) -> None:
        """Collapse alerts of one channel, oldest first, into the line of their time."""
        now = self._clock.now()
        lines: list[tuple[Delivery, list[str]]] = []
        for alert in alerts:
            if not lines or alert.created_at - lines[-1][0].created_at > self._settings.limit_per:
                lines.append((await self._line(alert, now=now), []))
            lines[-1][1].append(alert.id)
        async with self._store.transaction() as transaction:
            for line, alert_ids in lines:
                edit_at = min(line.next_try_at, now + self._settings.edit_every)
                await transaction.collapse(alert_ids, line, at=now, edit_at=edit_at)
        log.info("alerts collapsed", channel=str(alerts[0].channel), alerts=len(alerts))

    async def _line(self, alert: Delivery, *, now: datetime) -> Delivery:
        """Return the overflow line that an alert is collapsed into: one on record, or one that begins with it."""
        known = await self._store.overflow(alert.channel, since=alert.created_at - self._settings.limit_per)
        return known or _message_for(alert, DeliveryKind.OVERFLOW, created_at=alert.created_at, now=now)


def _message_for(first: Delivery, kind: DeliveryKind, *, created_at: datetime, now: datetime) -> Delivery:
    """Return the message that tells several alerts of a channel, of which this is the first."""
    return Delivery(
        id=stable_id(kind, first.id),
        report_id=None,
        channel=first.channel,
        state=DeliveryState.PENDING,
        next_try_at=now,
        created_at=created_at,
        kind=kind,
    )
