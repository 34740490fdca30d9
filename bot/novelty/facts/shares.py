"""Shares of a whole as percent: "a fifth", "nine out of ten", "one customer in six"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.novelty.facts.numbers import SCALES, number_at
from bot.novelty.facts.tokens_at import token_at
from bot.novelty.facts.units import unit_at
from bot.novelty.lexicon import groups_of
from bot.novelty.thresholds import LARGEST_WHOLE

if TYPE_CHECKING:
    from collections.abc import Sequence

_FRACTIONS: Final = {word: int(whole) for whole, words in groups_of("fractions").items() for word in words}
_PERCENT: Final = "percent"
_LETTERS_OF_HAS: Final = 3

_Share = tuple[float, str, int, str]
"""Value, unit, where it ends, and the noun that stands within it: "one child in twenty"."""


def share_at(tokens: Sequence[str], position: int) -> _Share | None:
    """Read the share that starts at `position`, or the part of a unit ("half an hour"), else None."""
    return _of_a_whole(tokens, position) or _fraction_at(tokens, position)


def _fraction_at(tokens: Sequence[str], position: int) -> _Share | None:
    """Read "a fifth", "two thirds", "half of", "a quarter of a million", "half a point"."""
    if token_at(tokens, position) in {"a", "one"}:
        numerator, end = 1.0, position + 1
    else:
        number = number_at(tokens, position)
        numerator, end = (number.value, number.end) if number and not number.currency else (1.0, position)
    name = token_at(tokens, end)
    if name not in _FRACTIONS or (end == position and name != "half"):
        return None
    value, end = numerator / _FRACTIONS[name], end + 1
    is_part = name == "half" and token_at(tokens, end) in {"a", "an"}
    if is_part or (token_at(tokens, end) == "of" and token_at(tokens, end + 1) in {"a", "an", "one"}):
        return _part_of_one(tokens, value, end + (1 if is_part else 2))
    if name == "half" and token_at(tokens, end) in SCALES:  # "half-dozen"
        return value * SCALES[tokens[end]], "", end + 1, ""
    unit = unit_at(tokens, end) if name in {"half", "quarter"} else None  # "a quarter point", "a half hour"
    return (value * unit[1], unit[0], unit[2], "") if unit and unit[0] != _PERCENT else (100 * value, _PERCENT, end, "")


def _part_of_one(tokens: Sequence[str], value: float, position: int) -> _Share | None:
    """Read the rest of "half a billion", "half an hour", "three quarters of a percentage point"."""
    end, is_scaled = position, False
    while token_at(tokens, end) in SCALES:
        value, end, is_scaled = value * SCALES[tokens[end]], end + 1, True
    unit = unit_at(tokens, end)
    if unit:
        return value * unit[1], unit[0], unit[2], ""
    return (value, "", end, "") if is_scaled else None


def _of_a_whole(tokens: Sequence[str], position: int) -> _Share | None:
    """Read "nine out of ten", "three in five", "one customer in six", "57 households in every hundred"."""
    number = number_at(tokens, position) if token_at(tokens, position) != "one" else None
    part, end = (number.value, number.end) if number and not number.currency else (1.0, position + 1)
    if number is None and token_at(tokens, position) != "one":
        return None
    has_noun = token_at(tokens, end)[:1].isalpha() and token_at(tokens, end) not in {"in", "out", "of"}
    at = end + has_noun
    if tuple(tokens[at : at + 2]) in {("out", "of"), ("times", "out")}:
        at += 2 if token_at(tokens, at) == "out" else 3
    elif token_at(tokens, at) == "in" or (token_at(tokens, at), token_at(tokens, at + 1)) == ("of", "every"):
        at += 1
    else:
        return None
    is_every = token_at(tokens, at) in {"every", "each", "a"}
    whole, behind = _whole_at(tokens, at + is_every, is_every=is_every)
    if not 0 <= part < whole <= LARGEST_WHOLE or unit_at(tokens, behind):
        return None
    following = token_at(tokens, behind)
    is_plural = len(following) > _LETTERS_OF_HAS and following.endswith("s")
    counts = is_plural and has_noun and not is_every  # "five men in ten villages"
    noun = tokens[end] if has_noun else ""
    return None if counts else (100 * part / whole, _PERCENT, behind, noun)


def _whole_at(tokens: Sequence[str], position: int, *, is_every: bool) -> tuple[float, int]:
    """Read "ten", or the "hundred" of "every hundred"; 0 where there is none."""
    if is_every and token_at(tokens, position) in SCALES:
        return SCALES[tokens[position]], position + 1
    whole = number_at(tokens, position)
    return (whole.value, whole.end) if whole and not whole.currency else (0.0, position)
