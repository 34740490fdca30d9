"""Which points of a statement are on record already, by words alone, and in which statement."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from bot.core.model import KnownPoint, Relation
from bot.core.words import words_of
from bot.novelty.clock import occasions, time_of
from bot.novelty.renderings import rendering_of
from bot.novelty.thresholds import SINCE_FROM, TEXTS_KEPT
from bot.novelty.wordings.deixis import hangs_on_its_day, points_outside
from bot.novelty.wordings.points import is_quoting, points_of
from bot.novelty.wordings.proof import is_proven, may_take_back
from bot.novelty.wordings.verbs import is_of_one_sense
from bot.rules.times import in_time, said_or_published_at

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.core.model import Span, Statement
    from bot.novelty.match import Rendering


def known_points(statement: Statement, on_record: Sequence[Statement]) -> tuple[KnownPoint, ...]:
    """Return the points of a statement that words prove to be on record, each with the latest that says it.

    A statement of one point has none: what is true of it is true of all that it says. A point that the actor has put
    otherwise since is none either: to say it again is news.
    """
    points = points_of(statement.text)
    if len(points) == 1:
        return ()
    relations = {one.id: _proven(statement, one) for one in on_record}
    known = []
    for span in points:
        found = [one for one in on_record if span in relations[one.id]]
        if not found:
            continue
        last = max(found, key=in_time)
        if not _is_said_otherwise_since(statement.text[slice(*span)], last, on_record, apart_from=found):
            known.append(KnownPoint(span=span, statement_id=last.id, relation=relations[last.id][span]))
    return tuple(known)


def proven_points(new: Rendering, old: Rendering) -> dict[Span, Relation]:
    """Return the points of a text that words prove the other one to make: on the same occasion, or on another.

    A point that the new text itself takes back is not proven, nor one that hangs on what was named elsewhere, unless
    both are of one occasion. A sentence that the other has whole is proven with all its points: what would take one of
    them back where it stands alone was said with it then as well.
    """
    points = points_of(new.text)
    one_occasion, _ = occasions(old, new)
    days = time_of(old).date(), time_of(new).date()
    relation = Relation.SAME if one_occasion else Relation.REPEAT

    def is_proven_run(run: range) -> bool:
        said = new.text[points[run[0]][0] : points[run[-1]][1]]
        return (
            _is_said(said, old.text)
            and (one_occasion or not (points_outside(said) or hangs_on_its_day(said, days)))
            and _stands_by_itself(new.text, points, run)
        )

    proven: dict[Span, Relation] = {}
    for sentence in _sentences(new.text, points):
        whole = is_proven_run(sentence)
        found = [place for place in sentence if whole or is_proven_run(range(place, place + 1))]
        proven |= {points[place]: relation for place in found}
    return proven


def _sentences(text: str, points: Sequence[Span]) -> list[range]:
    """Return the places of the points of each sentence; of a text without words none."""
    if not points:
        return []
    ends = [place for place in range(1, len(points)) if not text[points[place - 1][1] : points[place][0]].strip()]
    return [range(*one) for one in pairwise([0, *ends, len(points)])]


def _proven(statement: Statement, one: Statement) -> dict[Span, Relation]:
    if not is_of_one_sense(one.sense, statement.sense):  # what is denied is not said
        return {}
    is_later = said_or_published_at(one) > said_or_published_at(statement)
    proven = proven_points(rendering_of(statement), rendering_of(one, beside=statement))
    return {span: how for span, how in proven.items() if how is Relation.SAME or not is_later}


def _is_said(point: str, old: str) -> bool:
    """Tell whether words prove that a text makes a point; that few of its words are there spares most the proof."""
    said = _words_in(point)
    return len(said & _words_in(old)) * 2 >= len(said) and is_proven(point, old)


@lru_cache(maxsize=TEXTS_KEPT)
def _words_in(text: str) -> frozenset[str]:
    return frozenset(words_of(text))


def _stands_by_itself(text: str, points: Sequence[Span], run: range) -> bool:
    """Tell whether points side by side mean beside the others what they mean alone."""
    start, end = points[run[0]][0], points[run[-1]][1]
    if is_quoting(text[:start]):
        return False  # these may be the words of somebody else, whom the actor quotes
    before, after = points[: run[0]][-1:], points[run[-1] + 1 :][:1]
    joint_before = "".join(text[one[1] : start] for one in before).strip()  # ", and": both are of one sentence
    joint_after = "".join(text[end : one[0]] for one in after).strip()
    if (joint_before or joint_after) and "would" in words_of(text[start:end]):
        return False  # it hangs on the other: "They should pay, and we would save a fortune"
    if "but" in words_of(joint_after):
        return False
    beside = [
        *((one, False, bool(joint_before)) for one in before),
        *((one, True, bool(joint_after)) for one in after),
    ]
    return not any(may_take_back(text[slice(*one)], follows=follows, within=within) for one, follows, within in beside)


def _is_said_otherwise_since(
    point: str, last: Statement, on_record: Sequence[Statement], *, apart_from: Collection[Statement]
) -> bool:
    """Tell whether a later statement has nearly the words of a point, and does not make it."""
    said, at = words_of(point), said_or_published_at(last)
    return any(
        fuzz.partial_ratio(said, words_of(one.text)) >= SINCE_FROM
        for one in on_record
        if said_or_published_at(one) > at and one not in apart_from
    )
