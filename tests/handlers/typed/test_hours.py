"""Hours of a day, and time zones, as people type them."""

from __future__ import annotations

from datetime import time

import pytest

from handlers.typed.hours import hours_of_day, zone_named


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("22:00-07:00", (time(22), time(7), "")),
        ("22:00 - 7:00 Europe/Berlin", (time(22), time(7), "europe/berlin")),
        ("22\u20137", (time(22), time(7), "")),
        ("from 10pm to 6:30 am in America/New York", (time(22), time(6, 30), "america/new york")),
        ("22.30 until noon", (time(22, 30), time(12), "")),
        ("midnight-6 UTC", (time(0), time(6), "utc")),
        ("22-7 America/New_York", (time(22), time(7), "america/new_york")),
        ("25:00-07:00", None),
        ("22:60-07:00", None),
        ("13pm-7", None),
        ("22:00", None),
        ("22:00-", None),
        ("22:00-22", None),
        ("at night", None),
        ("", None),
    ],
)
def test_hours_are_read(typed, hours):
    assert hours_of_day(typed) == hours


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("utc", "UTC"),
        ("louisville", None),
        ("Mars/Olympus", None),
        ("../etc/passwd", None),
        ("", None),
    ],
)
def test_a_zone_is_known_by_its_name_or_its_city(typed, zone):
    assert zone_named(typed) == zone
