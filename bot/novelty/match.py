"""What is compared, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.novelty.thresholds import ON_ONE_SUBJECT

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """One report's words for an utterance; times are aware and in UTC."""

    text: str  # the words of the statement only
    kind: str = "direct"  # direct, indirect or mixed
    said_at: datetime | None = None  # None where the report does not say when; 00:00:00 where only the day is known
    published_at: datetime
    source: str = ""
    question: str = ""  # what was asked, of an answer of a few words; "" where that is not known
    sense: str | None = None  # of the report's verb: "denies"; None where it claims what it reports


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The verdict on two renderings; what is certain in it may hide news, the rest is posted."""

    verdict: Verdict
    score: float  # probability, 0 to 1, that both say the same in substance, before any veto
    shared: float = 1.0  # how much of their words of weight the two share, 0 to 1

    @property
    def is_on_one_subject(self) -> bool:
        """Whether their words show that both are about one thing, without which no change of one is the other."""
        return self.shared >= ON_ONE_SUBJECT
