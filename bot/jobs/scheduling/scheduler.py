"""When: one ticker, run by APScheduler, asks the record what is due and sets it to work.

Nothing is planned ahead in memory, so a restart, a suspended machine or a moved clock leaves nothing to catch up with:
what is due is done once.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.schedulers.base import STATE_RUNNING
from apscheduler.triggers.base import BaseTrigger

from bot.core.errors import OnRecordError
from bot.core.ports import Agendas, Corrections, Inbox, InboxWrites, Transactional
from bot.core.source_list import SourceList
from bot.jobs.reading.seats import Seats
from bot.jobs.scheduling.under_way import JobsUnderWay
from bot.jobs.thresholds import (
    BEAT_EVERY,
    LOOKOUT_EVERY,
    POLL_SEAT_FOR,
    POLLS_AHEAD,
    PRUNE_EVERY,
    READ_AT_A_TIME,
    RECHECKS_LOOKED_AT,
    SEAT_FOR,
    SEATS_FOR_A_RECHECK,
    STALLED_AFTER,
    STOP_WITHIN,
    TICK_EVERY,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.core.config_sections import PollingSettings
    from bot.core.model import Agenda, Item, PollState, RecheckView, Source
    from bot.core.ports import Clock
    from bot.jobs.by_command.taking_up import TakingUp
    from bot.jobs.deliveries.digests import Digester
    from bot.jobs.deliveries.dispatch import Dispatcher
    from bot.jobs.housekeeping.prune import Pruner
    from bot.jobs.housekeeping.sweep import Sweeper
    from bot.jobs.notices.lookout import Lookout
    from bot.jobs.polling.poll import Poller
    from bot.jobs.reading.read import Reader, ReadItem
    from bot.jobs.rechecks.recheck import Rechecker
    from bot.jobs.scheduling.hand_out import HandOut
    from bot.jobs.scheduling.pulse import Pulse

log = structlog.get_logger()


class TickStore(Agendas, Inbox, Corrections, Transactional[InboxWrites], Protocol):
    """What a tick asks of the record, and where it says which sources are polled."""


class _FromNow(BaseTrigger):  # type: ignore[misc]
    """Fires again so long after now.

    APScheduler lists every moment that an interval has missed before it takes them for one. After a clock was set
    forward by months that list has millions of them, and nothing else runs while it is made.
    """

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        return now + timedelta(seconds=TICK_EVERY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Who does what is due; None: nobody does here."""

    poller: Poller
    reader: Reader
    rechecker: Rechecker
    dispatcher: Dispatcher
    digester: Digester | None = None  # makes the digests that are due
    lookout: Lookout | None = None  # says each minute what is out of order
    changes: TakingUp | None = None  # takes up what people changed by command; asked at every tick
    pruner: Pruner | None = None  # forgets every ten minutes what is kept no longer, and daily what brought nothing
    sweeper: Sweeper | None = None  # lets go once a day of what is older than it is kept


class Scheduler:
    """Ticks once a second until it is stopped.

    Args:
        store: the record.
        services: do what is due.
        pulse: leaves signs of life.
        sources: those that there are, of which some may be paused; others on record are left alone.
        clock: the time.
        settings: `[polling]`.
        on_reading: is called with each item that was read.
        hand_out: gives what is due to workers, where there are some; None: it is done here.

    """

    def __init__(
        self,
        *,
        store: TickStore,
        services: Services,
        pulse: Pulse,
        sources: Sequence[Source],
        clock: Clock,
        settings: PollingSettings,
        on_reading: Callable[[ReadItem], None] | None = None,
        hand_out: HandOut | None = None,
    ) -> None:
        self._store = store
        self._services = services
        self._pulse = pulse
        self._sources = SourceList.of(sources)
        self._clock = clock
        self._settings = settings
        self._on_reading = on_reading
        self._hand_out = hand_out
        self._under_way = JobsUnderWay(first_rest=2 * TICK_EVERY)
        self._enlisted: tuple[Source, ...] = ()  # those of which the record knows whether they are in use
        self._polling: set[str] = set()  # sources that are polled, or wait for a seat
        self._rechecking: set[str] = set()  # sources of which a page is fetched again
        self._had_their_turn: set[str] = set()  # sources of which one was, since others with due pages had none
        self._polls = Seats(free=settings.at_once, of_one=1, patience=POLL_SEAT_FOR)
        # A source whose pages hang takes no more than half of the seats.
        self._reads = Seats(free=settings.at_once, of_one=max(settings.at_once // 2, 1), patience=SEAT_FOR)
        self._rechecks_at_once = max(settings.at_once // SEATS_FOR_A_RECHECK, 1)
        self._looked_at: datetime | None = None
        self._pruned_at: datetime | None = None
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._watchdog: asyncio.Task[None] | None = None
        self._ticking = asyncio.Lock()
        self._ticked_at = 0.0
        self._ticks = 0

    def start(self) -> None:
        """Begin to tick, on the running event loop."""
        self._pulse.begin()
        self._ticked_at = asyncio.get_running_loop().time()
        self._scheduler.add_job(
            self._tick_if_idle,
            _FromNow(),
            id="tick",
            name="tick",
            next_run_time=self._clock.now(),
            max_instances=2,  # with one APScheduler warns of each tick that a busy machine leaves out
            coalesce=True,
            misfire_grace_time=None,
        )
        self._scheduler.start()
        self._watchdog = asyncio.create_task(self._keep_ticking())

    async def stop(self) -> None:
        """Begin nothing more, give work under way a few seconds, then cut it off: the next start does it again."""
        self._under_way.begin_no_more()  # a read that ends meanwhile begins no post, which nobody would wait for
        if self._watchdog is not None:
            self._watchdog.cancel()
        if self._scheduler.running:
            self._scheduler.pause()
            async with self._ticking:  # APScheduler would cut off a tick in the middle of its queries
                self._scheduler.shutdown(wait=False)
            await asyncio.sleep(0)  # it ends on the loop's next turn
        await self._under_way.cut_off(after=STOP_WITHIN)

    async def tick(self) -> None:
        """Set to work what is due."""
        self._ticked_at = asyncio.get_running_loop().time()
        try:
            async with self._ticking:
                await self._begin_due()
        except OnRecordError as error:
            log.error("tick failed", error=str(error))  # noqa: TRY400 - the message says all
        except Exception:
            log.exception("tick failed")

    async def _tick_if_idle(self) -> None:
        """Tick, unless the last tick is still at it; what waits too long for it health and the lookout say.

        Nor while it stops: it would wait behind whoever stops, and be cut off there, an error in APScheduler's log.
        """
        if self._scheduler.state == STATE_RUNNING and not self._ticking.locked():
            await self.tick()

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        await self._under_way.idle()

    async def _begin_due(self) -> None:
        now = self._clock.now()
        await self._look_out(now=now)  # at a start before the first sign of life, which hides how old the last one was
        agenda = await self._store.agenda(now=now)
        if self._ticks % BEAT_EVERY == 0:
            await self._pulse.beat(agenda, now=now)
        self._ticks += 1
        # At the first tick too where nothing is due: what waits for a moment keeps its place over a restart.
        if self._hand_out is None and (agenda.deliveries or self._ticks == 1):
            # A name for each, so that a channel that hangs holds up no other; and no rest: it asks the record alone.
            self._under_way.begin(f"dispatch {self._ticks}", self._services.dispatcher.dispatch_due, rests=False)
        if self._hand_out is None and self._services.digester is not None:
            self._under_way.begin("digests", self._services.digester.make_due)
        if self._services.changes is not None:
            await self._services.changes.look(agenda.last_change)
        if await self._enlist(now=now):
            agenda = await self._store.agenda(now=now)
        if self._hand_out is not None:
            await self._hand_out.hand_out(agenda, now=now)
            return
        await self._begin_here(agenda, now=now)

    async def _begin_here(self, agenda: Agenda, *, now: datetime) -> None:
        """Set to work in this process what is due."""
        if agenda.polls:
            await self._begin_polls(now=now)
        if agenda.items:
            await self._begin_reads(now=now)
        if agenda.rechecks and len(self._rechecking) < self._rechecks_at_once:
            await self._begin_rechecks(now=now)
        if self._services.pruner is not None and (self._pruned_at is None or abs(now - self._pruned_at) >= PRUNE_EVERY):
            self._under_way.begin("prune", partial(self._prune, self._services.pruner))

    async def _look_out(self, *, now: datetime) -> None:
        lookout = self._services.lookout
        if lookout is None or (self._looked_at is not None and abs(now - self._looked_at) < LOOKOUT_EVERY):
            return
        self._looked_at = now
        try:
            await lookout.look()
        except OnRecordError as error:
            log.error("no lookout", error=str(error))  # noqa: TRY400 - the message says all
        except Exception:
            log.exception("no lookout")

    async def _enlist(self, *, now: datetime) -> bool:
        """Have it on record which sources are in use; tell whether others are than at the last tick."""
        sources = self._sources.now
        if sources is self._enlisted:
            return False
        async with self._store.transaction() as transaction:
            await transaction.enlist({source.id for source in sources if not source.paused}, now=now)
        self._enlisted = sources
        return True

    async def _begin_polls(self, *, now: datetime) -> None:
        """Set sources to work that are due, no more of them than can be polled until the next tick."""
        room = POLLS_AHEAD - self._polls.waiting
        if room <= 0:
            return
        # Those that are under way or at rest are due still, and hide nobody behind them.
        limit = len(self._polling) + self._under_way.failed + room
        for state in await self._store.due_polls(now=now, limit=limit):
            source = self._sources.get(state.source_id)
            if source is not None and self._under_way.begin(f"poll {source.id}", partial(self._poll, source, state)):
                self._polling.add(source.id)

    async def _begin_reads(self, *, now: datetime) -> None:
        for item in await self._store.due_items(now=now, limit=READ_AT_A_TIME):
            self._under_way.begin(f"read {item.id}", partial(self._read, item))

    async def _begin_rechecks(self, *, now: datetime) -> None:
        """Set pages to be fetched again to work: as many as there are seats for, and one of each source in turn.

        So sources that are slow, and have many pages due, hide no others.
        """
        for others in (self._rechecking | self._had_their_turn, set(self._rechecking)):
            for view in await self._store.due_rechecks(now=now, limit=RECHECKS_LOOKED_AT, but_of=others):
                if len(self._rechecking) == self._rechecks_at_once:
                    return
                source_id = view.item.source_id
                if source_id not in self._rechecking and self._under_way.begin(
                    f"recheck {view.item.id}", partial(self._recheck, view)
                ):
                    self._rechecking.add(source_id)
                    self._had_their_turn.add(source_id)
            if not self._had_their_turn:
                return
            self._had_their_turn.clear()

    async def _prune(self, pruner: Pruner) -> None:
        now = self._clock.now()
        await pruner.prune_originals()
        if self._pruned_at is None or self._pruned_at.date() != now.date():
            await pruner.prune()
            if self._services.sweeper is not None:
                await self._services.sweeper.sweep()
        self._pruned_at = now

    async def _poll(self, source: Source, state: PollState) -> None:
        try:
            async with self._polls.take(source.id, urgency=(), order=(state.next_poll_at,)) as seat:
                polled = await self._services.poller.poll(source, state, seat)
        finally:
            self._polling.discard(source.id)
        if polled.new:  # waiting for the next tick would take half of the time that news takes
            await self._begin_reads(now=self._clock.now())

    async def _read(self, item: Item) -> None:
        urgency, order = (item.begun > 0, item.quiet), (item.next_try_at, item.first_seen_at)  # as the inbox has them
        async with self._reads.take(item.source_id, urgency=urgency, order=order) as seat:
            reading = await self._services.reader.read(item, seat)
        if reading.deliveries:  # as above
            self._under_way.begin(f"dispatch after {item.id}", self._services.dispatcher.dispatch_due, rests=False)
        if self._on_reading is not None:
            self._on_reading(reading)

    async def _recheck(self, view: RecheckView) -> None:
        try:
            await self._services.rechecker.recheck(view)
        finally:
            self._rechecking.discard(view.item.source_id)

    async def _keep_ticking(self) -> None:
        """Wake APScheduler where it sleeps towards a time that a clock set back has moved far ahead."""
        while True:
            await asyncio.sleep(STALLED_AFTER / 2)
            if asyncio.get_running_loop().time() - self._ticked_at > STALLED_AFTER:
                log.warning("no tick for a while, the clock was moved", seconds=STALLED_AFTER)
                self._scheduler.modify_job("tick", next_run_time=self._clock.now())
