"""What of an old text of a page stands in a newer one, wherever it stands there."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from bot.changes.thresholds import CUT_ALIKE, CUT_SHORT, FEW_ON_PAGE, FOOT, ROLLED, RUN, RUN_OF_FEW, SURE_RUN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.changes.page_text import Page
    from bot.core.model import Span


class Overlap:
    """What of an old text stands in a newer one, wherever it stands there.

    Args:
        old: the text as it was.
        new: the newer one.

    """

    def __init__(self, old: Page, new: Page) -> None:
        self._old, self._new = old, new
        self._overlap = _overlap_of_words(old, new)
        self._has_new_words = 2 * (len(new.words) - sum(_overlap_of_words(new, old))) >= self._overlap.count(False)

    @cached_property
    def _sure_overlap(self) -> list[bool]:
        """The same by long runs that stand once in the old text: what comes with each entry says nothing of one."""
        overlap = _overlap_of_words(self._old, self._new, once=True)
        runs = [list(run) for _, run in groupby(overlap)]
        return [is_common and len(run) >= SURE_RUN for run in runs for is_common in run]

    @property
    def share(self) -> float:
        """The share of the old words that are there, 0..1; 1 of a text without words."""
        return sum(self._overlap) / len(self._overlap) if self._overlap else 1.0

    def has_all(self, span: Span) -> bool:
        """Tell whether all words of a span of the old text are there, whatever was put between them."""
        return all(self._overlap[slice(*self._old.words_in(span))])

    def has_rolled_off(self, content: Sequence[Span]) -> bool:
        """Tell whether words are gone with all that was below them, and others came: a live page that shows the last.

        Args:
            content: spans of the old text.

        """
        if not self._has_new_words or not content:
            return False
        overlap, (first, end) = self._sure_overlap, self._old.words_in((content[0][0], content[-1][1]))
        if 2 * sum(self._overlap[first:end]) >= end - first:  # changed, and not gone
            return False
        while first and not overlap[first - 1]:
            first -= 1
        while end < len(overlap) and not overlap[end]:
            end += 1
        return end == len(overlap) or (end >= len(overlap) - FOOT and end - first >= ROLLED)


def _overlap_of_words(page: Page, other: Page, *, once: bool = False) -> list[bool]:
    length = RUN if len(page.words) >= FEW_ON_PAGE else RUN_OF_FEW
    runs, overlap = other.runs(length), [False] * len(page.words)
    sequences = list(zip(*(page.words[place:] for place in range(length)), strict=False))
    times = Counter(sequences) if once else {}
    for place, sequence in enumerate(sequences):
        if sequence in runs and times.get(sequence, 1) == 1:
            overlap[place : place + length] = [True] * length
    return overlap


def is_cut_short(old: Page, new: Page) -> bool:
    """Tell whether a text is no more than the beginning of the old one, as of a page that is closed to us since."""
    if not new.words or len(new.words) >= CUT_SHORT * len(old.words):
        return False
    return Levenshtein.normalized_similarity(new.words, old.words[: len(new.words)]) >= CUT_ALIKE
