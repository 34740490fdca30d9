"""Which phrase of one text answers to which of the other, by the word vectors, and what differs between the two."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from bot.core.words import is_small
from bot.novelty.logic import LOGIC_WORDS, are_opposite, read_logic
from bot.novelty.thresholds import ANSWERS_FROM, LOGIC_REACH
from bot.novelty.vectors import WIDTH, shipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.novelty.parsed import ParsedText

_COUNTED = "#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A run of words that say something, with the logic that bears on it."""

    words: tuple[str, ...]
    negated: bool
    modality: frozenset[str]
    quantity: str
    vector: np.ndarray  # float32 [WIDTH], unit length
    weight: float  # rare words weigh more


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """How the phrases of two texts answer to each other; a pair of numbers is one for either text."""

    covered: tuple[float, float] = (0.0, 0.0)  # share of its weight that the other text answers to
    nearness: tuple[float, float] = (0.0, 0.0)  # weighted mean of the best cosine of its phrases
    lone: tuple[float, float] = (0.0, 0.0)  # weight of its phrases without an answer
    polarity: bool = False  # of an aligned pair one phrase is negated
    modality: bool = False
    quantity: bool = False
    opposites: tuple[str, str] | None = None  # words of an aligned pair, or of two phrases without an answer


@lru_cache(maxsize=16384)
def _vector(word: str) -> np.ndarray:
    return shipped().summed(word)


def phrases(parsed: ParsedText, *, indirect: bool) -> list[Phrase]:
    """Part a text into phrases at small words, logic words and marks; amounts and days are left to their own guards."""
    tokens = list(parsed.tokens)
    counted = [(found.start, found.end) for found in parsed.amounts] + [
        (found.start, found.end) for found in parsed.days
    ]
    for start, end in counted:
        tokens[start:end] = [_COUNTED] * (end - start)
    found: list[Phrase] = []
    start = 0
    while start < len(tokens):
        end = start
        while end < len(tokens) and _says(tokens[end]):
            end += 1
        if end > start:
            logic = read_logic(tokens[max(0, start - LOGIC_REACH) : end], indirect=indirect)
            summed = np.array([_vector(word) for word in tokens[start:end]]).sum(0)
            length = float(np.linalg.norm(summed))
            found.append(
                Phrase(
                    words=tuple(tokens[start:end]),
                    negated=logic.turned % 2 == 1,
                    modality=logic.modality,
                    quantity=logic.quantity,
                    vector=summed / length if length else np.zeros(WIDTH, np.float32),
                    weight=length,
                )
            )
        start = max(end, start + 1)
    return found


def _says(token: str) -> bool:
    return token[:1].isalnum() and not is_small(token) and token not in LOGIC_WORDS


def align(a: Sequence[Phrase], b: Sequence[Phrase]) -> Alignment:
    """Pair the phrases, the likest first, and compare the two of each pair."""
    if not a or not b:
        return Alignment()
    # Rounded, so that the order of the texts cannot part what is equal.
    cosines = np.round(np.array([phrase.vector for phrase in a]) @ np.array([phrase.vector for phrase in b]).T, 4)
    (covered_a, near_a, lone_a), (covered_b, near_b, lone_b) = _cover(a, cosines.max(1)), _cover(b, cosines.max(0))
    pairs = [(a[i], b[j]) for i, j in _greedy(cosines)]
    # Opposites are often far apart in the vectors, so phrases without an answer may hold them too.
    unanswered = (cosines.max(1) < ANSWERS_FROM)[:, None] & (cosines.max(0) < ANSWERS_FROM)
    lone = [(a[i], b[j]) for i, j in np.argwhere(unanswered).tolist()]
    return Alignment(
        covered=(covered_a, covered_b),
        nearness=(near_a, near_b),
        lone=(lone_a, lone_b),
        polarity=any(one.negated != other.negated for one, other in pairs),
        modality=any(one.modality != other.modality for one, other in pairs),
        quantity=any(one.quantity != other.quantity for one, other in pairs),
        opposites=_opposites_in(pairs + lone),
    )


def _opposites_in(pairs: Sequence[tuple[Phrase, Phrase]]) -> tuple[str, str] | None:
    words = ((x, y) for one, other in pairs for x in one.words for y in other.words)
    return next((pair for pair in words if are_opposite(*pair)), None)


def _cover(found: Sequence[Phrase], best: np.ndarray) -> tuple[float, float, float]:
    """Weigh the phrases of one text, with the best cosine of each: share covered, mean cosine, weight left alone."""
    weights = np.array([phrase.weight for phrase in found])
    total = max(float(weights.sum()), 1e-9)
    lone = float(weights[best < ANSWERS_FROM].sum())
    return 1 - lone / total, float(weights @ np.clip(best, 0, 1)) / total, lone


def _greedy(cosines: np.ndarray) -> list[tuple[int, int]]:
    """Give pairs of a row and a column that are alike, each once; of equal pairs the one near the diagonal."""
    at_row, at_column = np.nonzero(cosines >= ANSWERS_FROM)
    # Sorted by numpy, since there is a pair for each two phrases: two quotations full of dates have half a million.
    order = np.lexsort((at_row + at_column, np.abs(at_row - at_column), -cosines[at_row, at_column]))
    rows: set[int] = set()
    columns: set[int] = set()
    pairs = []
    for row, column in zip(at_row[order].tolist(), at_column[order].tolist(), strict=True):
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            pairs.append((row, column))
            if len(pairs) == min(cosines.shape):
                break
    return pairs
