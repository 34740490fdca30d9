"""Days, months and years that a statement names: "Thursday", said on a Monday, is a date."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from bot.core.day_names import MONTHS, WEEKDAYS
from bot.novelty.facts.tokens_at import token_at
from bot.novelty.lexicon import in_order, set_of
from bot.novelty.thresholds import WEEKDAY_REACH

if TYPE_CHECKING:
    from collections.abc import Sequence

_MONTH_NUMBERS: Final = (
    {month: number for number, month in enumerate(MONTHS, 1)}
    | {month[:3]: number for number, month in enumerate(MONTHS, 1) if month != "may"}
    | {"sept": 9}
)
_DOUBTFUL: Final = set_of("doubtful_months")
_BEFORE_MONTHS: Final = set_of("before_months")
_LAST_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ORDINALS: Final = {word: number for number, word in enumerate(in_order("ordinals"), 1)} | {"thirtieth": 30}
# A number before one of these is no day of a month.
_COUNTED_UNITS: Final = frozenset({"percent", "%", "million", "billion", "thousand", "of", "per"})
_DAY_NUMBER: Final = re.compile(r"(\d{1,2})(st|nd|rd|th)?")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_RELATIVE: Final = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1}

DayKind = Literal["weekday", "date", "month", "year", "relative"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day, month or year in a text. `start` and `end` are positions of tokens."""

    kind: DayKind
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


def _day_number(tokens: Sequence[str], position: int) -> tuple[int, int] | None:
    word = token_at(tokens, position)
    digits = _DAY_NUMBER.fullmatch(word)
    if digits and 1 <= int(digits[1]) <= 31:  # noqa: PLR2004
        return int(digits[1]), position + 1
    if word in {"twenty", "thirty"} and _ORDINALS.get(token_at(tokens, position + 1), 10) < 10:  # noqa: PLR2004
        return (20 if word == "twenty" else 30) + _ORDINALS[token_at(tokens, position + 1)], position + 2
    if word in _ORDINALS:
        return _ORDINALS[word], position + 1
    return None


def _date_at(tokens: Sequence[str], position: int) -> Day | None:
    return _day_first(tokens, position) or _month_first(tokens, position) or _end_of_month(tokens, position)


def _day_first(tokens: Sequence[str], position: int) -> Day | None:
    """Read "2 April", "the second of April"."""
    number = _day_number(tokens, position)
    if number is None:
        return None
    end = number[1] + (token_at(tokens, number[1]) == "of")
    month = _MONTH_NUMBERS.get(token_at(tokens, end))
    if month and (end > number[1] or tokens[end] != "may" or position + 1 == end):
        return Day(kind="date", month=month, day=number[0], start=position, end=end + 1)
    return None


def _month_first(tokens: Sequence[str], position: int) -> Day | None:
    """Read "April 2"; "April 2 percent" is none."""
    month = _MONTH_NUMBERS.get(token_at(tokens, position))
    number = _day_number(tokens, position + 1) if month else None
    if month and number and token_at(tokens, number[1]) not in _COUNTED_UNITS:
        return Day(kind="date", month=month, day=number[0], start=position, end=number[1])
    return None


def _end_of_month(tokens: Sequence[str], position: int) -> Day | None:
    month = _MONTH_NUMBERS.get(token_at(tokens, position + 2))
    if month and tuple(tokens[position : position + 2]) == ("end", "of"):
        return Day(kind="date", month=month, day=_LAST_DAYS[month - 1], start=position, end=position + 3)
    return None


def day_at(tokens: Sequence[str], position: int) -> Day | None:
    """Read the day, month or year that starts at `position`, else None."""
    date = _date_at(tokens, position)
    if date:
        return date
    word = token_at(tokens, position)
    end = position + 1
    if word.removesuffix("s") in WEEKDAYS:
        return Day(kind="weekday", weekday=WEEKDAYS.index(word.removesuffix("s")), start=position, end=end)
    if word in _MONTH_NUMBERS and (word not in _DOUBTFUL or token_at(tokens, position - 1) in _BEFORE_MONTHS):
        return Day(kind="month", month=_MONTH_NUMBERS[word], start=position, end=end)
    if _YEAR.fullmatch(word) and token_at(tokens, end) not in {"percent", "%", "people", "troops", "soldiers", "men"}:
        return Day(kind="year", year=int(word), start=position, end=end)
    if word in _RELATIVE:
        return Day(kind="relative", offset=_RELATIVE[word], start=position, end=end)
    return None


def _in_reach(day: Day, said_on: dt.date) -> set[tuple[int, int]]:
    """Give the dates (month, day) that a weekday or a relative day may mean."""
    if day.kind == "relative":
        days = [said_on + dt.timedelta(days=day.offset)]
    else:
        around = (said_on + dt.timedelta(days=offset) for offset in range(-WEEKDAY_REACH.days, WEEKDAY_REACH.days + 1))
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
