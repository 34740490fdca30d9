"""The word lists of the comparison, each in a file of `en/` that says what it is for.

No list is called as one of the watcher's, so that each can be taken away alone (`onrecord evaluate --ablation`).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from bot.core.word_files import read_groups, read_words

LISTS: Final = files("bot.novelty.lexicon").joinpath("en")


def in_order(name: str) -> list[str]:
    """The words of a list, in the order of its file."""
    return read_words(LISTS.joinpath(f"{name}.txt"))


@cache
def set_of(name: str) -> frozenset[str]:
    """The words of a list, by the name of its file."""
    return frozenset(in_order(name))


@cache
def groups_of(name: str) -> dict[str, list[str]]:
    """The groups of a list, each with its words, in the order of its file."""
    return read_groups(LISTS.joinpath(f"{name}.txt"))


@cache
def group_of(name: str, group: str) -> frozenset[str]:
    """The words of one group of a list."""
    return frozenset(groups_of(name).get(group, ()))
