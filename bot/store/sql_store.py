"""The store on SQL: its parts over one engine, each as its port in `bot.core.ports` promises."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, select, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.core.errors import StoreError
from bot.store import rows
from bot.store.address import parse_address
from bot.store.corrections import SqlCorrections
from bot.store.failures import raised_as_store_errors
from bot.store.inbox import SqlInbox
from bot.store.instance import INSTANCE_KEY, FileLock, ServerLock
from bot.store.lookups import SqlLookups
from bot.store.outbox import SqlOutbox
from bot.store.outcomes import SqlOutcomes
from bot.store.record import SqlRecord
from bot.store.rulings import SqlRulings
from bot.store.schema import migrate, require_newest
from bot.store.tables import beats
from bot.store.transaction import SqlTransaction

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from bot.core.model import Beat
    from bot.store.address import Address
    from bot.store.instance import InstanceLock

_BUSY_AFTER = 10.0  # seconds to wait for another program that writes to SQLite's file
_WRITERS_KEY = INSTANCE_KEY + 1
# Takes SQLite's write lock before the first read: a transaction that reads first and writes later can fail between.
_WRITING = {"begin": "BEGIN IMMEDIATE"}


class SqlStore(SqlInbox, SqlOutbox, SqlRecord, SqlLookups, SqlCorrections, SqlRulings, SqlOutcomes):
    """The record in SQLite or PostgreSQL.

    Args:
        url: `sqlite:///file` or `postgresql://user:password@host:port/name`, also with the name of the driver.
        read_only: only look things up, also while a bot works on the same database. Nothing is created or migrated,
            and `transaction` is refused.

    Raises:
        StoreError: the URL is none that the store can use.

    """

    def __init__(self, url: str, *, read_only: bool = False) -> None:
        self._address = parse_address(url)
        self._read_only = read_only
        self._engine: AsyncEngine | None = None
        self._instance: InstanceLock | None = None
        self._one_at_a_time = asyncio.Lock()

    async def open(self) -> None:
        if self._engine is not None:
            return
        file = self._address.file
        if self._read_only and file is not None and not file.exists():
            raise StoreError(f"{self._address.name} does not exist: start the bot with `onrecord run` first")
        engine = _engine(self._address, read_only=self._read_only)
        instance = ServerLock(engine, self._address) if file is None else FileLock(file)
        try:
            with raised_as_store_errors(self._address):
                if self._read_only:
                    async with engine.connect() as connection:
                        await connection.run_sync(require_newest, self._address)
                else:
                    await instance.hold()
                    async with engine.execution_options(**_WRITING).connect() as connection:
                        await connection.run_sync(migrate, self._address)
        except BaseException:
            await instance.let_go()
            await engine.dispose()
            raise
        self._engine, self._instance = engine, instance

    async def close(self) -> None:
        engine, self._engine = self._engine, None
        instance, self._instance = self._instance, None
        if engine is not None:
            await engine.dispose()
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

    async def beat(self, beat: Beat) -> None:
        async with self.transaction() as transaction:
            await transaction.save_beat(beat)

    async def last_beat(self) -> Beat | None:
        found = await self._rows(select(beats))
        return rows.beat(found[0]) if found else None

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[AsyncConnection]:
        engine = self._opened()
        if self._address.file is None:
            # One moment for all the queries of one lookup; in SQLite every transaction has that.
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with raised_as_store_errors(self._address):
            async with engine.connect() as connection:
                yield connection

    def _opened(self) -> AsyncEngine:
        if self._engine is None:
            raise StoreError(f"{self._address.name} is not open")
        return self._engine


def _engine(address: Address, *, read_only: bool) -> AsyncEngine:
    if address.file is None:
        try:
            engine = create_async_engine(
                address.url,
                hide_parameters=True,  # texts of articles do not belong into logs
                pool_pre_ping=True,  # a server that restarted costs no lookup
                connect_args={"connect_timeout": 10, "tcp_user_timeout": 30_000},
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
    engine = create_async_engine(url, hide_parameters=True, connect_args={"timeout": _BUSY_AFTER})
    event.listen(engine.sync_engine, "connect", _prepare_reader if read_only else _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


# The server ends the session of a machine that was cut off, and frees its locks, after a minute.
_POSTGRES_SETTINGS = (
    "SET tcp_keepalives_idle = 30",
    "SET tcp_keepalives_interval = 10",
    "SET tcp_keepalives_count = 3",
    "SET lock_timeout = '30s'",
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


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
