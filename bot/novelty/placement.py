"""Where a statement stands, from the verdicts on it and on what is near to it: the one decision of what is reported."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from rapidfuzz import fuzz

from bot.core.model import Novelty, Relation, Verdict
from bot.core.words import words_of
from bot.novelty.clock import occasions
from bot.novelty.renderings import rendering_of
from bot.novelty.thresholds import NEARER
from bot.novelty.wordings.deixis import hangs_on_its_day, points_outside
from bot.novelty.wordings.proof import is_proven, is_short_answer, stands_in
from bot.novelty.wordings.verbs import BY_VERB, is_of_one_sense
from bot.rules.times import published_or_seen_at, said_or_published_at, said_until

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.core.model import KnownPoint, Statement
    from bot.novelty.match import Match

Says: TypeAlias = tuple[str, str]  # ids of two statements, of which the second says all that the first says


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a statement stands against the record of its actor."""

    same: Statement | None = None  # proven: it is another report of this one, and nothing below counts
    novelty: Novelty = Novelty.NEW
    earlier: Statement | None = None  # what it repeats, changes, or is judged to be the same as
    verdict: Verdict | None = None  # on the two
    proven: bool = False  # its words stand in `same`, or in what it repeats: only then may it be hidden
    absorbs: tuple[Statement, ...] = ()  # what of its own article has no word that it has not
    known: tuple[KnownPoint, ...] = ()  # of its points those that are on record; empty where all of it is


def says_nothing_new(new: Statement, old: Statement, reported: Collection[Says]) -> bool:
    """Tell whether words prove that a new statement says nothing beyond an old one, and both say it."""
    return (new.id, old.id) in reported or (is_of_one_sense(new.sense, old.sense) and is_proven(new.text, old.text))


def choose(
    statement: Statement,
    matches: Sequence[tuple[Statement, Match]],
    *,
    answers: Collection[str] = (),
    reported: Collection[Says] = (),
) -> Placement:
    """Return where a statement stands, from the verdicts on it and each candidate.

    What words prove to be another report of one utterance outranks all, then what is judged to be one: it is reported,
    with the earlier one beneath; unless what it repeats or changes is put in words nearer to its own. Else the latest
    word of the actor on the subject counts, whether repeated or changed. A change is reported as one only where the
    verdict can name the difference; else it is new, with the earlier one beneath. Of what the judge takes for a change
    of another statement most are about something else, where the two share hardly a word: then nothing is said of the
    other (docs/novelty.md, "Changes among unrelated statements"). What is less than surely the same is
    new, and nothing is said of the other: of what was reported as perhaps the same, fewer than two of three were
    (docs/novelty.md, "Merges that are not sure").

    Args:
        statement: the new one.
        matches: each candidate on record with the verdict on both.
        answers: ids of what speaks of the same, by its question or its passage. Other short answers are compared with
            nothing: "No." and "No." are neither the same nor a change without what was asked. And words that point to
            what is named elsewhere are no repeat of the same words about something else.
        reported: ids of a statement and of one that says all of it, where one of the two is the other in reported
            speech, on the same occasion.

    """
    judged = [_Judged.of(statement, one, match, answers, reported) for one, match in matches]
    judged = [one for one in judged if one.proven or not one.is_short]
    alike = [one for one in judged if one.relation is Relation.SAME and one.verdict.certain]
    same, on_subject = _as_same(alike), _on_subject(judged, now=_said_at_latest(statement))
    if same and not same.proven and on_subject and _is_nearer(statement, on_subject, than=alike):
        return on_subject
    return same or on_subject or _of_one_point(judged) or Placement()


def _said_at_latest(statement: Statement) -> datetime:
    """Return until when a statement may have been said: one "of Monday" until Monday is over, or it is published."""
    until = said_until(said_or_published_at(statement), statement.said_precision)
    return max(min(until, published_or_seen_at(statement)), said_or_published_at(statement))


def _is_nearer(statement: Statement, placement: Placement, *, than: Sequence[_Judged]) -> bool:
    """Tell whether a proven repeat, or a change, is nearer in words: “we will return” to “we will not return”.

    A re-translation of the old words is judged to be the same as both, and hid the turn where it was read first.
    """
    if placement.earlier is None or not (placement.proven or placement.novelty is Novelty.CHANGED):
        return False
    said = words_of(statement.text)
    near, *others = (
        fuzz.ratio(said, words_of(one.text)) for one in (placement.earlier, *(one.earlier for one in than))
    )
    return near >= max(others) + NEARER


def _as_same(alike: Sequence[_Judged]) -> Placement | None:
    if not alike:
        return None
    best = max(alike, key=lambda one: (one.proven, one.score))
    return Placement(same=best.earlier, verdict=best.verdict, proven=True) if best.proven else _as_new(best)


def _on_subject(judged: Sequence[_Judged], *, now: datetime) -> Placement | None:
    """Return what the latest word on the subject comes to."""
    found = [one for one in judged if one.is_repeat or one.is_change_before(now)]
    if not found:
        return None
    last = max(found, key=lambda one: (said_or_published_at(one.earlier), one.proven))
    if last.relation is Relation.CHANGED:
        return Placement(novelty=Novelty.CHANGED, earlier=last.earlier, verdict=last.verdict)
    if last.proven:
        return Placement(novelty=Novelty.REPEAT, earlier=last.earlier, verdict=last.verdict, proven=True)
    return _as_new(last)


def _of_one_point(judged: Sequence[_Judged]) -> Placement | None:
    """Return the latest word on the same point, of which nothing shows that it changed."""
    found = [
        one for one in judged if one.relation is Relation.CHANGED and one.verdict.certain and one.is_on_one_subject
    ]
    return _as_new(max(found, key=lambda one: said_or_published_at(one.earlier))) if found else None


@dataclass(frozen=True, slots=True)
class _Judged:
    """A candidate with the verdict on it, and whether words prove that it says all that the new one says."""

    earlier: Statement
    verdict: Verdict
    score: float
    proven: bool
    is_short: bool
    is_on_one_subject: bool  # by what both say, or by what they answer

    @property
    def relation(self) -> Relation:
        return self.verdict.relation

    @property
    def is_repeat(self) -> bool:
        return self.verdict.certain and self.relation is Relation.REPEAT

    def is_change_before(self, now: datetime) -> bool:
        """Tell whether it is surely a change of what was said earlier, in something that can be named."""
        is_change = self.verdict.is_named_change and self.is_on_one_subject
        return is_change and said_or_published_at(self.earlier) <= now

    @classmethod
    def of(
        cls,
        statement: Statement,
        one: Statement,
        match: Match,
        answers: Collection[str],
        reported: Collection[Says],
    ) -> _Judged:
        has_question = one.id in answers and stands_in(statement.text, one.text)
        proven = says_nothing_new(statement, one, reported) or (
            has_question and is_of_one_sense(statement.sense, one.sense)
        )
        verdict = match.verdict
        if proven and not (verdict.certain and verdict.relation in {Relation.SAME, Relation.REPEAT}):
            one_occasion, days_apart = occasions(rendering_of(one, beside=statement), rendering_of(statement))
            relation = Relation.SAME if one_occasion else Relation.REPEAT
            rule = _proof_of(statement, one, reported)
            verdict = Verdict(relation=relation, rule=rule, days_apart=days_apart)
        elif proven:
            verdict = replace(verdict, in_part=False)
        if verdict.relation is Relation.REPEAT and one.id not in answers and _is_of_its_occasion(statement, one):
            proven = False  # on another occasion they may be of another thing: reported, the old ones beneath
        is_short = is_short_answer(statement.text) or is_short_answer(one.text)
        if is_short and verdict.rule == BY_VERB and verdict.is_named_change:  # "ruled out a third term", "demanded one"
            is_short = "the" in words_of(statement.text)
        is_on_one_subject = match.is_on_one_subject or one.id in answers
        return cls(one, verdict, match.score, proven, is_short, is_on_one_subject)


def _proof_of(statement: Statement, one: Statement, reported: Collection[Says]) -> str:
    """Name the rule by which words prove that one says all that a new statement says."""
    if words_of(statement.text) == words_of(one.text):
        return "wording"
    return "reported" if (statement.id, one.id) in reported else "excerpt"


def _is_of_its_occasion(statement: Statement, other: Statement) -> bool:
    """Tell whether the same words, said on another occasion, may be of another thing."""
    days = (said_or_published_at(statement).date(), said_or_published_at(other).date())
    return points_outside(statement.text) or hangs_on_its_day(statement.text, days)


def _as_new(judged: _Judged) -> Placement:
    """Place as new what is judged to be the same and not proven: the earlier one stands beneath."""
    return Placement(earlier=judged.earlier, verdict=judged.verdict)
