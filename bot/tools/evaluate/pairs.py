"""Pairs of statements against gold: accuracy, macro F1, and the two ways to fail a reader.

*false_merge*: changed or different that was called same or repeat, which hides news. *false_split*: same that was
called changed or different, which reports it twice. Beside them stands how far a verdict that is reported can be
trusted. Pairs of real statements, in which one may add a point to the other ("more:a"), are scored by what becomes of
the news.
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


def score_sure(gold: Mapping[str, dict[str, Any]], predicted: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Score how far what is said of a pair can be trusted: sure merges, the others, and changes that are reported.

    Args:
        gold: pairs with `label`, by id; `more:a` and the like are no merges, those with "?" are left out.
        predicted: rows with `label`, `certain` and `named_change`, by id.

    Returns:
        `sure` and `unsure`, how many were called same or repeat, and `changes_reported`, each with the percentage that
        is right beside it: `sure_right`, `unsure_right`, `changes_reported_right`.

    """
    rows = [(row["label"], predicted[pair_id]) for pair_id, row in _read_surely(gold) if pair_id in predicted]
    merged = [(label, called) for label, called in rows if called.get("label") in MERGED]
    groups = {
        "sure": [label in MERGED for label, called in merged if called.get("certain", True)],
        "unsure": [label in MERGED for label, called in merged if not called.get("certain", True)],
        "changes_reported": [label == "changed" for label, called in rows if called.get("named_change")],
    }
    figures = {name: (len(right), percent(sum(right), len(right))) for name, right in groups.items()}
    return {key: value for name, (n, share) in figures.items() for key, value in ((name, n), (f"{name}_right", share))}


def has_more(gold: Mapping[str, dict[str, Any]]) -> bool:
    """Tell whether these are pairs of real statements, in which one may add a point to the other."""
    return any(row["label"].startswith("more:") for row in gold.values())


def score_news(gold: Mapping[str, dict[str, Any]], predicted: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Score pairs of real statements, each with the nearest one of another article, by what would be reported.

    Args:
        gold: pairs with `label`, by id: same, repeat, more:a, more:b, changed, different; those with "?" are left out.
        predicted: rows with `label` and `certain`, by id; a missing one is different.

    Returns:
        In percent: `hidden`, news that is surely called the same; `merged`, the same whether sure or not;
        `reported_twice`, what is the same and not called so; recall and precision of changes.

    """
    rows = [(row["label"], predicted.get(pair_id) or {"label": "different"}) for pair_id, row in _read_surely(gold)]
    news = [called for label, called in rows if label not in MERGED]
    old = [called for label, called in rows if label in MERGED]
    merged = [called for called in news if called["label"] in MERGED]
    changes = [called for label, called in rows if label == "changed"]
    called_changed = [label for label, called in rows if called["label"] == "changed"]
    right = called_changed.count("changed")
    return {
        "hidden": percent(sum(one.get("certain", True) for one in merged), len(news)),
        "merged": percent(len(merged), len(news)),
        "reported_twice": percent(sum(called["label"] not in MERGED for called in old), len(old)),
        "change_recall": percent(right, len(changes)),
        "change_precision": percent(right, len(called_changed)),
    }


def _read_surely(gold: Mapping[str, dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Give the pairs of whose label the reader was sure."""
    return [(pair_id, row) for pair_id, row in gold.items() if not row["label"].endswith("?")]
