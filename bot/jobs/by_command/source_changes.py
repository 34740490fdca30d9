"""Service: sources that people add, pause, resume and remove by command, while the bot runs or not.

What they set stands in the database, with a line in the audit log. A running bot asks at each tick for the number of
the last line, and reads the sources anew where it is another: whoever wrote it, this process or a terminal beside it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from bot.core.config import read_source
from bot.core.errors import ConfigError, PolledAlreadyError, SourceChangeError
from bot.core.model import HANDED_OVER, StoredSource
from bot.core.ports import StoredSources, StoredSourceWrites, Transactional
from bot.core.reach import stays_outside
from bot.core.urls import canonical_url
from bot.jobs.by_command.change_log import log_change, stored_row
from bot.rules.joining import join_sources

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.config import Config
    from bot.core.model import Member, Source
    from bot.core.ports import Clock

log = structlog.get_logger()


class SourceStore(StoredSources, Transactional[StoredSourceWrites], Protocol):
    """What is read and written of sources by command."""


class SourceChanges:
    """Changes the sources, and keeps `config.sources` as they are.

    Args:
        store: the record.
        config: its list of sources is filled anew at each change.
        clock: the time.

    """

    def __init__(self, *, store: SourceStore, config: Config, clock: Clock) -> None:
        self._store = store
        self._config = config
        self._configured = config.sources.now
        self._clock = clock
        self._seen = 0  # the number of the last change that the list shows
        self._asked_for = config.actors.now  # whom searches ask for
        self._overruled: tuple[str, ...] = ()
        self._problems: tuple[str, ...] = ()

    @property
    def overruled(self) -> tuple[str, ...]:
        """What of the database the config overrules, as of the last refresh."""
        return self._overruled

    @property
    def problems(self) -> tuple[str, ...]:
        """What of the database cannot be polled, and why, as of the last refresh."""
        return self._problems

    def is_configured(self, source_id: str) -> bool:
        """Tell whether a source stands in the config."""
        return any(source.id == source_id for source in self._configured)

    async def refresh(self, last_change: int | None = None) -> None:
        """Fill the list of sources anew where something has changed.

        Args:
            last_change: the number of the last change in the audit log, where it was just asked for.

        """
        last = await self._store.last_change() if last_change is None else last_change
        actors = self._config.actors.now
        if last == self._seen and actors is self._asked_for:
            return
        joined = join_sources(self._configured, await self._store.stored_sources(), config=self._config)
        before, now = ({source.id for source in ones} for ones in (self._config.sources, joined.sources))
        if joined.sources != self._config.sources.now:
            log.info("sources changed", added=sorted(now - before), removed=sorted(before - now), sources=len(now))
        self._config.sources.replace(joined.sources, removed=joined.removed)
        for why in (*joined.overruled, *joined.problems):
            if why not in {*self._overruled, *self._problems}:
                log.warning("source not polled", why=why)
        self._overruled, self._problems = joined.overruled, joined.problems
        self._seen, self._asked_for = last, actors

    def configure(self, sources: Sequence[Source]) -> None:
        """Take other sources for those of the config; the next refresh fills the list anew."""
        self._configured = tuple(sources)
        self._seen = -1

    async def unknown_in_routes(self, config: Config | None = None) -> list[str]:
        """Name the sources that routes want and that neither the config nor the database has, a line each.

        Args:
            config: by default the one that the bot runs by.

        """
        config = config or self._config
        ids = [source.id for source in config.sources]
        known = {*ids, *await self.stored()}  # of those that were removed there are texts to come, and statements
        return [
            f"routes[{place}].sources: {one!r} is not one of the sources: {', '.join(ids)}"
            for place, route in enumerate(config.routes, 1)
            for one in route.source_ids
            if one not in known
        ]

    async def require_known_routes(self) -> None:
        """Make sure that routes name sources that there are.

        Raises:
            ConfigError: they do not.

        """
        if problems := await self.unknown_in_routes():
            raise ConfigError(problems)

    async def stored(self) -> dict[str, StoredSource]:
        """Return what was set by command, by the ids of the sources."""
        return {row.id: row for row in await self._store.stored_sources()}

    async def add(self, settings: Mapping[str, Any], *, by: Member) -> Source:
        """Add a source; `settings` is a table as the config would have it.

        Raises:
            SourceChangeError: it is not added.

        """
        added, refused = await self.add_all([settings], by=by)
        for _, error in refused:
            raise error
        return added[0]

    async def add_all(
        self, tables: Sequence[Mapping[str, Any]], *, by: Member
    ) -> tuple[list[Source], list[tuple[Mapping[str, Any], SourceChangeError]]]:
        """Add the sources that can be, in one transaction; returns them, and the others with why not."""
        await self.refresh()
        added: list[Source] = []
        refused: list[tuple[Mapping[str, Any], SourceChangeError]] = []
        async with self._store.transaction() as transaction:
            rows = {row.id: row for row in await transaction.stored_sources()}
            addresses = self._addresses(rows)
            for table in tables:
                now = self._clock.now()
                row = StoredSource(id=str(table.get("id", "")), settings=dict(table), set_at=now, set_by=by.id)
                try:
                    source = self._checked(row, rows, addresses)
                except SourceChangeError as error:
                    refused.append((table, error))
                    continue
                await self._save(transaction, row, rows.get(row.id), action="added", by=by)
                rows[row.id] = row
                addresses[_same_for_one_page(source.url)] = source.id
                added.append(source)
        await self.refresh()
        return added, refused

    def _addresses(self, rows: Mapping[str, StoredSource]) -> dict[str, str]:
        """Return the ids of the sources by their addresses."""
        polled = {one.id: str(one.settings["url"]) for one in rows.values() if one.is_added and one.settings}
        polled |= {one.id: one.url for one in self._configured}
        return {_same_for_one_page(url): source_id for source_id, url in polled.items()}

    async def pause(self, source_id: str, *, by: Member) -> Source:
        """Poll a source no more until it is resumed.

        Raises:
            SourceChangeError: there is none of that id, or it is paused.

        """
        await self.refresh()
        source = self._known(source_id)
        async with self._store.transaction() as transaction:
            before = stored_row(await transaction.stored_sources(), source_id)
            if before is not None and before.paused_at is not None:
                raise SourceChangeError(f"{source_id} is paused already")
            now = self._clock.now()
            row = before or StoredSource(id=source_id, settings=None, set_at=now, set_by=by.id)
            row = replace(row, paused_at=now, paused_by=by.id)
            await self._save(transaction, row, before, action="paused", by=by)
        await self.refresh()
        return source

    async def resume(self, source_id: str, *, by: Member) -> Source:
        """Poll a source again.

        Raises:
            SourceChangeError: there is none of that id, or it is not paused.

        """
        await self.refresh()
        source = self._known(source_id)
        async with self._store.transaction() as transaction:
            before = stored_row(await transaction.stored_sources(), source_id)
            if before is None or before.paused_at is None:
                raise SourceChangeError(f"{source_id} is not paused")
            row = replace(before, paused_at=None, paused_by="")
            await self._save(transaction, row, before, action="resumed", by=by)
        await self.refresh()
        return source

    async def remove(self, source_id: str, *, by: Member) -> None:
        """Remove a source that was added by command. What it reported stays on record, under its name.

        Raises:
            SourceChangeError: it was not added by command.

        """
        await self.refresh()
        async with self._store.transaction() as transaction:
            before = stored_row(await transaction.stored_sources(), source_id)
            if before is None or not before.is_added:
                if self.is_configured(source_id):
                    raise SourceChangeError(f"{source_id} stands in the config; take it out there, or pause it")
                raise _unknown(source_id)
            row = replace(before, removed_at=self._clock.now())
            if not self.is_configured(source_id):  # where the config names it too, the pause is the config's
                row = replace(row, paused_at=None, paused_by="")
            await self._save(transaction, row, before, action="removed", by=by)
        await self.refresh()

    def _known(self, source_id: str) -> Source:
        source = self._config.sources.get(source_id)
        if source is None:
            raise _unknown(source_id)
        return source

    def _checked(self, row: StoredSource, rows: Mapping[str, StoredSource], addresses: Mapping[str, str]) -> Source:
        """Return the source that a row is, where it may be added.

        Raises:
            SourceChangeError: it may not.

        """
        try:
            source = read_source(row.settings or {}, self._config)
        except ConfigError as error:
            raise SourceChangeError("; ".join(error.problems)) from error
        if source.kind in HANDED_OVER:
            # A folder or a door of this machine is opened by its config, and by nobody's word in a channel.
            raise SourceChangeError(f"a source of kind {source.kind} is written into the config, not added by command")
        address = _same_for_one_page(source.url)
        if (other := addresses.get(address)) is not None:
            raise PolledAlreadyError(f"{source.url} is polled already, as {other}")
        if self.is_configured(source.id):
            raise SourceChangeError(
                f"{source.id} stands in the config, which wins; change it there, or take another id"
            )
        before = rows.get(source.id)
        if before is not None and before.is_added:
            raise SourceChangeError(f"{source.id} is there already; remove it first, or take another id")
        if before is not None and before.settings and _same_for_one_page(str(before.settings["url"])) != address:
            # Its items and its history hang on the id: of another address nothing would be a first poll.
            raise SourceChangeError(
                f"{source.id} was the id of {before.settings['url']}, whose history hangs on it; take another id"
            )
        allowed = frozenset(host.casefold() for host in self._config.polling.allowed_private_hosts)
        if row.from_chat and not stays_outside(source.url, private=allowed):
            raise SourceChangeError(
                f"{source.url} is not on the open internet; it can only be added at the bot's own machine, with "
                "`onrecord source add`, or once its host stands in polling.allowed_private_hosts"
            )
        return source

    async def _save(
        self,
        transaction: StoredSourceWrites,
        row: StoredSource,
        before: StoredSource | None,
        *,
        action: str,
        by: Member,
    ) -> None:
        await transaction.save_stored_source(row)
        logged = _as_logged(before) if before is not None else None
        at = self._clock.now()
        await log_change(transaction, "source", row.id, action, before=logged, after=_as_logged(row), by=by, at=at)
        log.info("source changed by command", source=row.id, action=action, by=by.id)


def _same_for_one_page(url: str) -> str:
    try:
        return canonical_url(url)
    except ValueError:  # one of the config that no request will take
        return url


def _unknown(source_id: str) -> SourceChangeError:
    return SourceChangeError(f"there is no source {source_id}; `source list` names all")


def _as_logged(row: StoredSource) -> dict[str, Any]:
    return {
        "settings": row.settings,
        "removed": row.removed_at is not None,
        "paused": row.paused_at is not None,
    }
