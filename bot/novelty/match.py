"""What is compared, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Verdict(StrEnum):
    """How two renderings of one actor's words relate."""

    SAME = "same"  # reports of one utterance
    REPEAT = "repeat"  # the same position on another occasion
    CHANGED = "changed"  # the same subject and point, and a fact or the position differs
    DIFFERENT = "different"  # another subject or another point


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """One report's words for an utterance; times are aware and in UTC."""

    text: str  # the words of the statement only
    kind: str = "direct"  # direct, indirect or mixed
    said_at: datetime | None = None  # None where the report does not say when; 00:00:00 where only the day is known
    published_at: datetime
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The verdict on two renderings."""

    verdict: Verdict
    score: float  # probability, 0 to 1, that both say the same in substance, before any veto
    reason: str  # in words: "differs: 25 percent → 35 percent"
    certain: bool  # False: the margin was narrow; "perhaps the same", whatever the verdict, and to be posted
