from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome
from tests.fakes.clock import FakeClock
from tests.loopback.news import Answer, NewsItem, page, rss
from tests.sources.samples import NOW, Naps, entry_at, fetcher_for, item_for, source_at, state_of

PAGE = page(
    "Minister says no", ["“We will not accept it,” said Esmail Baghaei on Monday.", "He left after ten minutes."]
)


def put_robots(news, body="", *, status=200, **headers):
    news.put("/robots.txt", Answer(body=body.encode(), status=status, headers=headers))


async def read(news, *paths, clock=None, text="", **options):
    source = source_at(f"{news.url}/feed")
    async with fetcher_for(source, clock=clock or FakeClock(NOW), **options) as fetcher:
        for path in paths:
            article = await fetcher.fetch_article(source, item_for(entry_at(news.url + path, text=text)))
    return article


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow: /private", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\nAllow: /a", True),
        ("User-agent: OnRecord\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: OnRecord\nAllow: /\n\nUser-agent: *\nDisallow: /", True),
        ("User-agent: OtherBot\nDisallow: /", True),
        ("\ufeffUser-agent: *\nDisallow: /", False),
        ("<html>not rules</html>", True),
        ("User-agent: *\nCrawl-delay: soon\nDisallow: *\x00[", True),
    ],
)
async def test_the_rules_of_a_host_are_kept(news, rules, allowed):
    put_robots(news, rules)
    news.put_page("/a", PAGE)
    if allowed:
        assert (await read(news, "/a")).whole
    else:
        with pytest.raises(SourceError) as caught:
            await read(news, "/a")
        assert caught.value.outcome is FetchOutcome.BLOCKED_BY_ROBOTS
        assert caught.value.permanent
        assert news.asked("/a") == []


async def test_a_closed_page_is_reported_by_the_feeds_own_text(news):
    put_robots(news, "User-agent: *\nDisallow: /")
    article = await read(news, "/a", text="What the feed says.")
    assert (article.text, article.whole) == ("What the feed says.", False)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
async def test_a_host_without_rules_allows(news, status):
    put_robots(news, status=status)
    news.put_page("/a", PAGE)
    assert (await read(news, "/a")).whole


async def test_rules_that_lead_where_nobody_chose_are_none(news):
    put_robots(news, status=302, Location="https://elsewhere.org/robots.txt")
    news.put_page("/a", PAGE)
    assert (await read(news, "/a")).whole


@pytest.mark.parametrize("status", [500, 503, 429])
async def test_rules_that_cannot_be_read_now_close_the_host_for_now(news, status):
    put_robots(news, status=status)
    news.put_page("/a", PAGE)
    with pytest.raises(SourceError) as caught:
        await read(news, "/a", text="What the feed says.")
    assert caught.value.outcome is FetchOutcome.BLOCKED_BY_ROBOTS
    assert not caught.value.permanent
    assert caught.value.retry_after > timedelta(0)
    assert news.asked("/a") == []


async def test_rules_are_asked_for_once_a_day(news):
    put_robots(news)
    news.put_page("/a", PAGE)
    news.put_page("/b", PAGE)
    clock = FakeClock(NOW)
    source = source_at(f"{news.url}/feed")
    async with fetcher_for(source, clock=clock) as fetcher:
        items = [item_for(entry_at(news.url + path)) for path in ("/a", "/b")]
        await asyncio.gather(*(fetcher.fetch_article(source, item) for item in items))
        clock.advance(hours=23)
        await fetcher.fetch_article(source, items[0])
        assert len(news.asked("/robots.txt")) == 1
        clock.advance(hours=2)
        await fetcher.fetch_article(source, items[0])
        assert len(news.asked("/robots.txt")) == 2


async def test_a_failure_is_asked_about_again_soon(news):
    put_robots(news, status=500)
    news.put_page("/a", PAGE)
    clock = FakeClock(NOW)
    source = source_at(f"{news.url}/feed")
    async with fetcher_for(source, clock=clock) as fetcher:
        for _ in range(2):
            with pytest.raises(SourceError):
                await fetcher.fetch_article(source, item_for(entry_at(f"{news.url}/a")))
        assert len(news.asked("/robots.txt")) == 1
        put_robots(news)
        clock.advance(minutes=11)
        assert (await fetcher.fetch_article(source, item_for(entry_at(f"{news.url}/a")))).whole


@pytest.mark.parametrize(("delay", "naps"), [("3", [3]), ("600", [5])], ids=["kept", "bounded"])
async def test_a_crawl_delay_spaces_the_pages(news, delay, naps):
    put_robots(news, f"User-agent: *\nCrawl-delay: {delay}")
    news.put_page("/a", PAGE)
    time = Naps()
    await read(news, "/a", "/a", naps=time)
    assert time.taken == naps


async def test_each_hop_of_a_page_asks_the_rules(news):
    put_robots(news, "User-agent: *\nDisallow: /closed")
    news.put_redirect("/a", "/closed")
    news.put_page("/closed", PAGE)
    with pytest.raises(SourceError) as caught:
        await read(news, "/a")
    assert caught.value.outcome is FetchOutcome.BLOCKED_BY_ROBOTS
    assert news.asked("/closed") == []


async def test_a_feed_that_the_operator_named_is_fetched_without_asking(news):
    put_robots(news, "User-agent: *\nDisallow: /")
    news.put_feed("/feed", rss([NewsItem(title="T", path="/a")]))
    source = source_at(f"{news.url}/feed")
    async with fetcher_for(source) as fetcher:
        assert (await fetcher.fetch_feed(source, state_of(source))).entries
    assert news.asked("/robots.txt") == []
