"""`onrecord migrate`, as its user runs it."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing

import psycopg
import pytest

from bot.core.version import release
from bot.store import SharedStore, SqlStore
from bot.store.schema import VERSION_TABLE, newest_version
from tests.core.config.samples import LEAST
from tests.whole import onrecord

OLD = "0020"


def migrated(folder, url, *, engine="in-process"):
    path = folder / "config.toml"
    path.write_text(f'{LEAST}\n[store]\nurl = "{url}"\n[work]\nengine = "{engine}"\n', encoding="utf-8")
    return onrecord("migrate", "-c", path)


def made(url, monkeypatch, version):
    """Make a record of that version."""

    async def make():
        store = SqlStore(url)
        await store.open()
        await store.close()

    with monkeypatch.context() as older:
        older.setattr("bot.store.schema.newest_version", lambda: version)
        asyncio.run(make())


def ask(url, query):
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
            return connection.execute(query).fetchall()
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


def version_of(url):
    ((version,),) = ask(url, f"SELECT version_num FROM {VERSION_TABLE}")  # noqa: S608 - a constant
    return version


def test_a_record_is_made_and_the_second_time_there_is_nothing_to_do(tmp_path, empty_url):
    first = migrated(tmp_path, empty_url)
    assert (first.code, first.err) == (0, "")
    assert first.out.endswith(f": made, at version {newest_version()}\n")
    assert version_of(empty_url) == newest_version()
    second = migrated(tmp_path, empty_url)
    assert (second.code, second.err) == (0, "")
    assert second.out.endswith(f": is at version {newest_version()} already, nothing to do\n")


def test_an_older_record_is_brought_up_to_date(tmp_path, empty_url, monkeypatch):
    made(empty_url, monkeypatch, OLD)
    assert version_of(empty_url) == OLD
    done = migrated(tmp_path, empty_url)
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith(f": brought from version {OLD} to {newest_version()}\n")
    assert version_of(empty_url) == newest_version()


def test_a_newer_record_is_refused_and_left_as_it_is(tmp_path, empty_url):
    migrated(tmp_path, empty_url)
    ask(empty_url, f"UPDATE {VERSION_TABLE} SET version_num = '9999'")  # noqa: S608 - a constant
    refused = migrated(tmp_path, empty_url)
    assert (refused.code, refused.out) == (1, "")
    tables = f"version 9999 of its tables, this one knows {newest_version()}"
    assert f"by a newer On Record, {release()} ({tables}): install On Record {release()} again" in refused.err
    assert version_of(empty_url) == "9999"


def test_where_the_work_is_shared_the_queue_is_made_too(tmp_path, empty_postgres_url):
    done = migrated(tmp_path, empty_postgres_url, engine="procrastinate")
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith(f": made, at version {newest_version()}\n")
    assert ask(empty_postgres_url, "SELECT count(*) FROM onrecord_queue.procrastinate_jobs") == [(0,)]


@pytest.fixture(params=["alone", "shared"])
def at_work(request, postgres_url):
    """What holds a record while a bot works on it, with the engine of its config; and the record."""
    store = SqlStore(postgres_url) if request.param == "alone" else SharedStore(postgres_url)
    return store, "in-process" if request.param == "alone" else "procrastinate", postgres_url


async def test_beside_bots_of_this_version_there_is_nothing_to_do_and_beside_others_it_is_refused(at_work, tmp_path):
    store, engine, url = at_work
    await store.open()
    try:
        beside = await asyncio.to_thread(migrated, tmp_path, url, engine=engine)
        assert (beside.code, beside.err) == (0, "")
        assert "already, nothing to do" in beside.out
        ask(url, f"UPDATE {VERSION_TABLE} SET version_num = '{OLD}'")  # noqa: S608 - constants
        refused = await asyncio.to_thread(migrated, tmp_path, url, engine=engine)
        assert refused.code == 1
        assert f"is of another version ({OLD}, this program reads {newest_version()}): stop every" in refused.err
        assert version_of(url) == OLD
    finally:
        await store.close()
