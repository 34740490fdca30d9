"""What was made one and may be two: reports of one statement, or a statement and the one that it repeats or changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.crediting import statement_text
from bot.core.ids import stable_id
from bot.core.model import FeedbackKind, Novelty, Relation, Statement, Verdict
from bot.core.words import words_of
from bot.rules.placing import RESTATED
from bot.rules.times import words_published_at

if TYPE_CHECKING:
    from bot.core.model import SightingView, StatementView


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Something that a statement was merged with."""

    earlier: Statement | None = None  # the one that it repeats, changes or is judged to be the same as; else
    sightings: tuple[SightingView, ...] = ()  # what one page reports

    @property
    def id(self) -> str:
        """What names it among those of its statement."""
        return "earlier" if self.earlier else self.sightings[0].sighting.id


def merges(view: StatementView) -> tuple[Merge, ...]:
    """Return what a statement can be taken apart from: the earlier statement, and each page but the first.

    Not from the words whose place it took at their source, nor where the desk ruled on it: nothing is reported of the
    earlier one then.
    """
    found: list[Merge] = []
    statement = view.statement
    if view.earlier is not None and statement.ruling is None and statement.verdict != RESTATED:
        found.append(Merge(earlier=view.earlier))
    pages: dict[str, list[SightingView]] = {}
    for one in view.sightings:
        pages.setdefault(one.article.page_id, []).append(one)
    return (*found, *(Merge(sightings=tuple(page)) for page in list(pages.values())[1:]))


def apart_from_earlier(statement: Statement) -> Statement:
    """Return a statement that is news by itself: what it was compared with is on record, and is reported no more."""
    return replace(statement, novelty=Novelty.NEW)


def together_again(view: StatementView) -> Statement:
    """Return a statement that was told apart as it stands where that is taken back.

    What was compared with an earlier one is what the comparison said: a repeat where both have the same words. What was
    made of one page of another statement stays a statement, since alerts may name it, and is the same as that one.
    """
    statement = view.statement
    if view.earlier is None:
        return replace(statement, ruling=None)
    if statement.verdict is None:
        rule = "wording" if words_of(statement.text) == words_of(view.earlier.text) else "substance"
        return replace(statement, ruling=None, verdict=Verdict(relation=Relation.SAME, rule=rule))
    is_repeat = statement.verdict.relation is Relation.REPEAT and statement.verdict.is_by_words
    novelty = Novelty.CHANGED if statement.verdict.is_named_change else Novelty.REPEAT if is_repeat else Novelty.NEW
    return replace(statement, ruling=None, novelty=novelty)


def statement_apart(view: StatementView, merge: Merge) -> Statement:
    """Return the statement that a page reports by itself, in the fullest of its words."""
    best = max(merge.sightings, key=lambda one: len(_said_in(one)))
    quotation = best.sighting.quotation
    return Statement(
        id=stable_id("statement", best.article.id, view.statement.actor_id, str(quotation.content)),
        actor_id=view.statement.actor_id,
        text=_said_in(best),
        kind=quotation.kind,
        said_at=quotation.said_at,
        said_precision=quotation.said_precision,
        first_seen_at=min(one.sighting.seen_at for one in merge.sightings),
        novelty=Novelty.NEW,
        confidence=quotation.confidence,
        sense=quotation.sense,
        published_at=words_published_at(best.article),
        earlier_id=view.statement.id,
        ruling=FeedbackKind.NOT_THE_SAME,
    )


def _said_in(one: SightingView) -> str:
    return statement_text(one.article.text, one.sighting.quotation.content)
