"""The order of the record: a statement's place is a number, so that the newest are found without sorting.

A place is the microsecond of `first_seen_at` with room for what is seen in the same one. Both databases walk their
rows in this order, and SQLite its index of words.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.store.thresholds import ROOM_OF_A_MICROSECOND

DAYS_OF_MONTH = 32

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1) // _MICROSECOND * ROOM_OF_A_MICROSECOND
_FURTHEST = 2**63 - _DAY  # of what a database takes: the year 2112


def first_place(at: datetime) -> int:
    """Return the first place of a moment, aware; nothing that was first seen before it stands there or after it."""
    return min(max((at - _EPOCH) // _MICROSECOND * ROOM_OF_A_MICROSECOND, -_FURTHEST), _FURTHEST)


def day_of(place: int) -> int:
    """Return the day of a place, counted from 1970 in UTC."""
    return place // _DAY


def first_place_of_day(day: int) -> int:
    """Return the first place of a day."""
    return day * _DAY
