"""Days are read as days: a weekday is a date near the utterance."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.novelty.differences.vetoes import _days_apart
from bot.novelty.facts.days import agree, each_once
from bot.novelty.facts.parsed import normal, parse_text

FRIDAY = dt.date(2026, 5, 8)
DAYS = st.sampled_from(["on Monday", "on 4 May", "in May", "in June", "today", "tomorrow", "in 2026", "on 9 June"])


def days(text: str) -> list[str]:
    return [day.text for day in parse_text(text, FRIDAY).days]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("on Monday", ["monday"], id="weekday"),
        pytest.param("on April 2", ["2 april"], id="month first"),
        pytest.param("the second of April", ["2 april"], id="in words"),
        pytest.param("the twenty-first of June", ["21 june"], id="twenty-first"),
        pytest.param("by the end of March", ["31 march"], id="end of a month"),
        pytest.param("we may act in May", ["may"], id="the verb is no month"),
        pytest.param("they march in March", ["march"], id="nor is this verb"),
        pytest.param("in 2027", ["2027"], id="year"),
        pytest.param("2000 people", [], id="a number of people is no year"),
        pytest.param("tomorrow night", ["tomorrow"], id="relative"),
        pytest.param("on Nov. 26", ["26 november"], id="a short month with its full stop"),
        pytest.param("2026-11-26", ["26 november"], id="in figures, year first"),
        pytest.param("26/11/2026 or 11/26/2026", ["26 november", "26 november"], id="in figures, either way round"),
        pytest.param("5/6/2026", ["2026"], id="in figures, and nobody knows which is the month"),
        pytest.param("the last Wednesday in May", ["27 may"], id="the last weekday of a month"),
        pytest.param("the first Monday of December", ["7 december"], id="the first one"),
    ],
)
def test_days_have_one_form(text, expected):
    assert days(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param("Monday", "11 May", True, id="the next Monday"),
        pytest.param("Monday", "12 May", False, id="that is a Tuesday"),
        pytest.param("Monday", "1 June", False, id="a Monday too far away"),
        pytest.param("tomorrow", "9 May", True, id="tomorrow"),
        pytest.param("tomorrow", "Saturday", True, id="tomorrow is a Saturday"),
        pytest.param("tomorrow", "Sunday", False, id="and not a Sunday"),
        pytest.param("in May", "11 May", True, id="a day of the month"),
        pytest.param("in June", "11 May", False, id="another month"),
        pytest.param("in 2027", "11 May", True, id="a year contradicts no date"),
    ],
)
def test_days_agree_by_the_calendar(one, other, expected):
    (mine,), (theirs,) = parse_text(one, FRIDAY).days, parse_text(other, FRIDAY).days
    assert agree(mine, theirs, FRIDAY) is expected
    assert agree(theirs, mine, FRIDAY) is expected


def test_what_something_is_a_share_of_stays_in_the_text():
    text = parse_text("One child in twenty has never been to school.", FRIDAY)
    assert normal(text, text) == "5 percent of child has never been to school ."


def test_a_weekday_is_written_as_the_date_that_the_other_text_names():
    a, b = parse_text("It starts on Monday.", FRIDAY), parse_text("it begins on 11 May", FRIDAY)
    assert "11 may" in normal(a, b)
    assert "11 may" in normal(b, a)


def test_a_weekday_stays_where_the_other_date_is_another_day():
    a, b = parse_text("It starts on Monday.", FRIDAY), parse_text("it begins on 12 May", FRIDAY)
    assert "monday" in normal(a, b)


def test_of_days_that_mean_the_same_the_first_is_asked_about():
    """A day that stands a hundred times in a long text is compared with the other text's days once."""
    text = (
        "On Monday, on 3 May and in May, on the 3rd of May and the 4th of May; on Mondays, today, in 2026, on Sunday."
    )
    once = each_once(parse_text(text, FRIDAY).days)
    assert [day.text for day in once] == ["monday", "3 may", "may", "4 may", "today", "2026", "sunday"]
    assert once[0].start < once[1].start


@given(ours=st.lists(DAYS, max_size=6), theirs=st.lists(DAYS, max_size=6))
def test_days_that_the_other_text_does_not_name_are_those_that_agree_with_none_of_its_days(ours, theirs):
    a, b = (parse_text(f"We met {', '.join(days)}.", FRIDAY) for days in (ours, theirs))
    alone = [day for day in a.days if not any(agree(day, other, FRIDAY) for other in b.days)]
    assert _days_apart(a.days, b.days, FRIDAY) == alone
