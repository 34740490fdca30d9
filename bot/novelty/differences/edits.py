"""What is left of two wordings when the common words are taken away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from rapidfuzz.distance import Levenshtein

from bot.changes.word_diff import word_diff
from bot.core.words import is_small
from bot.novelty.facts.logic import LOGIC_WORDS, are_opposite, read_logic
from bot.novelty.facts.parsed import Placed, normal_words
from bot.novelty.lexicon import set_of
from bot.novelty.thresholds import (
    LEAST_LETTERS,
    LEAST_LETTERS_OF_PLURAL,
    LEAST_LETTERS_OF_TYPO,
    LONGEST_ENDING,
    MOST_ADDED,
    ONE_WORDING_FROM,
)
from bot.novelty.wordings.points import begins_clause

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.novelty.differences.sides import Side

Range: TypeAlias = tuple[int, int]

_OPENERS: Final = set_of("noun_openers") | {"the", "these", "those", "this", "that"}
_JOINING: Final = (["and"], ["but"])  # what a clause of its own is added with


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """Words that stand for others, or for none, without the small ones among them."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    slot: str = ""  # the word before them, "" at the beginning: "of" before coffee and rice
    opens: bool = False  # they are what a text begins with, but for articles: who it is that acts
    before_at: Range = (0, 0)  # the tokens of either text that they are, from the first to the last
    after_at: Range = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """What is left of two wordings when the common words are taken away."""

    ratio: float  # share of common tokens, 0 to 1
    stretches: tuple[Replaced, ...]
    # The words of either side that may bear its logic: no days, and not what only one adds as a sentence of its own.
    left: tuple[Placed, ...]
    right: tuple[Placed, ...]

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
    turned = _texts(right) < _texts(left)
    first, second = (right, left) if turned else (left, right)
    stretches: list[Replaced] = []
    common, total = 0, len(first) + len(second)
    kept: tuple[list[Placed], list[Placed]] = ([], [])
    for stretch in word_diff(_texts(first), _texts(second)):
        raw = first[stretch.before], second[stretch.after]
        one, other = map(_without_small, raw)
        if not stretch.differs:
            common += len(raw[0])
        elif len(one) == len(other) and all(map(alike, _texts(one), _texts(other))):
            common += len(one)
        elif _is_own_sentence(*raw):
            continue
        else:
            if _is_condition(*raw):  # it alone does not make another wording
                total -= len(raw[0]) + len(raw[1])
            before = _texts(first[: stretch.before.start])
            sides = (other, one) if turned else (one, other)
            stretches.append(_replaced(*sides, before=before))
        kept[0].extend(raw[0])
        kept[1].extend(raw[1])
    return Edits(
        ratio=2 * common / total if total else 1.0,
        stretches=tuple(stretches),
        left=_without_days(a, kept[turned]),
        right=_without_days(b, kept[not turned]),
    )


def _without_days(side: Side, words: Sequence[Placed]) -> tuple[Placed, ...]:
    """Leave out days: the May of "in May" is not that of "may come"."""
    dated = {at for day in side.parsed.days for at in range(day.start, day.end)}
    return tuple(one for one in words if one.start not in dated)


def _replaced(one: Sequence[Placed], other: Sequence[Placed], *, before: Sequence[str]) -> Replaced:
    return Replaced(
        before=tuple(_texts(one)),
        after=tuple(_texts(other)),
        slot=before[-1] if before else "",
        opens=all(word in _OPENERS for word in before),
        before_at=_range_of(one),
        after_at=_range_of(other),
    )


def _range_of(words: Sequence[Placed]) -> Range:
    return (words[0].start, words[-1].end) if words else (0, 0)


def _texts(words: Sequence[Placed]) -> list[str]:
    return [one.text for one in words]


def _bare_words(side: Side, other: Side) -> list[Placed]:
    found = normal_words(side.parsed, other.parsed)
    return [replace(one, text=word) for one in found for word in one.text.split() if word[:1].isalnum()]


def _without_small(words: Sequence[Placed]) -> list[Placed]:
    return [word for word in words if not is_small(word.text)]


def _without_like_head(one: Sequence[str], other: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Leave out the words alike at the head: "law" and "laws. But I never …" are a form of one word, and a sentence."""
    pairs = zip(one, other, strict=False)
    start = next((place for place, pair in enumerate(pairs) if not alike(*pair)), min(len(one), len(other)))
    return one[start:], other[start:]


def _is_condition(one: Sequence[Placed], other: Sequence[Placed]) -> bool:
    """Tell whether only one text has the words, and they put the statement under a condition."""
    is_added = not (_without_small(one) and _without_small(other))
    return is_added and read_logic(_texts(one or other), indirect=False).conditional


def _is_own_sentence(one: Sequence[Placed], other: Sequence[Placed]) -> bool:
    """Tell whether words that only one text has are too many for an edit, or a clause by themselves; no condition."""
    weighty = _without_like_head(*(_texts(_without_small(words)) for words in (one, other)))
    if (weighty[0] and weighty[1]) or _is_condition(one, other):
        return False
    added = _texts(one if weighty[0] else other)
    return len(weighty[0] or weighty[1]) > MOST_ADDED or (added[:1] in _JOINING and begins_clause(added[1:]))
