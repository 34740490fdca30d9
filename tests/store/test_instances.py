"""One instance works on a record at a time, and others may look things up; what one leaves that is killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from bot.core.errors import StoreBusyError, StoreError
from bot.core.model import DeliveryState, ItemState, StatementQuery
from bot.store import SqlStore
from tests.store.samples import (
    delivery,
    item,
    save,
    statement,
)

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
        await transaction.collapse(["delivery"], overflow(), at=NOON, edit_at=NOON)
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
