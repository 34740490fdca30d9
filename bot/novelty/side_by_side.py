"""Two statements side by side: what the judge makes of them, and which points of each the other makes too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from bot.core.model import ComparedPoint, Comparison
from bot.novelty.known import proven_points
from bot.novelty.renderings import rendering_of
from bot.novelty.wordings.points import points_of
from bot.novelty.wordings.proof import is_of_one_sense, is_short_answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Statement
    from bot.novelty.match import Match, Rendering


class Judging(Protocol):
    """What is asked of `bot.novelty.Judge`."""

    def compare_many(self, actor_id: str, new: Rendering, candidates: Sequence[Rendering]) -> list[Match]:
        """Give the verdict on one rendering against each candidate, in the order of the candidates."""
        ...


def compare_statements(judge: Judging, earlier: Statement, later: Statement) -> Comparison:
    """Compare two statements of one actor as they are compared with the record."""
    return compare_renderings(
        judge,
        earlier.actor_id,
        rendering_of(earlier, beside=later),
        rendering_of(later),
        of_one_sense=is_of_one_sense(earlier.sense, later.sense),
    )


def compare_renderings(
    judge: Judging, actor_id: str, earlier: Rendering, later: Rendering, *, of_one_sense: bool = True
) -> Comparison:
    """Compare two texts of one actor.

    Args:
        judge: gives the verdict.
        actor_id: of whom they are.
        earlier: the text that the differences lead from.
        later: the text that they lead to.
        of_one_sense: False where one report says that the words were denied, and the other does not: no point of one
            is made by the other then.

    """
    (match,) = judge.compare_many(actor_id, later, [earlier])
    verdict = match.verdict
    if verdict.is_named_change and (is_short_answer(earlier.text) or is_short_answer(later.text)):
        verdict = replace(verdict, differences=())  # as in an alert: without its question it is a change of nothing
    return Comparison(
        verdict=verdict,
        score=match.score,
        earlier=_compared_points(earlier, later, of_one_sense=of_one_sense),
        later=_compared_points(later, earlier, of_one_sense=of_one_sense),
    )


def _compared_points(of: Rendering, other: Rendering, *, of_one_sense: bool) -> tuple[ComparedPoint, ...]:
    made = proven_points(of, other) if of_one_sense else {}
    return tuple(ComparedPoint(span=span, in_other=span in made) for span in points_of(of.text))
