"""The machine of a world: it starts the bot's process again and again, and is closed, full or switched off at times."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, fields
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from bot.core.config import parse_config
from bot.core.errors import StoreError
from bot.core.model import DeliveryState, ItemState, Platform, StatementQuery
from bot.core.outcomes import Subject
from bot.core.threads import LostJobs
from bot.jobs.deliveries.dispatch import Dispatcher
from bot.jobs.notices.lost_channels import LostChannels
from bot.jobs.polling.poll import Poller
from bot.jobs.reading.read import Reader
from bot.jobs.rechecks.recheck import Rechecker
from bot.jobs.recording.record import Recorder
from bot.jobs.scheduling.pulse import Pulse
from bot.jobs.scheduling.scheduler import Scheduler, Services
from bot.jobs.scheduling.start_anew import StartAnew
from bot.novelty.compare import Comparer
from bot.store.forms.tables import metadata
from bot.store.sql_store import SqlStore
from tests.fakes.store import MemoryStore
from tests.simulation.adapters import web_of
from tests.simulation.faults import Kind, ruling
from tests.simulation.oracle import OracleJudge, OracleWatcher
from tests.simulation.platforms import Platforms, Posted, SimMessenger
from tests.simulation.process import GatedStore, Process
from tests.simulation.virtual import VirtualClock, VirtualLoop
from tests.simulation.web import Web

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from bot.core.config import Config
    from bot.core.model import Delivery, Item, Statement
    from bot.core.outcomes import Conclusion
    from tests.simulation.world import World


TICK = 1.0  # seconds, after whatever was saved
LONGEST_TICK = 120.0  # where nothing that is on record is due; the real one ticks each second
MOMENT = 0.01  # seconds: nearer times are one
ANEW = "starts itself anew"
RESTART_AFTER = 10.0  # seconds, as of `restart: always`
MOST_LIVES = 60  # of one world; more are a loop of deaths
SHOWN_ROWS = 100_000


@dataclass(slots=True, kw_only=True)
class Result:
    """What became of a world."""

    posted: list[Posted]
    items: list[Item]
    deliveries: list[Delivery]
    statements: list[Statement]
    outcomes: dict[tuple[str, str], Conclusion]  # by statement and channel
    unexplained: list[str]
    rows: dict[str, int]  # by table
    away: list[tuple[float, float]]  # from when to when no process ran because it was killed
    crashes: dict[str, int]
    broken: list[str]  # what the program logged with a traceback
    log: list[str] = field(default_factory=list)


class Lives:
    """The machine: starts the process again and again until the world ends."""

    def __init__(self, world: World, loop: VirtualLoop, folder: Path | None) -> None:
        self.world = world
        self.config: Config = parse_config(world.config())
        skews = [
            change
            for one in world.faults
            if one.kind is Kind.CLOCK
            for change in ((one.at, one.amount), (one.until, 0.0))
        ]
        self.clock = VirtualClock(loop, world.start, sorted(skews))
        self.loop = loop
        self.web = Web(world, self.clock)
        self.platforms = Platforms(world, self.clock)
        self.memory: MemoryStore | None = MemoryStore() if folder is None else None
        self.database = "" if folder is None else f"sqlite:///{folder / 'world.db'}"
        self._rest: asyncio.Future[None] | None = None  # until something is saved, or the process ends
        self._due: list[float] = []  # true times
        self.away: list[tuple[float, float]] = []
        self.crashes: dict[str, int] = {}
        self.log: list[str] = []
        self.broken: list[str] = []
        self._kills = [(one.at, one.amount) for one in world.faults if one.kind is Kind.KILL]
        self._suspensions = [one for one in world.faults if one.kind is Kind.SUSPENDED]
        self._of_database = [one for one in world.faults if one.kind in {Kind.DATABASE_GONE, Kind.DISK_FULL}]

    def note(self, what: str) -> None:
        self.log.append(f"{self.clock.true():9.1f}  {what}")

    def due_at(self, wall: datetime) -> None:
        heappush(self._due, self.clock.true() + (wall - self.clock.now()).total_seconds())

    def next_tick(self) -> float:
        """Return how long nothing is due."""
        true = self.clock.true()
        while self._due and self._due[0] <= true:
            heappop(self._due)
        return min(self._due[0] - true + 0.01, LONGEST_TICK) if self._due else LONGEST_TICK

    def is_fatal(self) -> bool:
        """Count a step, and tell whether a kill comes at it."""
        if not self._kills or self.clock.true() < self._kills[0][0]:
            return False
        at, steps = self._kills[0]
        if steps > 1:
            self._kills[0] = (at, steps - 1)
            return False
        del self._kills[0]
        return True

    def check_database(self, *, writes: bool) -> None:
        if not self._of_database:
            return
        kinds = [Kind.DATABASE_GONE, Kind.DISK_FULL] if writes else [Kind.DATABASE_GONE]
        fault = ruling(self._of_database, kinds, self.clock.true())
        if fault is not None:
            raise StoreError(f"the record: {fault.kind}")

    async def live(self) -> None:
        """Run the process until the world ends, and again after each death."""
        lives = 0
        while self.clock.true() < self.world.end - MOMENT:
            # A life that could last for a moment is none: `_life` ends at once, and no time passes.
            off = ruling(self.world.faults, [Kind.MACHINE_OFF], self.clock.true() + MOMENT)
            if off is not None:
                await self._sleep_until(off.until)
                continue
            if lives > MOST_LIVES:
                self.broken.append(f"the process was started {lives} times")
                return
            process = Process(self)
            self.note("the process starts")
            try:
                store = await self._store()
                lives += 1  # a start without a database is none: it is tried for as long as that is away
                try:
                    await self._life(process, store)
                finally:
                    process.end()
                    await _cut_off()
                    await store.close()
            except StoreError as error:
                process.cause = str(error)
            if process.cause:
                self.note(f"the process ends: {process.cause}")
                self.crashes[process.cause] = self.crashes.get(process.cause, 0) + 1
                died_at = self.clock.true()
                await asyncio.sleep(RESTART_AFTER)
                if process.cause.startswith("killed"):
                    self.away.append((died_at, self.clock.true()))

    async def _store(self) -> Any:
        if self.memory is not None:
            # As it was when the last process died: a transaction under way then is gone with it.
            saved, self.memory = self.memory._saved, MemoryStore()
            self.memory._saved = saved
            await self.memory.open()
            return self.memory
        self.check_database(writes=True)
        store = SqlStore(self.database)
        await store.open()
        return store

    async def _life(self, process: Process, store: Any) -> None:
        gated: Any = GatedStore(store, process, self)
        common = {"store": gated, "clock": self.clock}
        web = web_of(self, process)
        await web.open()
        lost = LostJobs(self.clock)
        watcher = OracleWatcher(self.world, process, self.loop, lost)
        comparer = Comparer(
            **common,
            load=lambda: OracleJudge(self.world.seed, self.world.judge_errs),
            remember=self.config.alerts.remember,
            lost=lost,
        )
        recorder = Recorder(store=gated, comparer=comparer, config=self.config)
        polling, alerts = self.config.polling, self.config.alerts
        services = Services(
            poller=Poller(**common, fetcher=web, settings=polling, jitter=lambda: 0.0),
            reader=Reader(
                **common, fetcher=web, watcher=watcher, recorder=recorder, config=self.config, jitter=lambda: 0.5
            ),
            rechecker=Rechecker(**common, fetcher=web, watcher=watcher, recorder=recorder, config=self.config),
            dispatcher=Dispatcher(
                **common,
                messengers={
                    one: SimMessenger(one, self.platforms, process) for one in (Platform.DISCORD, Platform.SLACK)
                },
                settings=alerts,
                sources=self.config.sources,
                routes=self.config.routes,
                lost=LostChannels(**common, config=self.config),
                jitter=lambda: 0.5,
            ),
        )
        scheduler = Scheduler(
            **common,
            services=services,
            pulse=Pulse(**common, platforms=dict, lost=lost),
            sources=self.config.sources,
            settings=polling,
        )
        anew = self.loop.create_task(StartAnew(**common, config=self.config, lost=lost).due())
        anew.add_done_callback(lambda task: None if task.cancelled() else process.die(ANEW))
        while not process.ended.done() and self._left() > MOMENT:
            has_saved = self._rest = self.loop.create_future()
            # In a tick the process may die, and then it never ends.
            tick = self.loop.create_task(scheduler.tick())
            await asyncio.wait((tick, process.ended), return_when=asyncio.FIRST_COMPLETED)
            if not process.ended.done():
                await self._until(has_saved, min(self.next_tick(), self._left()))
            await self._until(process.ended, min(TICK, max(self._left(), 0.0)))
            self._suspend()

    def wake(self) -> None:
        """End the rest between two ticks."""
        if self._rest is not None and not self._rest.done():
            self._rest.set_result(None)

    async def _until(self, future: asyncio.Future[None], seconds: float) -> None:
        """Wait until a future is done, or for so long."""
        if not future.done():
            late = self.loop.create_future()
            timer = self.loop.call_later(seconds, late.set_result, None)
            future.add_done_callback(on_done := lambda _: None if late.done() else late.set_result(None))
            await late
            timer.cancel()
            future.remove_done_callback(on_done)

    def _left(self) -> float:
        """Return how long this life may last: until the machine goes off, or the world ends."""
        true = self.clock.true()
        ends = [one.at for one in self.world.faults if one.kind is Kind.MACHINE_OFF and one.until > true]
        return min([self.world.end, *ends]) - true

    def _suspend(self) -> None:
        true = self.clock.true()
        for one in list(self._suspensions):
            if one.at <= true:
                self._suspensions.remove(one)
                closed = max(one.until - self.clock.true(), 0.0)  # less where it was closed already
                self.clock.suspended += closed
                self.note(f"the laptop was closed for {closed:.0f} s")

    async def _sleep_until(self, true: float) -> None:
        await asyncio.sleep(max(true - self.clock.true(), 0.0) + MOMENT)

    async def result(self) -> Result:
        store = await self._store()
        items = [one for state in ItemState for one in await store.items(state, limit=SHOWN_ROWS)]
        deliveries = [one for state in DeliveryState for one in await store.deliveries(state, limit=SHOWN_ROWS)]
        page = await store.statements(StatementQuery(limit=SHOWN_ROWS))
        statements = [one.statement for one in page.statements]
        concluded = await store.conclusions([one.id for one in statements])
        unexplained, rows = await store.unexplained(), await _rows(store)
        await store.close()
        return Result(
            posted=self.platforms.posted,
            items=sorted(items, key=lambda one: (one.first_seen_at, one.id)),
            deliveries=sorted(deliveries, key=lambda one: (one.created_at, one.id)),
            statements=sorted(statements, key=lambda one: (one.first_seen_at, one.id)),
            outcomes={(one.subject_id, one.channel): one for one in concluded if one.subject is Subject.STATEMENT},
            unexplained=unexplained,
            rows=rows,
            away=self.away,
            crashes=self.crashes,
            broken=self.broken,
            log=self.log,
        )


async def _rows(store: Any) -> dict[str, int]:
    """Count the rows of each table."""
    if isinstance(store, MemoryStore):
        tables = {one.name: getattr(store._saved, one.name) for one in fields(store._saved)}
        return {name: len(kept) for name, kept in tables.items() if isinstance(kept, dict)}
    async with store._engine.connect() as connection:
        return {
            name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for name, table in metadata.tables.items()
        }


async def _cut_off() -> None:
    """End every task of a dead process, without waiting for what it waits for."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
