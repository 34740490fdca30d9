"""Word lists as text files, so that they can be read, reviewed and measured as what they are: data.

A file begins with what the list is for, behind `#`. Then come words, apart by white space, or groups: a name and a
colon at the beginning of a line, then the words of that group, in lines that are indented where it takes several.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

_LEFT_OUT: Final[set[str]] = set()


def leave_out(name: str) -> None:
    """From now on the list of this name reads as empty: what a list is worth is measured without it.

    To be called before the modules that hold the list are imported, in a process of its own.
    """
    _LEFT_OUT.add(name)


def read_words(file: Traversable) -> list[str]:
    """The words of a list, in the order of the file."""
    return [word for line in _listed_lines(file) for word in line.split()]


def read_groups(file: Traversable) -> dict[str, list[str]]:
    """The groups of a list, each with its words, in the order of the file."""
    groups: dict[str, list[str]] = {}
    name = ""
    for line in _listed_lines(file):
        words = line
        if not line[0].isspace():
            name, _, words = line.partition(":")
        groups.setdefault(name, []).extend(words.split())
    return groups


def _listed_lines(file: Traversable) -> Iterator[str]:
    if file.name.removesuffix(".txt") not in _LEFT_OUT:
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                yield line
