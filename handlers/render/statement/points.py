"""What of a statement leads, and what of it was said before: the one place that decides it, for cards and answers.

What is new leads. What words prove to have been said before stands beneath in one line, with when and where.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.core.model import Kind, Relation
from handlers import limits
from handlers.render.pieces.lengths import ELLIPSIS
from handlers.render.pieces.segments import Line, joined, strong, words
from handlers.render.statement.credits import present_article
from handlers.render.statement.facts import day_or_clock
from handlers.render.statement.quotes import Quote, bare_words, quote_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import KnownPoint, KnownPointView, Span, Statement, StatementView
    from handlers.render.pieces.segments import Segment
    from handlers.render.statement.credits import PresentedArticle

# What parts two points of one sentence, as `bot.novelty.wordings.points` has it: where a piece begins, and ends.
_JOINT: Final = r"\s*[,;\-\u2013\u2014]\s*(?:(?:and|but)\s+)?"
_JOINT_BEFORE: Final = re.compile(rf"^{_JOINT}", re.IGNORECASE)
_JOINT_BEHIND: Final = re.compile(rf"{_JOINT}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentedPoint:
    """Points of a statement that one earlier statement says, side by side."""

    statement_id: str
    quote: Quote
    is_same: bool  # on the same occasion: they were reported before, and said once
    article: PresentedArticle | None  # the first that reported them
    when: Segment


def points_before(view: StatementView) -> tuple[KnownPoint, ...]:
    """Return the points of a statement that were said before, as far as that may be said.

    Not where the desk ruled on the statement: it says what it is. Where nobody looked up who says them (a line that
    only names statements), all that are on record count.
    """
    if view.statement.ruling is not None:
        return ()
    return tuple(one.point for one in view.known) if view.sightings else view.statement.known


def new_words(statement: Statement, known: Sequence[KnownPoint]) -> str | None:
    """Return the words of a statement that are new, with `…` for what is left out of a sentence or between two.

    None is all of them: nothing was said before, or everything.
    """
    ends = [0, *(place for one in known for place in one.span), len(statement.text)]
    gaps = [statement.text[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True)]
    joins_before = [bool(place and _JOINT_BEFORE.match(gap)) for place, gap in enumerate(gaps)]
    joins_behind = [bool(place < len(known) and _JOINT_BEHIND.search(gap)) for place, gap in enumerate(gaps)]
    bare = [
        (_JOINT_BEHIND.sub("", gap) if behind else gap, before)
        for gap, before, behind in zip(gaps, joins_before, joins_behind, strict=True)
    ]
    pieces = [(_JOINT_BEFORE.sub("", gap) if before else gap).strip() for gap, before in bare]
    new = [place for place, piece in enumerate(pieces) if any(map(str.isalnum, piece))]
    if not (known and new):
        return None
    begin, end = (
        ELLIPSIS if is_cut and statement.kind is Kind.DIRECT else ""
        for is_cut in (joins_before[new[0]], joins_behind[new[-1]])
    )
    return f"{begin}{f' {ELLIPSIS} '.join(pieces[place] for place in new)}{end}"


def side_by_side(text: str, known: Sequence[KnownPointView]) -> list[tuple[Span, KnownPointView]]:
    """Return the spans that were said before, as one where the same statement says what stands side by side."""
    found: list[tuple[Span, KnownPointView]] = []
    for one in known:
        start, end = one.point.span
        if found and found[-1][1].point.statement_id == one.point.statement_id:
            between = text[found[-1][0][1] : start]
            if not any(map(str.isalnum, _JOINT_BEFORE.sub("", f"{between} "))):
                found[-1] = ((found[-1][0][0], end), found[-1][1])
                continue
        found.append(((start, end), one))
    return found


def present_points(view: StatementView, *, beside: datetime | None, config: Config) -> tuple[PresentedPoint, ...]:
    """Put into words what of a statement was said before.

    Args:
        view: the statement.
        beside: when it was reported, or None where it was first seen: of that day the time is shown, of others the day.
        config: names and the time zone.

    """
    statement, zone = view.statement, config.bot.time_zone
    known = view.known if points_before(view) else ()
    return tuple(
        PresentedPoint(
            statement_id=one.statement.id,
            quote=_point_words(view, statement.text[slice(*span)]),
            is_same=one.point.relation is Relation.SAME,
            article=present_article(one.sighting.article, config=config) if one.sighting else None,
            when=day_or_clock(one.statement, beside=beside or statement.first_seen_at, zone=zone),
        )
        for span, one in side_by_side(statement.text, known)
    )


def _point_words(view: StatementView, point: str) -> Quote:
    """Return the words of a point; where its verb takes them otherwise than "says", with what leads into them."""
    statement = view.statement
    if statement.sense is not None:
        return quote_of(view, part=point)
    return Quote(text=bare_words(statement, point), is_direct=statement.kind is Kind.DIRECT)


def known_line(points: Sequence[PresentedPoint]) -> Line:
    """Return what was said before in one line: `Said before: “We stay.” (Coast Wire, 3 May)`."""
    parts: list[Line] = []
    for is_same, head in ((False, "Said before"), (True, "Reported before")):
        shown = [one for one in points if one.is_same is is_same]
        if shown:
            named = joined([_where_and_when(one) for one in shown[: limits.KNOWN_NAMED]], "; ")
            more = len(shown) - limits.KNOWN_NAMED
            parts.append((strong(f"{head}: "), *named, *((words(f" and {more} more"),) if more > 0 else ())))
    return joined(parts)


def _where_and_when(one: PresentedPoint) -> Line:
    where = (one.article.link(), words(", ")) if one.article else ()
    return (*one.quote.line_with_verb(limits.KNOWN_WORDS), words(" ("), *where, one.when, words(")"))
