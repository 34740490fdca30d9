"""The ticker: it ticks by itself whatever the clock does, and stops without cutting off what is about to end."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from bot.jobs.scheduling import scheduler as scheduling
from tests.engine import DISCORD
from tests.jobs.scheduling.schedulers import LINE, make_scheduler, ticks
from tests.patience import patient


async def test_the_ticker_ticks_by_itself_and_stops(engine, monkeypatch):
    monkeypatch.setattr(scheduling, "TICK_EVERY", 0.01)
    ticked = asyncio.Event()
    scheduler = make_scheduler(engine)
    count = 0

    async def tick():
        nonlocal count
        count += 1
        if count == 3:
            ticked.set()

    monkeypatch.setattr(scheduler, "tick", tick)
    engine.clock.time = datetime.now(UTC)
    scheduler.start()
    await asyncio.wait_for(ticked.wait(), patient(5))
    await scheduler.stop()
    assert not scheduler._scheduler.running


async def test_a_tick_that_is_still_at_it_leaves_the_next_ones_out_and_says_nothing(engine, monkeypatch, caplog):
    monkeypatch.setattr(scheduling, "TICK_EVERY", 0.01)
    scheduler = make_scheduler(engine)
    passed, begun, times, real = asyncio.Event(), [], [], scheduler._scheduler._process_jobs

    async def hangs():
        begun.append(len(begun))
        await passed.wait()

    def fired():
        times.append(len(begun))
        if len(times) == 5:
            passed.set()
        return real()

    monkeypatch.setattr(scheduler, "_begin_due", hangs)
    monkeypatch.setattr(scheduler._scheduler, "_process_jobs", fired)
    engine.clock.time = datetime.now(UTC)
    scheduler.start()
    await asyncio.wait_for(passed.wait(), patient(5))
    assert times[1:5] == [1, 1, 1, 1]
    await scheduler.stop()
    assert not [one for one in caplog.records if one.name.startswith("apscheduler") and one.levelname == "WARNING"]


async def test_a_tick_that_comes_while_it_stops_is_none(engine, monkeypatch):
    scheduler = make_scheduler(engine)
    begun, passed, times = asyncio.Event(), asyncio.Event(), []

    async def hangs():
        times.append(1)
        begun.set()
        await passed.wait()

    monkeypatch.setattr(scheduler, "_begin_due", hangs)
    engine.clock.time = datetime.now(UTC)
    scheduler.start()
    await asyncio.wait_for(begun.wait(), patient(5))
    stopping = asyncio.create_task(scheduler.stop())
    await asyncio.sleep(0)  # it waits for the tick
    passed.set()
    late = asyncio.create_task(scheduler._tick_if_idle())  # the lock is free by then, and promised to who stops
    await asyncio.gather(stopping, late)
    assert times == [1]


async def test_stopping_waits_for_what_is_under_way_and_cuts_off_what_hangs(engine, monkeypatch):
    monkeypatch.setattr(scheduling, "STOP_WITHIN", 0.05)
    ended = []

    class SlowPoller:
        async def poll(self, source, *_):
            try:
                await asyncio.sleep(0.01 if source.id == "wire" else 60)
            finally:
                ended.append(source.id)

    scheduler = make_scheduler(engine, poller=SlowPoller())
    await scheduler.tick()
    await scheduler.stop()
    assert sorted(ended) == ["ministry", "wire"]


async def test_what_ends_while_it_stops_begins_nothing_more(engine):
    """A post that a read began then would be cut off in the middle: nobody waits for it."""
    begun = asyncio.Event()

    class SlowPoller:
        async def poll(self, source, *_):
            begun.set()
            await asyncio.sleep(0.01)
            return await engine.poller.poll(source, *_)

    engine.publish("wire", "https://wire.example/1", LINE)
    scheduler = make_scheduler(engine, poller=SlowPoller())
    await scheduler.tick()
    await begun.wait()
    await scheduler.stop()
    assert not scheduler._under_way._running
    assert engine.reported(DISCORD) == []
    again = make_scheduler(engine)
    await ticks(again, 3)
    assert len(engine.reported(DISCORD)) == 1


async def test_a_ticker_that_sleeps_towards_a_moved_clock_is_woken(engine, monkeypatch):
    """APScheduler plans by the wall clock: set back by an hour, it would sleep for an hour."""
    monkeypatch.setattr(scheduling, "STALLED_AFTER", 0.02)
    woken = asyncio.Event()
    scheduler = make_scheduler(engine)
    ticks_seen = 0

    async def tick():
        nonlocal ticks_seen
        ticks_seen += 1
        if ticks_seen == 2:
            woken.set()

    monkeypatch.setattr(scheduler, "tick", tick)
    engine.clock.time = datetime.now(UTC)
    scheduler.start()
    scheduler._scheduler.modify_job("tick", next_run_time=engine.clock.now() + timedelta(hours=1))
    engine.clock.advance(seconds=-1)
    await asyncio.wait_for(woken.wait(), patient(5))
    await scheduler.stop()


async def test_a_clock_set_forward_by_a_year_is_one_tick_late_and_not_thirty_million(engine):
    scheduler = make_scheduler(engine)
    scheduler.start()
    try:
        job = scheduler._scheduler.get_job("tick")
        a_year_on = job.next_run_time + timedelta(days=365)
        assert len(job._get_run_times(a_year_on)) == 1
    finally:
        await scheduler.stop()
