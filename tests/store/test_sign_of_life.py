"""The health check's short way to the last sign of life gives what the store gives."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from bot.core.errors import StoreError
from bot.core.model import Beat
from bot.store import SqlStore
from bot.store.sign_of_life import last_beat
from tests.store.samples import NOON, after


@pytest.mark.parametrize("at", [NOON, after(0.01)], ids=["whole seconds", "a fraction"])
async def test_it_is_what_was_saved(url, at):
    store = SqlStore(url)
    await store.open()
    assert last_beat(url) is None
    full = {"platforms": {"discord": "connected"}, "overdue": {"item": NOON}, "at_work": {"reading x": after(0.01)}}
    beat = Beat(at=at, started_at=NOON, **full)
    await store.beat(beat)
    assert last_beat(url) == beat == await store.last_beat()  # beside the bot that holds the database
    await store.close()
    assert last_beat(url) == beat


async def test_a_path_is_no_address_of_a_page(tmp_path):
    """What has a meaning in a URL is only a letter in the name of a file."""
    folder = tmp_path / "50% of #1 ü"
    folder.mkdir()
    url = f"sqlite:///{folder / 'onrecord.db'}"
    store = SqlStore(url)
    await store.open()
    await store.beat(Beat(at=NOON, started_at=NOON, platforms={}))
    await store.close()
    assert last_beat(url).at == NOON


def no_file(folder):
    return f"sqlite:///{folder / 'absent.db'}"


def no_database(folder):
    (folder / "onrecord.db").write_text("not a database", encoding="utf-8")
    return f"sqlite:///{folder / 'onrecord.db'}"


def no_table(folder):
    with closing(sqlite3.connect(folder / "onrecord.db")) as connection:
        connection.execute("CREATE TABLE other (at)")
    return f"sqlite:///{folder / 'onrecord.db'}"


@pytest.mark.parametrize(
    "make",
    [no_file, no_database, no_table, lambda _: "mysql://host/name", lambda folder: f"postgresql:///name?host={folder}"],
    ids=["no file", "no database", "no table", "another kind", "no server"],
)
def test_what_cannot_be_read_is_a_store_error(tmp_path, make):
    with pytest.raises(StoreError):
        last_beat(make(tmp_path))
    assert not (tmp_path / "absent.db").exists()
