"""Two statements side by side: what they come to, what has changed, and the points of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.model import Kind, Relation
from handlers import limits
from handlers.render.pieces.costs import cost
from handlers.render.pieces.lengths import count
from handlers.render.pieces.segments import Block, code, joined, line_text, merged, quoted, strong, words
from handlers.render.pieces.wording import spans_within, with_marks
from handlers.render.statement.credits import present_article
from handlers.render.statement.differences import arrow_words, turn_of
from handlers.render.statement.facts import when_said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.config import Config
    from bot.core.model import ComparedPoint, Comparison, Span, StatementView, Verdict
    from handlers.render.pieces.segments import Line

_HEADS = {
    Relation.SAME: "the same remark",
    Relation.REPEAT: "the same position on another occasion",
    Relation.CHANGED: "changed",
    Relation.DIFFERENT: "another point",
}


def blocks(earlier: StatementView, later: StatementView, comparison: Comparison, *, config: Config) -> list[Block]:
    """Return the verdict with what has changed, and both statements point by point, the earlier one first."""
    both = (earlier.statement, later.statement)
    marks = marked_spans(both[0].text, both[1].text, comparison.verdict)
    points = (comparison.earlier, comparison.later)
    said = _said_of_both(comparison)
    found = [Block(lines=((strong(said[0]),), *((words(line),) for line in said[1:])))]
    for number, view in enumerate((earlier, later), 1):
        head = _head(view, number, config=config)
        lines = _points(view, points[number - 1], marks[number - 1], other=3 - number)
        is_short = cost([head, *lines]) <= limits.PIECE_COST  # else each stands in a block, so that pages can part them
        found += [Block(lines=(head, *lines))] if is_short else [Block(lines=(line,)) for line in (head, *lines)]
    return found


def verdict_line(comparison: Comparison) -> str:
    """Say what two statements come to, and how sure that is: `Changed · high confidence · 12 % the same …`."""
    verdict = comparison.verdict
    head = _HEADS[verdict.relation]
    if verdict.relation is Relation.CHANGED and not verdict.is_named:  # no alert calls it a change either
        head = "on the same subject"
    if verdict.relation is Relation.REPEAT and verdict.days_apart:
        head += f", {count(verdict.days_apart, 'day')} apart"
    if verdict.relation in {Relation.SAME, Relation.REPEAT} and verdict.rule == "wording":
        head += ", in the same wording"
    said = head if verdict.certain else f"perhaps {head}"
    sure = "high confidence" if verdict.certain else "low confidence"
    return f"{said[0].upper()}{said[1:]} · {sure} · {comparison.score * 100:.0f} % the same in substance"


def marked_spans(earlier: str, later: str, verdict: Verdict) -> tuple[list[Span], list[Span]]:
    """Return what differs as spans of each text; nothing where nothing was found to have changed."""
    if verdict.relation is not Relation.CHANGED:
        return [], []
    return turn_of(earlier, later, verdict.differences)


def _said_of_both(comparison: Comparison) -> list[str]:
    return [verdict_line(comparison), *dict.fromkeys(map(arrow_words, comparison.verdict.differences))]


def _head(view: StatementView, number: int, *, config: Config) -> Line:
    """Name a statement: its number, when it was said, the first report, its id."""
    first = view.sightings[:1]
    return joined(
        [
            (strong(f"{number}."), words(" "), when_said(view.statement, zone=config.bot.time_zone)),
            tuple(present_article(one.article, config=config).link() for one in first),
            (words("second-hand"),) if view.statement.teller is not None else (),
            (code(view.statement.id),),
        ]
    )


def _points(view: StatementView, points: Sequence[ComparedPoint], marks: Sequence[Span], *, other: int) -> list[Line]:
    """Return the points of a statement, what differs in them marked, and whether the other one makes them too."""
    statement = view.statement
    lines: list[Line] = []
    for point in points:
        here = spans_within(point.span, marks)
        said = with_marks(statement.text[slice(*point.span)], here, limit=limits.COMPARED_POINT)
        if statement.kind is Kind.DIRECT and line_text(said)[:1] not in '“"':
            said = merged([quoted("“"), *said, quoted("”")])
        lines.append((*said, words(f" ({'also in' if point.in_other else 'not in'} {other})")))
    return lines
