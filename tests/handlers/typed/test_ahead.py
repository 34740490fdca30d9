"""Times to come, as people type them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.typed.ahead import moment_ahead

ZONE = "Europe/Berlin"
NOW = datetime(2026, 11, 26, 14, 30, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)  # a Thursday
READ = """
    2h                  | 2026-11-26 16:30
    2 h                 | 2026-11-26 16:30
    for 2h              | 2026-11-26 16:30
    for 90 min          | 2026-11-26 16:00
    90m                 | 2026-11-26 16:00
    an hour             | 2026-11-26 15:30
    for a day           | 2026-11-27 14:30
    2 days              | 2026-11-28 14:30
    FOR 1 WEEK          | 2026-12-03 14:30
    until 9:00          | 2026-11-27 09:00
    until 16:00         | 2026-11-26 16:00
    till 16:00          | 2026-11-26 16:00
    16.15               | 2026-11-26 16:15
    until 9             | 2026-11-27 09:00
    until 9am           | 2026-11-27 09:00
    8 pm                | 2026-11-26 20:00
    until 12am          | 2026-11-27 00:00
    until 12 pm         | 2026-11-27 12:00
    noon                | 2026-11-27 12:00
    midnight            | 2026-11-27 00:00
    until 14:30         | 2026-11-27 14:30
    until tomorrow      | 2026-11-27 00:00
    tomorrow 8am        | 2026-11-27 08:00
    tomorrow at 8:15    | 2026-11-27 08:15
    today 18:00         | 2026-11-26 18:00
    until friday        | 2026-11-27 00:00
    until thursday      | 2026-12-03 00:00
    mon 7:30            | 2026-11-30 07:30
    until 2026-12-24    | 2026-12-24 00:00
    2026-12-24 18:00    | 2026-12-24 18:00
    today 9:00          | -
    2026-11-01          | -
    2h ago              | -
    0h                  | -
    0                   | -
    9                   | -
    for 9               | -
    for 9:00            | -
    until 2h            | -
    25:00               | -
    13pm                | -
    2026-13-01          | -
    yesterday           | -
    forever             | -
    until               | -
    oil                 | -
    9999 weeks          | 2218-07-16 15:30
"""


@pytest.mark.parametrize("row", [line.strip() for line in READ.strip().splitlines()])
def test_a_time_to_come_is_read_in_the_zone_of_who_types_it(row):
    typed, wanted = (cell.strip() for cell in row.split("|"))
    found = moment_ahead(typed, now=NOW, zone=ZONE)
    assert (f"{found.astimezone(ZoneInfo(ZONE)):%Y-%m-%d %H:%M}" if found else "-") == wanted


def test_the_end_of_summer_time_is_an_hour_more():
    before = datetime(2026, 10, 24, 14, 0, tzinfo=ZoneInfo(ZONE))
    found = moment_ahead("until 9:00", now=before.astimezone(UTC), zone=ZONE)
    assert found == datetime(2026, 10, 25, 8, 0, tzinfo=UTC)
    assert moment_ahead("24h", now=before.astimezone(UTC), zone=ZONE) == datetime(2026, 10, 25, 12, 0, tzinfo=UTC)
