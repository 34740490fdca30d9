"""The points of a statement that are on record, as JSON and back: the one place that knows this form.

Rows outlive versions of the program: an unknown key is passed over.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.core.model import KnownPoint, Relation

if TYPE_CHECKING:
    from collections.abc import Iterable


def encode_known(points: Iterable[KnownPoint]) -> str | None:
    """Return the points as a JSON list; None where there are none."""
    listed = [
        {"span": list(one.span), "statement_id": one.statement_id, "relation": one.relation.value} for one in points
    ]
    return json.dumps(listed) if listed else None


def decode_known(text: str | None) -> tuple[KnownPoint, ...]:
    """Return the points that `encode_known` wrote, in this version of the program or another."""
    return tuple(
        KnownPoint(
            span=(one["span"][0], one["span"][1]),
            statement_id=one["statement_id"],
            relation=Relation(one.get("relation", Relation.REPEAT)),
        )
        for one in json.loads(text or "[]")
    )
