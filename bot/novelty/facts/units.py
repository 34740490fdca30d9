"""Units, each with the one into which it is converted: "hectares", "square miles", "metres per second"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.novelty.facts.tokens_at import token_at
from bot.novelty.lexicon import groups_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLURALS: Final = {"centuries": "century", "feet": "foot", "inches": "inch"}
_COUNTED: Final = frozenset({"full", "whole", "more", "consecutive", "additional", "extra", "straight"})
_PER: Final = frozenset({"per", "a", "an", "every", "/"})
_HOURS: Final = {"second": 1 / 3600, "s": 1 / 3600, "minute": 1 / 60, "min": 1 / 60, "hour": 1.0, "h": 1.0, "hr": 1.0}
SPEED: Final = "km an hour"


def _factor(written_as: str) -> float:
    """Read "1000", "0.4047" or "365/12"; "" is 1."""
    above, _, below = written_as.partition("/")
    return float(above or 1) / float(below or 1)


# Word (singular; two words with "_" between them) → unit to which it converts, and the factor.
CONVERSIONS: Final[dict[str, tuple[str, float]]] = {
    word.partition("=")[0]: (unit.replace("_", " "), _factor(word.partition("=")[2]))
    for unit, words in groups_of("units").items()
    for word in words
}
CURRENCIES: Final = frozenset(unit.replace("_", " ") for unit in groups_of("currencies"))
CODES: Final = {word: unit.replace("_", " ") for unit, words in groups_of("currencies").items() for word in words}
"""What stands before a sum instead of a sign: "EUR 20m", "¥300bn"."""


def unit_at(tokens: Sequence[str], position: int) -> tuple[str, float, int] | None:
    """Read the unit that starts at `position`: into what it converts, by which factor, and where it ends; else None."""
    if token_at(tokens, position) in _COUNTED and _word_at(tokens, position + 1):
        position += 1
    found = _word_at(tokens, position)
    if found is None:
        return None
    unit, factor, end = found
    per = _HOURS.get(token_at(tokens, end + 1)) if unit == "km" and token_at(tokens, end) in _PER else None
    return (SPEED, factor / per, end + 2) if per else found


def _word_at(tokens: Sequence[str], position: int) -> tuple[str, float, int] | None:
    words = token_at(tokens, position), token_at(tokens, position + 1)
    for length, phrase in ((2, "_".join(words)), (1, words[0])):
        last = words[length - 1]
        singular = phrase.removesuffix(last) + _PLURALS.get(last, last)
        for form in (singular, singular.removesuffix("s")):
            if form in CONVERSIONS:
                return *CONVERSIONS[form], position + length
    return None


def is_span_of_time(word: str) -> bool:
    """Tell whether a word is a unit of time: "year", "weeks"."""
    return CONVERSIONS.get(word.removesuffix("s"), ("", 0.0))[0] == "days"
