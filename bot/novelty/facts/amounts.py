"""Numbers with their units, in digits or in words: "a fifth" and "20 percent" are one amount."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.novelty.facts.times_of_day import OCLOCK, TIME, same_time, time_at, time_text
from bot.novelty.facts.tokens_at import token_at
from bot.novelty.lexicon import group_of, groups_of, set_of
from bot.novelty.thresholds import CALENDAR_SLACK, PERCENT_SLACK, ROUNDING, SLACK_FROM, YEARS

if TYPE_CHECKING:
    from collections.abc import Sequence

_ONES: Final = {word: value for value, word in enumerate(groups_of("numbers").get("ones", ()))}
_TENS: Final = {word: 10 * value for value, word in enumerate(groups_of("numbers").get("tens", ()), 2)}
_SCALES: Final = {word: float(factor) for factor, words in groups_of("scales").items() for word in words}
_TEN: Final = 10
_FRACTIONS: Final = {word: int(whole) for whole, words in groups_of("fractions").items() for word in words}
_DAYS_OF_A_MONTH: Final = 365 / 12
SUMS: Final = frozenset({"", "dollars", "euros", "pounds sterling", "shekels", "rials"})  # a sum need not name its own
_CURRENCY_SIGNS: Final = {"$": "dollars", "€": "euros", "£": "pounds sterling"}
_SINGLE_UNITS: Final = set_of("single_units")
_SPAN_OPENERS: Final = set_of("span_openers")
_DIGITS: Final = re.compile(r"([$€£]?)(\d[\d,]*(?:\.\d+)?)")


def _factor(written_as: str) -> float:
    """Read "1000", "0.4047" or "365/12"; "" is 1."""
    above, _, below = written_as.partition("/")
    return float(above or 1) / float(below or 1)


# Word (singular) → unit to which it converts, and the factor.
_UNITS: Final[dict[str, tuple[str, float]]] = {
    word.partition("=")[0]: (unit, _factor(word.partition("=")[2]))
    for unit, words in groups_of("units").items()
    for word in words
}


def is_span_of_time(word: str) -> bool:
    """Tell whether a word is a unit of time: "year", "weeks"."""
    return _UNITS.get(word.removesuffix("s"), ("", 0.0))[0] == "days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number in a text, converted to one unit per kind. `start` and `end` are positions of tokens."""

    value: float
    unit: str  # "" where no known unit follows
    start: int
    end: int

    @property
    def text(self) -> str:
        """Give the one way of writing this amount."""
        if self.unit in {OCLOCK, TIME}:
            return time_text(self.value)
        if self.unit == "days":
            months = round(self.value / _DAYS_OF_A_MONTH)
            if months and abs(self.value - months * _DAYS_OF_A_MONTH) <= CALENDAR_SLACK * self.value:
                return f"{months} months"
            if self.value < 1:
                return f"{number_text(round(self.value * 1440, 2))} minutes"
        return f"{number_text(self.value)} {self.unit}".strip()

    def equals(self, other: Amount) -> bool:
        """Tell whether both are one amount; a third is 33 percent, two months are 60 days."""
        units = {self.unit, other.unit}
        if units & {OCLOCK, TIME} and units <= {OCLOCK, TIME, ""}:
            return same_time((self.value, self.unit), (other.value, other.unit))
        if self.unit != other.unit and not ({self.unit, other.unit} <= SUMS and "" in {self.unit, other.unit}):
            return False
        distance, largest = abs(self.value - other.value), max(abs(self.value), abs(other.value))
        if self.unit == "percent" and not (self.value.is_integer() and other.value.is_integer()):
            return distance < PERCENT_SLACK
        slack = CALENDAR_SLACK if self.unit == "days" and largest > SLACK_FROM else ROUNDING
        return distance <= slack * largest


def number_text(value: float) -> str:
    """Write a number in one way: 1500000 is "1.5 million"."""
    for scale, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if value >= scale:
            return f"{value / scale:g} {word}"
    return str(int(value)) if value == int(value) else f"{round(value, 2):g}"


def _scaled(tokens: Sequence[str], position: int, value: float) -> tuple[float, int]:
    while token_at(tokens, position) in _SCALES:
        value *= _SCALES[tokens[position]]
        position += 1
    return value, position


def _spelled(tokens: Sequence[str], position: int) -> tuple[float, int] | None:
    """Read "two hundred and fifty thousand"; None where no number starts."""
    total = current = 0.0
    end = position
    if token_at(tokens, end) in {"a", "an"} and token_at(tokens, end + 1) in _SCALES:
        current, end = 1.0, end + 1
    while end < len(tokens):
        last = tokens[end - 1] if end > position else ""
        added = _added(tokens, end, last, (total, current))
        if added is None:
            break
        total, current = added
        end += 1
    return (total + current, end) if end > position and tokens[end - 1] not in {"a", "an"} else None


def _added(tokens: Sequence[str], at: int, last: str, so_far: tuple[float, float]) -> tuple[float, float] | None:
    """Add a word to what is read of a number: its finished part, and the part that is still counted; None: it ends."""
    word, (total, current) = tokens[at], so_far
    begins = not last or last in _SCALES or last == "and"
    if word in _ONES and (begins or last in _TENS):
        return total, current + _ONES[word]
    if word in _TENS and begins:
        return total, current + _TENS[word]
    if word in _SCALES:
        return _multiplied(word, total, current)
    goes_on = word == "and" and last in _SCALES and token_at(tokens, at + 1) in _ONES.keys() | _TENS.keys()
    return so_far if goes_on else None


def _multiplied(word: str, total: float, current: float) -> tuple[float, float] | None:
    if word == "dozen" or (word == "hundred" and current):
        return total, (current or 1.0) * _SCALES[word]
    return (total + current * _SCALES[word], 0.0) if current else None


def number_at(tokens: Sequence[str], position: int) -> tuple[float, str, int] | None:
    """Read the number that starts at `position`: its value, its currency if a sign names one, where it ends."""
    word = token_at(tokens, position)
    digits = _DIGITS.fullmatch(word)
    if digits:
        value, end = _scaled(tokens, position + 1, float(digits[2].replace(",", "")))
        suffix = {"m": 1e6, "k": 1e3, "b": 1e9}.get(token_at(tokens, end))
        if suffix and digits[1]:
            value, end = value * suffix, end + 1
        return value, _CURRENCY_SIGNS.get(digits[1], ""), end
    if word == "one" and (
        token_at(tokens, position - 1) in group_of("one_as_a_pronoun", "before")
        or token_at(tokens, position + 1) in group_of("one_as_a_pronoun", "after")
        or (position == 0 and token_at(tokens, 1) not in _UNITS and token_at(tokens, 1) not in _SCALES)
        or (
            not token_at(tokens, position + 1)[:1].isalnum()
            and token_at(tokens, position - 1) in group_of("one_as_a_pronoun", "at_an_end")
        )
    ):
        return None
    spelled = _spelled(tokens, position)
    return (spelled[0], "", spelled[1]) if spelled else None


def _unit_at(tokens: Sequence[str], position: int) -> tuple[str, float, int] | None:
    if token_at(tokens, position) == "per" and token_at(tokens, position + 1) == "cent":
        return "percent", 1.0, position + 2
    if (
        token_at(tokens, position) in {"full", "whole", "more", "consecutive"}
        and token_at(tokens, position + 1).rstrip("s") in _UNITS
    ):
        position += 1
    word = token_at(tokens, position)
    for singular in (word, word.removesuffix("s"), {"centuries": "century"}.get(word, word)):
        if singular in _UNITS:
            unit, factor = _UNITS[singular]
            return unit, factor, position + 1
    return None


_AND_A_HALF: Final = ("and", "a", "half")
_AND_A_PART: Final[dict[tuple[str, ...], float]] = {
    _AND_A_HALF: 0.5,
    ("and", "a", "quarter"): 0.25,
    ("and", "three", "quarters"): 0.75,
}
_QUARTER_OF_A: Final = ("quarter", "of", "a")


def _and_a_part(tokens: Sequence[str], position: int) -> tuple[float, int]:
    """Read the rest of "two and a half", "four and a quarter" or "a year and a half"."""
    part = _AND_A_PART.get(tuple(tokens[position : position + 3]))
    return (part, position + 3) if part else (0.0, position)


def _point(tokens: Sequence[str], position: int) -> tuple[float, int]:
    """Read the rest of "two point four billion": its digits, one by one."""
    digits = ""
    end = position + 1
    while token_at(tokens, position) == "point" and (digit := _ONES.get(token_at(tokens, end), _TEN)) < _TEN:
        digits += str(digit)
        end += 1
    return (float(f"0.{digits}"), end) if digits else (0.0, position)


def _fraction_at(tokens: Sequence[str], position: int) -> Amount | None:
    """Read "a fifth", "two thirds", "half of", "nine out of ten" as percent."""
    if token_at(tokens, position) in {"a", "one"}:
        numerator, end = 1.0, position + 1
    else:
        number = number_at(tokens, position)
        numerator, end = (number[0], number[2]) if number and not number[1] else (1.0, position)
        share = _out_of(tokens, position, numerator, end)
        if share:
            return share
    name = token_at(tokens, end)
    if name not in _FRACTIONS or (end == position and name != "half"):
        return None
    if name == "half" and token_at(tokens, end + 1) in {"a", "an"}:
        return _half_a(tokens, position, end + 2)
    if tuple(tokens[end : end + 3]) == _QUARTER_OF_A and token_at(tokens, end + 3) in _SCALES:
        value, after = _scaled(tokens, end + 3, numerator / 4)
        return Amount(value=value, unit="", start=position, end=after)
    return Amount(value=100 * numerator / _FRACTIONS[name], unit="percent", start=position, end=end + 1)


def _out_of(tokens: Sequence[str], start: int, numerator: float, end: int) -> Amount | None:
    """Read the rest of "nine out of ten"."""
    if end == start or tuple(tokens[end : end + 2]) != ("out", "of"):
        return None
    whole = number_at(tokens, end + 2)
    if whole and whole[0] >= numerator > 0:
        return Amount(value=100 * numerator / whole[0], unit="percent", start=start, end=whole[2])
    return None


def _half_a(tokens: Sequence[str], start: int, position: int) -> Amount | None:
    """Read the rest of "half a billion", "half an hour"."""
    value, after = _scaled(tokens, position, 0.5)
    unit = _unit_at(tokens, after)
    if unit:
        return Amount(value=value * unit[1], unit=unit[0], start=start, end=unit[2])
    return Amount(value=value, unit="", start=start, end=after) if after > position else None


def _single_at(tokens: Sequence[str], position: int) -> Amount | None:
    """Read "a tonne", "within a year", "a full month", "a year and a half"."""
    if token_at(tokens, position) not in {"a", "an", "one"}:
        return None
    after = token_at(tokens, position + 1)
    if not (
        after in _SINGLE_UNITS
        or (after in _UNITS and token_at(tokens, position - 1) in _SPAN_OPENERS)
        or (after in _UNITS and tuple(tokens[position + 2 : position + 5]) == _AND_A_HALF)
        or (after == "full" and token_at(tokens, position + 2) in _UNITS)
    ):
        return None
    unit = _unit_at(tokens, position + 1)
    if not unit:
        return None
    half, end = _and_a_part(tokens, unit[2])
    return Amount(value=unit[1] * (1 + half), unit=unit[0], start=position, end=end)


def _plain_number_at(tokens: Sequence[str], position: int) -> tuple[float, int] | None:
    number = number_at(tokens, position)
    return (number[0], number[2]) if number and not number[1] else None


def amount_at(tokens: Sequence[str], position: int) -> Amount | None:
    """Read the amount that starts at `position`, else None. Years and ordinals are no amounts."""
    time = time_at(tokens, position, lambda at: _plain_number_at(tokens, at))
    if time:
        return Amount(value=time[0], unit=time[1], start=position, end=time[2])
    found = _fraction_at(tokens, position) or _single_at(tokens, position)
    if found:
        return found
    number = number_at(tokens, position)
    if not number:
        return None
    value, unit, end = number
    for part_at in (_point, _and_a_part):
        part, end = part_at(tokens, end)
        value, end = _scaled(tokens, end, value + part) if part else (value, end)
    named = None if unit else _unit_at(tokens, end)
    if named and token_at(tokens, named[2]) == "old":  # "a 34-year-old": "aged 34" says as much
        end = named[2] + 1
    elif named:
        unit, value, end = named[0], value * named[1], named[2]
    elif not unit and value in YEARS and end == position + 1 and tokens[position].isdigit():
        return None
    return Amount(value=value, unit=unit, start=position, end=end)
