"""How far back an account is read: older pages, bursts, and what is out of reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.core.model import SourceKind
from bot.sources.thresholds import MOST_PAGES, PAGES_OVERLAP
from tests.fakes.clock import FakeClock
from tests.loopback.news import Answer
from tests.loopback.social import (
    BEGAN,
    HTML,
    answered,
)
from tests.sources.accounts import LIVES, MORE, STATUSES, TELEGRAM, keys, only, paged, say, say_many
from tests.sources.samples import NOW, fetcher_for, state_of


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
