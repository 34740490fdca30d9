from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.core.errors import StoreError
from bot.core.model import ItemState
from bot.jobs import scheduler as scheduling
from bot.jobs.scheduler import BEAT_EVERY, Scheduler
from bot.jobs.taking_up import TakingUp
from bot.rules.health import troubles
from tests.engine import CONFIG, DISCORD, Engine
from tests.patience import patient

LINE = "trump: The bridge will be open before the first snow."


def make_scheduler(engine, **changes):
    parts = {
        "store": engine.store,
        "poller": engine.poller,
        "reader": engine.reader,
        "rechecker": engine.rechecker,
        "dispatcher": engine.dispatcher,
        "sources": engine.config.sources,
        "clock": engine.clock,
        "settings": engine.config.polling,
        "platforms": lambda: {"discord": "connected"},
    }
    return Scheduler(**(parts | changes))


class HangingPoller:
    """Comes to no end before it is let go."""

    def __init__(self, hold, then=None):
        self._hold = hold
        self._then = then
        self.begun = []

    async def poll(self, source, *rest):
        self.begun.append(source.id)
        await self._hold.wait()
        if self._then is not None:
            await self._then.poll(source, *rest)


class BrokenPoller:
    """Breaks off each time."""

    def __init__(self, error):
        self._error = error
        self.begun = []

    async def poll(self, source, *_):
        self.begun.append(source.id)
        raise self._error


async def ticks(scheduler, number=1):
    for _ in range(number):
        await scheduler.tick()
        await scheduler.idle()


async def test_what_is_due_is_polled_read_and_told(engine):
    scheduler = make_scheduler(engine)
    engine.publish("wire", "https://wire.example/1", LINE)
    await ticks(scheduler, 3)
    assert engine.told(DISCORD) == [["The bridge will be open before the first snow."]]


async def test_nothing_is_polled_before_its_time(engine):
    scheduler = make_scheduler(engine)
    await ticks(scheduler)
    asked = len(engine.web.asked)
    await ticks(scheduler, 5)
    assert len(engine.web.asked) == asked
    engine.clock.advance(minutes=3)
    await ticks(scheduler)
    assert len(engine.web.asked) == asked + 2


async def test_a_source_is_never_polled_twice_at_once(engine):
    hold = asyncio.Event()
    poller = HangingPoller(hold)
    scheduler = make_scheduler(engine, poller=poller)
    for _ in range(5):
        await scheduler.tick()
        await asyncio.sleep(0)
    hold.set()
    await scheduler.idle()
    assert sorted(poller.begun) == ["ministry", "wire"]


async def test_days_of_sleep_are_caught_up_with_by_one_poll_of_each_source_and_only_what_is_young_is_told(engine):
    scheduler = make_scheduler(engine)
    await ticks(scheduler)
    engine.clock.advance(days=3)
    for number in range(30):
        text = f"trump: Sentence number {number} of a long list."
        engine.publish("wire", f"https://wire.example/{number}", text, hours=25 + number)
    engine.publish("wire", "https://wire.example/young", LINE, minutes=2)
    asked = engine.web.asked.count("https://wire.example/feed")
    await ticks(scheduler, 5)
    assert engine.web.asked.count("https://wire.example/feed") == asked + 1
    assert engine.told(DISCORD) == [[LINE.removeprefix("trump: ")]]


async def test_a_clock_set_back_stops_nothing_and_tells_nothing_again(engine):
    scheduler = make_scheduler(engine)
    engine.publish("wire", "https://wire.example/1", LINE)
    await ticks(scheduler, 3)
    engine.clock.advance(days=-300)
    engine.publish("wire", "https://wire.example/2", "trump: Another sentence about the same old bridge.")
    await ticks(scheduler, 3)
    assert len(engine.told(DISCORD)) == 2
    assert engine.discord.posts == 2


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
    assert len(engine.told(DISCORD)) == 1


@pytest.mark.parametrize("error", [RuntimeError("a bug"), StoreError("a row that nobody can read")])
async def test_changes_by_command_that_cannot_be_taken_up_stop_nothing_else_and_are_said_once(engine, error):
    fails = [error]

    async def take_up():
        if fails:
            raise fails[0]

    scheduler = make_scheduler(engine, changes=TakingUp(take_up, engine.clock))
    engine.publish("wire", "https://wire.example/1", LINE)
    with capture_logs() as said:
        await ticks(scheduler, 3)
    assert engine.told(DISCORD) == [["The bridge will be open before the first snow."]]
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
    assert scheduler._running == {}


@pytest.mark.parametrize("error", [RuntimeError("a bug"), StoreError("disk full")])
async def test_a_poll_that_breaks_off_is_not_made_again_each_second(engine, error, monkeypatch):
    poller = BrokenPoller(error)
    scheduler = make_scheduler(engine, poller=poller)
    with capture_logs():  # to draw a traceback may take longer than a job rests
        await ticks(scheduler, 5)
        assert sorted(poller.begun) == ["ministry", "wire"]
        monkeypatch.setattr(scheduling, "LONGEST_REST", 0.0)
        scheduler._failed.clear()
        await ticks(scheduler, 2)
    assert len(poller.begun) == 6


async def test_a_source_whose_pages_hang_holds_up_no_other(engine):
    hold, real = asyncio.Event(), engine.web.fetch_article

    async def fetch(source, item):
        if source.id == "wire":
            await hold.wait()
        return await real(source, item)

    engine.web.fetch_article = fetch
    for number in range(60):
        engine.publish("wire", f"https://wire.example/{number}", f"trump: Sentence number {number} of a long list.")
    await engine.poll()
    engine.clock.advance(seconds=1)
    engine.publish("ministry", "https://ministry.example/1", LINE)
    await engine.poll()
    readings = asyncio.Queue()
    scheduler = make_scheduler(engine, on_reading=readings.put_nowait)
    await scheduler.tick()
    first = await asyncio.wait_for(readings.get(), patient(5))
    hold.set()
    await scheduler.idle()
    assert first.item.entry.url == "https://ministry.example/1"


async def test_dispatching_does_not_rest_and_leaves_nothing_behind(engine):
    asked = []

    class BrokenDispatcher:
        async def dispatch_due(self):
            asked.append(1)
            raise StoreError("disk full")

    scheduler = make_scheduler(engine, dispatcher=BrokenDispatcher())
    await ticks(scheduler, 3)
    assert (len(asked), scheduler._failed) == (3, {})


async def test_it_gives_a_sign_of_life(engine):
    await ticks(make_scheduler(engine))
    beat = await engine.store.last_beat()
    assert (beat.at, beat.platforms) == (engine.clock.now(), {"discord": "connected"})


MANY = "\n".join(
    f'[[sources]]\nid = "s{n}"\nname = "S"\nurl = "https://s{n}.example/feed"\ntier = "outlet"' for n in range(13)
)


async def test_twelve_hosts_that_hang_keep_nobody_from_reading_the_thirteenth(monkeypatch):
    monkeypatch.setattr(scheduling, "SEAT_FOR", 0)
    monkeypatch.setattr(scheduling, "POLL_SEAT_FOR", 0)
    engine = await Engine.started(CONFIG + MANY)
    fetch, hold = engine.web.fetch_article, asyncio.Event()

    async def hang(source, item):
        if source.id != "s12":
            await hold.wait()
        return await fetch(source, item)

    engine.web.fetch_article = hang
    for number in range(13):
        for page in range(5 if number < 12 else 1):
            engine.publish(f"s{number}", f"https://s{number}.example/{page}", f"trump: Words {number} {page} are said.")
    await engine.poll()
    one_is_read = asyncio.Event()
    scheduler = make_scheduler(engine, on_reading=lambda _: one_is_read.set())
    await scheduler.tick()
    async with asyncio.timeout(patient(5)):
        await one_is_read.wait()
    (read,) = await engine.store.items(ItemState.READ)
    assert read.source_id == "s12"
    hold.set()
    await ticks(scheduler, 3)
    assert len(await engine.store.items(ItemState.READ, limit=100)) == 61


async def test_twelve_feeds_that_hang_keep_nobody_from_polling_the_thirteenth(monkeypatch):
    monkeypatch.setattr(scheduling, "SEAT_FOR", 0)
    monkeypatch.setattr(scheduling, "POLL_SEAT_FOR", 0)
    engine = await Engine.started(CONFIG + MANY)
    fetch, hold, polled = engine.web.fetch_feed, asyncio.Event(), asyncio.Event()

    async def hang(source, state):
        if source.id != "s12":
            await hold.wait()
        else:
            polled.set()
        return await fetch(source, state)

    engine.web.fetch_feed = hang
    scheduler = make_scheduler(engine)
    await scheduler.tick()
    async with asyncio.timeout(patient(5)):
        await polled.wait()
    hold.set()
    await scheduler.idle()
    assert all(state.last_polled_at == engine.clock.now() for state in await engine.store.poll_states())


async def test_news_of_a_source_is_read_before_the_rest_of_its_own_baseline():
    engine = await Engine.start()
    for page in range(30):
        engine.publish("wire", f"https://wire.example/{page}", "Nothing is said.", days=2)
    await engine.poll()
    order, fetch = [], engine.web.fetch_article
    hold = asyncio.Event()

    async def slow(source, item):
        order.append(item.entry.url)
        await hold.wait()
        return await fetch(source, item)

    engine.web.fetch_article = slow
    scheduler = make_scheduler(engine)
    await scheduler.tick()
    await asyncio.sleep(0)
    engine.clock.advance(minutes=1)
    engine.publish("wire", "https://wire.example/news", LINE)
    await engine.poll()
    await scheduler.tick()
    hold.set()
    await scheduler.idle()
    assert order.index("https://wire.example/news") <= scheduler._settings.at_once


async def beat_after(engine, scheduler, **span):
    engine.clock.advance(**span)
    scheduler._ticks = 0
    await scheduler.tick()
    return await engine.store.last_beat()


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
        assert engine.told(DISCORD) == [[LINE.removeprefix("trump: ")]]
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
    assert not scheduler._running
    assert engine.told(DISCORD) == []
    again = make_scheduler(engine)
    await ticks(again, 3)
    assert len(engine.told(DISCORD)) == 1


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


async def pages_to_fetch_again(engine, *sources):
    for number, source_id in enumerate(sources):
        url = f"https://{source_id}.example/{number}"
        engine.publish(source_id, url, f"trump: Sentence number {number} of a long list.")
    await engine.run()
    engine.clock.advance(minutes=10)


async def test_pages_are_fetched_again_one_of_a_source_at_a_time_and_no_news_waits_for_them(engine):
    await pages_to_fetch_again(engine, "wire", "wire", "wire", "ministry", "ministry")
    hold, begun, real = asyncio.Event(), [], engine.rechecker.recheck

    async def recheck(view):
        begun.append(view.item.source_id)
        await hold.wait()
        await real(view)

    engine.rechecker.recheck = recheck
    scheduler = make_scheduler(engine)
    engine.publish("wire", "https://wire.example/new", LINE)
    for _ in range(3):
        await scheduler.tick()
        for _ in range(50):
            await asyncio.sleep(0.001)
    assert sorted(begun) == ["ministry", "wire"]
    assert engine.told(DISCORD)[-1] == ["The bridge will be open before the first snow."]
    hold.set()
    await ticks(scheduler, 4)
    assert len(begun) == 5


async def begun_at_once(engine):
    """Return of which sources pages are fetched again before any of them is done."""
    hold, begun = asyncio.Event(), []

    async def recheck(view):
        begun.append(view.item.source_id)
        await hold.wait()

    engine.rechecker.recheck = recheck
    scheduler = make_scheduler(engine)
    for _ in range(3):
        await scheduler.tick()
        for _ in range(50):
            await asyncio.sleep(0.001)
    at_once = list(begun)
    hold.set()
    await scheduler.idle()
    return at_once


@pytest.mark.parametrize(("at_once", "pages"), [(8, 2), (16, 4), (1, 1)])
async def test_where_more_is_done_at_once_more_pages_are_looked_at_again(at_once, pages):
    names = [f"outlet{number}" for number in range(6)]
    more = "".join(
        f'[[sources]]\nid = "{one}"\nname = "{one}"\nurl = "https://{one}.example/feed"\ntier = "outlet"\n'
        for one in names
    )
    engine = await Engine.started(f"{CONFIG}{more}[polling]\nat_once = {at_once}\n")
    await pages_to_fetch_again(engine, *names)
    assert len(await begun_at_once(engine)) == pages


async def test_many_due_pages_of_a_slow_source_hide_no_others(engine, monkeypatch):
    monkeypatch.setattr("bot.jobs.scheduler.RECHECKS_LOOKED_AT", 3)
    await pages_to_fetch_again(engine, *["wire"] * 5, "ministry")
    assert await begun_at_once(engine) == ["wire", "ministry"]


async def test_two_slow_sources_with_many_due_pages_hide_no_others():
    engine = await Engine.started(CONFIG + MANY)
    await pages_to_fetch_again(engine, *["wire"] * 5, *["ministry"] * 5, "s3")
    begun = []

    async def recheck(view):
        begun.append(view.item.source_id)

    engine.rechecker.recheck = recheck
    scheduler = make_scheduler(engine)
    await ticks(scheduler, 4)
    assert set(begun[:4]) == {"wire", "ministry", "s3"}


async def test_a_page_whose_recheck_fails_keeps_no_other_waiting(engine):
    await pages_to_fetch_again(engine, "wire", "wire", "wire", "wire")
    begun = []

    async def recheck(view):
        begun.append(view.item.id)
        raise StoreError("disk full")

    engine.rechecker.recheck = recheck
    scheduler = make_scheduler(engine)
    await ticks(scheduler, 6)
    assert len(set(begun)) == len(begun) == 4


async def test_a_clock_set_forward_by_a_year_is_one_tick_late_and_not_thirty_million(engine):
    scheduler = make_scheduler(engine)
    scheduler.start()
    try:
        job = scheduler._scheduler.get_job("tick")
        a_year_on = job.next_run_time + timedelta(days=365)
        assert len(job._get_run_times(a_year_on)) == 1
    finally:
        await scheduler.stop()


async def test_sources_that_hang_hide_none_behind_them(monkeypatch):
    """Those under way stay due on record: were they counted, no other would ever be looked at."""
    monkeypatch.setattr(scheduling, "POLLS_AHEAD", 2)
    engine = await Engine.start(
        CONFIG.replace(
            "[[routes]]",
            '[[sources]]\nid = "third"\nname = "C"\nurl = "https://c.example/feed"\ntier = "wire"\n[[routes]]',
            1,
        )
    )
    hold = asyncio.Event()
    poller = HangingPoller(hold)
    scheduler = make_scheduler(engine, poller=poller)
    for _ in range(4):
        await scheduler.tick()
        await asyncio.sleep(0)
    assert sorted(poller.begun) == ["ministry", "third", "wire"]
    hold.set()
    await scheduler.idle()


async def test_no_more_sources_are_set_to_work_than_can_be_polled_soon(monkeypatch):
    monkeypatch.setattr(scheduling, "POLLS_AHEAD", 3)
    sources = "".join(
        f'[[sources]]\nid = "s{one}"\nname = "S"\nurl = "https://s{one}.example/feed"\ntier = "wire"\n'
        for one in range(20)
    )
    engine = await Engine.start(CONFIG.replace("[[routes]]", f"{sources}[[routes]]", 1))
    hold = asyncio.Event()
    poller = HangingPoller(hold, then=engine.poller)
    scheduler = make_scheduler(engine, poller=poller)
    for _ in range(6):
        await scheduler.tick()
        await asyncio.sleep(0)
    assert len(scheduler._running) <= engine.config.polling.at_once + 3
    hold.set()
    for _ in range(10):
        await ticks(scheduler)
    assert len(poller.begun) == len(set(poller.begun)) == len(engine.config.sources) == 22


async def test_a_source_that_the_config_has_no_more_is_polled_no_more(engine):
    await ticks(make_scheduler(engine))
    engine.clock.advance(minutes=30)
    asked = len(engine.web.asked)
    await ticks(make_scheduler(engine, sources=engine.config.sources[:1]))
    assert len(engine.web.asked) == asked + 1
