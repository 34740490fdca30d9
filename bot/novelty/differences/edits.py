"""What is left of two wordings when the common words are taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from bot.changes.word_diff import word_diff
from bot.core.words import is_small
from bot.novelty.facts.logic import LOGIC_WORDS, are_opposite, read_logic
from bot.novelty.facts.parsed import normal
from bot.novelty.thresholds import (
    LEAST_LETTERS,
    LEAST_LETTERS_OF_PLURAL,
    LEAST_LETTERS_OF_TYPO,
    LONGEST_ENDING,
    MOST_ADDED,
    ONE_WORDING_FROM,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.novelty.differences.sides import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """What is left of two wordings when the common words are taken away."""

    ratio: float  # share of common tokens, 0 to 1
    stretches: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]  # replaced words, without the small ones
    left: tuple[str, ...]  # the words of either side without what only one of them adds as a sentence of its own
    right: tuple[str, ...]
    slots: tuple[str, ...] = ()  # the word before each stretch, "" at the beginning: "of" before coffee and rice

    @property
    def near(self) -> bool:
        """Tell whether it is one wording with edits."""
        return self.ratio >= ONE_WORDING_FROM


def alike(word: str, other: str) -> bool:
    """Tell whether two words are forms or misspellings of one."""
    if word == other:
        return True
    if word[:1].isdigit() or other[:1].isdigit() or are_opposite(word, other) or {word, other} & LOGIC_WORDS:
        return False
    shorter = min(len(word), len(other))
    singular, plural = sorted((word, other), key=len)
    if shorter >= LEAST_LETTERS_OF_PLURAL and plural in {singular + "s", singular + "es"}:
        return True
    if shorter >= LEAST_LETTERS_OF_TYPO and (sorted(word) == sorted(other) or Levenshtein.distance(word, other) <= 1):
        return True
    stem = max(LEAST_LETTERS, shorter - LONGEST_ENDING)
    return shorter >= LEAST_LETTERS and word[:stem] == other[:stem]


def edits_of(a: Side, b: Side) -> Edits:
    """Compare two wordings word by word; the order of the two does not matter."""
    left, right = _bare_words(a, b), _bare_words(b, a)
    turned = right < left
    first, second = (right, left) if turned else (left, right)
    stretches, slots, common, total = [], [], 0, len(first) + len(second)
    kept: tuple[list[str], list[str]] = ([], [])
    for stretch in word_diff(first, second):
        raw = first[stretch.before], second[stretch.after]
        one, other = map(_without_small, raw)
        if not stretch.differs:
            common += len(raw[0])
        elif len(one) == len(other) and all(map(alike, one, other)):
            common += len(one)
        elif _is_own_sentence(*_without_like_head(one, other)):
            continue
        else:
            if _is_condition(one, other):  # it alone does not make another wording
                total -= len(raw[0]) + len(raw[1])
            stretches.append((other, one) if turned else (one, other))
            slots.append(first[stretch.before.start - 1] if stretch.before.start else "")
        kept[0].extend(raw[0])
        kept[1].extend(raw[1])
    return Edits(
        ratio=2 * common / total if total else 1.0,
        stretches=tuple(stretches),
        left=tuple(kept[turned]),
        right=tuple(kept[not turned]),
        slots=tuple(slots),
    )


def _bare_words(side: Side, other: Side) -> list[str]:
    return [token for token in normal(side.parsed, other.parsed).split() if token[:1].isalnum()]


def _without_small(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for word in words if not is_small(word))


def _without_like_head(one: Sequence[str], other: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Leave out the words alike at the head: "law" and "laws. But I never …" are a form of one word, and a sentence."""
    pairs = zip(one, other, strict=False)
    start = next((place for place, pair in enumerate(pairs) if not alike(*pair)), min(len(one), len(other)))
    return one[start:], other[start:]


def _is_condition(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether only one text has the words, and they put the statement under a condition."""
    return not (one and other) and read_logic(one or other, indirect=False).conditional


def _is_own_sentence(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether words that only one text has are too many to be an edit, and no condition."""
    return not (one and other) and len(one or other) > MOST_ADDED and not _is_condition(one, other)
