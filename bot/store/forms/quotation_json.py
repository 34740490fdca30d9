"""A quotation as JSON and back: the one place that knows this form.

Rows outlive versions of the program: a missing key takes the field's default, an unknown one is passed over.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.core.model import Assertion, Kind, Precision, Quotation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.core.model import Span


def quotation_to_json(quotation: Quotation) -> dict[str, Any]:
    """Return the quotation as a JSON object."""
    return {
        "content": _pairs(quotation.content),
        "cue": _pairs(quotation.cue),
        "source": _pairs(quotation.source),
        "kind": quotation.kind.value,
        "assertion": quotation.assertion.value,
        "speaker": quotation.speaker,
        "actor_id": quotation.actor_id,
        "confidence": quotation.confidence,
        "evidence": list(quotation.evidence),
        "manner": quotation.manner,
        "verb": quotation.verb,
        "sense": quotation.sense,
        "question": quotation.question,
        "second_hand": quotation.second_hand,
        "teller": quotation.teller,
        "links": list(quotation.links),
        "steps": list(quotation.steps),
        "said_at": quotation.said_at.astimezone(UTC).isoformat() if quotation.said_at else None,
        "said_precision": quotation.said_precision.value,
    }


def quotation_from_json(row: dict[str, Any]) -> Quotation:
    """Return the quotation that `quotation_to_json` wrote, in this version of the program or another."""
    content = _spans(row.get("content", ()))
    return Quotation(
        content=content,
        cue=_spans(row.get("cue", ())),
        source=_spans(row.get("source", ())),
        kind=Kind(row.get("kind", Kind.INDIRECT)),
        assertion=Assertion(row.get("assertion", Assertion.STATED)),
        speaker=row.get("speaker"),
        actor_id=row.get("actor_id"),
        confidence=row.get("confidence", 0.0),
        evidence=_span(row.get("evidence", _hull(content))),
        manner=row.get("manner"),
        verb=row.get("verb"),
        sense=row.get("sense"),
        question=row.get("question"),
        second_hand=row.get("second_hand", False),
        teller=row.get("teller"),
        links=tuple(row.get("links", ())),
        steps=tuple(row.get("steps", ())),
        said_at=datetime.fromisoformat(row["said_at"]).astimezone(UTC) if row.get("said_at") else None,
        said_precision=Precision(row.get("said_precision", Precision.MOMENT)),
    )


_SPANS = ("content", "cue", "source")
_PLACE = "evidence"


def spans_in_json(row: dict[str, Any]) -> list[Span]:
    """Return every place of the text that a quotation names."""
    quotation = quotation_from_json(row)
    return [*quotation.content, *quotation.cue, *quotation.source, quotation.evidence]


def moved_in_json(row: dict[str, Any], move: Callable[[Span], Span]) -> dict[str, Any]:
    """Return a quotation whose text was cut; what other versions of the program wrote stays as it is."""
    spans = {name: _pairs(map(move, _spans(row[name]))) for name in _SPANS if name in row}
    return row | spans | {_PLACE: list(move(quotation_from_json(row).evidence))}


def _pairs(spans: Iterable[Span]) -> list[list[int]]:
    return [list(span) for span in spans]


def _span(pair: Iterable[int]) -> Span:
    start, end = pair
    return start, end


def _spans(pairs: Iterable[Iterable[int]]) -> tuple[Span, ...]:
    return tuple(map(_span, pairs))


def _hull(spans: tuple[Span, ...]) -> Span:
    return (min(start for start, _ in spans), max(end for _, end in spans)) if spans else (0, 0)
