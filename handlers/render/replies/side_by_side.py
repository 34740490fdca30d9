"""Two statements side by side: what they come to, what has changed, and the points of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.model import FeedbackKind, Kind, Presence, Relation
from handlers import limits
from handlers.render.pieces.costs import cost
from handlers.render.pieces.lengths import count
from handlers.render.pieces.segments import Block, code, joined, line_text, merged, quoted, strong, words
from handlers.render.pieces.wording import spans_within, with_marks
from handlers.render.statement.credits import present_article
from handlers.render.statement.differences import NO_QUESTION, NOT_DECIDED, arrow_words, turn_of
from handlers.render.statement.facts import when_said
from handlers.render.statement.quotes import question_words, quote_of

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
_BY_RULE = {
    "wording": "in the same wording",
    "reported": "in reported speech",
    "excerpt": "one a part of the other",
}
_PRESENCE = {
    Presence.MADE: "also in {}",
    Presence.WITHIN: "in {} with more around it",
    Presence.OTHER_VERB: "in {} under another verb",
    Presence.NOT_FOUND: "not in these words in {}",
}


def blocks(earlier: StatementView, later: StatementView, comparison: Comparison, *, config: Config) -> list[Block]:
    """Return the verdict with what has changed, and both statements point by point, the earlier one first."""
    both = (earlier.statement, later.statement)
    marks = marked_spans(both[0].text, both[1].text, comparison.verdict)
    points = (comparison.earlier, comparison.later)
    said = ["Not the same: a moderator separated them"] if are_separated(earlier, later) else _said_of_both(comparison)
    found = [Block(lines=((strong(said[0]),), *((words(line),) for line in said[1:])))]
    for number, view in enumerate((earlier, later), 1):
        head = _head(view, number, config=config)
        lines = _points(view, points[number - 1], marks[number - 1], other=3 - number)
        is_short = cost([head, *lines]) <= limits.PIECE_COST  # else each stands in a block, so that pages can part them
        found += [Block(lines=(head, *lines))] if is_short else [Block(lines=(line,)) for line in (head, *lines)]
    return found


def are_separated(one: StatementView, other: StatementView) -> bool:
    """Tell whether the desk ruled that two statements are not the same."""
    return any(
        first.statement.ruling is FeedbackKind.NOT_THE_SAME and first.statement.earlier_id == second.statement.id
        for first, second in ((one, other), (other, one))
    )


def verdict_line(comparison: Comparison) -> str:
    """Say what two statements come to, and how sure that is: `Changed · high confidence`."""
    verdict = comparison.verdict
    if verdict is None:
        return _sentence(NO_QUESTION)
    score = score_words(comparison)
    if not verdict.certain:  # an alert tells both as new
        has_common = any(one.presence is Presence.MADE for one in comparison.later)
        head = "in part the same" if has_common else NOT_DECIDED
        return " · ".join(filter(None, (_sentence(head), "low confidence", "" if has_common else score)))
    return " · ".join(filter(None, (_sentence(_head_words(verdict)), "high confidence", score)))


def score_words(comparison: Comparison) -> str:
    """Say how much the same the judge takes two for, where it is no more than a verdict by words says; or ""."""
    verdict = comparison.verdict
    if verdict is None or verdict.rule == "question" or verdict.in_part:
        return ""
    is_same = verdict.relation in {Relation.SAME, Relation.REPEAT}
    agrees = is_same or comparison.score < limits.SAME_FROM or not verdict.certain
    return f"{comparison.score * 100:.0f} % the same in substance" if agrees else ""


def presence_words(presence: Presence, other: int) -> str:
    """Say what words show of a point in the other statement: `also in 2`, `not in these words in 2`."""
    return _PRESENCE[presence].format(other)


def marked_spans(earlier: str, later: str, verdict: Verdict | None) -> tuple[list[Span], list[Span]]:
    """Return what differs as spans of each text; nothing where nothing was found to have changed."""
    if verdict is None or verdict.relation is not Relation.CHANGED:
        return [], []
    return turn_of(earlier, later, verdict.differences)


def _head_words(verdict: Verdict) -> str:
    if verdict.rule == "question":
        return "answers to two questions"
    if verdict.relation is Relation.CHANGED and not verdict.is_named:  # no alert calls it a change either
        return "on the same subject"
    head = _HEADS[verdict.relation]
    if verdict.relation is Relation.REPEAT and verdict.days_apart:
        head += f", {count(verdict.days_apart, 'day')} apart"
    if verdict.relation not in {Relation.SAME, Relation.REPEAT}:
        return head
    if verdict.in_part:
        return f"{head} in part, and more"
    return f"{head}, {_BY_RULE[verdict.rule]}" if verdict.rule in _BY_RULE else head


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _said_of_both(comparison: Comparison) -> list[str]:
    differences = comparison.verdict.differences if comparison.verdict else ()
    return [verdict_line(comparison), *dict.fromkeys(map(arrow_words, differences))]


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
    """Return the points of a statement, each as it was said, with what differs marked and whether the other has it."""
    statement, asked = view.statement, question_words(view.sightings)
    lines: list[Line] = []
    for place, point in enumerate(points):
        text = statement.text[slice(*point.span)]
        said = with_marks(text, spans_within(point.span, marks), limit=limits.COMPARED_POINT)
        if statement.kind is Kind.DIRECT and line_text(said)[:1] not in '“"':
            said = merged([quoted("“"), *said, quoted("”")])
        leads = quote_of(view, part=text).lead_in or (f"{asked} — " if asked and not place else "")
        before = (words(leads),) if leads else ()
        lines.append((*before, *said, words(f" ({presence_words(point.presence, other)})")))
    return lines
