"""`onrecord move`, as its user runs it."""

from __future__ import annotations

import asyncio

from bot.store import SqlStore
from tests.core.config.samples import LEAST
from tests.store.samples import article, item, save, sighting, statement
from tests.whole import onrecord


async def made(url):
    store = SqlStore(url)
    await store.open()
    await save(store, item(), article(), statement(), sighting())
    await store.close()


def configured(folder, url):
    path = folder / "config.toml"
    path.write_text(f'{LEAST}\n[store]\nurl = "{url}"\n', encoding="utf-8")
    return path


def test_a_record_is_moved_and_the_command_says_what_is_left_to_do(tmp_path, sqlite_url, empty_postgres_url):
    asyncio.run(made(sqlite_url))
    config = configured(tmp_path, sqlite_url)
    moved = onrecord("move", "--to", empty_postgres_url, "-c", config)
    assert (moved.code, moved.err) == (0, "")
    assert "4 rows in" in moved.out
    assert "1 statements; counts and checksums match. Write its address as store.url into the config" in moved.out
    again = onrecord("move", "--to", empty_postgres_url, "-c", config)
    assert again.code == 1
    assert "holds a record already: name an empty database" in again.err


def test_where_there_is_no_record_nothing_is_made(tmp_path, empty_sqlite_url, empty_postgres_url):
    moved = onrecord("move", "--to", empty_postgres_url, "-c", configured(tmp_path, empty_sqlite_url))
    assert moved.code == 1
    assert "does not exist: there is no record to move" in moved.err
    assert not (tmp_path / "onrecord.db").exists()


def test_a_record_is_not_moved_to_where_it_is(tmp_path, sqlite_url):
    asyncio.run(made(sqlite_url))
    moved = onrecord("move", "--to", sqlite_url, "-c", configured(tmp_path, sqlite_url))
    assert moved.code == 1
    assert "is where the record is: name another database" in moved.err
