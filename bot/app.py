"""Composition root: Config → the wired application. The one module that knows every part."""

from __future__ import annotations

import asyncio
import gc
import random
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypedDict

import structlog
from rich.console import Console

from bot.core.clock import SystemClock
from bot.core.config import takes_posts
from bot.core.live_list import LiveList
from bot.core.model import Channel, Platform, Route
from bot.core.secret_tokens import idle_platforms, missing_tokens, routes_to_nowhere
from bot.core.version import release
from bot.jobs.actor_changes import ActorChanges
from bot.jobs.at_work import AtWork
from bot.jobs.digests import Digester
from bot.jobs.dispatch import Dispatcher
from bot.jobs.lookout import Lookout
from bot.jobs.lost_channels import LostChannels
from bot.jobs.poll import Poller
from bot.jobs.preflight import Preflight
from bot.jobs.prune import Pruner
from bot.jobs.read import Reader
from bot.jobs.recheck import Rechecker
from bot.jobs.record import Recorder
from bot.jobs.reload import Reload
from bot.jobs.route_changes import RouteChanges
from bot.jobs.scheduler import Scheduler
from bot.jobs.source_changes import SourceChanges
from bot.jobs.sweep import Sweeper
from bot.jobs.taking_up import TakingUp
from bot.jobs.tracking import Tracking
from bot.metrics import MeasuredFetcher, MeasuredMessenger, MeasuredWatcher, Meters, MetricsServer
from bot.novelty import Judge
from bot.novelty.compare import Comparer
from bot.sources.fetcher import web_fetcher
from bot.sources.webhook import Webhook
from bot.store import SqlStore
from bot.store.address import parse_address
from bot.watcher import SpacyWatcher
from bot.watcher.worker import WatcherThread
from handlers.actor_command import ActorCommand
from handlers.asked.routes import RouteAnswers
from handlers.commands import Commands
from handlers.discord_handler import DiscordHandler
from handlers.looks import Looks
from handlers.message_command import MessageCommand
from handlers.reload_command import ReloadCommand
from handlers.slack_handler import SlackHandler
from handlers.source_command import SourceCommand
from handlers.terminal.console_handler import ConsoleMessenger
from handlers.web import ArchiveServer, require_guarded

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping
    from pathlib import Path

    from bot.core.config import Config
    from bot.core.ports import ChannelAccess, Clock, Fetcher, Messenger, SharedRecord, Watcher
    from bot.core.secret_tokens import Secrets
    from bot.jobs.hand_out import HandOut
    from bot.jobs.read import ReadItem
    from bot.sources.fetcher import WebFetcher

log = structlog.get_logger()


def routed(config: Config, off: Mapping[Platform, str]) -> Config:
    """Return the config with the terminal as a channel for all where every platform is off."""
    if {Platform.DISCORD, Platform.SLACK} - off.keys():
        return config
    if any(route.channel.platform is Platform.CONSOLE for route in config.routes):
        return config
    terminal = Route(channel=Channel(platform=Platform.CONSOLE), least_confidence=config.alerts.least_confidence)
    return replace(config, routes=LiveList((*config.routes, terminal)))


async def run(
    config: Config,
    secrets: Secrets,
    stop: asyncio.Event,
    *,
    clock: Clock | None = None,
    console: Console | None = None,
    on_reading: Callable[[ReadItem], None] | None = None,
    on_loaded: Callable[[], None] | None = None,
    path: Path | None = None,
    read_again: asyncio.Event | None = None,
) -> None:
    """Run the bot until `stop` is set; everything is let go of before this returns.

    Args:
        config: what to do.
        secrets: tokens; a platform without its token is off, and the log says so.
        stop: set it to end.
        clock: the time, the machine's by default.
        console: the terminal that is the channel `console`, standard output by default.
        on_reading: is called with each item that was read.
        on_loaded: is called when the pipeline can read.
        path: of the config's file, to be read again; without it, it is read no more.
        read_again: set it each time to have that done.

    Raises:
        StoreError: the database cannot be used, or another instance holds it.
        ConfigError: a route names a source that neither the config nor the database has; the archive would be open.
        WatchError: the pipeline cannot be loaded.

    """
    async with AsyncExitStack() as parts:
        store = SqlStore(config.bot.database, lookup_cut_off_after=config.bot.lookup_cut_off_after)
        begun = await begin(config, secrets, clock or SystemClock(), parts, store=store, path=path)
        engine, config, off, reload = begun.engine, begun.engine.config, begun.off, begun.reload
        handlers = make_handlers(engine, secrets, off, reload)
        messengers: dict[Platform, Messenger] = {handler.platform: handler for handler in handlers}
        messengers[Platform.CONSOLE] = ConsoleMessenger(config, console or Console(highlight=False))
        messengers = engine.measured_messengers(messengers)
        poller = make_poller(engine)
        webhook = make_webhook(engine, secrets, poller)
        platforms = partial(platform_states, handlers, off, webhook)
        changes = make_taking_up(engine, reload)
        metrics = make_metrics_server(engine, platforms, changes)
        servers = [one for one in (webhook, metrics, make_archive(engine, secrets)) if one is not None]
        scheduler = make_scheduler(
            engine,
            messengers,
            poller=poller,
            platforms=platforms,
            on_reading=each_told(on_reading, metrics),
            changes=changes,
        )
        for handler in handlers:
            await handler.start()
            parts.push_async_callback(handler.close)
        scheduler.start()
        parts.push_async_callback(scheduler.stop)
        preflight = make_preflight(engine, handlers)
        parts.push_async_callback(ended, asyncio.create_task(preflight.each_hour()))
        for server in servers:
            await server.start()
            parts.push_async_callback(server.close)
        if reload is not None and read_again is not None:
            parts.push_async_callback(ended, asyncio.create_task(reload.each_time(read_again)))

        loading = (engine.watcher.ready(), engine.comparer.ready(actor.id for actor in config.actors))
        await until_stopped(stop, loading, partial(tell, on_loaded, metrics.loaded if metrics else None))
        log.info("stopping")


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What every process has before its work begins."""

    engine: EngineParts
    off: Mapping[Platform, str]  # platforms without their tokens, each with what to set to turn it on
    reload: Reload | None  # None: the config is not read again


async def begin(
    config: Config,
    secrets: Secrets,
    clock: Clock,
    parts: AsyncExitStack,
    *,
    store: SqlStore,
    shared: SharedRecord | None = None,
    path: Path | None,
) -> Begun:
    """Open what a process works with, and say in the log what it is and what goes nowhere.

    Args:
        config: what to do.
        secrets: tokens.
        clock: the time.
        parts: what is let go of in the end.
        store: the record.
        shared: the same, where other processes work on it.
        path: of the config's file; None: it is not read again.

    Raises:
        StoreError: the database cannot be used.
        ConfigError: a route names a source that neither the config nor the database has; the archive would be open.
        WatchError: the pipeline cannot be loaded.

    """
    if config.web.enabled:
        require_guarded(config.web, secrets.web_password)
    off = missing_tokens(config, secrets)
    for platform, variable in off.items():
        log.warning("platform is off", platform=str(platform), set_to_turn_on=variable)
    for said in (*routes_to_nowhere(config, secrets), *idle_platforms(config, secrets)):
        log.warning("alerts do not go where they might", why=said)
    config = routed(config, off)
    for note in config.notes:
        log.info("pack not taken whole", why=note)
    engine = await open_engine(config, clock, parts, store=store, shared=shared)
    # While the config is as the file has it.
    reload = None if path is None else make_reload(engine, path, secrets, off)
    parts.push_async_callback(engine.actor_changes.close)
    await engine.actor_changes.refresh()
    await engine.refresh()
    await engine.source_changes.require_known_routes()
    announce(config, off)
    return Begun(engine=engine, off=off, reload=reload)


def announce(config: Config, off: Mapping[Platform, str]) -> None:
    """Say what has been started: the first line that an operator reads."""
    channels = dict.fromkeys(str(route.channel) for route in config.routes)
    log.info(
        "On Record",
        version=release(),
        actors=", ".join(actor.name for actor in config.actors),
        sources=len(config.sources),
        alerts_to=", ".join(channels) or "nobody: there is no route",
        record=parse_address(config.bot.database).name,
    )
    if len(off) == len((Platform.DISCORD, Platform.SLACK)):
        log.warning("nobody can ask in a channel", set_to_turn_on=" or ".join(off.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineParts:
    """What the jobs work with."""

    config: Config
    clock: Clock
    store: SqlStore
    fetcher: WebFetcher
    watcher: WatcherThread
    comparer: Comparer
    recorder: Recorder
    at_work: AtWork
    source_changes: SourceChanges
    route_changes: RouteChanges
    actor_changes: ActorChanges
    lost_channels: LostChannels
    meters: Meters | None

    async def refresh(self) -> None:
        """Take up what people changed by command."""
        await self.source_changes.refresh()
        await self.route_changes.refresh()

    @property
    def measured_fetcher(self) -> Fetcher:
        """The web as the jobs ask it."""
        return self.fetcher if self.meters is None else MeasuredFetcher(self.fetcher, self.meters)

    def measured_messengers(self, messengers: dict[Platform, Messenger]) -> dict[Platform, Messenger]:
        """Return the platforms as the jobs speak to them."""
        if self.meters is None:
            return messengers
        return {at: MeasuredMessenger(one, self.meters, self.clock) for at, one in messengers.items()}

    @property
    def measured_watcher(self) -> Watcher:
        """The watcher as the jobs ask it."""
        return self.watcher if self.meters is None else MeasuredWatcher(self.watcher, self.meters)


async def open_engine(
    config: Config,
    clock: Clock,
    parts: AsyncExitStack,
    *,
    store: SqlStore,
    shared: SharedRecord | None = None,
) -> EngineParts:
    """Open what the jobs work with; `parts` lets go of it.

    Args:
        config: what to do.
        clock: the time.
        parts: what is let go of in the end.
        store: the record.
        shared: the same, where other processes work on it.

    Raises:
        StoreError: the database cannot be used.

    """
    await store.open()
    parts.push_async_callback(store.close)
    fetcher = await parts.enter_async_context(web_fetcher(config, clock))
    watcher = WatcherThread(partial(SpacyWatcher.load, config.actors))
    parts.callback(watcher.close)
    comparer = Comparer(store=store, load=Judge.load, clock=clock, remember=config.alerts.remember, shared=shared)
    parts.push_async_callback(comparer.close)
    return EngineParts(
        config=config,
        clock=clock,
        store=store,
        fetcher=fetcher,
        watcher=watcher,
        comparer=comparer,
        recorder=Recorder(store=store, comparer=comparer, config=config),
        at_work=AtWork(clock),
        source_changes=SourceChanges(store=store, config=config, clock=clock),
        route_changes=RouteChanges(store=store, config=config, clock=clock),
        actor_changes=ActorChanges(
            store=store,
            config=config,
            clock=clock,
            tracking=Tracking(config=config, watcher=watcher, records=comparer),
        ),
        lost_channels=LostChannels(store=store, clock=clock, config=config),
        meters=Meters() if config.metrics.on else None,
    )


def make_reload(engine: EngineParts, path: Path, secrets: Secrets, off: Mapping[Platform, str]) -> Reload:
    """Make what reads the config again."""
    return Reload(
        path=path,
        config=engine.config,
        prepared=partial(routed, off=off),
        warnings=lambda config: (*routes_to_nowhere(config, secrets), *config.notes),
        store=engine.store,
        sources=engine.source_changes,
        routes=engine.route_changes,
        actors=engine.actor_changes,
        clock=engine.clock,
    )


def make_handlers(
    engine: EngineParts, secrets: Secrets, off: Mapping[Platform, str], reload: Reload | None
) -> list[DiscordHandler | SlackHandler]:
    """Make the handler of each platform that is on."""
    config, clock, store = engine.config, engine.clock, engine.store.for_people()
    looks = Looks(clock)
    access: dict[Platform, ChannelAccess] = {}  # of the platforms, which are made after what asks them
    commands = Commands(
        store=store,
        config=config,
        clock=clock,
        judge=engine.comparer,
        sources=SourceCommand(
            changes=engine.source_changes, config=config, clock=clock, finder=engine.fetcher, looks=looks
        ),
        messages=MessageCommand(
            watcher=engine.measured_watcher, pages=engine.fetcher, looks=looks, config=config, clock=clock
        ),
        actors=ActorCommand(changes=engine.actor_changes, store=store, config=config, clock=clock),
        reload=ReloadCommand(reload),
        routes=RouteAnswers(
            changes=engine.route_changes, lost=engine.lost_channels, config=config, clock=clock, access=access
        ),
    )
    handlers: list[DiscordHandler | SlackHandler] = []
    if secrets.discord_token and Platform.DISCORD not in off:
        handlers.append(DiscordHandler(token=secrets.discord_token, config=config, commands=commands, clock=clock))
    if Platform.SLACK not in off:
        slack = SlackHandler(secrets=secrets, config=config, commands=commands, clock=clock, installations=engine.store)
        handlers.append(slack)
    access.update({handler.platform: handler for handler in handlers})
    return handlers


def make_webhook(engine: EngineParts, secrets: Secrets, poller: Poller) -> Webhook | None:
    """Make the server that takes posts, where a source wants some."""
    config = engine.config
    if not takes_posts(config):
        return None
    if secrets.webhook_secret is None:
        log.error("webhook is off, and posts are not taken", set_to_turn_on="WEBHOOK_SECRET")
        return None
    return Webhook(
        settings=config.webhook,
        secret=secrets.webhook_secret,
        sources=config.sources,
        take=poller.take,
        clock=engine.clock,
    )


def make_metrics_server(
    engine: EngineParts, platforms: Callable[[], dict[str, str]], changes: TakingUp
) -> MetricsServer | None:
    """Make the server of figures, where it is on."""
    if engine.meters is None:
        return None
    return MetricsServer(
        settings=engine.config.metrics,
        meters=engine.meters,
        store=engine.store.for_people(),
        platforms=platforms,
        clock=engine.clock,
        changes_fail_since=lambda: changes.fails_since,
    )


def make_archive(engine: EngineParts, secrets: Secrets) -> ArchiveServer | None:
    """Make the server of the archive, where the config asks for it."""
    if not engine.config.web.enabled:
        return None
    return ArchiveServer(
        config=engine.config, password=secrets.web_password, store=engine.store.for_people(), clock=engine.clock
    )


def tell(*told: Callable[[], None] | None) -> None:
    """Call each that is there."""
    for one in told:
        if one is not None:
            one()


def each_told(
    on_reading: Callable[[ReadItem], None] | None, metrics: MetricsServer | None
) -> Callable[[ReadItem], None] | None:
    """Return what tells both of each item that was read."""
    if metrics is None:
        return on_reading

    def told(reading: ReadItem) -> None:
        metrics.was_read(reading.item, reading.article)
        if on_reading is not None:
            on_reading(reading)

    return told


def platform_states(
    handlers: Iterable[DiscordHandler | SlackHandler], off: Mapping[Platform, str], webhook: Webhook | None
) -> dict[str, str]:
    """Say of each platform how it is connected, or what to set to turn it on."""
    states = {str(handler.platform): handler.state for handler in handlers}
    if webhook is not None:
        states["webhook"] = webhook.state
    return states | {str(platform): f"off: {variable} is not set" for platform, variable in off.items()}


def make_scheduler(
    engine: EngineParts,
    messengers: Mapping[Platform, Messenger],
    *,
    poller: Poller,
    platforms: Callable[[], dict[str, str]],
    on_reading: Callable[[ReadItem], None] | None,
    changes: TakingUp,
    hand_out: HandOut | None = None,
) -> Scheduler:
    """Make what says when; with `hand_out` what is due is done by workers."""
    return Scheduler(
        at_work=engine.at_work,
        store=engine.store,
        poller=poller,
        reader=make_reader(engine),
        rechecker=make_rechecker(engine),
        dispatcher=make_dispatcher(engine, messengers),
        sources=engine.config.sources,
        clock=engine.clock,
        settings=engine.config.polling,
        platforms=platforms,
        on_reading=on_reading,
        pruner=make_pruner(engine),
        sweeper=make_sweeper(engine),
        changes=changes,
        lookout=Lookout(store=engine.store, config=engine.config, clock=engine.clock),
        digester=Digester(store=engine.store, config=engine.config, clock=engine.clock),
        hand_out=hand_out,
    )


def make_taking_up(engine: EngineParts, reload: Reload | None) -> TakingUp:
    """Make what takes up what was changed by command, in this process or in another."""

    async def take_up() -> None:
        if reload is not None:
            await reload.if_asked()
        await engine.actor_changes.look()
        await engine.refresh()

    return TakingUp(take_up, engine.clock)


def make_preflight(engine: EngineParts, handlers: Iterable[DiscordHandler | SlackHandler]) -> Preflight:
    """Make what looks whether the channels of these platforms would take a message."""
    access = {handler.platform: handler for handler in handlers}
    return Preflight(access=access, lost=engine.lost_channels, config=engine.config)


def make_pruner(engine: EngineParts) -> Pruner:
    """Make what forgets what is kept no longer."""
    return Pruner(store=engine.store, clock=engine.clock, settings=engine.config.replay)


def make_sweeper(engine: EngineParts) -> Sweeper:
    """Make what lets go of what is old."""
    return Sweeper(store=engine.store, clock=engine.clock, settings=engine.config.retention)


def make_poller(engine: EngineParts) -> Poller:
    """Make what polls sources."""
    return Poller(
        store=engine.store,
        fetcher=engine.measured_fetcher,
        clock=engine.clock,
        settings=engine.config.polling,
        jitter=lambda: random.uniform(-1, 1),  # noqa: S311 - spreads load, guards nothing
    )


class _ReadingParts(TypedDict):
    """What reading a page anew needs as much as reading it first."""

    store: SqlStore
    fetcher: Fetcher
    watcher: Watcher
    recorder: Recorder
    clock: Clock
    config: Config
    at_work: AtWork


def _reading_parts(engine: EngineParts) -> _ReadingParts:
    return {
        "store": engine.store,
        "fetcher": engine.measured_fetcher,
        "watcher": engine.measured_watcher,
        "recorder": engine.recorder,
        "clock": engine.clock,
        "config": engine.config,
        "at_work": engine.at_work,
    }


def make_reader(engine: EngineParts) -> Reader:
    """Make what reads items."""
    return Reader(**_reading_parts(engine), jitter=random.random)


def make_rechecker(engine: EngineParts) -> Rechecker:
    """Make what looks at pages again."""
    return Rechecker(**_reading_parts(engine))


def make_dispatcher(engine: EngineParts, messengers: Mapping[Platform, Messenger]) -> Dispatcher:
    """Make what delivers."""
    return Dispatcher(
        lost=engine.lost_channels,
        store=engine.store,
        messengers=messengers,
        clock=engine.clock,
        settings=engine.config.alerts,
        sources=engine.config.sources,
        routes=engine.config.routes,
        jitter=random.random,
    )


async def until_stopped(
    stop: asyncio.Event, loading: Iterable[Awaitable[None]], on_loaded: Callable[[], None] | None
) -> None:
    """Wait for the end; a model that cannot be loaded ends the wait with its error."""
    stopped, loaded = asyncio.create_task(stop.wait()), asyncio.gather(*loading)
    try:
        await asyncio.wait((stopped, loaded), return_when=asyncio.FIRST_COMPLETED)
        if loaded.done():
            loaded.result()
            log.info("pipeline loaded")
            _keep_what_is_loaded()
            if on_loaded is not None:
                on_loaded()
        await stopped
    finally:
        stopped.cancel()
        loaded.cancel()
        await asyncio.gather(stopped, loaded, return_exceptions=True)  # an error nobody asks for ends in the log


async def ended(task: asyncio.Task[None]) -> None:
    """End a task that goes on for ever."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _keep_what_is_loaded() -> None:
    """Have no more garbage looked for in modules and models: each time that held everything up for 0.15 s."""
    gc.collect()
    gc.freeze()
