"""A fresh store of each make: memory, SQLite, PostgreSQL."""

from __future__ import annotations

import psycopg
import pytest

from bot.store import SqlStore
from bot.store.sql_store import _SQLITE_SETTINGS
from bot.store.tables import metadata
from tests.fakes.store import MemoryStore


@pytest.fixture
def sqlite_url(tmp_path):
    return f"sqlite:///{tmp_path / 'onrecord.db'}"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request):
    """The URL of an empty database."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture(scope="session")
def lasting_postgres_url(postgres_server):
    """The URL of a database that is emptied between tests, not made anew: that is three times as fast."""
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE lasting")
    return postgres_server.replace("/postgres?", "/lasting?")


@pytest.fixture
def emptied_postgres_url(lasting_postgres_url):
    with psycopg.connect(lasting_postgres_url, autocommit=True) as connection:
        if connection.execute("SELECT to_regclass('statements')").fetchone() != (None,):
            connection.execute(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY")
    return lasting_postgres_url


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def store(request, monkeypatch):
    """An open, empty store."""
    if request.param == "memory":
        opened = MemoryStore()
    elif request.param == "sqlite":
        # Nobody cuts the power during these tests, and the disk may be busy.
        monkeypatch.setattr("bot.store.sql_store._SQLITE_SETTINGS", (*_SQLITE_SETTINGS, "PRAGMA synchronous = OFF"))
        opened = SqlStore(request.getfixturevalue("sqlite_url"))
    else:
        opened = SqlStore(request.getfixturevalue("emptied_postgres_url"))
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def sql_store(url):
    """An open, empty store on a database."""
    opened = SqlStore(url)
    await opened.open()
    yield opened
    await opened.close()
