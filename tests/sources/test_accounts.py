"""Accounts over the web: what is asked of the services, how far back, and what their refusals are told as."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, ItemState, SourceKind
from bot.sources.parsing import ParserPool
from bot.sources.thresholds import MOST_PAGES, PAGES_OVERLAP
from tests.fakes.clock import FakeClock
from tests.loopback.news import Answer, bomb
from tests.loopback.social import (
    BEGAN,
    CHALLENGE,
    HTML,
    BlueskyAccount,
    MastodonAccount,
    TelegramChannel,
    YoutubeChannel,
    answered,
)
from tests.sources.samples import NOW, fetcher_for, item_for, source_at, state_of

TELEGRAM = "/s/harbour_office"
LOOKUP = "/api/v1/accounts/lookup"
STATUSES = "/api/v1/accounts/109000000000000001/statuses"
BLUESKY = "/xrpc/app.bsky.feed.getAuthorFeed"
YOUTUBE = "/feeds/videos.xml"
MORE = {"before", "max_id", "cursor"}  # what asks for an older page
NO_MINISTER = "has no account minister, or it was deleted or suspended"
NOT_TO_US = "shows its posts only to people with an account, or not to programs"


class Account:
    """An account of a kind on a news server, and the fetcher that reads it."""

    def __init__(self, news, fetcher, source, lives):
        self.news, self.fetcher, self.source, self.lives = news, fetcher, source, lives

    async def poll(self, **state):
        return await self.fetcher.fetch_feed(self.source, state_of(self.source, **state))

    def asked(self, path):
        return [one.path for one in self.news.requests if one.path.partition("?")[0] == path]


def put(news, kind, lives):
    if kind is SourceKind.TELEGRAM:
        news.put_live(f"/{lives.name}", lambda _: lives.landing())
        return news.put_live(TELEGRAM, lives)
    if kind is SourceKind.MASTODON:
        lives.host = news.url
        news.put_live(LOOKUP, lives.lookup)
        news.put_live(STATUSES, lives)
        return f"{news.url}/@{lives.name}"
    if kind is SourceKind.BLUESKY:
        return f"{news.put_live(BLUESKY, lives)}?actor={lives.handle}"
    return f"{news.put_live(YOUTUBE, lives)}?channel_id={lives.number}"


LIVES = {
    SourceKind.TELEGRAM: (TelegramChannel, TELEGRAM),
    SourceKind.MASTODON: (MastodonAccount, STATUSES),
    SourceKind.BLUESKY: (BlueskyAccount, BLUESKY),
    SourceKind.YOUTUBE: (YoutubeChannel, YOUTUBE),
}


@pytest.fixture
async def account(news, request):
    kind = request.param
    lives = LIVES[kind][0]()
    source = source_at(put(news, kind, lives), kind=kind)
    async with fetcher_for(source) as fetcher:
        yield Account(news, fetcher, source, lives)


each = pytest.mark.parametrize("account", list(LIVES), indirect=True, ids=str)
paged = pytest.mark.parametrize(
    "account", [kind for kind in LIVES if kind != SourceKind.YOUTUBE], indirect=True, ids=str
)


def only(kind):
    return pytest.mark.parametrize("account", [kind], indirect=True, ids=str)


def say(account, text, *, at=None):
    """Post on whichever service it is."""
    if account.source.kind is SourceKind.YOUTUBE:
        account.lives.publish(text, "What it shows.", at=at)
    elif account.source.kind is SourceKind.MASTODON:
        account.lives.say(f"<p>{text}</p>", at=at)
    else:
        account.lives.say(text, at=at)


@each
async def test_what_an_account_says_is_listed_the_newest_first(account):
    say(account, "Ten boats are in.")
    say(account, "Twelve boats are in.")
    feed = await account.poll()
    assert feed.outcome is FetchOutcome.OK
    assert [entry.text.partition("\n")[0] for entry in feed.entries] == ["Twelve boats are in.", "Ten boats are in."]


@each
async def test_a_text_is_whole_as_it_was_listed_and_no_page_of_it_is_asked_for(account):
    say(account, "Ten boats are in.")
    (entry,) = (await account.poll()).entries
    asked = len(account.news.requests)
    article = await account.fetcher.fetch_article(account.source, item_for(entry))
    assert (article.text, article.url, article.whole) == (entry.text, entry.url, True)
    assert len(account.news.requests) == asked


def put_alone(account):
    """Let the host show the first post by itself, as long as it stands."""
    lives, news = account.lives, account.news
    if account.source.kind is SourceKind.TELEGRAM:
        return news.put_live(f"/{lives.name}/1", lambda _: lives.alone(1))
    if account.source.kind is SourceKind.BLUESKY:
        return news.put_live("/xrpc/app.bsky.feed.getPosts", lives.alone)
    number = lives.posts[0]["id"]
    return news.put_live(f"/api/v1/statuses/{number}", lambda _: lives.alone(number))


def delete_all(account):
    getattr(account.lives, "feed" if account.source.kind is SourceKind.BLUESKY else "posts").clear()


@paged
async def test_a_post_that_is_looked_at_again_is_gone_when_its_host_has_it_no_more(account):
    say(account, "Ten boats are in.")
    put_alone(account)
    (entry,) = (await account.poll()).entries
    read = item_for(entry, state=ItemState.READ)
    assert (await account.fetcher.fetch_article(account.source, read)).text == "Ten boats are in."
    delete_all(account)
    with pytest.raises(SourceError) as raised:
        await account.fetcher.fetch_article(account.source, read)
    assert raised.value.outcome is FetchOutcome.GONE


@paged
@pytest.mark.parametrize(
    ("status", "is_closed"), [(200, True), (401, True), (403, True), (429, False), (500, False)], ids=str
)
async def test_a_host_that_shows_no_post_by_itself_takes_none_back(account, status, is_closed):
    say(account, "Ten boats are in.")
    path = put_alone(account).removeprefix(account.news.url)
    (entry,) = (await account.poll()).entries
    account.news.put(path, Answer(status=status, body=CHALLENGE.encode(), headers=HTML))
    read = item_for(entry, state=ItemState.READ)
    if is_closed:
        assert (await account.fetcher.fetch_article(account.source, read)).text == "Ten boats are in."
    else:
        with pytest.raises(SourceError) as raised:
            await account.fetcher.fetch_article(account.source, read)
        assert raised.value.outcome is not FetchOutcome.GONE


@each
async def test_what_says_the_same_as_before_is_unchanged(account):
    say(account, "Ten boats are in.")
    first = await account.poll()
    assert (await account.poll(body_hash=first.body_hash)).outcome is FetchOutcome.UNCHANGED


@paged
async def test_older_pages_are_read_back_to_the_last_poll(account):
    for number in range(250):
        say(account, f"Boat {number} is in.", at=BEGAN + timedelta(minutes=number))
    newest = len((await account.poll()).entries)
    assert len(account.asked(LIVES[account.source.kind][1])) == 1, "the first poll is a baseline"
    wanted = newest + 1
    feed = await account.poll(last_ok_at=BEGAN + timedelta(minutes=250 - wanted))
    assert wanted <= len(feed.entries) <= 2 * newest
    assert len({entry.key for entry in feed.entries}) == len(feed.entries)
    assert len(account.asked(LIVES[account.source.kind][1])) == 3


@paged
async def test_what_is_passed_over_tells_as_well_how_far_a_page_goes_back(account):
    for number in range(150):
        say(account, "", at=BEGAN + timedelta(minutes=number))
    feed = await account.poll(last_ok_at=BEGAN + timedelta(minutes=149))
    assert (feed.entries, [reason for reason, _ in feed.passed_over]) == ((), ["without text"])
    assert len(account.asked(LIVES[account.source.kind][1])) == 1


@paged
async def test_at_most_so_many_pages_are_read(account):
    for number in range(1000):
        say(account, f"Boat {number} is in.", at=BEGAN + timedelta(seconds=number))
    await account.poll(last_ok_at=BEGAN)
    assert len(account.asked(LIVES[account.source.kind][1])) == MOST_PAGES


@paged
async def test_an_older_page_that_fails_costs_the_newest_nothing_and_is_named(account):
    for number in range(250):
        say(account, f"Boat {number} is in.", at=BEGAN + timedelta(seconds=number))
    path, lives = LIVES[account.source.kind][1], account.lives

    def failing(query):
        return Answer(status=500) if MORE & set(query) else lives(query)

    account.news.put_live(path, failing)
    feed = await account.poll(last_ok_at=BEGAN)
    assert feed.entries
    assert "HTTP 500" in feed.problems[0]
    assert feed.body_hash is None, "it is asked again"


def say_many(account, number, *, every=timedelta(minutes=1)):
    for place in range(number):
        say(account, f"Boat {place} is in.", at=BEGAN + place * every)


def keys(*feeds):
    return {entry.key for feed in feeds for entry in feed.entries}


@paged
async def test_what_stood_on_a_page_that_failed_is_read_at_the_next_poll_by_whichever_process(account):
    say_many(account, 150)
    path, lives = LIVES[account.source.kind][1], account.lives
    account.news.put_live(path, lambda query: Answer(status=500) if MORE & set(query) else lives(query))
    first = await account.poll(last_ok_at=BEGAN + timedelta(minutes=75))
    assert len(first.entries) < 75
    assert (first.older.until, first.older.since) == (BEGAN + timedelta(minutes=75) - PAGES_OVERLAP, NOW)
    account.news.put_live(path, lives)
    async with fetcher_for(account.source) as another:
        rest = await another.fetch_feed(account.source, state_of(account.source, last_ok_at=NOW, older=first.older))
    assert len(keys(first, rest)) > 75
    assert (rest.older, rest.missed) == (None, ())
    assert len((await account.poll(last_ok_at=NOW)).entries) == len(first.entries), "and once"


@paged
async def test_a_burst_of_more_pages_than_one_poll_reads_is_read_by_the_next_ones(account):
    say_many(account, 1000, every=timedelta(seconds=1))
    feeds, path = [await account.poll(last_ok_at=BEGAN)], LIVES[account.source.kind][1]
    while feeds[-1].older is not None:
        asked = len(account.asked(path))
        feeds.append(await account.poll(last_ok_at=NOW, older=feeds[-1].older))
        assert len(account.asked(path)) - asked <= MOST_PAGES
    assert len(keys(*feeds)) == 1000
    assert [feed.missed for feed in feeds] == [()] * len(feeds)
    assert all(feed.body_hash is None for feed in feeds[:-1]), "the host may not call it unchanged before that"


@paged
async def test_a_burst_upon_a_burst_leaves_nothing_between_the_two(account):
    say_many(account, 500, every=timedelta(seconds=1))
    feeds = [await account.poll(last_ok_at=BEGAN)]
    for place in range(500):
        say(account, f"Ship {place} is in.", at=NOW + timedelta(seconds=place))
    last = NOW
    while feeds[-1].older is not None:
        feeds.append(await account.poll(last_ok_at=last, older=feeds[-1].older))
        last = NOW + timedelta(hours=1)
    assert len(keys(*feeds)) == 1000
    assert not any(feed.missed for feed in feeds)


@paged
@pytest.mark.parametrize("status", [404, 403], ids=str)
async def test_posts_that_are_out_of_reach_are_said(account, status):
    say_many(account, 150)
    path, lives = LIVES[account.source.kind][1], account.lives
    account.news.put_live(path, lambda query: Answer(status=status) if MORE & set(query) else lives(query))
    feed = await account.poll(last_ok_at=BEGAN)
    (missed,) = feed.missed
    assert missed.startswith("posts from 2026-03-03 08:45 to 2026-03-03 1")
    assert f"HTTP {status}" in missed
    assert (feed.older, feed.is_whole) == (None, False)


@paged
async def test_what_is_out_of_reach_is_said_once_and_asked_for_once(account):
    say_many(account, 150, every=timedelta(seconds=2))
    path, lives = LIVES[account.source.kind][1], account.lives
    account.news.put_live(path, lambda query: Answer(status=404) if MORE & set(query) else lives(query))
    now = BEGAN + timedelta(minutes=6)
    async with fetcher_for(account.source, clock=FakeClock(now)) as fetcher:
        first = await fetcher.fetch_feed(account.source, state_of(account.source, last_ok_at=BEGAN))
        again = await fetcher.fetch_feed(account.source, state_of(account.source, last_ok_at=now, missed_at=now))
    assert (len(first.missed), again.missed) == (1, ())
    assert sum(bool(MORE & set(parse_qs(urlsplit(one.path).query))) for one in account.news.requests) == 1


@paged
async def test_pages_that_are_left_are_come_to_though_all_of_it_was_posted_just_now(account):
    say_many(account, 1000, every=timedelta(seconds=0.5))
    now = BEGAN + timedelta(minutes=9)
    async with fetcher_for(account.source, clock=FakeClock(now)) as fetcher:
        feeds = [await fetcher.fetch_feed(account.source, state_of(account.source, last_ok_at=BEGAN))]
        while feeds[-1].older is not None:
            state = state_of(account.source, last_ok_at=now, older=feeds[-1].older)
            feeds.append(await fetcher.fetch_feed(account.source, state))
    assert len(keys(*feeds)) == 1000
    assert len(feeds) <= 9


def put_older(account, older):
    """Serve something else in the place of older pages; it gets the newest one's answer."""
    path, lives = LIVES[account.source.kind][1], account.lives
    account.news.put_live(path, lambda query: older(lives, query) if MORE & set(query) else lives(query))


@paged
async def test_older_pages_that_lead_in_a_circle_are_left_and_said(account):
    say_many(account, 150)
    put_older(account, lambda lives, _: lives({"actor": "minister.example"}))
    feed = await account.poll(last_ok_at=BEGAN)
    assert "in a circle" in feed.missed[0]
    assert feed.older is None
    assert len(account.asked(LIVES[account.source.kind][1])) <= 5


@only(SourceKind.BLUESKY)
async def test_an_empty_page_that_leads_further_is_no_end(account):
    say_many(account, 120)
    cursor = []

    def older(lives, query):
        if not cursor:
            cursor.append(query["cursor"])
            return answered({"feed": [], "cursor": "further"})
        return lives({**query, "cursor": cursor[0] if query["cursor"] == "further" else query["cursor"]})

    put_older(account, older)
    feed = await account.poll(last_ok_at=BEGAN)
    assert (len(feed.entries), feed.missed) == (120, ())


@paged
async def test_a_page_that_cannot_be_read_for_two_days_is_given_up_and_said(account):
    say_many(account, 150)
    put_older(account, lambda *_: Answer(status=500))
    feed = await account.poll(last_ok_at=BEGAN)
    assert feed.missed == ()
    for days, is_left in ((1, True), (3, False)):
        older = replace(feed.older, since=NOW - timedelta(days=days))
        later = await account.poll(last_ok_at=NOW, older=older)
        assert (later.older == older) is is_left
        assert (later.older is None) is not is_left
        assert bool(later.missed) is not is_left
    assert "HTTP 500" in later.missed[0]


@only(SourceKind.TELEGRAM)
async def test_an_older_page_that_ends_in_the_middle_is_read_again(account):
    say_many(account, 50)
    put_older(account, lambda lives, query: Answer(body=lives(query).body[:-4000], headers=HTML))
    feed = await account.poll(last_ok_at=BEGAN)
    assert "the page ends in the middle" in feed.problems[0]
    account.news.put_live(TELEGRAM, account.lives)
    rest = await account.poll(last_ok_at=NOW, older=feed.older)
    assert len(keys(feed, rest)) == 50


@only(SourceKind.MASTODON)
async def test_an_account_whose_pages_have_no_end_is_left_and_said(account):
    say_many(account, 50)
    made = count(1)

    def endless(lives, _):
        number = 115_000_000_000_000_000 - next(made)
        return answered([lives.status(str(number), f"<p>Boat {number} is in.</p>", at=BEGAN + timedelta(minutes=9))])

    put_older(account, endless)
    feed = await account.poll(last_ok_at=BEGAN)
    assert len(account.asked(STATUSES)) == MOST_PAGES
    late = await account.poll(last_ok_at=NOW, older=replace(feed.older, since=NOW - timedelta(days=3)))
    assert "have no end" in late.missed[0]
    assert late.older is None


@paged
async def test_an_account_that_shows_no_posts_for_a_while_hides_none_that_came_meanwhile(account):
    say_many(account, 10)
    path, lives = LIVES[account.source.kind][1], account.lives
    known = {"last_ok_at": BEGAN + timedelta(minutes=10), "last_new_at": BEGAN}
    nothing = type(lives)() if account.source.kind is not SourceKind.MASTODON else (lambda _: answered([]))
    account.news.put_live(path, nothing)
    blank = await account.poll(**known)
    assert blank.problems == ("the account shows no posts",)
    assert blank.older.until == known["last_ok_at"]
    again = await account.poll(**known | {"last_ok_at": NOW, "older": blank.older})
    assert (again.older.until, again.older.since) == (blank.older.until, blank.older.since)
    account.news.put_live(path, lives)
    for place in range(120):
        say(account, f"Ship {place} is in.", at=BEGAN + timedelta(minutes=11, seconds=place))
    back = await account.poll(**known | {"last_ok_at": NOW, "older": again.older})
    assert len(back.entries) >= 120
    assert (back.older, back.missed) == (None, ())


@paged
async def test_an_account_that_never_had_a_post_may_have_none(account):
    feed = await account.poll(last_ok_at=BEGAN)
    assert (feed.entries, feed.older, feed.problems) == ((), None, ())


@paged
async def test_what_was_posted_while_a_poll_was_under_way_is_read(account):
    for number in range(150):
        say(account, f"Boat {number} is in.", at=NOW - timedelta(seconds=150 - number))
    assert len((await account.poll(last_ok_at=NOW)).entries) == 150


@each
async def test_a_host_that_is_asked_too_often_says_when_to_come_back(account):
    throttled = answered({"error": "Throttled"}, status=429, headers={"Retry-After": "90"})
    account.news.put(LIVES[account.source.kind][1], throttled)
    with pytest.raises(SourceError) as raised:
        await account.poll()
    assert raised.value.outcome is FetchOutcome.RATE_LIMITED
    assert raised.value.retry_after == timedelta(seconds=90)


@each
async def test_a_page_in_place_of_the_answer_is_said(account):
    account.news.put(LIVES[account.source.kind][1], Answer(body=CHALLENGE.encode(), headers=HTML))
    with pytest.raises(SourceError) as raised:
        await account.poll()
    assert raised.value.outcome is FetchOutcome.NOT_A_FEED


@pytest.mark.parametrize(
    ("account", "status", "outcome", "why"),
    [
        (SourceKind.MASTODON, 404, FetchOutcome.GONE, f"{NO_MINISTER}; HTTP 404"),
        (SourceKind.MASTODON, 410, FetchOutcome.GONE, f"{NO_MINISTER}; HTTP 410"),
        (SourceKind.MASTODON, 401, FetchOutcome.HTTP_ERROR, f"{NOT_TO_US}; HTTP 401"),
        (SourceKind.MASTODON, 403, FetchOutcome.HTTP_ERROR, f"{NOT_TO_US}; HTTP 403"),
        (SourceKind.BLUESKY, 400, FetchOutcome.HTTP_ERROR, ".example, or it was deleted or suspended; HTTP 400"),
        (SourceKind.BLUESKY, 502, FetchOutcome.HTTP_ERROR, "HTTP 502"),
        (SourceKind.YOUTUBE, 404, FetchOutcome.GONE, "channel UCabcdefghijklmnopqrstuv, or it was deleted; HTTP 404"),
    ],
    indirect=["account"],
)  # fmt: skip
async def test_a_refusal_is_told_in_words(account, status, outcome, why):
    account.news.put(LIVES[account.source.kind][1], Answer(status=status, headers={"Content-Type": "application/json"}))
    with pytest.raises(SourceError) as raised:
        await account.poll()
    assert raised.value.outcome is outcome
    assert raised.value.detail.endswith(why)


@only(SourceKind.TELEGRAM)
async def test_a_channel_without_a_page_is_told_in_words(account):
    account.lives.has_page = False
    with pytest.raises(SourceError, match="telegram channel harbour_office has no public page"):
        await account.poll()


@only(SourceKind.MASTODON)
async def test_the_number_of_an_account_is_asked_for_once(account):
    say(account, "Ten boats are in.")
    await account.poll()
    await account.poll()
    assert account.asked(LOOKUP) == [f"{LOOKUP}?acct=minister"]


@only(SourceKind.MASTODON)
async def test_an_account_that_is_gone_is_looked_up_again(account):
    await account.poll()
    account.lives.gone = True
    with pytest.raises(SourceError, match="has no account minister"):
        await account.poll()
    account.lives.gone = False
    await account.poll()
    assert len(account.asked(LOOKUP)) == 2


@only(SourceKind.MASTODON)
async def test_a_name_that_nobody_has_is_told(account):
    account.lives.name = "somebody"
    with pytest.raises(SourceError, match="has no account minister") as raised:
        await account.poll()
    assert raised.value.outcome is FetchOutcome.GONE


@only(SourceKind.MASTODON)
async def test_a_host_that_forbids_its_api_to_programs_is_left_alone(account):
    account.news.put("/robots.txt", Answer(body=b"User-agent: *\nDisallow: /api/"))
    with pytest.raises(SourceError) as raised:
        await account.poll()
    assert raised.value.outcome is FetchOutcome.BLOCKED_BY_ROBOTS
    assert account.asked(STATUSES) == []


HOSTILE = {
    "endless": b"<div data-post='harbour_office/1' class='tgme_widget_message'>" * 60_000,
    "deep": b'{"feed":' * 300_000,
    "deep list": b"[" * 2_000_000,
    "many objects": b"[" + b"{}," * 500_000 + b"{}]",
    "many attributes": b"<html><p " + b" ".join(b"a%d=''" % number for number in range(30_000)) + b">x</p></html>",
    "nested markup": b'[{"id":"1","content":"' + b"<b>" * 200_000 + b'"}]',
    "a huge text": b'[{"id":"1","content":"' + b"x " * 2_000_000 + b'"}]',
    "nothing": b"",
    "zeros": b"\0" * 1_000_000,
    "words": b"\xff\xd8 nonsense",
}


URLS = {
    SourceKind.TELEGRAM: "https://t.me/s/harbour_office",
    SourceKind.MASTODON: f"https://social.example{STATUSES}",
    SourceKind.BLUESKY: f"https://public.api.bsky.app{BLUESKY}?actor=minister.example",
    SourceKind.YOUTUBE: f"https://www.youtube.com{YOUTUBE}?channel_id=UCabcdefghijklmnopqrstuv",
}


async def test_a_hostile_answer_ends_within_its_limits_and_lists_nothing():
    pool = ParserPool(processor_seconds=5, memory=600_000_000)
    ended = {}
    for kind, url in URLS.items():
        for name, body in HOSTILE.items():
            given = {"source": source_at(url, kind=kind), "content_type": "text/html", "url": url, "now": NOW}
            try:
                ended[kind, name] = (await pool.listing(body, **given)).entries
            except SourceError as error:
                ended[kind, name] = error.outcome
    await pool.close()
    fine = ((), FetchOutcome.NOT_A_FEED, FetchOutcome.TOO_COSTLY)
    assert {case: end for case, end in ended.items() if end not in fine} == {}
    assert len(ended) == len(URLS) * len(HOSTILE)


@each
async def test_a_body_that_unpacks_to_far_too_much_is_refused(account):
    account.news.put(LIVES[account.source.kind][1], Answer(body=bomb(50), headers={"Content-Encoding": "gzip", **HTML}))
    with pytest.raises(SourceError) as raised:
        await account.poll()
    assert raised.value.outcome is FetchOutcome.TOO_LARGE
