"""Which sources and routes there are: those of the config, and those that were added by command."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.config import read_route, read_source
from bot.core.errors import ConfigError
from bot.core.routes import route_id
from bot.core.thresholds import MOST_QUERIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.core.config import Config
    from bot.core.model import Route, Source, StoredRoute, StoredSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The sources of both places."""

    sources: tuple[Source, ...]  # those of the config first
    removed: tuple[Source, ...]  # by command
    overruled: tuple[str, ...]  # what of the database is not polled since the config names its id too
    problems: tuple[str, ...]  # what of it cannot be polled


def join_sources(configured: Sequence[Source], stored: Iterable[StoredSource], *, config: Config) -> Joined:
    """Join the sources of the config with those of the database.

    Where both name an id the config wins: it is what somebody reads who looks for what the bot does. What cannot be
    read any more is left out and named, for what is taken for a source must be one.

    Args:
        configured: the sources of the config.
        stored: what was set by command.
        config: how the tables of sources are read.

    """
    rows = {one.id: one for one in stored}
    sources = [_paused_as_set(source, rows.get(source.id)) for source in configured]
    known = {source.id for source in configured}
    removed: list[Source] = []
    overruled: list[str] = []
    problems: list[str] = []
    for row in rows.values():
        if row.settings is None or (row.id in known and not row.is_added):
            continue
        if row.id in known:
            address = row.settings.get("url")
            overruled.append(
                f"{row.id}: the config names this id too, and wins; {address}, added by command, is not polled. "
                f"`source remove {row.id}` takes it out"
            )
            continue
        try:
            source = replace(read_source(row.settings, config), from_chat=row.from_chat)
        except ConfigError as error:
            if row.is_added:
                why = "; ".join(error.problems)
                problems.append(
                    f"{row.id}: was added by command and is not polled: {why}. `source remove {row.id}` takes it out"
                )
            continue
        if row.is_added:
            sources.append(_paused_as_set(source, row))
        else:
            removed.append(source)
    queries = tuple(dict.fromkeys(query for actor in config.actors for query in actor.searched_for))
    if len(queries) > MOST_QUERIES:
        problems += [
            f"{one.id}: asks for {MOST_QUERIES} of {len(queries)} people; give it queries of its own, and add a search"
            for one in sources
            if one.asks_for_actors
        ]
    sources = [replace(one, queries=queries[:MOST_QUERIES]) if one.asks_for_actors else one for one in sources]
    return Joined(sources=tuple(sources), removed=tuple(removed), overruled=tuple(overruled), problems=tuple(problems))


def _paused_as_set(source: Source, row: StoredSource | None) -> Source:
    return source if row is None or row.paused_at is None else replace(source, paused=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedRoutes:
    """The routes of both places."""

    routes: tuple[Route, ...]  # those of the config first
    overruled: tuple[str, ...]  # ids of routes in the database that say what one of the config says
    problems: tuple[str, ...]  # what of the database leads nowhere, and why


def join_routes(configured: Sequence[Route], stored: Iterable[StoredRoute], *, config: Config) -> JoinedRoutes:
    """Join the routes of the config with those of the database.

    Where both ask for the same the config wins: it says how loudly, and how sure. A mute counts for either.

    Args:
        configured: the routes of the config.
        stored: what was set by command.
        config: how the tables of routes are read.

    """
    rows = {one.id: one for one in stored}
    known = {route_id(route) for route in configured}
    routes = [_muted_as_set(route, rows.get(route_id(route))) for route in configured]
    overruled: list[str] = []
    problems: list[str] = []
    for row in rows.values():
        if not row.is_added or row.settings is None:
            continue
        if row.id in known:
            overruled.append(row.id)
            continue
        try:
            route = replace(read_route(row.settings, config), by_command=True)
            routes.append(_muted_as_set(route, row))
        except ConfigError as error:
            why = "; ".join(error.problems)
            problems.append(f"{row.id}: was added by command and cannot be read: {why}. `unfollow {row.id}` removes it")
    return JoinedRoutes(routes=tuple(routes), overruled=tuple(overruled), problems=tuple(problems))


def _muted_as_set(route: Route, row: StoredRoute | None) -> Route:
    return route if row is None or row.muted_until is None else replace(route, muted_until=row.muted_until)
