"""Why something was reported or not: what became of items, articles, attributions, statements and deliveries.

Each of them ends in exactly one outcome, written in the transaction that decides it. Those of deliveries, and of items
that wait or were given up, are read off their own rows (`bot.rules.outcomes`); the others are rows of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Subject(StrEnum):
    """What an outcome is of."""

    ITEM = "item"
    ARTICLE = "article"
    ATTRIBUTION = "attribution"  # of a tracked actor; the id of its sighting, or `unsaid_id`
    STATEMENT = "statement"  # in one channel
    DELIVERY = "delivery"
    LISTINGS = "listings"  # of a source, forgotten on one day ("wire 2026-03-01") or missed at one poll
    RECHECK = "recheck"  # of an item's page, by the item's id: concluded where a later text of it is not read


class Outcome(StrEnum):
    """What became of it. Each value stands for one subject alone, but for the first four."""

    UNKNOWN = "unknown"  # all: decided by a version that kept no outcomes
    WAITING = "waiting"  # item, delivery: for its next try
    GIVEN_UP = "given up"  # item, delivery, recheck: after the last try, or refused for good

    READ = "read"  # item: as the article that is named beside it; recheck: a text after one that could not be read
    DUPLICATE = "duplicate"  # item: its text is on record as the article that is named beside it

    HAS_STATEMENTS = "has statements"  # article
    NO_STATEMENT = "no statement"  # article: it names a tracked actor and has no statement of one
    SCREENED_OUT = "screened out"  # article: it names no tracked actor

    ON_RECORD = "on record"  # attribution: as the new statement that is named beside it
    SEEN_AGAIN = "seen again"  # attribution: as a sighting of the statement that is named beside it
    SECOND_HAND = "second hand"  # attribution: somebody else tells that the actor said so
    NOT_SAID = "not said"  # attribution: the text says that it was not said, not yet, or only asks
    REJECTED = "rejected"  # attribution: a stage of the watcher says that it is no statement

    REPORTED = "reported"  # statement: by the delivery that is named beside it
    CORRECTED = "corrected"  # statement: the correction of the page tells it
    BASELINE = "baseline"  # statement: it stood at the source before the bot listened
    TOO_OLD = "too old"  # statement: the article is older than `alerts.max_age`
    BACKGROUND = "background"  # statement: said long before its article
    RULED_OUT = "ruled out"  # statement: a moderator said that it is none, or somebody else's
    BELOW_CONFIDENCE = "below confidence"  # statement: less sure than the route asks for
    OTHER_ACTOR = "other actor"  # statement: the channel's routes follow others
    OTHER_SOURCE = "other source"  # statement: the channel's routes listen to others
    OTHER_TIER = "other tier"  # statement: the channel's routes listen to other kinds of source
    OTHER_WORDS = "other words"  # statement: none of the words that the channel's routes ask for
    OTHER_KIND = "other kind"  # statement: the channel's routes ask for words that are given otherwise
    OTHER_NOVELTY = "other novelty"  # statement: the channel's routes ask for changes alone, or for what is new alone
    MUTED = "muted"  # statement: a route of the channel wants it, and was muted by command
    REPEAT = "repeat"  # statement: said before, and the channel's routes do not ask for that
    NO_ROUTE = "no route"  # statement: no channel is configured

    FORGOTTEN = "forgotten"  # listings: read as texts that were on record, and not kept
    MISSED = "missed"  # listings: entries, as far as there were any, that can be reached no more

    POSTED = "posted"  # delivery: it stands in its channel
    COLLAPSED = "collapsed"  # delivery: reported by one message, with others that were too many or waited long


UNSAID = frozenset({Outcome.NOT_SAID, Outcome.REJECTED})  # attributions that left no statement on record
# What there was to report, and was not, to one channel or to any.
UNREPORTED = frozenset(
    {
        Outcome.SECOND_HAND,
        Outcome.NOT_SAID,
        Outcome.REJECTED,
        Outcome.BASELINE,
        Outcome.TOO_OLD,
        Outcome.BACKGROUND,
        Outcome.RULED_OUT,
        Outcome.BELOW_CONFIDENCE,
        Outcome.OTHER_ACTOR,
        Outcome.OTHER_SOURCE,
        Outcome.OTHER_TIER,
        Outcome.OTHER_WORDS,
        Outcome.OTHER_KIND,
        Outcome.OTHER_NOVELTY,
        Outcome.MUTED,
        Outcome.REPEAT,
        Outcome.NO_ROUTE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """One outcome with how it was reached."""

    subject: Subject
    subject_id: str
    outcome: Outcome
    rule: str  # the function that decided: "routing.unwanted"
    at: datetime
    evidence: str = ""  # what it went by, in words for a person: "confidence 0.43, the route asks for 0.50"
    channel: str = ""  # of a statement: `str(channel)`
    related_id: str = ""  # of an item and an attribution the article; of a statement the delivery that reports it


def unsaid_id(actor_id: str, attribution_id: str) -> str:
    """Return what an attribution without a sighting is concluded under: all of an actor begin alike."""
    return f"{actor_id} {attribution_id}"  # no id has a space within
