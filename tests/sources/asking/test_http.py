from __future__ import annotations

import asyncio
import contextlib
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome
from bot.sources.asking.http import read_retry_after
from tests.loopback.news import Answer, NewsItem, bomb, rss
from tests.sources.samples import NOW, Naps, entry_at, fetcher_for, item_for, source_at, state_of

FEED = rss([NewsItem(title="T", path="/a", published_at=NOW)])


async def fetch(url, **options):
    source = source_at(url)
    async with fetcher_for(source, **options) as fetcher:
        return await fetcher.fetch_feed(source, state_of(source))


async def failure(url, **options):
    with pytest.raises(SourceError) as caught:
        await fetch(url, **options)
    assert url.partition("?")[0].rpartition("/")[0] in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("status", "headers", "outcome", "permanent", "retry_after"),
    [
        (404, {}, FetchOutcome.GONE, True, None),
        (410, {}, FetchOutcome.GONE, True, None),
        (400, {}, FetchOutcome.HTTP_ERROR, True, None),
        (403, {}, FetchOutcome.HTTP_ERROR, True, None),
        (451, {}, FetchOutcome.HTTP_ERROR, True, None),
        (408, {}, FetchOutcome.HTTP_ERROR, False, None),
        (500, {}, FetchOutcome.HTTP_ERROR, False, None),
        (503, {}, FetchOutcome.HTTP_ERROR, False, None),
        (202, {}, FetchOutcome.HTTP_ERROR, False, None),
        (204, {}, FetchOutcome.HTTP_ERROR, False, None),
        (301, {}, FetchOutcome.HTTP_ERROR, True, None),
        (429, {}, FetchOutcome.RATE_LIMITED, False, None),
        (429, {"Retry-After": "120"}, FetchOutcome.RATE_LIMITED, False, timedelta(seconds=120)),
        (
            503,
            {"Retry-After": "Tue, 03 Mar 2026 12:10:00 GMT"},
            FetchOutcome.RATE_LIMITED,
            False,
            timedelta(minutes=10),
        ),
        (500, {"Retry-After": "9"}, FetchOutcome.HTTP_ERROR, False, timedelta(seconds=9)),
    ],
)
async def test_a_status_has_an_outcome(news, status, headers, outcome, permanent, retry_after):
    error = await failure(news.put("/feed", Answer(status=status, headers=headers)))
    assert (error.outcome, error.permanent, error.retry_after) == (outcome, permanent, retry_after)
    assert f"HTTP {status}" in error.detail


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("0", timedelta(0)),
        ("Tue, 03 Mar 2026 12:10:00 GMT", timedelta(minutes=10)),
        ("Tue, 03 Mar 2026 11:00:00 GMT", timedelta(0)),
        ("99999999999999999999", timedelta(days=1)),
        ("Tue, 03 Mar 2099 12:10:00 GMT", timedelta(days=1)),
        ("soon", None),
        ("-5", None),
        ("٣", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_of_at_most_a_day(value, wait):
    assert read_retry_after(value, now=datetime(2026, 3, 3, 12, tzinfo=UTC)) == wait


async def test_a_host_that_asked_for_quiet_is_not_asked_again(news):
    url = news.put("/feed", Answer(status=429, headers={"Retry-After": "600"}))
    source = source_at(url)
    async with fetcher_for(source) as fetcher:
        for _ in range(2):
            with pytest.raises(SourceError) as caught:
                await fetcher.fetch_feed(source, state_of(source))
            assert caught.value.outcome is FetchOutcome.RATE_LIMITED
    assert len(news.requests) == 1


async def test_a_body_is_capped_while_it_comes(news):
    url = news.put("/feed", Answer(body=b"x" * 30_000, headers={"Content-Type": "text/xml"}))
    assert (await failure(url, settings={"max_feed_bytes": 20_000})).outcome is FetchOutcome.TOO_LARGE


async def test_a_body_of_unknown_length_is_capped(news):
    hold = asyncio.Event()
    hold.set()
    url = news.put("/feed", Answer(body=b"x" * 30_000, hold=hold))
    assert (await failure(url, settings={"max_feed_bytes": 20_000})).outcome is FetchOutcome.TOO_LARGE


async def test_a_small_body_that_unpacks_to_a_large_one_is_capped_and_not_unpacked(news):
    packed = bomb(60)
    assert len(packed) < 100_000
    url = news.put("/feed", Answer(body=packed, headers={"Content-Encoding": "gzip"}))
    tracemalloc.start()
    try:
        error = await failure(url, settings={"max_feed_bytes": 1_000_000})
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    assert error.outcome is FetchOutcome.TOO_LARGE


async def test_what_is_not_packed_as_it_says_is_an_error(news):
    url = news.put("/feed", Answer(body=b"plain", headers={"Content-Encoding": "gzip"}))
    assert (await failure(url)).outcome is FetchOutcome.HTTP_ERROR


async def test_a_redirect_is_followed_and_links_start_at_its_end(news):
    news.put_redirect("/feed", "/moved/feed", status=301)
    news.put_redirect("/moved/feed", f"{news.url}/feeds/there.xml", status=308)
    news.put_feed("/feeds/there.xml", rss([NewsItem(title="T", path="a")]))
    feed = await fetch(f"{news.url}/feed")
    assert feed.entries[0].url == f"{news.url}/feeds/a"


@pytest.mark.parametrize("most", [0, 3])
async def test_redirects_are_counted(news, most):
    for n in range(6):
        news.put_redirect(f"/{n}", f"/{n + 1}")
    error = await failure(f"{news.url}/0", settings={"max_redirects": most})
    assert error.outcome is FetchOutcome.TOO_MANY_REDIRECTS
    assert len(news.requests) == most + 1


@pytest.mark.parametrize(
    "location", ["ftp://x/", "file:///etc/passwd", "http://me:word@127.0.0.1/", "https://elsewhere.org/f", "http://["]
)
async def test_a_redirect_to_what_nobody_chose_is_refused(news, location):
    assert (await failure(news.put_redirect("/feed", location))).outcome is FetchOutcome.REFUSED_ADDRESS


WITH_COOKIE = {"Location": "/feed", "Set-Cookie": "seen=yes; Path=/"}


def put_behind_a_cookie(news, *, headers=WITH_COOKIE, wanted="seen=yes"):
    """Serve a feed to those alone who bring the cookie that the redirect of the first request set."""

    def answer(_query):
        if news.requests[-1].headers.get("Cookie") == wanted:
            return Answer(body=FEED.encode(), headers={"Content-Type": "application/xml"})
        return Answer(status=302, headers=headers)

    return news.put_live("/feed", answer)


async def test_a_redirect_to_itself_with_a_cookie_is_followed_with_it(news):
    assert (await fetch(put_behind_a_cookie(news))).entries
    assert [one.headers.get("Cookie") for one in news.requests] == [None, "seen=yes"]


async def test_cookies_end_with_their_fetch(news):
    source = source_at(put_behind_a_cookie(news))
    async with fetcher_for(source) as fetcher:
        for _ in range(2):
            await fetcher.fetch_feed(source, state_of(source))
    assert [one.headers.get("Cookie") for one in news.requests] == [None, "seen=yes", None, "seen=yes"]


@pytest.mark.parametrize(
    "set_cookie",
    [
        pytest.param("seen=yes; Path=/elsewhere", id="of another path"),
        pytest.param("seen=yes; Domain=elsewhere.example", id="of another host"),
        pytest.param("seen=yes; Secure", id="for https alone"),
        pytest.param("seen=yes; Max-Age=0", id="taken back"),
        pytest.param("seen", id="that is none"),
        pytest.param("seen=no; Path=/", id="that the host does not know itself"),
        pytest.param("seen=" + "n" * 20_000, id="without an end"),
    ],
)
async def test_a_redirect_to_itself_ends_where_its_cookie_does_not_help(news, set_cookie):
    url = put_behind_a_cookie(news, headers=WITH_COOKIE | {"Set-Cookie": set_cookie})
    outcomes = {FetchOutcome.TOO_MANY_REDIRECTS, FetchOutcome.HTTP_ERROR}
    assert (await failure(url, settings={"max_redirects": 3})).outcome in outcomes
    assert len(news.requests) <= 4


async def test_a_cookie_opens_no_address_that_nobody_chose(news):
    news.put("/feed", Answer(status=302, headers=WITH_COOKIE | {"Location": "http://10.0.0.8/feed"}))
    assert (await failure(f"{news.url}/feed")).outcome is FetchOutcome.REFUSED_ADDRESS


async def test_every_request_says_who_asks(news):
    news.put_feed("/feed", FEED)
    await fetch(f"{news.url}/feed")
    agent = news.requests[0].headers["User-Agent"]
    assert agent.startswith("OnRecord/")
    assert agent.endswith("(+desk@harbour.example)")


async def test_a_host_that_never_answers_is_cut_off():
    async with host_that_sends(None) as url:
        error = await failure(url, settings={"timeout": "0.2s"})
    assert error.outcome is FetchOutcome.TIMEOUT
    assert not error.permanent


async def test_a_body_that_never_ends_is_cut_off(news):
    url = news.put("/feed", Answer(body=FEED.encode(), hold=asyncio.Event()))
    assert (await failure(url, settings={"timeout": "0.2s"})).outcome is FetchOutcome.TIMEOUT


@contextlib.asynccontextmanager
async def host_that_sends(sent):
    """A host that answers each request with these bytes and hangs up; with None it never answers."""

    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        if sent is None:
            await reader.read()
        else:
            writer.write(sent)
        with contextlib.suppress(ConnectionError):
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/feed"


async def test_a_port_that_nobody_listens_on_is_a_connect_error():
    assert (await failure("http://127.0.0.1:1/feed")).outcome is FetchOutcome.CONNECT_ERROR


async def test_a_host_without_tls_is_a_tls_error(news):
    assert (await failure(f"https://127.0.0.1:{news.port}/feed")).outcome is FetchOutcome.TLS_ERROR


@pytest.mark.parametrize(
    ("sent", "outcomes"),
    [
        (b"", {FetchOutcome.CONNECT_ERROR}),
        (b"\x00\x01\x02garbage\r\n\r\n", {FetchOutcome.HTTP_ERROR}),
        (b"HTTP/1.1 OK\r\n\r\n", {FetchOutcome.HTTP_ERROR}),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", {FetchOutcome.HTTP_ERROR}),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", {FetchOutcome.HTTP_ERROR}),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n", {FetchOutcome.HTTP_ERROR}),
        (
            b"HTTP/1.1 302 Found\r\nLocation: http://\xff\xfe/\r\nContent-Length: 0\r\n\r\n",
            {FetchOutcome.REFUSED_ADDRESS, FetchOutcome.HTTP_ERROR},
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: 3\r\n\r\nabc", {FetchOutcome.HTTP_ERROR}),
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=\xff\r\nETag: \xff\r\nContent-Length: 1\r\n\r\nx",
            {FetchOutcome.NOT_A_FEED},
        ),
        (b"HTTP/1.1 999 Denied\r\nContent-Length: 0\r\n\r\n", {FetchOutcome.HTTP_ERROR}),
    ],
)
async def test_whatever_a_host_sends_is_a_source_error(sent, outcomes):
    async with host_that_sends(sent) as url:
        assert (await failure(url)).outcome in outcomes


async def test_a_fetch_that_is_cut_off_leaves_no_connection(news):
    news.put("/feed", Answer(body=FEED.encode(), hold=asyncio.Event()))
    source = source_at(f"{news.url}/feed")
    async with fetcher_for(source) as fetcher:
        task = asyncio.create_task(fetcher.fetch_feed(source, state_of(source)))
        await asyncio.wait_for(news.held.wait(), 20)
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()
        await asyncio.wait_for(news.dropped.wait(), 20)
        news.put_feed("/feed", FEED)
        assert (await fetcher.fetch_feed(source, state_of(source))).entries


async def test_a_fetcher_may_be_opened_and_closed_twice(news):
    news.put_feed("/feed", FEED)
    source = source_at(f"{news.url}/feed")
    fetcher = fetcher_for(source)
    for _ in range(2):
        await fetcher.open()
        await fetcher.open()
        assert (await fetcher.fetch_feed(source, state_of(source))).entries
        await fetcher.close()
        await fetcher.close()


async def test_requests_are_spaced_by_the_settings(news):
    naps = Naps()
    news.put_feed("/feed", FEED)
    source = source_at(f"{news.url}/feed")
    async with fetcher_for(source, naps=naps, settings={"per_host_every": "9s"}) as fetcher:
        for _ in range(3):
            await fetcher.fetch_feed(source, state_of(source))
    assert naps.taken == [9, 9]


async def test_a_page_has_a_cap_of_its_own(news):
    news.put_page("/a", "<p>" + "x" * 30_000)
    source = source_at(f"{news.url}/feed")
    async with fetcher_for(source, settings={"max_page_bytes": 20_000}) as fetcher:
        with pytest.raises(SourceError) as caught:
            await fetcher.fetch_article(source, item_for(entry_at(f"{news.url}/a")))
    assert caught.value.outcome is FetchOutcome.TOO_LARGE
