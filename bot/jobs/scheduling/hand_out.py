"""Service: what is due → jobs on the queue, for whichever worker comes first.

It asks the record what is due as the scheduler of one process does, and leaves out what waits or is being done already.
A job says what to look at; whether that is still to be done the record says when its turn comes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.core.model import DeliveryState
from bot.core.ports import Corrections, Inbox, Outbox
from bot.core.source_list import SourceList
from bot.core.work import deliver_job, digest_job, poll_job, prune_job, read_job, recheck_job
from bot.jobs.thresholds import POLLS_AT_ONCE, PRUNE_EVERY, READ_AT_A_TIME, RECHECKS_LOOKED_AT
from bot.rules.delivery import is_paused
from bot.rules.waiting import is_given_up

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Sequence
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Agenda, Platform, Source
    from bot.core.ports import JobQueue
    from bot.core.work import QueuedJob
    from bot.jobs.deliveries.digests import Digester


class DueStore(Inbox, Corrections, Outbox, Protocol):
    """What is asked of the record."""


class HandOut:
    """Hands out what is due.

    Args:
        store: the record.
        queue: where jobs wait.
        digester: knows of which plans a digest is due.
        sources: those that there are, of which some may be paused.
        platforms: those that are on; deliveries to others wait until they are too old.
        config: how long a delivery is tried; it may be read again.

    """

    def __init__(
        self,
        *,
        store: DueStore,
        queue: JobQueue,
        digester: Digester,
        sources: Sequence[Source],
        platforms: Collection[Platform],
        config: Config,
    ) -> None:
        self._store = store
        self._queue = queue
        self._digester = digester
        self._sources = SourceList.of(sources)
        self._platforms = platforms
        self._config = config
        self._pruned_at: datetime | None = None
        self._at_work: dict[str, datetime] = {}

    def since(self) -> dict[str, datetime]:
        """Return what workers were at when they were last looked at, with the time at which each began it."""
        return self._at_work

    async def hand_out(self, agenda: Agenda, *, now: datetime) -> None:
        """Add what is due to the queue.

        Args:
            agenda: of which kinds of work some is due.
            now: the time.

        Raises:
            StoreError: the record or the queue cannot be used.

        """
        plans = await self._digester.due_plans()
        if not (agenda.has_work or plans) and self._is_pruned(now):
            self._at_work = {}  # what is under way is due still
            return
        under_way = await self._queue.under_way()
        self._at_work = {f"the job “{key}”": now - taken for key, taken in under_way.items() if taken is not None}
        due = self._due(agenda, now, under_way=len(under_way))
        jobs = {job.key: job for job in map(digest_job, plans)} | {job.key: job async for job in due}
        jobs = {key: job for key, job in jobs.items() if key not in under_way}
        if jobs:
            await self._queue.add(list(jobs.values()))

    async def _due(self, agenda: Agenda, now: datetime, *, under_way: int) -> AsyncIterator[QueuedJob]:
        if agenda.deliveries:
            async for job in self._deliveries(now):
                yield job
        # What is under way is due still, and hides nobody behind it.
        for state in await self._store.due_polls(now=now, limit=POLLS_AT_ONCE + under_way) if agenda.polls else ():
            source = self._sources.get(state.source_id)
            if source is not None and not source.paused:
                yield poll_job(source)
        for item in await self._store.due_items(now=now, limit=READ_AT_A_TIME) if agenda.items else ():
            yield read_job(item)
        for view in await self._store.due_rechecks(now=now, limit=RECHECKS_LOOKED_AT) if agenda.rechecks else ():
            yield recheck_job(view)
        if not self._is_pruned(now):
            is_new_day = self._pruned_at is None or self._pruned_at.date() != now.date()
            self._pruned_at = now
            yield prune_job(daily=is_new_day)

    def _is_pruned(self, now: datetime) -> bool:
        return self._pruned_at is not None and abs(now - self._pruned_at) < PRUNE_EVERY

    async def _deliveries(self, now: datetime) -> AsyncIterator[QueuedJob]:
        closed = {one.channel for one in await self._store.pauses() if is_paused(one, now=now)}
        for delivery in await self._store.due_deliveries(now=now, limit=1):
            is_open = delivery.channel.platform in self._platforms and delivery.channel not in closed
            is_over = delivery.state is DeliveryState.PENDING and is_given_up(
                delivery.created_at, now=now, after=self._config.alerts.give_up_after
            )
            if is_open or is_over:
                yield deliver_job(delivery.channel)
