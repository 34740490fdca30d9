"""The queue in PostgreSQL: who does what, in which order, and what becomes of a job whose worker is gone."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from bot.core.errors import StoreError
from bot.core.model import Channel, Entry, Item, Source, Tier
from bot.core.work import Queue, QueuedJob, QueueLoad, Task, deliver_job, hold_job, poll_job, read_job
from bot.queue import PostgresQueue, postgres
from bot.store import SharedStore
from tests.patience import patient

NOW = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)
CHANNEL = Channel.parse("discord:111111111111111111")


def read(subject, **fields):
    return QueuedJob(
        task=Task.READ, subject=subject, arguments={"source_id": "wire", "item_id": subject} | {}, **fields
    )


def source(source_id):
    return Source(
        id=source_id,
        name=source_id,
        url=f"https://{source_id}.example/feed",
        tier=Tier.WIRE,
        language="en",
        poll_every=timedelta(minutes=2),
    )


class Hands:
    """What does the jobs: notes each, and holds some until it is told to go on."""

    def __init__(self):
        self.begun = []
        self.ended = []
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.fails = []

    async def _do(self, name):
        self.begun.append(name)
        await self.go_on.wait()
        if self.fails:
            raise self.fails.pop(0)
        self.ended.append(name)

    async def _read(self, source_id, item_id):
        await self._do(f"{source_id} {item_id}")

    async def _deliver(self, channel):
        await self._do(channel)

    async def polls(self, source_id):
        await self._do(source_id)

    @property
    def tasks(self):
        return {Task.READ: self._read, Task.DELIVER: self._deliver, Task.POLL: self.polls}

    async def until_begun(self, number):
        await until(lambda: len(self.begun) >= number)


async def until(happened):
    async with asyncio.timeout(patient(30)):
        while not await _answer(happened):  # noqa: ASYNC110 - nothing tells of what becomes of a queue
            await asyncio.sleep(0.02)


async def _answer(happened):
    answer = happened()
    return await answer if asyncio.iscoroutine(answer) else answer


@pytest.fixture
async def url(postgres_url):
    """A database with the tables of a queue."""
    store = SharedStore(postgres_url)
    await store.open()
    await store.close()
    return postgres_url


@asynccontextmanager
async def opened(url, count=1):
    async with AsyncExitStack() as queues:
        made = [PostgresQueue(url, name="the database") for _ in range(count)]
        for queue in made:
            await queue.open()
            queues.push_async_callback(queue.close)
        yield made


@asynccontextmanager
async def serving(queue, hands, *, queues=tuple(Queue), at_once=5):
    stop = asyncio.Event()
    working = asyncio.create_task(queue.serve(hands.tasks, queues=queues, at_once=at_once, stop=stop))
    try:
        yield
    finally:
        stop.set()
        hands.go_on.set()
        await working


async def test_a_job_is_done_by_one_of_two_workers_and_gone_then(url):
    hands = Hands()
    async with opened(url, 2) as (one, other), serving(one, hands), serving(other, hands):
        await one.add([read(str(number)) for number in range(20)])
        await hands.until_begun(20)
        await until(lambda: is_empty(one))
    assert sorted(hands.ended) == sorted(f"wire {number}" for number in range(20))


async def is_empty(queue):
    return not await queue.under_way()


async def test_what_waits_under_a_key_waits_once_and_is_under_way_until_it_is_done(url):
    hands = Hands()
    hands.go_on.clear()
    async with opened(url) as (queue,):
        await queue.add([read("a"), read("b")])
        await queue.add([read("a"), read("c")])
        assert (await queue.under_way()).keys() == {"read a", "read b", "read c"}
        assert set((await queue.under_way()).values()) == {None}
        async with serving(queue, hands):
            await hands.until_begun(3)
            await queue.add([read("a")])
            taken = await queue.under_way()
            assert taken.keys() == {"read a", "read b", "read c"}
            assert all(timedelta(0) <= one < timedelta(minutes=5) for one in taken.values()), "though one waits anew"
            hands.go_on.set()
            await until(lambda: is_empty(queue))
    assert len(hands.begun) == 4


async def test_the_highest_priority_goes_first_and_of_one_lock_one_at_a_time(url):
    hands = Hands()
    hands.go_on.clear()
    async with opened(url) as (queue,):
        await queue.add(
            [read("old", priority=-10, lock="host"), read("new", lock="host"), read("other", lock="elsewhere")]
        )
        async with serving(queue, hands):
            await hands.until_begun(2)
            await asyncio.sleep(postgres.LOOK_FOR_JOBS_EVERY * 3)
            assert sorted(hands.begun) == ["wire new", "wire other"]
            hands.go_on.set()
            await hands.until_begun(3)
    assert hands.begun[2] == "wire old"


async def test_what_was_begun_once_is_read_though_polls_never_end(url):
    """Found by ten minutes of chaos: 204 texts whose workers had been killed waited behind polls for ever."""
    hands = Hands()
    item = replace(Item.on_trial("wire", Entry(key="a", url="https://wire.example/a", title=""), NOW), quiet=False)
    sources = [source(str(number)) for number in range(9)]
    async with opened(url) as (queue,):

        async def poll(source_id):
            await queue.add([poll_job(source(source_id))])  # due again before it has ended

        hands.polls = poll
        await queue.add([poll_job(one) for one in sources])
        await queue.add([read_job(replace(item, begun=1))])
        async with serving(queue, hands, at_once=1):
            await hands.until_begun(1)
    assert hands.begun == ["wire tried"]


async def test_a_channel_that_is_held_takes_nothing_until_its_time(url):
    hands = Hands()
    async with opened(url) as (queue,):
        await queue.add([hold_job(CHANNEL, until=datetime.now(UTC) + timedelta(seconds=3))])
        await queue.add([deliver_job(CHANNEL), read("a")])
        async with serving(queue, hands):
            begun = asyncio.get_running_loop().time()
            await hands.until_begun(1)
            assert hands.begun == ["wire a"]
            await hands.until_begun(3)
            assert asyncio.get_running_loop().time() - begun > 1.5
    assert hands.begun[1:] == [str(CHANNEL)] * 2


async def test_a_worker_takes_the_queues_that_it_serves(url):
    hands = Hands()
    async with opened(url) as (queue,):
        await queue.add([deliver_job(CHANNEL), read("a")])
        async with serving(queue, hands, queues=(Queue.READ,)):
            await hands.until_begun(1)
            await asyncio.sleep(postgres.LOOK_FOR_JOBS_EVERY * 3)
        assert (await queue.under_way()).keys() == {f"deliver {CHANNEL}"}
    assert hands.begun == ["wire a"]


async def test_a_job_that_fails_is_tried_again(url):
    hands = Hands()
    hands.fails = [StoreError("the disk is full"), RuntimeError("a bug")]
    async with opened(url) as (queue,), serving(queue, hands):
        await queue.add([read("a")])
        await until(lambda: hands.ended)
    assert hands.begun == ["wire a"] * 3


async def test_the_jobs_of_a_worker_that_is_gone_are_free_again(url, monkeypatch):
    monkeypatch.setattr(postgres, "LOST_AFTER", 0.2)
    hands = Hands()
    async with opened(url) as (queue,):
        with psycopg.connect(url, options="-c search_path=onrecord_queue") as connection:
            ((worker,),) = connection.execute("SELECT worker_id FROM procrastinate_register_worker_v1()")
        await queue.add([read("a")])
        with psycopg.connect(url, options="-c search_path=onrecord_queue") as connection:
            connection.execute("SELECT procrastinate_fetch_job_v2(NULL, %s)", (worker,))
        await until(lambda: is_empty(queue))
        await queue.add([read("a")])
        monkeypatch.undo()
        async with serving(queue, hands):
            await until(lambda: hands.ended)


async def test_a_worker_that_is_to_end_ends_what_it_has_begun_and_begins_nothing_more(url):
    hands = Hands()
    hands.go_on.clear()
    async with opened(url) as (queue,):
        stop = asyncio.Event()
        await queue.add([read("a"), read("b")])
        working = asyncio.create_task(queue.serve(hands.tasks, queues=tuple(Queue), at_once=1, stop=stop))
        await hands.until_begun(1)
        stop.set()
        await asyncio.sleep(0.2)
        assert not working.done()
        hands.go_on.set()
        await asyncio.wait_for(working, patient(10))
        assert (await queue.under_way()).keys() == {"read b"}
    assert hands.ended == ["wire a"]


async def test_what_takes_too_long_is_cut_off_and_left_to_others(url, monkeypatch):
    monkeypatch.setattr(postgres, "DRAINED_AFTER", 0.2)
    hands = Hands()
    hands.go_on.clear()
    async with opened(url) as (queue,):
        stop = asyncio.Event()
        await queue.add([read("a")])
        working = asyncio.create_task(queue.serve(hands.tasks, queues=tuple(Queue), at_once=1, stop=stop))
        await hands.until_begun(1)
        stop.set()
        await asyncio.wait_for(working, patient(10))
        assert (await queue.under_way()).keys() == {"read a"}
    assert hands.ended == []


async def test_the_load_of_a_queue_is_what_could_be_done_now(url):
    hands = Hands()
    hands.go_on.clear()
    held = replace(read("later"), at=datetime.now(UTC) + timedelta(hours=1))
    async with opened(url) as (queue,):
        assert await queue.load() == dict.fromkeys(Queue, QueueLoad())
        async with serving(queue, hands, queues=(Queue.DELIVER,)):
            await queue.add([read("a"), read("b", lock="host"), held, deliver_job(CHANNEL)])
            await hands.until_begun(1)
            _age(url, hours=2)
            loads = await queue.load()
    assert {one: (load.waiting, load.under_way) for one, load in loads.items()} == {
        Queue.POLL: (0, 0),
        Queue.READ: (2, 0),
        Queue.DELIVER: (0, 1),
    }
    assert timedelta(hours=2) <= loads[Queue.READ].oldest < timedelta(hours=3)
    assert loads[Queue.DELIVER].oldest == timedelta(0)


def _age(url, *, hours):
    """Have all jobs been handed out so much earlier."""
    with psycopg.connect(url, options="-c search_path=onrecord_queue") as connection:
        connection.execute("UPDATE procrastinate_events SET at = at - make_interval(hours => %s)", (hours,))


async def test_a_queue_that_is_gone_says_so(url):
    async with opened(url) as (queue,):
        await queue.load()
        with psycopg.connect(url, options="-c search_path=onrecord_queue") as connection:
            connection.execute("DROP TABLE procrastinate_jobs CASCADE")
        with pytest.raises(StoreError, match="its queue cannot be used"):
            await queue.load()


async def test_a_server_that_stops_is_no_end_of_a_worker(url, postgres_server, monkeypatch):
    monkeypatch.setattr(postgres, "AGAIN_AFTER", 0.1)
    hands = Hands()
    name = url.split("/")[3].split("?")[0]
    async with opened(url) as (queue,), serving(queue, hands):
        await queue.add([read("a")])
        await until(lambda: hands.ended)
        with psycopg.connect(postgres_server, autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        await until(lambda: added(queue, read("b")))
        await until(lambda: len(hands.ended) == 2)


async def added(queue, job):
    try:
        await queue.add([job])
    except StoreError:
        return False
    return True


async def test_what_the_queue_cannot_do_is_reported_with_the_name_of_the_database():
    queue = PostgresQueue("postgresql://nobody@127.0.0.1:1/none", name="the PostgreSQL database none")
    with pytest.raises(StoreError, match="the PostgreSQL database none: its queue cannot be used"):
        await queue.add([read("a")])  # it was never opened
