"""A mistake in what was typed, with the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import limits
from handlers.render.pieces.lengths import clip
from handlers.render.pieces.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handlers.render.pieces.segments import Line


class MistakeError(Exception):
    """Something that the reader can set right; the lines say how."""

    def __init__(self, *lines: Line) -> None:
        super().__init__()
        self.lines = lines


def shown_back(text: str) -> str:
    """Return what was typed, between marks."""
    return f"“{clip(text, limits.SHOWN_BACK)}”"


def one_of(names: Iterable[str]) -> str:
    """Write names as an offer: `a, b or c`."""
    shown = [clip(plain(name), limits.SHOWN_BACK) for name in names]
    return " or ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def hint(near: Iterable[str], heading: str, everything: Iterable[str]) -> str:
    """Say what may have been meant, or where nothing is near some of what there is: `Tracked: Orla Venn and more.`."""
    if offered := list(near)[: limits.NAMES_OFFERED]:
        return f"Did you mean {one_of(offered)}?"
    known = list(everything)
    some = [clip(plain(name), limits.SHOWN_BACK) for name in known[: limits.NAMES_OFFERED]]
    return f"{heading}: {', '.join(some)}{' and more' if len(known) > len(some) else ''}."
