from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Article, Precision
from bot.rules.times import (
    age_counted_at,
    background,
    is_reported,
    marked_without_zone,
    published_iso,
    published_words,
    said_until,
)
from tests.rules.samples import DAY, HOUR, NOW, STATEMENT, times


@pytest.mark.parametrize(
    ("published_at", "listed_at", "reported"),
    [
        pytest.param(NOW - HOUR, None, True, id="young"),
        pytest.param(NOW - DAY, None, True, id="just young"),
        pytest.param(NOW - DAY - HOUR, None, False, id="just old: a time has no other zone"),
        pytest.param(NOW - 2 * DAY, None, False, id="old"),
        pytest.param(
            marked_without_zone(NOW - 35 * HOUR), None, True, id="of no known zone: it may be half a day younger"
        ),
        pytest.param(marked_without_zone(NOW - 37 * HOUR), None, False, id="of no known zone, and old in every one"),
        pytest.param(None, None, True, id="undated, just fetched"),
        pytest.param(NOW - 26 * HOUR, NOW - HOUR, True, id="a live blog that was begun yesterday"),
        pytest.param(NOW - HOUR, NOW - 2 * DAY, True, id="the page is younger than its feed says"),
        pytest.param(NOW - 2 * DAY, NOW - 2 * DAY, False, id="old by both"),
    ],
)
def test_old_articles_are_not_reported(published_at, listed_at, reported):
    article = Article(
        id="a", source_id="wire", url="https://wire.example/a", title="", text="", published_at=published_at,
        fetched_at=NOW, content_hash="",
    )  # fmt: skip
    assert is_reported(article, listed_at=listed_at, now=NOW, max_age=DAY) is reported


@pytest.mark.parametrize(
    ("tried_for", "counted_at"),
    [
        pytest.param(0 * HOUR, NOW, id="read at once"),
        pytest.param(30 * HOUR, NOW - 30 * HOUR, id="as old as at the first try"),
        pytest.param(5 * DAY, NOW - 2 * DAY, id="off for longer than anything is tried"),
        pytest.param(-3 * HOUR, NOW, id="the clock went back"),
    ],
)
def test_what_could_not_be_read_is_as_old_as_when_it_was_first_tried(tried_for, counted_at):
    assert age_counted_at(NOW - tried_for, now=NOW, give_up_after=2 * DAY) == counted_at


@pytest.mark.parametrize(("hours", "reported"), [(6, True), (11, True), (13, False)])
def test_a_day_alone_ends_where_it_ends_last(hours, reported):
    article = Article(
        id="a", source_id="wire", url="https://wire.example/a", title="", text="",
        published_at=datetime(2026, 2, 27, 23, 59, 59, tzinfo=UTC), fetched_at=NOW, content_hash="",
    )  # fmt: skip
    now = datetime(2026, 3, 1, hours, tzinfo=UTC)
    assert is_reported(article, now=now, max_age=DAY) is reported


@pytest.mark.parametrize(
    ("said_at", "precision", "why"),
    [
        (datetime(2026, 2, 21, tzinfo=UTC), Precision.DAY, "background: said 21 Feb 2026"),
        (datetime(2026, 2, 22, tzinfo=UTC), Precision.DAY, None),
        (datetime(2026, 2, 22, 11, 59, tzinfo=UTC), Precision.MOMENT, "background: said 22 Feb 2026"),
        (datetime(2026, 2, 22, 12, 0, tzinfo=UTC), Precision.MOMENT, None),
        (datetime(2026, 2, 9, tzinfo=UTC), Precision.WEEK, "background: said in the week of 9 Feb 2026"),
        (datetime(2026, 2, 16, tzinfo=UTC), Precision.WEEK, None),
        (datetime(2026, 1, 1, tzinfo=UTC), Precision.MONTH, "background: said in Jan 2026"),
        (datetime(2026, 2, 1, tzinfo=UTC), Precision.MONTH, None),
        (datetime(2019, 1, 1, tzinfo=UTC), Precision.YEAR, "background: said in 2019"),
        (datetime(2026, 1, 1, tzinfo=UTC), Precision.YEAR, None),
        (datetime(2026, 2, 21, tzinfo=UTC), Precision.BEFORE, "background: said before 21 Feb 2026"),
        (datetime(1990, 1, 1, tzinfo=UTC), Precision.BEFORE, "background: said before 1990"),
        (datetime(2026, 2, 23, tzinfo=UTC), Precision.BEFORE, None),
        (None, Precision.MOMENT, None),
    ],
)
def test_what_may_have_been_said_within_the_week_is_no_background(said_at, precision, why):
    statement = replace(STATEMENT, said_at=said_at, said_precision=precision)
    assert background(statement, published_at=NOW, after=timedelta(days=7)) == why


@given(times.map(lambda at: at.replace(hour=0, minute=0, second=0, microsecond=0)), st.sampled_from(Precision))
def test_a_span_ends_where_the_next_of_its_kind_begins(at, precision):
    if precision in {Precision.MONTH, Precision.YEAR}:
        at = at.replace(day=1)
    if precision is Precision.YEAR:
        at = at.replace(month=1)
    until = said_until(at, precision)
    end = {"day": (until - at).days == 1, "week": (until - at).days == 7, "moment": until == at, "before": until == at}
    assert end.get(precision, until.day == 1 and until > at)
    if precision is Precision.YEAR:
        assert (until.year, until.month) == (at.year + 1, 1)
    if precision is Precision.MONTH:
        assert (until.year * 12 + until.month) - (at.year * 12 + at.month) == 1


@pytest.mark.parametrize("precision", Precision)
def test_a_span_at_the_end_of_the_calendar_has_an_end(precision):
    last = datetime(9999, 12, 31, 23, tzinfo=UTC)
    assert said_until(last, precision) >= last


@pytest.mark.parametrize(
    ("at", "shown", "written"),
    [
        pytest.param(
            datetime(2026, 3, 1, 9, 5, tzinfo=UTC), "2026-03-01 09:05 UTC", "2026-03-01T09:05:00+00:00", id="UTC"
        ),
        pytest.param(
            marked_without_zone(datetime(2026, 3, 1, 9, 5, tzinfo=UTC)),
            "2026-03-01 09:05, zone not named",
            "2026-03-01T09:05:00",
            id="no zone",
        ),
    ],
)
def test_a_time_of_which_nobody_named_the_zone_is_written_without_one(at, shown, written):
    assert (published_words(at), published_iso(at)) == (shown, written)
