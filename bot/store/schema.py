"""The version of the database, and the way to the newest: alembic's migrations, each in a transaction."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot.core.errors import StoreError
from bot.store.forms.tables import metadata

if TYPE_CHECKING:
    from alembic.runtime.migration import RevisionStep
    from sqlalchemy import Connection

    from bot.store.address import Address

MOVING = "moving "  # before the version, as long as a record is only a part of another
VERSION_TABLE = "onrecord_version"  # a name of its own: the database may hold other alembic projects


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
    _require_whole(current, address)
    if current is not None and not is_known(current):
        raise StoreError(
            f"{address.name} was written by a newer On Record (version {current} of its tables, this one knows "
            f"{newest}): install the newer one again, or restore a backup"
        )

    def steps(revision: str | tuple[str, ...], context: MigrationContext) -> list[RevisionStep]:  # noqa: ARG001
        return scripts._upgrade_revs(newest, revision)  # type: ignore[arg-type]  # noqa: SLF001 - alembic's own recipe

    with EnvironmentContext(Config(), scripts, fn=steps, destination_rev=newest) as environment:
        environment.configure(
            connection=connection,
            target_metadata=metadata,
            version_table=VERSION_TABLE,
            transaction_per_migration=True,
            transactional_ddl=True,  # SQLite can, since the store begins its transactions itself
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
    _require_whole(current, address)
    if current != newest:
        way_out = (
            "stop every On Record on it, then start the newest"
            if at_work
            else "run the newest On Record once, it brings the record up to date"
        )
        raise StoreError(f"{address.name} is of another version ({current}, this program reads {newest}): {way_out}")


def _require_whole(version: str | None, address: Address) -> None:
    if version is not None and version.startswith(MOVING):
        raise StoreError(
            f"{address.name} holds a part of a record that is being moved: run `onrecord move` again, it goes on where "
            "it was stopped, or name another database"
        )


@cache  # a process reads the migrations once: they are a module each
def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(Path(__file__).with_name("migrations")))
