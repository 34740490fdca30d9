"""Where the database is: a URL, read once, and a name for it that is fit for messages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.core.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import URL

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
_WAY_OUT = 'write [store] url = "sqlite:///onrecord.db" or "postgresql://user@host/name" in config.toml'


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the database is."""

    url: URL  # with the driver that the store uses
    name: str  # for messages: never holds a password
    file: Path | None  # SQLite's file, None for PostgreSQL


def parse_address(url: str) -> Address:
    """Read a database URL.

    Raises:
        StoreError: it is none that the store can use. The message does not repeat it: it may hold a password.

    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # The cause repeats parts of the URL, so it is not chained: a password would reach the log.
        raise StoreError(f"the database address cannot be read: {_WAY_OUT}") from None
    driver = _DRIVERS.get(parsed.drivername)
    if driver is None:
        raise StoreError(f"{parsed.drivername} is not a database that On Record knows: {_WAY_OUT}")
    parsed = parsed.set(drivername=driver)
    if driver == "sqlite+aiosqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise StoreError(f"SQLite needs a file to keep the record in: {_WAY_OUT}")
        # Resolved, so that two ways to one file meet in one lock.
        file = Path(parsed.database).expanduser().resolve()
        return Address(url=parsed.set(database=str(file)), name=f"the SQLite file {file}", file=file)
    host = parsed.host or parsed.query.get("host") or "this machine"
    where = f"{host}:{parsed.port}" if parsed.port else host
    return Address(url=parsed, name=f"the PostgreSQL database {parsed.database or 'by default'} on {where}", file=None)
