"""The sources, actors and routes that were added by command, for tools that run beside a bot or without one."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.core.clock import SystemClock
from bot.core.errors import StoreError
from bot.core.ports import StoredActorWrites, StoredSourceWrites
from bot.jobs.by_command.actor_changes import ActorChanges
from bot.jobs.by_command.route_changes import RouteChanges
from bot.jobs.by_command.source_changes import SourceChanges
from bot.jobs.by_command.tracking import Tracking
from bot.store import SqlStore
from bot.store.address import parse_address

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager

    from bot.core.config import Config
    from bot.core.model import Change, StoredActor, StoredSource


class ChangeWrites(StoredSourceWrites, StoredActorWrites, Protocol):
    """What is written of sources and actors by command."""


class _NothingStored:
    """A database that was never made: nothing is added in it."""

    async def stored_actors(self) -> list[StoredActor]:
        return []

    async def stored_sources(self) -> list[StoredSource]:
        return []

    async def last_change(self) -> int:
        return 0

    async def changes(self, *, limit: int = 50) -> list[Change]:  # noqa: ARG002 - of what there is not
        return []

    def transaction(self) -> AbstractAsyncContextManager[ChangeWrites]:
        raise StoreError("there is no database yet: start the bot with `onrecord run` first")


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changes the sources and the actors."""

    store: SqlStore | None  # None: there is no database yet
    sources: SourceChanges
    actors: ActorChanges


@asynccontextmanager
async def source_changes(config: Config, *, writing: bool = False) -> AsyncIterator[SourceChanges]:
    """Open what changes the sources; see `changes_by_command`.

    Raises:
        StoreError: the database cannot be used.

    """
    async with changes_by_command(config, writing=writing) as changes:
        yield changes.sources


@asynccontextmanager
async def changes_by_command(config: Config, *, writing: bool = False) -> AsyncIterator[Changes]:
    """Open what changes sources and actors, and fill the lists of the config, of routes too, with what was added.

    Args:
        config: names the database.
        writing: also change them; the database is made where there is none.

    Raises:
        StoreError: the database cannot be used.

    """
    file = parse_address(config.store.url).file
    if not writing and file is not None and not file.exists():
        yield _changes(_NothingStored(), config, store=None)
        return
    store = SqlStore(config.store.url, read_only=not writing, beside=writing)
    await store.open()
    try:
        changes = _changes(store, config, store=store)
        await changes.actors.refresh()
        await changes.sources.refresh()
        await RouteChanges(store=store, config=config, clock=SystemClock()).refresh()
        yield changes
    finally:
        await store.close()


def _changes(asked: SqlStore | _NothingStored, config: Config, *, store: SqlStore | None) -> Changes:
    clock = SystemClock()
    return Changes(
        store=store,
        sources=SourceChanges(store=asked, config=config, clock=clock),
        actors=ActorChanges(store=asked, config=config, clock=clock, tracking=Tracking(config=config)),
    )
