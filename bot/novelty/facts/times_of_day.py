"""Times of day, however they are written: "half past seven", "7.30 p.m.", "19:30"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.core.day_names import WEEKDAYS
from bot.novelty.facts.tokens_at import token_at
from bot.novelty.facts.units import unit_at
from bot.novelty.lexicon import set_of

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
_FOUR_DIGITS: Final = re.compile(r"([01]\d|2[0-4])([0-5]\d)")
TIME_ZONE_WORDS: Final = set_of("time_zones")
"""Words behind a time of day that say where it is so late."""
_BEHIND_FOUR_DIGITS: Final = TIME_ZONE_WORDS | {"hours", "hrs"}  # "0800 GMT"
_PARTS_OF_A_DAY: Final = {"morning": 0, "afternoon": _HALF_A_DAY, "evening": _HALF_A_DAY, "night": _HALF_A_DAY}
_BEFORE_A_PART: Final = frozenset({"this", "that", "tomorrow", "yesterday", "next", "the", *WEEKDAYS})
_BEFORE_A_TIME: Final = frozenset(["about", "after", "around", "at", "before", "by", "from", "till", "until"])
_OF_FIVE: Final = frozenset({5.0, 10.0, 20.0, 25.0})  # minutes: "twenty to five"

Read = tuple[float, str, int]
"""Minutes, unit, and where the time ends."""


def time_at(tokens: Sequence[str], position: int, hour_at: Callable[[int], tuple[float, int] | None]) -> Read | None:
    """Read the time of day that starts at `position`, else None.

    Args:
        tokens: of the text, in small letters.
        position: where it would start.
        hour_at: reads a number, in digits or in words, and where it ends.

    """
    return _in_words(tokens, position, hour_at) or _time_in_digits(tokens, position, hour_at)


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
    """Read "half past seven", "a quarter to nine p.m.", "at twenty to five"."""
    at = position + (token_at(tokens, position) == "a")
    part, end = _PARTS.get(token_at(tokens, at), 0), at + 1
    minutes = None if part or token_at(tokens, position - 1) not in _BEFORE_A_TIME else hour_at(position)
    if minutes is not None and minutes[0] in _OF_FIVE:
        part, end = int(minutes[0]), minutes[1]
    turn = token_at(tokens, end)
    hour = hour_at(end + 1) if part and turn in {"past", "to"} else None
    if hour is None or not 0 < hour[0] <= _NOON:
        return None
    return _in_its_half(tokens, position, hour[1], hour[0] * 60 + (part if turn == "past" else -part))


def _time_in_digits(
    tokens: Sequence[str], position: int, hour_at: Callable[[int], tuple[float, int] | None]
) -> Read | None:
    """Read "19:30", "7.30 p.m.", "7 p.m.", "seven o'clock", "nine in the morning", "0800 GMT"."""
    word, minutes = token_at(tokens, position), token_at(tokens, position + 2)
    if word.isdigit() and token_at(tokens, position + 1) == ":" and minutes.isdigit() and len(minutes) == 2:  # noqa: PLR2004
        if int(word) > _MOST_HOURS or int(minutes) >= _MOST_MINUTES:
            return None
        time = int(word) * 60 + int(minutes)
        return _in_its_half(tokens, position, position + 3, time, is_whole_day=int(word) > _NOON)
    if written := _written(tokens, position):
        return _in_its_half(tokens, position, *written)
    hour = hour_at(position)
    if hour is None or not 0 < hour[0] <= _NOON:
        return None
    is_time = token_at(tokens, hour[1]) in _HALVES.keys() | {OCLOCK} or _part_behind(tokens, hour[1]) is not None
    return _in_its_half(tokens, position, hour[1], hour[0] * 60) if is_time else None


def _written(tokens: Sequence[str], position: int) -> tuple[int, int] | None:
    """Read "7.30" before "p.m." or behind "at", and "0800 GMT": where it ends, and its minutes."""
    word, behind = token_at(tokens, position), token_at(tokens, position + 1)
    clock = _FOUR_DIGITS.fullmatch(word) if behind in _BEHIND_FOUR_DIGITS else None
    if clock:
        return position + 2, int(clock[1]) * 60 + int(clock[2])
    written = _HOURS_AND_MINUTES.fullmatch(word)
    if written is None or int(written[1]) > _MOST_HOURS or int(written[2]) >= _MOST_MINUTES:
        return None
    is_behind_at = token_at(tokens, position - 1) in _BEFORE_A_TIME and unit_at(tokens, position + 1) is None
    is_time = behind in _HALVES or is_behind_at or _part_behind(tokens, position + 1) is not None
    return (position + 1, int(written[1]) * 60 + int(written[2])) if is_time else None


def _part_behind(tokens: Sequence[str], position: int) -> tuple[int, int] | None:
    """Read "in the morning", "this evening", "at night": the minutes that it adds to a time, and where it ends."""
    at = position + (token_at(tokens, position) in {"in", "on"})
    if token_at(tokens, position) == "at" and token_at(tokens, position + 1) == "night":
        return _HALF_A_DAY, position + 2
    part = _PARTS_OF_A_DAY.get(token_at(tokens, at + 1)) if token_at(tokens, at) in _BEFORE_A_PART else None
    return None if part is None else (part, at + 2)


def _part_before(tokens: Sequence[str], position: int) -> int | None:
    """Read the "evening" of "Thursday evening at ten"."""
    at = position - 1 - (token_at(tokens, position - 1) == "at")
    return _PARTS_OF_A_DAY.get(token_at(tokens, at)) if at < position - 1 else None


def _in_its_half(tokens: Sequence[str], position: int, end: int, minutes: float, *, is_whole_day: bool = False) -> Read:
    end += token_at(tokens, end) == OCLOCK
    half = _HALVES.get(token_at(tokens, end))
    if is_whole_day or minutes >= _HALF_A_DAY + 60 or token_at(tokens, end - 1) in _BEHIND_FOUR_DIGITS:
        return minutes % (2 * _HALF_A_DAY), TIME, end + (half is not None)
    if half is not None:
        return minutes % _HALF_A_DAY + half, TIME, end + 1
    part = _part_behind(tokens, end)
    added = part[0] if part else _part_before(tokens, position)
    if added is None:
        return minutes % _HALF_A_DAY, OCLOCK, end
    return minutes % _HALF_A_DAY + added, TIME, end
