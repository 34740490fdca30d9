"""Two sequences of words compared: what both have, and what one has in the place of the other's. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import Indel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.core.model import Span

_WRITTEN: Final = re.compile(r"[^\s\u2013\u2014]+")  # dashes stand between words
_EDGES: Final = "\"“”„«»'\u2018\u2019\u201a`.,;:!?…()[]{}-"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenWord:
    """A word where it stands in a text, without the marks around it."""

    span: Span
    key: str  # by which it is compared: no case, one apostrophe


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Words of either side that are the same or, where they differ, stand in each other's place; one may have none."""

    before: slice
    after: slice
    differs: bool


def written_words(text: str) -> list[WrittenWord]:
    """Return the words of a text in order, each whole in any script."""
    found = []
    for match in _WRITTEN.finditer(text):
        core = match[0].strip(_EDGES)
        if core:
            start = match.start() + match[0].index(core)
            key = core.replace("\u2019", "'").casefold()
            found.append(WrittenWord(span=(start, start + len(core)), key=key))
    return found


def word_diff(before: Sequence[str], after: Sequence[str]) -> list[Stretch]:
    """Return both sequences in stretches, alike and differing by turns; as many words as can be are alike."""
    return with_neighbours_joined(
        Stretch(
            before=slice(op.src_start, op.src_end),
            after=slice(op.dest_start, op.dest_end),
            differs=op.tag != "equal",
        )
        for op in Indel.opcodes(before, after)
    )


def with_neighbours_joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Join neighbours that both differ."""
    found: list[Stretch] = []
    for one in stretches:
        if found and found[-1].differs and one.differs:
            last = found.pop()
            found.append(
                Stretch(
                    before=slice(last.before.start, one.before.stop),
                    after=slice(last.after.start, one.after.stop),
                    differs=True,
                )
            )
        else:
            found.append(one)
    return found
