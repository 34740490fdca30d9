"""What all services have in common: threads, what stands twice, what cannot be read."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from bot.core.errors import SourceError
from bot.sources.parsers.posts import NO_TEXT, NOT_READ, PassedOver, Post, listing_of
from bot.sources.thresholds import FEWEST_UNREADABLE, LONGEST_ARTICLE, LONGEST_THREAD
from tests.loopback.social import texts_of
from tests.sources.samples import NOW

URL = "https://social.example/api"
HOUR = timedelta(hours=1)


def post(key, *, continues=None, ago=HOUR, text=None):
    return Post(
        key=key,
        url=f"https://social.example/{key}",
        text=f"Post {key}." if text is None else text,
        published_at=None if ago is None else NOW - ago,
        continues=continues,
    )


def listed(*page):
    return texts_of(listing_of(page, url=URL).entries)


@pytest.mark.parametrize("page", list(permutations([0, 1, 2])), ids=str)
def test_a_thread_has_its_order_whatever_that_of_the_page(page):
    thread = [post("a", ago=3 * HOUR), post("b", continues="a", ago=2 * HOUR), post("c", continues="b", ago=HOUR)]
    assert listed(*(thread[place] for place in page)) == ["Post a. / Post b. / Post c."]


def test_of_one_second_a_thread_has_the_order_of_the_page():
    assert listed(post("c", continues="b"), post("b", continues="a"), post("a")) == ["Post a. / Post b. / Post c."]


@pytest.mark.parametrize("ago", [HOUR, timedelta(days=2)], ids=["new", "of a burst that is read late"])
def test_what_goes_on_with_a_post_that_is_on_no_page_stands_alone(ago):
    assert listed(post("c", continues="b", ago=ago), post("b", continues="a", ago=ago)) == ["Post c.", "Post b."]


@pytest.mark.parametrize("after", [LONGEST_THREAD + HOUR, 40 * LONGEST_THREAD], ids=str)
def test_what_he_adds_late_to_a_post_of_his_is_a_text_of_its_own(after):
    assert listed(post("b", continues="a", ago=HOUR), post("a", ago=HOUR + after)) == ["Post b.", "Post a."]


def test_without_times_nothing_is_one_text():
    assert listed(post("b", continues="a", ago=None), post("a", ago=None)) == ["Post b.", "Post a."]


@pytest.mark.parametrize("number", range(1, 6))
def test_posts_that_go_on_with_each_other_in_a_circle_are_kept(number):
    assert len(listed(*(post(str(place), continues=str((place + 1) % number)) for place in range(number)))) == number


def test_a_post_that_stands_twice_on_a_page_is_one_and_as_it_was():
    assert listed(post("a"), post("b"), post("a")) == ["Post a.", "Post b."]


def test_a_thread_is_no_longer_than_an_article():
    (entry,) = listing_of(
        [post("b", continues="a", text="word " * 30_000), post("a", text="word " * 30_000)], url=URL
    ).entries
    assert len(entry.text) <= LONGEST_ARTICLE


@pytest.mark.parametrize(
    ("page", "fails"),
    [
        pytest.param([PassedOver(reason=NOT_READ)] * FEWEST_UNREADABLE, True, id="all of them"),
        pytest.param([PassedOver(reason=NOT_READ)] * (FEWEST_UNREADABLE - 1), False, id="a few odd ones"),
        pytest.param([PassedOver(reason=NOT_READ)] * 9 + [post("a")], False, id="all but one"),
        pytest.param([PassedOver(reason=NO_TEXT)] * 9, False, id="photos"),
        pytest.param([], False, id="nothing"),
    ],
)
def test_a_page_of_which_no_post_can_be_read_is_a_failure_and_no_silence(page, fails):
    if not fails:
        listing_of(page, url=URL)
        return
    with pytest.raises(SourceError, match="posts could be read: its form may have changed"):
        listing_of(page, url=URL)
