"""Dates as the web writes them → aware UTC, with what is known of their zone.

The rules:

- A time with a zone is that moment.
- A time without a zone is taken to be in the zone that the same document uses elsewhere, and in UTC where it uses
  none. It is marked, so that a better one is preferred.
- A day without a time is any moment of that day, so it stands for its end, UTC: nothing of it is taken for too old.
- Numeric dates with slashes ("01/02/2026") are not read: their order is anybody's guess. Years outside 1990 to 2100
  are no years of this calendar ("1405" is Persian).
- The first instant of a year, weeks ago, is what software writes that knows no date, and so is PHP's year -0001.
  What comes later than tomorrow is no date of publication either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from enum import IntEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.rules.times import DAY_ENDS
from bot.sources.thresholds import PLACEHOLDER_AFTER

if TYPE_CHECKING:
    from collections.abc import Iterable

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
DAY_ONLY = re.compile(r"\d{4}-?\d{2}-?\d{2}")
ISO_SHAPE = re.compile(
    r"""
    (?P<day>\d{4}-?\d{2}-?\d{2})[T\s]+
    (?P<time>\d{1,2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?)\s*  # 9:05, 0905, 09:05:30.5
    (?P<zone>.*)
    """,
    re.IGNORECASE | re.VERBOSE,
)
OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?$", re.IGNORECASE)
# Zone names that mean one thing in news feeds. "IST" is missing: Israel, India and Ireland all use it.
ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "ut": 0, "wet": 0, "bst": 1, "west": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3,
    "idt": 3, "msk": 3, "trt": 3, "irst": 3.5, "irdt": 4.5, "gst": 4, "pkt": 5, "jst": 9, "kst": 9, "aest": 10,
    "aedt": 11, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
# Names that mean winter time or summer time, whichever it is on that day.
REGIONS = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}
# What the email package does not read: names that it does not know, offsets with a colon or with a name before them.
TRAILING_ZONE = re.compile(
    r"\s+\(?([A-Za-z]{1,5}|[+-]\d{1,2}:\d{2}|(?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d{2})?)\)?$", re.IGNORECASE
)
TWELVE_HOURS = re.compile(r"\b(1[0-2]|0?[1-9]):(\d{2}(?::\d{2})?)\s*([ap])\.?\s?m\b\.?", re.IGNORECASE)
NO_YEAR = re.compile(r"-0001\b|(?<![\d:+-])000[01]\b")  # the email package would take it for one of this century
LATEST_AHEAD = timedelta(days=2)  # the end of tomorrow, in any zone


class Certainty(IntEnum):
    """How well a moment is known; more is better."""

    DAY = 1  # only the day was written
    NO_ZONE = 2  # the zone is borrowed or assumed
    EXACT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A moment in UTC and how well it is known."""

    at: datetime
    certainty: Certainty


def read_moment(text: str, *, zone: tzinfo | None = None) -> Moment | None:
    """Read an RFC 822, RFC 3339 or ISO 8601 date; None where it is none of them, or of another calendar.

    Args:
        text: the date as it was written.
        zone: what to take where none is written; UTC where it is None.

    """
    text = TWELVE_HOURS.sub(_in_24_hours, " ".join(text.split())[:80])
    if DAY_ONLY.fullmatch(text):
        at = _parsed(text)
        return _moment_in_range(datetime.combine(at, DAY_ENDS, UTC), Certainty.DAY) if at else None
    at = _iso(text) or _rfc822(text)
    if at is None:
        return None
    if at.tzinfo is None:
        return _moment_in_range(at.replace(tzinfo=zone or UTC), Certainty.NO_ZONE)
    return _moment_in_range(at, Certainty.EXACT)


def zone_used(texts: Iterable[str]) -> tzinfo | None:
    """Return the zone of the first date that has one other than UTC, or None.

    "Z" and "GMT" are what software writes that knows no zone, so they say nothing about naive neighbours.
    """
    for text in texts:
        at = _iso(text) or _rfc822(text)
        if at is not None and at.tzinfo is not None and at.utcoffset():
            return timezone(at.utcoffset() or timedelta(0))
    return None


def is_placeholder(at: datetime, *, now: datetime) -> bool:
    """Tell whether a moment is what software writes that knows none: the first instant of a year that is not now."""
    is_first = (at.month, at.day) == (1, 1) and at.time() in {time(), DAY_ENDS}
    return is_first and abs(now - at) > PLACEHOLDER_AFTER


def is_ahead(at: datetime, *, now: datetime) -> bool:
    """Tell whether a moment lies behind tomorrow: nothing is published then."""
    return at > now + LATEST_AHEAD


def in_this_age(at: datetime) -> datetime | None:
    """Return the moment in UTC, or None where its year is none in which the web was written."""
    moment = _moment_in_range(at, Certainty.EXACT)
    return moment.at if moment else None


def best(moments: Iterable[Moment | None]) -> Moment | None:
    """Return the best known moment; among equals the first."""
    known = [moment for moment in moments if moment is not None]
    return max(known, key=lambda moment: moment.certainty, default=None)


def _moment_in_range(at: datetime, certainty: Certainty) -> Moment | None:
    try:
        at = at.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return Moment(at=at, certainty=certainty) if EARLIEST_YEAR <= at.year <= LATEST_YEAR else None


def _iso(text: str) -> datetime | None:
    match = ISO_SHAPE.fullmatch(text.strip())
    if match is None:
        return None
    at = _parsed(f"{match['day']}T{match['time'].replace(',', '.').zfill(5)}")
    if at is None or not match["zone"]:
        return at
    zone = _zone_named(match["zone"])
    return at.replace(tzinfo=zone) if zone is not None else at


def _rfc822(text: str) -> datetime | None:
    text = text.strip()
    if NO_YEAR.search(text):
        return None
    written = TRAILING_ZONE.search(text)
    zone = _zone_named(written[1]) if written else None
    try:
        at = parsedate_to_datetime(text[: written.start()] if written and zone is not None else text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return at.replace(tzinfo=zone) if zone is not None else at


def _zone_named(text: str) -> tzinfo | None:
    name = text.strip().strip("()").casefold()
    if name in ZONES:
        return timezone(timedelta(hours=ZONES[name]))
    if name in REGIONS:
        return ZoneInfo(REGIONS[name])
    match = OFFSET.match(name)
    if match is None:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    if offset >= timedelta(hours=24):
        return None
    return timezone(-offset if match[1] == "-" else offset)


def _in_24_hours(time: re.Match[str]) -> str:
    hour = int(time[1]) % 12 + (12 if time[3].casefold() == "p" else 0)
    return f"{hour:02}:{time[2]}"


def _parsed(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
