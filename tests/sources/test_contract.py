"""The contract of `bot.core.ports.Fetcher`, over the fake and over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.errors import SourceError
from bot.core.ids import stable_id
from bot.core.model import Entry, FetchOutcome
from tests.fakes.clock import FakeClock
from tests.fakes.fetcher import FakeFetcher
from tests.loopback.news import Answer, NewsItem, NewsServer, page, rss
from tests.sources.samples import NOW, fetcher_for, item_for, source_at, state_of

WORDS = "“We will not accept it,” said Esmail Baghaei, the spokesman, on Monday morning."
MORE = "He left the room after ten minutes, two people who were there said."


class FakeNews:
    """A site of which there is only the fetcher."""

    def __init__(self):
        self.source = source_at("https://harbour.com/feed")
        self.fetcher = FakeFetcher(FakeClock(NOW))

    def address(self, path):
        return f"https://harbour.com{path}"

    def list_items(self, *items):
        self.fetcher.feeds["harbour"] = [
            Entry(
                key=item.guid,
                url=self.address(item.path),
                title=item.title,
                text=item.text,
                published_at=item.published_at,
            )
            for item in items
        ]

    def publish(self, path, title, *paragraphs, published_at=None):
        self.fetcher.pages[self.address(path)] = (title, "\n\n".join(paragraphs), published_at)

    def take_down(self, path, outcome, *, permanent):
        self.fetcher.pages[self.address(path)] = SourceError(outcome, self.address(path), permanent=permanent)

    def break_feed(self, outcome, *, permanent):
        self.fetcher.feeds["harbour"] = SourceError(outcome, self.source.url, permanent=permanent)


class LoopbackNews:
    """A site on loopback."""

    STATUSES = {  # noqa: RUF012
        (FetchOutcome.GONE, True): 404,
        (FetchOutcome.HTTP_ERROR, False): 500,
        (FetchOutcome.HTTP_ERROR, True): 403,
    }

    def __init__(self, server, fetcher, source):
        self.server, self.fetcher, self.source = server, fetcher, source

    def address(self, path):
        return self.server.url + path

    def list_items(self, *items):
        self.server.put_feed("/feed", rss(items))

    def publish(self, path, title, *paragraphs, published_at=None):
        self.server.put_page(path, page(title, paragraphs, published_at=published_at))

    def take_down(self, path, outcome, *, permanent):
        if outcome is FetchOutcome.NO_TEXT:
            self.server.put_page(path, "<html><body></body></html>")
        else:
            self.server.put(path, Answer(status=self.STATUSES[outcome, permanent]))

    def break_feed(self, outcome, *, permanent):
        if outcome is FetchOutcome.NOT_A_FEED:
            self.server.put_feed("/feed", "<html>We are sorry</html>")
        else:
            self.server.put("/feed", Answer(status=self.STATUSES[outcome, permanent]))


@pytest.fixture(params=["fake", "web"])
async def site(request):
    if request.param == "fake":
        yield FakeNews()
        return
    async with NewsServer() as server:
        source = source_at(f"{server.url}/feed")
        async with fetcher_for(source) as fetcher:
            yield LoopbackNews(server, fetcher, source)


OLDER = NewsItem(title="Older", path="/older", guid="g1", published_at=NOW - timedelta(hours=2))
NEWER = NewsItem(title="Newer", path="/newer", guid="g2", text=WORDS, published_at=NOW - timedelta(hours=1))


async def listed(site):
    return (await site.fetcher.fetch_feed(site.source, state_of(site.source))).entries


async def test_entries_come_newest_first(site):
    site.list_items(OLDER, NEWER)
    feed = await site.fetcher.fetch_feed(site.source, state_of(site.source))
    assert feed.outcome is FetchOutcome.OK
    assert [entry.key for entry in feed.entries] == ["g2", "g1"]
    assert feed.entries[0] == Entry(
        key="g2", url=site.address("/newer"), title="Newer", text=WORDS, published_at=NOW - timedelta(hours=1)
    )


async def test_what_is_known_is_not_listed_again(site):
    site.list_items(OLDER)
    first = await site.fetcher.fetch_feed(site.source, state_of(site.source))
    state = state_of(site.source, etag=first.etag, last_modified=first.last_modified, body_hash=first.body_hash)
    second = await site.fetcher.fetch_feed(site.source, state)
    assert second.outcome is FetchOutcome.UNCHANGED
    assert second.entries == ()
    assert (second.etag, second.body_hash) == (first.etag, first.body_hash)
    site.list_items(OLDER, NEWER)
    assert (await site.fetcher.fetch_feed(site.source, state)).outcome is FetchOutcome.OK


@pytest.mark.parametrize(
    ("outcome", "permanent"),
    [
        (FetchOutcome.GONE, True),
        (FetchOutcome.HTTP_ERROR, False),
        (FetchOutcome.HTTP_ERROR, True),
        (FetchOutcome.NOT_A_FEED, False),
    ],
)
async def test_a_feed_that_fails_says_how(site, outcome, permanent):
    site.break_feed(outcome, permanent=permanent)
    with pytest.raises(SourceError) as caught:
        await site.fetcher.fetch_feed(site.source, state_of(site.source))
    assert (caught.value.outcome, caught.value.permanent) == (outcome, permanent)
    assert caught.value.url == site.source.url


async def test_an_article_is_the_text_of_its_page(site):
    site.list_items(NEWER)
    site.publish("/newer", "Newer", WORDS, MORE, published_at=NOW - timedelta(minutes=90))
    (entry,) = await listed(site)
    article = await site.fetcher.fetch_article(site.source, item_for(entry))
    assert article.id == stable_id("article", article.url)
    assert (article.source_id, article.url, article.title) == ("harbour", site.address("/newer"), "Newer")
    assert article.text == f"{WORDS}\n\n{MORE}"
    assert article.whole
    assert article.fetched_at == NOW
    assert article.published_at == NOW - timedelta(minutes=90)


async def test_equal_texts_have_equal_hashes_and_others_not(site):
    site.publish("/a", "A", WORDS, MORE)
    site.publish("/b", "B", WORDS, MORE)
    site.publish("/c", "C", WORDS, WORDS)
    hashes = []
    for path in ("/a", "/b", "/c"):
        entry = Entry(key=path, url=site.address(path), title=path)
        hashes.append((await site.fetcher.fetch_article(site.source, item_for(entry))).content_hash)
    assert hashes[0] == hashes[1] != hashes[2]


@pytest.mark.parametrize("outcome", [FetchOutcome.NO_TEXT, FetchOutcome.HTTP_ERROR])
async def test_where_the_page_cannot_be_read_the_feeds_own_text_is_taken(site, outcome):
    site.list_items(NEWER)
    site.take_down("/newer", outcome, permanent=True)
    (entry,) = await listed(site)
    article = await site.fetcher.fetch_article(site.source, item_for(entry))
    assert not article.whole
    assert (article.text, article.title, article.url) == (WORDS, "Newer", site.address("/newer"))
    assert article.published_at == NOW - timedelta(hours=1)


@pytest.mark.parametrize(
    ("outcome", "permanent", "text"),
    [
        pytest.param(FetchOutcome.NO_TEXT, True, "", id="no text anywhere"),
        pytest.param(FetchOutcome.HTTP_ERROR, True, "", id="closed, and no text in the feed"),
        pytest.param(FetchOutcome.HTTP_ERROR, False, WORDS, id="not now"),
        pytest.param(FetchOutcome.GONE, True, WORDS, id="taken back by its house"),
    ],
)
async def test_an_article_that_fails_says_how(site, outcome, permanent, text):
    site.take_down("/a", outcome, permanent=permanent)
    entry = Entry(key="a", url=site.address("/a"), title="A", text=text)
    with pytest.raises(SourceError) as caught:
        await site.fetcher.fetch_article(site.source, item_for(entry))
    assert (caught.value.outcome, caught.value.permanent) == (outcome, permanent)
    assert caught.value.url == site.address("/a")


async def test_nothing_is_published_later_than_now(site):
    site.publish("/a", "A", WORDS, MORE, published_at=NOW + timedelta(hours=5))
    article = await site.fetcher.fetch_article(site.source, item_for(Entry(key="a", url=site.address("/a"), title="A")))
    assert article.published_at == NOW
