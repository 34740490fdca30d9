"""Dates as the web writes them → aware UTC, with what is known of their zone.

The rules:

- A time with a zone is that moment. An offset counts before any name beside it, and its one or two digits are hours.
  A name is read where it means one thing: a zone of the tz database, or an abbreviation that has one offset there.
- A time without a zone, or with a name that is none of those, is taken to be in the zone that the same document uses
  elsewhere, and in UTC where it uses none. It is marked, so that a better one is preferred, and one taken for UTC's
  stands for the latest that it may be.
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
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from bot.rules.times import DAY_ENDS, marked_without_zone
from bot.sources.thresholds import EARLIEST_YEAR, LATEST_AHEAD, LATEST_YEAR, PLACEHOLDER_AFTER

if TYPE_CHECKING:
    from collections.abc import Iterable

DAY_ONLY = re.compile(r"\d{4}-?\d{2}-?\d{2}")
ISO_SHAPE = re.compile(
    r"""
    (?P<day>\d{4}-?\d{2}-?\d{2})[T\s]+
    (?P<time>\d{1,2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?)\s*  # 9:05, 0905, 09:05:30.5
    (?P<zone>.*)
    """,
    re.IGNORECASE | re.VERBOSE,
)
CLOCK_TIME = re.compile(
    r"(?P<till>.*?(?<![\d.])\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)(?![\d.])\s*(?P<zone>.*?)(?P<year>\s\d{4})?", re.DOTALL
)
# What stands behind it names the same zone once more: "-0700 (Pacific Daylight Time)", "+02:00[Europe/Paris]".
OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])(\d{1,2})(?::?(\d{2}))?(?![\d:]).*", re.DOTALL)
UNKNOWN_ZONE = "-0000"  # as RFC 5322 has it
IN_BRACKETS = re.compile(r"(?P<before>[^\[(]*)[\[(](?P<inside>[^\])]*)[\])]?")
# Zone names that mean one thing in news feeds, though not in the tz database, or are missing there; and those of nearly
# every feed, for which it need not be read. "IST" is missing: Israel, India and Ireland all use it.
ZONES = {
    "z": 0, "gmt": 0, "utc": 0, "ut": 0, "cst": -6, "cdt": -5, "pst": -8, "pdt": -7, "trt": 3,
    "irst": 3.5, "irdt": 4.5, "gst": 4,
}  # fmt: skip
# Names that mean winter time or summer time, whichever it is on that day.
REGIONS = {
    "et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles",
    "eastern": "America/New_York", "central": "America/Chicago", "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
}  # fmt: skip
TIME_OF_A_REGION = re.compile(r"(?: standard| daylight)? time$")
# A hemisphere's winter and summer of a year whose names are those of today.
WHEN_NAMES_ARE_ASKED = (datetime(2026, 1, 15), datetime(2026, 7, 15))  # noqa: DTZ001  put into each zone
TWELVE_HOURS = re.compile(r"(?<![\d:.])(\d{1,2})(?::(\d{2}(?::\d{2}(?:\.\d+)?)?))?\s*([ap])\.?\s?m\b\.?", re.IGNORECASE)
NO_YEAR = re.compile(r"-0001\b|(?<![\d:+-])000[01]\b")  # the email package would take it for one of this century
HALF_A_DAY = 12  # hours on a clock that has a.m. and p.m.


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
        known = marked_without_zone(at.replace(tzinfo=UTC)) if zone is None else at.replace(tzinfo=zone)
        return _moment_in_range(known, Certainty.NO_ZONE)
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
    is_first = (at.month, at.day) == (1, 1) and at.time().replace(microsecond=0) in {time(), DAY_ENDS}
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
    written = CLOCK_TIME.fullmatch(text)
    zone = _zone_named(written["zone"]) if written and written["zone"] != UNKNOWN_ZONE else None
    if written and written["zone"]:  # the email package knows few names, and takes "+03" for three minutes
        text = f"{written['till']}{written['year'] or ''}"
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return at.replace(tzinfo=zone) if zone is not None else at


def _zone_named(text: str) -> tzinfo | None:
    """Return the zone of what stands behind a time, or None where it names none that means one thing."""
    text = text.strip().casefold().replace("\N{MINUS SIGN}", "-")
    if offset := OFFSET.fullmatch(text):
        return _zone_at(offset)
    names = [text]
    if brackets := IN_BRACKETS.fullmatch(text):
        names = [brackets["before"].strip(), brackets["inside"].strip()]
    return next((zone for name in names if (zone := _zone_called(name)) is not None), None)


def _zone_at(written: re.Match[str]) -> tzinfo | None:
    offset = timedelta(hours=int(written[2]), minutes=int(written[3] or 0))
    if offset >= timedelta(hours=24):
        return None
    return timezone(-offset if written[1] == "-" else offset)


def _zone_called(name: str) -> tzinfo | None:
    if name in ZONES:
        return timezone(timedelta(hours=ZONES[name]))
    if region := REGIONS.get(TIME_OF_A_REGION.sub("", name)):
        return ZoneInfo(region)
    return _tz_database().get(name)


@cache
def _tz_database() -> dict[str, tzinfo]:
    """Return the zones of the tz database by their names, and by the abbreviations that mean one offset in all of it.

    Names are in lower case. This takes a tenth of a second, once.
    """
    zones = {name: ZoneInfo(name) for name in available_timezones()}
    offsets: dict[str, set[timedelta]] = {}
    for zone in zones.values():
        for at in WHEN_NAMES_ARE_ASKED:
            offsets.setdefault(at.replace(tzinfo=zone).tzname() or "", set()).add(zone.utcoffset(at) or timedelta())
    called: dict[str, tzinfo] = {name.casefold(): zone for name, zone in zones.items()}
    # The abbreviations last: as names of the database, "EST" and "MET" are old places that have summer time today.
    return called | {
        name.casefold(): timezone(found.pop()) for name, found in offsets.items() if name.isalpha() and len(found) == 1
    }


def _in_24_hours(time: re.Match[str]) -> str:
    hour = int(time[1])
    if 1 <= hour <= HALF_A_DAY:  # else the marker says nothing: "21:00 PM"
        hour = hour % HALF_A_DAY + (HALF_A_DAY if time[3].casefold() == "p" else 0)
    return f"{hour:02}:{time[2] or '00'}"


def _parsed(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
