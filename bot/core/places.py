"""States, peoples and capitals by one name ("the Swiss city", "Bern", "Switzerland"), and how they are governed."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.core.thresholds import LONGEST_NAME_OF_A_PLACE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@cache
def place_names() -> Mapping[tuple[str, ...], str]:
    """The name of each place by the words of all of its names; a hyphen separates words."""
    text = files("bot.core").joinpath("places.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {tuple(name.replace("-", " ").split()): row[0] for row in rows for name in row}


def place_at(words: Sequence[str], at: int) -> tuple[str, int] | None:
    """The place that the words from `at` on name, in small letters, and how many of them do."""
    names = place_names()
    for length in range(min(LONGEST_NAME_OF_A_PLACE, len(words) - at), 0, -1):
        name = names.get(tuple(word.removesuffix("'s") for word in words[at : at + length]))
        if name is not None:
            return name, length
    return None


def has_office(place: str, office: str) -> bool:
    """Whether a place has a president, or a prime minister, as far as is known."""
    return office not in _governments().get(place, ((), ()))[0]


def parliament_at(word: str) -> str | None:
    """The place whose parliament a word in small letters names: *the Commons*."""
    return next((place for place, (_, parliaments) in _governments().items() if word in parliaments), None)


@cache
def _governments() -> Mapping[str, tuple[Sequence[str], Sequence[str]]]:
    """By the name of each place the offices that it lacks and the words for its parliament."""
    text = files("bot.core").joinpath("governments.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {place: (lacking.split(", "), parliaments) for place, lacking, *parliaments in rows}
