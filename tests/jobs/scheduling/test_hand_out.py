"""What is due becomes jobs on a queue, and a job that comes late or twice finds nothing to do."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.errors import RetryLaterError
from bot.core.model import Channel, ChannelPause, ItemState, Platform
from bot.core.work import QUEUE_OF, Task
from bot.jobs.scheduling.bench import Bench
from bot.jobs.scheduling.hand_out import HandOut
from bot.jobs.scheduling.pulse import Pulse
from bot.rules.health import troubles
from tests.engine import CONFIG, DISCORD, SLACK, Engine, without
from tests.jobs.deliveries.test_digests import DAILY, EIGHT, digests, publish

LINE = "baghaei: The bridge will be open before the first snow."


class FakeQueue:
    """Keeps jobs in the order in which they came."""

    def __init__(self):
        self.waiting = {}
        self.doing = {}  # key → for how long

    async def under_way(self):
        return dict.fromkeys(self.waiting) | self.doing

    async def add(self, jobs):
        for job in jobs:
            self.waiting.setdefault(job.key, job)

    def keys_waiting(self):
        return sorted(self.waiting)


class NobodyElse:
    """The store of an engine, with nobody to be held off."""

    def __init__(self, store):
        self._store = store
        self.held = []

    def __getattr__(self, name):
        return getattr(self._store, name)

    @asynccontextmanager
    async def holding_channel(self, channel):
        self.held.append(str(channel))
        yield


class Nothing:
    def __init__(self):
        self.calls = []

    def __getattr__(self, name):
        async def called():
            self.calls.append(name)

        return called


@pytest.fixture
async def shop():
    return Shop(await Engine.start())


class Shop:
    """An engine whose work is handed out and done by name."""

    def __init__(self, engine):
        self.engine = engine
        self.queue = FakeQueue()
        self.store = NobodyElse(engine.store)
        self.kept = Nothing()
        self.read = []
        self.hand_out = HandOut(
            store=engine.store,
            queue=self.queue,
            digester=engine.digester,
            sources=engine.config.sources,
            platforms={Platform.DISCORD, Platform.SLACK},
            config=engine.config,
        )
        self.bench = Bench(
            store=self.store,
            queue=self.queue,
            poller=engine.poller,
            reader=engine.reader,
            rechecker=engine.rechecker,
            dispatcher=engine.dispatcher,
            digester=engine.digester,
            pruner=self.kept,
            sweeper=self.kept,
            sources=engine.config.sources,
            clock=engine.clock,
            on_reading=self.read.append,
        )

    async def enlist(self):
        async with self.engine.store.transaction() as transaction:
            await transaction.enlist({one.id for one in self.engine.config.sources}, now=self.engine.clock.now())

    async def hand(self):
        now = self.engine.clock.now()
        await self.hand_out.hand_out(await self.engine.store.agenda(now=now), now=now)

    async def work(self):
        """Do what waits, the highest priority first."""
        waiting, self.queue.waiting = self.queue.waiting, {}
        for job in sorted(waiting.values(), key=lambda one: -one.priority):
            if job.at is None or job.at <= self.engine.clock.now():
                await self.bench.tasks[job.task](**job.arguments)
            else:
                self.queue.waiting[job.key] = job

    async def round(self):
        await self.hand()
        await self.work()


async def test_what_is_published_goes_its_way_by_jobs(shop):
    await shop.enlist()
    await shop.round()
    shop.engine.clock.advance(minutes=5)
    shop.engine.publish("wire", "https://wire.example/1", LINE)
    await shop.hand()
    assert shop.queue.keys_waiting() == ["poll ministry", "poll wire"]
    await shop.work()
    await shop.hand()
    (job,) = shop.queue.waiting.values()
    assert (job.task, job.lock, job.arguments["source_id"]) == (Task.READ, "pages of wire.example", "wire")
    await shop.work()
    assert len(shop.read) == 1
    await shop.hand()
    assert shop.queue.keys_waiting() == [f"deliver {DISCORD}", f"deliver {SLACK}"]
    await shop.work()
    assert sorted(shop.store.held) == [DISCORD, SLACK]
    for channel in (DISCORD, SLACK):
        assert shop.engine.reported(channel) == [[LINE.removeprefix("baghaei: ")]]


async def test_what_waits_or_is_being_done_is_not_handed_out_again(shop):
    await shop.enlist()
    await shop.hand()
    assert shop.queue.keys_waiting() == ["poll ministry", "poll wire", "prune everything"]
    shop.queue.doing = dict.fromkeys(shop.queue.waiting, timedelta(0))
    shop.queue.waiting = {}
    await shop.hand()
    assert shop.queue.keys_waiting() == []


async def test_a_job_that_a_worker_hangs_over_turns_the_sign_of_life_red(shop):
    clock, store = shop.engine.clock, shop.engine.store
    pulse = Pulse(store=store, clock=clock, platforms=dict, at_work=shop.hand_out)
    await shop.enlist()
    shop.queue.waiting = {"poll wire": None}
    shop.queue.doing = {"read a": timedelta(minutes=6), "poll ministry": timedelta(seconds=4)}
    await shop.hand()
    await pulse.beat(await store.agenda(now=clock.now()), now=clock.now())
    assert troubles(await store.last_beat(), now=clock.now()) == ["the job “read a” has been under way for 6 min"]


async def test_a_job_that_comes_twice_finds_nothing_to_do(shop):
    await shop.enlist()
    await shop.round()
    shop.engine.clock.advance(minutes=5)
    shop.engine.publish("wire", "https://wire.example/1", LINE)
    for _ in range(2):
        await shop.hand()
        twice = dict(shop.queue.waiting)
        await shop.work()
        shop.queue.waiting = twice
        await shop.work()
    assert shop.engine.web.asked.count("https://wire.example/feed") == 2
    assert shop.engine.web.asked.count("https://wire.example/1") == 1
    assert len(shop.read) == 1


@pytest.mark.parametrize("task", [Task.POLL, Task.READ, Task.RECHECK, Task.DIGEST])
async def test_a_job_on_what_is_gone_is_done(shop, task):
    arguments = {
        Task.POLL: {"source_id": "gone"},
        Task.READ: {"source_id": "gone", "item_id": "gone"},
        Task.RECHECK: {"item_id": "gone"},
        Task.DIGEST: {"plan_id": "gone"},
    }
    await shop.bench.tasks[task](**arguments[task])
    assert shop.engine.web.asked == []


async def test_a_source_that_left_the_config_is_not_handed_out(shop):
    await shop.enlist()
    shop.hand_out._sources = without(shop.engine.config.sources, "wire")
    await shop.hand()
    assert shop.queue.keys_waiting() == ["poll ministry", "prune everything"]


async def test_news_is_read_first_then_what_may_have_killed_a_process_and_both_before_polls_and_a_baseline(shop):
    await shop.enlist()
    shop.engine.publish("wire", "https://wire.example/old", LINE)
    await shop.round()
    shop.engine.clock.advance(minutes=5)
    shop.engine.publish("wire", "https://wire.example/new", LINE)
    shop.engine.publish("wire", "https://wire.example/begun", LINE)
    await shop.bench.tasks[Task.POLL](source_id="wire")
    waiting = {one.entry.url[-5:]: one for one in await shop.engine.store.items(ItemState.WAITING)}
    async with shop.engine.store.transaction() as transaction:
        await transaction.save_item(replace(waiting["begun"], begun=1))
    await shop.hand()
    jobs = {one.subject: one for one in shop.queue.waiting.values() if one.task in {Task.READ, Task.POLL}}
    order = sorted(jobs, key=lambda one: -jobs[one].priority)
    assert order == [waiting["e/new"].id, waiting["begun"].id, "ministry", waiting["e/old"].id]


async def test_a_channel_whose_platform_asks_to_wait_is_held_by_a_job_with_its_lock(shop):
    await shop.enlist()
    await shop.round()
    shop.engine.clock.advance(minutes=5)
    shop.engine.publish("wire", "https://wire.example/1", LINE)
    shop.engine.discord.faults = [RetryLaterError("not now", after=timedelta(seconds=30))]
    for _ in range(3):
        await shop.round()
    (job,) = shop.queue.waiting.values()
    assert (job.key, job.lock, job.at) == (
        f"hold {DISCORD}",
        f"channel {DISCORD}",
        shop.engine.clock.now() + timedelta(seconds=30),
    )
    shop.engine.clock.advance(seconds=31)
    await shop.work()
    assert len(shop.engine.reported(DISCORD)) == 1


@pytest.mark.parametrize(
    ("ahead", "handed_out"), [(5, False), (7, True)], ids=["it rests", "by a clock that was ahead"]
)
async def test_a_closed_channel_is_handed_out_when_its_pause_is_over_or_was_none(shop, ahead, handed_out):
    await shop.enlist()
    await shop.round()
    shop.engine.clock.advance(minutes=5)
    shop.engine.publish("wire", "https://wire.example/1", LINE)
    await shop.round()
    await shop.round()
    now = shop.engine.clock.now()
    pause = ChannelPause(
        channel=Channel.parse(DISCORD), since=now, until=now + timedelta(hours=ahead), reason="no right to post"
    )
    async with shop.engine.store.transaction() as transaction:
        await transaction.save_pause(pause)
    await shop.hand()
    assert (f"deliver {DISCORD}" in shop.queue.keys_waiting()) is handed_out
    assert f"deliver {SLACK}" in shop.queue.keys_waiting()


async def test_deliveries_to_a_platform_that_is_off_wait_until_they_are_too_old(shop):
    await shop.enlist()
    await shop.round()
    shop.engine.clock.advance(minutes=5)
    shop.engine.publish("wire", "https://wire.example/1", LINE)
    shop.hand_out._platforms = {Platform.DISCORD}
    del shop.engine.dispatcher._messengers[Platform.SLACK]
    await shop.round()
    await shop.round()
    await shop.hand()
    assert f"deliver {SLACK}" not in shop.queue.keys_waiting()
    shop.engine.clock.advance(days=3)
    await shop.hand()
    assert f"deliver {SLACK}" in shop.queue.keys_waiting()


async def test_old_things_are_let_go_of_every_ten_minutes_and_once_a_day(shop):
    pruned = []
    for minutes in (0, 5, 5, 24 * 60):
        shop.engine.clock.advance(minutes=minutes)
        shop.queue.waiting = {}
        await shop.hand()
        pruned.append([key for key in shop.queue.keys_waiting() if key.startswith("prune")])
        await shop.work()
    assert pruned == [["prune everything"], [], ["prune pages"], ["prune everything"]]
    assert shop.kept.calls == [
        "prune_originals",
        "prune",
        "sweep",
        "prune_originals",
        "prune_originals",
        "prune",
        "sweep",
    ]


async def test_a_digest_is_made_by_a_job_once_and_handed_out_until_it_is_on_record():
    shop = Shop(await Engine.start(CONFIG + DAILY))
    desk = shop.engine
    desk.clock.time = EIGHT - timedelta(hours=3)
    await desk.run()
    await shop.round()  # the plan begins
    await publish(desk, LINE.removeprefix("baghaei: "))
    await desk.dispatcher.dispatch_due()
    desk.clock.time = EIGHT - timedelta(seconds=1)
    await shop.hand()
    assert "digest" not in " ".join(shop.queue.keys_waiting())
    desk.clock.time = EIGHT
    plan = desk.config.digests[0].id
    for _ in range(2):  # as if the worker that took it were gone
        shop.queue.waiting = {}
        await shop.hand()
    job = shop.queue.waiting[f"digest {plan}"]
    assert (job.task, job.lock, job.arguments) == (Task.DIGEST, f"digest {plan}", {"plan_id": plan})
    for _ in range(2):
        await shop.bench.tasks[job.task](**job.arguments)
    shop.queue.waiting = {}
    await shop.hand()
    assert f"digest {plan}" not in shop.queue.keys_waiting()
    await shop.work()
    desk.clock.advance(minutes=1)
    await shop.round()
    assert digests(desk) == [["digest of 1", LINE.removeprefix("baghaei: ")]]


def test_each_task_has_a_queue():
    assert QUEUE_OF.keys() == set(Task)
