"""What every kind of source has in common: parts, older pages, conditions, limits and manners."""

from __future__ import annotations

import asyncio
import gzip
import json
from datetime import timedelta

import pytest

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome
from bot.sources.port import Listing
from bot.sources.thresholds import MOST_PARTS
from tests.loopback.news import Answer, bomb
from tests.sources.samples import NOW, entry_at, fetcher_for, source_at, state_of


class Scripted:
    """A parser of documents that say in JSON what they list: entries, parts, next page."""

    def __init__(self):
        self.read = []

    async def listing(self, body, *, url, **_):
        self.read.append(url)
        said = json.loads(body)
        base = url.rpartition("/")[0]
        return Listing(
            entries=tuple(
                entry_at(f"{base}/{key}", key=key, published_at=NOW - timedelta(hours=hours) if hours else None)
                for key, hours in said.get("entries", {}).items()
            ),
            parts=tuple(part if "://" in part else f"{base}/{part}" for part in said.get("parts", ())),
            next_page=f"{base}/{said['next']}" if "next" in said else "",
        )

    async def close(self):
        pass


class Site:
    """A host whose documents a test writes, and the fetcher that reads them."""

    def __init__(self, news, fetcher, parser, source):
        self.news, self.fetcher, self.parser, self.source = news, fetcher, parser, source
        self.state = state_of(source)

    def put(self, path, *, headers=None, **said):
        return self.news.put(f"/{path}", Answer(body=json.dumps(said).encode(), headers=headers or {}))

    async def fetch(self):
        feed = await self.fetcher.fetch_feed(self.source, self.state)
        self.state = state_of(
            self.source, etag=feed.etag, last_modified=feed.last_modified, body_hash=feed.body_hash, last_ok_at=NOW
        )
        return feed

    def asked(self, path):
        return len(self.news.asked(f"/{path}"))


@pytest.fixture
async def site(news):
    source, parser = source_at(f"{news.url}/first", pages=3), Scripted()
    async with fetcher_for(source, parser=parser) as fetcher:
        yield Site(news, fetcher, parser, source)


def keys(feed):
    return [entry.key for entry in feed.entries]


async def test_parts_are_read_and_theirs_each_entry_once_and_the_newest_first(site):
    site.put("first", entries={"own": 9}, parts=["a", "b"])
    site.put("a", entries={"old": 8, "both": 2}, parts=["deep", "first", "a"])
    site.put("b", entries={"both": 2, "new": 1})
    site.put("deep", entries={"middle": 4})
    feed = await site.fetch()
    assert (feed.outcome, keys(feed)) == (FetchOutcome.OK, ["new", "both", "middle", "old", "own"])


async def test_a_part_that_has_not_changed_is_asked_on_its_own_conditions_and_lists_what_it_did(site):
    site.put("first", parts=["a", "b"])
    site.put("a", entries={"one": 2}, headers={"ETag": '"a"'})
    site.put("b", entries={"two": 1})
    assert keys(await site.fetch()) == ["two", "one"]
    again = await site.fetch()
    assert (again.outcome, again.entries) == (FetchOutcome.UNCHANGED, ())
    site.put("b", entries={"three": 3})
    assert keys(await site.fetch()) == ["one", "three"]
    assert site.parser.read.count(f"{site.news.url}/a") == 1
    assert [request.headers.get("If-None-Match") for request in site.news.asked("/a")] == [None, '"a"', '"a"']


async def test_nothing_is_kept_by_which_the_first_document_could_be_called_unchanged_while_a_part_is_another(site):
    site.put("first", parts=["a"], headers={"ETag": '"1"'})
    site.put("a", entries={"one": 1})
    feed = await site.fetch()
    assert (feed.etag, feed.last_modified) == (None, None)
    site.put("a", entries={"two": 1})
    assert keys(await site.fetch()) == ["two"]


async def test_one_part_that_fails_costs_the_others_nothing_and_is_named(site):
    site.put("first", parts=["a", "gone"])
    site.put("a", entries={"one": 1})
    feed = await site.fetch()
    assert keys(feed) == ["one"]
    assert "/gone: gone (HTTP 404)" in feed.problems[0]
    assert feed.body_hash is None, "it is asked again"


async def test_a_source_fails_whose_parts_all_fail(site):
    site.put("first", parts=["gone"])
    with pytest.raises(SourceError) as raised:
        await site.fetch()
    assert raised.value.outcome is FetchOutcome.GONE


async def test_a_host_that_says_not_now_is_asked_for_no_further_part(site):
    site.put("first", parts=["a", "limited", "b"])
    site.put("a", entries={"one": 1})
    site.news.put("/limited", Answer(status=429, headers={"Retry-After": "600"}))
    assert keys(await site.fetch()) == ["one"]
    assert site.asked("b") == 0


@pytest.mark.parametrize(
    ("part", "said"),
    [
        pytest.param("https://elsewhere.example/a", "is on the site of no source", id="another site"),
        pytest.param("http://10.0.0.8/a", "is on the site of no source", id="a private address"),
        pytest.param("file:///etc/passwd", "is not an http or https address", id="a file"),
        pytest.param("http://127.0.0.1:1/a", "not a public address", id="another port of a private host"),
    ],
)
async def test_a_part_that_nobody_chose_is_refused(site, part, said):
    site.put("first", entries={"own": 1}, parts=[part])
    feed = await site.fetch()
    assert keys(feed) == ["own"]
    assert "refused address" in feed.problems[0]
    assert said in feed.problems[0] or "is on the site of no source" in feed.problems[0]


async def test_robots_txt_closes_parts_and_pages_and_never_the_address_that_a_person_wrote(site):
    site.news.put("/robots.txt", Answer(body=b"User-agent: *\nDisallow: /"))
    site.put("first", entries={"own": 1}, parts=["a"])
    site.put("a", entries={"one": 1})
    feed = await site.fetch()
    assert keys(feed) == ["own"]
    assert "blocked by robots.txt" in feed.problems[0]
    assert site.asked("a") == 0


async def test_a_document_that_names_parts_without_end_is_left_at_a_few(site):
    site.put("first", parts=["p0"])
    for number in range(MOST_PARTS + 5):
        site.put(f"p{number}", entries={f"e{number}": 1}, parts=[f"p{number + 1}"])
    feed = await site.fetch()
    assert len(keys(feed)) == MOST_PARTS
    assert feed.passed_over == (("of its parts, too many for one poll", 1),)


async def test_a_part_that_hangs_is_cut_off_in_time_for_the_others(news):
    source, parser = source_at(f"{news.url}/first"), Scripted()
    async with fetcher_for(source, parser=parser, settings={"cut_off_after": "1s"}) as fetcher:
        site = Site(news, fetcher, parser, source)
        site.put("first", parts=["a", "slow"])
        site.put("a", entries={"one": 1})
        news.put("/slow", Answer(body=b"{}", hold=asyncio.Event()))
        feed = await site.fetch()
    assert keys(feed) == ["one"]
    assert feed.problems == ("the rest was cut off, its host is slow",)


async def test_older_pages_are_read_while_anything_on_a_page_is_new(site):
    for number in range(9):
        site.put("first" if not number else f"p{number}", entries={f"e{number}": number + 1}, next=f"p{number + 1}")
    assert keys(await site.fetch()) == ["e0", "e1", "e2"], "`pages` of them"
    site.put("first", entries={"new": 1, "e0": 1}, next="p1")
    assert keys(await site.fetch()) == ["new", "e0", "e1"]
    assert (site.asked("p1"), site.asked("p2")) == (2, 1)
    await site.fetch()
    assert site.asked("p1") == 2


async def test_a_story_that_stands_at_the_top_for_days_hides_no_page(site):
    site.put("first", entries={"top": 90, "one": 3}, next="p1")
    site.put("p1", entries={"two": 4})
    await site.fetch()
    site.put("first", entries={"top": 90, "five": 1}, next="p1")
    site.put("p1", entries={"four": 2, "one": 3}, next="p2")
    site.put("p2", entries={"two": 4})
    assert {"five", "four"} <= set(keys(await site.fetch()))


async def test_older_pages_are_read_again_where_what_they_listed_was_not_saved(site):
    site.put("first", entries={"one": 1}, next="p1")
    site.put("p1", entries={"two": 2})
    unsaved = site.state
    assert keys(await site.fetch()) == ["one", "two"]
    site.state = unsaved
    assert keys(await site.fetch()) == ["one", "two"]


async def test_a_page_that_leads_to_itself_is_read_once(site):
    site.put("first", entries={"one": 1}, next="first")
    assert keys(await site.fetch()) == ["one"]
    assert site.asked("first") == 1


async def test_an_older_page_that_fails_is_asked_again_though_the_first_has_not_changed(site):
    site.put("first", entries={"one": 1}, next="p1", headers={"ETag": '"1"'})
    assert "/p1: gone" in (await site.fetch()).problems[0]
    site.put("p1", entries={"two": 2})
    assert keys(await site.fetch()) == ["one", "two"]


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        pytest.param(gzip.compress(b'{"entries": {"one": 1}}'), FetchOutcome.OK, id="a file of gzip"),
        pytest.param(gzip.compress(b"{}" * 9)[:-9], FetchOutcome.HTTP_ERROR, id="cut off"),
        pytest.param(b"\x1f\x8bnonsense", FetchOutcome.HTTP_ERROR, id="no gzip"),
        pytest.param(bomb(20), FetchOutcome.TOO_LARGE, id="a bomb"),
    ],
)
async def test_a_compressed_file_is_unpacked_within_the_same_limit(site, body, outcome):
    site.news.put("/first", Answer(body=body, headers={"Content-Type": "application/octet-stream"}))
    if outcome is FetchOutcome.OK:
        assert keys(await site.fetch()) == ["one"]
        return
    with pytest.raises(SourceError) as raised:
        await site.fetch()
    assert raised.value.outcome is outcome
