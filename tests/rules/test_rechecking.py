from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Article, Entry, Item, ItemState
from bot.rules.rechecking import announced_at, known_since, next_recheck_at, owed_from, owed_look_at
from bot.rules.waiting import is_put_off
from tests.rules.samples import DAY, HOUR, MINUTE, NOW, times


@pytest.mark.parametrize(
    ("age", "quiet_for", "wait"),
    [
        pytest.param(0 * HOUR, None, 10 * MINUTE, id="just read"),
        pytest.param(30 * MINUTE, None, 10 * MINUTE, id="young"),
        pytest.param(2 * HOUR, None, 30 * MINUTE, id="a quarter of its age"),
        pytest.param(6 * DAY, None, DAY, id="at most a day"),
        pytest.param(2 * HOUR, 0 * HOUR, 10 * MINUTE, id="its text has just changed"),
        pytest.param(2 * HOUR, 20 * MINUTE, 20 * MINUTE, id="it has been quiet for a while"),
        pytest.param(2 * HOUR, HOUR, 30 * MINUTE, id="it has been quiet for long"),
        pytest.param(2 * DAY, 0 * HOUR, 45 * MINUTE, id="old, and it never rests"),
        pytest.param(-3 * HOUR, None, 10 * MINUTE, id="the clock went back"),
        pytest.param(2 * HOUR, -3 * HOUR, 10 * MINUTE, id="the clock went back after a change"),
        pytest.param(7 * DAY, None, None, id="too old"),
        pytest.param(7 * DAY, 0 * HOUR, None, id="too old, and it never rests"),
    ],
)
def test_a_page_is_fetched_again_by_its_age_and_its_unrest(age, quiet_for, wait):
    changed_at = None if quiet_for is None else NOW - quiet_for
    next_try_at = next_recheck_at(now=NOW, known=NOW - age, changed_at=changed_at, every=10 * MINUTE, until=7 * DAY)
    assert next_try_at == (None if wait is None else NOW + wait)


def item(seen_at, *, quiet=False, last_set_to_work=None, state=ItemState.READ):
    entry = Entry(key="1", url="https://wire.example/1", title="Talks", text="", published_at=None)
    return Item(
        id="a", source_id="wire", entry=entry, first_seen_at=seen_at, quiet=quiet, state=state,
        next_try_at=last_set_to_work or seen_at,
    )  # fmt: skip


def article(published_at):
    return Article(
        id="a", source_id="wire", url="https://wire.example/1", title="", text="", published_at=published_at,
        fetched_at=NOW, content_hash="",
    )  # fmt: skip


@pytest.mark.parametrize("age", [5 * MINUTE, 26 * HOUR, 8 * DAY, 3000 * DAY])
def test_a_page_is_as_old_as_our_first_sight_of_it_and_in_a_baseline_as_it_says(age):
    seen_at = NOW - 5 * MINUTE
    assert known_since(item(seen_at), article(NOW - age)) == seen_at
    assert known_since(item(seen_at, quiet=True), article(NOW - age)) == NOW - age
    assert known_since(item(seen_at, quiet=True), article(None)) == seen_at


@pytest.mark.parametrize(
    ("listed", "known"),
    [
        pytest.param(HOUR, HOUR, id="its feed says that it is younger"),
        pytest.param(9 * DAY, 8 * DAY, id="and that it is older"),
        pytest.param(-HOUR, 5 * MINUTE, id="and that it is of tomorrow"),
    ],
)
def test_of_the_dates_of_a_page_and_its_feed_the_later_one_counts_in_a_baseline(listed, known):
    seen = item(NOW - 5 * MINUTE, quiet=True)
    seen = replace(seen, entry=replace(seen.entry, published_at=NOW - listed))
    assert known_since(seen, article(NOW - 8 * DAY)) == NOW - known


@pytest.mark.parametrize(
    ("age", "since_last", "of_all", "wait"),
    [
        pytest.param(HOUR, None, False, 0 * HOUR, id="the first time"),
        pytest.param(HOUR, 4 * MINUTE, False, 6 * MINUTE, id="again within minutes"),
        pytest.param(64 * HOUR, 30 * MINUTE, True, 30 * MINUTE, id="a young page, as of all others"),
        pytest.param(9 * DAY, None, False, 0 * HOUR, id="an old page"),
        pytest.param(64 * DAY, 6 * HOUR, False, 18 * HOUR, id="an old page, again"),
        pytest.param(640 * DAY, 6 * HOUR, False, DAY, id="in a day at the latest, or the clock would seem set back"),
        pytest.param(9 * DAY, None, True, 0 * HOUR, id="an old page, as of all others"),
        pytest.param(8 * DAY, DAY, True, None, id="an old page, as of all others, again"),
        pytest.param(8 * DAY, 2 * DAY, True, 0 * HOUR, id="an old page, as of all others, after a quarter of its age"),
    ],
)
def test_what_a_feed_says_of_a_page_is_heeded_ever_more_rarely(age, since_last, of_all, wait):
    known = item(NOW - age, last_set_to_work=None if since_last is None else NOW - since_last)
    at = announced_at(known, now=NOW, every=10 * MINUTE, until=7 * DAY, of_all=of_all)
    assert at == (None if wait is None else NOW + wait)


def test_what_was_given_up_is_tried_again_whatever_a_feed_says_of_all():
    known = item(NOW - 9 * DAY, last_set_to_work=NOW - DAY, state=ItemState.FAILED)
    assert announced_at(known, now=NOW, every=10 * MINUTE, until=7 * DAY, of_all=True) is not None


@given(times, times, st.none() | times)
def test_a_recheck_is_never_taken_for_a_clock_set_back(now, known, changed_at):
    next_try_at = next_recheck_at(now=now, known=known, changed_at=changed_at, every=10 * MINUTE, until=7 * DAY)
    assert next_try_at is None or (next_try_at > now and is_put_off(next_try_at, now=now))


@pytest.mark.parametrize(
    ("owed_for", "is_closed", "wait"),
    [
        pytest.param(None, False, None, id="its feed says nothing new"),
        pytest.param(0 * HOUR, False, MINUTE, id="the first try"),
        pytest.param(7 * MINUTE, False, 7 * MINUTE, id="as long as it has been tried"),
        pytest.param(3 * HOUR, False, HOUR, id="at most an hour"),
        pytest.param(3 * HOUR, True, 3 * HOUR, id="closed to us"),
        pytest.param(30 * HOUR, True, 6 * HOUR, id="closed to us for long"),
        pytest.param(-5 * HOUR, False, HOUR, id="the clock went back"),
        pytest.param(2 * DAY, False, None, id="given up"),
    ],
)
def test_a_page_that_could_not_be_looked_at_for_its_feed_is_tried_like_a_new_one(owed_for, is_closed, wait):
    since = None if owed_for is None else NOW - owed_for
    at = owed_look_at(since, now=NOW, give_up_after=2 * DAY, is_closed=is_closed)
    assert at == (None if wait is None else NOW + wait)


@pytest.mark.parametrize(
    ("owed_for", "then"),
    [
        pytest.param(None, 0 * HOUR, id="nothing was owed"),
        pytest.param(3 * HOUR, 3 * HOUR, id="it said so before"),
        pytest.param(2 * DAY, 0 * HOUR, id="what it said before was given up"),
        pytest.param(-5 * HOUR, 0 * HOUR, id="the clock went back"),
    ],
)
def test_what_a_feed_says_again_is_owed_since_it_said_so_first(owed_for, then):
    since = None if owed_for is None else NOW - owed_for
    assert owed_from(since, now=NOW, give_up_after=2 * DAY) == NOW - then
