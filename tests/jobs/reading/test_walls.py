"""A page that shows nothing of what its feed says may be a wall in any words: then what the feed says is read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.model import FetchOutcome, ItemState
from bot.core.outcomes import Outcome, Subject
from tests.engine import SLACK, FakeWeb
from tests.jobs.remarks import LONG, statements

URL = "https://wire.example/1"
WALL = "Verifying you are human. This may take a few seconds."
TEASER = f"baghaei: {LONG}"
MORE = "The bridge over the northern canal will be open before the first snow."


def with_feed(engine, held=TEASER):
    """Have each page come with what its feed holds, as the web's adapter does where it shows nothing of it."""
    real = FakeWeb.fetch_article.__get__(engine.web)

    async def fetch(source, item):
        page = await real(source, item)
        of_feed = replace(page, text=held, content_hash=held, whole=False, wall="it shows nothing of its feed")
        return replace(page, of_feed=of_feed)

    engine.web.fetch_article = fetch


async def test_a_statement_that_the_feed_alone_has_is_reported(engine):
    with_feed(engine)
    engine.publish("wire", URL, WALL)
    (reading,) = await engine.run()
    assert engine.reported(SLACK) == [[LONG]]
    assert not reading.article.whole


async def test_that_its_page_is_a_wall_is_on_record(engine):
    with_feed(engine)
    engine.publish("wire", URL, WALL)
    (reading,) = await engine.run()
    (read,) = await engine.store.read_of_feeds(since=reading.item.first_seen_at, limit=9)
    assert (read.state, f"{URL}: {FetchOutcome.WALL}" in read.last_error) == (ItemState.READ, True)
    (concluded,) = [one for one in await engine.store.conclusions([read.id]) if one.subject is Subject.ITEM]
    assert concluded.outcome is Outcome.READ
    assert "it shows nothing of its feed" in concluded.evidence


@pytest.mark.parametrize(
    "page",
    [f"baghaei: {MORE}", "baghaei? on the visit of inspectors"],
    ids=["says something else", "says that it was not said"],
)
async def test_a_page_in_which_the_actor_comes_up_is_the_article(engine, page):
    with_feed(engine)
    engine.publish("wire", URL, page)
    (reading,) = await engine.run()
    assert reading.article.whole
    assert [LONG] not in engine.reported(SLACK)
    assert await engine.store.read_of_feeds(since=reading.item.first_seen_at, limit=9) == []


async def test_where_neither_has_a_statement_the_page_is_the_article(engine):
    with_feed(engine, "The hall was full, and the chairs were new.")
    engine.publish("wire", URL, WALL)
    (reading,) = await engine.run()
    assert (reading.article.whole, reading.item.last_error) == (True, None)


async def test_while_the_wall_stands_nothing_is_reported_again_or_taken_back(engine):
    with_feed(engine)
    engine.publish("wire", URL, WALL)
    await engine.run()
    for _ in range(4):
        engine.clock.advance(hours=6)
        await engine.recheck()
        await engine.run()
    assert engine.reported(SLACK) == [[LONG]]
    assert len(await statements(engine)) == 1


async def test_while_the_wall_stands_and_its_feed_says_the_same_only_the_page_is_read(engine):
    with_feed(engine)
    engine.publish("wire", URL, WALL)
    await engine.run()
    read, watch = [], engine.rechecker._newer_texts._watcher.watch

    async def noting(articles, **options):
        read.extend(one.text for one in articles)
        return await watch(articles, **options)

    engine.rechecker._newer_texts._watcher.watch = noting
    engine.clock.advance(hours=6)
    await engine.recheck()
    assert read == [WALL]


async def test_when_the_wall_falls_what_its_page_says_besides_is_reported(engine):
    with_feed(engine)
    engine.publish("wire", URL, WALL)
    await engine.run()
    engine.web.pages[URL] = f"{TEASER}\nbaghaei: {MORE}"
    engine.clock.advance(hours=6)
    await engine.recheck()
    await engine.run()
    assert engine.reported(SLACK) == [[LONG], [MORE]]


async def test_what_the_feed_adds_while_the_wall_stands_is_reported(engine):
    with_feed(engine)
    engine.publish("wire", URL, WALL)
    await engine.run()
    with_feed(engine, f"{TEASER}\nbaghaei: {MORE}")
    engine.clock.advance(hours=6)
    await engine.recheck()
    await engine.run()
    assert engine.reported(SLACK) == [[LONG], [MORE]]
