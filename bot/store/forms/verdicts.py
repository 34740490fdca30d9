"""A verdict as JSON and back: the one place that knows this form.

Rows outlive versions of the program: a missing key takes the field's default, an unknown one is passed over.
"""

from __future__ import annotations

import json

from bot.core.model import Difference, DifferenceKind, Relation, Verdict


def encode_verdict(verdict: Verdict) -> str:
    """Return the verdict as a JSON object."""
    return json.dumps(
        {
            "relation": verdict.relation.value,
            "certain": verdict.certain,
            "rule": verdict.rule,
            "differences": [
                {"kind": one.kind.value, "before": one.before, "after": one.after} for one in verdict.differences
            ],
            "days_apart": verdict.days_apart,
            "in_part": verdict.in_part,
        },
        ensure_ascii=False,
    )


def decode_verdict(text: str) -> Verdict:
    """Return the verdict that `encode_verdict` wrote, in this version of the program or another."""
    row = json.loads(text)
    return Verdict(
        relation=Relation(row["relation"]),
        certain=row.get("certain", True),
        rule=row.get("rule", ""),
        differences=tuple(
            Difference(
                kind=DifferenceKind(one.get("kind", DifferenceKind.WORDING)),
                before=one.get("before", ""),
                after=one.get("after", ""),
            )
            for one in row.get("differences", ())
        ),
        days_apart=row.get("days_apart", 0),
        in_part=row.get("in_part", False),
    )
