"""SQLite's record: copied page by page from one moment of it, compressed, and put back."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
import zlib
from contextlib import closing
from typing import TYPE_CHECKING

from bot.core.errors import BackupError, StoreBusyError
from bot.store.instance import FileLock
from bot.store.schema import RELEASE_COLUMN, VERSION_TABLE, is_known, newer_program
from bot.tools.backups.sealed import put_in_place, scratch
from bot.tools.thresholds import BYTES_AT_A_TIME, COPY_BUSY_AFTER, GZIP_LEVEL, PAGES_AT_A_TIME, ROOM_FOR_A_COPY

if TYPE_CHECKING:
    from pathlib import Path

    from bot.tools.backups.sealed import OnProgress

FILE_ENDING = ".db.gz"
_GZIP = b"\x1f\x8b"


def copy_file(database: Path, target: Path, progress: OnProgress) -> None:
    """Copy the record into a compressed file.

    A reader's transaction is held meanwhile. So all pages are of one moment, and what a bot writes starts nothing over.

    Raises:
        BackupError: there is no record, or it cannot be read.

    """
    if not database.is_file():
        raise BackupError(f"the SQLite file {database} does not exist: start the bot with `onrecord run` first")
    needed, free = int(database.stat().st_size * ROOM_FOR_A_COPY), shutil.disk_usage(target.parent).free
    if free < needed:
        raise BackupError(
            f"{target.parent}: has {_megabytes(free)} free, and a backup takes {_megabytes(needed)} while it is made: "
            "name a folder on another disk"
        )
    with scratch(target.with_name(f"{target.name}.db")) as plain:
        try:
            _copy_pages(database, plain, progress)
        except sqlite3.Error as error:
            raise BackupError(f"the SQLite file {database}: cannot be copied ({error})") from error
        _version_of(plain, database)
        total, done = plain.stat().st_size, 0
        with plain.open("rb") as source, gzip.open(target, "wb", compresslevel=GZIP_LEVEL) as compressed:
            while part := source.read(BYTES_AT_A_TIME):
                compressed.write(part)
                done += len(part)
                progress("compressing", done, total)


def _copy_pages(database: Path, plain: Path, progress: OnProgress) -> None:
    address = database.absolute().as_uri() + "?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=COPY_BUSY_AFTER, isolation_level=None)) as source,
        closing(sqlite3.connect(plain, isolation_level=None)) as copied,
    ):
        copied.execute("PRAGMA synchronous = OFF")  # what is kept of it is synced before it gets its name
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(
            copied,
            pages=PAGES_AT_A_TIME,
            progress=lambda _status, remaining, total: progress("copying", total - remaining, total),
        )
        copied.execute("PRAGMA journal_mode = DELETE")  # else the copy would need a file beside it


def restore_file(database: Path, backup: Path, *, overwrite: bool, progress: OnProgress, verified: str) -> str:
    """Put a backup where the record lies; returns what was verified.

    Raises:
        BackupError: as `restore_backup` says.

    """
    if database.exists() and not overwrite:
        raise BackupError(
            f"the SQLite file {database} exists: add --overwrite to replace it with the backup, or name another "
            "database in the config"
        )
    with scratch(database) as plain:
        _unpack(backup, plain, progress)
        progress("checking", 0, 1)
        version, release = _version_of(plain, backup)
        statements = _checked(plain, backup)
        progress("checking", 1, 1)
        if not is_known(version):
            newer, way_out = newer_program(version, release)
            raise BackupError(f"{backup}: was made by {newer}: {way_out} first")
        _replace(plain, database)
    return f"{verified}, every page is sound, {statements:,} statements, version {version} of the tables"


def _unpack(backup: Path, plain: Path, progress: OnProgress) -> None:
    total = backup.stat().st_size
    with backup.open("rb") as packed:
        if packed.read(len(_GZIP)) != _GZIP:
            raise BackupError(f"{backup}: is not a SQLite backup: `onrecord backup` writes a gzip file")
        packed.seek(0)
        try:
            with gzip.open(packed) as source, plain.open("wb") as target:
                while part := source.read(BYTES_AT_A_TIME):
                    target.write(part)
                    progress("unpacking", packed.tell(), total)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise BackupError(f"{backup}: is damaged ({error}); use another backup") from error


def _checked(plain: Path, named: Path) -> int:
    """Check each page, and return how many statements there are."""
    try:
        with closing(sqlite3.connect(plain.absolute().as_uri() + "?mode=ro", uri=True)) as connection:
            (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            (statements,) = connection.execute("SELECT count(*) FROM statements").fetchone()
    except sqlite3.Error as error:
        found, statements = str(error), 0
    if found != "ok":
        raise BackupError(f"{named}: is damaged ({found}); use another backup")
    return int(statements)


def _version_of(plain: Path, named: Path) -> tuple[str, str | None]:
    """Return the version of the tables, and the release that brought them to it where that is written down."""
    try:
        with closing(sqlite3.connect(plain.absolute().as_uri() + "?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            row = connection.execute(f"SELECT * FROM {VERSION_TABLE}").fetchone()  # noqa: S608 - a constant
    except sqlite3.Error:
        row = None
    if row is None:
        raise BackupError(f"{named}: holds no On Record database")
    return str(row["version_num"]), dict(row).get(RELEASE_COLUMN)


def _replace(plain: Path, database: Path) -> None:
    """Put a file where the record lies, which no bot may use meanwhile.

    What stands in the write-ahead log of the old one must not meet the new one: SQLite would play it into that.
    """
    lock = FileLock(database)
    try:
        lock.take()
    except StoreBusyError as error:
        raise BackupError(str(error)) from error
    try:
        logs = [database.with_name(database.name + ending) for ending in ("-wal", "-shm")]
        if database.exists():
            _play_in(database)
        for one in logs:
            one.unlink(missing_ok=True)
        put_in_place(plain, database)
    finally:
        lock.free()


def _play_in(database: Path) -> None:
    """Put what stands in the write-ahead log into the file, so that either is whole if this ends between the two."""
    try:
        with closing(sqlite3.connect(database, timeout=COPY_BUSY_AFTER)) as connection:
            (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error:
        return  # it is damaged, which is why it is replaced
    if busy:
        raise BackupError(f"the SQLite file {database}: another program reads it; close that program, then try again")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB"
