"""A page whose address stands in a message: what is read of it, and what is never asked at a stranger's word."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome
from bot.sources import fetcher
from tests.loopback.news import Answer, NewsServer, page
from tests.sources.samples import NOW, fetcher_for

WORDS = [
    "We will not accept it, the minister said on Monday in the harbour.",
    "The ferries go twice a day from now on.",
]


async def read(url, *, allowed=("127.0.0.1",), **settings):
    async with fetcher_for(settings={"allowed_private_hosts": allowed, **settings}) as web:
        return await web.page(url)


async def refused(url, **settings):
    with pytest.raises(SourceError) as error:
        await read(url, **settings)
    return error.value


@pytest.fixture
async def news():
    async with NewsServer() as server:
        yield server


async def test_a_page_is_read_and_belongs_to_no_source(news):
    news.put_page("/a", page("Minister says no", WORDS, published_at=NOW))
    article = await read(f"{news.url}/a?utm_source=x")
    assert (article.title, article.text, article.source_id) == ("Minister says no", "\n\n".join(WORDS), "")


async def test_robots_txt_is_kept_to(news):
    news.put("/robots.txt", Answer(body=b"User-agent: *\nDisallow: /"))
    news.put_page("/a", page("Minister says no", WORDS))
    assert (await refused(f"{news.url}/a")).outcome is FetchOutcome.BLOCKED_BY_ROBOTS
    assert news.asked("/a") == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/a",
        "http://localhost:{port}/a",
        "http://0x7f.1:{port}/a",
        "http://2130706433:{port}/a",
        "http://[::1]:{port}/a",
        "http://[::ffff:127.0.0.1]:{port}/a",
        "http://169.254.169.254/latest/meta-data/",
        "http://user:secret@127.0.0.1:{port}/a",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{port}/a",
        "",
    ],
)
async def test_no_private_address_is_reached(news, url):
    news.put_page("/a", page("Minister says no", WORDS))
    error = await refused(url.format(port=news.port), allowed=())
    assert error.outcome in {FetchOutcome.REFUSED_ADDRESS, FetchOutcome.DNS_ERROR, FetchOutcome.BLOCKED_BY_ROBOTS}
    assert news.requests == []


async def test_a_redirect_leads_to_no_other_site(news):
    async with NewsServer() as other:
        other.put_page("/a", page("Minister says no", WORDS))
        news.put_redirect("/a", f"http://localhost:{other.port}/a")
        error = await refused(f"{news.url}/a", allowed=("127.0.0.1", "localhost"))
        assert error.outcome is FetchOutcome.REFUSED_ADDRESS
        assert other.requests == []


async def test_a_page_without_an_end_is_given_up(news):
    news.put_page("/a", "<p>" + "x" * 4_000_000)
    assert (await refused(f"{news.url}/a")).outcome is FetchOutcome.TOO_LARGE


async def test_a_page_that_hangs_is_given_up(news, monkeypatch):
    monkeypatch.setattr(fetcher, "FIND_WITHIN", 0.3)
    news.put("/a", Answer(body=b"<p>", hold=asyncio.Event()))
    error = await refused(f"{news.url}/a")
    assert (error.outcome, error.detail) == (FetchOutcome.TIMEOUT, "no page within 0 s")
