"""The sources that were added by command, for tools that run beside a bot or without one."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.core.clock import SystemClock
from bot.core.errors import StoreError
from bot.jobs.source_changes import SourceChanges
from bot.store import SqlStore
from bot.store.address import parse_address

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager

    from bot.core.config import Config
    from bot.core.model import Change, StoredSource
    from bot.core.ports import StoredSourceWrites


class _NothingStored:
    """A database that was never made: nothing is added in it."""

    async def stored_sources(self) -> list[StoredSource]:
        return []

    async def last_change(self) -> int:
        return 0

    async def changes(self, *, limit: int = 50) -> list[Change]:  # noqa: ARG002 - of what there is not
        return []

    def transaction(self) -> AbstractAsyncContextManager[StoredSourceWrites]:
        raise StoreError("there is no database yet: start the bot with `onrecord run` first")


@asynccontextmanager
async def source_changes(config: Config, *, writing: bool = False) -> AsyncIterator[SourceChanges]:
    """Open what changes the sources, and fill `config.sources` with what was added.

    Args:
        config: names the database.
        writing: also change them; the database is made where there is none.

    Raises:
        StoreError: the database cannot be used.

    """
    file = parse_address(config.bot.database).file
    if not writing and file is not None and not file.exists():
        yield SourceChanges(store=_NothingStored(), config=config, clock=SystemClock())
        return
    store = SqlStore(config.bot.database, read_only=not writing, beside=writing)
    await store.open()
    try:
        changes = SourceChanges(store=store, config=config, clock=SystemClock())
        await changes.refresh()
        yield changes
    finally:
        await store.close()
