"""What fails ends no ticking, is not tried again at once, and keeps nothing else waiting."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from bot.core.errors import StoreError
from bot.jobs.by_command.taking_up import TakingUp
from bot.jobs.scheduling import under_way
from bot.jobs.thresholds import BEAT_EVERY
from bot.rules.health import troubles
from tests.engine import DISCORD
from tests.jobs.scheduling.schedulers import LINE, BrokenPoller, make_scheduler, ticks


async def test_a_record_that_fails_for_a_while_does_not_end_the_ticking(engine):
    scheduler = make_scheduler(engine)
    real = engine.store.due_polls

    async def fail(**_):
        raise StoreError("disk full")

    engine.store.due_polls = fail
    await ticks(scheduler)
    engine.store.due_polls = real
    engine.publish("wire", "https://wire.example/1", LINE)
    await ticks(scheduler, 3)
    assert len(engine.reported(DISCORD)) == 1


@pytest.mark.parametrize("error", [RuntimeError("a bug"), StoreError("a row that nobody can read")])
async def test_changes_by_command_that_cannot_be_taken_up_stop_nothing_else_and_are_said_once(engine, error):
    fails = [error]

    async def take_up(_last_change):
        if fails:
            raise fails[0]

    scheduler = make_scheduler(engine, changes=TakingUp(take_up, engine.clock))
    engine.publish("wire", "https://wire.example/1", LINE)
    with capture_logs() as said:
        await ticks(scheduler, 3)
    assert engine.reported(DISCORD) == [["The bridge will be open before the first snow."]]
    (line,) = [one for one in said if one["event"] == "changes by command not taken up"]
    assert line["log_level"] == "error"
    assert isinstance(error, StoreError) or line["exc_info"]  # a bug with where it is
    engine.clock.advance(minutes=2)
    await ticks(scheduler, BEAT_EVERY)
    wrong = troubles(await engine.store.last_beat(), now=engine.clock.now())
    assert wrong == ["what was changed by command has not been taken up for 2 min"]
    fails.clear()
    await ticks(scheduler, BEAT_EVERY)
    assert troubles(await engine.store.last_beat(), now=engine.clock.now()) == []


async def test_a_job_that_fails_does_not_end_the_ticking(engine):
    scheduler = make_scheduler(engine, poller=BrokenPoller(RuntimeError("a bug")))
    await ticks(scheduler, 2)
    assert scheduler._under_way._running == {}


@pytest.mark.parametrize("error", [RuntimeError("a bug"), StoreError("disk full")])
async def test_a_poll_that_breaks_off_is_not_made_again_each_second(engine, error, monkeypatch):
    poller = BrokenPoller(error)
    scheduler = make_scheduler(engine, poller=poller)
    with capture_logs():  # to draw a traceback may take longer than a job rests
        await ticks(scheduler, 5)
        assert sorted(poller.begun) == ["ministry", "wire"]
        monkeypatch.setattr(under_way, "LONGEST_REST", 0.0)
        scheduler._under_way._failed.clear()
        await ticks(scheduler, 2)
    assert len(poller.begun) == 6


async def test_dispatching_does_not_rest_and_leaves_nothing_behind(engine):
    asked = []

    class BrokenDispatcher:
        async def dispatch_due(self):
            asked.append(1)
            raise StoreError("disk full")

    engine.publish("wire", "https://wire.example/1", LINE)
    await engine.poll()
    await engine.read()  # and so something is to be delivered
    scheduler = make_scheduler(engine, dispatcher=BrokenDispatcher())
    await ticks(scheduler, 3)
    assert (len(asked), scheduler._under_way._failed) == (3, {})
