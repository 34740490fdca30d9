"""The record, copied row by row into another database, of the other kind as well.

A table is copied in one transaction, so in the new database it is whole or empty: a copy that was interrupted goes on
with the next table. Until all of it has been counted and summed up on both sides no bot takes the new one for a record.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select, text

from bot.core.errors import MoveError
from bot.store.forms.tables import metadata, tallies
from bot.store.schema import MOVING, current_version, migrate_tables, newest_version, set_version
from bot.store.sql_store import SqlStore
from bot.store.thresholds import ROWS_AT_ONCE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection, Table
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.store.address import Address
    from bot.store.instance import InstanceLock

_LARGEST: Final = 2**64
_COPIED: Final = [table for table in metadata.sorted_tables if table is not tallies]  # which triggers keep


@dataclass(frozen=True, slots=True)
class Sum:
    """What a table holds: how many rows, and the sum of their hashes, whatever their order."""

    rows: int
    total: int


class NewHome(SqlStore):
    """An empty database that a record is moved into, or one into which a part of it was moved."""

    async def _prepare(self, engine: AsyncEngine, instance: InstanceLock) -> None:
        await instance.hold()
        async with engine.connect() as connection:
            version = await connection.run_sync(current_version)
            await connection.rollback()
            if version == _moving():
                return
            if version is not None:
                raise MoveError(f"{self.address.name} holds a record already: name an empty database")
            await connection.run_sync(migrate_tables, self.address)
            await connection.run_sync(set_version, _moving())


async def move_all(old: SqlStore, new: NewHome, *, progress: Callable[[str, int, int], None]) -> dict[str, Sum]:
    """Copy a record, and verify the copy.

    Args:
        old: the record, open.
        new: where it goes, open.
        progress: is called with the table, the rows of it that are copied or compared, and how many there are.

    Returns:
        What is on record in both, by table.

    Raises:
        MoveError: the two are not the same; the new one is taken for no record.
        StoreError: one of them cannot be used.

    """
    for table in _COPIED:
        await _copy(old, new, table, progress)
    sums: dict[str, Sum] = {}
    for table in _COPIED:
        before, after = await _sum(old, table, progress), await _sum(new, table, progress)
        if before != after:
            raise MoveError(
                f"{new.address.name}: {table.name} is not as in {old.address.name} ({after.rows:,} rows of "
                f"{before.rows:,}{', other contents' if before.rows == after.rows else ''}): begin again with an empty "
                "database"
            )
        sums[table.name] = before
    if await _tallies(old) != await _tallies(new):
        raise MoveError(f"{new.address.name}: its rows are counted otherwise: begin again with an empty database")
    async with new.connected() as connection:
        await connection.run_sync(_count_on, new.address)
        await connection.run_sync(set_version, newest_version())
    return sums


async def _copy(old: SqlStore, new: NewHome, table: Table, progress: Callable[[str, int, int], None]) -> None:
    count = select(func.count()).select_from(table)
    async with old.connected() as reading, new.transaction() as transaction, transaction.connected() as writing:
        total = int((await reading.execute(count)).scalar_one())
        done = int((await writing.execute(count)).scalar_one())
        progress(table.name, done, total)
        if done:
            return
        found = await reading.stream(select(table).order_by(*table.primary_key.columns))
        async for part in found.mappings().partitions(ROWS_AT_ONCE):
            await writing.execute(table.insert(), [dict(row) for row in part])
            done += len(part)
            progress(table.name, done, total)


async def _sum(store: SqlStore, table: Table, progress: Callable[[str, int, int], None]) -> Sum:
    rows, total = 0, 0
    async with store.connected() as connection:
        count = int((await connection.execute(select(func.count()).select_from(table))).scalar_one())
        found = await connection.stream(select(table))
        async for part in found.partitions(ROWS_AT_ONCE):
            total = (total + sum(_hash(row) for row in part)) % _LARGEST
            rows += len(part)
            progress(f"comparing {table.name}", rows, count)
    return Sum(rows, total)


def _hash(row: Sequence[Any]) -> int:
    """Return a number for a row, the same from either database."""
    values = [json.dumps(one, sort_keys=True) if isinstance(one, dict | list) else one for one in row]
    return int.from_bytes(blake2b(repr(values).encode(), digest_size=8).digest(), "big")


async def _tallies(store: SqlStore) -> Mapping[tuple[str, str], int]:
    async with store.connected() as connection:
        found = await connection.execute(select(tallies.c.name, tallies.c.state, tallies.c.counted))
        return {(name, state): counted for name, state, counted in found if counted}


def _count_on(connection: Connection, address: Address) -> None:
    """Have the server number new rows after those that were copied with their numbers."""
    if address.file is not None:
        return
    for table in _COPIED:
        for column in table.primary_key.columns:
            if column.autoincrement is True:
                last = f"(SELECT coalesce(max({column.name}), 0) + 1 FROM {table.name})"  # noqa: S608 - our own names
                connection.execute(
                    text(f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'), {last}, false)")
                )
    connection.commit()


def _moving() -> str:
    return f"{MOVING}{newest_version()}"
