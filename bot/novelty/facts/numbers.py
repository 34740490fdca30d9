"""Numbers in digits and in words: "two hundred and fifty thousand", "2.5bn", "one and a half million"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.novelty.facts.tokens_at import token_at
from bot.novelty.facts.units import CODES, unit_at
from bot.novelty.lexicon import group_of, groups_of, set_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_ONES: Final = {word: value for value, word in enumerate(groups_of("numbers").get("ones", ()))}
_TENS: Final = {word: 10 * value for value, word in enumerate(groups_of("numbers").get("tens", ()), 2)}
_SETS: Final = {"pair": 2.0, "trio": 3.0, "quartet": 4.0}  # "a trio of cuts"
SCALES: Final = {word: float(factor) for factor, words in groups_of("scales").items() for word in words}
_TEN: Final = 10
_DOZEN: Final = 12
_DIGITS: Final = re.compile(r"([$€£]?)(\d[\d,]*(?:\.\d+)?)")
_DECIMAL_COMMA: Final = re.compile(r"^(\d+),(\d{1,2})$")  # "2,4 percent"
_SIGNS: Final = {"$": "dollars", "€": "euros", "£": "pounds sterling"}
_SUFFIXES: Final = {"m": 1e6, "k": 1e3, "b": 1e9, "t": 1e12}  # glued to a sum: "$5m"
_PEOPLE: Final = frozenset({"people", "men", "women", "children"})
_NAMING: Final = set_of("numbered_things")
_BAKERS: Final = frozenset({"baker's", "bakers"})
AND_A_PART: Final[dict[tuple[str, ...], float]] = {
    ("and", "a", "half"): 0.5,
    ("and", "a", "quarter"): 0.25,
    ("and", "three", "quarters"): 0.75,
}


OPENERS: Final = (
    frozenset(["a", "an", "the", "half", "quarter", "minus"]) | _BAKERS | _ONES.keys() | _TENS.keys() | CODES.keys()
)
"""The words with which a number, a share or a time may begin; else it begins with a digit or a sign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number in a text; `end` is the position of the token behind it."""

    value: float
    currency: str = ""  # where a sign or a code names one
    scale: float = 1.0  # that a word behind the digits multiplied it by: "four to five billion" are both billions
    end: int


def names_a_thing(tokens: Sequence[str], position: int) -> str:
    """Give what a number at `position` is a name of, or "": "Article 5", "F-35", "Route 9" count nothing."""
    before = token_at(tokens, position - 1)
    is_letter = len(before) == 1 and before.isalpha() and before not in {"a", "i"}
    is_digits = token_at(tokens, position)[:1].isdigit()
    is_scaled = token_at(tokens, position + 1) in SCALES  # "Y300bn"
    return before if is_digits and not is_scaled and (is_letter or before in _NAMING) else ""


def number_at(tokens: Sequence[str], position: int) -> Number | None:
    """Read the number that starts at `position`, else None."""
    word = token_at(tokens, position)
    if word == "minus":
        found = number_at(tokens, position + 1) if token_at(tokens, position + 1) != "minus" else None
        return replace(found, value=-found.value) if found else None
    currency = CODES.get(word, "")
    first = position + bool(currency)
    digits = _DIGITS.fullmatch(token_at(tokens, first))
    if digits:
        return _in_digits(tokens, first, digits, currency or _SIGNS.get(digits[1], ""))
    if _is_pronoun(tokens, position):
        return None
    spelled = _set_at(tokens, position) or _spelled(tokens, position)
    return _with_parts(tokens, *spelled) if spelled else None


def _in_digits(tokens: Sequence[str], position: int, digits: re.Match[str], currency: str) -> Number:
    written = _DECIMAL_COMMA.sub(r"\1.\2", digits[2]).replace(",", "")
    value, end, scale = float(written), position + 1, 1.0
    suffix = _SUFFIXES.get(token_at(tokens, end))
    behind = token_at(tokens, end + 1)
    is_million = token_at(tokens, end) == "m" and (behind in _PEOPLE or (len(behind) > 3 and behind.endswith("s")))  # noqa: PLR2004
    if suffix and (currency or is_million or token_at(tokens, end) == "k"):
        return Number(value=value * suffix, currency=currency, scale=suffix, end=end + 1)
    while token_at(tokens, end) in SCALES:
        scale *= SCALES[tokens[end]]
        end += 1
    return _with_parts(tokens, value * scale, end, scale, currency)


def _with_parts(tokens: Sequence[str], value: float, end: int, scale: float, currency: str = "") -> Number:
    """Read the rest of "two point four billion", "two and a half million", "a million and a half"."""
    point, after = _point(tokens, end)
    part = AND_A_PART.get(tuple(tokens[end : end + 3]), 0.0)
    if part:
        after = end + 3
    larger = scale if scale >= _DOZEN else 1.0
    value, end = value + (point + part) * larger, after
    if point or part:
        while token_at(tokens, end) in SCALES:
            value, scale, end = value * SCALES[tokens[end]], scale * SCALES[tokens[end]], end + 1
    return Number(value=value, currency=currency, scale=scale, end=end)


def _is_pronoun(tokens: Sequence[str], position: int) -> bool:
    """Tell whether "one" is no number here: "no one", "one of", "we need one"."""
    if token_at(tokens, position) != "one":
        return False
    before, behind = token_at(tokens, position - 1), token_at(tokens, position + 1)
    if tuple(tokens[position + 1 : position + 4]) in AND_A_PART or (
        behind == "point" and _point(tokens, position + 1)[0]
    ):
        return False
    if before in group_of("one_as_a_pronoun", "before") or behind in group_of("one_as_a_pronoun", "after"):
        return True
    is_counted = behind in SCALES or unit_at(tokens, position + 1) is not None
    opens = position == 0 and not is_counted
    ends = not behind[:1].isalnum() and before in group_of("one_as_a_pronoun", "at_an_end")
    return opens or ends


def _set_at(tokens: Sequence[str], position: int) -> tuple[float, int, float] | None:
    """Read "a trio of", "a baker's dozen"."""
    at = position + (token_at(tokens, position) in {"a", "the"})
    if token_at(tokens, at) in _BAKERS and token_at(tokens, at + 1) == "dozen":
        return 13.0, at + 2, 1.0
    if at > position and token_at(tokens, at) in _SETS and token_at(tokens, at + 1) == "of":
        return _SETS[tokens[at]], at + 2, 1.0
    return None


def _spelled(tokens: Sequence[str], position: int) -> tuple[float, int, float] | None:
    """Read "two hundred and fifty thousand": its value, where it ends, and its last scale; None where none starts."""
    total = current = 0.0
    end = position
    if token_at(tokens, end) in {"a", "an"} and token_at(tokens, end + 1) in SCALES:
        current, end = 1.0, end + 1
    while end < len(tokens):
        last = tokens[end - 1] if end > position else ""
        added = _added(tokens, end, last, (total, current))
        if added is None:
            break
        total, current = added
        end += 1
    if end == position or tokens[end - 1] in {"a", "an"}:
        return None
    return total + current, end, SCALES.get(tokens[end - 1], 1.0)


def _added(tokens: Sequence[str], at: int, last: str, so_far: tuple[float, float]) -> tuple[float, float] | None:
    """Add a word to what is read of a number: its finished part, and the part that is still counted; None: it ends."""
    word, (total, current) = tokens[at], so_far
    begins = not last or last in SCALES or last == "and"
    if word in _ONES and (begins or last in _TENS):
        return total, current + _ONES[word]
    if word in _TENS and begins:
        return total, current + _TENS[word]
    if word in SCALES:
        return _multiplied(word, total, current)
    goes_on = word == "and" and last in SCALES and token_at(tokens, at + 1) in _ONES.keys() | _TENS.keys()
    return so_far if goes_on else None


def _multiplied(word: str, total: float, current: float) -> tuple[float, float] | None:
    if word == "dozen" or (word == "hundred" and current):
        return total, (current or 1.0) * SCALES[word]
    if not current and total:  # "a thousand million"
        return total * SCALES[word], 0.0
    return (total + current * SCALES[word], 0.0) if current else None


def _point(tokens: Sequence[str], position: int) -> tuple[float, int]:
    """Read the rest of "two point four": its digits, one by one."""
    digits = ""
    end = position + 1
    while token_at(tokens, position) == "point" and (digit := _ONES.get(token_at(tokens, end), _TEN)) < _TEN:
        digits += str(digit)
        end += 1
    return (float(f"0.{digits}"), end) if digits else (0.0, position)
