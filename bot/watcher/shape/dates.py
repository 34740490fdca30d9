"""Expressions of time in English news: "on Tuesday", "last June", "3 June 2019", "in a 2019 interview", as days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from bot.core.day_names import WEEKDAYS
from bot.core.model import Precision
from bot.watcher import thresholds
from bot.watcher.lexicon import OCCASIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS: Final = {
    word: number
    for number, words in enumerate("a/an/one two three four five six seven eight nine ten eleven twelve".split(), 1)
    for word in words.split("/")
}
_SEASON_ENDS: Final = {"spring": 5, "summer": 8, "fall": 11, "autumn": 11}  # the last month of each in the north

# The forms of a time, VERBOSE: a space of the text is written "\ ".
_WEEKDAY: Final = r"""
    (?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)
    (?:,?\ (?:early\ |late\ )?(?:morning|afternoon|evening|night))?
"""
_MONTH: Final = r"""
    (?P<month>
        Jan(?:uary|\.)? | Feb(?:ruary|\.)? | Mar(?:ch|\.)? | Apr(?:il|\.)? | May | June?\.? | July?\.? | Aug(?:ust|\.)?
        | Sept?(?:ember|\.)? | Oct(?:ober|\.)? | Nov(?:ember|\.)? | Dec(?:ember|\.)?
    )(?!\w)
"""
_YEAR: Final = r"(?P<year>(?:19|20)\d\d)(?![\w%])"
_NUMBER: Final = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\w%:]|[.,]\d)"
_WHICH: Final = r"(?P<which>[Ll]ast|[Tt]his\ past|[Tt]his)"
_NEARBY: Final = r"""
    (?P<near>
        [Yy]esterday | today | (?<![\w.]\ )Today | [Tt]onight | [Ll]ast\ night | [Tt]his\ (?:morning|afternoon|evening)
        | (?:[Ee]arl|[Ll]at)i?er\ in\ the\ day
    )(?!\w)
"""
_AGO: Final = r"""
    (?:(?P<number>\d{1,3}|[A-Za-z]+)\ )?(?P<unit>day|week|month|year|decade)s?[ ]
    (?:(?P<ago>ago)|earlier|before|later)(?!\w)
"""
_ANY_OCCASION: Final = "|".join(sorted(OCCASIONS)).replace(" ", r"\ ")
# The time of an occasion of speaking: "Monday's briefing", "a 2019 interview". Up to three words may stand before it.
_OF_EVENT: Final = rf"""
    (?P<event>
        (?:['’]s?)?
        (?=
            \ (?:
                (?!(?:
                    in|an?|the|at|on|his|her|its|with|to|for|by|of|from|during|he|she|it|that|and|or|said
                )\ )
                [\w-]+[ ]
            ){{0,3}}
            (?:{_ANY_OCCASION})(?!\w)
        )
    )
"""
_FORMS: Final = tuple(  # the longest first: at one place the first that fits counts
    re.compile(f"(?:{form}){_OF_EVENT}{'?' if form != _YEAR else ''}", re.VERBOSE)
    for form in (
        rf"(?:{_WEEKDAY},?\ )?(?:the\ )?{_NUMBER}(?:\ of)?\ {_MONTH}(?:,?\ {_YEAR})?",
        rf"(?:{_WEEKDAY},?\ )?{_MONTH}\ {_NUMBER}(?:,?\ {_YEAR})?",
        r"(?P<iso>(?:19|20)\d\d-\d\d-\d\d)(?!\w)",
        rf"{_MONTH}(?:,|\ of)?\ {_YEAR}",
        rf"{_MONTH},?\ (?:of\ )?(?P<last_year>last\ year)",
        rf"(?:{_WHICH}|[Ii]n|[Dd]uring)(?:\ early|\ mid-|\ late)?\ ?{_MONTH}(?!\ \d)",
        rf"(?:{_WHICH}\ )?{_WEEKDAY}",
        _NEARBY,
        rf"{_WHICH}\ (?P<unit>week|month|year)(?!\w)",
        rf"[Ll]ast\ (?P<season>{'|'.join(_SEASON_ENDS)})(?!\w)",
        _AGO,
        rf"(?:[Ii]n|[Dd]uring)(?:\ the\ \w+\ of)?\ (?:early\ |mid-|late\ )?{_YEAR}",
        _YEAR,
    )
)
_WORD_START: Final = re.compile(r"(?<![\w.-])\w")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """When words were said: `at` is the beginning of the day, week, month or year that is known, in UTC."""

    at: datetime
    precision: Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """An expression of time at `[start, end)` of a text; the preposition before it may belong to it."""

    start: int
    end: int
    said: Said | None  # None: it leaves open which day it means
    of_event: bool = False  # the time of an occasion of speaking


def find_times(text: str, published_at: datetime | None) -> Iterator[Expression]:
    """Give the expressions of time in a sentence, in order.

    Without the time of publication only what names its year is resolved.
    """
    end = 0
    for begin in _WORD_START.finditer(text):
        found = next(filter(None, (form.match(text, begin.start()) for form in _FORMS)), None)
        if found is None or found.start() < end:
            continue
        end = found.end()
        words = {name: value.lower() for name, value in found.groupdict().items() if value is not None}
        yield Expression(start=found.start(), end=end, said=_resolved(words, published_at), of_event="event" in words)


def _resolved(words: dict[str, str], published_at: datetime | None) -> Said | None:
    today = published_at.date() if published_at else None
    try:
        if "iso" in words:
            day, precision = date.fromisoformat(words["iso"]), Precision.DAY
        elif "year" in words:
            month = _month(words["month"]) if "month" in words else 1
            day = date(int(words["year"]), month, int(words.get("day", "1")))
            precision = Precision.DAY if "day" in words else Precision.MONTH if "month" in words else Precision.YEAR
        elif published_at is None:
            return None
        else:
            day, precision = _against(words, published_at)
        at = datetime.combine(_beginning(day, precision), time(), UTC)
    except (ValueError, LookupError, OverflowError):  # 30 February; years that no calendar has; what is left open
        return None
    if today is not None and at.date() > today + timedelta(days=1):
        return None
    return Said(at=at, precision=precision)


def _against(words: dict[str, str], published_at: datetime) -> tuple[date, Precision]:
    """The day that words mean in an article of a day; a LookupError or ValueError where they leave it open."""
    today = published_at.date()
    which = words.get("which", "")
    if "month" in words:
        month = _month(words["month"])
        if "last_year" in words:
            return date(today.year - 1, month, 1), Precision.MONTH
        day = int(words.get("day", "1"))
        return _latest(today, month, day, last="last" in which), Precision.DAY if "day" in words else Precision.MONTH
    if "weekday" in words:
        number, unit = (today.weekday() - WEEKDAYS.index(words["weekday"])) % 7, "day"
        if number == 0 and which in {"last", "this past"}:
            number = 7
        if number == 6 and not which and published_at.hour >= thresholds.NEXT_DAY_BEGUN:  # noqa: PLR2004 - it is tomorrow
            number = -1
    elif "near" in words:
        number, unit = int(words["near"] in {"yesterday", "last night"}), "day"
    elif "season" in words:
        number, unit = int(today.month <= _SEASON_ENDS[words["season"]]), "year"
    elif which:
        number, unit = int(which != "this"), words["unit"]
    else:
        ago = words["number"] if "ago" in words else ""
        number, unit = int(ago) if ago.isdigit() else _NUMBERS[ago], words["unit"]
    return _back(today, number, unit)


def _back(today: date, number: int, unit: str) -> tuple[date, Precision]:
    match unit:
        case "day":
            return today - timedelta(days=number), Precision.DAY
        case "week":
            return today - timedelta(weeks=number), Precision.WEEK
        case "month":
            months = today.year * 12 + today.month - 1 - number
            return date(months // 12, months % 12 + 1, 1), Precision.MONTH
        case _:
            return date(today.year - number * (10 if unit == "decade" else 1), 1, 1), Precision.YEAR


def _latest(today: date, month: int, day: int, *, last: bool) -> date:
    """The last such day; none where the next one is so near that it may be meant."""
    found = date(today.year, month, day)
    if found > today + timedelta(days=1) or (last and month == today.month):
        found = found.replace(year=today.year - 1)
    if not last and found.replace(year=found.year + 1) - today <= thresholds.NEAREST_AHEAD:
        raise ValueError(found)
    return found


def _beginning(day: date, precision: Precision) -> date:
    """The first day of the span of this precision in which a day lies."""
    match precision:
        case Precision.WEEK:
            return day - timedelta(days=min(day.weekday(), (day - date.min).days))
        case Precision.MONTH:
            return day.replace(day=1)
        case Precision.YEAR:
            return day.replace(month=1, day=1)
    return day


def _month(name: str) -> int:
    return _MONTHS.index(name[:3]) + 1
