"""One life of the bot's process: every call of the record is a point at which it may be killed."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from bot.core.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.simulation.lives import Lives


WRITES = ("save_", "add_", "update_", "end_", "outdate", "collapse")  # how the names of those begin that leave work


class Process:
    """One life of the bot's process: everything that it does to the world outside goes through `cross`."""

    def __init__(self, lives: Lives) -> None:
        self._lives = lives
        self._is_dead = False
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.cause = ""

    async def cross(self, what: str) -> None:
        """Be at a point at which the process may be killed: before what is done next, or after what was done last."""
        if self._is_dead:
            raise StoreError("this process is dead")  # whatever its last handlers try comes to nothing
        if self._lives.is_fatal():
            await self.crash(f"killed at: {what}")

    async def crash(self, cause: str) -> None:
        self.die(cause)
        await asyncio.get_running_loop().create_future()

    def die(self, cause: str) -> None:
        self._is_dead, self.cause = True, cause
        if not self.ended.done():
            self.ended.set_result(None)
        self._lives.wake()

    def end(self) -> None:
        self._is_dead = True


class GatedStore:
    """A store whose every call is a point at which the process may be killed, and the database may be gone."""

    def __init__(self, store: Any, process: Process, lives: Lives) -> None:
        self._store = store
        self._process = process
        self._lives = lives

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._store, name)
        if not callable(method):
            return method

        async def call(*arguments: Any, **options: Any) -> Any:
            await self._process.cross(name)
            self._lives.check_database(writes=name == "beat")
            return await method(*arguments, **options)

        setattr(self, name, call)  # it is asked for at each tick
        return call

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Any]:
        await self._process.cross("a transaction begins")
        self._lives.check_database(writes=False)
        async with self._store.transaction() as transaction:
            noted = _Noted(transaction, self._lives)
            yield noted
            await self._process.cross("a transaction ends")
            self._lives.check_database(writes=True)
        if noted.has_work:
            self._lives.wake()
        await self._process.cross("a transaction has ended")


class _Noted:
    """A transaction that notes for when something is put off, so that the machine ticks then."""

    def __init__(self, transaction: Any, lives: Lives) -> None:
        self._transaction = transaction
        self._lives = lives
        self.has_work = False  # something to do at the next tick; a feed that is unchanged leaves nothing

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._transaction, name)
        if not name.startswith(WRITES):
            return method
        self.has_work |= name != "save_poll"

        async def call(*arguments: Any, **options: Any) -> Any:
            for value in arguments:
                at = (
                    getattr(value, "next_try_at", None)
                    or getattr(value, "next_poll_at", None)
                    or getattr(value, "until", None)
                )
                if at is not None:
                    self._lives.due_at(at)
            return await method(*arguments, **options)

        return call
