"""A process that does all the work alone."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING

import structlog
from rich.console import Console

from bot.app.beginning import begin
from bot.app.ending import ended, tell, until_stopped
from bot.app.jobs import make_poller, make_scheduler, make_taking_up, start_anew
from bot.app.people import make_handlers, make_preflight, platform_states
from bot.app.servers import make_archive, make_metrics_server, make_webhook, to_each
from bot.core.clock import SystemClock
from bot.core.model import Platform
from bot.store import SqlStore
from handlers.terminal.console_handler import ConsoleMessenger

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.core.config import Config
    from bot.core.ports import Clock, Messenger
    from bot.core.secret_tokens import Secrets
    from bot.jobs.reading.read import ReadItem

log = structlog.get_logger()


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

    It sets `stop` itself where it has to be started anew: texts that are never read to their end keep others waiting.

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
        store = SqlStore(config.store.url, lookup_cut_off_after=config.bot.lookup_cut_off_after)
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
            on_reading=to_each(on_reading, metrics),
            changes=changes,
        )
        for handler in handlers:
            await handler.start()
            parts.push_async_callback(handler.close)
        scheduler.start()
        parts.push_async_callback(scheduler.stop)
        parts.push_async_callback(ended, asyncio.create_task(start_anew(engine, stop)))
        preflight = make_preflight(engine, handlers)
        parts.push_async_callback(ended, asyncio.create_task(preflight.each_hour()))
        for server in servers:
            await server.start()
            parts.push_async_callback(server.close)
        if reload is not None and read_again is not None:
            parts.push_async_callback(ended, asyncio.create_task(reload.each_time(read_again)))

        await until_stopped(stop, engine.loading(), partial(tell, on_loaded, metrics.loaded if metrics else None))
        log.info("stopping")
