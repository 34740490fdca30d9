"""Two statements side by side: what the judge makes of them, and what of each stands in the other too."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from bot.core.model import ComparedPoint, Comparison, Kind, Presence, Relation, Verdict
from bot.core.words import words_of
from bot.novelty.known import proven_points
from bot.novelty.renderings import rendering_of
from bot.novelty.thresholds import TEXTS_KEPT
from bot.novelty.wordings.points import points_of
from bot.novelty.wordings.proof import is_short_answer
from bot.novelty.wordings.verbs import is_of_one_sense

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Statement
    from bot.novelty.match import Match, Rendering

_NO_QUESTIONS = ("", "")


class Judging(Protocol):
    """What is asked of `bot.novelty.Judge`."""

    def compare_many(self, actor_id: str, new: Rendering, candidates: Sequence[Rendering]) -> list[Match]:
        """Give the verdict on one rendering against each candidate, in the order of the candidates."""
        ...


def compare_statements(
    judge: Judging, earlier: Statement, later: Statement, questions: tuple[str, str] = _NO_QUESTIONS
) -> Comparison:
    """Compare two statements of one actor as they are compared with the record.

    Args:
        judge: gives the verdict.
        earlier: the one that the differences lead from.
        later: the one that they lead to.
        questions: what was asked, of answers of a few words: of the earlier one, and of the later one.

    """
    renderings = rendering_of(earlier, beside=later), rendering_of(later)
    before, now = (replace(one, question=asked) for one, asked in zip(renderings, questions, strict=True))
    return compare_renderings(judge, earlier.actor_id, before, now)


def compare_renderings(judge: Judging, actor_id: str, earlier: Rendering, later: Rendering) -> Comparison:
    """Compare two texts of one actor; the differences lead from the earlier one to the later one.

    Without its question an answer of a few words is neither the same as another one nor a change of it.
    """
    (match,) = judge.compare_many(actor_id, later, [earlier])
    return Comparison(
        verdict=verdict_beside(match, earlier, later),
        score=match.score,
        earlier=points_beside(earlier, later),
        later=points_beside(later, earlier),
    )


def verdict_beside(match: Match, earlier: Rendering, later: Rendering) -> Verdict | None:
    """Return a verdict as far as an alert goes by it; None: of answers of a few words, which cannot be compared.

    A change between two that share hardly a word is not decided, unless they answer one question.
    """
    verdict = match.verdict
    if not (_needs_question(earlier) or _needs_question(later)):
        is_change = verdict.relation is Relation.CHANGED and not match.is_on_one_subject
        return replace(verdict, certain=False, differences=()) if is_change else verdict
    before, now = (words_of(one.question) for one in (earlier, later))
    if not (before and now):
        return None
    return verdict if before == now else Verdict(relation=Relation.DIFFERENT, rule="question")


def points_beside(of: Rendering, other: Rendering) -> tuple[ComparedPoint, ...]:
    """Return the points of a text, each with what words show of it in another one."""
    one_sense = is_of_one_sense(of.sense, other.sense)
    made = proven_points(of, other) if one_sense else {}
    found = []
    for span in points_of(of.text):
        presence = Presence.MADE if span in made else _presence(of.text[slice(*span)], other.text)
        if presence is not Presence.NOT_FOUND and not one_sense:
            presence = Presence.OTHER_VERB
        found.append(ComparedPoint(span=span, presence=presence))
    return tuple(found)


def _needs_question(rendering: Rendering) -> bool:
    """Tell whether a text is an answer of a few words, and no object of a verb: "ruled out a third term"."""
    is_object = rendering.kind != Kind.DIRECT and rendering.sense is not None
    return is_short_answer(rendering.text) and not is_object


def _presence(point: str, other: str) -> Presence:
    """Tell whether a text has the words of a point, and as points of its own."""
    said, there = words_of(point), words_of(other)
    starts = range(len(there) - len(said) + 1) if said else ()
    found = [at for at in starts if there[at : at + len(said)] == said]
    if not found:
        return Presence.NOT_FOUND
    first, last = _edges(other)
    is_point = any(at in first and at + len(said) in last for at in found)
    return Presence.MADE if is_point else Presence.WITHIN


@lru_cache(maxsize=TEXTS_KEPT)
def _edges(text: str) -> tuple[frozenset[int], frozenset[int]]:
    """Return at which words of a text its points begin, and before which they end."""
    points = points_of(text)
    first = frozenset(len(words_of(text[:start])) for start, _ in points)
    return first, frozenset(len(words_of(text[:end])) for _, end in points)
