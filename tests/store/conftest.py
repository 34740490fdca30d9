"""A fresh store of each make: memory, SQLite, PostgreSQL."""

from __future__ import annotations

import psycopg
import pytest

from bot.store import SqlStore
from bot.store.forms.tables import metadata
from tests.fakes.store import MemoryStore
from tests.records import UNSYNCED, empty_record
from tests.store.samples import article, report, save, statement


@pytest.fixture(scope="session")
def lasting_postgres_url(postgres_server):
    """The URL of a database that is emptied between tests, not made anew: that is three times as fast."""
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE lasting")
    return postgres_server.replace("/postgres?", "/lasting?")


# Deleting a few rows is three times as fast as TRUNCATE, which makes new files for all tables.
# The tallies come last: what is deleted is counted there.
EMPTY_ALL = "; ".join(f"DELETE FROM {one}" for one in (*reversed(metadata.sorted_tables), "tallies"))  # noqa: S608 - ours


@pytest.fixture
def emptied_postgres_url(lasting_postgres_url):
    with psycopg.connect(lasting_postgres_url) as connection:
        if connection.execute("SELECT to_regclass('statements')").fetchone() != (None,):
            connection.execute(f"{EMPTY_ALL}; ALTER SEQUENCE polls_seq_seq RESTART")
    return lasting_postgres_url


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def store(request, monkeypatch, tmp_path):
    """An open, empty store."""
    if request.param == "memory":
        opened = MemoryStore()
    elif request.param == "sqlite":
        monkeypatch.setattr("bot.store.engines.SQLITE_SETTINGS", UNSYNCED)
        file = tmp_path / "onrecord.db"
        file.write_bytes(empty_record())
        opened = SqlStore(f"sqlite:///{file}")
    else:
        opened = SqlStore(request.getfixturevalue("emptied_postgres_url"))
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def reported(store):
    """A store with a report that alerts can tell."""
    await save(store, article(), statement(), report())
    return store


@pytest.fixture
async def sql_store(url):
    """An open, empty store on a database."""
    opened = SqlStore(url)
    await opened.open()
    yield opened
    await opened.close()
