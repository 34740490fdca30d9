"""How what two statements say relates."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.model.quotation import Span


class Novelty(StrEnum):
    """What a statement is against the record of its actor."""

    NEW = "new"
    REPEAT = "repeat"  # the same position on another occasion
    CHANGED = "changed"  # the same subject, another position


class Relation(StrEnum):
    """How two renderings of one actor's words relate."""

    SAME = "same"  # reports of one utterance
    REPEAT = "repeat"  # the same position on another occasion
    CHANGED = "changed"  # the same subject and point, and a fact or the position differs
    DIFFERENT = "different"  # another subject or another point


class DifferenceKind(StrEnum):
    """In what two points differ."""

    NUMBER = "number"  # an amount, with its unit
    DATE = "date"  # a day, a month or a year
    PARTY = "party"  # a state, a people or a group
    POLARITY = "polarity"  # one denies what the other says, or says that it is no longer so
    OPPOSITE = "opposite"  # words that exclude each other: "full" and "partial"
    MODALITY = "modality"  # possible, necessary, intended, threatened, promised or plain
    CONDITION = "condition"  # one says it under a condition
    SCOPE = "scope"  # all, nearly all, some; only
    ROLE = "role"  # who did what to whom
    WORDING = "wording"  # other words of weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changed between two points, in words of both texts, letter for letter."""

    kind: DifferenceKind
    before: str = ""  # "25 percent"; "" where nothing stood there
    after: str = ""  # "35 percent"; "" where nothing stands there now


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the comparison of two renderings came to, and by what."""

    relation: Relation
    certain: bool = True  # False: the margin was narrow, and nothing is hidden by it
    rule: str = ""  # the name of what decided: "wording", "substance", "correction", or that of a veto
    differences: tuple[Difference, ...] = ()  # the one that decided first
    days_apart: int = 0  # of a repeat; 0 where the text itself names an earlier occasion of the same day

    @property
    def is_named(self) -> bool:
        """Whether a reader can be shown what differs: 25 percent and 35, and not only words in the place of others."""
        return any(one.kind is not DifferenceKind.WORDING for one in self.differences)

    @property
    def is_named_change(self) -> bool:
        """Whether it is reported as a change: surely one, in something that a reader can be shown."""
        return self.relation is Relation.CHANGED and self.certain and self.is_named


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedPoint:
    """A point of one of two statements that are compared."""

    span: Span  # of its text
    in_other: bool  # words prove that the other one makes it too


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two statements of one actor side by side."""

    verdict: Verdict  # its differences lead from the earlier one to the later one
    score: float  # probability, 0 to 1, that both say the same in substance, before any veto
    earlier: tuple[ComparedPoint, ...]
    later: tuple[ComparedPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPoint:
    """A point of a statement of which words prove that it is on record."""

    span: Span  # of the statement's text
    statement_id: str  # what says it
    relation: Relation  # SAME: on the same occasion; REPEAT: it was said before
