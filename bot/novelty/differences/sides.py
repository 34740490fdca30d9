"""Two texts as the rules see them: read, and the longer one cut to what the other covers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.core.words import is_small, token_spans
from bot.novelty.facts.logic import read_logic
from bot.novelty.facts.parsed import ParsedText, parse_text, parse_tokens
from bot.novelty.thresholds import CUT_EXTRA, CUT_FACTOR, EVEN, EXCESS, FIRST_OF_CLAUSE, LONGER, STEM, TEXTS_KEPT

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

_CLAUSE_MARK: Final = re.compile(r"^(?:[.,;:!?]|\.\.\.|-)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One text: parsed, and cut to what the other text covers."""

    text: str  # the whole, as it stands
    begins: int  # the token of the whole with which the cut begins
    parsed: ParsedText
    indirect: bool

    @property
    def tokens(self) -> tuple[str, ...]:
        """The words and marks of the cut."""
        return self.parsed.tokens

    def as_written(self, start: int, end: int) -> str:
        """Give what stands in the text from one token of the cut up to another, letter for letter."""
        places = token_spans(self.text)[self.begins + start : self.begins + end]
        return self.text[places[0][0] : places[-1][1]] if places else ""


def stem(word: str) -> str:
    """Cut a word to what its forms share."""
    return word if word[:1].isdigit() else word[:STEM]


def content(tokens: Sequence[str]) -> set[str]:
    """Give the stems of the words that say something."""
    return {stem(token) for token in tokens if token[:1].isalnum() and not is_small(token)}


def _between_marks(tokens: Sequence[str]) -> list[tuple[int, int]]:
    """Give the ranges of tokens between marks."""
    bounds = [0, *(position + 1 for position, token in enumerate(tokens) if _CLAUSE_MARK.match(token)), len(tokens)]
    return [(start, end) for start, end in pairwise(bounds) if end > start]


def focus(long: Sequence[str], short: Sequence[str]) -> tuple[int, int]:
    """Give the range of the longer text, whole clauses, that the shorter one covers best."""
    wanted = content(short)
    clauses = _between_marks(long)
    best, best_score = (0, len(long)), -1.0
    for first in range(len(clauses)):
        for last in range(first, len(clauses)):
            start, end = clauses[first][0], clauses[last][1]
            if end - start > CUT_FACTOR * len(short) + CUT_EXTRA and last > first:
                break
            held = content(long[start:end])
            if not held or not wanted:
                continue
            score = len(wanted & held) / len(wanted) - EXCESS * len(held - wanted) / len(wanted)
            if score > best_score + EVEN:
                best, best_score = (start, end), score
    start, end = best
    # A condition belongs to what it stands beside, whether or not the shorter text has it.
    for clause_start, clause_end in clauses:
        beside = clause_start in {end, end + 1} or clause_end in {start, start - 1}
        if beside and read_logic(long[clause_start : clause_start + FIRST_OF_CLAUSE], indirect=False).conditional:
            start, end = min(start, clause_start), max(end, clause_end)
    return start, end


@lru_cache(maxsize=TEXTS_KEPT)
def sides(
    text_a: str, text_b: str, day_a: dt.date, day_b: dt.date, *, indirect_a: bool, indirect_b: bool
) -> tuple[Side, Side]:
    """Read both texts; a much longer one is cut to the clauses that the other covers."""
    a, b = parse_text(text_a, day_a), parse_text(text_b, day_b)
    cut_a, cut_b = (0, len(a.tokens)), (0, len(b.tokens))
    if len(a.tokens) > LONGER * len(b.tokens):
        cut_a = focus(a.tokens, b.tokens)
    elif len(b.tokens) > LONGER * len(a.tokens):
        cut_b = focus(b.tokens, a.tokens)
    return _side(text_a, a, cut_a, indirect=indirect_a), _side(text_b, b, cut_b, indirect=indirect_b)


def _side(text: str, parsed: ParsedText, cut: tuple[int, int], *, indirect: bool) -> Side:
    start, end = cut
    is_whole = cut == (0, len(parsed.tokens))
    part = parsed if is_whole else parse_tokens(parsed.tokens[start:end], parsed.said_on)
    return Side(text=text, begins=start, parsed=part, indirect=indirect)
