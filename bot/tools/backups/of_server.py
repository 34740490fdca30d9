"""PostgreSQL's record: `pg_dump` and `pg_restore` do it, where they are installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

from bot.core.errors import BackupError
from bot.core.work import QUEUE_SCHEMA
from bot.store.instance import INSTANCE_KEY
from bot.store.schema import MOVING, RELEASE_COLUMN, VERSION_TABLE, is_known, newer_program

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store.address import Address
    from bot.tools.backups.sealed import OnProgress

DUMP_ENDING = ".dump"
_MAGIC = b"PGDMP"
_NULL = r"\N"  # as COPY writes it


def dump_server(address: Address, target: Path, progress: OnProgress) -> None:
    """Dump the record into a file of pg_dump's own compressed form.

    Raises:
        BackupError: pg_dump is not there, or fails.

    """
    progress("pg_dump", 0, 1)
    with _connected(address) as connection:
        if _version_in(connection) is None:
            raise BackupError(f"{address.name} holds no record yet: start the bot with `onrecord run` first")
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--exclude-schema={QUEUE_SCHEMA}")
    _run(address, "pg_dump", *options, f"--file={target}")
    progress("pg_dump", 1, 1)


def restore_server(address: Address, backup: Path, *, overwrite: bool, progress: OnProgress, verified: str) -> str:
    """Put a dump into the database; returns what was verified.

    Raises:
        BackupError: as `restore_backup` says.

    """
    with backup.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise BackupError(f"{backup}: is not a PostgreSQL backup: `onrecord backup` writes pg_dump's custom format")
    version, release = _version_within(address, backup)
    if not is_known(version):
        newer, way_out = newer_program(version, release)
        raise BackupError(f"{backup}: was made by {newer}: {way_out} first")
    with _connected(address) as connection:
        if not connection.execute("SELECT pg_try_advisory_lock(%s)", (INSTANCE_KEY,)).fetchone()[0]:
            raise BackupError(f"{address.name} is in use by another On Record: stop that one first")
        there = _version_in(connection)
        if there is not None and not there.startswith(MOVING) and there > version:
            # pg_restore drops what the backup has; what is newer refers to that, and would stay.
            raise BackupError(
                f"{address.name} holds a record of a newer version ({there}, the backup has {version}): name an empty "
                "database in the config (`createdb` makes one), and restore it there"
            )
        if there is not None and not overwrite:
            raise BackupError(
                f"{address.name} holds a record: add --overwrite to replace it with the backup, or name another "
                "database in the config"
            )
        connection.commit()
        progress("pg_restore", 0, 1)
        # All or nothing: an older record stands until the last row of the new one is in.
        options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
        _run(address, "pg_restore", *options, str(backup))
        progress("pg_restore", 1, 1)
        statements = connection.execute("SELECT count(*) FROM statements").fetchone()[0]
    return f"{verified}, pg_restore took all of it, {statements:,} statements, version {version} of the tables"


def _connected(address: Address) -> Any:
    import psycopg  # noqa: PLC0415 - only where the record is in PostgreSQL

    try:
        return psycopg.connect(
            address.url.set(drivername="postgresql").render_as_string(hide_password=False), connect_timeout=10
        )
    except psycopg.Error as error:
        raise BackupError(f"{address.name} cannot be reached: check that it runs, and its address") from error


def _version_in(connection: Any) -> str | None:
    if connection.execute("SELECT to_regclass(%s)", (VERSION_TABLE,)).fetchone()[0] is None:
        return None
    row = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()  # noqa: S608 - a constant
    return None if row is None else str(row[0])


def _version_within(address: Address, backup: Path) -> tuple[str, str | None]:
    """Return the version of the tables, and the release that brought them to it where that is written down."""
    rows = ("--data-only", f"--table={VERSION_TABLE}", "--file=-")
    lines = _run(address, "pg_restore", *rows, str(backup), connect=False).splitlines()
    begins = [place for place, line in enumerate(lines) if line.startswith("COPY ")]
    if not begins:
        raise BackupError(f"{backup}: holds no On Record database")
    columns = re.findall(r"\w+", lines[begins[0]].partition("(")[2].partition(")")[0])
    row = dict(zip(columns, lines[begins[0] + 1].split("\t"), strict=True))
    release = row.get(RELEASE_COLUMN)
    return row["version_num"], None if release == _NULL else release


def _run(address: Address, program: str, *arguments: str, connect: bool = True) -> str:
    path = shutil.which(program)
    if path is None:
        raise BackupError(
            f"{program} is not installed: install PostgreSQL's client programs, of the server's version or newer "
            "(Debian: postgresql-client). The image has none; with compose.yml the server's container does it, by "
            f"`docker compose exec postgres {program}`: docs/operations.md, under Backup and restore"
        )
    # The password goes by the environment: everybody on the machine sees the arguments of a process.
    url = address.url.set(drivername="postgresql", password=None)
    environment = dict(os.environ)
    if address.url.password is not None:
        environment["PGPASSWORD"] = str(address.url.password)
    where = ["--dbname", url.render_as_string()] if connect else []
    ended = subprocess.run(  # noqa: S603 - no shell, and the program is PostgreSQL's
        [path, *where, *arguments], env=environment, capture_output=True, text=True, errors="replace", check=False
    )
    if ended.returncode:
        lines = ended.stderr.strip().splitlines()[:2] or [f"{program} ended with {ended.returncode}"]
        raise BackupError(f"{address.name}: {'; '.join(lines)}")  # PostgreSQL's own words, which hold no password
    return ended.stdout
