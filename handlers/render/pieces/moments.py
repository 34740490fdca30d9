"""Moments, days and distances of time as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.core.model import Precision
from bot.rules.times import has_no_zone, said_words
from handlers.render.pieces.segments import Segment, Style, words

if TYPE_CHECKING:
    from datetime import datetime, timedelta

_DASH = "\u2013"


def moment(at: datetime, *, zone: str) -> Segment:
    """Return a point in time; its text is in the time zone of that name."""
    return Segment(text=moment_text(at, zone=zone), style=Style.TIME, at=at)


def published(at: datetime, *, zone: str) -> Segment:
    """Return a time of publication: a point in time, or where nobody named its zone the time that was written."""
    return words(f"{at.day} {at:%b %Y, %H:%M}, zone not named") if has_no_zone(at) else moment(at, zone=zone)


def clock(at: datetime, *, beside: datetime, zone: str) -> Segment:
    """Return a point in time; its text is the time of day alone where it is the day of `beside`."""
    local = at.astimezone(ZoneInfo(zone))
    if local.date() == beside.astimezone(ZoneInfo(zone)).date():
        return Segment(text=f"{local:%H:%M %Z}", style=Style.TIME, at=at)
    return moment(at, zone=zone)


def said(at: datetime, precision: Precision, *, zone: str) -> Segment:
    """Return when words were said. A day is the same day for every reader, so it is text and no point in time."""
    return moment(at, zone=zone) if precision is Precision.MOMENT else words(said_words(at, precision))


def ago(at: datetime, *, now: datetime) -> Segment:
    """Return a point in time as the time from it to now, or to it from now."""
    return Segment(text=ago_text(at, now=now), style=Style.AGO, at=at)


def moment_text(at: datetime, *, zone: str) -> str:
    """Write a time in a zone: `3 Nov 2026, 14:05 UTC`."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%b %Y, %H:%M %Z}"


def day_text(at: datetime, *, beside: datetime, zone: str) -> str:
    """Write a day in a zone, with its year where that is another than of `beside`: `3 May`, `3 May 2019`."""
    day, now = (moment.astimezone(ZoneInfo(zone)) for moment in (at, beside))
    return f"{day.day} {day:%b}" if day.year == now.year else f"{day.day} {day:%b %Y}"


def ago_text(at: datetime, *, now: datetime) -> str:
    """Write the distance in its largest unit: `12 s ago`, `3 min ago`, `in 2 h`, `5 days ago`."""
    seconds = int((now - at).total_seconds())
    span = _largest_unit(abs(seconds))
    return f"in {span}" if seconds < 0 else f"{span} ago"


def spell(span: timedelta) -> str:
    """Write a span of time in its largest unit: `12 s`, `31 h`, `3 days`."""
    return _largest_unit(int(abs(span.total_seconds())))


def _largest_unit(seconds: int) -> str:
    if seconds < 60:  # noqa: PLR2004 - the clock's own numbers
        return f"{seconds} s"
    if seconds < 3600:  # noqa: PLR2004
        return f"{seconds // 60} min"
    if seconds < 2 * 86400:
        return f"{seconds // 3600} h"
    return f"{seconds // 86400} days"


def listed_clock(at: datetime, *, beside: datetime, zone: str) -> str:
    """Write the time of day, below a line that names the zone: `14:05`, or of another day `27 Nov 14:05`."""
    local, other = (moment.astimezone(ZoneInfo(zone)) for moment in (at, beside))
    return f"{local:%H:%M}" if local.date() == other.date() else f"{local.day} {local:%b %H:%M}"


def span_text(since: datetime, until: datetime, *, zone: str) -> str:
    """Write a span of time in a zone: `14:05-14:15 CET`."""
    begun, ended = (at.astimezone(ZoneInfo(zone)) for at in (since, until))
    if begun.strftime("%Y-%m-%d %H:%M") == ended.strftime("%Y-%m-%d %H:%M"):
        return f"{begun:%H:%M %Z}"
    if begun.date() == ended.date():
        return f"{begun:%H:%M}{_DASH}{ended:%H:%M %Z}"
    return f"{begun.day} {begun:%b %H:%M}{_DASH}{ended.day} {ended:%b %H:%M %Z}"
