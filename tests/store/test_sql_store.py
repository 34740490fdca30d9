"""A database that cannot be used, as it is missing, guarded, damaged, full or locked, is reported with the way out."""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
import traceback
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from bot.core.errors import StoreError
from bot.core.model import DeliveryState, ItemState
from bot.store import SqlStore
from tests.canaries import DATABASE_PASSWORD as PASSWORD
from tests.store.samples import (
    article,
    delivery,
    item,
    report,
    save,
    statement,
)


async def test_a_transaction_in_which_a_write_failed_cannot_be_committed(sql_store):
    async with sql_store.transaction() as transaction:
        await transaction.save_item(item("before"))
    with pytest.raises(StoreError, match="has no zone"):
        await swallow_a_failure(sql_store)
    assert [one.id for one in await sql_store.items(ItemState.WAITING)] == ["before"]


async def swallow_a_failure(store):
    async with store.transaction() as transaction:
        await transaction.save_item(item("lost"))
        with pytest.raises(StoreError):
            await transaction.save_item(item("bad", next_try_at=datetime(2025, 3, 4)))  # noqa: DTZ001
        await transaction.save_item(item("after"))


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("sqlite://", "SQLite needs a file"),
        ("sqlite:///:memory:", "SQLite needs a file"),
        (f"mysql://bot:{PASSWORD}@db/x", "mysql is not a database that On Record knows"),
        (PASSWORD, "cannot be read"),
        (f"postgresql://bot:{PASSWORD}@host:port/x", "cannot be read"),
    ],
)
def test_an_address_that_is_none_is_refused_without_repeating_it(url, message):
    with pytest.raises(StoreError, match=message) as caught:
        SqlStore(url)
    assert "config.toml" in str(caught.value)
    assert PASSWORD not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize("scheme", ["sqlite", "sqlite+aiosqlite"])
async def test_both_forms_of_a_sqlite_address_open(tmp_path, scheme):
    store = SqlStore(f"{scheme}:///{tmp_path / 'a.db'}")
    await store.open()
    await store.close()
    assert (tmp_path / "a.db").exists()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
async def test_a_server_that_is_not_there_is_reported_without_its_password(scheme):
    with pytest.raises(StoreError, match=r"database news on 127\.0\.0\.1:1: the server cannot be reached") as caught:
        await SqlStore(f"{scheme}://bot:{PASSWORD}@127.0.0.1:1/news").open()
    assert caught.value.__cause__ is not None
    assert PASSWORD not in "".join(traceback.format_exception(caught.value))


async def test_a_database_that_does_not_exist_is_reported_with_the_way_out(postgres_server):
    with pytest.raises(StoreError, match=r"database nowhere .*`createdb` makes it.*\"nowhere\" does not exist"):
        await SqlStore(postgres_server.replace("/postgres?", "/nowhere?")).open()


async def test_a_missing_driver_is_reported_with_the_way_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"database news on db: the driver is missing: .*onrecord\[postgres\]"):
        await SqlStore("postgresql://db/news").open()


async def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(StoreError, match=r"missing/a\.db.*the folder .*missing must exist") as caught:
        await SqlStore(f"sqlite:///{tmp_path}/missing/a.db").open()
    assert isinstance(caught.value.__cause__, OSError)


@pytest.fixture
def open_folder():
    """A folder whose parents everyone may enter."""
    with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@contextmanager
def without_privileges():
    """Be somebody whom rights bind: root may write everywhere."""
    privileged = os.geteuid() == 0
    if privileged:
        os.seteuid(65534)
    try:
        yield
    finally:
        if privileged:
            os.seteuid(0)


async def test_a_folder_that_may_not_be_written_is_named(open_folder):
    open_folder.chmod(0o555)
    with without_privileges(), pytest.raises(StoreError, match=r"lock file .*Permission denied.*able to write there"):
        await SqlStore(f"sqlite:///{open_folder}/a.db").open()


async def test_a_file_that_may_not_be_written_is_named(open_folder):
    store = SqlStore(f"sqlite:///{open_folder}/a.db")
    await store.open()
    await store.close()
    open_folder.chmod(0o777)
    (open_folder / "a.db.lock").chmod(0o666)
    (open_folder / "a.db").chmod(0o444)
    with without_privileges(), pytest.raises(StoreError, match=r"a\.db: it may not be written: give the bot's user"):
        await store.open()


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda file: file.write_bytes(b"news " * 1_000), "it is not a SQLite database: move it away"),
        (lambda file: file.write_bytes(file.read_bytes()[:4096] + b"\xff" * 40_000), "it is damaged: .*a backup"),
    ],
    ids=["another file", "overwritten pages"],
)
async def test_a_damaged_file_is_named(sqlite_url, tmp_path, damage, message):
    store = SqlStore(sqlite_url)
    await store.open()
    await store.close()
    damage(tmp_path / "onrecord.db")
    with pytest.raises(StoreError, match=rf"onrecord\.db: {message}"):
        await use(store)
    await store.close()


async def use(store):
    await store.open()
    await save(store, statement())


async def test_a_full_disk_loses_nothing_that_was_saved(sqlite_url):
    def limit(connection, _record):
        connection.cursor().execute("PRAGMA max_page_count = 1")  # no page beyond those that the file has

    store = SqlStore(sqlite_url)
    await store.open()
    await save(store, article(), statement(), report(), delivery())
    await store.close()
    event.listen(Pool, "connect", limit)
    try:
        await store.open()
        with pytest.raises(StoreError, match=r"onrecord\.db: the disk is full: free some space"):
            await save(store, item(), article("b", text="x" * 200_000))
        assert await store.items(ItemState.WAITING) == []
        assert await store.deliveries(DeliveryState.PENDING) == [delivery()]
        await store.close()
    finally:
        event.remove(Pool, "connect", limit)
    await store.open()
    await save(store, item(), article("b", text="x" * 200_000))
    await store.close()


async def test_a_file_that_another_program_locks_is_reported(sqlite_url, tmp_path, monkeypatch):
    monkeypatch.setattr("bot.store.engines.BUSY_AFTER", 0.05)
    store = SqlStore(sqlite_url)
    await store.open()
    other = sqlite3.connect(tmp_path / "onrecord.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match=r"onrecord\.db: another program has it locked: close that program"):
        await save(store, item())
    other.close()
    await save(store, item())
    await store.close()


async def test_every_commit_to_sqlite_outlives_a_power_cut(sqlite_url):
    store = SqlStore(sqlite_url)
    await store.open()
    async with store._opened().connect() as connection:
        asked = [await connection.exec_driver_sql(f"PRAGMA {name}") for name in ("journal_mode", "synchronous")]
        assert [answer.scalar() for answer in asked] == ["wal", 2]
    await store.close()
