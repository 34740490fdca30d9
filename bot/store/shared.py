"""The record in PostgreSQL as several processes work on it, on one host or many.

Transactions wait for each other as within one process, by an advisory lock, so that each sees all that was committed
before it. What takes longer than a transaction is kept apart by locks of its own: an actor while something new is
compared with what he is on record with, and a role that one process has.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from bot.core.errors import StoreBusyError, StoreError
from bot.core.work import deliver_job
from bot.store.failures import raised_as_store_errors
from bot.store.forms import rows
from bot.store.forms.tables import index_entries, statements
from bot.store.instance import ServerLock
from bot.store.parts.record import LAST_ARRIVAL
from bot.store.queue import defer, make_queue, require_queue
from bot.store.schema import migrate_tables, newest_version, require_newest
from bot.store.sql_store import SqlStore
from bot.store.thresholds import ARRIVALS_AT_ONCE, STILL_THERE_WITHIN

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
    from contextlib import AbstractAsyncContextManager

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from bot.core.model import Arrival, Channel
    from bot.store.instance import InstanceLock
    from bot.store.transaction import SqlTransaction

_ARRIVALS: Final = "onrecord_arrivals"  # what the server tells all processes of when it commits
_HELD_FOR: Final = "10min"  # longer than the longest transcript is compared for, and fifty messages are posted


@dataclass(slots=True)
class _Held:
    """The connection whose locks are held. Tasks that are begun meanwhile know it too, and may outlive it."""

    connection: AsyncConnection
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    is_over: bool = False

    async def require(self) -> None:
        """Make sure that the locks are held still: without them another process may decide the same."""
        async with self.turn:
            if not self.is_over:
                await self.connection.execute(text("SELECT 1"))

    async def end(self) -> None:
        """Let go of the locks; what was to be saved is, and a connection that is lost holds nothing."""
        async with self.turn:
            self.is_over = True
            with suppress(SQLAlchemyError):
                await self.connection.close()


_HELD: ContextVar[_Held | None] = ContextVar("what is held", default=None)


class SharedStore(SqlStore):
    """The record in PostgreSQL, beside other processes that are given the same address.

    Args:
        url: `postgresql://user:password@host:port/name`.
        options: as `SqlStore` takes them.

    Raises:
        StoreError: the URL is none of PostgreSQL: SQLite's file has one writer, and one host.

    """

    def __init__(self, url: str, **options: Any) -> None:
        super().__init__(url, **options)
        if self._address.file is not None:
            raise StoreError(
                f"{self._address.name} is for one process: several would wait for each other's writes, and no other "
                'host can lock it: write url = "postgresql://user@host/name" into [store], or leave out [work]'
            )

    def _lock(self, engine: AsyncEngine) -> InstanceLock:
        return ServerLock(engine, self._address, shared=True)

    async def _prepare(self, engine: AsyncEngine, instance: InstanceLock) -> None:
        """Bring the record to the newest version if nobody else is at work, and see that it is."""
        alone = ServerLock(engine, self._address)
        try:
            await alone.hold()
        except StoreBusyError:
            self.version_before = newest_version()  # or it is refused below
        else:
            try:
                async with engine.connect() as connection:
                    self.version_before = await connection.run_sync(migrate_tables, self._address)
                    await connection.run_sync(make_queue, self._address)
            finally:
                await alone.let_go()
        await instance.hold()
        async with engine.connect() as connection:
            await connection.run_sync(partial(require_newest, at_work=True), self._address)
            await connection.run_sync(require_queue, self._address)

    async def _before_commit(self, transaction: SqlTransaction) -> None:
        held = _HELD.get()
        if held is not None:
            await held.require()
        if transaction.has_arrivals:
            async with transaction.connected() as connection:
                await connection.execute(text(f"NOTIFY {_ARRIVALS}"))
        if channels := transaction.channels_to_tell:
            async with transaction.connected() as connection:
                await defer(connection, [deliver_job(one) for one in channels])

    def holding_actors(self, actor_ids: Iterable[str]) -> AbstractAsyncContextManager[None]:
        return self._holding([f"actor {one}" for one in actor_ids])

    def holding_channel(self, channel: Channel) -> AbstractAsyncContextManager[None]:
        return self._holding([f"channel {channel}"])

    @asynccontextmanager
    async def _holding(self, names: Iterable[str]) -> AsyncIterator[None]:
        with raised_as_store_errors(self._address):
            connection = await self._opened().connect()
        held = _Held(connection)
        try:
            with raised_as_store_errors(self._address):
                # Locks of a transaction that does nothing else: whatever ends it frees them.
                await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
                await connection.execute(text(f"SET LOCAL lock_timeout = '{_HELD_FOR}'"))
                for name in sorted(set(names)):  # one order for all, so that no two wait for each other
                    await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _key(name)})
            before = _HELD.set(held)
            try:
                yield
            finally:
                _HELD.reset(before)
        finally:
            await held.end()

    async def last_arrival(self) -> int:
        (last,) = await self._values(LAST_ARRIVAL)
        return int(last)

    async def arrivals(self, *, after: int, made_by: str) -> tuple[int, Sequence[Arrival]]:
        numbers = (
            select(index_entries.c.arrival)
            .where(index_entries.c.arrival > after)
            .order_by(index_entries.c.arrival)
            .limit(ARRIVALS_AT_ONCE)
        )
        async with self.connected() as connection:
            last = max((await connection.execute(numbers)).scalars(), default=after)
            if last == after:
                return after, ()
            query = (
                select(
                    index_entries.c.arrival,
                    statements.c.actor_id,
                    statements.c.first_seen_at,
                    statements.c.id,
                    index_entries.c.terms,
                    index_entries.c.meaning,
                )
                .join(statements, statements.c.seq == index_entries.c.seq)
                .where(
                    index_entries.c.arrival > after,
                    index_entries.c.arrival <= last,
                    index_entries.c.made_by == made_by,
                    statements.c.teller.is_(None),
                )
                .order_by(index_entries.c.arrival)
            )
            return last, [rows.arrival(row, made_by=made_by) for row in await connection.execute(query)]

    async def arrivals_heard(self) -> AsyncGenerator[None, None]:
        import psycopg  # noqa: PLC0415 - it is there where this is used, and the bot on SQLite has none

        with raised_as_store_errors(self._address):
            session = await self.session()
        try:
            with raised_as_store_errors(self._address):
                await session.execute(text(f"LISTEN {_ARRIVALS}"))
                driver: Any = (await session.get_raw_connection()).driver_connection
            yield
            while True:
                heard = [one async for one in driver.notifies(stop_after=1)]  # to its end: it locks the connection
                if heard:
                    yield
        except psycopg.Error as error:
            raise StoreError(f"{self._address.name}: the connection was lost ({error})") from error
        finally:
            await _end(session)

    async def session(self) -> AsyncConnection:
        """Give a connection that nobody else has, with no transaction around what is asked on it."""
        session = await self._opened().connect()
        return await session.execution_options(isolation_level="AUTOCOMMIT")

    def role(self, name: str) -> ServerRole:
        """Return the lock of what one process of all does, such as to hear the people of one platform."""
        return ServerRole(self, name)


class ServerRole:
    """`bot.core.ports.RoleLock`, as a lock of the server, which frees it when the process is gone.

    Args:
        store: the record that the processes share, open.
        name: of what is done.

    """

    def __init__(self, store: SharedStore, name: str) -> None:
        self._store = store
        self._key = _key(f"role {name}")
        self._session: AsyncConnection | None = None

    async def take(self) -> bool:
        try:
            async with asyncio.timeout(STILL_THERE_WITHIN):
                with raised_as_store_errors(self._store.address):
                    return await self._take()
        except TimeoutError as error:
            await self.let_go()
            raise StoreError(f"{self._store.address.name}: the server does not answer") from error
        except StoreError:
            await self.let_go()
            raise

    async def _take(self) -> bool:
        if self._session is not None:
            await self._session.execute(text("SELECT 1"))
            return True
        session = await self._store.session()
        taken = await session.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": self._key})
        if taken.scalar():
            self._session = session
            return True
        await _end(session)
        return False

    async def let_go(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await _end(session)


async def _end(session: AsyncConnection) -> None:
    with suppress(SQLAlchemyError):
        await session.invalidate()
    with suppress(SQLAlchemyError):
        await session.close()


def _key(name: str) -> int:
    """Return the number of an advisory lock: a part of the hash of its name, as PostgreSQL's bigint."""
    return int.from_bytes(blake2b(f"onrecord {name}".encode(), digest_size=8).digest(), "big", signed=True)
