"""One instance of the bot on one database: two would post everything twice."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.core.errors import StoreBusyError, StoreError
from bot.store.failures import raised_as_store_errors

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from bot.store.address import Address

INSTANCE_KEY = 0x6F6E7265  # any number that is ours: advisory locks of one database share one space
_PATIENCE = "1s"  # a server needs a moment to see that a killed client is gone
_SHARED_PATIENCE = "10s"  # one that was started at the same time may just bring the record to the newest version
_LOCK_NOT_AVAILABLE = "55P03"
_IN_USE = "is in use by another On Record: stop that one, or give this one another database"
_ALONE = (
    'is in use by an On Record that works alone: stop that one, or write [work] engine = "procrastinate" into its '
    "config too"
)


class InstanceLock(Protocol):
    """Held by the one process that works on the database."""

    async def hold(self) -> None:
        """Take the lock, or make sure that it is still held.

        Raises:
            StoreBusyError: another instance has it.
            StoreError: the database cannot be used.

        """
        ...

    async def let_go(self) -> None:
        """Give the lock back. May be called twice."""
        ...


class FileLock:
    """An OS lock on a file beside the database: the kernel frees it however the process ends."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._path = database.with_name(database.name + ".lock")
        self._descriptor: int | None = None

    async def hold(self) -> None:
        """Take the lock, or return at once when it is held."""
        self.take()

    async def let_go(self) -> None:
        """Give the lock back; its file stays, since another process may just be opening it."""
        self.free()

    def take(self) -> None:
        """As `hold`, for whoever runs on no event loop."""
        if self._descriptor is not None:
            return
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise StoreError(
                f"the SQLite file {self._database}: its lock file {self._path.name} cannot be opened "
                f"({error.strerror}): the folder {self._path.parent} must exist, and the bot's user must be able to "
                "write there"
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(descriptor, 32).decode(errors="replace").strip()
            os.close(descriptor)
            raise StoreBusyError(
                f"the SQLite file {self._database} is in use by another On Record"
                f"{f' (process {holder})' if holder else ''}: stop that one, or give this one another database"
            ) from error
        self._descriptor = descriptor
        with suppress(OSError):  # a full disk must not keep the bot from opening; the number is for people only
            os.truncate(descriptor, 0)
            os.write(descriptor, f"{os.getpid()}\n".encode())

    def free(self) -> None:
        """As `let_go`, for whoever runs on no event loop."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class ServerLock:
    """An advisory lock of a session of its own: the server frees it when the connection ends.

    Args:
        engine: of the database.
        address: of the database, for messages.
        shared: hold it beside others that share it too; who wants it alone waits for all of them.

    """

    def __init__(self, engine: AsyncEngine, address: Address, *, shared: bool = False) -> None:
        self._engine = engine
        self._address = address
        self._shared = shared
        self._session: AsyncConnection | None = None

    async def hold(self) -> None:
        """Take the lock; when its session was lost, as when the server restarted, take it anew."""
        if self._session is not None:
            try:
                await self._session.execute(text("SELECT 1"))
            except SQLAlchemyError:
                await self.let_go()
            else:
                return
        with raised_as_store_errors(self._address):
            session = await self._engine.connect()
            try:
                session = await session.execution_options(isolation_level="AUTOCOMMIT")
                await session.execute(text(f"SET lock_timeout = '{_SHARED_PATIENCE if self._shared else _PATIENCE}'"))
                taken = "pg_advisory_lock_shared" if self._shared else "pg_advisory_lock"
                await session.execute(text(f"SELECT {taken}(:key)"), {"key": INSTANCE_KEY})
            except DBAPIError as error:
                await session.invalidate()
                await session.close()
                if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
                    raise StoreBusyError(f"{self._address.name} {_ALONE if self._shared else _IN_USE}") from error
                raise
        self._session = session

    async def let_go(self) -> None:
        """End the session, and the lock with it."""
        session, self._session = self._session, None
        if session is not None:
            with suppress(SQLAlchemyError):
                await session.invalidate()
            with suppress(SQLAlchemyError):
                await session.close()
