"""A feed that gives each entry another address at each fetch makes no table grow without end (issue 8, point 16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.ids import stable_id
from bot.core.outcomes import Outcome, Subject
from bot.jobs.housekeeping.prune import Pruner
from tests.engine import SLACK, Engine

SAID = "baghaei: We will not sit at any table under threats, today or tomorrow."
PAGE = "https://wire.example/1"


async def engine_with_random_addresses():
    engine = await Engine.started()
    real = engine.web.fetch_article

    async def fetch(source, item):
        article = await real(source, item)
        return article if "?" not in article.url else replace(article, id=stable_id("article", PAGE), url=PAGE)

    engine.web.fetch_article = fetch
    return engine, Pruner(store=engine.store, clock=engine.clock, settings=engine.config.replay)


async def test_listings_that_brought_nothing_are_forgotten_after_two_weeks_and_counted():
    engine, pruner = await engine_with_random_addresses()
    engine.publish("wire", PAGE, SAID)
    await engine.run()
    for number in range(40):
        engine.web.feeds["wire"].clear()
        engine.publish("wire", f"{PAGE}?sid={number}", SAID, guid=f"random {number}")
        await engine.run()
        engine.clock.advance(hours=24)
        await pruner.prune()
        assert len(engine.store._memory.items) <= 16
    assert engine.reported(SLACK) == [[SAID.partition(": ")[2]]]
    listings = [one for one in engine.store._memory.outcomes.values() if one.subject is Subject.LISTINGS]
    days = [one for one in listings if one.outcome is Outcome.FORGOTTEN]
    assert sum(int(one.evidence.split()[0]) for one in days) == 26
    assert {one.outcome for one in listings} == {Outcome.FORGOTTEN, Outcome.MISSED}
    (article,) = engine.store._memory.articles
    first, *_ = await engine.store.items_of(article)
    assert first.entry.url == PAGE


async def test_those_of_one_day_are_counted_together():
    engine, pruner = await engine_with_random_addresses()
    engine.publish("wire", PAGE, SAID)
    await engine.run()
    for number in range(3):
        engine.publish("wire", f"{PAGE}?sid={number}", SAID, guid=f"random {number}")
        await engine.run()
        engine.clock.advance(hours=1)
    engine.clock.advance(days=13, hours=22)
    assert await pruner.prune() == 1
    engine.clock.advance(hours=1)
    assert await pruner.prune() == 1
    (day,) = [one for one in engine.store._memory.outcomes.values() if one.subject is Subject.LISTINGS]
    assert day.evidence.startswith("2 listings, 14 days after they were read")
    assert day.at - engine.clock.now() <= timedelta(0)


async def test_what_is_listed_still_is_found_on_record_once_more_and_reported_to_nobody():
    engine, pruner = await engine_with_random_addresses()
    engine.publish("wire", PAGE, SAID)
    engine.publish("wire", f"{PAGE}?sid=1", SAID, guid="random")
    await engine.run()
    engine.clock.advance(days=20)
    assert await pruner.prune() == 1
    await engine.run()
    assert len(engine.store._memory.items) == 2
    assert engine.reported(SLACK) == [[SAID.partition(": ")[2]]]
