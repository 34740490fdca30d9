"""A PostgreSQL server that comes and goes."""

from __future__ import annotations

import psycopg
import pytest

from bot.core.errors import StoreBusyError, StoreError
from bot.core.model import ItemState
from bot.store import SqlStore
from tests.store.samples import (
    NOON,
    after,
    article,
    delivery,
    item,
    report,
    save,
    statement,
)


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
