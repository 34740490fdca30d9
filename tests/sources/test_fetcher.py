from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, Tier
from bot.sources.articles import content_hash
from bot.sources.thresholds import LONGEST_HINT, PATIENCE
from tests.loopback.news import Answer, NewsItem, page, rss
from tests.sources.samples import NOW, entry_at, fetcher_for, item_for, source_at, state_of

WORDS = ["“We will not accept it,” said Esmail Baghaei on Monday.", "He left the room after ten minutes."]
FEED = rss([NewsItem(title="T", path="/a", published_at=NOW)])


async def poll(news, **state):
    source = source_at(f"{news.url}/feed")
    async with fetcher_for(source) as fetcher:
        return await fetcher.fetch_feed(source, state_of(source, **state))


async def read(news, path="/a", *, source=None, attempts=0, **entry):
    source = source or source_at(f"{news.url}/feed")
    async with fetcher_for(source) as fetcher:
        return await fetcher.fetch_article(source, item_for(entry_at(news.url + path, **entry), attempts=attempts))


@pytest.mark.parametrize(
    ("header", "known"),
    [("ETag", {"etag": '"v1"'}), ("Last-Modified", {"last_modified": "Tue, 03 Mar 2026 10:00:00 GMT"})],
)
async def test_a_feed_is_asked_for_on_conditions(news, header, known):
    news.put("/feed", Answer(body=FEED.encode(), headers={header: next(iter(known.values()))}))
    first = await poll(news)
    assert first.outcome is FetchOutcome.OK
    second = await poll(news, **known, body_hash=first.body_hash)
    assert second.outcome is FetchOutcome.UNCHANGED
    assert second.body_hash == first.body_hash
    assert {name: getattr(second, name) for name in known} == known


async def test_an_etag_that_changes_while_the_feed_does_not_is_seen_through(news):
    news.put_feed("/feed", FEED, ETag='"1"')
    first = await poll(news)
    news.put_feed("/feed", FEED, ETag='"2"')
    second = await poll(news, etag=first.etag, body_hash=first.body_hash)
    assert (second.outcome, second.etag) == (FetchOutcome.UNCHANGED, '"2"')


@pytest.mark.parametrize(
    ("header", "known"),
    [("ETag", {"etag": '"1"'}), ("Last_Modified", {"last_modified": "Tue, 03 Mar 2026 10:00:00 GMT"})],
)
async def test_what_never_changes_though_the_feed_does_is_seen_through_every_half_hour(news, header, known):
    news.put_feed("/feed", FEED, **{header: next(iter(known.values()))})
    soon = await poll(news, **known, last_polled_at=NOW + timedelta(minutes=2))
    later = await poll(news, **known, last_polled_at=NOW - timedelta(minutes=31))
    over_it = await poll(news, **known, last_polled_at=NOW + timedelta(seconds=2))  # it asked before the half hour
    assert [one.outcome for one in (soon, later, over_it)] == [FetchOutcome.UNCHANGED, FetchOutcome.OK, FetchOutcome.OK]


@pytest.mark.parametrize(
    ("headers", "channel", "not_before"),
    [
        pytest.param({}, "", None, id="nothing"),
        pytest.param({"Cache-Control": "public, max-age=300"}, "", timedelta(minutes=5), id="max-age"),
        pytest.param({"Cache-Control": "max-age=0"}, "", None, id="max-age of nothing"),
        pytest.param({"Cache-Control": "no-cache, max-age=300"}, "", None, id="not to be kept"),
        pytest.param({"Cache-Control": "s-maxage=300"}, "", None, id="for proxies"),
        pytest.param({}, "<ttl>3</ttl>", timedelta(minutes=3), id="ttl"),
        pytest.param({"Cache-Control": "max-age=600"}, "<ttl>3</ttl>", timedelta(minutes=10), id="the longer one"),
        pytest.param({}, "<sy:updatePeriod>daily</sy:updatePeriod>", LONGEST_HINT, id="bounded"),
    ],
)
async def test_a_host_may_ask_for_a_pause(news, headers, channel, not_before):
    body = rss([NewsItem(title="T", path="/a", published_at=NOW)], channel=channel)
    news.put("/feed", Answer(body=body.encode(), headers=headers))
    assert (await poll(news)).not_before == not_before


async def test_a_pause_holds_for_an_unchanged_feed_too(news):
    news.put("/feed", Answer(body=FEED.encode(), headers={"ETag": '"1"', "Cache-Control": "max-age=60"}))
    first = await poll(news)
    assert (await poll(news, body_hash=first.body_hash)).not_before == timedelta(minutes=1)


async def test_an_article_has_the_address_that_its_page_names(news):
    news.put_redirect("/a", "/news/2026/a")
    news.put_page("/news/2026/a", page("Minister says no", WORDS))
    assert (await read(news)).url == f"{news.url}/news/2026/a"
    news.put_page("/b", page("Minister says no", WORDS, head='<link rel="canonical" href="/news/b">'))
    assert (await read(news, "/b")).url == f"{news.url}/news/b"


async def test_an_article_that_leads_to_the_front_page_is_gone_for_now(news):
    news.put_redirect("/a", "/")
    news.put_page("/", page("The Harbour Post", WORDS))
    with pytest.raises(SourceError) as caught:
        await read(news, text="What the feed says.")
    assert caught.value.outcome is FetchOutcome.GONE
    assert not caught.value.permanent, "a page that is not up yet leads there too"


async def test_the_headline_is_the_feeds(news):
    news.put_page("/a", page("Minister says no to everything", WORDS))
    assert (await read(news)).title == "Minister says no"
    assert (await read(news, title="")).title == "Minister says no to everything"


@pytest.mark.parametrize(
    ("head", "published_at"),
    [
        pytest.param(
            '<meta name="pubdate" content="2026-03-03T08:00:00Z">', NOW - timedelta(hours=4), id="exact on the page"
        ),
        pytest.param(
            '<meta name="pubdate" content="2026-03-03T08:00:00">', NOW - timedelta(hours=1), id="no zone on the page"
        ),
        pytest.param('<meta name="pubdate" content="2026-03-03">', NOW - timedelta(hours=1), id="a day on the page"),
        pytest.param("", NOW - timedelta(hours=1), id="none on the page"),
    ],
)
async def test_the_better_known_time_is_taken(news, head, published_at):
    news.put_page("/a", page("Minister says no", WORDS, head=head))
    assert (await read(news, published_at=NOW - timedelta(hours=1))).published_at == published_at


async def test_a_page_that_keeps_failing_is_reported_by_the_feeds_own_text(news):
    news.put("/a", Answer(status=500))
    with pytest.raises(SourceError):
        await read(news, text="What the feed says.", attempts=PATIENCE - 1)
    assert not (await read(news, text="What the feed says.", attempts=PATIENCE)).whole
    with pytest.raises(SourceError):
        await read(news, text="", attempts=PATIENCE)


@pytest.mark.parametrize(("status", "attempts", "comes"), [(403, 1, True), (500, PATIENCE, True), (500, 1, False)])
async def test_of_a_page_that_stays_closed_its_headline_comes_with_the_failure(news, status, attempts, comes):
    news.put("/a", Answer(status=status))
    with pytest.raises(SourceError) as raised:
        await read(news, text="", attempts=attempts)
    headline = raised.value.headline
    assert (headline is not None) is comes
    if comes:
        assert (headline.title, headline.text, headline.whole) == ("Minister says no", "Minister says no", False)


async def test_a_page_that_is_gone_was_taken_back_and_its_headline_too(news):
    news.put("/a", Answer(status=404))
    with pytest.raises(SourceError) as raised:
        await read(news, text="", attempts=PATIENCE)
    assert raised.value.headline is None


async def test_a_link_that_nobody_chose_is_reported_by_the_feeds_own_text(news):
    source = source_at(f"{news.url}/feed")
    entry = entry_at("https://elsewhere.org/a", text="What the feed says.")
    async with fetcher_for(source) as fetcher:
        article = await fetcher.fetch_article(source, item_for(entry))
    assert (article.text, article.url, article.whole) == ("What the feed says.", "https://elsewhere.org/a", False)


async def test_an_item_without_a_page_is_what_the_feed_holds(news):
    entry = {"text": "What the feed says."}
    assert not (await read(news, "/feed#x", **entry)).whole
    assert news.requests == []


async def test_a_page_typed_by_the_operator_is_read(news):
    news.put("/robots.txt", Answer(body=b"User-agent: *\nDisallow: /"))
    news.put_page("/a", page("Minister says no", WORDS, published_at=NOW))
    async with fetcher_for() as fetcher:
        article = await fetcher.fetch_page(f"{news.url}/a?utm_source=x")
    assert (article.title, article.text, article.published_at) == ("Minister says no", "\n\n".join(WORDS), NOW)
    assert (article.url, article.source_id) == (f"{news.url}/a", "")


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("We will  not\n\ngo.", "we will not go.", True),
        ("ﬁnal", "final", True),
        ("We will not go.", "We will go.", False),
        ("25", "35", False),
    ],
)
def test_a_hash_sees_words_and_not_their_setting(one, other, equal):
    assert (content_hash(one) == content_hash(other)) is equal


@pytest.mark.parametrize(
    ("text", "words"), [("The bridge opens on Monday.", "The bridge opens on Monday."), ("", "Minister says no")]
)
async def test_of_a_copy_of_posts_only_the_feeds_text_is_read(news, text, words):
    news.put_page("/a", page("T", WORDS))
    source = source_at(f"{news.url}/feed", tier=Tier.AGGREGATOR, voice="trump")
    article = await read(news, source=source, text=text)
    assert (article.text, article.whole) == (words, False)
    assert not news.asked("/a")


async def test_the_pages_of_his_own_house_are_read(news):
    news.put_page("/a", page("T", WORDS))
    article = await read(news, source=source_at(f"{news.url}/feed", tier=Tier.PRIMARY, voice="trump"), text="Teaser")
    assert "not accept it" in article.text
