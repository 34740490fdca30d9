"""Where a statement stands on the record, and what one more report of it changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.model import Novelty, Precision, Relation, Verdict

if TYPE_CHECKING:
    from bot.core.model import Quotation, Statement


SOMEBODY_ELSE = "somebody else"  # who passed words on at second hand, where the text does not say
RESTATED = Verdict(relation=Relation.CHANGED, rule="correction")  # words took the place of others in one article

_EXACTNESS = {precision: place for place, precision in enumerate(Precision)}


def placed(statement: Statement, novelty: Novelty, earlier: Statement | None, verdict: Verdict | None) -> Statement:
    """Return the statement with its place on the record: a repeat of a repeat repeats the first of them."""
    earlier_id = None if earlier is None else earlier.id
    if novelty is Novelty.REPEAT and earlier is not None and earlier.novelty is Novelty.REPEAT:
        earlier_id = earlier.earlier_id
    return replace(statement, novelty=novelty, earlier_id=earlier_id, verdict=verdict)


def reported_again(statement: Statement, quotation: Quotation) -> Statement:
    """Return the statement as it stands after one more sighting: the surest figure, the most exact time.

    Its words stay: no alert's words are replaced by another article's.
    """
    confidence = max(statement.confidence, quotation.confidence)
    if quotation.said_at and (
        statement.said_at is None or _EXACTNESS[quotation.said_precision] < _EXACTNESS[statement.said_precision]
    ):
        statement = replace(statement, said_at=quotation.said_at, said_precision=quotation.said_precision)
    return replace(statement, confidence=confidence)
