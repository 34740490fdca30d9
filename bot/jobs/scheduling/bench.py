"""Jobs by name: what a worker does when a job's turn has come.

Each looks into the record first: a job that comes twice, or late, finds nothing to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.core.model import Channel, ItemState
from bot.core.ports import Corrections, Inbox, SharedRecord
from bot.core.source_list import SourceList
from bot.core.work import EVERYTHING, Task, hold_job
from bot.jobs.thresholds import RECHECKS_LOOKED_AT
from bot.rules.waiting import is_put_off

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.core.model import Source
    from bot.core.ports import Clock, JobQueue
    from bot.jobs.deliveries.digests import Digester
    from bot.jobs.deliveries.dispatch import Dispatcher
    from bot.jobs.housekeeping.prune import Pruner
    from bot.jobs.housekeeping.sweep import Sweeper
    from bot.jobs.polling.poll import Poller
    from bot.jobs.reading.read import Reader, ReadItem
    from bot.jobs.rechecks.recheck import Rechecker


class BenchStore(Inbox, Corrections, SharedRecord, Protocol):
    """What is asked of the record."""


class Bench:
    """Does jobs.

    Args:
        store: the record.
        queue: where a channel is held whose platform asked us to wait.
        poller, reader, rechecker, dispatcher, digester, pruner, sweeper: the services, as the scheduler of one process
            has them.
        sources: those that there are.
        clock: the time.
        on_reading: is called with each item that was read.

    """

    def __init__(
        self,
        *,
        store: BenchStore,
        queue: JobQueue,
        poller: Poller,
        reader: Reader,
        rechecker: Rechecker,
        dispatcher: Dispatcher,
        digester: Digester,
        pruner: Pruner,
        sweeper: Sweeper,
        sources: Sequence[Source],
        clock: Clock,
        on_reading: Callable[[ReadItem], None] | None = None,
    ) -> None:
        self._store = store
        self._queue = queue
        self._poller = poller
        self._reader = reader
        self._rechecker = rechecker
        self._dispatcher = dispatcher
        self._digester = digester
        self._pruner = pruner
        self._sweeper = sweeper
        self._sources = SourceList.of(sources)
        self._clock = clock
        self._on_reading = on_reading

    @property
    def tasks(self) -> dict[Task, Callable[..., Awaitable[None]]]:
        """What does each kind of job, given the job's arguments."""
        return {
            Task.POLL: self._poll,
            Task.READ: self._read,
            Task.RECHECK: self._recheck,
            Task.DELIVER: self._deliver,
            Task.DIGEST: self._digester.make,
            Task.PRUNE: self._prune,
        }

    async def _poll(self, source_id: str) -> None:
        source, state = self._sources.get(source_id), await self._store.poll_state(source_id)
        now = self._clock.now()
        if source is None or source.paused or state is None:
            return
        if state.next_poll_at <= now or (state.last_polled_at is not None and state.last_polled_at > now):
            await self._poller.poll(source, state)

    async def _read(self, source_id: str, item_id: str) -> None:
        now = self._clock.now()
        for item in await self._store.listed_before(source_id, item_ids={item_id}, urls=()):
            if item.state is ItemState.WAITING and not is_put_off(item.next_try_at, now=now):
                reading = await self._reader.read(item)
                if self._on_reading is not None:
                    self._on_reading(reading)

    async def _recheck(self, item_id: str) -> None:
        for view in await self._store.due_rechecks(now=self._clock.now(), limit=RECHECKS_LOOKED_AT):
            if view.item.id == item_id:
                await self._rechecker.recheck(view)

    async def _deliver(self, channel: str) -> None:
        where = Channel.parse(channel)
        async with self._store.holding_channel(where):
            until = await self._dispatcher.dispatch(where)
        if until is not None:
            await self._queue.add([hold_job(where, until=until)])

    async def _prune(self, what: str) -> None:
        await self._pruner.prune_originals()
        if what == EVERYTHING:
            await self._pruner.prune()
            await self._sweeper.sweep()
