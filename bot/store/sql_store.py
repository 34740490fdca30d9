"""The store on SQL; see `bot.core.ports.Store` for what each method promises."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.core.errors import StoreError
from bot.store import lookups, views
from bot.store.address import parse_address
from bot.store.failures import told_as_store_errors
from bot.store.instance import INSTANCE_KEY, FileLock, ServerLock
from bot.store.schema import migrate, require_newest
from bot.store.transaction import SqlTransaction

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from datetime import datetime

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from bot.core.model import (
        Article,
        Beat,
        Channel,
        ChannelPause,
        Counts,
        Delivery,
        DeliveryState,
        Feedback,
        FeedbackView,
        Item,
        ItemState,
        Message,
        Poll,
        PollState,
        RecheckView,
        ReportView,
        SightingView,
        StatementPage,
        StatementQuery,
        StatementView,
    )
    from bot.store.address import Address
    from bot.store.instance import InstanceLock

_Answer = TypeVar("_Answer")

_BUSY_AFTER = 10.0  # seconds to wait for another program that writes to SQLite's file
_WRITERS_KEY = INSTANCE_KEY + 1
# Takes SQLite's write lock before the first read: a transaction that reads first and writes later can fail between.
_WRITING = {"begin": "BEGIN IMMEDIATE"}


class SqlStore:
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
        """Bring the database to the newest version and take it for this process.

        Raises:
            StoreBusyError: another instance holds it.
            StoreError: it cannot be used, or read-only: it does not exist or is of another version.

        """
        if self._engine is not None:
            return
        file = self._address.file
        if self._read_only and file is not None and not file.exists():
            raise StoreError(f"{self._address.name} does not exist: start the bot with `onrecord run` first")
        engine = _engine(self._address, read_only=self._read_only)
        instance = ServerLock(engine, self._address) if file is None else FileLock(file)
        try:
            with told_as_store_errors(self._address):
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
        """Let go of the database. May be called twice."""
        engine, self._engine = self._engine, None
        instance, self._instance = self._instance, None
        if engine is not None:
            await engine.dispose()
        if instance is not None:
            await instance.let_go()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[SqlTransaction]:
        """Begin a transaction; leaving it commits, an exception rolls everything back."""
        if self._read_only:
            raise StoreError(f"{self._address.name} was opened to look things up: it is not written to")
        async with self._one_at_a_time:
            engine, instance = self._opened(), self._instance
            with told_as_store_errors(self._address):
                if instance is not None:
                    await instance.hold()
                async with engine.execution_options(**_WRITING).begin() as connection:
                    if self._address.file is None:
                        # Holds off a second writer, should the instance lock ever fail to.
                        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITERS_KEY})
                    transaction = SqlTransaction(connection, self._address)
                    yield transaction
                    await transaction.finish()

    async def poll_states(self) -> list[PollState]:
        """Return what is known about every source that was ever polled, by source id."""
        return await self._read(lookups.all_poll_states)

    async def polls(self, source_id: str, *, limit: int = 30) -> list[Poll]:
        """Return the last fetches of a source, newest first."""
        return await self._read(lambda connection: lookups.last_polls(connection, source_id, limit=limit))

    async def due_items(self, *, now: datetime, limit: int) -> list[Item]:
        """Return WAITING items that are not put off, longest due first, at most `limit` of each source."""
        return await self._read(lambda connection: lookups.due_items(connection, now=now, limit=limit))

    async def items(self, state: ItemState, *, limit: int = 50) -> list[Item]:
        """Return items in a state, last seen first."""
        return await self._read(lambda connection: lookups.items_in(connection, state, limit=limit))

    async def article(self, article_id: str) -> Article | None:
        """Return an article, or None."""
        return await self._read(lambda connection: views.article(connection, article_id))

    async def due_deliveries(self, *, now: datetime, limit: int) -> list[Delivery]:
        """Return PENDING and STALE deliveries that are not put off and every SENDING one: STALE last, oldest first.

        At most `limit` of each channel, so that none that is closed to us keeps the others waiting.
        """
        return await self._read(lambda connection: lookups.due_deliveries(connection, now=now, limit=limit))

    async def alerts_tried(self, channel: Channel, *, since: datetime) -> list[datetime]:
        """Return when those alerts of a channel were made that were tried or posted, of those made since, oldest first.

        `since` is included. One that was collapsed, or that waits for its first try, is not among them.
        """
        return await self._read(lambda connection: lookups.alerts_tried(connection, channel, since=since))

    async def overflow(self, channel: Channel, *, since: datetime) -> Delivery | None:
        """Return the newest overflow line of a channel that was made at `since` or later and is not dead."""
        return await self._read(lambda connection: lookups.newest_overflow(connection, channel, since=since))

    async def due_rechecks(self, *, now: datetime, limit: int) -> list[RecheckView]:
        """Return pages whose time to be fetched again has come and is not put off, longest due first."""
        return await self._read(lambda connection: lookups.due_rechecks(connection, now=now, limit=limit))

    async def deliveries(self, state: DeliveryState, *, limit: int = 50) -> list[Delivery]:
        """Return deliveries in a state, newest first."""
        return await self._read(lambda connection: lookups.deliveries_in(connection, state, limit=limit))

    async def pauses(self) -> list[ChannelPause]:
        """Return the paused channels."""
        return await self._read(lookups.all_pauses)

    async def message(self, delivery: Delivery) -> Message:
        """Return what a delivery shows, as it is now on record: by its kind a report, a correction or an overflow line.

        Raises:
            KeyError: it is not on record, or a correction's alert has no message to answer.

        """
        return await self._read(lambda connection: views.message(connection, delivery))

    async def feedback(self) -> list[FeedbackView]:
        """Return every statement that people said something of, first seen first."""
        return await self._read(views.all_feedback)

    async def feedback_on(self, statement_id: str) -> list[Feedback]:
        """Return what people said of a statement, first given first."""
        return await self._read(lambda connection: views.feedback_on(connection, [statement_id]))

    async def page_sightings(self, article_id: str) -> list[SightingView]:
        """Return the sightings in all versions of an article's page, each with its own version, first seen first."""
        return await self._read(lambda connection: views.page_sightings(connection, article_id))

    async def report(self, report_id: str) -> ReportView:
        """Return a report with its statements and all their sightings.

        Raises:
            KeyError: there is none.

        """
        return await self._read(lambda connection: views.report_view(connection, report_id))

    async def statements(self, query: StatementQuery) -> StatementPage:
        """Look statements up, newest first seen first."""
        return await self._read(lambda connection: lookups.statement_page(connection, query))

    async def statement(self, statement_id: str) -> StatementView | None:
        """Return one statement, or None."""
        return await self._read(lambda connection: views.statement_view(connection, statement_id))

    async def beat(self, beat: Beat) -> None:
        """Save the sign of life; only the last one is kept."""
        async with self.transaction() as transaction:
            await transaction.save_beat(beat)

    async def last_beat(self) -> Beat | None:
        """Return the last sign of life."""
        return await self._read(lookups.last_beat)

    async def counts(self) -> Counts:
        """Count what is on record."""
        return await self._read(lookups.counts)

    async def _read(self, look: Callable[[AsyncConnection], Awaitable[_Answer]]) -> _Answer:
        engine = self._opened()
        if self._address.file is None:
            # One moment for all the queries of one lookup; in SQLite every transaction has that.
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with told_as_store_errors(self._address):
            async with engine.connect() as connection:
                return await look(connection)

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
