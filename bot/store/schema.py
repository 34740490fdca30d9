"""The version of the database, and the way to the newest: alembic's migrations, each in a transaction."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from bot.core.errors import StoreError
from bot.core.version import release
from bot.store.forms.tables import metadata

if TYPE_CHECKING:
    from typing import Any

    from alembic.runtime.migration import RevisionStep
    from sqlalchemy import Connection

    from bot.store.address import Address

MOVING = "moving "  # before the version, as long as a record is only a part of another
VERSION_TABLE = "onrecord_version"  # a name of its own: the database may hold other alembic projects
# Beside the version stands the release that brought the tables to it: of a newer one this program knows nothing else.
# Its column is made by no migration, so that an older release, which has never heard of that, can read it all the same.
RELEASE_COLUMN = "migrated_by"


@cache
def newest_version() -> str:
    """Return the version that this program works with."""
    newest = _scripts().get_current_head()
    if newest is None:
        msg = "the package holds no migrations"
        raise RuntimeError(msg)
    return newest


def current_version(connection: Connection) -> str | None:
    """Return the version of the database, or None where it holds no record yet."""
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()


def release_of(connection: Connection) -> str | None:
    """Return the release that brought the tables to their version; None: one that did not write itself down."""
    if not _has_release(connection):
        return None
    found: str | None = connection.execute(text(f"SELECT {RELEASE_COLUMN} FROM {VERSION_TABLE}")).scalar()  # noqa: S608
    return found


def newer_program(version: str, release_there: str | None) -> tuple[str, str]:
    """Return how messages name the program that made tables of a version this one does not know, and the way to it.

    Args:
        version: of the tables.
        release_there: that is written down beside it.

    """
    tables = f"version {version} of its tables, this one knows {newest_version()}"
    if release_there is None:
        return f"a newer On Record ({tables})", "install the newer one"
    return f"a newer On Record, {release_there} ({tables})", f"install On Record {release_there}"


def is_known(version: str) -> bool:
    """Tell whether this program can bring a record of that version to the newest."""
    return version in {script.revision for script in _scripts().walk_revisions()}


def set_version(connection: Connection, version: str) -> None:
    """Write down of which version the tables are."""
    connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = :version"), {"version": version})  # noqa: S608
    connection.commit()


def migrate_tables(connection: Connection, address: Address, *, version: str | None = None) -> str | None:
    """Bring the database to a version, the newest where none is named; returns the one before, None: no record.

    Raises:
        StoreError: it was written by a newer program.

    """
    scripts = _scripts()
    newest, current = version or newest_version(), current_version(connection)
    connection.rollback()  # each migration begins its own transaction
    if current == newest:
        # A file or a server that may not be written to is found out now, not with the first news.
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = version_num"))  # noqa: S608 - a constant
        connection.commit()
        return current
    _require_readable(connection, current, address)
    connection.rollback()

    def steps(revision: str | tuple[str, ...], context: MigrationContext) -> list[RevisionStep]:  # noqa: ARG001
        return scripts._upgrade_revs(newest, revision)  # type: ignore[arg-type]  # noqa: SLF001 - alembic's own recipe

    with EnvironmentContext(Config(), scripts, fn=steps, destination_rev=newest) as environment:
        environment.configure(
            connection=connection,
            target_metadata=metadata,
            version_table=VERSION_TABLE,
            transaction_per_migration=True,
            transactional_ddl=True,  # SQLite can, since the store begins its transactions itself
            on_version_apply=_write_release,  # type: ignore[arg-type]  # called by keywords, which its type does not say
        )
        environment.run_migrations()
    return current


def require_newest(connection: Connection, address: Address, *, at_work: bool = False) -> None:
    """Make sure that the database can be read as it is.

    Args:
        connection: to the database.
        address: of the database, for messages.
        at_work: a bot works on it, so that no other may bring it up to date.

    Raises:
        StoreError: it holds no record, or one of another version.

    """
    newest, current = newest_version(), current_version(connection)
    if current is None:
        raise StoreError(f"{address.name} holds no record yet: start the bot with `onrecord run` first")
    if current != newest:
        _require_readable(connection, current, address)
        way_out = (
            "stop every On Record on it, then start the newest"
            if at_work
            else "run the newest On Record once, it brings the record up to date"
        )
        raise StoreError(f"{address.name} is of another version ({current}, this program reads {newest}): {way_out}")


def _has_release(connection: Connection) -> bool:
    return RELEASE_COLUMN in {column["name"] for column in inspect(connection).get_columns(VERSION_TABLE)}


def _write_release(ctx: MigrationContext, **_: Any) -> None:
    """Write down, in the transaction of each step, by which release it was taken."""
    connection = ctx.connection
    if connection is None:  # alembic has none where it only prints SQL, which nobody here asks of it
        return
    if not _has_release(connection):
        connection.execute(text(f"ALTER TABLE {VERSION_TABLE} ADD COLUMN {RELEASE_COLUMN} TEXT"))
    written = text(f"UPDATE {VERSION_TABLE} SET {RELEASE_COLUMN} = :release")  # noqa: S608 - constants
    connection.execute(written, {"release": release()})


def _require_readable(connection: Connection, version: str | None, address: Address) -> None:
    if version is None:
        return
    if version.startswith(MOVING):
        raise StoreError(
            f"{address.name} holds a part of a record that is being moved: run `onrecord move` again, it goes on where "
            "it was stopped, or name another database"
        )
    if not is_known(version):
        newer, way_out = newer_program(version, release_of(connection))
        raise StoreError(
            f"{address.name} was written by {newer}: {way_out} again, or restore a backup that was made before"
        )


@cache  # a process reads the migrations once: they are a module each
def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(Path(__file__).with_name("migrations")))
