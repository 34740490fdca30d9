"""Each kind of source once through the whole bot, from a site that lists as the real ones do to the channels."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.model import SourceKind
from bot.sources.kinds import ADAPTERS
from tests.loopback.news import Answer, page, sitemap, sitemap_index
from tests.loopback.searches import TOO_OFTEN, GdeltApi, SearchEngine
from tests.whole import ACTORS, FILLER, Listed, Newsroom, make_haste

WORDS = "The bridge will be open before the first snow falls on it."
OLD_WORDS = "Nobody has ever built a harbour wall as long as this one."


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    make_haste(monkeypatch)


def put_sitemaps(news, path, items):
    """Serve an index whose sitemap of the month is a file of gzip, beside one of years ago and one of authors."""
    at = f"{news.url}{path}"
    news.put_feed(path, sitemap_index({f"{at}/2026.xml.gz": "", f"{at}/authors.xml": ""}), ETag=f'"{len(items)}"')
    body = gzip.compress(sitemap(items, base=news.url).encode())
    headers = {"Content-Type": "application/octet-stream", "ETag": f'"{len(items)}"'}
    news.put(f"{path}/2026.xml.gz", Answer(body=body, headers=headers))


def put_listing(news, path, items):
    """Serve pages of three articles each in the site's own letters, the older ones behind a link."""
    for start in range(0, max(len(items), 1), 3):
        at = path if not start else f"{path}?page={start // 3 + 1}"
        cards = "".join(
            f'<li><h3><a href="{item.path}">{item.title}</a></h3><p>{item.published_at:%B %d, %Y}</p></li>'
            for item in items[start : start + 3]
        )
        more = f'<a rel="next" href="?page={start // 3 + 2}">הבא</a>' if start + 3 < len(items) else ""
        menu = '<nav><ul><li><a href="/world">All the news of the world</a></li></ul></nav>'
        body = f"<html><body>{menu}<h1>דובר הנמל</h1><ul>{cards}</ul>{more}</body></html>".encode("windows-1255")
        news.put(at, Answer(body=body, headers={"Content-Type": "text/html; charset=windows-1255"}))


KINDS = {
    "sitemap": Listed(settings='kind = "sitemap"', put=put_sitemaps),
    "listing": Listed(settings='kind = "listing"\npages = 2', put=put_listing),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_what_a_source_lists_becomes_one_message_in_each_channel(tmp_path, kind):
    async with Newsroom(tmp_path, kinds={"wire": KINDS[kind]}) as room:
        room.publish("wire", f"trump: {OLD_WORDS}", "The ferries ran.", "The quay was dry.", "The lamps were lit.")
        async with room.bot():
            await room.until_read(4)
            room.publish("wire", "The tide was high.", f"trump: {WORDS}", "The wind has turned.", "The harbour froze.")
            await room.until_read(8)
            await room.reported_once(WORDS)


SEARCH = """
[[sources]]
id = "search"
name = "The Search"
kind = "search"
url = "{news}/search?q={query}&hl=en"
queries = ["bridge", "first snow"]
tier = "aggregator"
"""
GDELT = """
[[sources]]
id = "gdelt"
name = "GDELT"
kind = "gdelt"
url = "{news}/doc"
tier = "aggregator"
every = "0.2s"
"""


async def test_an_article_that_two_queries_and_a_feed_list_is_reported_once(tmp_path):
    engine = SearchEngine()
    async with Newsroom(tmp_path, sources={"wire": "wire"}, more=SEARCH) as room:
        room.news.put_live("/search", engine)
        async with room.bot():
            await room.until(lambda: len(engine.asked) >= 4)
            path = room.publish("wire", f"trump: {WORDS}")
            link = f"{room.news.url}{path}"
            engine.times[link] = datetime.now(UTC)
            engine.found = {"bridge": [link], "first snow": [link]}
            await room.until_read(2)
            await room.reported_once(WORDS)
    assert {"bridge", "first snow"} == set(engine.asked)


async def test_an_article_that_a_search_alone_lists_is_read_where_it_stands(tmp_path):
    engine = SearchEngine()
    async with Newsroom(tmp_path, sources={"wire": "wire"}, more=SEARCH) as room:
        room.news.put_live("/search", engine)
        async with room.bot():
            await room.until(lambda: len(engine.asked) >= 4)
            now = datetime.now(UTC)
            link = room.news.put_page("/bridge", page("The bridge", [f"trump: {WORDS}", *FILLER], published_at=now))
            engine.times[link] = now
            engine.failing = {"first snow": Answer(status=500)}
            engine.found = {"bridge": [link]}
            await room.reported_once(WORDS)


async def test_what_gdelt_lists_becomes_one_message_in_each_channel(tmp_path, monkeypatch):
    monkeypatch.setitem(ADAPTERS, SourceKind.GDELT, replace(ADAPTERS[SourceKind.GDELT], spacing=0.0))
    api = GdeltApi()
    async with Newsroom(tmp_path, sources={"wire": "wire"}, more=GDELT) as room:
        room.news.put_live("/doc", api)
        async with room.bot():
            await room.until(lambda: len(api.asked) >= 6)
            now = datetime.now(UTC)
            link = room.news.put_page("/bridge", page("The bridge", [f"trump: {WORDS}", *FILLER], published_at=now))
            api.refusals = [TOO_OFTEN]
            api.add("The bridge", link, at=now)
            await room.reported_once(WORDS)
    asked = {one["query"] for one in api.asked}
    assert asked == {f'"{name}" sourcelang:english' for name in ACTORS.values()}
