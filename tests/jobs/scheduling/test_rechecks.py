"""Pages that are looked at again: how many at once, and whose."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.errors import StoreError
from tests.engine import CONFIG, DISCORD, Engine
from tests.jobs.scheduling.schedulers import LINE, MANY, make_scheduler, ticks


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
    assert engine.reported(DISCORD)[-1] == ["The bridge will be open before the first snow."]
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
    monkeypatch.setattr("bot.jobs.scheduling.scheduler.RECHECKS_LOOKED_AT", 3)
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
