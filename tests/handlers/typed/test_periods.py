"""A time is read as people type it, in their own zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.typed.periods import Period, as_typed_period, period_at
from tests.handlers.render.test_text import NASTY

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)  # a Wednesday, ten o'clock in Berlin
ZONE = "Europe/Berlin"


def at(month, day, hour=23, minute=0, year=2026):
    """Return a moment in UTC: 23 o'clock is midnight in Berlin, in winter."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def read(text, **how):
    return period_at(text, now=NOW, zone=ZONE, **how)


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("2d", at(3, 2, 9)),
        ("12 hours", at(3, 3, 21)),
        ("last 12 hours", at(3, 3, 21)),
        ("30m", at(3, 4, 8, 30)),
        ("1w", at(2, 25, 9)),
        ("a week ago", at(2, 25, 9)),
        ("2 months", at(1, 4, 9)),
        ("Today", at(3, 3)),
        ("yesterday", at(3, 2)),
        ("since yesterday", at(3, 2)),
        ("since: yesterday", at(3, 2)),
        ("this morning", at(3, 3)),
        ("monday", at(3, 1)),
        ("wednesday", at(3, 3)),
        ("last wednesday", at(2, 24)),
        ("last mon", at(3, 1)),
        ("this week", at(3, 1)),
        ("last week", at(2, 22)),
        ("last weekend", at(2, 27)),
        ("this month", at(2, 28)),
        ("last month", at(1, 31)),
        ("this year", at(12, 31, year=2025)),
        ("february", at(1, 31)),
        ("since feb", at(1, 31)),
        ("last march", at(2, 28, year=2025)),
        ("may", at(4, 30, 22, year=2025)),  # the last one, in summer time
        ("may 2024", at(4, 30, 22, year=2024)),
        ("March 3", at(3, 2)),
        ("3 march 2025", at(3, 2, year=2025)),
        ("the 3rd of nothing", None),
        ("3rd of march", at(3, 2)),
        ("2026-02-01", at(1, 31)),
        ("2026-02", at(1, 31)),
        ("02-01", at(1, 31)),
        ("2025", at(12, 31, year=2024)),
        ("2026-02-01 10:30", at(2, 1, 9, 30)),
        ("2026-02-01t10:30", at(2, 1, 9, 30)),
        ("2026-02-01T10:30Z", at(2, 1, 10, 30)),
        ("2026-02-01T10:30+09:00", at(2, 1, 1, 30)),
        ("2026-02-01 10:30-0500", at(2, 1, 15, 30)),
        ("three weeks ago", at(2, 11, 9)),
        ("yesterday at 15:00", at(3, 3, 14)),
        ("٢d", None),
        ("", None),
        ("2", None),
        ("3/5", None),
        ("soon", None),
        ("so", None),
        ("trump", None),
        ("the war", None),
        ("1900-01-01", None),
        ("2026-13-01", None),
        ("999999w", None),
    ],
)
def test_times_are_read_in_the_reader_zone(text, since):
    assert read(text) == (Period(since=since) if since else None)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2026-02-01..02-07", at(1, 31), at(2, 7)),
        ("2026-02-01..07", at(1, 31), at(2, 7)),
        ("2025-12-30..2026-01-02", at(12, 29, year=2025), at(1, 2)),
        ("2026-02-01 to 2026-02-07", at(1, 31), at(2, 7)),
        ("from monday to yesterday", at(3, 1), at(3, 3)),
        ("between january and february", at(12, 31, year=2025), at(2, 28)),
        ("jan – feb", at(12, 31, year=2025), at(2, 28)),
        ("2026-02-01..now", at(1, 31), NOW),
        ("in february", at(1, 31), at(2, 28)),
        ("in march", at(2, 28), None),  # which is not over
        ("on monday", at(3, 1), at(3, 2)),
        ("until monday", None, at(3, 2)),
        ("before monday", None, at(3, 1)),
        ("2026-02-01T10:00Z..2026-02-01T12:00Z", at(2, 1, 10), at(2, 1, 12)),
    ],
)
def test_a_time_may_have_an_end(text, since, until):
    assert read(text) == Period(since=since, until=until)


@pytest.mark.parametrize("text", ["2026-02-07..2026-02-01", "yesterday..monday", "monday..soon", "since", ".."])
def test_what_ends_before_it_begins_is_no_time(text):
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("yesterday", at(3, 2), at(3, 3)),
        ("last week", at(2, 22), at(3, 1)),
        ("since last week", at(2, 22), None),
        ("today", at(3, 3), None),
        ("2d", at(3, 2, 9), None),
        ("february", at(1, 31), at(2, 28)),
    ],
)
def test_among_other_words_a_day_is_that_day_alone(text, since, until):
    assert read(text, alone=True) == Period(since=since, until=until)


def test_among_other_words_nothing_is_guessed():
    assert read("three weeks ago", alone=True) is None
    assert read("since three weeks ago", alone=True) == Period(since=at(2, 11, 9))


def test_hours_are_hours_where_clocks_change():
    spring = datetime(2026, 3, 29, 3, tzinfo=UTC)
    assert period_at("4h", now=spring, zone=ZONE) == Period(since=spring - timedelta(hours=4))


MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2026, 3, 4)).map(  # noqa: DTZ001 - made aware below
    lambda one: one.replace(second=0, microsecond=0, tzinfo=UTC)
)


@given(first=st.none() | MOMENTS, last=st.none() | MOMENTS, zone=st.sampled_from([ZONE, "UTC", "Asia/Kathmandu"]))
def test_what_a_button_carries_means_the_same_in_any_zone(first, last, zone):
    if (first or last) is None or (first and last and first >= last):
        return
    period = Period(since=first, until=last)
    assert period_at(as_typed_period(period), now=NOW, zone=zone) == period


@given(text=NASTY)
def test_no_text_raises(text):
    found = read(text)
    assert found is None or found.since or found.until
