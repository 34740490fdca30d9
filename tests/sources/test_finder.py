"""What is found on a site: from a page, robots.txt and usual addresses; and what is never asked."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.core import accounts
from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, SourceKind
from bot.sources import finder
from tests.loopback.news import Answer, NewsItem, NewsServer, rss, sitemap
from tests.loopback.social import MastodonAccount
from tests.sources.samples import NOW, fetcher_for

FRONT = "<html><head><title>The Gazette</title>{head}</head><body>{body}</body></html>"
DECLARED = '<link rel="alternate" type="application/rss+xml" title="News" href="{}">'


def items(prefix, *hours):
    return [
        NewsItem(title=f"Story {prefix} {number}", path=f"/{prefix}/{number}", published_at=NOW - timedelta(hours=hour))
        for number, hour in enumerate(hours)
    ]


def front(news, head="", body=""):
    news.put_page("/", FRONT.format(head=head, body=body))


async def find(news, path="/", *, typed=True, allowed=None, url="", **options):
    allowed = (f"127.0.0.1:{news.port}",) if allowed is None else allowed
    settings = {"allowed_private_hosts": allowed, **options}
    async with fetcher_for(settings=settings) as fetcher:
        return await fetcher.find(url or news.url + path, typed=typed)


def short(news, site):
    return [(str(one.kind), one.url.removeprefix(news.url), one.fresh, one.listed) for one in site.found]


async def test_a_feed_that_the_page_declares_with_what_it_brings_in_a_day(news):
    front(news, DECLARED.format("/news.xml"))
    news.put_feed("/news.xml", rss([*items("a", 1, 5, 23, 25), NewsItem(title="Undated", path="/u")]))
    site = await find(news)
    assert (site.title, site.url) == ("The Gazette", f"{news.url}/")
    (one,) = site.found
    assert (one.kind, one.title, one.named_by, one.outcome) == (SourceKind.FEED, "News", "the page", FetchOutcome.OK)
    assert (one.listed, one.fresh, one.undated, one.newest_at) == (5, 3, 1, NOW - timedelta(hours=1))


async def test_what_brings_most_stands_first_and_one_list_stands_once(news):
    front(news, DECLARED.format("/few.xml") + DECLARED.format("/many.xml"))
    news.put_feed("/few.xml", rss(items("few", 30)))
    news.put_feed("/many.xml", rss(items("many", 1, 2)))
    news.put_feed("/rss.xml", rss(items("many", 1, 2)))
    assert short(news, await find(news)) == [("feed", "/many.xml", 2, 2), ("feed", "/few.xml", 0, 1)]


async def test_the_sitemaps_of_robots_txt_and_else_the_usual_ones(news):
    front(news)
    news.put_feed("/sitemap_news.xml", sitemap(items("s", 1), base=news.url))
    assert short(news, await find(news)) == [("sitemap", "/sitemap_news.xml", 1, 1)]
    news.put("/robots.txt", Answer(body=f"User-agent: *\nSitemap: {news.url}/own.xml".encode()))
    news.put_feed("/own.xml", sitemap(items("o", 1, 2), base=news.url))
    site = await find(news)
    assert short(news, site) == [("sitemap", "/own.xml", 2, 2)]
    assert site.found[0].named_by == "robots.txt"
    news.put("/robots.txt", Answer(body=b"User-agent: *\nSitemap: /own.xml\nSitemap: http://[::1\n"))
    site = await find(news)
    assert short(news, site)[0] == ("sitemap", "/own.xml", 2, 2)
    assert not any("[" in one.url for one in site.found)


async def test_the_page_itself_may_be_a_list(news):
    links = "".join(
        f'<li><a href="/world/2026/story-{n}">The ferry to the island sails again {n}</a></li>' for n in range(5)
    )
    front(news, body=f"<ul>{links}</ul>")
    assert [(one.kind, one.listed, one.undated) for one in (await find(news)).found] == [(SourceKind.LISTING, 5, 5)]


async def test_a_usual_address_is_tried_where_the_page_names_none(news):
    front(news)
    news.put_feed("/feed/", rss(items("f", 1)))
    assert short(news, await find(news)) == [("feed", "/feed/", 1, 1)]


async def test_an_address_that_is_a_feed_itself(news):
    news.put_feed("/own.rss", rss(items("f", 1)))
    assert short(news, await find(news, "/own.rss")) == [("feed", "/own.rss", 1, 1)]


async def test_an_account_that_the_page_links_to(news, monkeypatch):
    monkeypatch.setitem(accounts._ACCOUNT_HOSTS, "127.0.0.1", SourceKind.MASTODON)
    account = MastodonAccount(name="office")
    news.put_live("/api/v1/accounts/lookup", account.lookup)
    news.put_live(f"/api/v1/accounts/{account.number}/statuses", account)
    account.say("<p>The ferry sails at noon.</p>", at=NOW - timedelta(hours=2))
    front(news, body='<a rel="me" href="/@office">us</a><a rel="me" href="https://social.example/@other">them</a>')
    found = {one.title: one for one in (await find(news, typed=False)).found}
    assert (found["office"].kind, found["office"].fresh) == (SourceKind.MASTODON, 1)
    assert found["other"].detail == "not asked: social.example may be any server"


async def test_what_the_page_names_and_cannot_be_read_is_shown_with_why(news):
    front(news, DECLARED.format("/gone.xml") + DECLARED.format("/page"))
    news.put_page("/page", "<html><body>no feed</body></html>")
    found = {one.url.removeprefix(news.url): one.outcome for one in (await find(news)).found}
    assert found == {"/gone.xml": FetchOutcome.GONE, "/page": FetchOutcome.NOT_A_FEED}


# What is never asked


async def test_robots_txt_is_kept_to_for_all_that_was_found(news):
    front(news, DECLARED.format("/closed/news.xml"))
    news.put("/robots.txt", Answer(body=b"User-agent: *\nDisallow: /closed/"))
    news.put_feed("/closed/news.xml", rss(items("a", 1)))
    (one,) = (await find(news)).found
    assert one.outcome is FetchOutcome.BLOCKED_BY_ROBOTS
    assert news.asked("/closed/news.xml") == []


async def test_from_a_channel_robots_txt_is_asked_for_the_page_too(news):
    front(news)
    news.put("/robots.txt", Answer(body=b"User-agent: *\nDisallow: /"))
    with pytest.raises(SourceError) as closed:
        await find(news, typed=False)
    assert closed.value.outcome is FetchOutcome.BLOCKED_BY_ROBOTS
    assert news.asked("/") == []
    await find(news, typed=True)
    assert news.asked("/")


async def test_from_a_channel_no_other_site_is_asked(news):
    async with NewsServer() as other:
        elsewhere = f"http://localhost:{other.port}/feed.xml"
        front(news, DECLARED.format(elsewhere) + DECLARED.format("/own.xml"))
        news.put_redirect("/own.xml", elsewhere)
        allowed = (f"127.0.0.1:{news.port}",)
        site = await find(news, typed=False, allowed=allowed)
        assert other.requests == []
    assert {one.detail for one in site.found if one.url == elsewhere} == {"not asked: localhost is another site"}
    (own,) = [one for one in site.found if one.url != elsewhere]
    assert own.outcome is FetchOutcome.REFUSED_ADDRESS


async def test_what_a_page_names_never_leads_inside_whoever_asks(news):
    """The operator typed the address of the page, and not those that a stranger wrote into it."""
    async with NewsServer() as inside:
        front(news, DECLARED.format(f"{inside.url}/admin/feed.xml"))
        news.put("/robots.txt", Answer(body=f"Sitemap: {inside.url}/sitemap.xml".encode()))
        for typed in (True, False):
            site = await find(news, typed=typed)
            assert {one.outcome for one in site.found} <= {FetchOutcome.REFUSED_ADDRESS, None}
        assert inside.requests == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://0x7f.1:{port}/",
        "http://2130706433:{port}/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://user:secret@127.0.0.1:{port}/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{port}/",
    ],
)
async def test_from_a_channel_no_private_address_is_reached(news, url):
    front(news)
    with pytest.raises(SourceError) as refused:
        await find(news, typed=False, allowed=(), url=url.format(port=news.port))
    assert refused.value.outcome in {
        FetchOutcome.REFUSED_ADDRESS,
        FetchOutcome.DNS_ERROR,
        FetchOutcome.BLOCKED_BY_ROBOTS,
    }
    assert news.requests == []


async def test_the_operator_may_look_at_a_site_of_the_own_network(news):
    front(news, DECLARED.format("/news.xml"))
    news.put_feed("/news.xml", rss(items("a", 1)))
    assert short(news, await find(news, allowed=())) == [("feed", "/news.xml", 1, 1)]


async def test_a_site_that_names_thousands_is_asked_for_few(news):
    front(news, body="".join(f'<a href="/{number}/feed/">x</a>' for number in range(3000)))
    news.put("/robots.txt", Answer(body="\n".join(f"Sitemap: {news.url}/{n}.xml" for n in range(3000)).encode()))
    site = await find(news, typed=False)
    assert len(news.requests) <= 40
    assert "robots.txt names 3000 sitemaps; the first 4 were looked at" in site.problems


async def test_a_site_that_hangs_is_given_up_with_what_was_found(news, monkeypatch):
    monkeypatch.setattr(finder, "FIND_WITHIN", 0.5)
    never = asyncio.Event()
    front(news, DECLARED.format("/news.xml") + DECLARED.format("/slow.xml"))
    news.put_feed("/news.xml", rss(items("a", 1)))
    news.put("/slow.xml", Answer(body=b"<rss/>", hold=never))
    site = await find(news)
    assert short(news, site) == [("feed", "/news.xml", 1, 1)]
    assert any("stopped after" in problem for problem in site.problems)


async def test_a_page_that_cannot_be_had_is_an_error(news):
    with pytest.raises(SourceError) as gone:
        await find(news, "/none")
    assert gone.value.outcome is FetchOutcome.GONE


async def test_a_document_without_an_end_is_given_up_and_the_rest_is_found(news):
    front(news, DECLARED.format("/news.xml") + DECLARED.format("/endless.xml"))
    news.put_feed("/news.xml", rss(items("a", 1)))
    news.put_feed("/endless.xml", b"<rss>" + b" " * 4_000_000)
    found = {one.url.removeprefix(news.url): one.outcome for one in (await find(news, typed=False)).found}
    assert found == {"/news.xml": FetchOutcome.OK, "/endless.xml": FetchOutcome.TOO_LARGE}
