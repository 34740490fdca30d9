"""Signs of life: what the health check reads, and what turns it red."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.core.errors import StoreError
from bot.core.model import ItemState
from bot.jobs.scheduling import scheduler as scheduling
from bot.rules.health import troubles
from tests.engine import DISCORD, Engine
from tests.jobs.scheduling.schedulers import LINE, HangingPoller, beat_after, make_scheduler, ticks


async def test_it_gives_a_sign_of_life(engine):
    await ticks(make_scheduler(engine))
    beat = await engine.store.last_beat()
    assert (beat.at, beat.platforms) == (engine.clock.now(), {"discord": "connected"})


async def test_a_text_over_which_the_watcher_hangs_turns_the_bot_red_though_it_breathes(engine):
    hold, watch = asyncio.Event(), engine.reader._watcher.watch

    async def hang(articles, **how):
        await hold.wait()
        return await watch(articles, **how)

    engine.reader._watcher.watch = hang
    scheduler = make_scheduler(engine, at_work=engine.reader._at_work)
    engine.publish("wire", "https://wire.example/1", LINE)
    await engine.poll()
    await scheduler.tick()
    await asyncio.sleep(0)
    beat = await beat_after(engine, scheduler, minutes=6)
    assert troubles(beat, now=engine.clock.now()) == [
        f"reading https://wire.example/1 ({len(LINE)} characters) has been under way for 6 min"
    ]
    beat = await beat_after(engine, scheduler, minutes=30)
    assert "an article has been waiting to be read for 36 min" in troubles(beat, now=engine.clock.now())
    hold.set()
    await scheduler.idle()
    beat = await beat_after(engine, scheduler, minutes=1)
    await scheduler.idle()
    assert troubles(beat, now=engine.clock.now()) == []


async def test_polls_and_messages_that_do_not_get_done_turn_the_bot_red(engine):
    class Idle:
        async def dispatch_due(self):
            pass

    hold = asyncio.Event()
    engine.publish("wire", "https://wire.example/1", LINE)
    await engine.poll()
    await engine.read()
    scheduler = make_scheduler(engine, poller=HangingPoller(hold), dispatcher=Idle())
    beat = await beat_after(engine, scheduler, minutes=40)
    assert troubles(beat, now=engine.clock.now()) == [
        "a source has been due to be polled for 38 min",
        "a message has been due to be sent for 40 min",
    ]
    hold.set()
    await scheduler.idle()


async def test_pages_that_are_not_looked_at_again_turn_the_bot_red(engine):
    """All else gets done: nobody would see that no correction is found any more."""

    class Idle:
        async def recheck(self, view):
            pass

    engine.publish("wire", "https://wire.example/1", LINE)
    await engine.run()
    scheduler = make_scheduler(engine, rechecker=Idle())
    (item,) = await engine.store.items(ItemState.READ)
    (due,) = await engine.store.rechecks_of([item.id])
    engine.clock.time = due.next_try_at
    for wrong in ([], ["a page has been due to be looked at again for 4 h 0 min"]):
        engine.clock.advance(hours=2)
        await ticks(scheduler)  # what else was due meanwhile is done
        beat = await beat_after(engine, scheduler, seconds=10)
        await scheduler.idle()
        assert troubles(beat, now=engine.clock.now()) == wrong
    scheduler = make_scheduler(engine)
    await ticks(scheduler)
    beat = await beat_after(engine, scheduler, seconds=10)
    assert beat.overdue == {}


@pytest.mark.parametrize("error", [StoreError("beats: disk full"), RuntimeError("a bug")])
async def test_a_sign_of_life_that_cannot_be_written_stops_nothing_else_and_is_in_the_log_once(
    engine, error, monkeypatch
):
    monkeypatch.setattr(scheduling, "BEAT_EVERY", 1)
    real = engine.store.beat

    async def fail(_beat):
        raise error

    engine.store.beat = fail
    scheduler = make_scheduler(engine)
    engine.publish("wire", "https://wire.example/1", LINE)
    with capture_logs() as logs:
        await ticks(scheduler, 3)
        assert engine.reported(DISCORD) == [[LINE.removeprefix("trump: ")]]
        engine.store.beat = real
        await ticks(scheduler, 2)
        engine.store.beat = fail
        await ticks(scheduler, 2)
    assert [one["event"] for one in logs if "life" in one["event"] or "tick" in one["event"]] == [
        "no sign of life can be written",
        "signs of life are written again",
        "no sign of life can be written",
    ]
    (first, *_) = [one for one in logs if one["log_level"] == "error"]
    assert first.get("error") == str(error) or first.get("exc_info")


async def test_a_bot_that_was_away_for_a_day_is_not_late_when_it_starts(engine):
    engine.clock.advance(days=1)
    beat = await beat_after(engine, make_scheduler(engine))
    assert troubles(beat, now=engine.clock.now()) == []


@pytest.mark.parametrize(("pause", "red"), [(50, True), (11 * 60, False)], ids=["a crash loop", "switched off"])
async def test_a_bot_that_ends_before_it_gets_anything_done_turns_red_over_its_restarts(
    engine, pause, red, monkeypatch
):
    """Each life is shorter than any age that counts as late; what the machine was off for does not count."""
    monkeypatch.setattr(scheduling, "STOP_WITHIN", 0.0)
    hold = asyncio.Event()
    engine.publish("wire", "https://wire.example/1", LINE)
    await engine.poll()
    engine.clock.advance(minutes=3)
    for _ in range(40):
        engine.clock.advance(seconds=pause)
        scheduler = make_scheduler(engine, poller=HangingPoller(hold), reader=None)
        beat = await beat_after(engine, scheduler, seconds=5)
        await scheduler.stop()
    found = [one.rpartition(" for ")[0] for one in troubles(beat, now=engine.clock.now())]
    assert found == (["an article has been waiting to be read", "a source has been due to be polled"] if red else [])


async def test_a_source_that_was_never_polled_to_an_end_is_late_too():
    engine = await Engine.start()
    hold = asyncio.Event()
    scheduler = make_scheduler(engine, poller=HangingPoller(hold))
    await scheduler.tick()
    beat = await beat_after(engine, scheduler, minutes=20)
    assert troubles(beat, now=engine.clock.now()) == ["a source has been due to be polled for 20 min"]
    hold.set()
    await scheduler.idle()
