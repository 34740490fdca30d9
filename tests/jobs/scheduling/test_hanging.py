"""Hosts that hang keep no other source waiting, to be polled or to be read."""

from __future__ import annotations

import asyncio

from bot.core.model import ItemState
from bot.jobs.scheduling import scheduler as scheduling
from tests.engine import CONFIG, Engine
from tests.jobs.scheduling.schedulers import LINE, MANY, HangingPoller, make_scheduler, ticks
from tests.patience import patient


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
    assert len(scheduler._under_way._running) <= engine.config.polling.at_once + 3
    hold.set()
    for _ in range(10):
        await ticks(scheduler)
    assert len(poller.begun) == len(set(poller.begun)) == len(engine.config.sources) == 22
