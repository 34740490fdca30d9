"""One occasion or two."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.novelty import Rendering
from bot.novelty.clock import names_an_earlier_occasion, occasions


def at(moment: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(f"2026-{moment}+00:00") if moment else None


def said(said_at: str | None, published_at: str, text: str = "We keep the dam.") -> Rendering:
    published = at(published_at)
    assert published
    return Rendering(text=text, said_at=at(said_at), published_at=published)


TOLD = "I told you this morning that we keep the dam."
CASES = [
    pytest.param(
        said("05-04T09:00:00", "05-04T09:20:00"), said("05-04T09:00:00", "05-25T07:00:00"), True,
        id="printed weeks later, said once",
    ),
    pytest.param(
        said("05-04T09:00:00", "05-04T09:20:00"), said("05-05T09:00:00", "05-05T09:20:00"), False,
        id="a day later to the minute",
    ),
    pytest.param(
        said("05-04T09:00:00", "05-04T09:20:00"), said("05-05T08:59:00", "05-05T09:20:00"), True,
        id="a minute less than a day",
    ),
    pytest.param(said(None, "05-04T09:20:00"), said(None, "05-04T21:00:00"), True, id="by publication, one day"),
    pytest.param(said(None, "05-04T09:20:00"), said(None, "05-08T21:00:00"), False, id="by publication, two"),
    pytest.param(
        said("05-04T00:00:00", "05-05T09:20:00"), said("05-04T22:30:00", "05-04T23:00:00"), True,
        id="a bare day holds its evening",
    ),
    pytest.param(
        said("05-04T00:00:00", "05-05T09:20:00"), said("05-05T14:00:00", "05-05T15:00:00"), False,
        id="a bare day is not the next afternoon",
    ),
    pytest.param(
        said("05-04T00:00:00", "05-04T19:20:00"), said("05-05T00:00:00", "05-05T15:00:00"), False,
        id="two bare days",
    ),
    pytest.param(
        said("05-04T00:00:00", "05-04T19:20:00"), said(None, "05-05T08:00:00"), True,
        id="printed the morning after the bare day",
    ),
    pytest.param(
        said("05-04T08:00:00", "05-04T08:20:00"), said("05-04T18:00:00", "05-04T18:30:00", TOLD), False,
        id="the text names the morning",
    ),
    pytest.param(
        said("05-04T18:00:00", "05-04T19:20:00"), said("05-04T18:00:00", "05-04T18:30:00", TOLD), True,
        id="nothing was printed before it was said",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "one"), CASES)
def test_occasions(a, b, one):
    assert occasions(a, b)[0] is one
    assert occasions(b, a)[0] is one


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("As I told you this morning, we stay.", True, id="this morning"),
        pytest.param("What we said in Lisbon, we say again.", True, id="in a place"),
        pytest.param("Last week I said that we stay.", True, id="last week"),
        pytest.param("Again: we stay.", False, id="again alone"),
        pytest.param("I have said many times that we stay.", False, id="many times"),
        pytest.param("He said yes.", False, id="no time"),
    ],
)
def test_a_text_may_name_the_earlier_occasion(text, expected):
    assert names_an_earlier_occasion(text) is expected


def test_the_reason_counts_the_days():
    a, b = said("05-04T09:00:00", "05-04T09:20:00"), said("05-11T09:00:00", "05-11T09:20:00")
    assert occasions(a, b) == (False, 7)
