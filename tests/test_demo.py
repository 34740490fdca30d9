"""The demo: the real bot on bundled news, in the terminal; it ends by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO

import pytest
from aiohttp import ClientSession
from rich.console import Console

from bot.demo import run_demo
from bot.demo.server import NewsServer, sample_news
from tests.patience import patient
from tests.whole import needs_weights, onrecord

NEWS = sample_news(datetime(2026, 11, 24, 9, tzinfo=UTC))
TURN = "“The technical committee will not meet in Baku before the end of the month”"
TURNED = "“The technical committee will meet in Baku before the end of the month”"


@pytest.fixture
def console():
    return Console(file=StringIO(), width=80)


def words_of(text):
    """Return what is shown as one line, without the frames around it."""
    return " ".join(text.translate(dict.fromkeys(map(ord, "│╭╮╰╯─"), " ")).split())


@needs_weights
@pytest.mark.xdist_group("demo")
async def test_it_shows_each_thing_that_the_bot_tells_and_ends_by_itself(console):
    assert await run_demo(seconds=patient(90), console=console)
    shown = words_of(console.file.getvalue())
    alerts, _, rest = shown.partition("a lookup: onrecord")
    lookup, _, skipped = rest.partition("what was not reported, and why")
    for name in ("Esmail Baghaei", "Donald Trump", "Benjamin Netanyahu"):
        assert f"NEW {name}" in alerts
    assert "now in a primary source: Ministry Desk" in alerts
    assert "I will light it on Saturday!” Trump's posts · primary source" in alerts
    _, _, turn = alerts.partition("CHANGED Esmail Baghaei")
    assert TURN in turn
    assert TURNED in turn
    partly_new = (
        "MORE OF IT Donald Trump · President of the United States “The ferries will be free until the last bolt is in”"
    )
    assert partly_new in alerts
    assert "Reported before: “We're going to start in June, and we're going to finish early.” (Capital Ledger" in alerts
    assert "CORRECTION Benjamin Netanyahu “This plant will bring water to [-forty-] {+fourteen+} villages”" in alerts
    edited = "updated · Benjamin Netanyahu: “This plant will bring water to forty villages”"
    assert f"{edited} changed by the source" in alerts
    assert "by Esmail Baghaei with “inspectors”" in lookup
    assert "in his own words · said before" in lookup
    for why in (
        "baseline",
        "names no tracked actor",
        "gone (HTTP 404)",
        "not said yet",
        "background: said in 2019",
        "no statement by a tracked actor",
        "said before, and counted",
        "on record already",
    ):
        assert why in skipped


def test_each_part_of_the_sample_news_holds_something():
    assert {one.wave for one in NEWS.articles} == {*range(len(NEWS.parts) + 1)}


def test_each_article_of_the_sample_news_is_of_one_of_its_outlets_and_has_a_page_of_its_own():
    assert {one.source for one in NEWS.articles} == {one.id for one in NEWS.sources}
    pages = [(one.source, one.slug) for one in NEWS.articles]
    assert len(set(pages)) == len(pages)


@pytest.mark.parametrize(("wave", "words"), [(2, "forty"), (3, "fourteen")])
async def test_a_page_is_corrected_in_the_last_part(wave, words):
    async with NewsServer() as server, ClientSession() as web:
        server.wave = wave
        async with web.get(f"{server.address}/levant-courier/netanyahu-water-plant.html") as answer:
            assert f"to {words} villages" in await answer.text()


async def test_where_time_runs_out_it_says_so(console):
    assert not await run_demo(seconds=0.01, console=console)
    assert "Stopped after 0 s" in console.file.getvalue()


def test_where_time_runs_out_the_command_ends_with_1():
    assert onrecord("demo", "--seconds", "0.01").code == 1
