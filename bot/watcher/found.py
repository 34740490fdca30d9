"""A quotation on its way through the stages."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.model import Assertion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.model import Span
    from bot.watcher.people import Person


class Origin(StrEnum):
    """Which stage found the words."""

    TAGGER = "model"
    LABEL = "speaker label"
    COLON = "speech after a colon"
    DASH = "name beside the quotation"
    MARKS = "quotation marks"
    CLAUSE = "clause of a reporting verb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One quotation with what is known of it so far; spans are characters of the normalised text."""

    content: tuple[Span, ...]
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()
    origin: Origin
    score: float = 0.5
    features: Mapping[str, float] = field(default_factory=dict)
    person: Person | None = None
    speaker: str | None = None
    sure: float = 0.0  # of the speaker
    assertion: Assertion = Assertion.STATED
    second_hand: bool = False
    sense: str | None = None
    manner: str | None = None
    links: tuple[str, ...] = ()

    @property
    def extent(self) -> Span:
        """From the first character of the content to the last."""
        return self.content[0][0], self.content[-1][1]


def overlap(a: tuple[Span, ...], b: tuple[Span, ...]) -> int:
    """Characters that two lists of spans share."""
    return sum(max(0, min(end, other_end) - max(start, other_start)) for start, end in a for other_start, other_end in b)


def length(spans: tuple[Span, ...]) -> int:
    """Characters in a list of spans."""
    return sum(end - start for start, end in spans)
