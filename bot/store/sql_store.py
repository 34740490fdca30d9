"""The store on SQL: its parts over one engine, each as its port in `bot.core.ports` promises."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.ext.asyncio import create_async_engine

from bot.core.errors import LookupTooSlowError, StoreBusyError, StoreError
from bot.store.address import parse_address
from bot.store.failures import raised_as_store_errors
from bot.store.forms import rows
from bot.store.forms.tables import beats
from bot.store.instance import INSTANCE_KEY, FileLock, ServerLock
from bot.store.parts.activity import SqlActivity
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

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
    from sqlalchemy.pool import PoolResetState

    from bot.core.model import Beat
    from bot.store.address import Address
    from bot.store.instance import InstanceLock

_BUSY_AFTER = 10.0  # seconds to wait for another program that writes to SQLite's file
_WRITERS_KEY = INSTANCE_KEY + 1
LOOKUPS_AT_ONCE = 4  # connections that lookups have
_DEADLINE = "deadline"
_STEPS_BETWEEN = 10_000  # of SQLite's machine, some milliseconds, between two looks at the clock
# Takes SQLite's write lock before the first read: a transaction that reads first and writes later can fail between.
_WRITING = {"begin": "BEGIN IMMEDIATE"}


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
        engine = _engine(self._address, read_only=self._read_only)
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
        self._lookups = _lookup_engine(self._address, within=self._lookup_cut_off_after)

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
        async with engine.execution_options(**_WRITING).connect() as connection:
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
                async with engine.execution_options(**_WRITING).begin() as connection:
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
                    deadline = connection.sync_connection.info.get(_DEADLINE) if connection.sync_connection else None
                    if deadline is not None:
                        deadline.at = time.monotonic() + within
                    yield connection
            except NoConnectionError as error:
                raise LookupTooSlowError(f"{too_slow}: others hold all its connections") from error
            except DBAPIError as error:
                if _was_cut_off(error):
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


def _engine(address: Address, *, read_only: bool, **pool: Any) -> AsyncEngine:
    if address.file is None:
        try:
            engine = create_async_engine(
                address.url,
                hide_parameters=True,  # texts of articles do not belong into logs
                pool_pre_ping=True,  # a server that restarted costs no lookup
                connect_args={"connect_timeout": 10, "tcp_user_timeout": 30_000},
                **pool,
            )
        except ModuleNotFoundError as error:
            raise StoreError(
                f"{address.name}: the driver is missing: install it with `pip install 'onrecord[postgres]'`"
            ) from error
        event.listen(engine.sync_engine, "connect", _prepare_postgres)
        return engine
    url = address.url
    if read_only:
        url = url.set(database=f"file:{address.file}").update_query_dict({"mode": "ro", "uri": "true"})
    engine = create_async_engine(
        url, hide_parameters=True, connect_args={"timeout": _BUSY_AFTER}, pool_reset_on_return=None, **pool
    )
    event.listen(engine.sync_engine, "reset", _roll_back_what_is_open)
    event.listen(engine.sync_engine, "connect", _prepare_reader if read_only else _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


class _Deadline:
    """When SQLite gives up on the work of a connection, by the monotonic clock."""

    at = 0.0

    def is_over(self) -> bool:
        return time.monotonic() > self.at


def _lookup_engine(address: Address, *, within: timedelta) -> AsyncEngine:
    """Return the connections of lookups: few, apart from those of the engine, read-only, for a limited time."""
    pool = {"pool_size": LOOKUPS_AT_ONCE, "max_overflow": 0, "pool_timeout": within.total_seconds()}
    engine = _engine(address, read_only=True, **pool)
    if address.file is None:
        limit = f"SET statement_timeout = {max(int(within.total_seconds() * 1000), 1)}"

        def prepare(connection: Any, _record: Any) -> None:
            _set(connection, (*_POSTGRES_LOOKUP_SETTINGS, limit))
            connection.commit()

        event.listen(engine.sync_engine, "connect", prepare)
        return engine.execution_options(isolation_level="REPEATABLE READ")

    def give_up_in_time(connection: Any, record: Any) -> None:
        _set(connection, _SQLITE_LOOKUP_SETTINGS)
        deadline = record.info[_DEADLINE] = _Deadline()
        connection.run_async(lambda driver: driver.set_progress_handler(deadline.is_over, _STEPS_BETWEEN))

    event.listen(engine.sync_engine, "connect", give_up_in_time)
    return engine


def _was_cut_off(error: DBAPIError) -> bool:
    cut_off = {getattr(error.orig, "sqlite_errorname", None), getattr(error.orig, "sqlstate", None)}
    return bool(cut_off & {"SQLITE_INTERRUPT", "57014"})


# The server ends the session of a machine that was cut off, and frees its locks, after a minute.
_POSTGRES_SETTINGS = (
    "SET tcp_keepalives_idle = 30",
    "SET tcp_keepalives_interval = 10",
    "SET tcp_keepalives_count = 3",
    "SET lock_timeout = '30s'",
)
_POSTGRES_LOOKUP_SETTINGS = (
    "SET default_transaction_read_only = on",
    "SET jit = off",  # compiling takes longer than any lookup
    "SET max_parallel_workers_per_gather = 0",  # and so does starting processes
    "SET enable_seqscan = off",  # what a word's share of the record is, no statistics know: an index always answers
    "SET work_mem = '32MB'",
)
_SQLITE_LOOKUP_SETTINGS = (
    "PRAGMA query_only = ON",
    "PRAGMA mmap_size = 268435456",
)
_SQLITE_SETTINGS = (
    "PRAGMA journal_mode = WAL",  # lookups go on while a transaction writes
    # NORMAL would keep the file whole through a power cut, but lose the last commits: a delivery that was saved as
    # SENT would be posted again. One fsync for each transaction is nothing beside the news.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)


def _prepare_postgres(connection: Any, _record: Any) -> None:
    _set(connection, _POSTGRES_SETTINGS)
    connection.commit()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    _prepare_reader(connection, _record)
    if connection.execute("PRAGMA page_count").fetchone() == (0,):  # beside a writer it would wait for him
        _set(connection, ("PRAGMA auto_vacuum = INCREMENTAL",))  # what is let go of can be given back to the disk
    _set(connection, _SQLITE_SETTINGS)


def _prepare_reader(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # sqlite3 begins nothing by itself: `_begin` does


def _set(connection: Any, settings: tuple[str, ...]) -> None:
    try:
        cursor = connection.cursor()
        for setting in settings:
            cursor.execute(setting)
        cursor.close()
    except Exception:
        connection.close()  # the pool does not know it yet
        raise


def _roll_back_what_is_open(connection: Any, _record: Any, state: PoolResetState) -> None:
    """Clean a connection for the next one to use it. The pool's own way wakes its thread when nothing is open too."""
    if not state.terminate_only and connection.driver_connection.in_transaction:
        connection.rollback()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
