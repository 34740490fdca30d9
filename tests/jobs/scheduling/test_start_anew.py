"""Texts that never end have the process start itself anew; that is on record, reported once, and no loop."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.core.errors import StoreError
from bot.core.model import NoticeKind
from bot.core.threads import LostJobs
from bot.jobs.scheduling import start_anew
from bot.jobs.scheduling.start_anew import StartAnew
from bot.rules.health import troubles
from bot.rules.thresholds import MOST_STARTS_ANEW, START_ANEW_EVERY
from tests.engine import CONFIG, Engine
from tests.jobs.scheduling.schedulers import make_scheduler, ticks

OPS = "slack:C0000000009"


@pytest.fixture
async def engine():
    return await Engine.started(f'[bot]\nops_channel = "{OPS}"\n{CONFIG}')


def one_life(engine):
    lost = LostJobs(engine.clock)
    return lost, StartAnew(store=engine.store, config=engine.config, clock=engine.clock, lost=lost)


def hang(lost, *texts):
    for one in texts:
        lost.add(object(), what=f"reading {one}", mark=one)


async def is_due(anew, times=5):
    """Tell whether a start is due by now."""
    due = asyncio.create_task(anew.due())
    for _ in range(times):
        await asyncio.sleep(0)
    if due.done():
        due.result()
        return True
    due.cancel()
    return False


async def test_one_text_that_hangs_starts_nothing_and_two_do(engine):
    lost, anew = one_life(engine)
    hang(lost, "a")
    assert not await is_due(anew)
    hang(lost, "b")
    with capture_logs() as logged:
        assert await is_due(anew, times=50)
    (line,) = [one for one in logged if one["log_level"] == "error"]
    assert line["never_end"] == ["reading a", "reading b"]
    (notice,) = await engine.store.notices(since=engine.clock.now())
    assert (notice.kind, [one.id for one in notice.subjects]) == (
        NoticeKind.STARTED_ANEW,
        ["reading a", "reading b"],
    )


async def test_one_that_ends_in_time_lets_the_process_live():
    lost = LostJobs()
    slow, other = object(), object()
    lost.add(slow, what="reading a", mark="a")
    lost.add(other, what="reading b", mark="b")
    lost.end(slow)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(lost.too_many(), 0)


async def test_it_is_reported_once_however_often_it_starts_and_its_end_once(engine):
    for _ in range(3):
        lost, anew = one_life(engine)
        hang(lost, "a", "b")
        assert await is_due(anew, times=50)
        engine.restart()
        engine.clock.advance(minutes=2)
        await engine.lookout.look()
        await engine.dispatcher.dispatch_due()
    reported = ["started anew: 2 sources: reading a, reading b"]
    assert [line for lines in engine.reported(OPS) for line in lines] == reported
    notices = [one for one in await engine.store.notices(since=engine.clock.now()) if one.ended_at is None]
    assert [one.subjects[0].cause for one in notices] == ["", "start 3 within the hour"]
    engine.clock.advance(hours=2)
    for _ in range(2):
        await engine.lookout.look()
        await engine.dispatcher.dispatch_due()
    assert [line for lines in engine.reported(OPS) for line in lines] == [*reported, f"over: {reported[0]}"]
    assert [one for one in await engine.store.notices(since=engine.clock.now()) if one.ended_at is None] == []


async def test_after_four_starts_within_the_hour_it_rests_and_says_so_and_then_starts(engine, monkeypatch):
    monkeypatch.setattr(start_anew, "ASKED_AGAIN_AFTER", 0.0)
    for _ in range(MOST_STARTS_ANEW):
        lost, anew = one_life(engine)
        hang(lost, "a", "b")
        assert await is_due(anew, times=50)
        engine.clock.advance(minutes=1)
    lost, anew = one_life(engine)
    hang(lost, "a", "b")
    with capture_logs() as logged:
        assert not await is_due(anew, times=50)
    (line,) = logged
    assert line["event"] == "nothing is read until the bot starts itself anew"
    assert line["at"] == engine.clock.now() + START_ANEW_EVERY - (engine.clock.now() - noticed_last(engine))
    engine.clock.advance(minutes=2)
    await ticks(make_scheduler(engine, lost=lost))
    assert troubles(await engine.store.last_beat(), now=engine.clock.now()) == [
        "texts that never end have kept all others waiting, until the bot starts itself anew, for 2 min"
    ]
    engine.clock.advance(minutes=8)
    assert await is_due(anew, times=50)


def noticed_last(engine):
    return max(one.noticed_at for one in engine.store._memory.notices.values())


@pytest.mark.parametrize("error", [StoreError("the database is gone"), KeyError("a bug")], ids=repr)
async def test_what_goes_wrong_on_the_way_is_in_the_log_and_tried_again(error, engine, monkeypatch):
    monkeypatch.setattr(start_anew, "ASKED_AGAIN_AFTER", 0.0)
    lost, anew = one_life(engine)
    hang(lost, "a", "b")
    real, tries = engine.store.notices, []

    async def away(**asked):
        tries.append(asked)
        if len(tries) < 3:
            raise error
        return await real(**asked)

    monkeypatch.setattr(engine.store, "notices", away)
    with capture_logs() as logged:
        assert await is_due(anew, times=80)
    assert [one["event"] for one in logged[:2]] == ["the start anew waits"] * 2
    assert len(tries) == 3


async def test_health_and_status_know_what_keeps_a_thread_and_turn_red_when_nothing_else_is_read(engine):
    lost = LostJobs(engine.clock)
    hang(lost, "a")
    engine.clock.advance(minutes=30)
    scheduler = make_scheduler(engine, lost=lost)
    await ticks(scheduler)
    beat = await engine.store.last_beat()
    assert [what for what in beat.at_work if "reading a" in what] == [
        "given up on, though its thread goes on: reading a"
    ]
    assert troubles(beat, now=engine.clock.now()) == [], "the others are read"
    hang(lost, "b")
    engine.clock.advance(minutes=2)
    await ticks(make_scheduler(engine, lost=lost))
    beat = await engine.store.last_beat()
    assert troubles(beat, now=engine.clock.now()) == [
        "texts that never end have kept all others waiting, until the bot starts itself anew, for 2 min"
    ]
