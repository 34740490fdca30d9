"""The last sign of life, read by the driver alone: the whole store costs ten times as much to import.

Only for the health check; `SqlStore.last_beat` answers everybody else.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bot.core.errors import StoreError

_BUSY_AFTER = 10.0  # seconds to wait for the bot, which may be writing
_QUESTION = "SELECT at FROM beats"
_SQLITE, _POSTGRES = "sqlite:///", ("postgresql://", "postgresql+psycopg://")


def last_beat_at(url: str) -> datetime | None:
    """Return when the bot that keeps this record last showed that it lives, None where it never did.

    Raises:
        StoreError: it cannot be read. `SqlStore.open` says what is wrong in words for people.

    """
    if url.startswith(_SQLITE):
        return _of_file(url.removeprefix(_SQLITE).partition("?")[0])
    if url.startswith(_POSTGRES):
        return _of_server(f"postgresql://{url.partition('://')[2]}")
    raise StoreError("no database address that On Record knows")


def _of_file(name: str) -> datetime | None:
    address = Path(name).expanduser().resolve().as_uri() + "?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=_BUSY_AFTER)) as connection:
            row = connection.execute(_QUESTION).fetchone()
    except sqlite3.Error as error:
        raise StoreError(f"the SQLite file {name}: {error}") from error
    return None if row is None else datetime.fromisoformat(row[0]).replace(tzinfo=UTC)


def _of_server(url: str) -> datetime | None:
    try:
        import psycopg  # noqa: PLC0415 - only where the record is in PostgreSQL
    except ModuleNotFoundError as error:
        raise StoreError("the driver of PostgreSQL is missing") from error
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            row = connection.execute(_QUESTION).fetchone()
    except psycopg.Error:
        raise StoreError("the PostgreSQL database cannot be read") from None  # libpq's words may repeat the address
    return None if row is None else row[0].astimezone(UTC)
