"""What only a real database can do: be shared, be killed, be full, be gone."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
import tempfile
import traceback
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event, select, text
from sqlalchemy.pool import Pool

from bot.core.errors import StoreBusyError, StoreError
from bot.core.model import DeliveryKind, DeliveryState, FeedbackKind, IndexEntry, ItemState, Novelty, StatementQuery
from bot.store import SqlStore
from bot.store.tables import index_entries, statements
from tests.store.samples import (
    NOON,
    SLACK,
    after,
    article,
    correction,
    delivery,
    feedback,
    item,
    overflow,
    recheck,
    reply,
    report,
    save,
    sighting,
    statement,
)

PASSWORD = "hunter2"
ROOT = Path(__file__).parents[2]

WRITER = """
import asyncio, sys
from bot.store import SqlStore
from tests.store.samples import NOON, article, delivery, item, overflow, report, save, statement

async def main(url):
    store = SqlStore(url)
    await store.open()
    await save(store, article(), statement(), report(), delivery())
    async with store.transaction() as transaction:
        await transaction.save_item(item())
        await transaction.save_statement(statement(text="Half done."))
        await transaction.outdate(["statement"], at=NOON)
        await transaction.collapse(["delivery"], overflow(), edit_at=NOON)
        await transaction.finish()
        print("inside", flush=True)
        await asyncio.Event().wait()

asyncio.run(main(sys.argv[1]))
"""


async def killed_inside_a_transaction(url):
    """Run a process that saves one thing, begins to save another, and is killed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WRITER, url, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    said = await process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    await process.wait()
    assert said == b"inside\n"


async def test_a_process_killed_inside_a_transaction_leaves_nothing_half_done(url):
    await killed_inside_a_transaction(url)
    store = SqlStore(url)
    await store.open()
    assert await store.items(ItemState.WAITING) == []
    assert (await store.statement("statement")).statement == statement()
    assert (await store.statements(StatementQuery(words="half done"))).total == 0
    assert await store.deliveries(DeliveryState.PENDING) == [delivery()]
    await save(store, item())
    await store.close()


# One instance


async def test_a_second_instance_is_refused_until_the_first_is_closed(url, sql_store):
    second = SqlStore(url)
    with pytest.raises(StoreBusyError, match=r"in use by another On Record.*stop that one"):
        await second.open()
    await save(sql_store, item())
    await sql_store.close()
    await second.open()
    assert (await second.counts()).items == {ItemState.WAITING: 1}
    await second.close()


async def test_a_second_instance_is_told_the_process_of_the_first(sqlite_url):
    first = SqlStore(sqlite_url)
    await first.open()
    with pytest.raises(StoreBusyError, match=rf"onrecord.db is in use by another On Record \(process {os.getpid()}\)"):
        await SqlStore(sqlite_url).open()
    await first.close()


async def test_two_ways_to_one_file_are_one_instance(sqlite_url, tmp_path):
    first = SqlStore(sqlite_url)
    await first.open()
    (tmp_path / "link.db").symlink_to(tmp_path / "onrecord.db")
    with pytest.raises(StoreBusyError):
        await SqlStore(f"sqlite:///{tmp_path}/link.db").open()
    await first.close()


async def test_lookups_are_possible_beside_a_running_bot_and_writes_are_not(url, sql_store):
    await save(sql_store, statement())
    reader = SqlStore(url, read_only=True)
    await reader.open()
    async with sql_store.transaction() as transaction:
        await transaction.save_statement(statement("b"))
        assert (await reader.statements(StatementQuery(words="bridge"))).total == 1
    assert (await reader.statements(StatementQuery(words="bridge"))).total == 2
    with pytest.raises(StoreError, match="opened to look things up"):
        await save(reader, item())
    await reader.close()


async def test_lookups_are_possible_while_no_bot_runs(url, sql_store):
    await save(sql_store, statement())
    await sql_store.close()
    reader = SqlStore(url, read_only=True)
    await reader.open()
    assert (await reader.counts()).statements == 1
    await reader.close()


# A record of years


LONG_RECORD = (
    item(),
    article(),
    article("second", version_of="article"),
    statement(),
    *(statement(f"r{n}", novelty=Novelty.REPEAT, earlier_id="statement", first_seen_at=after(n)) for n in range(1, 8)),
    statement("changed", novelty=Novelty.CHANGED, earlier_id="statement"),
    sighting(),
    sighting("s", article_id="second", statement_id="r7"),
    correction(),
    report(statement_ids=("statement", "r7", "changed")),
    delivery(message_ref="1"),
    delivery("waits"),
    reply(),
    recheck(),
    feedback(),
)
ENTRY = IndexEntry(statement_id="statement", made_by="model", terms=("bridge",), meaning=bytes(128))
LOOKUPS = {
    "failing sources": lambda store: store.failing_polls(),
    "the last answer": lambda store: store.last_answer_at(),
    "what a source listed": lambda store: store.listed_at("gazette", since=NOON),
    "what an actor said": lambda store: store.said_at("mayor", since=NOON),
    "an alert": lambda store: store.message(delivery()),
    "a correction": lambda store: store.message(reply()),
    "an overflow line": lambda store: store.message(overflow()),
    "the limit": lambda store: store.alerts_tried(SLACK, since=NOON),
    "a catch-up": lambda store: store.message(overflow(kind=DeliveryKind.CATCH_UP)),
    "the catch-up of a channel": lambda store: store.catch_up(SLACK),
    "the last digest": lambda store: store.last_digest("plan", until=NOON),
    "what was said of late": lambda store: store.seen_between(NOON - timedelta(days=1), NOON, limit=9),
    "the line of a channel": lambda store: store.overflow(SLACK, since=NOON),
    "a page": lambda store: store.page_sightings("second"),
    "what is due to be fetched again": lambda store: store.due_rechecks(now=NOON, limit=9),
}
STEPS = {
    "collapsing": lambda transaction: transaction.collapse(["delivery"], overflow(), edit_at=NOON),
    "catching up": lambda transaction: transaction.collapse(
        ["delivery", "overflow"], overflow("catch-up", kind=DeliveryKind.CATCH_UP), edit_at=NOON
    ),
    "outdating": lambda transaction: transaction.outdate(["statement"], at=NOON),
    "the channels of a statement": lambda transaction: transaction.channels_reached("statement"),
    "the alerts of a statement": lambda transaction: transaction.alerts_telling("statement"),
    "the corrections of a page": lambda transaction: transaction.page_corrections("second"),
    "a ruling": lambda transaction: transaction.rule("statement", FeedbackKind.NOT_NEW),
    "the last words of an actor": lambda transaction: transaction.recent_statements("mayor", since=NOON, limit=5),
    "candidates": lambda transaction: transaction.statements_by_id(["statement", "r7"]),
    "what can be found": lambda transaction: transaction.findable(
        "mayor", made_by="model", since=NOON, before=None, limit=9
    ),
    "what it is found by": lambda transaction: transaction.save_index_entries([ENTRY]),
    "what is ruled out": lambda transaction: transaction.ruled_out("mayor"),
    "feedback": lambda transaction: transaction.feedback_on("statement"),
    "feedback taken back": lambda transaction: transaction.remove_feedback("feedback"),
    "no more fetching": lambda transaction: transaction.end_recheck("item"),
}


@pytest.mark.parametrize("asked", [*LOOKUPS, *STEPS])
async def test_nothing_that_one_message_needs_reads_a_whole_table(sqlite_url, tmp_path, asked):
    store = SqlStore(sqlite_url)
    await store.open()
    await save(store, *LONG_RECORD)
    async with store.transaction() as transaction:
        await transaction.collapse(["waits"], overflow(), edit_at=NOON)
    ran = []
    event.listen(store._opened().sync_engine, "before_cursor_execute", lambda *told: ran.append(told[2:4]))
    if asked in LOOKUPS:
        await LOOKUPS[asked](store)
    else:
        async with store.transaction() as transaction:
            ran.clear()
            await STEPS[asked](transaction)
    await store.close()
    with closing(sqlite3.connect(tmp_path / "onrecord.db")) as connection:
        steps = [
            step
            for query, values in ran
            if query.startswith(("SELECT", "UPDATE", "DELETE"))
            for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {query}", values)
        ]
    assert any(step.startswith("SEARCH") for step in steps)
    assert [step for step in steps if step.startswith("SCAN")] == []


async def test_sources_that_wait_cost_a_tick_nothing(sqlite_url, tmp_path):
    store = SqlStore(sqlite_url)
    await store.open()
    ran = []
    event.listen(store._opened().sync_engine, "before_cursor_execute", lambda *told: ran.append(told[2:4]))
    assert await store.due_polls(now=NOON, limit=5) == []
    await store.close()
    with closing(sqlite3.connect(tmp_path / "onrecord.db")) as connection:
        ((query, values),) = [one for one in ran if one[0].startswith("SELECT")]
        steps = [step for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {query}", values)]
    assert [step.partition(" (")[0] for step in steps if "poll_states" in step] == [
        "SEARCH poll_states USING INDEX polls_due",
        "SEARCH poll_states USING INDEX polls_ended",
    ]
    assert not any("TEMP B-TREE" in step for step in steps)


async def test_what_a_statement_is_found_by_goes_with_it(sql_store):
    await save(sql_store, statement(), statement("stays"))
    async with sql_store.transaction() as transaction:
        await transaction.save_index_entries([ENTRY, replace(ENTRY, statement_id="stays")])
    async with sql_store.transaction() as transaction:
        await transaction._run(text("DELETE FROM statements WHERE id = 'statement'"))
    async with sql_store.connected() as connection:
        left = (await connection.execute(select(index_entries.c.seq, statements.c.id).outerjoin(statements))).all()
    assert [row.id for row in left] == ["stays"]


async def test_what_is_deleted_is_neither_counted_nor_found(sql_store):
    await save(sql_store, article(), *map(statement, "abc"), sighting(statement_id="a"), item())
    async with sql_store.transaction() as transaction:
        for table in ("sightings", "items"):
            await transaction._run(text(f"DELETE FROM {table}"))  # noqa: S608 - constants
        await transaction._run(text("DELETE FROM statements WHERE id <> 'b'"))
    counts = await sql_store.counts()
    assert (counts.articles, counts.statements, counts.sightings, counts.items) == (1, 1, 0, {})
    page = await sql_store.statements(StatementQuery(words="bridge"))
    assert ([view.statement.id for view in page.statements], page.total) == (["b"], 1)


# Failures


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
        ("mysql://bot:hunter2@db/x", "mysql is not a database that On Record knows"),
        ("hunter2", "cannot be read"),
        ("postgresql://bot:hunter2@host:port/x", "cannot be read"),
    ],
)
def test_an_address_that_is_none_is_refused_without_repeating_it(url, message):
    with pytest.raises(StoreError, match=message) as caught:
        SqlStore(url)
    assert "config.toml" in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize("scheme", ["sqlite", "sqlite+aiosqlite"])
async def test_both_forms_of_a_sqlite_address_open(tmp_path, scheme):
    store = SqlStore(f"{scheme}:///{tmp_path / 'a.db'}")
    await store.open()
    await store.close()
    assert (tmp_path / "a.db").exists()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
async def test_a_server_that_is_not_there_is_told_without_its_password(scheme):
    with pytest.raises(StoreError, match=r"database news on 127\.0\.0\.1:1: the server cannot be reached") as caught:
        await SqlStore(f"{scheme}://bot:{PASSWORD}@127.0.0.1:1/news").open()
    assert caught.value.__cause__ is not None
    assert PASSWORD not in "".join(traceback.format_exception(caught.value))


async def test_a_database_that_does_not_exist_is_told_with_the_way_out(postgres_server):
    with pytest.raises(StoreError, match=r"database nowhere .*`createdb` makes it.*\"nowhere\" does not exist"):
        await SqlStore(postgres_server.replace("/postgres?", "/nowhere?")).open()


async def test_a_missing_driver_is_told_with_the_way_to_install_it(monkeypatch):
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


async def test_a_file_that_another_program_locks_is_told(sqlite_url, tmp_path, monkeypatch):
    monkeypatch.setattr("bot.store.sql_store._BUSY_AFTER", 0.05)
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


# A server that comes and goes


async def test_a_lost_connection_fails_one_transaction_and_the_next_one_works(postgres_url, postgres_server):
    store = SqlStore(postgres_url)
    await store.open()
    with pytest.raises(StoreError, match="the server stopped the connection"):
        await lose_connection(store, postgres_server)
    await save(store, item("kept"))
    assert [one.id for one in await store.items(ItemState.WAITING)] == ["kept"]
    with pytest.raises(StoreBusyError):
        await SqlStore(postgres_url).open()  # the lock was taken anew
    await store.close()


async def lose_connection(store, postgres_server):
    async with store.transaction() as transaction:
        await transaction.save_item(item("lost"))
        end_sessions(postgres_server, store)
        await transaction.save_item(item("lost too"))


def end_sessions(postgres_server, store):
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [store._address.url.database],
        )


async def test_an_instance_that_lost_the_database_to_another_does_not_write(postgres_url, postgres_server):
    first, second = SqlStore(postgres_url), SqlStore(postgres_url)
    await first.open()
    end_sessions(postgres_server, first)
    await second.open()
    with pytest.raises(StoreBusyError):
        await save(first, item())
    await second.close()
    await first.close()


async def test_a_server_that_was_gone_is_used_again_when_it_is_back(postgres_url, postgres_process):
    store = SqlStore(postgres_url)
    await store.open()
    await save(store, article(), statement(), report(), delivery())
    postgres_process.stop()
    try:
        with pytest.raises(StoreError, match="the server"):
            await store.due_deliveries(now=NOON, limit=9)
        with pytest.raises(StoreError, match="the server cannot be reached"):
            await save(store, item())
    finally:
        postgres_process.start()
    assert await store.due_deliveries(now=after(1), limit=9) == [delivery()]
    await save(store, item())
    await store.close()
