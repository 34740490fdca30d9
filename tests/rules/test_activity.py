"""What is usual by hour of the week, and which silence is worth a word."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rules.activity import silent_at, usual, usual_on

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
LEAST = 3 * HOUR


def came(weeks, per_hour, *, seed=1, zone="UTC", start=MONDAY):
    """Return when something came, by how much is expected at an hour of a weekday in a zone."""
    chance, times = random.Random(seed), []  # noqa: S311 - not for secrets
    for hour in range(weeks * 168):
        at = start + hour * HOUR
        local = at.astimezone(ZoneInfo(zone))
        left = per_hour(local.weekday(), local.hour)
        at += HOUR * 0.999 * chance.random()
        while left > 0:
            if chance.random() < min(left, 1):
                times.append(at)
            left -= 1
    return sorted(times)


def desk(weekday, hour):
    """A desk that works from 8 to 20 on weekdays and has one in the morning at the weekend."""
    if weekday >= 5:
        return 0.3 if 8 <= hour < 12 else 0.0
    return 0.6 if 8 <= hour < 20 else 0.02


def bursts(_weekday, hour):
    return 9.0 if hour == 15 else 0.0


def silence_since(times, since, **changes):
    return silent_at(usual(times), since=since, **{"least": LEAST} | changes)


def test_with_little_history_nothing_is_said():
    assert usual([]) is None
    assert usual(came(2, lambda *_: 1.0)) is None  # many, of two weeks
    assert usual(came(8, lambda *_: 0.01)) is None  # few, of eight weeks
    assert usual(came(4, lambda *_: 1.0)) is not None


def test_weeks_in_which_nobody_looked_are_no_history():
    times = came(6, lambda *_: 1.0)
    assert usual(times, off=[(MONDAY, MONDAY + 4 * WEEK)]) is None


def test_a_rate_is_that_of_its_hour_of_the_week():
    known = usual(came(8, desk))
    assert known.rates[10] == pytest.approx(0.6, abs=0.15)  # Monday at 10
    assert known.rates[2] < 0.1
    assert known.rates[5 * 24 + 15] < 0.1  # Saturday afternoon
    assert sum(known.rates) == pytest.approx(5 * (12 * 0.6 + 12 * 0.02) + 2 * 4 * 0.3, rel=0.15)


def test_silence_on_a_working_day_is_reported_the_next_day_and_that_of_a_night_or_weekend_is_not():
    times = came(8, desk)
    friday = MONDAY + 7 * WEEK + 4 * DAY + 19 * HOUR
    since_friday = silence_since([one for one in times if one <= friday], friday)
    assert since_friday > friday + 3 * DAY + 6 * HOUR  # a weekend and half of Monday
    tuesday = MONDAY + 7 * WEEK + DAY + 9 * HOUR
    since_tuesday = silence_since([one for one in times if one <= tuesday], tuesday)
    assert tuesday + DAY < since_tuesday < tuesday + 3 * DAY


def test_what_comes_in_bursts_once_a_day_is_not_silent_between_them():
    times = came(8, bursts)
    until = silence_since(times, times[-1])
    assert until > times[-1] + 1.4 * DAY
    assert until < times[-1] + 4 * DAY


def test_one_outage_of_theirs_hides_none_that_comes_after():
    times = came(8, lambda *_: 1.0)
    gap = (MONDAY + 3 * WEEK, MONDAY + 3 * WEEK + 2 * DAY)
    holed = [one for one in times if not gap[0] <= one < gap[1]]
    assert silence_since(holed, holed[-1]) - holed[-1] < 30 * HOUR


def test_a_friday_on_which_nothing_comes_is_as_usual():
    def rests(weekday, _hour):
        return 0.0 if weekday == 4 else 1.0

    thursday_night = MONDAY + 7 * WEEK + 4 * DAY
    times = [one for one in came(8, rests) if one < thursday_night]
    assert silence_since(times, times[-1]) > thursday_night + DAY + 6 * HOUR


def test_time_in_which_nobody_looked_is_no_silence():
    times = came(8, lambda *_: 1.0)
    last = times[-1]
    away = (last + HOUR, last + 3 * DAY)
    assert silence_since(times, last, off=[away]) > last + 3 * DAY + 6 * HOUR


def test_a_short_silence_is_none_however_much_is_usual():
    times = came(4, lambda *_: 30.0)
    assert silence_since(times, times[-1]) >= times[-1] + LEAST


def test_what_comes_once_a_day_is_silent_after_more_than_a_week():
    times = came(8, lambda *_: 0.04)
    assert len(times) > 30
    assert times[-1] + 8 * DAY < silence_since(times, times[-1]) < times[-1] + 30 * DAY


def test_what_is_not_silent_within_two_months_never_is():
    times = came(8, lambda *_: 0.04)
    assert silence_since(times, times[-1], off=[(times[-1], times[-1] + 55 * DAY)]) is None


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Tehran"])
@pytest.mark.parametrize("start", [datetime(2026, 2, 2, tzinfo=UTC), datetime(2026, 9, 7, tzinfo=UTC)])
def test_no_silence_when_clocks_go_forward_or_back(zone, start):
    """Eight weeks before and four after: what is usual moves by an hour of UTC in their middle."""
    times = came(12, desk, zone=zone, start=start)
    assert false_alarms(times) == 0


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("per_hour", [desk, bursts, lambda *_: 0.15], ids=["desk", "bursts", "seldom"])
def test_nobody_who_speaks_as_usual_is_called_silent(per_hour, seed):
    assert false_alarms(came(12, per_hour, seed=seed)) == 0


def false_alarms(times):
    """Count pauses from the fourth week on that would have been reported."""
    reported = 0
    for place in range(1, len(times)):
        last, then = times[place - 1], times[place]
        if then - last < 8 * HOUR or last < times[0] + 3 * WEEK:
            continue
        known = usual([one for one in times[:place] if one > last - 8 * WEEK])
        until = None if known is None else silent_at(known, since=last, least=LEAST)
        reported += until is not None and until < then
    return reported


@pytest.mark.parametrize(
    ("at", "zone", "day"),
    [
        (MONDAY + 12 * HOUR, "UTC", "weekday"),
        (MONDAY + 5 * DAY, "UTC", "Saturday"),
        (MONDAY + 4 * DAY + 23 * HOUR, "Europe/Berlin", "Saturday"),
        (MONDAY + 6 * DAY + 12 * HOUR, "UTC", "Sunday"),
    ],
)
def test_a_day_is_called_by_what_is_usual_on_it(at, zone, day):
    per_day, called = usual_on(usual(came(8, desk)), at, zone=zone)
    assert called == day
    assert per_day == pytest.approx(7.4 if day == "weekday" else 1.2, rel=0.35)


def test_a_weekday_on_which_nothing_comes_is_called_by_its_name():
    known = usual(came(8, lambda weekday, _: 0.0 if weekday == 4 else 1.0))
    assert usual_on(known, MONDAY + 4 * DAY + 12 * HOUR, zone="UTC")[1] == "Friday"
    assert usual_on(known, MONDAY + 12 * HOUR, zone="UTC")[1] == "weekday"
