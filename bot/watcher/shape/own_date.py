"""The date that a text gives itself, where it is long before that of the feed: of an old page that is listed anew."""

from __future__ import annotations

import re
from datetime import MAXYEAR, UTC, datetime
from typing import TYPE_CHECKING, Final

from bot.core.model import Precision
from bot.watcher import thresholds
from bot.watcher.shape.bygone import is_old
from bot.watcher.shape.dates import Expression, Said, find_times

if TYPE_CHECKING:
    from collections.abc import Sequence

_PUBLISHED: Final = re.compile(r"\W*(?:published|posted|issued|date|updated|last updated|modified)\b", re.IGNORECASE)
_FIRST: Final = re.compile(r"\bfirst\b|\boriginally\b", re.IGNORECASE)  # it was written on
_A_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_HEADING_YEAR: Final = re.compile(r"\W{0,3}(?P<year>(?:19|20)\d\d):\s")
_HEADS_LINE: Final = re.compile(r"\s*(?::|\ -|\ ?[–—])\s")


def own_date(lines: Sequence[str], dateline: str | None, published_at: datetime | None) -> Said | None:
    """Return the day on which a text says that it was published, or is from, where that is long ago.

    Args:
        lines: the first paragraphs.
        dateline: the date in the line that begins it, "Aug. 14, 2024".
        published_at: what the feed says.

    """
    if published_at is None:
        return None
    said = [_dated(dateline, published_at)] if dateline else []
    said += [
        _dated(line, published_at)
        for line in lines
        if len(line) <= thresholds.LONGEST_DATE_LINE and _PUBLISHED.match(line)
    ]
    days = [one for one in said if one is not None]
    if (
        not days
        or len(days) < len(said)
        or any(_FIRST.search(line) for line in lines if len(line) <= thresholds.LONGEST_DATE_LINE)
    ):
        return None
    latest = max(days, key=lambda one: one.at)
    return latest if is_old(latest, published_at) else None


def heading_time(text: str, times: Sequence[Expression], published_at: datetime | None) -> Expression | None:
    """The time that heads a sentence or a line of a timeline: "March 2023: ", "14 February 2019 – "."""
    year = _HEADING_YEAR.match(text)
    if year and int(year["year"]) < (published_at.year if published_at else MAXYEAR):
        said = Said(at=datetime(int(year["year"]), 1, 1, tzinfo=UTC), precision=Precision.YEAR)
        return Expression(start=year.start("year"), end=year.end("year"), said=said)
    first = next(iter(times), None)
    if first is None or text[: first.start].strip(" •*–—-") or not _HEADS_LINE.match(text, first.end):
        return None
    return first if is_old(first.said, published_at) else None


def _dated(line: str, published_at: datetime) -> Said | None:
    """The last day that a line names with its year, unless only its year is wrong."""
    found = find_times(line, published_at)
    times = [one.said for one in found if _A_YEAR.search(line, one.start, one.end)]
    days = [one for one in times if one is not None and one.precision is Precision.DAY]
    if not times or len(days) < len(times):
        return None
    latest = max(days, key=lambda one: one.at)
    apart = abs((published_at.date() - latest.at.date()).days) % 365
    return None if min(apart, 365 - apart) <= thresholds.SLIP_OF_THE_YEAR.days else latest
