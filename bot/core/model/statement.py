"""What is on record of an actor: statements, their reports, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.model.quotation import Precision

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model.channel import Member
    from bot.core.model.novelty import KnownPoint, Novelty, Verdict
    from bot.core.model.quotation import Kind, Quotation


class FeedbackKind(StrEnum):
    """What a reader says is wrong with an alert, or with what was made of several reports."""

    WRONG_SPEAKER = "wrong speaker"
    NOT_A_STATEMENT = "not a statement"
    NOT_NEW = "not new"
    NOT_THE_SAME = "not the same"  # as what it was merged with: an earlier statement, or another report


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One utterance of one actor."""

    id: str
    actor_id: str
    text: str
    kind: Kind
    said_at: datetime | None
    first_seen_at: datetime
    novelty: Novelty
    confidence: float
    sense: str | None = None
    published_at: datetime | None = None  # when its first report was
    earlier_id: str | None = None  # the statement that it changes, or the first of those that it repeats
    said_precision: Precision = Precision.MOMENT  # of `said_at`
    verdict: Verdict | None = None  # what the comparison with the earlier statement came to
    teller: str | None = None  # who told it of the actor: second hand, on record and never posted
    ruling: FeedbackKind | None = None  # what a moderator of the desk said is wrong with it
    known: tuple[KnownPoint, ...] = ()  # of its points those that are on record, where all of it is not


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One report of a statement: where an article has it."""

    id: str
    statement_id: str
    article_id: str
    quotation: Quotation
    seen_at: datetime


class CorrectionKind(StrEnum):
    """What became of reported words at their source."""

    CHANGED = "changed"  # other words stand in their place
    REMOVED = "removed"  # the article is there, the words are not
    WITHDRAWN = "withdrawn"  # the article is gone
    REASCRIBED = "reascribed"  # the words are there, and somebody else has said them
    RESTORED = "restored"  # after one of the above the words are back as they were


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What became of a sighting's words at its source."""

    id: str
    sighting_id: str
    statement_id: str
    article_id: str  # the version in which it was noticed; of a page that is gone the last one
    kind: CorrectionKind
    noticed_at: datetime
    text: str = ""  # CHANGED: the words that stand there now; REASCRIBED: who has said them


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What one person said is wrong with one statement."""

    id: str
    statement_id: str
    kind: FeedbackKind
    person: Member
    given_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """What a statement is found by when it is asked what a new one may be the same as."""

    statement_id: str
    made_by: str  # the model and the rules: entries of others are made anew
    terms: tuple[str, ...]
    meaning: bytes  # a vector


@dataclass(frozen=True, slots=True, kw_only=True)
class Findable:
    """A statement as the record gives it to be found: with its entry, or with the text of which one can be made."""

    statement_id: str
    first_seen_at: datetime
    place: int  # in the order of the record; the newest has the highest
    entry: IndexEntry | None
    text: str = ""  # where there is no entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What a statement is found by, as it came on record; another process may have put it there."""

    number: int  # in the order of commits; an article's statements have one
    actor_id: str
    first_seen_at: datetime
    entry: IndexEntry
