"""What every process does before its work begins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import structlog

from bot.app.engine import open_engine
from bot.core.live_list import LiveList
from bot.core.model import Channel, Platform, Route
from bot.core.secret_tokens import idle_platforms, missing_tokens, routes_to_nowhere
from bot.core.version import release
from bot.jobs.by_command.reload import Reload
from bot.store.address import parse_address
from handlers.web import require_guarded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AsyncExitStack
    from pathlib import Path

    from bot.app.engine import EngineParts
    from bot.core.config import Config
    from bot.core.ports import Clock, SharedRecord
    from bot.core.secret_tokens import Secrets
    from bot.store import SqlStore

log = structlog.get_logger()


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


def routed(config: Config, off: Mapping[Platform, str]) -> Config:
    """Return the config with the terminal as a channel for all where every platform is off."""
    if {Platform.DISCORD, Platform.SLACK} - off.keys():
        return config
    if any(route.channel.platform is Platform.CONSOLE for route in config.routes):
        return config
    terminal = Route(channel=Channel(platform=Platform.CONSOLE), least_confidence=config.alerts.least_confidence)
    return replace(config, routes=LiveList((*config.routes, terminal)))


def announce(config: Config, off: Mapping[Platform, str]) -> None:
    """Say what has been started: the first line that an operator reads."""
    channels = dict.fromkeys(str(route.channel) for route in config.routes)
    log.info(
        "On Record",
        version=release(),
        actors=", ".join(actor.name for actor in config.actors),
        sources=len(config.sources),
        alerts_to=", ".join(channels) or "nobody: there is no route",
        record=parse_address(config.store.url).name,
    )
    if len(off) == len((Platform.DISCORD, Platform.SLACK)):
        log.warning("nobody can ask in a channel", set_to_turn_on=" or ".join(off.values()))


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
