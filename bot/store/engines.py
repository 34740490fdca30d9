"""Connections to SQLite and PostgreSQL: how each is set up, for the engine and for lookups, and when it gives up."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import create_async_engine

from bot.core.errors import StoreError
from bot.store.thresholds import BUSY_AFTER, LOOKUPS_AT_ONCE, STEPS_BETWEEN_LOOKS

if TYPE_CHECKING:
    from datetime import timedelta

    from sqlalchemy import Connection
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
    from sqlalchemy.pool import PoolResetState

    from bot.store.address import Address

# Takes SQLite's write lock before the first read: a transaction that reads first and writes later can fail between.
WRITING = {"begin": "BEGIN IMMEDIATE"}
_DEADLINE = "deadline"


def engine_of(address: Address, *, read_only: bool, **pool: Any) -> AsyncEngine:
    """Return the connections to a database; none is made yet.

    Raises:
        StoreError: the driver is missing, with the way to it.

    """
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
        url, hide_parameters=True, connect_args={"timeout": BUSY_AFTER}, pool_reset_on_return=None, **pool
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


def lookup_engine(address: Address, *, within: timedelta) -> AsyncEngine:
    """Return the connections of lookups: few, apart from those of the engine, read-only, for a limited time."""
    pool = {"pool_size": LOOKUPS_AT_ONCE, "max_overflow": 0, "pool_timeout": within.total_seconds()}
    engine = engine_of(address, read_only=True, **pool)
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
        connection.run_async(lambda driver: driver.set_progress_handler(deadline.is_over, STEPS_BETWEEN_LOOKS))

    event.listen(engine.sync_engine, "connect", give_up_in_time)
    return engine


def begin_lookup(connection: AsyncConnection, *, within: float) -> None:
    """Let SQLite give up on what it is asked next after so many seconds; PostgreSQL measures each by itself."""
    deadline = connection.sync_connection.info.get(_DEADLINE) if connection.sync_connection else None
    if deadline is not None:
        deadline.at = time.monotonic() + within


def was_cut_off(error: DBAPIError) -> bool:
    """Tell whether a database gave up on a lookup since its time was over."""
    cut_off = {getattr(error.orig, "sqlite_errorname", None), getattr(error.orig, "sqlstate", None)}
    return bool(cut_off & {"SQLITE_INTERRUPT", "57014"})


# The server ends the sessions of a host that is gone after 22 seconds, and frees its locks and roles: by keepalives
# where it waits for the host, and by tcp_user_timeout where it sent something that was never acknowledged, for which
# the system would wait a quarter of an hour.
_POSTGRES_SETTINGS = (
    "SET tcp_keepalives_idle = 10",
    "SET tcp_keepalives_interval = 4",
    "SET tcp_keepalives_count = 3",
    "SET tcp_user_timeout = 22000",
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
SQLITE_SETTINGS = (
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
    _set(connection, SQLITE_SETTINGS)


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
