"""Whether two texts are the same words: the first form of identity, by letters alone."""

from __future__ import annotations

import re
import unicodedata

LEAST_WORDS = 5  # a shorter fragment stands in too many sentences to be an excerpt of one of them
_WORD = re.compile(r"\w+")
_APOSTROPHES = str.maketrans("", "", "'\u2019")


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text; case, marks, spacing and Unicode form do not matter."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return tuple(_WORD.findall(plain.translate(_APOSTROPHES)))


def same_words(one: str, other: str) -> bool:
    """Tell whether the texts hold the same words, or one is an unbroken excerpt of the other, of five words or more."""
    shorter, longer = sorted((words_of(one), words_of(other)), key=len)
    if not shorter:
        return False
    if len(shorter) < LEAST_WORDS:
        return shorter == longer
    return any(longer[start : start + len(shorter)] == shorter for start in range(len(longer) - len(shorter) + 1))
