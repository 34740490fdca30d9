"""Where a statement stands on the record, and what one more report of it changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.crediting import statement_text
from bot.core.model import Novelty, Precision, Relation, Verdict
from bot.core.search_form import has_phrase

if TYPE_CHECKING:
    from bot.core.model import Article, Quotation, Statement, StatementView


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


def as_reported(view: StatementView, article: Article) -> StatementView:
    """Return a statement as one article reports it: in the fullest of the words that this article has of it.

    On record it has the words of its first report. A later one may have fewer, or others where that proves nothing
    new, and be the first that a channel hears of: what stands in an alert has to stand in the article that the alert
    names. Words on record that this article has stay; so does what the article does not report.
    """
    said = [
        (statement_text(one.article.text, one.sighting.quotation.content), one.sighting.quotation)
        for one in view.sightings
        if one.article.id == article.id
    ]
    text, quotation = max(said, key=lambda one: len(one[0]), default=("", None))
    statement = view.statement
    if quotation is None or not text or statement.text in [one for one, _ in said]:
        return view
    # Its points on record are spans of the other words.
    here = replace(statement, text=text, kind=quotation.kind, sense=quotation.sense, known=())
    if not _turns_elsewhere(statement, text):
        return replace(view, statement=here, known=())
    # The comparison was not with these words.
    new = replace(here, novelty=Novelty.NEW, earlier_id=None, verdict=None)
    return replace(view, statement=new, earlier=None, earlier_sightings=(), known=())


def _turns_elsewhere(statement: Statement, text: str) -> bool:
    """Tell whether what changed is named by words of a statement that one report of it does not have."""
    if statement.novelty is not Novelty.CHANGED or statement.verdict is None:
        return False
    named = [one.after for one in statement.verdict.differences[:1]]
    return any(has_phrase(statement.text, one) and not has_phrase(text, one) for one in named)
