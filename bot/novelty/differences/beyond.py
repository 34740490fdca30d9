"""Whether a later text says more than an earlier one, as far as words show: what is said of both depends on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.words import words_of
from bot.novelty.differences.edits import alike
from bot.novelty.thresholds import LONGER
from bot.novelty.wordings.deixis import content_of
from bot.novelty.wordings.points import points_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def goes_beyond(new: str, old: str) -> bool:
    """Tell whether a text makes a point, or has words of weight, that an earlier one of the same substance lacks.

    It has more points, or it is much longer, or it has all words of weight of the earlier one and others besides. Of
    words that stand for others nobody can tell by words alone: these are left to the judge.
    """
    if words_of(new) == words_of(old):
        return False
    ours, theirs = (content_of(words_of(text)) for text in (new, old))
    if len(points_of(new)) > len(points_of(old)) or len(ours) > LONGER * max(len(theirs), 1):
        return True
    return not _missing(theirs, ours) and bool(_missing(ours, theirs))


def _missing(words: Iterable[str], there: Sequence[str]) -> list[str]:
    """Return the words of which another text has no form."""
    return [one for one in words if not any(alike(one, other) for other in there)]
