"""The word lists of the comparison, each in a file of `en/` that says what it is for."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from bot.core.word_files import read_words


@cache
def listed(name: str) -> frozenset[str]:
    """The words of a list, by the name of its file."""
    return frozenset(read_words(files("bot.novelty.lexicon").joinpath("en", f"{name}.txt")))
