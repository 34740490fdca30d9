"""Dates that are none: what software writes that knows no date hides nothing (issue 8, point 10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.ids import stable_id
from bot.core.outcomes import Outcome
from tests.engine import SLACK, Engine

SAID = "We will not sit at any table under threats, and we will ship 25 percent of the grain abroad."
OLD = datetime(2015, 5, 4, 8, tzinfo=UTC)
FILLER = "The ferries ran as on any other day."


@pytest.fixture
async def engine():
    """A wire of which we know what it usually dates: the moment."""
    engine = await Engine.started()
    for number in range(3):
        engine.publish("wire", f"https://wire.example/before/{number}", FILLER, hours=number)
    await engine.run()
    engine.clock.advance(minutes=5)
    return engine


def publish(engine, url, *, listed, on_page=None):
    """Put an article into the feed with a date, and another one on its page."""
    engine.publish("wire", url, f"baghaei: {SAID}")
    first, *rest = engine.web.feeds["wire"]
    engine.web.feeds["wire"] = [replace(first, published_at=listed), *rest]
    if on_page is not None:
        engine.dates[url] = on_page


@pytest.fixture(autouse=True)
def dated_pages(monkeypatch):
    monkeypatch.setattr(Engine, "dates", {}, raising=False)
    real = Engine.start.__func__

    async def start(cls, *args):
        engine = await real(cls, *args)
        fetch = engine.web.fetch_article

        async def fetch_article(source, item):
            article = await fetch(source, item)
            return replace(article, published_at=Engine.dates.get(item.entry.url, article.published_at))

        engine.web.fetch_article = fetch_article
        return engine

    monkeypatch.setattr(Engine, "start", classmethod(start))


@pytest.mark.parametrize("at", [OLD, datetime(1999, 11, 30, tzinfo=UTC), datetime(2024, 2, 2, tzinfo=UTC)])
async def test_a_date_of_long_before_all_that_the_source_dates_is_none(engine, at):
    publish(engine, "https://wire.example/1", listed=at)
    await engine.run()
    assert engine.reported(SLACK) == [[SAID]]
    assert (await engine.store.article(stable_id("article", "https://wire.example/1"))).published_at is None


async def test_one_date_for_everything_is_none():
    engine = await Engine.start()
    publish(engine, "https://wire.example/0", listed=OLD)
    await engine.run()
    engine.clock.advance(hours=1)
    publish(engine, "https://wire.example/1", listed=OLD)
    await engine.run()
    assert engine.reported(SLACK) == [[SAID]]


async def test_after_a_long_outage_too(engine):
    engine.clock.advance(days=2)
    publish(engine, "https://wire.example/1", listed=OLD)
    await engine.run()
    assert engine.reported(SLACK) == [[SAID]]


async def test_an_archive_that_lists_old_texts_dates_them_truly(engine):
    publish(engine, "https://wire.example/archive", listed=OLD - timedelta(days=100))
    engine.web.pages["https://wire.example/archive"] = FILLER
    await engine.run()
    publish(engine, "https://wire.example/1", listed=OLD)
    await engine.run()
    assert engine.reported(SLACK) == []
    (found,) = {one.outcome for one in (await concluded(engine, SAID))}
    assert found is Outcome.TOO_OLD


async def concluded(engine, words):
    (one,) = [view for view in engine.store._memory.statements.values() if view.text == words]
    return await engine.store.conclusions([one.id])


async def test_an_old_page_that_is_listed_anew_is_old_as_its_page_says(engine):
    publish(engine, "https://wire.example/1", listed=engine.clock.now() - timedelta(days=3), on_page=OLD)
    await engine.run()
    assert engine.reported(SLACK) == []


async def test_a_date_that_two_pages_have_to_the_second_is_none(engine):
    publish(engine, "https://wire.example/template", listed=None, on_page=OLD)
    engine.web.pages["https://wire.example/template"] = FILLER
    await engine.run()
    publish(engine, "https://wire.example/1", listed=None, on_page=OLD)
    await engine.run()
    assert engine.reported(SLACK) == [[SAID]]


async def test_a_date_that_lies_ahead_is_no_change_at_each_fetch(engine):
    publish(engine, "https://wire.example/1", listed=engine.clock.now() + timedelta(hours=5))
    await engine.run()
    asked = []
    for _ in range(5):
        engine.clock.advance(minutes=1)
        engine.web.asked.clear()
        await engine.run()
        asked += [url for url in engine.web.asked if url == "https://wire.example/1"]
    assert asked == []


LATELY = timedelta(days=90, seconds=7)
ROUND = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
OTHER = "We will answer every threat with a door that stays shut, and we will not wait for anybody."


@pytest.mark.parametrize(
    ("apart", "at", "reported"),
    [
        pytest.param(timedelta(hours=1), None, [[OTHER], [SAID]], id="the first is reported as well"),
        pytest.param(timedelta(0), None, [], id="what is listed together was published together"),
        pytest.param(timedelta(hours=1), ROUND, [], id="a half hour that two texts have in common"),
    ],
)
async def test_a_date_of_the_last_year_that_hides_what_a_page_says_is_none_where_another_page_has_it(
    engine, apart, at, reported
):
    at = at or engine.clock.now() - LATELY
    publish(engine, "https://wire.example/1", listed=None, on_page=at)
    if apart:
        await engine.run()
        assert engine.reported(SLACK) == []
        engine.clock.advance(seconds=apart.total_seconds())
    publish(engine, "https://wire.example/2", listed=None, on_page=at)
    engine.web.pages["https://wire.example/2"] = f"baghaei: {OTHER}"
    for _ in range(3):
        await engine.run()
        engine.clock.advance(minutes=1)
    assert sorted(engine.reported(SLACK)) == sorted(reported)


async def test_what_was_hidden_by_a_date_for_longer_than_news_is_news_stays_hidden(engine):
    at = engine.clock.now() - LATELY
    publish(engine, "https://wire.example/1", listed=None, on_page=at)
    await engine.run()
    engine.clock.advance(hours=25)
    publish(engine, "https://wire.example/2", listed=None, on_page=at)
    engine.web.pages["https://wire.example/2"] = f"baghaei: {OTHER}"
    for _ in range(3):
        await engine.run()
    assert engine.reported(SLACK) == [[OTHER]]


async def test_a_baseline_of_one_date_stays_quiet():
    engine = await Engine.start()
    at = engine.clock.now() - LATELY
    for number in range(3):
        publish(engine, f"https://wire.example/{number}", listed=None, on_page=at)
    await engine.run()
    engine.clock.advance(hours=1)
    publish(engine, "https://wire.example/9", listed=None, on_page=at)
    engine.web.pages["https://wire.example/9"] = f"baghaei: {OTHER}"
    for _ in range(3):
        await engine.run()
    assert engine.reported(SLACK) == [[OTHER]]
