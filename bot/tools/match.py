"""Pairs of statements: the form that `onrecord match` reads and writes, which gold files of pairs have too."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.core.errors import OnRecordError
from bot.novelty import Rendering
from bot.tools.scan import read_time
from handlers.render.differences import comparison_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.novelty import Judge


class PairError(OnRecordError):
    """A pair cannot be read; the message says which and why."""


def match_lines(lines: Iterable[str], judge: Judge) -> Iterator[str]:
    """Judge pairs `{"id","actor","a":{…},"b":{…}}`, one a line in and one a line out. Empty lines are passed over.

    Raises:
        PairError: a line is no pair; the lines before it have been given out.

    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise PairError(f"line {number}: is not JSON: {error}") from error
            yield json.dumps(match_result(row, judge, name=f"line {number}"), ensure_ascii=False)


def match_texts(one: str, other: str, judge: Judge) -> str:
    """Judge two texts as if both were said now, and say the verdict in words."""
    now = datetime.now(UTC)
    match = judge.compare("", Rendering(text=one, published_at=now), Rendering(text=other, published_at=now))
    verdict = match.verdict
    margin = "" if verdict.certain else ", perhaps"
    return f"{verdict.relation}{margin} ({match.score:.0%} the same in substance): {comparison_words(verdict)}"


def match_result(row: Any, judge: Judge, *, name: str) -> dict[str, Any]:
    """Judge one pair; `name` stands in messages.

    Returns:
        `id`, `label` (same, repeat, changed, different), `score` (0 to 1), `certain`, `rule` (what decided),
        `differences` (each with `kind`, `before`, `after`), `days_apart`, and `reason`, all of it in words.

    Raises:
        PairError: it is no pair.

    """
    try:
        pair_id, actor_id = row["id"], str(row["actor"])
        one, other = (_read_rendering(row[side]) for side in ("a", "b"))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise PairError(f"{name}: is not a pair of statements: {error!r}") from error
    match = judge.compare(actor_id, one, other)
    verdict = match.verdict
    return {
        "id": pair_id,
        "label": str(verdict.relation),
        "score": round(match.score, 3),
        "certain": verdict.certain,
        "rule": verdict.rule,
        "differences": [
            {"kind": str(one.kind), "before": one.before, "after": one.after} for one in verdict.differences
        ],
        "days_apart": verdict.days_apart,
        "reason": comparison_words(verdict),
    }


def _read_rendering(side: dict[str, Any]) -> Rendering:
    said_at = side.get("said_at")
    return Rendering(
        text=side["text"],
        kind=side.get("kind", "direct"),
        said_at=None if said_at is None else read_time(said_at),
        published_at=read_time(side["published_at"]),
        source=side.get("source", ""),
    )
