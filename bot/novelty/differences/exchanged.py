"""Two texts of the same words in which two of them have changed places: "the guard hit the thief", and the reverse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.core.words import is_small
from bot.novelty.thresholds import LONGEST_EXCHANGED

if TYPE_CHECKING:
    from collections.abc import Sequence

# "Rovik met Venn" is "Venn met Rovik".
_MUTUAL: Final = frozenset(
    {"and", "or", "with", "met", "meet", "meets", "meeting", "between", "plus", "equals", "alongside"}
)


def exchanged(a: Sequence[str], b: Sequence[str]) -> tuple[int, int] | None:
    """Return from which word of both texts up to which two have changed places; None: they have not, or others too.

    Args:
        a: the words of one text.
        b: the words of the other.

    """
    if len(a) != len(b) or sorted(a) != sorted(b):
        return None
    differing = [place for place, pair in enumerate(zip(a, b, strict=True)) if pair[0] != pair[1]]
    if not differing:
        return None
    start, end = differing[0], differing[-1] + 1
    one, other = a[start:end], b[start:end]
    for first in range(1, LONGEST_EXCHANGED + 1):
        for last in range(1, LONGEST_EXCHANGED + 1):
            between = one[first : len(one) - last]
            turned = [*one[len(one) - last :], *between, *one[:first]]
            if first + last < len(one) and list(other) == turned and _is_done_to(between):
                return start, end
    return None


def _is_done_to(between: Sequence[str]) -> bool:
    """Tell whether words between two say what one does to the other, and not both together."""
    return not all(map(is_small, between)) and _MUTUAL.isdisjoint(between)
