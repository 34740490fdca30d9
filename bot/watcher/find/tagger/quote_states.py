"""Which words stand inside quotation marks: the tagger's view, one state per word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeAlias

    from numpy.typing import NDArray

    Words: TypeAlias = Sequence[tuple[int, int]]
    QuoteStates: TypeAlias = Callable[[str, Words], NDArray[np.int64]]

OUTSIDE, INSIDE, OPENING, CLOSING = range(4)
QUOTE_STATES = 4

_MARK = re.compile(r"``|''|[\"“”„‟«»‘’']|\n")
_OPENING_CHARACTERS = frozenset("“„‟«")
_CLOSING_CHARACTERS = frozenset("”»")
_BEFORE_OPENING_CHARACTERS = frozenset("([{—–-/:“\"'‘«")
# A single mark opens a quotation only if one closes it within this many characters: the look ahead stays linear.
_SINGLE_REACH = 600
_SINGLE_CLOSE = re.compile(r"(?<=\S)['’](?!\w)")
_ELISION = re.compile(r"['’](?:\d\ds?|em|til|tis|twas|cause|round|n)\b", re.IGNORECASE)


def quote_states(text: str, words: Words) -> NDArray[np.int64]:
    """Say for each word whether it is outside, inside, an opening or a closing quotation mark.

    Args:
        text: the article.
        words: character ranges, ascending, one per word; every mark is a word of its own.

    Returns:
        One of OUTSIDE, INSIDE, OPENING, CLOSING per word. A line break closes what is open, so one odd mark
        costs its own paragraph at most.

    """
    states = np.zeros(len(words), np.int64)
    marks = _marks(text)
    start, end, state, inside = next(marks, _NEVER)
    quoted = False
    for index, (word_start, _) in enumerate(words):
        while end <= word_start:
            quoted = inside
            start, end, state, inside = next(marks, _NEVER)
        if start <= word_start:
            states[index] = state
        else:
            states[index] = INSIDE if quoted else OUTSIDE
    return states


_NEVER = (1 << 60, 1 << 60, OUTSIDE, False)


def _marks(text: str) -> Iterator[tuple[int, int, int, bool]]:
    """Yield (start, end, state of the mark, whether what follows is quoted)."""
    double = single = False
    for match in _MARK.finditer(text):
        mark, start, end = match.group(), match.start(), match.end()
        if mark == "\n":
            if double or single:
                double = single = False
                yield start, end, OUTSIDE, False
            continue
        if mark in "‘’'":
            opens = not single and _is_opening_single(text, start)
            if not opens and not (single and _SINGLE_CLOSE.match(text, start)):
                continue
            single = opens
        else:
            opens = _opens_double(text, mark, start, end, inside=double)
            if not opens and not double and text[start - 1 : start].isdigit():
                continue  # inches, seconds
            double = opens
        yield start, end, OPENING if opens else CLOSING, double or single


def _opens_double(text: str, mark: str, start: int, end: int, *, inside: bool) -> bool:
    if mark in _OPENING_CHARACTERS or mark == "``":
        return True
    if mark in _CLOSING_CHARACTERS:
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    free_before = not before or before.isspace() or before in _BEFORE_OPENING_CHARACTERS
    free_after = not after or after.isspace()
    if free_before != free_after:
        return free_before
    return not inside


def _is_opening_single(text: str, start: int) -> bool:
    before, after = text[start - 1 : start], text[start + 1 : start + 2]
    if before and (before.isalnum() or before in "'’.,!?"):
        return False
    if not after or after.isspace() or (text[start] != "‘" and _ELISION.match(text, start)):
        return False
    paragraph_end = text.find("\n", start, start + _SINGLE_REACH)
    limit = paragraph_end if paragraph_end >= 0 else start + _SINGLE_REACH
    return _SINGLE_CLOSE.search(text, start + 1, limit) is not None
