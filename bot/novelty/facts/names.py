"""States, peoples and capitals by one name: "the Swiss city", "Bern" and "Switzerland" are one party."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.places import place_at

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A party named in a text. `start` and `end` are positions of tokens."""

    name: str
    start: int
    end: int


def parties(tokens: Sequence[str]) -> list[Party]:
    """Find the states, peoples and armed groups that a text names, in their order."""
    found: list[Party] = []
    position = 0
    while position < len(tokens):
        place = place_at(tokens, position)
        if place is None and tokens[position].removesuffix("'s") == "us" and position and tokens[position - 1] == "the":
            place = "united states", 1  # collapsed text has lost the capitals of "the US"
        if place:
            name, length = place
            found.append(Party(name=name, start=position, end=position + length))
            position += length
        else:
            position += 1
    return found
