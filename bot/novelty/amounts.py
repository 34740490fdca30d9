"""Numbers with their units, in digits or in words: "a fifth" and "20 percent" are one amount."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_BELOW_TWENTY = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen
"""
_ONES = {word: value for value, word in enumerate(_BELOW_TWENTY.split())}
_ROUND = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {word: 10 * value for value, word in enumerate(_ROUND.split(), 2)}
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
    "dozen": 12.0,
}
_FRACTIONS = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "thirds": 3,
    "quarter": 4,
    "quarters": 4,
    "fifth": 5,
    "fifths": 5,
    "sixth": 6,
    "sixths": 6,
    "seventh": 7,
    "eighth": 8,
    "eighths": 8,
    "ninth": 9,
    "tenth": 10,
    "tenths": 10,
    "twentieth": 20,
    "hundredth": 100,
}
_MONTH = 365 / 12  # days
SUMS = frozenset(
    {"", "dollars", "euros", "pounds sterling", "shekels", "rials"}
)  # a sum may be named without its currency
_CURRENCY_SIGNS = {"$": "dollars", "€": "euros", "£": "pounds sterling"}
# Word (singular) → unit to which it converts, and the factor.
_UNITS: dict[str, tuple[str, float]] = {
    "percent": ("percent", 1),
    "%": ("percent", 1),
    "pc": ("percent", 1),
    "second": ("days", 1 / 86400),
    "minute": ("days", 1 / 1440),
    "hour": ("days", 1 / 24),
    "day": ("days", 1),
    "week": ("days", 7),
    "fortnight": ("days", 14),
    "month": ("days", _MONTH),
    "year": ("days", 12 * _MONTH),
    "decade": ("days", 120 * _MONTH),
    "century": ("days", 1200 * _MONTH),
    "gram": ("kg", 0.001),
    "kg": ("kg", 1),
    "kilo": ("kg", 1),
    "kilogram": ("kg", 1),
    "kilogramme": ("kg", 1),
    "ton": ("kg", 1000),
    "tonne": ("kg", 1000),
    "centimetre": ("km", 0.00001),
    "centimeter": ("km", 0.00001),
    "metre": ("km", 0.001),
    "meter": ("km", 0.001),
    "km": ("km", 1),
    "kilometre": ("km", 1),
    "kilometer": ("km", 1),
    "mile": ("km", 1.609),
    "dollar": ("dollars", 1),
    "buck": ("dollars", 1),
    "usd": ("dollars", 1),
    "cent": ("dollars", 0.01),
    "euro": ("euros", 1),
    "shekel": ("shekels", 1),
    "nis": ("shekels", 1),
    "rial": ("rials", 1),
    "toman": ("rials", 10),
    "degree": ("degrees", 1),
    "megawatt": ("megawatts", 1),
    "gigawatt": ("megawatts", 1000),
    "barrel": ("barrels", 1),
    "hectare": ("hectares", 1),
    "acre": ("hectares", 0.4047),
}
# A unit that one may hold "a" of without a word of number: "a tonne", "a decade". "A year" mostly means "per year".
_SINGLE_UNITS = frozenset(
    {"ton", "tonne", "kilo", "kilogram", "decade", "century", "mile", "kilometre", "kilometer", "fortnight"}
)
_SPAN_WORDS = frozenset({"in", "within", "after", "for", "than", "lasted", "under", "over", "another"})
_DIGITS = re.compile(r"([$€£]?)(\d[\d,]*(?:\.\d+)?)")
_NOT_A_NUMBER_AFTER_ONE = frozenset(
    {"another", "of", "way", "thing", "who", "that", "can", "day", "must", "side", "hand", "s"}
)
_NOT_A_NUMBER_BEFORE_ONE = frozenset(
    {"no", "this", "that", "the", "any", "every", "each", "some", "which", "by", "not", "such"}
)
_YEARS = range(1900, 2100)
_ROUNDING = 0.006
_CALENDAR_SLACK = 0.02  # a month has 28 to 31 days


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
        if self.unit == "days":
            months = round(self.value / _MONTH)
            if months and abs(self.value - months * _MONTH) <= _CALENDAR_SLACK * self.value:
                return f"{months} months"
            if self.value < 1:
                return f"{written(round(self.value * 1440, 2))} minutes"
        return f"{written(self.value)} {self.unit}".strip()

    def equals(self, other: Amount) -> bool:
        """Tell whether both are one amount; a third is 33 percent, two months are 60 days."""
        if self.unit != other.unit and not ({self.unit, other.unit} <= SUMS and "" in {self.unit, other.unit}):
            return False
        distance, largest = abs(self.value - other.value), max(abs(self.value), abs(other.value))
        if self.unit == "percent" and not (self.value.is_integer() and other.value.is_integer()):
            return distance < 0.5  # noqa: PLR2004
        slack = _CALENDAR_SLACK if self.unit == "days" and largest > 27 else _ROUNDING  # noqa: PLR2004
        return distance <= slack * largest


def written(value: float) -> str:
    """Write a number in one way: 1500000 is "1.5 million"."""
    for scale, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if value >= scale:
            return f"{value / scale:g} {word}"
    return str(int(value)) if value == int(value) else f"{round(value, 2):g}"


def _at(tokens: Sequence[str], position: int) -> str:
    return tokens[position] if 0 <= position < len(tokens) else ""


def _scaled(tokens: Sequence[str], position: int, value: float) -> tuple[float, int]:
    while _at(tokens, position) in _SCALES:
        value *= _SCALES[tokens[position]]
        position += 1
    return value, position


def _spelled(tokens: Sequence[str], position: int) -> tuple[float, int] | None:
    """Read "two hundred and fifty thousand"; None where no number starts."""
    total = current = 0.0
    end = position
    if _at(tokens, end) in {"a", "an"} and _at(tokens, end + 1) in _SCALES:
        current, end = 1.0, end + 1
    while end < len(tokens):
        word = tokens[end]
        last = _at(tokens, end - 1) if end > position else ""
        if word in _ONES and (not last or last in _TENS or last in _SCALES or last == "and"):
            current += _ONES[word]
        elif word in _TENS and (not last or last in _SCALES or last == "and"):
            current += _TENS[word]
        elif word in {"hundred", "dozen"} and (current or word == "dozen"):
            current = (current or 1.0) * _SCALES[word]
        elif word in _SCALES and current:
            total, current = total + current * _SCALES[word], 0.0
        elif word == "and" and last in _SCALES and (_at(tokens, end + 1) in _ONES or _at(tokens, end + 1) in _TENS):
            pass
        else:
            break
        end += 1
    return (total + current, end) if end > position and tokens[end - 1] not in {"a", "an"} else None


def number_at(tokens: Sequence[str], position: int) -> tuple[float, str, int] | None:
    """Read the number that starts at `position`: its value, its currency if a sign names one, where it ends."""
    word = _at(tokens, position)
    digits = _DIGITS.fullmatch(word)
    if digits:
        value, end = _scaled(tokens, position + 1, float(digits[2].replace(",", "")))
        suffix = {"m": 1e6, "k": 1e3, "b": 1e9}.get(_at(tokens, end))
        if suffix and digits[1]:
            value, end = value * suffix, end + 1
        return value, _CURRENCY_SIGNS.get(digits[1], ""), end
    if word == "one" and (
        _at(tokens, position - 1) in _NOT_A_NUMBER_BEFORE_ONE
        or _at(tokens, position + 1) in _NOT_A_NUMBER_AFTER_ONE
        or (position == 0 and _at(tokens, 1) not in _UNITS and _at(tokens, 1) not in _SCALES)
    ):
        return None
    spelled = _spelled(tokens, position)
    return (spelled[0], "", spelled[1]) if spelled else None


def _unit_at(tokens: Sequence[str], position: int) -> tuple[str, float, int] | None:
    if _at(tokens, position) == "per" and _at(tokens, position + 1) == "cent":
        return "percent", 1.0, position + 2
    if (
        _at(tokens, position) in {"full", "whole", "more", "consecutive"}
        and _at(tokens, position + 1).rstrip("s") in _UNITS
    ):
        position += 1
    word = _at(tokens, position)
    for singular in (word, word.removesuffix("s"), {"centuries": "century"}.get(word, word)):
        if singular in _UNITS:
            unit, factor = _UNITS[singular]
            return unit, factor, position + 1
    return None


_AND_A_HALF = ("and", "a", "half")


def _and_a_half(tokens: Sequence[str], position: int) -> tuple[float, int]:
    """Read the rest of "two and a half" or "a year and a half"."""
    return (0.5, position + 3) if tuple(tokens[position : position + 3]) == _AND_A_HALF else (0.0, position)


def _fraction_at(tokens: Sequence[str], position: int) -> Amount | None:
    """Read "a fifth", "two thirds", "half of", "nine out of ten" as percent."""
    word = _at(tokens, position)
    start = position
    numerator, end = 1.0, position
    if word in {"a", "one"}:
        end = position + 1
    else:
        number = number_at(tokens, position)
        if number and not number[1]:
            numerator, end = number[0], number[2]
            if _at(tokens, end) == "out" and _at(tokens, end + 1) == "of":
                whole = number_at(tokens, end + 2)
                if whole and whole[0] >= numerator > 0:
                    return Amount(value=100 * numerator / whole[0], unit="percent", start=start, end=whole[2])
    name = _at(tokens, end)
    if name not in _FRACTIONS or (end == position and name != "half"):
        return None
    if name == "half" and _at(tokens, end + 1) in {"a", "an"}:  # half a billion, half an hour
        value, after = _scaled(tokens, end + 2, 0.5)
        unit = _unit_at(tokens, after)
        if unit:
            return Amount(value=value * unit[1], unit=unit[0], start=start, end=unit[2])
        return Amount(value=value, unit="", start=start, end=after) if after > end + 2 else None
    if (
        name == "quarter"
        and _at(tokens, end + 1) == "of"
        and _at(tokens, end + 2) == "a"
        and _at(tokens, end + 3) in _SCALES
    ):
        value, after = _scaled(tokens, end + 3, numerator / 4)
        return Amount(value=value, unit="", start=start, end=after)
    return Amount(value=100 * numerator / _FRACTIONS[name], unit="percent", start=start, end=end + 1)


def _single_at(tokens: Sequence[str], position: int) -> Amount | None:
    """Read "a tonne", "within a year", "a full month", "a year and a half"."""
    if _at(tokens, position) not in {"a", "an", "one"}:
        return None
    after = _at(tokens, position + 1)
    if not (
        after in _SINGLE_UNITS
        or (after in _UNITS and _at(tokens, position - 1) in _SPAN_WORDS)
        or (after in _UNITS and tuple(tokens[position + 2 : position + 5]) == _AND_A_HALF)
        or (after == "full" and _at(tokens, position + 2) in _UNITS)
    ):
        return None
    unit = _unit_at(tokens, position + 1)
    if not unit:
        return None
    half, end = _and_a_half(tokens, unit[2])
    return Amount(value=unit[1] * (1 + half), unit=unit[0], start=position, end=end)


def amount_at(tokens: Sequence[str], position: int) -> Amount | None:
    """Read the amount that starts at `position`, else None. Years and ordinals are no amounts."""
    found = _fraction_at(tokens, position) or _single_at(tokens, position)
    if found:
        return found
    number = number_at(tokens, position)
    if not number:
        return None
    value, unit, end = number
    half, end = _and_a_half(tokens, end)
    value += half
    named = None if unit else _unit_at(tokens, end)
    if named:
        unit, value, end = named[0], value * named[1], named[2]
    elif not unit and value in _YEARS and end == position + 1 and tokens[position].isdigit():
        return None
    return Amount(value=value, unit=unit, start=position, end=end)
