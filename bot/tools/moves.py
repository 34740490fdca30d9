"""The record into another database, as `onrecord move` does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import MoveError
from bot.store import SqlStore
from bot.store.moving import NewHome, move_all

if TYPE_CHECKING:
    from bot.tools.backups.sealed import OnProgress


async def move_record(database: str, other: str, *, progress: OnProgress) -> str:
    """Move a record; returns in a line what was moved, and what is left to do.

    Raises:
        MoveError: there is no record, the other database holds one, or the copy is not the same.
        StoreError: one of them cannot be used; a bot works on it, say.

    """
    old, new = SqlStore(database), NewHome(other)
    if old.address.url == new.address.url:
        raise MoveError(f"{new.address.name} is where the record is: name another database")
    if old.address.file is not None and not old.address.file.exists():
        raise MoveError(f"{old.address.name} does not exist: there is no record to move")
    await old.open()
    try:
        await new.open()
        try:
            sums = await move_all(old, new, progress=progress)
        finally:
            await new.close()
    finally:
        await old.close()
    rows = sum(one.rows for one in sums.values())
    return (
        f"{new.address.name}: {rows:,} rows in {len(sums)} tables, {sums['statements'].rows:,} statements; counts and "
        "checksums match. Write its address as store.url into the config; the old record is as it was"
    )
