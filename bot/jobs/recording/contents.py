"""What one text says, ready to be saved, and what is concluded of each attribution in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Protocol

from bot.core.crediting import is_second_hand, statement_text
from bot.core.ids import stable_id
from bot.core.outcomes import Conclusion, Outcome, Subject, unsaid_id
from bot.core.ports import OriginalWrites, OutboxWrites, OutcomeWrites, RecordWrites
from bot.jobs.thresholds import LONGEST_EVIDENCE
from bot.rules.outcomes import CUT, attribution_outcome, unsaid
from bot.rules.thresholds import MOST_UNSAID

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bot.core.model import Article, IndexEntry, Quotation, Sighting, Span, Statement

CRASHED = "the process ended while it was read, three times"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Words that were found and are reported to nobody."""

    text: str
    why: str


@dataclass(slots=True)
class ActorContents:
    """What one article says of one actor."""

    statements: dict[str, Statement] = field(default_factory=dict)  # as they are to be on record
    fresh: set[str] = field(default_factory=set)  # ids of those that were not on record
    restated: set[str] = field(default_factory=set)  # ids of those that a correction reports
    ruled_out: set[str] = field(default_factory=set)  # ids of those that the desk ruled out in the same passage


@dataclass(slots=True)
class Contents:
    """What one article says, ready to be saved."""

    article: Article
    now: datetime
    quotations: Sequence[Quotation] = ()  # all that was found in it
    said: dict[str, ActorContents] = field(default_factory=dict)  # by actor
    second_hand: list[Statement] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    entries: dict[str, IndexEntry] = field(default_factory=dict)  # what those are found by that were not on record
    uncompared: str | None = None  # why some of its statements were compared with nothing
    is_saved: bool = False

    def statements(self) -> list[Statement]:
        """Return the actors' own statements, as they are to be on record."""
        return [statement for actor in self.said.values() for statement in actor.statements.values()]

    def new(self) -> list[Statement]:
        """Return those that were not on record."""
        return [one for actor in self.said.values() for one in actor.statements.values() if one.id in actor.fresh]

    def seen_again(self) -> list[Statement]:
        """Return those that were."""
        return [one for actor in self.said.values() for one in actor.statements.values() if one.id not in actor.fresh]

    def reported_words(self, statement: Statement) -> str:
        """Return all that this text has of a statement, a line for each place: on record may be another report's."""
        said = [one.quotation.content for one in self.sightings if one.statement_id == statement.id]
        return "\n".join(statement_text(self.article.text, one) for one in said if one) or statement.text

    def spans(self) -> dict[str, tuple[Span, ...]]:
        """Return where in the text the words of each statement are; of those that it has twice the fuller."""
        found: dict[str, tuple[Span, ...]] = {}
        for sighting in self.sightings:
            known, content = found.get(sighting.statement_id, ()), sighting.quotation.content
            if sum(end - start for start, end in content) > sum(end - start for start, end in known):
                found[sighting.statement_id] = content
        return found


class RecorderWrites(RecordWrites, OutboxWrites, OutcomeWrites, OriginalWrites, Protocol):
    """What comes of a text: what it says, and who is to hear of it."""


def article_conclusion(contents: Contents, *, screened: bool) -> Conclusion:
    """Conclude what the text holds."""
    own, others = len(contents.statements()), len(contents.second_hand)
    if own or others:
        outcome, evidence = Outcome.HAS_STATEMENTS, f"{own} of tracked actors, {others} at second hand"
    elif screened:
        outcome, evidence = Outcome.SCREENED_OUT, "it names no tracked actor"
    else:
        outcome, evidence = Outcome.NO_STATEMENT, f"{len(contents.quotations)} attributions, none of them a statement"
    if contents.article.text.endswith(CUT):
        evidence += f"; what stands behind its first {len(contents.article.text):,} characters was not kept"
    if (left := len(unsaid(contents.quotations)) - MOST_UNSAID) > 0:
        evidence += f"; {left} of the attributions that are no statement have no outcome of their own"
    if contents.uncompared is not None:
        evidence += f"; reported as new, though it may not be: {contents.uncompared}"
    return Conclusion(
        subject=Subject.ARTICLE,
        subject_id=contents.article.id,
        outcome=outcome,
        rule="watcher",
        evidence=evidence,
        at=contents.now,
    )


def attribution_conclusions(contents: Contents) -> Iterator[Conclusion]:
    """Conclude what became of each attribution of a tracked actor."""
    of = partial(Conclusion, subject=Subject.ATTRIBUTION, at=contents.now, related_id=contents.article.id)
    fresh = {statement.id for statement in contents.new()}
    ruled_out = {statement_id for said in contents.said.values() for statement_id in said.ruled_out}
    for sighting in contents.sightings:
        text = statement_text(contents.article.text, sighting.quotation.content)
        if is_second_hand(sighting.quotation):
            outcome = Outcome.SECOND_HAND
        elif sighting.statement_id in ruled_out:
            outcome = Outcome.RULED_OUT
        else:
            outcome = Outcome.ON_RECORD if sighting.statement_id in fresh else Outcome.SEEN_AGAIN
        yield of(subject_id=sighting.id, outcome=outcome, rule="jobs.record", evidence=text[:LONGEST_EVIDENCE])
    for quotation in unsaid(contents.quotations)[:MOST_UNSAID]:
        reason = attribution_outcome(quotation)
        if quotation.actor_id is None or reason is None:
            continue
        outcome, rule, why = reason
        text = statement_text(contents.article.text, quotation.content)
        who = f" ({quotation.speaker})" if quotation.speaker else ""
        attribution_id = stable_id("attribution", contents.article.id, quotation.actor_id, str(quotation.content))
        yield of(
            subject_id=unsaid_id(quotation.actor_id, attribution_id),
            outcome=outcome,
            rule=rule,
            evidence=f"{why}: {text[: LONGEST_EVIDENCE - len(why) - len(who)]}{who}",
        )
