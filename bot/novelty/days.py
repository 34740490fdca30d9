"""Days, months and years that a statement names: "Thursday", said on a Monday, is a date."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH_NUMBERS = (
    {month: number for number, month in enumerate(MONTHS, 1)}
    | {month[:3]: number for number, month in enumerate(MONTHS, 1) if month != "may"}
    | {"sept": 9}
)
# Words that are a month only beside a day or after one of these: the verbs and nouns "may", "march", "mar", "dec".
_DOUBTFUL = frozenset({"may", "march", "mar", "jan", "dec", "sept", "jun", "nov"})
_BEFORE_MONTH = frozenset(
    {
        "in",
        "by",
        "of",
        "from",
        "since",
        "until",
        "till",
        "before",
        "after",
        "early",
        "late",
        "next",
        "last",
        "this",
        "during",
        "for",
    }
)
_LAST_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_TO_TWENTIETH = """
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
"""
_ORDINALS = {word: number for number, word in enumerate(_TO_TWENTIETH.split(), 1)} | {"thirtieth": 30}
_DAY_NUMBER = re.compile(r"(\d{1,2})(st|nd|rd|th)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_RELATIVE = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1}
_REACH = dt.timedelta(days=9)  # a bare weekday means one at most this far from the utterance

Kind = Literal["weekday", "date", "month", "year", "relative"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day, month or year in a text. `start` and `end` are positions of tokens."""

    kind: Kind
    weekday: int = 0  # Monday is 0; of weekdays
    month: int = 0  # of dates and months
    day: int = 0  # of dates
    year: int = 0  # of years
    offset: int = 0  # days from the utterance; of relative days
    start: int
    end: int

    @property
    def text(self) -> str:
        """Give the one way of writing this day."""
        match self.kind:
            case "weekday":
                return WEEKDAYS[self.weekday]
            case "date":
                return f"{self.day} {MONTHS[self.month - 1]}"
            case "month":
                return MONTHS[self.month - 1]
            case "year":
                return str(self.year)
            case "relative":
                return next(word for word, offset in _RELATIVE.items() if offset == self.offset)


def _at(tokens: Sequence[str], position: int) -> str:
    return tokens[position] if 0 <= position < len(tokens) else ""


def _day_number(tokens: Sequence[str], position: int) -> tuple[int, int] | None:
    word = _at(tokens, position)
    digits = _DAY_NUMBER.fullmatch(word)
    if digits and 1 <= int(digits[1]) <= 31:  # noqa: PLR2004
        return int(digits[1]), position + 1
    if word in {"twenty", "thirty"} and _ORDINALS.get(_at(tokens, position + 1), 10) < 10:  # noqa: PLR2004
        return (20 if word == "twenty" else 30) + _ORDINALS[_at(tokens, position + 1)], position + 2
    if word in _ORDINALS:
        return _ORDINALS[word], position + 1
    return None


def _date_at(tokens: Sequence[str], position: int) -> Day | None:
    number = _day_number(tokens, position)
    if number:  # 2 April, the second of April
        end = number[1] + (_at(tokens, number[1]) == "of")
        month = _MONTH_NUMBERS.get(_at(tokens, end))
        if month and (end > number[1] or tokens[end] != "may" or position + 1 == end):
            return Day(kind="date", month=month, day=number[0], start=position, end=end + 1)
    month = _MONTH_NUMBERS.get(_at(tokens, position))
    number = _day_number(tokens, position + 1) if month else None
    if (
        month
        and number
        and _at(tokens, number[1]) not in {"percent", "%", "million", "billion", "thousand", "of", "per"}
    ):
        return Day(kind="date", month=month, day=number[0], start=position, end=number[1])
    if _at(tokens, position) == "end" and _at(tokens, position + 1) == "of":  # the end of March
        month = _MONTH_NUMBERS.get(_at(tokens, position + 2))
        if month:
            return Day(kind="date", month=month, day=_LAST_DAYS[month - 1], start=position, end=position + 3)
    return None


def day_at(tokens: Sequence[str], position: int) -> Day | None:
    """Read the day, month or year that starts at `position`, else None."""
    date = _date_at(tokens, position)
    if date:
        return date
    word = _at(tokens, position)
    end = position + 1
    if word.removesuffix("s") in WEEKDAYS:
        return Day(kind="weekday", weekday=WEEKDAYS.index(word.removesuffix("s")), start=position, end=end)
    if word in _MONTH_NUMBERS and (word not in _DOUBTFUL or _at(tokens, position - 1) in _BEFORE_MONTH):
        return Day(kind="month", month=_MONTH_NUMBERS[word], start=position, end=end)
    if _YEAR.fullmatch(word) and _at(tokens, end) not in {"percent", "%", "people", "troops", "soldiers", "men"}:
        return Day(kind="year", year=int(word), start=position, end=end)
    if word in _RELATIVE:
        return Day(kind="relative", offset=_RELATIVE[word], start=position, end=end)
    return None


def _in_reach(day: Day, said_on: dt.date) -> set[tuple[int, int]]:
    """Give the dates (month, day) that a weekday or a relative day may mean."""
    if day.kind == "relative":
        days = [said_on + dt.timedelta(days=day.offset)]
    else:
        around = (said_on + dt.timedelta(days=offset) for offset in range(-_REACH.days, _REACH.days + 1))
        days = [date for date in around if date.weekday() == day.weekday]
    return {(date.month, date.day) for date in days}


def _equal(a: Day, b: Day) -> bool:
    """Compare two days of one kind."""
    mine, theirs = ((day.weekday, day.month, day.day, day.year, day.offset) for day in (a, b))
    return mine == theirs


def agree(a: Day, b: Day, said_on: dt.date) -> bool:
    """Tell whether two days may be one; `said_on` is the day of the utterance."""
    if a.kind == b.kind:
        return _equal(a, b)
    by_kind = {a.kind: a, b.kind: b}
    month, date = by_kind.get("month"), by_kind.get("date")
    if "year" in by_kind:
        return True
    if month:
        return date is None or date.month == month.month
    if date:
        other = b if date is a else a
        return (date.month, date.day) in _in_reach(other, said_on)
    return (said_on + dt.timedelta(days=by_kind["relative"].offset)).weekday() == by_kind["weekday"].weekday
