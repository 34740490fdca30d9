"""What every part of the store stands on: a connection to ask, and within a transaction one to write to.

A part's questions are the same in a transaction and out of it; only where its connection comes from differs.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

from bot.core.errors import StoreError
from bot.store.failures import raised_as_store_errors

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from contextlib import AbstractAsyncContextManager

    from sqlalchemy import CompoundSelect, CursorResult, Executable, RowMapping, Select, Table
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.core.model import Channel
    from bot.store.address import Address


class Connected(ABC):
    """Something that can ask the database."""

    @abstractmethod
    def connected(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Give a connection for the questions of one method: all of them see one moment of the record.

        Raises:
            StoreError: in place of what the database raises within.

        """

    async def _rows(
        self, query: Select[Any] | CompoundSelect[Any], values: dict[str, Any] | None = None
    ) -> Sequence[RowMapping]:
        async with self.connected() as connection:
            found: Sequence[RowMapping] = (await connection.execute(query, values)).mappings().all()
            return found

    async def _values(self, query: Select[Any]) -> Sequence[Any]:
        """Return the first column."""
        async with self.connected() as connection:
            found: Sequence[Any] = (await connection.execute(query)).scalars().all()
            return found


class Writing(Connected):
    """One transaction on an open connection.

    Args:
        connection: of the transaction, which its owner commits.
        address: of the database, for messages.

    """

    def __init__(self, connection: AsyncConnection, address: Address) -> None:
        self._connection = connection
        self._address = address
        self._failure: StoreError | None = None
        self._to_index: set[str] = set()  # ids of the statements whose words may be others now
        self.channels_to_tell: set[Channel] = set()  # where there is something new to deliver
        self.has_arrivals = False  # there is something new that later news is compared with

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[AsyncConnection]:
        try:
            with raised_as_store_errors(self._address):
                yield self._connection
        except StoreError as error:
            self._failure = error
            raise

    async def _run(
        self, statement: Executable, rows: dict[str, Any] | Sequence[dict[str, Any]] | None = None
    ) -> CursorResult[Any]:
        async with self.connected() as connection:
            return await connection.execute(statement, rows)

    async def _save(self, table: Table, row: dict[str, Any], *, key: str = "id", keep: tuple[str, ...] = ()) -> None:
        await self._run(_upsert(self._connection.dialect.name, table, tuple(row), key, keep), row)

    async def _save_all(self, table: Table, rows: Sequence[dict[str, Any]], *, key: str) -> None:
        if rows:
            await self._run(_upsert(self._connection.dialect.name, table, tuple(rows[0]), key, ()), rows)

    async def _add(self, table: Table, row: dict[str, Any]) -> bool:
        added = self._insert(table, row).on_conflict_do_nothing(index_elements=["id"])
        return (await self._run(added.returning(table.c.id))).first() is not None

    def _insert(self, table: Table, row: dict[str, Any]) -> postgresql.Insert | sqlite.Insert:
        return _insert_of(self._connection.dialect.name, table).values(row)


def _insert_of(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@cache
def _upsert(dialect: str, table: Table, names: tuple[str, ...], key: str, keep: tuple[str, ...]) -> Executable:
    """Return what adds a row or changes the one with its key. Making it takes as long as the database with it."""
    added = _insert_of(dialect, table)
    changes = {name: added.excluded[name] for name in names if name not in {key, *keep}}
    return added.on_conflict_do_update(index_elements=[key], set_=changes)
