"""When a timetable in cron's form falls due, on the clock of a zone, in spring and autumn too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.core.timetable import following, latest, timetable_problem

WEEKDAYS = "0 8 * * 1-5"


def at(text):
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("cron", "problem"),
    [
        (WEEKDAYS, None),
        ("0 8 * * mon-fri", None),
        ("0 8,20 * * *", None),
        ("30 7 1 * *", None),
        ("0 8 29 2 *", None),
        ("0 * * * *", None),
        ("0 8 * * 0", None),
        ("0 8 * * 7", None),
        ("0 8 * * */2", None),
        ("8:00", "is not a timetable; write minute, hour"),
        ("0 25 * * *", "is not a timetable"),
        ("0 8 * * 1-9", "is not a timetable"),
        ("0 8 * * 5-1", "is not a timetable"),
        ("0 8 * * x", "is not a timetable"),
        ("0 8 * *", "is not a timetable"),
        ("", "is not a timetable"),
        ("0 8 31 2 *", "is a time that never comes"),
        ("0 8 1 * 1", "names days of the month and of the week; leave one of them as *"),
        ("* * * * *", "is more often than once an hour"),
        ("0,30 8 * * *", "is more often than once an hour"),
    ],
)
def test_what_is_wrong_is_said_with_the_way_out(cron, problem):
    said = timetable_problem(cron)
    assert said == problem or (said or "").startswith(problem or "-")


LAST_AND_NEXT = {
    "at the time itself": (WEEKDAYS, "2026-11-27T08:00+01:00", "2026-11-27T08:00+01:00", "2026-11-30T08:00+01:00"),
    "on a Sunday": (WEEKDAYS, "2026-11-29T12:00+01:00", "2026-11-27T08:00+01:00", "2026-11-30T08:00+01:00"),
    "0 is Sunday": ("0 8 * * 0", "2026-11-28T12:00+01:00", "2026-11-22T08:00+01:00", "2026-11-29T08:00+01:00"),
    "7 is Sunday": ("0 8 * * 7", "2026-11-28T12:00+01:00", "2026-11-22T08:00+01:00", "2026-11-29T08:00+01:00"),
    "monthly": ("0 8 1 * *", "2026-11-28T12:00+01:00", "2026-11-01T08:00+01:00", "2026-12-01T08:00+01:00"),
    "29 February": ("0 0 29 2 *", "2028-03-01T12:00+01:00", "2028-02-29T00:00+01:00", "2032-02-29T00:00+01:00"),
    "on the day": ("0 8 * * *", "2026-03-29T12:00+02:00", "2026-03-29T08:00+02:00", "2026-03-30T08:00+02:00"),
    "before a gap": ("30 2 * * *", "2026-03-29T01:59+01:00", "2026-03-28T02:30+01:00", "2026-03-29T03:30+02:00"),
    "after a gap": ("30 2 * * *", "2026-03-29T12:00+02:00", "2026-03-29T03:30+02:00", "2026-03-30T02:30+02:00"),
    "before a fold": ("30 2 * * *", "2026-10-25T02:15+02:00", "2026-10-24T02:30+02:00", "2026-10-25T02:30+02:00"),
    "in a fold": ("30 2 * * *", "2026-10-25T02:45+02:00", "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"),
    "in its second hour": ("30 2 * * *", "2026-10-25T02:15+01:00", "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"),
}


@pytest.mark.parametrize(("cron", "now", "last", "coming"), LAST_AND_NEXT.values(), ids=LAST_AND_NEXT)
def test_the_last_time_and_the_next(cron, now, last, coming):
    found = latest(cron, zone="Europe/Berlin", now=at(now)), following(cron, zone="Europe/Berlin", now=at(now))
    assert found == (at(last), at(coming))


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"])
def test_through_a_year_each_time_comes_once_and_in_order(zone):
    begin, times = datetime(2026, 1, 1, tzinfo=UTC), []
    now = begin
    while now < begin + timedelta(days=366):
        now = following("30 2 * * *", zone=zone, now=now)
        times.append(now)
        assert latest("30 2 * * *", zone=zone, now=now) == now
    assert all(timedelta(hours=22) <= two - one <= timedelta(hours=26) for one, two in pairwise(times))
    assert len(times) in {366, 367}
