"""The first word of a sentence where it comes to stand within another one. Pure.

`The port is safe` → says that `the port is safe`; `Iran is ready` stays as it is. What proves a name stands first; then
the article itself tells, which mostly has the word a second time; then a list of words that are no names.
"""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Final

from bot.core.word_files import read_words

_SMALL_WORDS: Final = frozenset(read_words(files("handlers.render.pieces").joinpath("beginnings.txt")))
_COMMON: Final = frozenset(read_words(files("handlers.render.pieces").joinpath("common_words.txt")))
_FIRST: Final = re.compile(r"[A-Z][a-z]*(?:-[a-z]+)*(?![\w-])")  # neither "UN" nor "F-35"
_SHORTENED_NOT: Final = re.compile(r"['\u2019]t\b")  # "Don't"
_NAME_BEHIND: Final = re.compile(r"(?:['\u2019]s)? (?!I\b)[^\W\d_]*[A-Z]")  # "White House", "Brazil's President"
_WITHIN: Final = r"(?<=[^\W\d_A-Z] |[,;] )"  # a word that stands there begins no sentence


def begun_low(text: str, *, article: str = "") -> str:
    """Return a sentence as it stands behind "that": with a small letter, unless its first word is a name.

    Args:
        text: the sentence.
        article: where it stands: a word that it has in small letters is no name.

    """
    found = _FIRST.match(text)
    if found is None or found[0] == "I" or not _is_no_name(found, text, article):
        return text
    return f"{text[0].lower()}{text[1:]}"


def _is_no_name(found: re.Match[str], text: str, article: str) -> bool:
    word, small = found[0], found[0].lower()
    begins = small.partition("-")[0]
    if begins in _SMALL_WORDS or _SHORTENED_NOT.match(text, found.end()):
        return True
    if _NAME_BEHIND.match(text, found.end()) or re.search(rf"{_WITHIN}{word}\b", article):
        return False
    return begins in _COMMON or bool(re.search(rf"\b{small}\b", article))
