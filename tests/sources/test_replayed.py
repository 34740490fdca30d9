"""What is read again is what was read: the same article, or the same error, of everything that a host may answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, Tier
from bot.sources.replayed import ReplayFetcher
from bot.sources.thresholds import PATIENCE
from bot.store.parts.originals import decoded, encoded
from tests.fakes.clock import FakeClock
from tests.fakes.parser import InlineParser
from tests.loopback.news import Answer, page
from tests.sources.samples import NOW, entry_at, fetcher_for, item_for, source_at

WORDS = ["“We will not accept it,” said Esmail Baghaei on Monday.", "He left the room after ten minutes."]
FEED_TEXT = " ".join(WORDS * 3)
PAGE = page("Minister says no", WORDS, published_at=NOW)


def fields(article):
    return {name: getattr(article, name) for name in article.__slots__ if name != "original"}


async def tried(fetcher, source, item):
    """Return what can be known of an article or an error, and what it was read from."""
    try:
        article = await fetcher.fetch_article(source, item)
    except SourceError as error:
        headline = error.headline and fields(error.headline)
        return (error.outcome, error.detail, error.permanent, headline), error.original
    return fields(article), article.original


async def read_twice(source, entry, **item):
    async with fetcher_for(source) as fetcher:
        first, original = await tried(fetcher, source, item_for(entry, **item))
    if original is None:
        return first, None
    kept = decoded(encoded(original))
    clock = FakeClock(NOW)
    again = ReplayFetcher(clock=clock, parser=InlineParser())
    again.show(kept)
    second, _ = await tried(again, source, kept.item)
    return first, second


@pytest.mark.parametrize(
    ("answer", "entry", "item"),
    [
        pytest.param(Answer(body=PAGE.encode()), {}, {}, id="a page"),
        pytest.param(Answer(body=PAGE.encode()), {"text": FEED_TEXT}, {}, id="a page beside the text of its feed"),
        pytest.param(Answer(body=b"<p>Subscribe now</p>"), {"text": FEED_TEXT}, {}, id="a wall before a feed's text"),
        pytest.param(Answer(status=403), {"text": FEED_TEXT}, {}, id="closed, and the feed has a text"),
        pytest.param(Answer(status=403), {"title": "Baghaei says no"}, {}, id="closed, and the feed has a headline"),
        pytest.param(Answer(status=503), {"text": FEED_TEXT}, {"attempts": PATIENCE}, id="down for long"),
        pytest.param(Answer(body=b"<html></html>"), {"title": ""}, {}, id="no article, and nothing else"),
        pytest.param(
            Answer(body=PAGE.encode("utf-16"), headers={"Content-Type": "text/html; charset=utf-16"}),
            {},
            {},
            id="a charset of the header alone",
        ),
        pytest.param(Answer(body=b"%PDF", headers={"Content-Type": "application/pdf"}), {}, {}, id="no page"),
    ],
)
async def test_it_is_the_same_as_when_it_was_fetched(news, answer, entry, item):
    news.put("/a", answer)
    first, second = await read_twice(source_at(f"{news.url}/feed"), entry_at(f"{news.url}/a", **entry), **item)
    assert second == first


async def test_so_it_is_behind_a_redirect(news):
    news.put_redirect("/a", "/news/2026/a")
    news.put_page("/news/2026/a", PAGE)
    first, second = await read_twice(source_at(f"{news.url}/feed"), entry_at(f"{news.url}/a"))
    assert first["url"].endswith("/news/2026/a")
    assert second == first


async def test_so_it_is_where_a_link_leads_inside(news):
    source = replace(source_at(f"{news.url}/feed"), article_hosts=("*",))
    first, second = await read_twice(source, entry_at("http://10.0.0.1/a", text=FEED_TEXT))
    assert first["url"].startswith(f"{news.url}/feed#")
    assert second == first


@pytest.mark.parametrize("kept", ["a voice", "no page of its own"])
async def test_so_it_is_where_nobody_asks_for_a_page(news, kept):
    source = source_at(f"{news.url}/feed")
    if kept == "a voice":
        source = replace(source, voice="baghaei", tier=Tier.AGGREGATOR)
    url = f"{news.url}/a" if kept == "a voice" else source.url
    first, second = await read_twice(source, entry_at(url, text=FEED_TEXT))
    assert first["text"] == FEED_TEXT
    assert second == first


@pytest.mark.parametrize(("answer", "outcome"), [(404, FetchOutcome.GONE), (503, FetchOutcome.HTTP_ERROR)])
async def test_nothing_is_kept_of_what_was_not_to_be_had(news, answer, outcome):
    news.put("/a", Answer(status=answer))
    first, second = await read_twice(source_at(f"{news.url}/feed"), entry_at(f"{news.url}/a", text=FEED_TEXT))
    assert (first[0], second) == (outcome, None)


async def test_a_page_that_was_never_shown_is_not_asked_for():
    again = ReplayFetcher(clock=FakeClock(NOW), parser=InlineParser())
    source = source_at("https://harbour.com/feed")
    assert (await again.fetch_feed(source, None)).entries == ()
    with pytest.raises(SourceError, match="its page is not kept"):
        await again.fetch_article(source, item_for(entry_at("https://harbour.com/a")))
    await again.settle(source)
    await again.close()
