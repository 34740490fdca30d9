"""Service: actors that people add, name and remove by command, while the bot runs or not.

What they set stands in the database, with a line in the audit log, as for sources. Whoever is added is known to the
watcher from the next text that is read on: its pipeline is built anew around the model that is loaded, beside the event
loop, and takes the place of the other between two texts.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from bot.core.config import read_actor
from bot.core.errors import ActorChangeError, ConfigError, OnRecordError
from bot.core.model import StoredActor
from bot.core.ports import StoredActors, StoredActorWrites, Transactional
from bot.core.words import is_small, plain_form, words_of
from bot.jobs.by_command.change_log import log_change, stored_row
from bot.jobs.thresholds import LONGEST_NAME_ADDED, MOST_NAMES
from bot.rules.joined_actors import LISTS_BESIDE, JoinedActors, join_actors

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping, Sequence

    from bot.core.config import Config
    from bot.core.model import Actor, Member
    from bot.core.ports import Clock
    from bot.jobs.by_command.tracking import Ready, Tracking

log = structlog.get_logger()


class ActorStore(StoredActors, Transactional[StoredActorWrites], Protocol):
    """What is read and written of actors by command."""


class ActorChanges:
    """Changes the actors, and keeps `config.actors` and the watcher as they are.

    Args:
        store: the record.
        config: its list of actors is filled anew at each change.
        clock: the time.
        tracking: has the watcher know them.

    """

    def __init__(self, *, store: ActorStore, config: Config, clock: Clock, tracking: Tracking[Any]) -> None:
        self._store = store
        self._config = config
        self._configured = config.actors.now
        self._clock = clock
        self._tracking = tracking
        self._seen = 0  # the number of the last change that the list shows
        self._problems: tuple[str, ...] = ()
        self._turn = asyncio.Lock()
        self._refreshing: asyncio.Task[None] | None = None

    @property
    def problems(self) -> tuple[str, ...]:
        """Who of the database is not tracked, and why, as of the last refresh."""
        return self._problems

    def is_configured(self, actor_id: str) -> bool:
        """Tell whether an actor stands in the config."""
        return any(actor.id == actor_id for actor in self._configured)

    async def refresh(self) -> None:
        """Track whom the config and the database name, where something has changed.

        Raises:
            StoreError: the record cannot be used.
            WatchError: the pipeline cannot be loaded; the actors stay as they were.

        """
        async with self._turn:
            last = await self._store.last_change()
            if last == self._seen:
                return
            ready = await self._tracking.prepared(join_actors(self._configured, await self._store.stored_actors()))
            self._take(ready)
            self._seen = last

    async def look(self, last_change: int) -> None:
        """Begin to refresh where the change of this number, the last, is not taken up yet; wait for nothing."""
        is_under_way = self._refreshing is not None and not self._refreshing.done()
        if not is_under_way and last_change != self._seen:
            self._refreshing = asyncio.create_task(self._refresh_logged(), name="refresh the actors")

    async def settled(self) -> None:
        """Wait until what a look has begun is over."""
        if self._refreshing is not None:
            await asyncio.wait([self._refreshing])

    async def close(self) -> None:
        """Let go of what is under way; the next start does it."""
        if self._refreshing is not None:
            self._refreshing.cancel()
            await self.settled()

    async def _refresh_logged(self) -> None:
        try:
            await self.refresh()
        except OnRecordError as error:
            log.warning("actors not taken up, it is tried again", error=str(error))
        except Exception:  # a bug here must not go unseen until the task is collected
            log.exception("actors not taken up, it is tried again")

    @asynccontextmanager
    async def configuring(self, actors: Sequence[Actor]) -> AsyncIterator[Ready[Any]]:
        """Make ready to track the actors of another config; `take` within the block has it done.

        Raises:
            StoreError, WatchError: it cannot be done; the actors stay as they were.

        """
        async with self._turn:
            yield await self._tracking.prepared(join_actors(actors, await self._store.stored_actors()))

    def take(self, ready: Ready[Any], actors: Sequence[Actor]) -> None:
        """Track those who were made ready for another config."""
        self._configured = tuple(actors)
        self._take(ready)

    def _take(self, ready: Ready[Any]) -> None:
        before = {actor.id for actor in self._config.actors}
        self._tracking.take(ready)
        now = {actor.id for actor in self._config.actors}
        if before != now:
            log.info("actors changed", added=sorted(now - before), removed=sorted(before - now), actors=len(now))
        self._tell_problems(ready.joined)

    def _tell_problems(self, joined: JoinedActors) -> None:
        for why in joined.problems:
            if why not in self._problems:
                log.warning("actor not tracked", why=why)
        self._problems = joined.problems

    async def stored(self) -> dict[str, StoredActor]:
        """Return what was set by command, by the ids of the actors."""
        return {row.id: row for row in await self._store.stored_actors()}

    async def add(self, settings: Mapping[str, Any], *, by: Member) -> Actor:
        """Track somebody from now on; `settings` is a table as the config would have it.

        Raises:
            ActorChangeError: it is not added.

        """
        await self.refresh()
        async with self._store.transaction() as transaction:
            row = StoredActor(
                id=str(settings.get("id", "")), settings=dict(settings), set_at=self._clock.now(), set_by=by.id
            )
            before = stored_row(await transaction.stored_actors(), row.id)
            actor = self._checked(row, before)
            await self._save(transaction, row, before, action="added", by=by)
        await self.refresh()
        return actor

    async def add_names(self, actor_id: str, names: Sequence[str], *, by: Member) -> Actor:
        """Know an actor by more names, be it of the config or added.

        Raises:
            ActorChangeError: there is none of that id, or the names will not do.

        """
        await self.refresh()
        actor = self._known(actor_id)
        known = {plain_form(name) for name in (actor.name, *actor.aliases)}
        new = [name for name in dict.fromkeys(names) if plain_form(name) not in known]
        if not new:
            raise ActorChangeError(f"{actor.name} is known as {', '.join(names)} already")
        self._check_names([*actor.aliases, *new], of=actor_id)
        async with self._store.transaction() as transaction:
            before = stored_row(await transaction.stored_actors(), actor_id)
            row = before or StoredActor(id=actor_id, settings=None, set_at=self._clock.now(), set_by=by.id)
            row = replace(row, aliases=(*row.aliases, *new))
            await self._save(transaction, row, before, action="named", by=by)
        await self.refresh()
        return self._known(actor_id)

    async def change(self, actor_id: str, settings: Mapping[str, Any], *, by: Member) -> Actor:
        """Set other keys of an actor; `settings` holds those that change, as in the config.

        Of an actor of the config titles, institutions and namesakes are set beside those that stand there, in the place
        of what was set by command before, and a role where there is none.

        Raises:
            ActorChangeError: what is to be set stands in the config, or the settings will not do.

        """
        await self.refresh()
        actor = self._known(actor_id)
        async with self._store.transaction() as transaction:
            before = stored_row(await transaction.stored_actors(), actor_id)
            if self.is_configured(actor_id):
                self._require_beside(actor_id, settings)
                row = before or StoredActor(id=actor_id, settings=None, set_at=self._clock.now(), set_by=by.id)
                row = replace(row, beside=dict(row.beside or {}) | dict(settings))
                table = {"id": actor.id, "name": actor.name} | dict(row.beside or {})
            elif before is None or not before.is_added or before.settings is None:
                raise _unknown_actor(actor_id)
            else:
                row = replace(before, settings=dict(before.settings) | dict(settings))
                table = dict(row.settings or {})
            try:
                read_actor(table)
            except ConfigError as error:
                raise ActorChangeError("; ".join(error.problems)) from error
            await self._save(transaction, row, before, action="changed", by=by)
        await self.refresh()
        return self._known(actor_id)

    def _require_beside(self, actor_id: str, settings: Mapping[str, Any]) -> None:
        """Refuse what the config says otherwise, and wins with.

        Raises:
            ActorChangeError: naming the first of it.

        """
        configured = next(one for one in self._configured if one.id == actor_id)
        for key in settings:
            if key not in LISTS_BESIDE and (key != "role" or configured.role):
                raise ActorChangeError(
                    f"{configured.name} stands in the config with {key}, which wins; change it there"
                )

    async def remove_name(self, actor_id: str, name: str, *, by: Member) -> Actor:
        """Know an actor no more by a name that was added by command.

        Raises:
            ActorChangeError: it was not.

        """
        await self.refresh()
        actor, wanted = self._known(actor_id), plain_form(name)
        async with self._store.transaction() as transaction:
            before = stored_row(await transaction.stored_actors(), actor_id)
            settings = before.settings if before is not None else None
            row = before and replace(before, aliases=_without(before.aliases, wanted))
            if row is not None and settings is not None:
                row = replace(row, settings=dict(settings) | {"aliases": _without(settings.get("aliases", ()), wanted)})
            if row is None or before is None or _as_logged(row) == _as_logged(before):
                if wanted in map(plain_form, actor.aliases):
                    raise ActorChangeError(f"{name} stands in the config, as a name of {actor.name}; take it out there")
                raise ActorChangeError(f"{actor.name} is not known as {name}; `actor show {actor_id}` lists the names")
            await self._save(transaction, row, before, action="name removed", by=by)
        await self.refresh()
        return self._known(actor_id)

    async def remove(self, actor_id: str, *, by: Member) -> None:
        """Track somebody no more who was added by command. What they said stays on record, under their name.

        Raises:
            ActorChangeError: they were not added by command, or something depends on them.

        """
        await self.refresh()
        async with self._store.transaction() as transaction:
            before = stored_row(await transaction.stored_actors(), actor_id)
            if before is None or not before.is_added:
                if self.is_configured(actor_id):
                    raise ActorChangeError(f"{actor_id} stands in the config; take the actor out there")
                raise _unknown_actor(actor_id)
            if not self.is_configured(actor_id):
                self._require_unused(actor_id)
            row = replace(before, removed_at=self._clock.now())
            await self._save(transaction, row, before, action="removed", by=by)
        await self.refresh()

    def _require_unused(self, actor_id: str) -> None:
        for source in self._config.sources:
            if source.voice == actor_id:
                raise ActorChangeError(f"all texts of {source.id} are words of {actor_id}; remove that source first")
        for route in self._config.routes:
            if actor_id in route.actor_ids:
                raise ActorChangeError(f"a route to {route.channel} asks for {actor_id}; take that away first")

    def _known(self, actor_id: str) -> Actor:
        actor = self._config.actors.get(actor_id)
        if actor is None:
            raise _unknown_actor(actor_id)
        return actor

    def _checked(self, row: StoredActor, before: StoredActor | None) -> Actor:
        """Return the actor that a row is, where it may be added.

        Raises:
            ActorChangeError: it may not.

        """
        try:
            actor = read_actor(row.settings or {})
        except ConfigError as error:
            raise ActorChangeError("; ".join(error.problems)) from error
        if self.is_configured(actor.id):
            raise ActorChangeError(
                f"{actor.id} stands in the config, which wins; `actor alias {actor.id}` adds a name, or take another id"
            )
        if before is not None and before.is_added:
            raise ActorChangeError(
                f"{actor.id} is there already; `actor alias {actor.id}` adds a name, or take another id"
            )
        if (
            before is not None
            and before.settings
            and plain_form(str(before.settings["name"])) != plain_form(actor.name)
        ):
            # Their statements hang on the id: those of one person would stand under the name of another.
            raise ActorChangeError(
                f"{actor.id} was the id of {before.settings['name']}, whose statements hang on it; take another id"
            )
        self._check_names([actor.name, *actor.aliases], of=actor.id)
        return actor

    def _check_names(self, names: Sequence[str], *, of: str) -> None:
        """Refuse names by which nobody, somebody else, or everything would be found.

        Raises:
            ActorChangeError: naming the first of them.

        """
        if len(names) > MOST_NAMES:
            raise ActorChangeError(f"{len(names)} names are too many for one person: {MOST_NAMES} at most")
        taken = {plain_form(name): one for one in self._config.actors if one.id != of for name in _names_of(one)}
        for name in names:
            parts = words_of(name)
            if not any(map(str.isalpha, name)) or len(name) > LONGEST_NAME_ADDED:
                raise ActorChangeError(
                    f"“{name[:LONGEST_NAME_ADDED]}” is not a name; write letters, {LONGEST_NAME_ADDED} at most"
                )
            if all(is_small(part) for part in parts) or (len(parts) == 1 and len(parts[0]) == 1):
                raise ActorChangeError(f"“{name}” is an ordinary word, and would be found everywhere")
            if (other := taken.get(plain_form(name))) is not None:
                raise ActorChangeError(f"“{name}” is a name of {other.name} ({other.id}) already")

    async def _save(
        self, transaction: StoredActorWrites, row: StoredActor, before: StoredActor | None, *, action: str, by: Member
    ) -> None:
        await transaction.save_stored_actor(row)
        logged = _as_logged(before) if before is not None else None
        at = self._clock.now()
        await log_change(transaction, "actor", row.id, action, before=logged, after=_as_logged(row), by=by, at=at)
        log.info("actor changed by command", actor=row.id, action=action, by=by.id)


def _names_of(actor: Actor) -> Iterable[str]:
    return (actor.id, actor.name, *actor.aliases)


def _without(names: Iterable[str], wanted: str) -> tuple[str, ...]:
    return tuple(name for name in names if plain_form(name) != wanted)


def _unknown_actor(actor_id: str) -> ActorChangeError:
    return ActorChangeError(f"nobody who is tracked has the id {actor_id}; `actor list` names all")


def _as_logged(row: StoredActor) -> dict[str, Any]:
    settings = row.settings and {
        key: list(value) if isinstance(value, tuple) else value for key, value in row.settings.items()
    }
    beside = {"beside": dict(row.beside)} if row.beside else {}
    return {"settings": settings, "aliases": list(row.aliases), "removed": row.removed_at is not None} | beside
