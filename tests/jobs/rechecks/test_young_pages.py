"""Every young page is looked at again: a stub fills up, a page comes up after its feed's teaser, a live page grows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.errors import SourceError
from bot.core.model import Entry, FetchOutcome
from tests.engine import DISCORD, Engine

URL = "https://wire.example/1"
NEWS = "We will win the war before the snow falls."
MORE = "The tariffs are off from today on."
AROUND = "The hall was full long before the doors closed.\nThe ferries ran as on any other day."


async def looked_at(engine, *, until):
    """Return after how many minutes the page was fetched again."""
    times, start = [], engine.clock.now()
    while engine.clock.now() - start < until:
        engine.clock.advance(minutes=1)
        engine.web.asked.clear()
        await engine.recheck()
        if URL in engine.web.asked:
            times.append(round((engine.clock.now() - start) / timedelta(minutes=1)))
    return times


async def test_a_page_without_a_statement_is_looked_at_ever_more_rarely_until_it_is_old(engine):
    engine.publish("wire", URL, AROUND)
    await engine.run()
    assert await looked_at(engine, until=timedelta(hours=12)) == [10, 20, 40, 80, 160, 320, 640]
    engine.clock.advance(days=7)
    await engine.run()
    await engine.run()
    assert engine.store._memory.rechecks == {}


@pytest.mark.parametrize("stub", ["More follows.", AROUND], ids=["a stub", "a page without a statement"])
async def test_what_is_said_on_a_page_that_said_nothing_is_reported(engine, stub):
    engine.publish("wire", URL, stub)
    await engine.run()
    engine.web.pages[URL] = f"{stub}\ntrump: {NEWS}"
    engine.clock.advance(minutes=10)
    await engine.run()
    await engine.dispatcher.dispatch_due()
    assert engine.reported(DISCORD) == [[NEWS]]
    (recheck,) = engine.store._memory.rechecks.values()
    assert recheck.has_statements


async def test_pages_with_statements_are_looked_at_first(engine):
    engine.publish("wire", URL, AROUND)
    await engine.run()
    engine.clock.advance(minutes=1)
    engine.publish("ministry", "https://ministry.example/1", f"trump: {NEWS}")
    await engine.run()
    engine.clock.advance(minutes=30)
    due = await engine.store.due_rechecks(now=engine.clock.now(), limit=9)
    assert [view.item.source_id for view in due] == ["ministry", "wire"]


async def test_the_page_is_read_that_comes_up_after_its_feeds_teaser_and_nothing_is_corrected(engine):
    engine.publish("wire", URL, f"trump: {NEWS}")
    engine.web.closed.add(URL)
    await engine.run()
    engine.web.closed.clear()
    engine.web.pages[URL] = f"{AROUND}\ntrump: {MORE}\n{AROUND}"
    for _ in range(4):
        engine.clock.advance(minutes=30)
        await engine.run()
    assert engine.reported(DISCORD) == [[NEWS], [MORE]]
    assert engine.store._memory.corrections == {}


async def test_a_baseline_of_which_only_the_teaser_was_read_stays_one():
    engine = await Engine.start()
    engine.publish("wire", URL, "More follows.")
    engine.web.closed.add(URL)
    await engine.run()
    engine.web.closed.clear()
    engine.web.pages[URL] = f"{AROUND}\ntrump: {NEWS}"
    engine.clock.advance(minutes=30)
    await engine.run()
    assert engine.reported(DISCORD) == []
    assert [one.text for one in engine.store._memory.statements.values()] == [NEWS]


async def test_a_page_that_is_on_record_and_read_with_another_text_is_compared_at_once(engine):
    engine.publish("wire", URL, f"{AROUND}\ntrump: {NEWS}")
    await engine.run()
    engine.web.pages[URL] = f"{AROUND}\ntrump: {NEWS}\ntrump: {MORE}"
    (entry,) = engine.web.feeds["wire"]
    twin = Entry(key="twin", url=URL, title="Another headline", published_at=engine.clock.now())
    engine.web.feeds["wire"] = [twin, replace(entry)]
    engine.clock.advance(minutes=2)
    await engine.run()
    assert engine.reported(DISCORD) == [[NEWS], [MORE]]


async def test_what_a_feed_says_of_a_page_while_it_is_looked_at_has_it_looked_at_once_more():
    engine = await Engine.started()
    engine.publish("wire", URL, f"{AROUND}\ntrump: {NEWS}")
    await engine.run()
    engine.clock.advance(minutes=10)
    fetch = engine.web.fetch_article

    async def fetch_article(source, item):
        engine.web.fetch_article = fetch
        article = await fetch(source, item)
        engine.web.feeds["wire"] = []
        engine.publish("wire", URL, f"{AROUND}\ntrump: {NEWS}\ntrump: {MORE}", guid="next")
        await engine.poll()
        return article

    engine.web.fetch_article = fetch_article
    await engine.recheck()
    await engine.run()
    await engine.dispatcher.dispatch_due()
    assert engine.reported(DISCORD) == [[NEWS], [MORE]]


def list_anew(engine, text):
    engine.web.feeds["wire"] = []
    engine.publish("wire", URL, text, guid="next")


OUT_OF_ORDER = SourceError(FetchOutcome.TIMEOUT, URL, "out of order")
REFUSED = SourceError(FetchOutcome.HTTP_ERROR, URL, "403", permanent=True)


@pytest.mark.parametrize(
    ("failure", "times"),
    [
        (OUT_OF_ORDER, [1, 2, 4, 8, 16, 32, 64, 124, 184, 244, 304, 364, 424, 484, 544, 604, 664]),
        (REFUSED, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]),
    ],
    ids=["out of order", "refused"],
)
@pytest.mark.parametrize("age", [timedelta(days=2), timedelta(days=6, hours=20)], ids=["young", "too old meanwhile"])
async def test_a_page_listed_anew_that_cannot_be_looked_at_is_tried_like_a_new_one(age, failure, times):
    engine = await Engine.started()
    engine.publish("wire", URL, AROUND)
    await engine.run()
    engine.clock.advance(seconds=age.total_seconds())
    await engine.run()
    list_anew(engine, failure)
    await engine.run()
    assert await looked_at(engine, until=timedelta(hours=12)) == times
    engine.web.pages[URL] = f"{AROUND}\ntrump: {NEWS}"
    engine.clock.advance(hours=6)
    await engine.run()
    assert engine.reported(DISCORD) == [[NEWS]]
    assert all(one.owed_since is None for one in engine.store._memory.rechecks.values())


async def test_a_page_listed_anew_and_looked_at_is_looked_at_by_its_age_when_its_host_is_out_of_order_later(engine):
    engine.publish("wire", URL, AROUND)
    await engine.run()
    engine.clock.advance(hours=2)
    list_anew(engine, AROUND)
    await engine.run()
    engine.web.pages[URL] = OUT_OF_ORDER
    assert await looked_at(engine, until=timedelta(hours=12)) == [120, 360]


async def test_an_old_page_whose_host_is_out_of_order_when_it_is_compared_is_tried_again(engine):
    engine.publish("wire", URL, AROUND)
    await engine.run()
    engine.clock.advance(days=8)
    await engine.run()
    assert engine.store._memory.rechecks == {}
    list_anew(engine, f"{AROUND}\ntrump: {NEWS}")
    await engine.poll()
    await engine.read()
    page, engine.web.pages[URL] = engine.web.pages[URL], OUT_OF_ORDER
    await engine.recheck()
    engine.web.pages[URL] = page
    engine.clock.advance(minutes=2)
    await engine.run()
    assert engine.reported(DISCORD) == [[NEWS]]
