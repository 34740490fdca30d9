"""What went wrong with the database, in words that name it and the way out."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.core.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.store.address import Address

# By the beginning of SQLite's symbolic error name: https://www.sqlite.org/rescode.html
_SQLITE = {
    "SQLITE_FULL": "the disk is full: free some space on it, nothing that was saved is lost",
    "SQLITE_CANTOPEN": "it cannot be opened: its folder must exist, and the bot's user be able to write there",
    "SQLITE_READONLY": "it may not be written: give the bot's user the right to write the file and its folder",
    "SQLITE_PERM": "access was refused: give the bot's user the right to write the file and its folder",
    "SQLITE_AUTH": "access was refused: give the bot's user the right to write the file and its folder",
    "SQLITE_NOTADB": "it is not a SQLite database: move it away, or name another file",
    "SQLITE_CORRUPT": "it is damaged: stop the bot, then restore a backup or rebuild it with `sqlite3 FILE .recover`",
    "SQLITE_BUSY": "another program has it locked: close that program (a database browser, a backup), then try again",
    "SQLITE_LOCKED": "another program has it locked: close that program (a database browser, a backup), then try again",
    "SQLITE_IOERR": "the disk failed: check the disk and its file system",
    "SQLITE_CONSTRAINT": "a row was refused, since it refers to one that is not on record; this is a bug in On Record",
}
# By the beginning of the SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRES = {
    "08": "the connection was lost: check that the server runs and can be reached; it is tried again by itself",
    "42501": "the user lacks a right: make it the owner of the database",
    "53100": "the server's disk is full: free some space on it, nothing that was saved is lost",
    "55P03": "another program holds a lock on it: close that program, then try again",
    "57": "the server stopped the connection: check that it runs; it is tried again by itself",
    "23": "a row was refused, since it refers to one that is not on record; this is a bug in On Record",
    "25006": "it may not be written: the server is a read-only copy, name the primary in the database address",
}
_NO_CONNECTION = "the server cannot be reached: check that it runs, and host and port in the database address"
_NO_ENTRY = (
    "the server let nobody in: check that the database exists (`createdb` makes it), "
    "and user and password in its address"
)
# Of what a server says to who connects while it starts, recovers after a crash, or ends.
_NOT_YET = "FATAL:  the database system is "
_SOON = "the server starts, or ends: check that it stays up; it is tried again by itself"


@contextmanager
def raised_as_store_errors(address: Address) -> Iterator[None]:
    """Raise what SQLAlchemy or SQLite's driver raises as a StoreError about this database, the cause chained."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise StoreError(f"{address.name}: {_explain(error)}") from error


def _explain(error: SQLAlchemyError | sqlite3.Error) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error if isinstance(error, sqlite3.Error) else None
    if cause is None:
        return _first_line(error)
    sqlite_name = getattr(cause, "sqlite_errorname", None)
    if isinstance(sqlite_name, str):
        return f"{_by_beginning(_SQLITE, sqlite_name) or 'the database failed'} ({_first_line(cause)})"
    state = getattr(cause, "sqlstate", None)
    if isinstance(state, str):
        return f"{_by_beginning(_POSTGRES, state) or 'the database failed'} ({_first_line(cause)})"
    # Before it is connected, psycopg gives no SQLSTATE; a server that answered at all says FATAL.
    said = str(cause)
    why = _SOON if _NOT_YET in said else _NO_ENTRY if "FATAL" in said else _NO_CONNECTION
    return f"{why} ({_first_line(cause)})"


def _by_beginning(table: dict[str, str], code: str) -> str | None:
    return next((text for beginning, text in table.items() if code.startswith(beginning)), None)


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
