"""Composition root of a process that shares the work with others, over one record and one queue in PostgreSQL."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import structlog
from rich.console import Console

from bot.app.beginning import begin
from bot.app.ending import ended, tell, until_stopped
from bot.app.jobs import (
    make_digester,
    make_dispatcher,
    make_poller,
    make_pruner,
    make_reader,
    make_rechecker,
    make_scheduler,
    make_sweeper,
    make_taking_up,
    start_anew,
)
from bot.app.people import make_handlers, make_preflight, platform_states
from bot.app.servers import make_archive, make_metrics_server, make_webhook, to_each
from bot.core.clock import SystemClock
from bot.core.config import takes_posts
from bot.core.errors import StoreError
from bot.core.model import Platform
from bot.core.work import ProcessRole, Queue
from bot.jobs.scheduling.bench import Bench
from bot.jobs.scheduling.hand_out import HandOut
from bot.jobs.scheduling.standby import stand_by, wait_for
from bot.queue import PostgresQueue
from bot.store import SharedStore
from bot.store.address import parse_address
from handlers.terminal.console_handler import ConsoleMessenger

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Mapping
    from pathlib import Path

    from bot.app.engine import EngineParts
    from bot.core.config import Config
    from bot.core.ports import Clock, Messenger
    from bot.core.secret_tokens import Secrets
    from bot.jobs.by_command.reload import Reload
    from bot.jobs.by_command.taking_up import TakingUp
    from bot.jobs.reading.read import ReadItem
    from bot.metrics import MetricsServer
    from bot.sources.webhook import Webhook
    from handlers.discord_handler import DiscordHandler
    from handlers.slack_handler import SlackHandler
    from handlers.web import ArchiveServer

log = structlog.get_logger()

HEARD_AGAIN_AFTER: Final = 2.0  # seconds after the server could not tell of what is new
FOLLOW_EVERY: Final = 1.0  # seconds, as the tick of a bot that works alone


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkShare:
    """What of all the work a process does."""

    role: ProcessRole = ProcessRole.ALL
    queues: tuple[Queue, ...] = tuple(Queue)  # that a worker serves
    concurrency: int | None = None  # jobs of a worker under way at a time; None: as `[work]` says

    def has(self, role: ProcessRole) -> bool:
        """Tell whether a process with this share has a role."""
        return self.role in {ProcessRole.ALL, role}

    @property
    def reads(self) -> bool:
        """Whether a process with this share reads texts, which takes the models."""
        return self.has(ProcessRole.WORKER) and Queue.READ in self.queues


@dataclass(frozen=True, slots=True, kw_only=True)
class _Process:
    """What the roles of one process work with."""

    engine: EngineParts
    store: SharedStore
    queue: PostgresQueue
    secrets: Secrets
    off: Mapping[Platform, str]
    stop: asyncio.Event
    hearing: dict[Platform, DiscordHandler | SlackHandler]  # the connections for commands that this process has
    reload: Reload | None  # None: the config is not read again
    changes: TakingUp

    def platforms(self) -> dict[str, str]:
        """Say of each platform how this process is connected, or what to set to turn it on."""
        return platform_states(self.hearing.values(), self.off, None)


async def run(
    config: Config,
    secrets: Secrets,
    stop: asyncio.Event,
    *,
    share: WorkShare | None = None,
    clock: Clock | None = None,
    console: Console | None = None,
    on_loaded: Callable[[], None] | None = None,
    path: Path | None = None,
    read_again: asyncio.Event | None = None,
) -> None:
    """Do a share of the work until `stop` is set; what is under way is ended first, within seconds.

    It sets `stop` itself where it has to be started anew: texts that are never read to their end keep others waiting.

    Args:
        config: what to do, the same for all processes.
        secrets: tokens; a platform without its token is off.
        stop: set it to end.
        share: what is done here, by default all.
        clock: the time, the machine's by default.
        console: the terminal that is the channel `console`, standard output by default.
        on_loaded: is called when the pipeline can read, in a worker that reads.
        path: of the config's file, to be read again; without it, it is read no more.
        read_again: set it each time to have that done.

    Raises:
        StoreError: the database cannot be used, or a process that works alone holds it.
        ConfigError: a route names a source that neither the config nor the database has.
        WatchError: the pipeline cannot be loaded.

    """
    share = share or WorkShare()
    async with AsyncExitStack() as parts:
        store = SharedStore(config.store.url, lookup_cut_off_after=config.bot.lookup_cut_off_after)
        begun = await begin(config, secrets, clock or SystemClock(), parts, store=store, shared=store, path=path)
        queues = ",".join(share.queues) if share.has(ProcessRole.WORKER) else ""
        log.info("shares the work", role=str(share.role), queues=queues)
        queue = await _opened_queue(begun.engine.config, parts)
        process = _Process(
            engine=begun.engine,
            store=store,
            queue=queue,
            secrets=secrets,
            off=begun.off,
            stop=stop,
            hearing={},
            reload=begun.reload,
            changes=make_taking_up(begun.engine, begun.reload),
        )
        if begun.reload is not None and read_again is not None:
            parts.push_async_callback(ended, asyncio.create_task(begun.reload.each_time(read_again)))
        metrics = make_metrics_server(
            process.engine, process.platforms, process.changes, queue=queue, reads=share.reads
        )
        if metrics is not None:
            await metrics.start()
            parts.push_async_callback(metrics.close)
        work = [_follow(process)]
        if share.has(ProcessRole.SCHEDULER):
            work.append(stand_by("scheduler", store.role("scheduler"), partial(_ticking, process), stop))
        if share.has(ProcessRole.GATEWAY):
            work += _gateways(process)
        if share.has(ProcessRole.WORKER):
            messengers = await _messengers(process, console, parts)
            work += _worker(process, share, messengers, metrics, on_loaded=on_loaded)
        await _all_of(work)
        log.info("stopping")


async def _opened_queue(config: Config, parts: AsyncExitStack) -> PostgresQueue:
    """Open the queue, which lies in the database of the record."""
    address = parse_address(config.store.url)
    queue = PostgresQueue(
        address.url.set(drivername="postgresql").render_as_string(hide_password=False), name=address.name
    )
    await queue.open()
    parts.push_async_callback(queue.close)
    return queue


async def _all_of(work: Collection[Coroutine[Any, Any, None]]) -> None:
    """Wait until all has ended; what fails ends the others, and is raised."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _follow(process: _Process) -> None:
    """Take up what people changed by command, in whatever process."""
    while not process.stop.is_set():
        await process.changes.look()
        await wait_for(process.stop, FOLLOW_EVERY)


async def _start_anew(process: _Process) -> None:
    """End the process where it is to start itself anew."""
    anew = asyncio.create_task(start_anew(process.engine, process.stop))
    await process.stop.wait()
    await ended(anew)


async def _follow_arrivals(process: _Process) -> None:
    """Have in memory what others put on record as soon as they do, so that no comparison has much to catch up with."""
    stopped = asyncio.create_task(process.stop.wait())
    while not process.stop.is_set():
        following = asyncio.create_task(process.engine.comparer.follow())
        await asyncio.wait((stopped, following), return_when=asyncio.FIRST_COMPLETED)
        following.cancel()
        (ending,) = await asyncio.gather(following, return_exceptions=True)
        if isinstance(ending, StoreError):
            log.warning("new points are not heard of, they are caught up with", error=str(ending))
            await wait_for(process.stop, HEARD_AGAIN_AFTER)
        elif isinstance(ending, Exception):
            raise ending


@asynccontextmanager
async def _ticking(process: _Process) -> AsyncIterator[None]:
    engine = process.engine
    hand_out = HandOut(
        store=engine.store,
        queue=process.queue,
        digester=make_digester(engine),
        sources=engine.config.sources,
        platforms=set(Platform) - process.off.keys(),
        config=engine.config,
    )
    scheduler = make_scheduler(
        engine,
        {},  # others deliver
        poller=make_poller(engine),
        platforms=process.platforms,
        on_reading=None,
        changes=process.changes,
        hand_out=hand_out,
    )
    scheduler.start()
    try:
        yield
    finally:
        await scheduler.stop()


def _gateways(process: _Process) -> list[Coroutine[Any, Any, None]]:
    """Return what hears people: one process for each token, one for the webhook, one for the archive."""
    secrets = process.secrets
    tokens = {
        Platform.DISCORD: secrets.discord_token,
        Platform.SLACK: secrets.slack_app_token or secrets.slack_bot_token or secrets.slack_client_id,
    }
    hear = [
        stand_by(
            str(platform),
            process.store.role(_role(platform, token)),
            partial(_hearing, process, platform),
            process.stop,
        )
        for platform, token in tokens.items()
        if token and platform not in process.off
    ]
    engine = process.engine
    if takes_posts(engine.config):
        serving = partial(_serving, lambda: make_webhook(engine, secrets, make_poller(engine)))
        hear.append(stand_by("webhook", process.store.role("webhook"), serving, process.stop))
    if engine.config.web.enabled:
        serving = partial(_serving, lambda: make_archive(engine, secrets))
        hear.append(stand_by("archive", process.store.role("archive"), serving, process.stop))
    return hear


def _role(platform: Platform, token: str) -> str:
    """Name the role of hearing people by a token, without the token."""
    return f"{platform} {sha256(token.encode()).hexdigest()[:16]}"


@asynccontextmanager
async def _hearing(process: _Process, platform: Platform) -> AsyncIterator[None]:
    handlers = make_handlers(process.engine, process.secrets, process.off, process.reload)
    (handler,) = [one for one in handlers if one.platform is platform]
    await handler.start()
    process.hearing[platform] = handler
    preflight = asyncio.create_task(make_preflight(process.engine, [handler]).each_hour())
    try:
        yield
    finally:
        await ended(preflight)
        del process.hearing[platform]
        await handler.close()


@asynccontextmanager
async def _serving(make: Callable[[], Webhook | ArchiveServer | None]) -> AsyncIterator[None]:
    """Serve what is made for it; None: the config has none."""
    server = make()
    if server is not None:
        await server.start()
    try:
        yield
    finally:
        if server is not None:
            await server.close()


async def _messengers(
    process: _Process, console: Console | None, parts: AsyncExitStack
) -> Mapping[Platform, Messenger]:
    """Return the platforms to speak to; nobody hears by these."""
    handlers = make_handlers(process.engine, process.secrets, process.off, process.reload)
    for handler in handlers:
        parts.push_async_callback(handler.close)
    messengers: dict[Platform, Messenger] = {handler.platform: handler for handler in handlers}
    messengers[Platform.CONSOLE] = ConsoleMessenger(process.engine.config, console or Console(highlight=False))
    return process.engine.measured_messengers(messengers)


def _worker(
    process: _Process,
    share: WorkShare,
    messengers: Mapping[Platform, Messenger],
    metrics: MetricsServer | None,
    *,
    on_loaded: Callable[[], None] | None,
) -> list[Coroutine[Any, Any, None]]:
    """Return what a worker does: jobs from the queue; and where it reads, following what others put on record."""
    engine, stop = process.engine, process.stop
    bench = _bench(process, messengers, on_reading=to_each(None, metrics))
    at_once = share.concurrency or engine.config.work.concurrency
    work = [process.queue.serve(bench.tasks, queues=share.queues, at_once=at_once, stop=stop)]
    if share.reads:
        work += [_follow_arrivals(process), _start_anew(process)]
        loaded = partial(tell, on_loaded, metrics.loaded if metrics else None)
        work.append(until_stopped(stop, engine.loading(), loaded))
    return work


def _bench(
    process: _Process,
    messengers: Mapping[Platform, Messenger],
    *,
    on_reading: Callable[[ReadItem], None] | None,
) -> Bench:
    engine = process.engine
    return Bench(
        store=process.store,
        queue=process.queue,
        poller=make_poller(engine),
        reader=make_reader(engine),
        rechecker=make_rechecker(engine),
        dispatcher=make_dispatcher(engine, messengers),
        digester=make_digester(engine),
        pruner=make_pruner(engine),
        sweeper=make_sweeper(engine),
        sources=engine.config.sources,
        clock=engine.clock,
        on_reading=on_reading,
    )
