"""The last sign of life, read by the driver alone: the whole store costs ten times as much to import.

Only for the health check; `SqlStore.last_beat` answers everybody else.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bot.core.errors import StoreError
from bot.core.model import Beat
from bot.store.thresholds import SIGN_BUSY_AFTER

_QUESTION = "SELECT at, started_at, platforms, overdue, at_work FROM beats"
_SQLITE_PREFIX, _POSTGRES_PREFIXES = "sqlite:///", ("postgresql://", "postgresql+psycopg://")


def last_beat(url: str) -> Beat | None:
    """Return the last sign of life of the bot that keeps this record, None where it never gave one.

    Raises:
        StoreError: it cannot be read. `SqlStore.open` says what is wrong in words for people.

    """
    if url.startswith(_SQLITE_PREFIX):
        return _of_file(url.removeprefix(_SQLITE_PREFIX).partition("?")[0])
    if url.startswith(_POSTGRES_PREFIXES):
        return _of_server(f"postgresql://{url.partition('://')[2]}")
    raise StoreError("no database address that On Record knows")


def _of_file(name: str) -> Beat | None:
    address = Path(name).expanduser().resolve().as_uri() + "?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=SIGN_BUSY_AFTER)) as connection:
            row = connection.execute(_QUESTION).fetchone()
    except sqlite3.Error as error:
        raise StoreError(f"the SQLite file {name}: {error}") from error
    if row is None:
        return None
    at, started_at = (datetime.fromisoformat(one).replace(tzinfo=UTC) for one in row[:2])
    return _beat(at, started_at, *map(json.loads, row[2:]))


def _of_server(url: str) -> Beat | None:
    try:
        import psycopg  # noqa: PLC0415 - only where the record is in PostgreSQL
    except ModuleNotFoundError as error:
        raise StoreError("the driver of PostgreSQL is missing") from error
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            row = connection.execute(_QUESTION).fetchone()
    except psycopg.Error:
        raise StoreError("the PostgreSQL database cannot be read") from None  # libpq's words may repeat the address
    if row is None:
        return None
    return _beat(row[0].astimezone(UTC), row[1].astimezone(UTC), *row[2:])


def _beat(
    at: datetime, started_at: datetime, platforms: dict[str, str], overdue: dict[str, str], at_work: dict[str, str]
) -> Beat:
    overdue_since, at_work_since = (
        {name: datetime.fromisoformat(since) for name, since in times.items()} for times in (overdue, at_work)
    )
    return Beat(at=at, started_at=started_at, platforms=platforms, overdue=overdue_since, at_work=at_work_since)
