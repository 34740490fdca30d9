"""Times to come as people type them: `2h`, `for 90 min`, `until 9:00`, `until monday`, `tomorrow 8am`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.core.day_names import WEEKDAYS
from handlers.render.pieces.text import plain
from handlers.typed.periods import UNITS

if TYPE_CHECKING:
    from datetime import date

_SPAN_AHEAD = re.compile(r"(\d{1,4}|an?)\s*([a-z]+)", re.ASCII)
_TIME_AHEAD = re.compile(r"(\d{1,2})(?:[:.](\d\d))?\s*(am|pm)?", re.ASCII)
_DATE_AHEAD = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NAMED = {"midnight": time(0), "noon": time(12)}
_NOON = 12


def moment_ahead(text: str, *, now: datetime, zone: str) -> datetime | None:
    """Return the moment in UTC that a text means, later than now, or None where it means none.

    A time of day is the next one, a day begins at midnight.

    Args:
        text: what was typed.
        now: the time.
        zone: of the reader, by its name.

    """
    wanted = " ".join(plain(text).casefold().split())
    lead, _, rest = wanted.partition(" ")
    wanted = rest if lead in {"for", "until", "till"} else wanted
    try:
        found = None if lead in {"until", "till"} else _after_a_span(wanted, now)
        if found is None and lead != "for" and (lead in {"until", "till"} or not wanted.isdigit()):
            found = _at_a_moment(wanted, now.astimezone(ZoneInfo(zone)))
    except (ValueError, OverflowError):  # no such day or hour
        return None
    return found if found is not None and found > now else None


def _after_a_span(wanted: str, now: datetime) -> datetime | None:
    match = _SPAN_AHEAD.fullmatch(wanted)
    unit = UNITS.get(match[2]) if match else None
    if match is None or unit is None:
        return None
    return now + (int(match[1]) if match[1].isdigit() else 1) * unit


def _at_a_moment(wanted: str, local: datetime) -> datetime | None:
    first, _, rest = wanted.partition(" ")
    day = _day_ahead(first, local)
    clock = clock_time(rest.removeprefix("at ") if day else wanted.removeprefix("at "))
    if day is None and clock is None:
        return None
    if day is not None and rest and clock is None:
        return None
    at = datetime.combine(day or local.date(), clock or time(0), tzinfo=local.tzinfo)
    if day is None and at <= local:
        at = datetime.combine(local.date() + timedelta(days=1), clock or time(0), tzinfo=local.tzinfo)
    return at.astimezone(UTC)


def _day_ahead(word: str, local: datetime) -> date | None:
    if word in {"today", "tomorrow"}:
        return local.date() + timedelta(days=int(word == "tomorrow"))
    if _DATE_AHEAD.fullmatch(word):
        return datetime.fromisoformat(word).date()
    names = {name[:size]: number for number, name in enumerate(WEEKDAYS) for size in (3, len(name))}
    if word not in names:
        return None
    return local.date() + timedelta(days=(names[word] - local.weekday() - 1) % 7 + 1)


def clock_time(word: str) -> time | None:
    """Return the time of day that a word means, `9:00`, `8am` or `noon`, or None where it means none.

    Raises:
        ValueError: there is no such hour.

    """
    if word in _NAMED:
        return _NAMED[word]
    match = _TIME_AHEAD.fullmatch(word)
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    return time(hour, minute)
