"""Service: what was said since the last digest of a plan → a digest on record, and its delivery, in one transaction.

A digest is made when the record has none of its time: what is on record is all that is remembered, so a restart makes
none twice. One that is missed, because nothing ran, is made late or, after some hours, left to the next one, which
tells all since the last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import structlog

from bot.core.ids import stable_id
from bot.core.model import Delivery, DeliveryKind, DeliveryState, Digest, Tier
from bot.core.ports import Digests, DigestWrites, OutboxWrites, Transactional
from bot.core.timetable import latest
from bot.rules.digest import digested, ranked
from bot.rules.thresholds import DIGEST_LATE, MOST_IN_DIGEST, SAVED_WITHIN

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import DigestPlan
    from bot.core.ports import Clock

log = structlog.get_logger()


class DigesterWrites(DigestWrites, OutboxWrites, Protocol):
    """What the digester writes."""


class DigesterStore(Digests, Transactional[DigesterWrites], Protocol):
    """What the digester reads and writes."""


class Digester:
    """Makes the digests that are due.

    Args:
        store: the record.
        config: plans, sources and `[alerts]`.
        clock: the time.

    """

    def __init__(self, *, store: DigesterStore, config: Config, clock: Clock) -> None:
        self._store = store
        self._config = config
        self._clock = clock
        self._settled: dict[str, datetime | None] = {}  # by plan: the last time of which nothing is left to do

    async def make_due(self) -> None:
        """Make every digest that is due and not on record."""
        for plan in await self.due_plans():
            await self.make(plan.id)

    async def due_plans(self) -> list[DigestPlan]:
        """Return the plans of which a digest is due and not on record, or that are new."""
        now, plans = self._clock.now(), []
        for plan in self._config.digests:
            due = latest(plan.cron, zone=plan.zone, now=now)
            if plan.id in self._settled and self._settled[plan.id] == due:
                continue
            last = await self._store.last_digest(plan.id, until=now)
            if last is None or _is_missing(last, due=due, now=now):
                plans.append(plan)
            else:
                self._settled[plan.id] = due
        return plans

    async def make(self, plan_id: str) -> None:
        """Make what is due of a plan's digests, if it is not on record by now and the config has the plan still."""
        now = self._clock.now()
        for plan in self._config.digests:
            if plan.id != plan_id:
                continue
            due = latest(plan.cron, zone=plan.zone, now=now)
            last = await self._store.last_digest(plan.id, until=now)
            if last is None:
                await self._begin(plan, at=due or now)
            elif due is not None and _is_missing(last, due=due, now=now):
                await self._make(plan, last, due=due, now=now)

    async def _begin(self, plan: DigestPlan, *, at: datetime) -> None:
        """Note from when on a plan digests: its first digest is the next one, of a whole span."""
        begun = Digest(id=stable_id("digest begins", plan.id), plan_id=plan.id, since=at, until=at, zone=plan.zone)
        async with self._store.transaction() as transaction:
            await transaction.save_digest(begun)

    async def _make(self, plan: DigestPlan, last: Digest, *, due: datetime, now: datetime) -> None:
        reported_before = {statement_id for statement_id, _ in last.reported}
        seen = await self._store.seen_between(last.until - SAVED_WITHIN, due, limit=MOST_IN_DIGEST)
        sources = {one.id: one for one in self._config.sources}
        alerts = self._config.alerts
        found = [
            digested(
                view, plan.wants, sources=sources, max_age=alerts.max_age, background_after=alerts.background_after
            )
            for view in seen
            if view.statement.id not in reported_before
        ]
        primary = {one.id for one in sources.values() if one.tier is Tier.PRIMARY}
        reported = ranked([one for one in reversed(found) if one is not None], primary=primary)
        digest = Digest(
            id=stable_id("digest", plan.id, due.isoformat()),
            plan_id=plan.id,
            since=last.until,
            until=due,
            zone=plan.zone,
            reported=tuple((one.statement.statement.id, one.article.id) for one in reported),
        )
        async with self._store.transaction() as transaction:
            await transaction.save_digest(digest)
            await transaction.add_delivery(_delivery_of(digest, plan, now=now))
        log.info("digest made", channel=str(plan.wants.channel), statements=len(reported), due=due.isoformat())


def _is_missing(last: Digest, *, due: datetime | None, now: datetime) -> bool:
    return due is not None and last.until < due and now - due <= DIGEST_LATE


def _delivery_of(digest: Digest, plan: DigestPlan, *, now: datetime) -> Delivery:
    return Delivery(
        id=digest.id,
        report_id=None,
        channel=plan.wants.channel,
        state=DeliveryState.PENDING,
        next_try_at=now,
        created_at=now,
        kind=DeliveryKind.DIGEST,
    )
