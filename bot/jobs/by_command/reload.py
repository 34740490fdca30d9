"""Service: the config is read again while the bot runs, at a signal, at a command, or when a terminal asks for it.

A file with a mistake changes nothing. All that can fail is done before anything is taken over; what is taken over is
taken over at once, between two steps of every job, by the one `Config` that everything holds.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.core.config import read_config, takes_posts
from bot.core.config_words import located
from bot.core.errors import ConfigError, OnRecordError
from bot.core.logs import set_levels
from bot.core.model import OPERATOR, Member
from bot.core.ports import AuditLog, AuditLogWrites, Transactional
from bot.jobs.by_command.change_log import log_change
from bot.rules.config_changes import LIVE_SETTINGS, ConfigChanges, config_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bot.core.config import Config
    from bot.core.ports import Clock
    from bot.jobs.by_command.actor_changes import ActorChanges
    from bot.jobs.by_command.route_changes import RouteChanges
    from bot.jobs.by_command.source_changes import SourceChanges

log = structlog.get_logger()

SUBJECT = "config"  # of lines in the audit log
ASKED = "reload asked"  # by a terminal beside the bot, which does not know what will have changed
AT_SIGNAL = Member(id=f"{OPERATOR}SIGHUP", name="SIGHUP", moderator=True)


class ReloadStore(AuditLog, Transactional[AuditLogWrites], Protocol):
    """The audit log."""


class Reload:
    """Reads the config again.

    Args:
        path: of the file.
        config: what everything holds; now, before anything that was added by command has joined it, as the file has it.
        prepared: returns a config that was read as the bot runs by it.
        warnings: says what of a config leads nowhere.
        store: the audit log.
        sources: joins the sources of the config with those that were added by command.
        actors: likewise the actors, and has the watcher know them.
        routes: likewise the routes.
        clock: the time.

    """

    def __init__(
        self,
        *,
        path: Path,
        config: Config,
        prepared: Callable[[Config], Config],
        warnings: Callable[[Config], Sequence[str]],
        store: ReloadStore,
        sources: SourceChanges,
        actors: ActorChanges,
        routes: RouteChanges,
        clock: Clock,
    ) -> None:
        self._path = path
        self._config = config
        self._as_read = config.with_own_lists()  # without what was added by command
        self._takes_posts = takes_posts(config)
        self._prepared = prepared
        self._warnings = warnings
        self._store = store
        self._sources = sources
        self._actors = actors
        self._routes = routes
        self._clock = clock
        self._turn = asyncio.Lock()
        self._heard: int | None = None  # the number of the last line of the audit log that was looked at

    async def reload(self, *, by: Member) -> ConfigChanges:
        """Read the file and take over what can be; returns what has changed.

        Raises:
            ConfigError: the file has mistakes; nothing has changed.
            StoreError, WatchError: it could not be taken over; nothing has changed.

        """
        async with self._turn:
            new = self._prepared(await asyncio.to_thread(read_config, self._path))
            await self._require_known_routes(new)
            changes = config_changes(
                self._as_read, new, takes_posts=self._takes_posts, warnings=tuple(self._warnings(new))
            )
            async with self._actors.configuring(new.actors.now) as ready:
                await self._put_on_record(changes, by=by)
                self._actors.take(ready, new.actors.now)
                self._take(new)
        log.info("config read again", by=by.id, changed=changes.made, at_the_next_start=changes.at_restart)
        for why in changes.warnings:
            log.warning("alerts do not go where they might", why=why)
        await self._sources.refresh()
        await self._routes.refresh()
        return changes

    async def each_time(self, asked: asyncio.Event) -> None:
        """Read the file again each time an event is set, until this is cancelled; the log says what came of it."""
        while True:
            await asked.wait()
            asked.clear()
            await self._said_in_log(by=AT_SIGNAL)

    async def if_asked(self, last: int) -> None:
        """Read the file again where a terminal beside the bot has asked for it since the last call.

        Args:
            last: the number of the last change in the audit log.

        Raises:
            StoreError: the record cannot be used.

        """
        heard, self._heard = self._heard, last
        if heard is None or heard == last:  # what was asked for before the start has been read at the start
            return
        for change in (await self._store.changes(limit=last - heard))[: last - heard]:
            if (change.subject, change.action) == (SUBJECT, ASKED):
                await self._said_in_log(by=Member(id=change.by, name=change.name, moderator=True))
                return

    async def _said_in_log(self, *, by: Member) -> None:
        try:
            await self.reload(by=by)
        except ConfigError as error:
            log.error("config has mistakes, the bot goes on as before", mistakes=error.problems)  # noqa: TRY400 - said
        except OnRecordError as error:
            log.error("config not taken over, the bot goes on as before", error=str(error))  # noqa: TRY400 - said
        except Exception:  # a bug in reading a file must not end the bot
            log.exception("config not taken over, the bot goes on as before")

    async def _require_known_routes(self, new: Config) -> None:
        if problems := await self._sources.unknown_in_routes(new):
            text = await asyncio.to_thread(self._path.read_text, encoding="utf-8")
            raise ConfigError([located(one, name=str(self._path), text=text) for one in problems])

    async def _put_on_record(self, changes: ConfigChanges, *, by: Member) -> None:
        if not (changes.made or changes.at_restart):
            return
        after = {"changed": list(changes.made), "at the next start": list(changes.at_restart)}
        await log_reload(self._store, self._path, action="reloaded", after=after, by=by, clock=self._clock)

    def _take(self, new: Config) -> None:
        for name, section in self._config.sections().items():
            section.take(new.sections()[name], LIVE_SETTINGS.get(name, ()))
        self._as_read = new.with_own_lists(of=self._config)
        self._sources.configure(new.sources.now)
        self._routes.configure(new.routes.now)
        self._config.digests.fill(new.digests.now)
        set_levels(self._config.bot.log_level, self._config.bot.log_levels)


class ReloadRequest:
    """Asks the bot that runs beside this process to read its config again.

    Args:
        path: of the file.
        config: the file as it is now, which has no mistakes.
        store: the audit log: a running bot looks at it every second.
        sources: knows the sources that were added by command.
        clock: the time.

    """

    def __init__(self, *, path: Path, config: Config, store: ReloadStore, sources: SourceChanges, clock: Clock) -> None:
        self._path = path
        self._config = config
        self._store = store
        self._sources = sources
        self._clock = clock

    async def reload(self, *, by: Member) -> None:
        """Ask.

        Raises:
            ConfigError: a route names a source that there is not.
            StoreError: the record cannot be used.

        """
        if problems := await self._sources.unknown_in_routes(self._config):
            raise ConfigError(problems)
        await log_reload(self._store, self._path, action=ASKED, after=None, by=by, clock=self._clock)


async def log_reload(
    store: ReloadStore, path: Path, *, action: str, after: dict[str, list[str]] | None, by: Member, clock: Clock
) -> None:
    """Add a line on the config to the audit log.

    Raises:
        StoreError: the record cannot be used.

    """
    at = clock.now()
    async with store.transaction() as transaction:
        await log_change(transaction, SUBJECT, path.name, action, before=None, after=after, by=by, at=at)
