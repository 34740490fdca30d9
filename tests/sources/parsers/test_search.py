"""Search feeds and GDELT: what is asked, what is read, and one article once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, SourceKind
from bot.sources.parsers.gdelt import read_gdelt
from bot.sources.parsers.search_feeds import read_search_feed, unwrapped_address
from bot.sources.parsing import ParserPool
from bot.sources.queries import gdelt_addresses, search_addresses
from tests.loopback.news import Answer, NewsItem, bomb, rss
from tests.loopback.searches import GdeltApi, SearchEngine, wrapped_by_google_news
from tests.sources.samples import NOW, Naps, fetcher_for, source_at, state_of

TOLL, BRIDGE = "https://harbour.com/toll", "https://harbour.com/bridge"
QUERIES = ('"Esmail Baghaei"', "Trump OR Vance & co")


def search_at(url, **fields):
    return source_at(url, **{"kind": SourceKind.SEARCH, "queries": QUERIES, **fields})


def gdelt_at(url, **fields):
    return source_at(url, **{"kind": SourceKind.GDELT, "queries": QUERIES, **fields})


# What is asked


def test_a_query_is_filled_in_as_one_word_of_an_address():
    asked = search_addresses(search_at("https://news.google.com/rss/search?q={query}%20when%3A1d&hl=en-US"))
    assert asked == (
        "https://news.google.com/rss/search?q=%22Esmail%20Baghaei%22%20when%3A1d&hl=en-US",
        "https://news.google.com/rss/search?q=Trump%20OR%20Vance%20%26%20co%20when%3A1d&hl=en-US",
    )


GDELT = "https://api.gdeltproject.org/api/v2/doc/doc"
ASKED = {
    "plain": (
        GDELT,
        "en",
        '"a b"',
        "?query=%22a+b%22+sourcelang%3Aenglish&timespan=1d&maxrecords=250&sort=datedesc&mode=artlist&format=json",
    ),
    "another language": (
        GDELT,
        "fa",
        "x",
        "?query=x&timespan=1d&maxrecords=250&sort=datedesc&mode=artlist&format=json",
    ),
    "a language of its own": (
        GDELT,
        "en",
        "x sourcelang:fra",
        "?query=x+sourcelang%3Afra&timespan=1d&maxrecords=250&sort=datedesc&mode=artlist&format=json",
    ),
    "a span of its own": (
        f"{GDELT}?timespan=3h&format=html",
        "en",
        "x",
        "?query=x+sourcelang%3Aenglish&timespan=3h&maxrecords=250&sort=datedesc&format=json&mode=artlist",
    ),
}


@pytest.mark.parametrize("case", ASKED)
def test_gdelt_is_asked_for_the_newest_articles_of_a_day(case):
    url, language, query, expected = ASKED[case]
    assert gdelt_addresses(gdelt_at(url, language=language, queries=(query,))) == (GDELT + expected,)


# Redirects of search engines

WRAPPED = {
    "Google News, an old id": (wrapped_by_google_news(TOLL), TOLL),
    "Google News, of a long address": (wrapped_by_google_news(f"{TOLL}/{'x' * 200}"), f"{TOLL}/{'x' * 200}"),
    "Google News, a page": (wrapped_by_google_news(TOLL).replace("/rss/articles/", "/articles/"), TOLL),
    "Google News, a token": (
        "https://news.google.com/rss/articles/CBMiVkFVX3lxTE4zaGU2bTY2ZGkzdTRkSkJ0cFpsTGlDUjkxU2FBRURaTWU0c3Q?oc=5",
        None,
    ),
    "Google News, no base64": ("https://news.google.com/rss/articles/CBMi====AAAAAAAAAAAAAAAA", None),
    "Google Alerts": (f"https://www.google.com/url?rct=j&sa=t&url={TOLL}&ct=ga&usg=x", TOLL),
    "Google of another country": (f"https://www.google.co.uk/url?q={TOLL}&sa=U", TOLL),
    "Bing": (f"http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&url={TOLL.replace(':', '%3a')}&c=1", TOLL),
    "DuckDuckGo": (f"https://duckduckgo.com/l/?uddg={TOLL.replace('/', '%2F')}&rut=x", TOLL),
    "Yahoo": ("https://r.search.yahoo.com/_ylt=A/RV=2/RE=1/RO=10/RU=https%3a%2f%2fharbour.com%2ftoll/RK=2/RS=x-", TOLL),
    "one within another": (
        f"https://www.google.com/url?url=https%3A%2F%2Fduckduckgo.com%2Fl%2F%3Fuddd%3D1%26uddg%3D{TOLL}",
        TOLL,
    ),
    "with trackers": (f"https://www.google.com/url?url={TOLL}%3Futm_source%3Dx", TOLL),
    "the article itself": (TOLL, TOLL),
    "somebody else's redirect": ("https://evil.com/url?url=https://harbour.com/toll", None),
    "a host that looks alike": ("https://www.google.evil.com/url?url=https://harbour.com/toll", None),
    "to no page": ("https://www.google.com/url?url=javascript:alert(1)", None),
    "with a password": ("https://www.google.com/url?url=https://a:b@harbour.com/", None),
    "of itself, without end": (
        "https://www.google.com/url?url=" * 50 + TOLL,
        "https://www.google.com/url?url=https://harbour.com/toll",
    ),
}


@pytest.mark.parametrize("case", WRAPPED)
def test_the_address_of_an_article_is_read_out_of_a_search_engines_link(case):
    url, expected = WRAPPED[case]
    if case == "of itself, without end":
        assert unwrapped_address(url).startswith("https://www.google.com/url")
    else:
        assert unwrapped_address(url) == (expected or url)


# One article once


async def polled(fetcher, source, **state):
    return await fetcher.fetch_feed(source, state_of(source, **state))


async def test_an_article_that_several_queries_bring_is_listed_once(news):
    engine = SearchEngine()
    engine.found = {QUERIES[0]: [TOLL, BRIDGE], QUERIES[1]: [BRIDGE]}
    source = search_at(news.put_live("/search", engine) + "?q={query}&hl=en")
    async with fetcher_for(source) as fetcher:
        feed = await polled(fetcher, source)
    assert sorted(entry.url for entry in feed.entries) == [BRIDGE, TOLL]
    assert engine.asked == list(QUERIES)
    assert feed.answer_seconds is not None
    assert {entry.key for entry in feed.entries} == {BRIDGE, TOLL}
    assert news.asked("/robots.txt") == []


async def test_a_query_that_fails_costs_the_others_nothing_and_is_named(news):
    engine = SearchEngine()
    engine.found = {QUERIES[0]: [TOLL], QUERIES[1]: [BRIDGE]}
    engine.failing = {QUERIES[0]: Answer(status=500)}
    source = search_at(news.put_live("/search", engine) + "?q={query}")
    async with fetcher_for(source) as fetcher:
        feed = await polled(fetcher, source)
        assert [entry.url for entry in feed.entries] == [BRIDGE]
        assert len(feed.problems) == 1
        assert "HTTP 500" in feed.problems[0]
        engine.failing = {}
        assert len((await polled(fetcher, source)).entries) == 2


async def test_a_host_that_has_enough_is_asked_the_rest_first_the_next_time(news):
    engine = SearchEngine()
    engine.found = {QUERIES[0]: [TOLL], QUERIES[1]: [BRIDGE]}
    engine.most = 1
    source = search_at(news.put_live("/search", engine) + "?q={query}")
    async with fetcher_for(source) as fetcher:
        first = await polled(fetcher, source)
        engine.forget()
        fetcher._clock.advance(minutes=5)
        second = await polled(fetcher, source)
    assert [entry.url for entry in (*first.entries, *second.entries)] == [TOLL, BRIDGE]


async def test_a_search_of_one_query_says_unchanged_as_any_feed(news):
    engine = SearchEngine()
    engine.found = {"x": [TOLL]}
    source = search_at(news.put_live("/search", engine) + "?q={query}", queries=("x",))
    async with fetcher_for(source) as fetcher:
        first = await polled(fetcher, source)
        again = await polled(fetcher, source, body_hash=first.body_hash)
    assert (len(first.entries), again.outcome) == (1, FetchOutcome.UNCHANGED)


# GDELT


def answer(text, *, source=None, content_type="application/json"):
    source = source or gdelt_at(GDELT)
    return read_gdelt(text.encode(), source=source, content_type=content_type, url=GDELT, now=NOW)


def test_what_gdelt_lists():
    api = GdeltApi()
    api.add("Trump says , “ no ” ( again )", f"{TOLL}?utm_source=x", at=datetime(2026, 3, 3, 11, 45, tzinfo=UTC))
    api.add("דובר", BRIDGE, language="Hebrew")
    api.add("Twice", TOLL)
    api.add("Nowhere", "ftp://x")
    listing = answer(api.answer())
    (entry,) = listing.entries
    assert (entry.key, entry.url) == (TOLL, TOLL)
    assert entry.title == "Trump says, “no” (again)"
    assert entry.published_at == datetime(2026, 3, 3, 11, 45, tzinfo=UTC)
    assert dict(listing.passed_over) == {"in another language": 1, "without an address": 1}


ODD = {
    "nothing found": ("{}", 0),
    "nothing found, a list": ('{"articles": []}', 0),
    "bad escapes": (
        '{"articles": [{"url": "https://harbour.com/toll", "title": "C:\\harbour \\x \\u12 \\\\ \\"no\\""}]}',
        1,
    ),
    "control characters": ('{"articles": [{"url": "https://harbour.com/toll", "title": "a\tb\x01"}]}', 1),
    "a time of nonsense": ('{"articles": [{"url": "https://harbour.com/toll", "seendate": "soon"}]}', 1),
    "a time to come": ('{"articles": [{"url": "https://harbour.com/toll", "seendate": "20270303T114500Z"}]}', 1),
    "no articles": ('{"articles": [1, null, [], "x", {}]}', 0),
    "numbers for words": ('{"articles": [{"url": 1, "title": 2}, {"url": "https://harbour.com/toll", "title": 3}]}', 1),
}


@pytest.mark.parametrize("case", ODD)
def test_odd_answers_of_gdelt_are_read(case):
    text, number = ODD[case]
    assert len(answer(text).entries) == number


ERRORS = {
    "too often": (
        "Please limit requests to one every 5 seconds or contact kalev.leetaru5@gmail.com for larger queries.\n",
        FetchOutcome.RATE_LIMITED,
    ),
    "short": ("The specified phrase is too short.\n", FetchOutcome.NOT_A_FEED),
    "brackets": ("Queries containing OR'd terms must be surrounded by ().", FetchOutcome.NOT_A_FEED),
    "a page": ("<html><body><h1>Bad gateway</h1></body></html>", FetchOutcome.NOT_A_FEED),
    "nothing": ("", FetchOutcome.NOT_A_FEED),
    "half": ('{"articles": [{"url": "https://harbour', FetchOutcome.NOT_A_FEED),
    "another list": ('{"articles": {}}', FetchOutcome.NOT_A_FEED),
    "a list": ("[]", FetchOutcome.NOT_A_FEED),
}


@pytest.mark.parametrize("case", ERRORS)
def test_what_gdelt_says_in_place_of_results_is_reported(case):
    text, outcome = ERRORS[case]
    with pytest.raises(SourceError, match="GDELT") as raised:
        answer(text, content_type="text/html; charset=utf-8")
    assert raised.value.outcome is outcome
    if case in {"too often", "short", "brackets"}:
        assert text.strip() in raised.value.detail


async def test_gdelt_is_asked_every_five_seconds_at_most(news):
    api = GdeltApi()
    api.add("Toll", TOLL)
    naps = Naps()
    source = gdelt_at(news.put_live("/doc", api))
    async with fetcher_for(source, naps=naps) as fetcher:
        feed = await polled(fetcher, source)
        await polled(fetcher, source)
    assert [entry.url for entry in feed.entries] == [TOLL]
    assert naps.taken == [5.0, 5.0, 5.0]
    assert [one["query"] for one in api.asked[:2]] == [f"{query} sourcelang:english" for query in QUERIES]


async def test_a_poll_that_gdelt_refuses_says_so(news):
    source = gdelt_at(news.put("/doc", Answer(body=ERRORS["too often"][0].encode())), queries=("x",))
    async with fetcher_for(source) as fetcher:
        with pytest.raises(SourceError, match="one every 5 seconds") as raised:
            await polled(fetcher, source)
    assert raised.value.outcome is FetchOutcome.RATE_LIMITED


HOSTILE = {
    "deep": b'{"articles":' * 300_000,
    "deep list": b'{"articles":' + b"[" * 2_000_000,
    "many": b'{"articles":[' + b"{}," * 500_000 + b"{}]}",
    "backslashes": b'{"articles":[{"title":"' + b"\\x" * 1_000_000 + b'"}]}',
    "a huge title": b'{"articles":[{"url":"https://a.com/b","title":"' + b"no " * 1_000_000 + b'"}]}',
    "long addresses": b'{"articles":[' + b",".join([b'{"url":"https://a.com/' + b"x" * 9000 + b'"}'] * 400) + b"]}",
    "a long sentence": b"no " * 2_000_000,
    "marks": b'{"articles":[{"url":"https://a.com/b","title":"' + b" ," * 400_000 + b'"}]}',
    "zeros": b"\0" * 1_000_000,
    "redirects": rss(
        [
            NewsItem(title="x", path="https://www.google.com/url?" + "&".join(["url=x"] * 200), guid=str(n))
            for n in range(2000)
        ]
    ).encode(),
    "ids": rss(
        [
            NewsItem(title="x", path=f"https://news.google.com/rss/articles/{'CBMi' + 'A' * 1900}{n}")
            for n in range(1000)
        ]
    ).encode(),
    "markup": b"<rss><channel><item>" * 200_000,
}


async def test_a_hostile_answer_ends_within_its_limits():
    pool = ParserPool(processor_seconds=2, memory=600_000_000)
    ended = {}
    for kind in (SourceKind.SEARCH, SourceKind.GDELT):
        for name, body in HOSTILE.items():
            given = {
                "source": source_at(GDELT, kind=kind),
                "content_type": "application/json",
                "url": GDELT,
                "now": NOW,
            }
            try:
                ended[kind, name] = len((await pool.listing(body, **given)).entries)
            except SourceError as error:
                ended[kind, name] = error.outcome
    await pool.close()
    assert len(ended) == 2 * len(HOSTILE)
    fine = {FetchOutcome.NOT_A_FEED, FetchOutcome.TOO_COSTLY, FetchOutcome.RATE_LIMITED}
    assert {
        case: end for case, end in ended.items() if end not in fine and not (isinstance(end, int) and end <= 500)
    } == {}


@pytest.mark.parametrize("source_of", [search_at, gdelt_at])
async def test_a_body_that_unpacks_to_far_too_much_is_refused(news, source_of):
    news.put("/x", Answer(body=bomb(50), headers={"Content-Encoding": "gzip"}))
    source = source_of(f"{news.url}/x?q={{query}}", queries=("x",))
    async with fetcher_for(source) as fetcher:
        with pytest.raises(SourceError) as raised:
            await polled(fetcher, source)
    assert raised.value.outcome is FetchOutcome.TOO_LARGE


def test_a_feed_without_links_and_guids_is_read():
    body = b"<rss version='2.0'><channel><item><title>No link</title></item></channel></rss>"
    listing = read_search_feed(
        body, source=search_at("https://a.com/?q={query}"), content_type="", url="https://a.com/?q=x", now=NOW
    )
    assert [entry.title for entry in listing.entries] == ["No link"]
