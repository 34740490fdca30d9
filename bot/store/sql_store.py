"""The store on SQL: its parts over one engine, each as its port in `bot.core.ports` promises."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from bot.core.errors import LookupTooSlowError, StoreBusyError, StoreError
from bot.store.address import parse_address
from bot.store.engines import WRITING, begin_lookup, engine_of, lookup_engine, was_cut_off
from bot.store.failures import raised_as_store_errors
from bot.store.forms import rows
from bot.store.forms.tables import beats
from bot.store.instance import INSTANCE_KEY, FileLock, ServerLock
from bot.store.parts.activity import SqlActivity
from bot.store.parts.agendas import SqlAgendas
from bot.store.parts.corrections import SqlCorrections
from bot.store.parts.digests import SqlDigests
from bot.store.parts.inbox import SqlInbox
from bot.store.parts.installations import SqlInstallations
from bot.store.parts.lookups import SqlLookups
from bot.store.parts.notices import SqlNotices
from bot.store.parts.originals import SqlOriginals
from bot.store.parts.outbox import SqlOutbox
from bot.store.parts.outcomes import SqlOutcomes
from bot.store.parts.record import SqlRecord
from bot.store.parts.retention import SqlRetention, free_some
from bot.store.parts.rulings import SqlRulings
from bot.store.parts.stored_actors import SqlStoredActors
from bot.store.parts.stored_routes import SqlStoredRoutes
from bot.store.parts.stored_sources import SqlStoredSources
from bot.store.schema import migrate_tables, newest_version, require_newest
from bot.store.transaction import SqlTransaction

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from bot.core.model import Beat
    from bot.store.address import Address
    from bot.store.instance import InstanceLock

_WRITERS_KEY = INSTANCE_KEY + 1


class SqlParts(
    SqlInbox,
    SqlOutbox,
    SqlRecord,
    SqlLookups,
    SqlCorrections,
    SqlRulings,
    SqlOutcomes,
    SqlStoredSources,
    SqlStoredActors,
    SqlStoredRoutes,
    SqlInstallations,
    SqlNotices,
    SqlDigests,
    SqlOriginals,
    SqlActivity,
    SqlAgendas,
    SqlRetention,
):
    """All that can be asked of the record."""

    async def last_beat(self) -> Beat | None:
        found = await self._rows(select(beats))
        return rows.beat(found[0]) if found else None


class SqlStore(SqlParts):
    """The record in SQLite or PostgreSQL.

    Args:
        url: `sqlite:///file` or `postgresql://user:password@host:port/name`, also with the name of the driver.
        read_only: only look things up, also while a bot works on the same database. Nothing is created or migrated,
            and `transaction` is refused.
        beside: write also while a bot works on the same database, what a person changes by command: each transaction
            waits for its turn, and none holds up the bot for longer than it takes.
        lookup_cut_off_after: how long a lookup may take, and wait for one of the connections that lookups have.

    Raises:
        StoreError: the URL is none that the store can use.

    """

    def __init__(
        self,
        url: str,
        *,
        read_only: bool = False,
        beside: bool = False,
        lookup_cut_off_after: timedelta = timedelta(seconds=3),
    ) -> None:
        self._address = parse_address(url)
        self._read_only = read_only
        self._beside = beside
        self._lookup_cut_off_after = lookup_cut_off_after
        self._engine: AsyncEngine | None = None
        self._lookups: AsyncEngine | None = None
        self._instance: InstanceLock | None = None
        self._one_at_a_time = asyncio.Lock()
        self.version_before: str | None = None  # of the tables, when it was opened to write; None: there were none

    @property
    def address(self) -> Address:
        """Where the database is."""
        return self._address

    async def open(self) -> None:
        if self._engine is not None:
            return
        file = self._address.file
        if self._read_only and file is not None and not file.exists():
            raise StoreError(f"{self._address.name} does not exist: start the bot with `onrecord run` first")
        engine = engine_of(self._address, read_only=self._read_only)
        instance = self._lock(engine)
        try:
            with raised_as_store_errors(self._address):
                if self._read_only:
                    async with engine.connect() as connection:
                        await connection.run_sync(require_newest, self._address)
                else:
                    await self._prepare(engine, instance)
        except BaseException:
            await instance.let_go()
            await engine.dispose()
            raise
        self._engine, self._instance = engine, None if self._beside else instance
        self._lookups = lookup_engine(self._address, within=self._lookup_cut_off_after)

    def _lock(self, engine: AsyncEngine) -> InstanceLock:
        """Return what keeps others from this database."""
        file = self._address.file
        return ServerLock(engine, self._address) if file is None else FileLock(file)

    async def _prepare(self, engine: AsyncEngine, instance: InstanceLock) -> None:
        """Take the database and bring it to the newest version; beside a bot, which did both, see that it is."""
        try:
            await instance.hold()
        except StoreBusyError:
            if not self._beside:
                raise
            async with engine.connect() as connection:
                await connection.run_sync(partial(require_newest, at_work=True), self._address)
            self.version_before = newest_version()
            return
        async with engine.execution_options(**WRITING).connect() as connection:
            self.version_before = await connection.run_sync(migrate_tables, self._address)
        if self._beside:
            await instance.let_go()  # a bot may start meanwhile

    async def close(self) -> None:
        engine, self._engine = self._engine, None
        lookups, self._lookups = self._lookups, None
        instance, self._instance = self._instance, None
        for each in (lookups, engine):
            if each is not None:
                await each.dispose()
        if instance is not None:
            await instance.let_go()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[SqlTransaction]:
        if self._read_only:
            raise StoreError(f"{self._address.name} was opened to look things up: it is not written to")
        async with self._one_at_a_time:
            engine, instance = self._opened(), self._instance
            with raised_as_store_errors(self._address):
                if instance is not None:
                    await instance.hold()
                async with engine.execution_options(**WRITING).begin() as connection:
                    if self._address.file is None:
                        # Holds off a second writer, should the instance lock ever fail to.
                        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITERS_KEY})
                    transaction = SqlTransaction(connection, self._address)
                    yield transaction
                    await transaction.finish()
                    await self._before_commit(transaction)

    async def _before_commit(self, transaction: SqlTransaction) -> None:
        """Do what several processes on one record need of a transaction; one alone needs nothing."""

    async def beat(self, beat: Beat) -> None:
        async with self.transaction() as transaction:
            await transaction.save_beat(beat)

    async def give_back(self, pages: int) -> bool:
        if self._address.file is None:
            return False  # the server's own autovacuum does
        async with self._one_at_a_time:
            with raised_as_store_errors(self._address):
                async with self._opened().connect() as connection:
                    return await free_some(connection, pages)

    def for_people(self) -> SqlForPeople:
        """Return the record as people ask it, who hold up nothing that the engine does."""
        return SqlForPeople(self)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[AsyncConnection]:
        engine = self._opened()
        if self._address.file is None:
            # One moment for all the queries of one lookup; in SQLite every transaction has that.
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with raised_as_store_errors(self._address):
            async with engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def looking_up(self) -> AsyncIterator[AsyncConnection]:
        if self._lookups is None:
            raise StoreError(f"{self._address.name} is not open")
        within = self._lookup_cut_off_after.total_seconds()
        too_slow = f"{self._address.name}: a lookup took longer than {within:g} s"
        with raised_as_store_errors(self._address):
            try:
                async with self._lookups.connect() as connection:
                    begin_lookup(connection, within=within)
                    yield connection
            except NoConnectionError as error:
                raise LookupTooSlowError(f"{too_slow}: others hold all its connections") from error
            except DBAPIError as error:
                if was_cut_off(error):
                    raise LookupTooSlowError(too_slow) from error
                raise

    def _opened(self) -> AsyncEngine:
        if self._engine is None:
            raise StoreError(f"{self._address.name} is not open")
        return self._engine


class SqlForPeople(SqlParts):
    """The record as commands and buttons ask it: every question has the connections of lookups, and their time.

    Args:
        store: the record, open. What people say of a statement is written by it.

    """

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def connected(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self._store.looking_up()

    def looking_up(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self._store.looking_up()

    def transaction(self) -> AbstractAsyncContextManager[SqlTransaction]:
        return self._store.transaction()

    async def beat(self, beat: Beat) -> None:
        await self._store.beat(beat)
