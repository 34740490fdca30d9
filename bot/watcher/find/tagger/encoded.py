"""From a text to what the network reads: words, features of each word, word pieces, windows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer as PieceTable

    from bot.watcher.find.tagger.quote_states import QuoteStates

LOWER, CAPITALISED, CAPITALS, OTHER = range(4)
CASES = 4
LINE_STATES = 2

_WORD_OR_SIGN = re.compile(r"\w+|[^\w\s]")
_SENTENCE_ENDS = frozenset(".?!")


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedText:
    """A text as the network sees it; n words, m pieces.

    `words`: n character ranges. `quote`, `case`, `line`: n features (states of marks.py; LOWER to OTHER; 1 after
    a line break). `pieces`: m ids in the piece table. `starts`: n + 1 offsets, word w owns
    `pieces[starts[w]:starts[w + 1]]` and has at least one. `paragraph`, `sentence`: running numbers per word.
    """

    words: list[tuple[int, int]]
    quote: NDArray[np.int64]
    case: NDArray[np.int64]
    line: NDArray[np.int64]
    pieces: NDArray[np.int64]
    starts: NDArray[np.int64]
    paragraph: NDArray[np.int64]
    sentence: NDArray[np.int64]


def split_words(text: str) -> list[tuple[int, int]]:
    """Character ranges of the words; every other visible character is a word of its own."""
    return [match.span() for match in _WORD_OR_SIGN.finditer(text)]


def encode(text: str, table: PieceTable, quote_states: QuoteStates) -> EncodedText:
    """Read a text of any length; `table` must neither truncate nor pad."""
    words = split_words(text)
    surface = [text[start:end] for start, end in words]
    line = _line_breaks(text, words)
    pieces, starts = _pieces(surface, table)
    return EncodedText(
        words=words,
        quote=quote_states(text, words),
        case=np.fromiter(map(_case, surface), np.int64, len(words)),
        line=line,
        pieces=pieces,
        starts=starts,
        paragraph=np.cumsum(line),
        sentence=np.cumsum(np.fromiter((word in _SENTENCE_ENDS for word in surface), np.int64, len(words))),
    )


def windows(starts: NDArray[np.int64], size: int, stride: int, first: int = 0) -> list[tuple[int, int]]:
    """Word ranges [first, last) of at most `size` pieces, a new one every `stride` pieces.

    Args:
        starts: piece offsets of the words, n + 1 of them.
        size: pieces in a window; a word of more pieces gets a window of its own.
        stride: pieces from one window's start to the next; at `size` the windows do not overlap.
        first: pieces in the first window, when it is to be shorter; 0 for a full one.

    """
    count = len(starts) - 1
    found: list[tuple[int, int]] = []
    begin = 0
    if first:
        end = int(np.searchsorted(starts, first, "right")) - 1
        if 0 < end < count:
            found.append((0, end))
            begin = end
    while begin < count:
        end = max(int(np.searchsorted(starts, starts[begin] + size, "right")) - 1, begin + 1)
        found.append((begin, end))
        if end >= count:
            break
        if stride < size:
            begin = max(int(np.searchsorted(starts, starts[begin] + stride, "right")) - 1, begin + 1)
        else:
            begin = end
    return found


def centrality(first: int, last: int, count: int) -> NDArray[np.float32]:
    """How far each word of the window [first, last) is from an edge behind which the text of `count` words goes on.

    Returns:
        (last - first,) at least 1; all the same for a window that holds the whole text.

    """
    place = np.arange(last - first, dtype=np.float32)
    before = place + 1 if first else np.full_like(place, len(place))
    after = place[::-1] + 1 if last < count else np.full_like(place, len(place))
    return np.minimum(before, after)


def _line_breaks(text: str, words: list[tuple[int, int]]) -> NDArray[np.int64]:
    line = np.zeros(len(words), np.int64)
    previous = 0
    for index, (start, end) in enumerate(words):
        line[index] = index == 0 or "\n" in text[previous:start]
        previous = end
    return line


def _case(word: str) -> int:
    if word.islower():
        return LOWER
    if len(word) > 1 and word.isupper():
        return CAPITALS
    return CAPITALISED if word[0].isupper() else OTHER


def _pieces(surface: list[str], table: PieceTable) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    encoding = table.encode(surface, is_pretokenized=True, add_special_tokens=False)
    pieces = np.array(encoding.ids, np.int64)
    owner = np.array(encoding.word_ids, np.int64)
    counts = np.bincount(owner, minlength=len(surface)) if len(surface) else np.zeros(0, np.int64)
    if not counts.all():
        # Control characters yield no piece; the word keeps its place as an unknown one.
        missing = np.flatnonzero(counts == 0)
        pieces = np.insert(pieces, np.cumsum(counts)[missing], table.token_to_id("[UNK]") or 0)
        counts = np.maximum(counts, 1)
    return pieces, np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
