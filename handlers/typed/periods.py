"""Times as people type them: `2d`, `yesterday`, `last week`, `may`, `2026-05-01..05-07`.

What a desk types most is read here, by a grammar that never guesses; `dateparser` reads the rest where a time is
certainly meant: "three weeks ago", "May 3rd at noon". Which day of 3/5 is meant nobody can tell, so that is no time.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.core.day_names import MONTHS, WEEKDAYS
from handlers import limits
from handlers.render.pieces.text import plain

if TYPE_CHECKING:
    from collections.abc import Callable

UNITS = {  # of spans of time, by the words for them
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), timedelta(minutes=1)),
    **dict.fromkeys(("h", "hour", "hours"), timedelta(hours=1)),
    **dict.fromkeys(("d", "day", "days"), timedelta(days=1)),
    **dict.fromkeys(("w", "week", "weeks"), timedelta(weeks=1)),
}
_MONTH_UNITS = {"mo": 1, "month": 1, "months": 1, "y": 12, "year": 12, "years": 12}
_MONTH_NAMES = {name[:size]: number for number, name in enumerate(MONTHS, 1) for size in (3, len(name))} | {"sept": 9}
_DAY_NAMES = {name[:size]: number for number, name in enumerate(WEEKDAYS) for size in (3, len(name))}
_SPAN = re.compile(r"(?:(?:the )?(?:last|past) )?(\d{1,6}|an?)\s*([a-z]+)( ago)?", re.ASCII)
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[t ](\d\d:\d\d)(z|[+-]\d\d:?\d\d)?", re.ASCII)
_DAY = re.compile(r"(?:(\d{4})-)?(\d\d)-(\d\d)|(\d{4})-(\d\d)|(\d{4})", re.ASCII)
_DAY_OF_MONTH = r"(\d{1,2})(?:st|nd|rd|th)?"
_MONTH_FIRST = re.compile(rf"([a-z]+)(?: {_DAY_OF_MONTH})?(?:,? (\d{{4}}))?", re.ASCII)
_DAY_FIRST = re.compile(rf"{_DAY_OF_MONTH}(?: of)? ([a-z]+)(?: (\d{{4}}))?", re.ASCII)
_THIS_OR_LAST = re.compile(r"(this|last|past) ([a-z]+)", re.ASCII)
_RANGE = re.compile(
    r"(?:from )?(.+?)(?: ?\.\.\.? ?| ?[\u2013\u2014] ?| - | to | until | till )(.+)|between (.+) and (.+)"
)
_LED = re.compile(r"(since|from|after|in|on|during|until|till|before)[: ] ?(.+)")
_END_WITHOUT_YEAR = re.compile(r"\d\d(-\d\d)?", re.ASCII)
# No 3/5, which is either of two days, and nothing that begins with a word that leads to a time.
_FOR_DATEPARSER = re.compile(
    r"(?!(?:since|from|after|in|on|during|until|till|before|between|and)\b)(?=.*[a-z]{3})[a-z0-9:,' ]{4,40}",
    re.ASCII,
)
# Words and numbers that are searched for as well: "march", "2025", "sat", "ultimatum of two weeks", "05-07".
_DOUBTFUL = re.compile(r"march|(?!may)[a-z]{3}|(\d+|an?) [a-z]+|\d{4}|\d\d-\d\d", re.ASCII)
_OPEN, _TO_THE_END = frozenset({"since", "from", "after"}), frozenset({"until", "till", "before"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of time in UTC; `until` is not part of it, and None is without an end."""

    since: datetime | None
    until: datetime | None = None


_Stretch = tuple[datetime, datetime]  # in the reader's zone, the end not part of it


def period_at(text: str, *, now: datetime, zone: str, alone: bool = False, guess: bool = True) -> Period | None:
    """Return the time that a text means, or None. Days begin at midnight in the time zone of that name.

    Args:
        text: what was typed.
        now: the time.
        zone: of the reader.
        alone: a day, week or month means just that, and not from its beginning on: where it stands among other words.
            Then nothing is guessed either.
        guess: `dateparser` is asked, which takes a quarter of a second to get ready.

    """
    wanted = " ".join(plain(text).casefold().split())
    try:
        found = _period(wanted, now.astimezone(ZoneInfo(zone)), alone=alone, guess=guess)
    except (ValueError, OverflowError):  # no such day, or none that a calendar holds
        return None
    if found is None or (found.since or now).year < limits.EARLIEST_TYPED_YEAR:
        return None
    return None if found.since and found.until and found.since >= found.until else found


def as_typed_period(period: Period) -> str:
    """Write a period so that `period_at` reads the same in any zone."""
    begin, end = (
        one.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ") if one else "" for one in (period.since, period.until)
    )
    if not end:
        return begin
    return f"{begin}..{end}" if begin else f"until {end}"


def _period(wanted: str, local: datetime, *, alone: bool, guess: bool) -> Period | None:
    def stretch(text: str) -> _Stretch | None:
        return _stretch(text, local, guess=guess and not alone)

    if alone and _DOUBTFUL.fullmatch(wanted):
        return None
    led = _LED.fullmatch(wanted)
    lead, bare = (led[1], led[2]) if led else ("", wanted)
    whole = _RANGE.fullmatch(wanted if lead in _OPEN else bare)
    if whole and (found := _between(whole[1] or whole[3], whole[2] or whole[4], stretch, local)):
        return found
    meant = _stretch(bare, local, guess=guess and (not alone or bool(led)))
    if meant is None:
        return None
    begin, end = (one.astimezone(UTC) for one in meant)
    if lead in _TO_THE_END:
        return Period(since=None, until=begin if lead == "before" else end)
    is_closed = bool(lead and lead not in _OPEN) or (alone and lead not in _OPEN)
    return Period(since=begin, until=end if is_closed and end < local else None)


def _between(first: str, last: str, stretch: Callable[[str], _Stretch | None], local: datetime) -> Period | None:
    begin = stretch(first)
    if begin is None:
        return None
    if _END_WITHOUT_YEAR.fullmatch(last):  # 2026-05-01..05-07, 2026-05-01..07: in the same year, or month
        day = begin[0].date()
        last = f"{day.year}-{last}" if "-" in last else f"{day.year}-{day.month:02}-{last}"
    end = (local, local) if last == "now" else stretch(last)
    if end is None:
        return None
    is_moment = end[1] == local
    return Period(since=begin[0].astimezone(UTC), until=(end[0] if is_moment else end[1]).astimezone(UTC))


def _stretch(text: str, local: datetime, *, guess: bool) -> _Stretch | None:
    """Return when something begins and ends; what has no end of its own ends now."""
    for read in (_span, _named_day, _week_or_month, _written_date, _month, _moment_of):
        if found := read(text, local):
            return found
    return _guessed(text, local) if guess else None


def _span(text: str, local: datetime) -> _Stretch | None:
    match = _SPAN.fullmatch(text)
    if not match:
        return None
    number = int(match[1]) if match[1].isdigit() else 1
    if unit := UNITS.get(match[2]):
        # In UTC: two hours are two hours where clocks were set back in between.
        return (local.astimezone(UTC) - number * unit).astimezone(local.tzinfo), local
    months = _MONTH_UNITS.get(match[2])
    return (_months_before(local, number * months), local) if months else None


def _named_day(text: str, local: datetime) -> _Stretch | None:
    today, last = local.date(), text.removeprefix("last ")
    if text in {"today", "yesterday"}:
        return _days(today - timedelta(days=int(text == "yesterday")), 1, local)
    if last in WEEKDAYS or (last != text and last in _DAY_NAMES):
        back = (today.weekday() - _DAY_NAMES[last]) % 7
        return _days(today - timedelta(days=back if back or last == text else 7), 1, local)
    if text == "last night":
        return _at(today - timedelta(days=1), time(18), local), _at(today, time(6), local)
    return (_at(today, time(0), local), _at(today, time(12), local)) if text == "this morning" else None


def _week_or_month(text: str, local: datetime) -> _Stretch | None:
    match = _THIS_OR_LAST.fullmatch(text)
    if not match:
        return None
    today, back = local.date(), int(match[1] != "this")
    saturday = today - timedelta(days=(today.weekday() - 5) % 7)
    is_weekend = today.weekday() > 4  # noqa: PLR2004 - Friday
    match match[2]:
        case "week":
            return _days(today - timedelta(days=today.weekday() + 7 * back), 7, local)
        case "weekend":
            return _days(saturday - timedelta(days=7 * int(back and is_weekend)), 2, local)
        case "month":
            return _month_of(_months_before(local, back).date(), local)
        case "year":
            return _year_of(today.year - back, local)
    number = _MONTH_NAMES.get(match[2])
    return _month_of(date(today.year - int(number >= today.month), number, 1), local) if number and back else None


def _written_date(text: str, local: datetime) -> _Stretch | None:
    match = _DAY.fullmatch(text)
    if not match:
        return None
    if match[6]:
        return _year_of(int(match[6]), local) if limits.EARLIEST_TYPED_YEAR <= int(match[6]) <= local.year else None
    if match[4]:
        return _month_of(date(int(match[4]), int(match[5]), 1), local)
    return _days(_day_before(match[1], int(match[2]), int(match[3]), local), 1, local)


def _month(text: str, local: datetime) -> _Stretch | None:
    """Read `may`, `may 2026`, `may 3`, `3 may 2026`: the last one where no year is given."""
    if (match := _MONTH_FIRST.fullmatch(text)) and match[1] in _MONTH_NAMES:
        number, day, year = _MONTH_NAMES[match[1]], match[2], match[3]
    elif (match := _DAY_FIRST.fullmatch(text)) and match[2] in _MONTH_NAMES:
        number, day, year = _MONTH_NAMES[match[2]], match[1], match[3]
    else:
        return None
    if day:
        return _days(_day_before(year, number, int(day), local), 1, local)
    return _month_of(_day_before(year, number, 1, local), local)


def _moment_of(text: str, local: datetime) -> _Stretch | None:
    match = _MOMENT.fullmatch(text)
    if not match:
        return None
    at = datetime.fromisoformat(f"{match[1]}T{match[2]}{(match[3] or '').upper()}")
    at = at if at.tzinfo else at.replace(tzinfo=local.tzinfo)
    return at.astimezone(local.tzinfo), at.astimezone(local.tzinfo) if match[3] else local


def _guessed(text: str, local: datetime) -> _Stretch | None:
    if not _FOR_DATEPARSER.fullmatch(text):
        return None
    import dateparser  # noqa: PLC0415 - most times are read without it, and it takes 50 ms to load

    settings: Any = {"RELATIVE_BASE": local.replace(tzinfo=None), "PREFER_DATES_FROM": "past"}
    at = dateparser.parse(text, languages=["en"], settings=settings)
    if at is None:
        return None
    return (at.astimezone(local.tzinfo) if at.tzinfo else at.replace(tzinfo=local.tzinfo)), local


def _day_before(year: str | None, month: int, day: int, local: datetime) -> date:
    """Return a day; where no year is given, the last one that has begun."""
    if year:
        return date(int(year), month, day)
    for back in range(9):  # 29 February may lie so far back
        its_year = local.year - back
        if day <= calendar.monthrange(its_year, month)[1] and (found := date(its_year, month, day)) <= local.date():
            return found
    raise ValueError(day)


def _months_before(local: datetime, months: int) -> datetime:
    year, month = divmod(local.year * 12 + local.month - 1 - months, 12)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)


def _days(first: date, number: int, local: datetime) -> _Stretch:
    return _at(first, time(0), local), _at(first + timedelta(days=number), time(0), local)


def _month_of(day: date, local: datetime) -> _Stretch:
    return _days(day.replace(day=1), calendar.monthrange(day.year, day.month)[1], local)


def _year_of(year: int, local: datetime) -> _Stretch:
    return _days(date(year, 1, 1), 366 if calendar.isleap(year) else 365, local)


def _at(day: date, hour: time, local: datetime) -> datetime:
    return datetime.combine(day, hour, tzinfo=local.tzinfo)
