"""A world from its beginning to its end, with the real jobs over it, on virtual time."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, fields
from functools import cache, lru_cache
from heapq import heappop, heappush
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from unittest.mock import patch

import structlog
from sqlalchemy import event, func, select

from bot.core.config import parse_config
from bot.core.errors import SourceError, StoreError
from bot.core.model import DeliveryState, ItemState, Platform, StatementQuery
from bot.core.outcomes import Subject
from bot.jobs.dispatch import Dispatcher
from bot.jobs.lost_channels import LostChannels
from bot.jobs.poll import Poller
from bot.jobs.pulse import Pulse
from bot.jobs.read import Reader
from bot.jobs.recheck import Rechecker
from bot.jobs.record import Recorder
from bot.jobs.scheduler import Scheduler, Services
from bot.novelty.compare import Comparer
from bot.sources import articles as article_texts
from bot.sources.fetcher import WebFetcher
from bot.sources.pages import read_page
from bot.sources.readers import read_listing
from bot.store.sql_store import SqlStore
from bot.store.tables import metadata
from tests.fakes.store import MemoryStore
from tests.records import empty_record
from tests.simulation.faults import Kind, ruling
from tests.simulation.oracle import OracleJudge, OracleWatcher
from tests.simulation.platforms import Platforms, Posted, SimMessenger
from tests.simulation.virtual import NEVER, StandstillError, VirtualClock, VirtualLoop, no_threads
from tests.simulation.web import Web

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Delivery, Item, Statement
    from bot.core.outcomes import Conclusion
    from tests.simulation.world import World

TICK = 1.0  # seconds, after whatever was saved
LONGEST_TICK = 120.0  # where nothing that is on record is due; the real one ticks each second
MOMENT = 0.01  # seconds: nearer times are one
RESTART_AFTER = 10.0  # seconds, as of `restart: always`
MOST_LIVES = 60  # of one world; more are a loop of deaths
SHOWN_ROWS = 100_000
WRITES = ("save_", "add_", "update_", "end_", "outdate", "collapse")  # how the names of those begin that leave work
BODIES = 2000  # kept parsed
PURE = ("wall_in", "content_hash", "_is_another_text")  # what the fetcher asks of each text that it gets


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


class Process:
    """One life of the bot's process: everything that it does to the world outside goes through `cross`."""

    def __init__(self, lives: _Lives) -> None:
        self._lives = lives
        self._is_dead = False
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.cause = ""

    async def cross(self, what: str) -> None:
        """Be at a point at which the process may be killed: before what is done next, or after what was done last."""
        if self._is_dead:
            raise StoreError("this process is dead")  # whatever its last handlers try comes to nothing
        if self._lives.is_fatal():
            await self.crash(f"killed at: {what}")

    async def crash(self, cause: str) -> None:
        self.die(cause)
        await asyncio.get_running_loop().create_future()

    def die(self, cause: str) -> None:
        self._is_dead, self.cause = True, cause
        if not self.ended.done():
            self.ended.set_result(None)
        self._lives.wake()

    def end(self) -> None:
        self._is_dead = True


class GatedStore:
    """A store whose every call is a point at which the process may be killed, and the database may be gone."""

    def __init__(self, store: Any, process: Process, lives: _Lives) -> None:
        self._store = store
        self._process = process
        self._lives = lives

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._store, name)
        if not callable(method):
            return method

        async def call(*arguments: Any, **options: Any) -> Any:
            await self._process.cross(name)
            self._lives.check_database(writes=name == "beat")
            return await method(*arguments, **options)

        setattr(self, name, call)  # it is asked for at each tick
        return call

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Any]:
        await self._process.cross("a transaction begins")
        self._lives.check_database(writes=False)
        async with self._store.transaction() as transaction:
            noted = _Noted(transaction, self._lives)
            yield noted
            await self._process.cross("a transaction ends")
            self._lives.check_database(writes=True)
        if noted.has_work:
            self._lives.wake()
        await self._process.cross("a transaction has ended")


class _Noted:
    """A transaction that notes for when something is put off, so that the machine ticks then."""

    def __init__(self, transaction: Any, lives: _Lives) -> None:
        self._transaction = transaction
        self._lives = lives
        self.has_work = False  # something to do at the next tick; a feed that is unchanged leaves nothing

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._transaction, name)
        if not name.startswith(WRITES):
            return method
        self.has_work |= name != "save_poll"

        async def call(*arguments: Any, **options: Any) -> Any:
            for value in arguments:
                at = (
                    getattr(value, "next_try_at", None)
                    or getattr(value, "next_poll_at", None)
                    or getattr(value, "until", None)
                )
                if at is not None:
                    self._lives.due_at(at)
            return await method(*arguments, **options)

        return call


class _Lives:
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
            off = ruling(self.world.faults, [Kind.MACHINE_OFF], self.clock.true())
            if off is not None:
                await self._sleep_until(off.until)
                continue
            lives += 1
            if lives > MOST_LIVES:
                self.broken.append(f"the process was started {lives} times")
                return
            process = Process(self)
            self.note("the process starts")
            try:
                store = await self._store()
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
        event.listen(store._engine.sync_engine, "connect", _without_fsync)
        return store

    async def _life(self, process: Process, store: Any) -> None:
        gated: Any = GatedStore(store, process, self)
        common = {"store": gated, "clock": self.clock}
        web = _fetcher(self, process)
        await web.open()
        watcher = OracleWatcher(self.world, process, self.loop)
        comparer = Comparer(
            **common,
            load=lambda: OracleJudge(self.world.seed, self.world.judge_errs),
            remember=self.config.alerts.remember,
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
            pulse=Pulse(**common, platforms=dict),
            sources=self.config.sources,
            settings=polling,
        )
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


def _fetcher(lives: _Lives, process: Process) -> WebFetcher:
    """Return the real adapter to the web, over the world's in place of a network."""
    web = WebFetcher(
        clock=lives.clock,
        settings=lives.config.polling,
        sources=lives.config.sources,
        contact="nobody@example.org",
        monotonic=lives.loop.time,
        parser=_Parser(),
    )

    async def nothing() -> None:
        pass

    async def one(address, headers, _reach, _max_bytes, *, cut):  # noqa: ARG001 - as the real one is called
        return await lives.web.answer(process, address, headers)

    web._client.open = web._client.close = nothing
    web._client._one = one
    return web


def _without_fsync(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous = OFF")  # nobody cuts the power
    cursor.close()


class _Parser:
    """Implements `Parser`: what is read again and again is read once in a process, since the real one is pure."""

    _read: ClassVar[dict[tuple[bytes, str], Any]] = {}

    async def listing(self, body: bytes, **arguments: Any) -> Any:
        return self._once(read_listing, body, **arguments)

    async def page(self, body: bytes, **arguments: Any) -> Any:
        return self._once(read_page, body, **arguments)

    def _once(self, parse: Callable[..., Any], body: bytes, **arguments: Any) -> Any:
        key = (body, arguments["url"])
        if key not in self._read:
            if len(self._read) > BODIES:
                self._read.clear()
            try:
                self._read[key] = parse(body, **arguments)
            except SourceError as error:
                self._read[key] = error
        if isinstance(self._read[key], SourceError):
            raise self._read[key]
        return self._read[key]

    async def close(self) -> None:
        pass


@contextmanager
def _logged(lives: _Lives) -> Iterator[None]:
    """Keep what the program logs; a traceback is the program's own fault."""
    before = structlog.get_config()

    def keep(_logger: Any, method: str, fields: dict[str, Any]) -> Any:
        told = " ".join(f"{name}={value}" for name, value in fields.items() if name not in {"event", "exc_info"})
        lives.note(f"{method}: {fields['event']} {told}")
        if fields.get("exc_info"):
            lives.broken.append(f"{fields['event']} {told}")
        raise structlog.DropEvent

    structlog.configure(processors=[_with_error, keep], cache_logger_on_first_use=False)
    try:
        yield
    finally:
        structlog.configure(**before)


def _with_error(_logger: Any, _method: str, fields: dict[str, Any]) -> dict[str, Any]:
    if fields.get("exc_info"):
        import sys  # noqa: PLC0415

        error = sys.exc_info()[1]
        fields["raised"] = f"{type(error).__name__}: {error}"[:300]
    return fields


@cache
def _once(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a pure function that works nothing out twice: each world has the same few pages a thousand times."""
    return lru_cache(maxsize=BODIES)(function)


def run(world: World) -> Result:
    """Run a world from its beginning to its end."""
    with ExitStack() as parts:
        folder: Path | None = None
        if world.store == "sqlite":
            folder = Path(parts.enter_context(tempfile.TemporaryDirectory(prefix="onrecord-world-")))
            (folder / "world.db").write_bytes(empty_record())
            parts.enter_context(no_threads())
        loop = VirtualLoop()
        parts.callback(loop.close)
        for name in PURE:
            parts.enter_context(patch.object(article_texts, name, _once(getattr(article_texts, name))))
        lives = _Lives(world, loop, folder)
        parts.enter_context(_logged(lives))
        try:
            loop.run_until_complete(lives.live())
        except StandstillError:
            lives.broken.append("everything stands still")
        return loop.run_until_complete(lives.result())


__all__ = ["NEVER", "Result", "run"]
