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
    VERB = "verb"  # the verbs of two reports of the same words: "denies" and "says"


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
    # The name of what decided: "wording" (the words are equal), "excerpt" (one has all that the other has), "reported"
    # (one is the other in reported speech), "substance", "verb", "correction", or that of a veto.
    rule: str = ""
    differences: tuple[Difference, ...] = ()  # the one that decided first
    days_apart: int = 0  # of a repeat; 0 where the text itself names an earlier occasion of the same day
    in_part: bool = False  # the later one says more: a part of it is the same

    @property
    def is_by_words(self) -> bool:
        """Whether words prove that the later one says nothing beyond the earlier one."""
        return self.rule in {"wording", "excerpt", "reported"} and not self.in_part

    @property
    def is_named(self) -> bool:
        """Whether a reader can be shown what differs: 25 percent and 35, and not only words in the place of others."""
        return any(one.kind is not DifferenceKind.WORDING for one in self.differences)

    @property
    def is_named_change(self) -> bool:
        """Whether it is reported as a change: surely one, in something that a reader can be shown."""
        return self.relation is Relation.CHANGED and self.certain and self.is_named


class Presence(StrEnum):
    """What words show of a point of one statement in another one."""

    MADE = "made"  # the other one makes it too: words prove it, or it has the same words as points of its own
    WITHIN = "within"  # it has the words, with others around them, which may say something else of them
    OTHER_VERB = "other verb"  # it has the words, and the verb of its report says something else of them
    NOT_FOUND = "not found"  # it does not have the words; what it says in others is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedPoint:
    """A point of one of two statements that are compared."""

    span: Span  # of its text
    presence: Presence  # in the other one


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two statements of one actor side by side."""

    verdict: Verdict | None  # its differences lead from the earlier one to the later one; None: not comparable
    score: float  # probability, 0 to 1, that both say the same in substance, before any veto
    earlier: tuple[ComparedPoint, ...]
    later: tuple[ComparedPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPoint:
    """A point of a statement of which words prove that it is on record."""

    span: Span  # of the statement's text
    statement_id: str  # what says it
    relation: Relation  # SAME: on the same occasion; REPEAT: it was said before
