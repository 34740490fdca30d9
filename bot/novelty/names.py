"""States, peoples and capitals by one name: "the Swiss city", "Bern" and "Switzerland" are one party."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_NAME = 3  # tokens
_SPEAKERS = frozenset({"i", "we", "me", "us", "my", "our", "ours"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A party named in a text. `start` and `end` are positions of tokens."""

    name: str
    start: int
    end: int


@cache
def _places() -> dict[tuple[str, ...], str]:
    names: dict[tuple[str, ...], str] = {}
    text = files("bot.novelty").joinpath("places.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            row = line.split("\t")
            for name in row:
                names[tuple(name.replace("-", " ").split())] = row[0]
    return names


def parties(tokens: Sequence[str]) -> list[Party]:
    """Find the states, peoples and armed groups that a text names, in their order."""
    places = _places()
    found: list[Party] = []
    position = 0
    while position < len(tokens):
        for length in range(min(_LONGEST_NAME, len(tokens) - position), 0, -1):
            words = tuple(word.removesuffix("'s") for word in tokens[position : position + length])
            name = places.get(words)
            if name is None and words == ("us",) and position and tokens[position - 1] == "the":
                name = "united states"  # folded text has lost the capitals of "the US"
            if name:
                found.append(Party(name=name, start=position, end=position + length))
                position += length
                break
        else:
            position += 1
    return found


def is_speaker(token: str) -> bool:
    """Tell whether a word stands for the speaker or the speaker's side."""
    return token in _SPEAKERS
