"""Days, months and years that a statement names: "Thursday", said on a Monday, is a date."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from bot.core.day_names import MONTHS, WEEKDAYS
from bot.novelty.facts.tokens_at import token_at
from bot.novelty.lexicon import in_order, set_of
from bot.novelty.thresholds import MONTH_REACH, WEEKDAY_REACH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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

_TWO_DIGITS: Final = re.compile(r"\d\d")
_MONTHS_OF_A_YEAR: Final = 12
_WHICH_DAY: Final = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}

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
    for read in (_in_figures, _day_first, _month_first, _end_of_month):
        if found := read(tokens, position):
            return found
    return None


def _in_figures(tokens: Sequence[str], position: int) -> Day | None:
    """Read "2026-11-26" (hyphens part tokens), "26/11/2026"; of "5/6/2026" nobody knows which is the month."""
    words = tokens[position : position + 5]
    if len(words) > 2 and _YEAR.fullmatch(words[0]) and all(map(_TWO_DIGITS.fullmatch, words[1:3])):  # noqa: PLR2004
        month, day, end = int(words[1]), int(words[2]), position + 3
    elif words[1::2] == ["/", "/"] and words[0].isdigit() and words[2].isdigit() and _YEAR.fullmatch(words[-1]):
        (day, month), end = (int(words[0]), int(words[2])), position + 5
        if month > _MONTHS_OF_A_YEAR:
            day, month = month, day
        elif day <= _MONTHS_OF_A_YEAR and day != month:
            return None
    else:
        return None
    is_date = 1 <= month <= _MONTHS_OF_A_YEAR and 1 <= day <= _LAST_DAYS[month - 1]
    return Day(kind="date", month=month, day=day, start=position, end=end) if is_date else None


def weekday_of_month(tokens: Sequence[str], position: int, said_on: dt.date) -> Day | None:
    """Read "the last Wednesday in November" as a date: the next one, or the last if it was some weeks ago."""
    which, weekday = _WHICH_DAY.get(token_at(tokens, position)), token_at(tokens, position + 1)
    month = _MONTH_NUMBERS.get(token_at(tokens, position + 3))
    if which is None or weekday not in WEEKDAYS or token_at(tokens, position + 2) not in {"of", "in"} or month is None:
        return None
    dates = [_nth(year, month, WEEKDAYS.index(weekday), which) for year in range(said_on.year - 1, said_on.year + 2)]
    date = min(one for one in dates if one >= said_on - MONTH_REACH)
    return Day(kind="date", month=date.month, day=date.day, start=position, end=position + 4)


def _nth(year: int, month: int, weekday: int, which: int) -> dt.date:
    first = dt.date(year, month, 1)
    days = [first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * week) for week in range(5)]
    return [day for day in days if day.month == month][which]


def _day_first(tokens: Sequence[str], position: int) -> Day | None:
    """Read "2 April", "the second of April"."""
    number = _day_number(tokens, position)
    if number is None:
        return None
    end = number[1] + (token_at(tokens, number[1]) == "of")
    month = _MONTH_NUMBERS.get(token_at(tokens, end))
    if month and (end > number[1] or tokens[end] != "may" or position + 1 == end):
        return Day(kind="date", month=month, day=number[0], start=position, end=_behind_month(tokens, end))
    return None


def _behind_month(tokens: Sequence[str], position: int) -> int:
    """Give where a month ends: with the full stop of "Nov." where it is short."""
    is_short = token_at(tokens, position) not in MONTHS and token_at(tokens, position + 1) == "."
    return position + 1 + (is_short and token_at(tokens, position + 2)[:1].isalnum())


def _month_first(tokens: Sequence[str], position: int) -> Day | None:
    """Read "April 2"; "April 2 percent" is none."""
    month = _MONTH_NUMBERS.get(token_at(tokens, position))
    number = _day_number(tokens, _behind_month(tokens, position)) if month else None
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


def each_once(days: Iterable[Day]) -> list[Day]:
    """Give the first of those that mean the same: what is asked of each day of a long text is asked seven times."""
    found: dict[str, Day] = {}
    for day in days:
        found.setdefault(day.text, day)
    return list(found.values())


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
