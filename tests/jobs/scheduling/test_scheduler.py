"""What is due is polled, read and reported, in what order and how often."""

from __future__ import annotations

import asyncio

from tests.engine import DISCORD, Engine
from tests.jobs.scheduling.schedulers import LINE, make_scheduler, ticks


async def test_what_is_due_is_polled_read_and_reported(engine):
    scheduler = make_scheduler(engine)
    engine.publish("wire", "https://wire.example/1", LINE)
    await ticks(scheduler, 3)
    assert engine.reported(DISCORD) == [["The bridge will be open before the first snow."]]


async def test_nothing_is_polled_before_its_time(engine):
    scheduler = make_scheduler(engine)
    await ticks(scheduler)
    asked = len(engine.web.asked)
    await ticks(scheduler, 5)
    assert len(engine.web.asked) == asked
    engine.clock.advance(minutes=3)
    await ticks(scheduler)
    assert len(engine.web.asked) == asked + 2


async def test_days_of_sleep_are_caught_up_with_by_one_poll_of_each_source_and_only_what_is_young_is_reported(engine):
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
    assert engine.reported(DISCORD) == [[LINE.removeprefix("trump: ")]]


async def test_a_clock_set_back_stops_nothing_and_tells_nothing_again(engine):
    scheduler = make_scheduler(engine)
    engine.publish("wire", "https://wire.example/1", LINE)
    await ticks(scheduler, 3)
    engine.clock.advance(days=-300)
    engine.publish("wire", "https://wire.example/2", "trump: Another sentence about the same old bridge.")
    await ticks(scheduler, 3)
    assert len(engine.reported(DISCORD)) == 2
    assert engine.discord.posts == 2


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


async def test_a_source_that_the_config_has_no_more_is_polled_no_more(engine):
    await ticks(make_scheduler(engine))
    engine.clock.advance(minutes=30)
    asked = len(engine.web.asked)
    await ticks(make_scheduler(engine, sources=engine.config.sources[:1]))
    assert len(engine.web.asked) == asked + 1
