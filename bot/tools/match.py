"""Pairs of statements: the form that `onrecord match` reads and writes, which gold files of pairs have too."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.core.errors import OnRecordError
from bot.core.model import Kind, Presence, Relation
from bot.core.words import words_of
from bot.novelty import Rendering
from bot.novelty.side_by_side import compare_renderings, points_beside, verdict_beside
from bot.novelty.wordings.points import points_of
from bot.novelty.wordings.verbs import SAYS
from bot.tools.scan import read_time
from handlers.render.pieces.segments import Style
from handlers.render.pieces.wording import spans_within, with_marks
from handlers.render.replies.side_by_side import marked_spans, presence_words, score_words
from handlers.render.statement.differences import NO_QUESTION, arrow_words, comparison_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.core.model import ComparedPoint, Comparison, Span
    from bot.novelty import Judge


class PairError(OnRecordError):
    """A pair cannot be read; the message says which and why."""


def match_lines(lines: Iterable[str], judge: Judge) -> Iterator[str]:
    """Judge pairs `{"id","actor","a":{…},"b":{…}}`, one a line in and one a line out. Empty lines are passed over.

    Raises:
        PairError: a line is no pair; the lines before it have been given out.

    """
    for number, line in enumerate(_decoded(lines), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise PairError(f"line {number}: is not JSON: {error}") from error
            yield json.dumps(match_result(row, judge, name=f"line {number}"), ensure_ascii=False)


def _decoded(lines: Iterable[str]) -> Iterator[str]:
    try:
        yield from lines
    except UnicodeDecodeError as error:
        raise PairError(f"the pairs are not UTF-8 text ({error}); convert them first") from error


def match_texts(one: str, other: str, judge: Judge) -> str:
    """Judge two texts as if both were said now: the verdict in words, what differs, and the points of both.

    The words that differ stand in square brackets.
    """
    now = datetime.now(UTC)
    sides = (("the first statement", one), ("the second statement", other))
    a, b = (Rendering(text=_with_words(text, name), published_at=now) for name, text in sides)
    comparison = compare_renderings(judge, "", a, b)
    verdict = comparison.verdict
    marks = marked_spans(one, other, verdict)
    differences = verdict.differences if verdict else ()
    return "\n".join(
        [
            _reported_as(comparison),
            *(f"  {line}" for line in dict.fromkeys(map(arrow_words, differences))),
            *_point_lines(one, comparison.earlier, marks[0], number=1, other=2),
            *_point_lines(other, comparison.later, marks[1], number=2, other=1),
        ]
    )


def _reported_as(comparison: Comparison) -> str:
    """Say as what an alert tells the second, how much the same both are, and why: `same (97 % …): the same wording`."""
    verdict = comparison.verdict
    if verdict is None:
        return NO_QUESTION
    is_unnamed = verdict.relation is Relation.CHANGED and not verdict.is_named
    relation = "new" if is_unnamed or not verdict.certain else str(verdict.relation)
    score = score_words(comparison)
    return f"{relation}{f' ({score})' if score else ''}: {comparison_words(verdict)}"


def _with_words(text: str, name: str) -> str:
    """Return a text.

    Raises:
        PairError: it holds no word, and says nothing that could be compared.

    """
    if not words_of(text):
        raise PairError(f"{name} has no words: {text!r:.60}")
    return text


def _point_lines(
    text: str, points: Iterable[ComparedPoint], marks: Sequence[Span], *, number: int, other: int
) -> Iterator[str]:
    for one in points:
        said = _bracketed(text[slice(*one.span)], spans_within(one.span, marks))
        yield f"  {number}: {said} ({presence_words(one.presence, other)})"


def _bracketed(text: str, spans: Sequence[Span]) -> str:
    """Return a text with the spans in square brackets."""
    line = with_marks(text, spans, limit=len(text))
    return "".join(f"[{one.text}]" if one.style is Style.MARKED else one.text for one in line)


def match_result(row: Any, judge: Judge, *, name: str) -> dict[str, Any]:
    """Judge one pair; `name` stands in messages. A side without `published_at` was published now.

    Returns:
        `id`, `label` (same, repeat, changed, different), `score` (0 to 1), `certain`, `rule` (what decided),
        `differences` (each with `kind`, `before`, `after`), `named_change` (whether it is reported as a change),
        `days_apart`, `in_part` (whether `b` says more than `a`), `comparable` (False of answers of a few words whose
        question is missing), `reason`, all of it in words, and `points`: of `a` the texts, of `b` each with `text`,
        `on_a`, whether words show that `a` makes it too, and `presence`, what they show.

    Raises:
        PairError: it is no pair.

    """
    if not isinstance(row, dict):
        raise PairError(f"{name}: is not a pair of statements: {row!r:.60}")
    for key in ("id", "actor", "a", "b"):
        if key not in row:
            raise PairError(f"{name}: {key} is missing")
    now = datetime.now(UTC)
    one, other = (_read_rendering(row[side], side, name=name, now=now) for side in ("a", "b"))
    match = judge.compare(str(row["actor"]), one, other)
    comparable = verdict_beside(match, one, other)
    verdict = comparable or replace(match.verdict, certain=False, differences=())
    return {
        "id": row["id"],
        "label": str(verdict.relation),
        "score": round(match.score, 3),
        "certain": verdict.certain,
        "rule": verdict.rule,
        "differences": [
            {"kind": str(one.kind), "before": one.before, "after": one.after} for one in verdict.differences
        ],
        "named_change": verdict.is_named_change,
        "days_apart": verdict.days_apart,
        "in_part": verdict.in_part,
        "comparable": comparable is not None,
        "reason": comparison_words(verdict) if comparable else NO_QUESTION,
        "points": _points(one, other),
    }


def _points(a: Rendering, b: Rendering) -> dict[str, list[Any]]:
    beside = points_beside(b, a)
    return {
        "a": [a.text[slice(*span)] for span in points_of(a.text)],
        "b": [
            {"text": b.text[slice(*one.span)], "on_a": one.presence is Presence.MADE, "presence": str(one.presence)}
            for one in beside
        ],
    }


def _read_rendering(side: Any, called: str, *, name: str, now: datetime) -> Rendering:
    """Read one side of a pair.

    Raises:
        PairError: it lacks its text, or something of it cannot be read.

    """
    if not isinstance(side, dict):
        raise PairError(f"{name}: {called} is not a statement: {side!r:.60}")
    text = side.get("text")
    if text is None:
        raise PairError(f"{name}: text of {called} is missing")
    if not isinstance(text, str):
        raise PairError(f"{name}: text of {called} is not text: {text!r:.60}")
    kind = _read_word(side, "kind", called, name=name) or str(Kind.DIRECT)
    if kind not in set(Kind):
        raise PairError(f"{name}: kind of {called} is none of {', '.join(Kind)}: {kind!r:.60}")
    asserts = _read_word(side, "asserts", called, name=name)
    return Rendering(
        text=_with_words(text, f"{name}: text of {called}"),
        kind=kind,
        said_at=_read_moment(side, "said_at", called, name=name),
        published_at=_read_moment(side, "published_at", called, name=name) or now,
        source=_read_word(side, "source", called, name=name),
        question=_read_word(side, "question", called, name=name),
        sense=asserts if asserts and asserts != SAYS else None,
    )


def _read_word(side: dict[str, Any], key: str, called: str, *, name: str) -> str:
    """Read what may be missing, and is text else."""
    value = side.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise PairError(f"{name}: {key} of {called} is not text: {value!r:.60}")
    return value


def _read_moment(side: dict[str, Any], key: str, called: str, *, name: str) -> datetime | None:
    """Read a time that may be missing."""
    if side.get(key) is None:
        return None
    try:
        return read_time(side[key])
    except (TypeError, ValueError) as error:
        raise PairError(f"{name}: {key} of {called} is not a time: {side[key]!r:.60}") from error
