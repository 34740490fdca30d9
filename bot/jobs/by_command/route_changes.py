"""Service: routes that people add, remove, mute and make quiet by command, while the bot runs or not.

As with sources (`bot.jobs.by_command.source_changes`), what they set stands in the database with a line in the audit
log, and a running bot takes it up at its next tick, whoever wrote it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from bot.core.config import read_route
from bot.core.errors import ConfigError, RouteChangeError
from bot.core.model import Channel, StoredRoute
from bot.core.ports import OutboxWrites, StoredRoutes, StoredRouteWrites, Transactional
from bot.core.routes import route_id
from bot.jobs.by_command.change_log import log_change, stored_row
from bot.jobs.deliveries.holding import HELD
from bot.rules.joining import join_routes
from bot.rules.thresholds import MOST_ROUTES, TAKEN_UP_WITHIN

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Member, Route
    from bot.core.ports import Clock

log = structlog.get_logger()


class RouteWrites(StoredRouteWrites, OutboxWrites, Protocol):
    """What is written in one transaction with a route."""


class RouteStore(StoredRoutes, Transactional[RouteWrites], Protocol):
    """What is read and written of routes by command."""


class RouteChanges:
    """Changes the routes, and keeps `config.routes` as they are.

    Args:
        store: the record.
        config: its list of routes is filled anew at each change.
        clock: the time.

    """

    def __init__(self, *, store: RouteStore, config: Config, clock: Clock) -> None:
        self._store = store
        self._config = config
        self._configured = config.routes.now
        self._clock = clock
        self._seen = 0  # the number of the last change that the list shows
        self._problems: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        """What of the database leads nowhere, and why, as of the last refresh."""
        return self._problems

    def is_configured(self, which: str) -> bool:
        """Tell whether the config has the route of this id."""
        return any(route_id(route) == which for route in self._configured)

    async def refresh(self, last_change: int | None = None) -> None:
        """Fill the list of routes anew where something has changed.

        What waits in the channels of routes that went, or are others now, is asked again once every process has the
        new ones: it is put off until the end of their hours, given up where nobody follows it any more, or posted.

        Args:
            last_change: the number of the last change in the audit log, where it was just asked for.

        """
        last = await self._store.last_change() if last_change is None else last_change
        if last == self._seen:
            return
        joined = join_routes(self._configured, await self._store.stored_routes(), config=self._config)
        before = self._config.routes.now
        if joined.routes != before:
            self._config.routes.fill(joined.routes)
            log.info("routes changed", routes=len(joined.routes))
            changed = {route.channel for route in before if route not in joined.routes}
            if changed and self._seen:  # the first look of a process changes nothing, and may only read
                async with self._store.transaction() as transaction:
                    await self._release(transaction, changed)
        for why in joined.problems:
            if why not in self._problems:
                log.warning("route leads nowhere", why=why)
        self._problems = joined.problems
        self._seen = last

    async def _release(self, transaction: RouteWrites, channels: Collection[Channel]) -> None:
        """Have what waits in channels asked again, once every process knows their routes."""
        for channel in channels:
            await transaction.release(channel, HELD, at=self._clock.now() + TAKEN_UP_WITHIN)

    def configure(self, routes: Sequence[Route]) -> None:
        """Take other routes for those of the config; the next refresh fills the list anew."""
        self._configured = tuple(routes)
        self._seen = -1

    async def stored(self) -> dict[str, StoredRoute]:
        """Return what was set by command, by the ids of the routes."""
        return {row.id: row for row in await self._store.stored_routes()}

    async def follow(self, settings: Mapping[str, Any], *, by: Member) -> Route:
        """Add a route; `settings` is a table as the config would have it.

        Raises:
            RouteChangeError: it is not added.

        """
        await self.refresh()
        route = self._read(settings)
        which = route_id(route)
        if self.is_configured(which):
            raise RouteChangeError(f"the config has this route already ({which}), and wins; change it there")
        async with self._store.transaction() as transaction:
            rows = {row.id: row for row in await transaction.stored_routes()}
            before = rows.get(which)
            if before is not None and before.is_added:
                raise RouteChangeError(f"this is followed here already ({which})")
            here = [row for row in rows.values() if row.is_added and row.channel == str(route.channel)]
            if len(here) >= MOST_ROUTES:
                raise RouteChangeError(f"{MOST_ROUTES} routes lead here already; unfollow one first")
            row = StoredRoute(
                id=which,
                channel=str(route.channel),
                settings=dict(settings),
                set_at=self._clock.now(),
                set_by=by.id,
                set_by_name=by.name,
            )
            await self._save(transaction, row, before, action="added", by=by)
        await self.refresh()
        return route

    async def unfollow(self, which: str, *, by: Member) -> None:
        """Remove the route of an id that was added by command.

        Raises:
            RouteChangeError: it was not added by command.

        """
        await self.refresh()
        async with self._store.transaction() as transaction:
            before = stored_row(await transaction.stored_routes(), which)
            if before is None or not before.is_added:
                if self.is_configured(which):
                    raise RouteChangeError(f"{which} stands in the config; take it out there, or mute it")
                raise RouteChangeError(f"there is no route {which}; `routes` lists those that lead here")
            row = replace(before, removed_at=self._clock.now(), muted_until=None, muted_by="")
            await self._save(transaction, row, before, action="removed", by=by)
            await self._release(transaction, [Channel.parse(row.channel)])
        await self.refresh()

    async def mute(self, routes: Sequence[Route], *, until: datetime, by: Member) -> None:
        """Have routes want nothing before a time. What is said meanwhile goes on record, and is not reported later.

        Raises:
            RouteChangeError: the time is over.

        """
        if until <= self._clock.now():
            raise RouteChangeError("that time is over")
        await self._set_mutes(routes, until=until, by=by)

    async def unmute(self, routes: Sequence[Route], *, by: Member) -> None:
        """Have routes want again what they ask for."""
        await self._set_mutes(routes, until=None, by=by)

    async def quieten(self, routes: Sequence[Route], hours: Mapping[str, Any] | None, *, by: Member) -> list[Route]:
        """Set the quiet hours of routes that were added by command, and let go what waited for the end of others.

        Args:
            routes: of which those of the config stay as they are.
            hours: as the config would have them; None: no quiet hours.
            by: who asks.

        Returns:
            The routes that were added by command, as they are now.

        Raises:
            RouteChangeError: these are no quiet hours, or none of the routes was added by command.

        """
        await self.refresh()
        quiet: list[Route] = []
        async with self._store.transaction() as transaction:
            rows = {row.id: row for row in await transaction.stored_routes()}
            for route in routes:
                before = rows.get(which := route_id(route))
                if before is None or before.settings is None or not before.is_added or self.is_configured(which):
                    continue
                kept = {key: one for key, one in before.settings.items() if key != "quiet"}
                settings = kept | ({"quiet": dict(hours)} if hours else {})
                quiet.append(self._read(settings))
                if settings != before.settings:
                    row = replace(before, settings=settings)
                    await self._save(
                        transaction, row, before, action="quiet hours set" if hours else "quiet hours ended", by=by
                    )
            await self._release(transaction, {route.channel for route in quiet})
        if not quiet:
            raise RouteChangeError('what leads here stands in the config; write quiet = {from = "22:00", …} there')
        await self.refresh()
        return quiet

    def _read(self, settings: Mapping[str, Any]) -> Route:
        try:
            return replace(read_route(settings, self._config), by_command=True)
        except ConfigError as error:
            raise RouteChangeError("; ".join(error.problems)) from error

    async def _set_mutes(self, routes: Sequence[Route], *, until: datetime | None, by: Member) -> None:
        now = self._clock.now()
        async with self._store.transaction() as transaction:
            rows = {row.id: row for row in await transaction.stored_routes()}
            for route in routes:
                before = rows.get(which := route_id(route))
                row = before or _of_config(which, route.channel, at=now, by=by)
                row = replace(row, muted_until=until, muted_by=by.id if until else "")
                await self._save(transaction, row, before, action="muted" if until else "unmuted", by=by)
        await self.refresh()

    async def _save(
        self,
        transaction: StoredRouteWrites,
        row: StoredRoute,
        before: StoredRoute | None,
        *,
        action: str,
        by: Member,
    ) -> None:
        await transaction.save_stored_route(row)
        logged = _as_logged(before) if before is not None else None
        at = self._clock.now()
        await log_change(transaction, "route", row.id, action, before=logged, after=_as_logged(row), by=by, at=at)
        log.info("route changed by command", route=row.id, channel=row.channel, action=action, by=by.id)


def _of_config(which: str, channel: Channel, *, at: datetime, by: Member) -> StoredRoute:
    return StoredRoute(id=which, channel=str(channel), settings=None, set_at=at, set_by=by.id, set_by_name=by.name)


def _as_logged(row: StoredRoute) -> dict[str, Any]:
    return {
        "channel": row.channel,
        "settings": row.settings,
        "removed": row.removed_at is not None,
        "muted_until": row.muted_until.isoformat() if row.muted_until else None,
    }
