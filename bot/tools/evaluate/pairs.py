"""Pairs of statements against gold: accuracy, macro F1, and the two ways to fail a reader.

*false_merge*: changed or different that was called same or repeat, which hides news. *false_split*: same that was
called changed or different, which tells it twice. *unsure_right*: of what was called same or repeat without being sure.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from bot.tools.evaluate.quotations import percent

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

PAIR_LABELS = ("same", "repeat", "changed", "different")
MERGED, APART = ("same", "repeat"), ("changed", "different")


def score_pairs(gold: Mapping[str, dict[str, Any]], predicted: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Score labels; a missing one counts as wrong.

    Args:
        gold: pairs with `label`, by id.
        predicted: rows with `label`, by id.

    Returns:
        `accuracy`, `macro_f1`, `false_merge`, `false_split` and the `f1` of each label, in percent.

    """
    seen = Counter((row["label"], (predicted.get(pair_id) or {}).get("label")) for pair_id, row in gold.items())

    def f1(label: str) -> float:
        claimed = sum(number for (_, called), number in seen.items() if called == label)
        true = sum(number for (wanted, _), number in seen.items() if wanted == label)
        return 200 * seen[label, label] / (claimed + true) if claimed + true else 0.0

    def share(wanted: Collection[str], called: Collection[str]) -> float | None:
        rows = [(number, label) for (label_wanted, label), number in seen.items() if label_wanted in wanted]
        return percent(sum(number for number, label in rows if label in called), sum(number for number, _ in rows))

    right = sum(seen[label, label] for label in PAIR_LABELS)
    return {
        "accuracy": percent(right, sum(seen.values())),
        "macro_f1": round(sum(map(f1, PAIR_LABELS)) / len(PAIR_LABELS), 1),
        "false_merge": share(APART, MERGED),
        "false_split": share(("same",), APART),
        "f1": {label: round(f1(label), 1) for label in PAIR_LABELS},
    }


def score_unsure(gold: Mapping[str, dict[str, Any]], predicted: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Score the merges that are not certain: whether it would be worth telling a reader "perhaps the same".

    Args:
        gold: pairs with `label`, by id; `more:a` and the like are no merges, those with "?" are left out.
        predicted: rows with `label` and `certain`, by id.

    Returns:
        `unsure`, how many there are, and `unsure_right`, the percentage of them that are same or repeat.

    """
    unsure = [
        row["label"]
        for pair_id, row in gold.items()
        if (called := predicted.get(pair_id) or {}).get("label") in MERGED
        and not called.get("certain", True)
        and not row["label"].endswith("?")
    ]
    return {"unsure": len(unsure), "unsure_right": percent(sum(one in MERGED for one in unsure), len(unsure))}
