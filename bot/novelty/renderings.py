"""Statements on record as the judge and the clock read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.model import Precision
from bot.novelty.match import Rendering
from bot.novelty.thresholds import NEWS_CYCLE, NEWS_FOR
from bot.rules.times import published_or_seen_at, said_from, said_or_published_at, said_until

if TYPE_CHECKING:
    from bot.core.model import Statement


def rendering_of(statement: Statement, *, beside: Statement | None = None) -> Rendering:
    """Put a statement as the judge reads it.

    Where little is known of when one of two was said, and it may be the time of the other, it is: words "of last month"
    are those on record of that month, and no second occasion.
    """
    return Rendering(
        text=statement.text,
        kind=str(statement.kind),
        said_at=said_or_published_at(beside) if beside and _may_be_one_time(statement, beside) else statement.said_at,
        published_at=published_or_seen_at(statement),
        sense=statement.sense,
    )


def _may_be_one_time(a: Statement, b: Statement) -> bool:
    if (a.said_at is None) != (b.said_at is None):
        dated, undated = (a, b) if a.said_at else (b, a)
        # Of outlets that report one remark in one news cycle, some say "on Monday" and some do not.
        if _is_recent(dated) and abs(published_or_seen_at(dated) - published_or_seen_at(undated)) <= NEWS_CYCLE:
            return True
    if {a.said_precision, b.said_precision} <= {Precision.MOMENT, Precision.DAY}:
        return False
    (a_from, a_until), (b_from, b_until) = (
        (said_from(at, one.said_precision), said_until(at, one.said_precision))
        for one, at in ((a, said_or_published_at(a)), (b, said_or_published_at(b)))
    )
    return a_from <= b_until and b_from <= a_until


def _is_recent(statement: Statement) -> bool:
    """Tell whether a statement is known to have been made in the days before it was published."""
    exact = statement.said_precision in {Precision.MOMENT, Precision.DAY}
    return exact and published_or_seen_at(statement) - said_or_published_at(statement) <= NEWS_FOR
