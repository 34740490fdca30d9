"""What the watcher finds in a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime

Span: TypeAlias = tuple[int, int]


class Kind(StrEnum):
    """How the words are given."""

    DIRECT = "direct"  # all of them in the speaker's own words
    INDIRECT = "indirect"  # none of them
    MIXED = "mixed"  # a paraphrase that holds words in quotation marks


class Assertion(StrEnum):
    """Whether the text says that the words were said. Only `STATED` ones are reported."""

    STATED = "stated"
    NEGATED = "negated"  # "did not say", "declined to comment"
    FUTURE = "future"  # "is expected to say"
    HYPOTHETICAL = "hypothetical"  # "if he says", "asked whether he would say"


class Precision(StrEnum):
    """How exactly a time is known; a day, week, month or year is written as the beginning of its span."""

    MOMENT = "moment"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    BEFORE = "before"  # at some time before that moment: "once", "in his first term"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """One attribution found in a text."""

    content: tuple[Span, ...]
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()
    kind: Kind
    assertion: Assertion = Assertion.STATED
    speaker: str | None = None  # the resolved full name, tracked or not
    actor_id: str | None = None  # set when the speaker is a tracked actor
    confidence: float
    evidence: Span  # the sentences that show it
    manner: str | None = None  # "told reporters in Tehran", where the text says how
    verb: str | None = None  # "say", "deny": the reporting verb of the text as a dictionary has it
    sense: str | None = None  # "denies", "warns": the verb's sense, where the clause alone would mislead
    question: str | None = None  # what was asked, where the words are too few to say anything without it
    second_hand: bool = False  # speech within somebody else's speech: kept, never credited
    teller: str | None = None  # of second-hand speech: who told it, where that is known
    said_at: datetime | None = None  # where the text says when
    said_precision: Precision = Precision.MOMENT
    links: tuple[str, ...] = ()  # how words and speaker were found, step by step, for an editor
    steps: tuple[str, ...] = ()  # what each stage of the watcher that touched it did, for an editor
    rejected: str | None = None  # why it is no statement, where the watcher gives it out all the same
    rejected_by: str | None = None  # the stage of the watcher that says so


class View(StrEnum):
    """Of whom one wants to hear: a filter of what the watcher found in a text, which is the same for each."""

    TRACKED = "tracked"  # statements of tracked actors; a text that names none is not read at all
    RECORD = "record"  # what was rejected of theirs as well, so that the record can say why
    EVERYBODY = "everybody"  # what anybody said, be it a statement or a bare phrase
    ALL = "all"  # what was rejected as well, to see why


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What the watcher found in one article."""

    quotations: tuple[Quotation, ...] = ()
    screened: bool = False  # True: it names no tracked actor and was not read further
    error: str | None = None  # why it could not be read: a bug, of which nobody may conclude that it says nothing
