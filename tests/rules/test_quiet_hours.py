"""When quiet hours end, through midnight, on some days alone, and in the nights when clocks are changed."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from bot.core.model import Channel, Platform, QuietHours, Route, Urgency
from bot.rules.quiet_hours import held_until, quiet_until

CONSOLE = Channel(platform=Platform.CONSOLE)


def hours(begins="22:00", ends="07:00", zone="Europe/Berlin", **changes):
    return QuietHours(begins=time.fromisoformat(begins), ends=time.fromisoformat(ends), zone=zone, **changes)


def at(text):
    return datetime.fromisoformat(text).astimezone(UTC)


NIGHT = hours()
NOON = hours("12:00", "13:30")
WEEKEND = hours("18:00", "08:00", days=("friday", "saturday"))
EARLY = hours("01:00", "02:30")
ENDS = {
    "before they begin": (NIGHT, "2026-11-27T21:59:59+01:00", None),
    "as they begin": (NIGHT, "2026-11-27T22:00+01:00", "2026-11-28T07:00+01:00"),
    "after midnight": (NIGHT, "2026-11-28T03:00+01:00", "2026-11-28T07:00+01:00"),
    "a second before the end": (NIGHT, "2026-11-28T06:59:59+01:00", "2026-11-28T07:00+01:00"),
    "as they end": (NIGHT, "2026-11-28T07:00+01:00", None),
    "at noon, in them": (NOON, "2026-11-28T13:00+01:00", "2026-11-28T13:30+01:00"),
    "at noon, after them": (NOON, "2026-11-28T13:30+01:00", None),
    "on a day on which they begin": (WEEKEND, "2026-11-27T23:00+01:00", "2026-11-28T08:00+01:00"),
    "on the morning after": (WEEKEND, "2026-11-29T07:00+01:00", "2026-11-29T08:00+01:00"),
    "on another day": (WEEKEND, "2026-11-29T23:00+01:00", None),
    "an end that is left out": (EARLY, "2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00"),
    "an end that comes twice": (EARLY, "2026-10-25T02:15+02:00", "2026-10-25T02:30+02:00"),
    "the second time": (EARLY, "2026-10-25T02:15+01:00", None),
    "a short night": (NIGHT, "2026-03-28T23:00+01:00", "2026-03-29T07:00+02:00"),
}


@pytest.mark.parametrize(("quiet", "now", "end"), ENDS.values(), ids=ENDS)
def test_quiet_hours_end(quiet, now, end):
    assert quiet_until(quiet, now=at(now)) == (at(end) if end else None)


def test_without_quiet_hours_it_is_never_quiet():
    assert quiet_until(None, now=at("2026-11-27T23:00+01:00")) is None


def route(quiet=None, **changes):
    return Route(channel=CONSOLE, quiet=quiet, **changes)


LOUD = {"urgency": Urgency.MENTION, "mention": "S0614TZR7"}


@pytest.mark.parametrize(
    ("routes", "end"),
    [
        pytest.param([route(NIGHT)], "2026-11-28T07:00+01:00", id="one that is quiet"),
        pytest.param([route(NIGHT), route()], None, id="another that is never quiet"),
        pytest.param([route(NIGHT), route(NOON)], None, id="another that is not quiet now"),
        pytest.param([route(NIGHT), route(hours(ends="05:00"))], "2026-11-28T05:00+01:00", id="the first end"),
        pytest.param([route(NIGHT, **LOUD)], "2026-11-28T07:00+01:00", id="a mention that waits as well"),
        pytest.param([route(hours(mentions=True), **LOUD)], None, id="a mention that is let through"),
        pytest.param([route(hours(mentions=True))], "2026-11-28T07:00+01:00", id="no mention"),
        pytest.param([], None, id="none"),
    ],
)
def test_an_alert_waits_while_all_of_its_routes_are_quiet(routes, end):
    assert held_until(routes, now=at("2026-11-27T23:00+01:00")) == (at(end) if end else None)


def test_they_are_written_as_people_type_them():
    assert str(hours(mentions=True, days=("friday",))) == "22:00-07:00 Europe/Berlin on friday, but for mentions"
