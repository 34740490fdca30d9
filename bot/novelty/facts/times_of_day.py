"""Times of day, however they are written: "half past seven", "7.30 p.m.", "19:30"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.novelty.facts.tokens_at import token_at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

OCLOCK: Final = "o'clock"
"""The unit of a time that does not say which half of the day it is in; in minutes from twelve."""
TIME: Final = "time"
"""The unit of a time that says so; in minutes from midnight."""
_HALF_A_DAY: Final = 12 * 60
_MOST_HOURS, _MOST_MINUTES, _NOON = 24, 60, 12
_HALVES: Final = {"am": 0, "a.m.": 0, "pm": _HALF_A_DAY, "p.m.": _HALF_A_DAY}
_PARTS: Final = {"half": 30, "quarter": 15}
_HOURS_AND_MINUTES: Final = re.compile(r"(\d{1,2})\.(\d\d)")

Read = tuple[float, str, int]
"""Minutes, unit, and where the time ends."""


def time_at(tokens: Sequence[str], position: int, hour_at: Callable[[int], tuple[float, int] | None]) -> Read | None:
    """Read the time of day that starts at `position`, else None.

    Args:
        tokens: of the text, in small letters.
        position: where it would start.
        hour_at: reads a number, in digits or in words, and where it ends.

    """
    return _in_words(tokens, position, hour_at) or _in_digits(tokens, position, hour_at)


def same_time(one: tuple[float, str], other: tuple[float, str]) -> bool:
    """Tell whether two times, or a time and a bare number of hours, are one; each with its unit."""
    if one[1] == other[1] == TIME:
        return one[0] == other[0]
    return _on_the_dial(*one) == _on_the_dial(*other)


def time_text(minutes: float) -> str:
    """Write a time: "7:30"."""
    return f"{int(minutes) // 60 or _NOON}:{int(minutes) % 60:02}"


def _on_the_dial(value: float, unit: str) -> float:
    return (value if unit in {OCLOCK, TIME} else value * 60) % _HALF_A_DAY


def _in_words(tokens: Sequence[str], position: int, hour_at: Callable[[int], tuple[float, int] | None]) -> Read | None:
    """Read "half past seven", "a quarter to nine p.m."."""
    at = position + (token_at(tokens, position) == "a")
    part, turn = _PARTS.get(token_at(tokens, at)), token_at(tokens, at + 1)
    hour = hour_at(at + 2) if part and turn in {"past", "to"} else None
    if part is None or hour is None or not 0 < hour[0] <= _NOON:
        return None
    return _in_its_half(tokens, hour[1], hour[0] * 60 + (part if turn == "past" else -part))


def _in_digits(tokens: Sequence[str], position: int, hour_at: Callable[[int], tuple[float, int] | None]) -> Read | None:
    """Read "19:30", "7.30 p.m.", "7 p.m.", "seven o'clock"."""
    word, minutes = token_at(tokens, position), token_at(tokens, position + 2)
    if word.isdigit() and token_at(tokens, position + 1) == ":" and minutes.isdigit() and len(minutes) == 2:  # noqa: PLR2004
        if int(word) > _MOST_HOURS or int(minutes) >= _MOST_MINUTES:
            return None
        return _in_its_half(tokens, position + 3, int(word) * 60 + int(minutes), is_whole_day=int(word) > _NOON)
    written = _HOURS_AND_MINUTES.fullmatch(word)
    if written and token_at(tokens, position + 1) in _HALVES:
        return _in_its_half(tokens, position + 1, int(written[1]) * 60 + int(written[2]))
    hour = hour_at(position)
    if hour is None or not 0 < hour[0] <= _NOON or token_at(tokens, hour[1]) not in _HALVES.keys() | {OCLOCK}:
        return None
    return _in_its_half(tokens, hour[1], hour[0] * 60)


def _in_its_half(tokens: Sequence[str], end: int, minutes: float, *, is_whole_day: bool = False) -> Read:
    end += token_at(tokens, end) == OCLOCK
    half = _HALVES.get(token_at(tokens, end))
    if is_whole_day:
        return minutes % (2 * _HALF_A_DAY), TIME, end + (half is not None)
    if half is None:
        return minutes % _HALF_A_DAY, OCLOCK, end
    return minutes % _HALF_A_DAY + half, TIME, end + 1
