"""Numbers with their units, in digits or in words: "a fifth" and "20 percent" are one amount."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING, Final

from bot.novelty.facts.numbers import AND_A_PART, OPENERS, names_a_thing, number_at
from bot.novelty.facts.shares import share_at
from bot.novelty.facts.times_of_day import OCLOCK, TIME, TIME_ZONE_WORDS, same_time, time_at, time_text
from bot.novelty.facts.tokens_at import token_at
from bot.novelty.facts.units import CONVERSIONS, CURRENCIES, is_span_of_time, unit_at
from bot.novelty.lexicon import set_of
from bot.novelty.thresholds import CALENDAR_SLACK, LEAST_BARE_SUM, PERCENT_SLACK, ROUNDING, SLACK_FROM, YEARS

if TYPE_CHECKING:
    from collections.abc import Sequence

_A_YEAR: Final = 365
_DAYS_OF_A_MONTH: Final = _A_YEAR / 12
SUMS: Final = CURRENCIES | {""}
"""Units of what may be one sum: it need not name its currency."""
_SINGLE_UNITS: Final = set_of("single_units")
_SPAN_OPENERS: Final = set_of("span_openers")
_RANGE: Final = frozenset({"to", "or"})
_AHEAD: Final = frozenset({"in", "within"})
_DEGREES: Final = "degrees"
_SCALES_OF_HEAT: Final = {"celsius": 1.0, "centigrade": 1.0, "fahrenheit": 5 / 9}
_FREEZING: Final = 32  # degrees of Fahrenheit
_CENTS: Final = frozenset({"cent", "cents", "pence"})
_NAMED: Final = "no. of "


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number in a text, converted to one unit per kind. `start` and `end` are positions of tokens."""

    value: float
    unit: str  # "" where no known unit follows
    start: int
    end: int
    factor: float = 1.0  # by which the unit in the text was converted
    per: str = ""  # the time in which it is so many, "70 a week"; of a time of day, the zone
    noun: str = ""  # of what it is a share, where that stands within it: "one child in twenty"
    is_ahead: bool = False  # a span from the day of the utterance on: "in two weeks"

    @property
    def text(self) -> str:
        """Give the one way of writing this amount."""
        if self.unit in {OCLOCK, TIME}:
            return time_text(self.value)
        if self.is_name:
            return number_text(self.value)
        if self.unit == "days":
            months = round(self.value / _DAYS_OF_A_MONTH)
            if months and abs(self.value - months * _DAYS_OF_A_MONTH) <= CALENDAR_SLACK * self.value:
                return f"{months} months"
            if self.value < 1:
                return f"{number_text(round(self.value * 1440, 2))} minutes"
        if self.unit == "km" and abs(self.value) < 1:
            return f"{number_text(round(self.value * 1000, 2))} metres"
        return f"{number_text(self.value)} {self.unit}".strip()

    @property
    def is_name(self) -> bool:
        """Tell whether the number names a thing and counts nothing: "Article 5", "phase 2"."""
        return self.unit.startswith(_NAMED)

    def equals(self, other: Amount) -> bool:
        """Tell whether both are one amount; a third is 33 percent, two months are 60 days, a fall is a minus."""
        units = {self.unit, other.unit}
        if units & {OCLOCK, TIME} and units <= {OCLOCK, TIME, ""}:
            return same_time((self.value, self.unit), (other.value, other.unit))
        if self.unit != other.unit and not ({self.unit, other.unit} <= SUMS and "" in {self.unit, other.unit}):
            return False
        distance, largest = abs(abs(self.value) - abs(other.value)), max(abs(self.value), abs(other.value))
        if self.unit == "percent" and not (self.value.is_integer() and other.value.is_integer()):
            return distance < PERCENT_SLACK
        is_converted = self.unit != "days" and self.factor != other.factor  # "about 100 acres", "40 hectares"
        is_of_months = self.unit == "days" and largest > SLACK_FROM
        return distance <= (CALENDAR_SLACK if is_of_months or is_converted else ROUNDING) * largest

    def may_be(self, other: Amount) -> bool:
        """Tell whether one may stand for the other: of one unit, or sums, and in one time if at all."""
        is_of_one_unit = self.unit == other.unit or (
            {self.unit, other.unit} <= SUMS and all(one.unit or one.value >= LEAST_BARE_SUM for one in (self, other))
        )
        return is_of_one_unit and (self.per == other.per or not (self.per and other.per))


def number_text(value: float) -> str:
    """Write a number in one way: 1500000 is "1.5 million"."""
    if value < 0:
        return f"minus {number_text(-value)}"
    for scale, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if value >= scale:
            return f"{value / scale:g} {word}"
    return str(int(value)) if value == int(value) else f"{round(value, 2):g}"


def amount_at(tokens: Sequence[str], position: int) -> Amount | None:
    """Read the amount that starts at `position`, else None. Years, ordinals and what no float holds are no amounts."""
    word = token_at(tokens, position)
    is_plain = word not in OPENERS and word.isalpha()
    found = None if is_plain else _read_amount(tokens, position)
    return found if found and isfinite(found.value) else None


def _read_amount(tokens: Sequence[str], position: int) -> Amount | None:
    if named := names_a_thing(tokens, position):
        number = number_at(tokens, position)
        unit = f"{_NAMED}{named}"
        return Amount(value=number.value, unit=unit, start=position, end=position + 1) if number else None
    time = time_at(tokens, position, lambda at: _plain_number_at(tokens, at))
    if time:
        zone = next((word for word in tokens[time[2] - 1 : time[2] + 1] if word in TIME_ZONE_WORDS), "")
        return Amount(value=time[0], unit=time[1], per=zone, start=position, end=time[2])
    if _is_between_strokes(tokens, position):
        return None
    share = share_at(tokens, position)
    if share:
        return Amount(value=share[0], unit=share[1], noun=share[3], start=position, end=share[2])
    found = _single_at(tokens, position) or _number_with_unit(tokens, position)
    if found is None:
        return None
    as_of_range = _as_of_range(tokens, found)
    found = _with_smaller(tokens, found) if as_of_range == found else as_of_range  # "between 50 and 75 cents" are two
    is_ahead = found.unit == "days" and token_at(tokens, position - 1) in _AHEAD
    return replace(found, is_ahead=True) if is_ahead else found


def _is_between_strokes(tokens: Sequence[str], position: int) -> bool:
    """Tell whether a number is a part of "9/11", "2026/27", "24/7"."""
    around = (position - 1, position - 2), (position + 1, position + 2)
    return token_at(tokens, position)[:1].isdigit() and any(
        token_at(tokens, stroke) == "/" and token_at(tokens, other)[:1].isdigit() for stroke, other in around
    )


def _number_with_unit(tokens: Sequence[str], position: int) -> Amount | None:
    number = number_at(tokens, position)
    if number is None:
        return None
    named = None if number.currency else unit_at(tokens, number.end)
    if token_at(tokens, number.end) in _SCALES_OF_HEAT:  # "104 Fahrenheit"
        named = _DEGREES, 1.0, number.end
    if named and token_at(tokens, named[2]) == "old":  # "a 34-year-old": "aged 34" says as much
        years = number.value * named[1] / _A_YEAR if named[0] == "days" else number.value
        return Amount(value=round(years, 2), unit="", start=position, end=named[2] + 1)
    if named:
        if named[0] == _DEGREES and token_at(tokens, named[2]) in _SCALES_OF_HEAT:
            degree = _SCALES_OF_HEAT[tokens[named[2]]]
            value = _converted(number.value, _DEGREES, degree)
            return Amount(value=value, unit=_DEGREES, factor=degree, start=position, end=named[2] + 1)
        value = _converted(number.value, named[0], named[1])
        return Amount(
            value=value, unit=named[0], factor=named[1], per=_per(tokens, named[2]), start=position, end=named[2]
        )
    is_bare = number.end == position + 1 and tokens[position].isdigit()
    if is_bare and not number.currency and number.value in YEARS:
        return None
    unit, factor = (number.currency, 1.0) if number.currency else _unit_before(tokens, position)
    per = _per(tokens, number.end)
    return Amount(value=number.value * factor, unit=unit, factor=factor, per=per, start=position, end=number.end)


def _converted(value: float, unit: str, factor: float) -> float:
    """Give a number of some unit in the one into which that is converted."""
    if unit == _DEGREES and factor != 1:
        return round((value - _FREEZING) * factor, 1)
    return value * factor


def _per(tokens: Sequence[str], position: int) -> str:
    """Read the "week" of "70 a week", "$400 per week", "ten every single week"."""
    at = position + 1 + (token_at(tokens, position + 1) == "single")
    word = token_at(tokens, at)
    is_rate = token_at(tokens, position) in {"a", "an", "per", "every", "each"} and is_span_of_time(word)
    return word if is_rate else ""


def _unit_before(tokens: Sequence[str], position: int) -> tuple[str, float]:
    """Give the unit of the second of "from twelve weeks to eight", and its factor."""
    unit = unit_at(tokens, position - 2) if token_at(tokens, position - 1) in _RANGE else None
    return (unit[0], unit[1]) if unit and unit[2] == position - 1 else ("", 1.0)


def _as_of_range(tokens: Sequence[str], found: Amount) -> Amount:
    """Read the first of "four to five billion dollars" with the scale and the unit of the second."""
    joining = token_at(tokens, found.end)
    is_joined = joining in _RANGE or (joining == "and" and token_at(tokens, found.start - 1) == "between")
    at = found.end + is_joined
    second, rest = number_at(tokens, at), _number_with_unit(tokens, at)
    is_glued = not is_joined and found.unit in SUMS - {""} and second is not None and second.scale > 1  # "€4-5 billion"
    if second is None or rest is None or not (is_joined or is_glued):
        return found
    bare = second.value / second.scale
    if second.scale > 1 and 0 < found.value <= bare:
        found = replace(found, value=found.value * second.scale)
    if not found.unit and rest.unit:
        value = _converted(found.value, rest.unit, rest.factor)
        found = replace(found, value=value, unit=rest.unit, factor=rest.factor)
    return found


def _with_smaller(tokens: Sequence[str], found: Amount) -> Amount:
    """Read the rest of "37 hours and 30 minutes", "a year and six months", "two euros and five cents"."""
    at = found.end + (token_at(tokens, found.end) == "and")
    cents = number_at(tokens, at) if found.unit in CURRENCIES else None
    if cents and not cents.currency and token_at(tokens, cents.end) in _CENTS:
        return replace(found, value=found.value + cents.value / 100, end=cents.end + 1)
    rest = _number_with_unit(tokens, at) if found.unit == "days" else None
    if rest is None or rest.unit != "days" or rest.value >= found.value:
        return found
    return replace(found, value=found.value + rest.value, end=rest.end)


def _single_at(tokens: Sequence[str], position: int) -> Amount | None:
    """Read "a tonne", "within a year", "a full month", "a year and a half"."""
    if token_at(tokens, position) not in {"a", "an", "one"}:
        return None
    after = token_at(tokens, position + 1)
    part = AND_A_PART.get(tuple(tokens[position + 2 : position + 5]), 0.0)
    is_unit = after in CONVERSIONS and (token_at(tokens, position - 1) in _SPAN_OPENERS or part)
    if not (after in _SINGLE_UNITS or is_unit or (after == "full" and token_at(tokens, position + 2) in CONVERSIONS)):
        return None
    unit = unit_at(tokens, position + 1)
    if unit is None:
        return None
    end = unit[2] + 3 if part else unit[2]
    return Amount(value=unit[1] * (1 + part), unit=unit[0], start=position, end=end)


def _plain_number_at(tokens: Sequence[str], position: int) -> tuple[float, int] | None:
    number = number_at(tokens, position)
    return (number.value, number.end) if number and not number.currency else None
