"""The record in PostgreSQL as several processes work on it: who may, in what order, and who has which role."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager

import psycopg
import pytest
from sqlalchemy import text

from bot.core.errors import StoreBusyError, StoreError
from bot.core.model import Channel, IndexEntry
from bot.jobs.thresholds import ASK_EVERY
from bot.store import SharedStore, SqlStore, instance, shared
from tests.patience import TAKEN_OVER_WITHIN, patient
from tests.store.samples import NOON, after, article, delivery, item, report, save, statement

CHANNEL = Channel.parse("discord:111111111111111111")


@asynccontextmanager
async def opened(*stores):
    """Open stores one after the other."""
    async with AsyncExitStack() as all_of_them:
        for store in stores:
            await store.open()
            all_of_them.push_async_callback(store.close)
        yield stores


def ask(url, query):
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(query).fetchall()


def waiting(url):
    """Return what waits in the queue: task, key, lock, arguments."""
    return ask(
        url,
        "SELECT task_name, queueing_lock, lock, args FROM onrecord_queue.procrastinate_jobs "
        "WHERE status = 'todo' ORDER BY id",
    )


async def test_several_processes_share_a_record_and_one_that_works_alone_is_refused(postgres_url):
    async with opened(SharedStore(postgres_url), SharedStore(postgres_url)):
        with pytest.raises(StoreBusyError, match="is in use by another On Record"):
            await SqlStore(postgres_url).open()


async def test_beside_one_that_works_alone_nobody_shares(postgres_url, monkeypatch):
    monkeypatch.setattr(instance, "_SHARED_PATIENCE", "100ms")
    async with opened(SqlStore(postgres_url)):
        with pytest.raises(StoreBusyError, match="works alone: stop that one, or write"):
            await SharedStore(postgres_url).open()


async def test_sqlite_is_refused_with_the_reason_and_the_way_out(sqlite_url):
    with pytest.raises(StoreError, match="is for one process: several would wait") as refused:
        SharedStore(sqlite_url)
    assert "postgresql://" in str(refused.value)


async def test_those_that_start_in_one_moment_on_an_empty_database_all_start(empty_postgres_url):
    stores = [SharedStore(empty_postgres_url) for _ in range(4)]
    await asyncio.gather(*(store.open() for store in stores))
    async with stores[0].transaction() as transaction:
        await transaction.save_item(item("a"))
    assert [one.id for one in await stores[3].due_items(now=NOON, limit=9)] == ["a"]
    await asyncio.gather(*(store.close() for store in stores))


async def test_a_queue_of_another_version_is_made_anew_where_nobody_is_at_work(postgres_url):
    async with opened(SharedStore(postgres_url)):
        with psycopg.connect(postgres_url) as connection:
            connection.execute("COMMENT ON SCHEMA onrecord_queue IS 'procrastinate 2.0.0'")
        with pytest.raises(StoreError, match="its queue is of another version"):
            await SharedStore(postgres_url).open()
    async with opened(SharedStore(postgres_url)) as (store,):
        await save_and_tell(store, "d")
    assert [task for task, *_ in waiting(postgres_url)] == ["deliver"]


async def save_and_tell(store, *delivery_ids, channel=CHANNEL):
    await save(store, article(), statement(), report())
    async with store.transaction() as transaction:
        for one in delivery_ids:
            await transaction.add_delivery(delivery(one, channel=channel))


async def test_a_transaction_that_has_something_to_tell_queues_its_delivery_once_a_channel(postgres_url):
    other = Channel.parse("slack:C024BE91L")
    async with opened(SharedStore(postgres_url)) as (store,):
        await save_and_tell(store, "a", "b")
        await save_and_tell(store, "c")  # one job waits already, and will find it
        await save_and_tell(store, "a", "d", channel=other)
        with pytest.raises(StoreError):
            await save(store, delivery("e", channel=Channel.parse("console"), report_id="is not on record"))
    assert waiting(postgres_url) == [
        ("deliver", f"deliver {one}", f"channel {one}", {"channel": str(one)}) for one in (CHANNEL, other)
    ]


async def test_an_actor_is_held_by_one_process_at_a_time_and_others_are_free(postgres_url):
    async with opened(SharedStore(postgres_url), SharedStore(postgres_url)) as (one, other):
        async with one.holding_actors(["mayor", "judge"]):
            waits = asyncio.create_task(held(other, "mayor"))
            await asyncio.wait_for(held(other, "clerk"), 30)
            assert not waits.done()
        await asyncio.wait_for(waits, 30)


async def test_a_task_that_was_begun_while_an_actor_is_held_may_outlive_that(postgres_url):
    async def save_later():
        await go_on.wait()
        for name in ("a", "b", "c"):
            await save(store, item(name))

    async with opened(SharedStore(postgres_url)) as (store,):
        go_on = asyncio.Event()
        async with store.holding_actors(["mayor"]):
            outlives, beside = asyncio.create_task(save_later()), asyncio.create_task(save(store, item("d")))
            await asyncio.gather(beside, save(store, item("e")))
        go_on.set()
        await outlives
        assert len(await store.due_items(now=NOON, limit=9)) == 5


async def held(store, *actor_ids):
    async with store.holding_actors(actor_ids):
        pass


async def test_a_role_is_taken_over_when_the_process_that_has_it_is_gone(postgres_url):
    async with opened(SharedStore(postgres_url), SharedStore(postgres_url)) as (one, other):
        first, standby, another = one.role("scheduler"), other.role("scheduler"), other.role("discord")
        assert await first.take()
        assert await first.take()
        assert not await standby.take()
        assert await another.take()
        ask(postgres_url, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
            "AND mode = 'ExclusiveLock' AND pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database "
            "WHERE datname = current_database()) ORDER BY 1")  # fmt: skip
        for lost in (first, another):
            with pytest.raises(StoreError):
                await lost.take()
        assert await standby.take()
        assert not await first.take()
        await standby.let_go()
        async with asyncio.timeout(patient(20)):
            while not await first.take():  # the server notices a moment later that a connection has ended
                pass
        await first.let_go()


async def test_the_server_lets_go_of_the_role_of_a_host_that_is_gone_in_time_for_the_standby(tcp_postgres_url):
    """Of its processes the server hears nothing: neither an answer to a probe, nor that what it sends has arrived."""
    async with opened(SharedStore(tcp_postgres_url)) as (store,):
        role = store.role("scheduler")
        assert await role.take()
        idle, every, probes, unanswered = [
            await shown(role, name)
            for name in ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count", "tcp_user_timeout")
        ]
        await role.let_go()
    assert idle > 0
    assert unanswered > 0  # milliseconds; 0 would be what the system has: a quarter of an hour
    found_out_after = max(idle + every * probes, unanswered / 1000)
    assert found_out_after + ASK_EVERY <= TAKEN_OVER_WITHIN


async def shown(role, name):
    """Return a setting as the connection has it that holds the role."""
    answer = await role._session.execute(text("SELECT setting FROM pg_settings WHERE name = :name"), {"name": name})
    return int(answer.scalar())


async def test_arrivals_come_in_the_order_of_commits_and_none_is_missed(postgres_url, monkeypatch):
    monkeypatch.setattr(shared, "ARRIVALS_AT_ONCE", 3)
    async with opened(SharedStore(postgres_url)) as (store,):
        assert await store.last_arrival() == 0
        for numbers in ((5, 1), (4,), (3, 0, 2)):
            await save(store, *(statement(f"s{one}", first_seen_at=after(one)) for one in numbers))
            async with store.transaction() as transaction:
                await transaction.save_index_entries([entry(f"s{one}") for one in numbers])
        await save(store, statement("reported", teller="A clerk"))
        async with store.transaction() as transaction:
            await transaction.save_index_entries([entry("reported")])

        reached, found = 0, []
        while (answer := await store.arrivals(after=reached, made_by="model"))[0] > reached:
            reached, part = answer
            found += [(one.number, one.entry.statement_id) for one in part]

        assert sorted(found) == [(1, "s1"), (1, "s5"), (2, "s4"), (3, "s0"), (3, "s2"), (3, "s3")]
        assert [number for number, _ in found] == sorted(number for number, _ in found)
        assert reached == await store.last_arrival() == 4


def entry(statement_id):
    return IndexEntry(statement_id=statement_id, made_by="model", terms=("a",), meaning=b"1")
