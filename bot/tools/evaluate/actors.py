"""Statements of tracked actors against gold, by coverage of words, so that one statement told as two is as good.

*recall*: the share of must statements of which the predictions of the same actor cover 60 % of the words. *precision*:
the share of predictions of which half of the words lie in statements of the same actor. *wrong who*: half of the words
lie in a statement of another. *alarms*: half of them lie in a marked non-statement.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.tools.evaluate.quotations import percent
from bot.tools.evaluate.words import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

COVERED_FROM = 0.6
RIGHT_FROM = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One statement that was missed, or should not have been told."""

    document_id: str
    what: str  # missed, wrong who, alarm, spurious
    actor_id: str
    text: str


def score(
    gold: Mapping[str, dict[str, Any]], predicted: Mapping[str, dict[str, Any]]
) -> tuple[dict[str, Any], list[Mistake]]:
    """Score predictions: those with an actor whose assertion, where given, is `stated`.

    Args:
        gold: documents with `text`, `statements` and `non_statements`, by id.
        predicted: documents with `statements`, by id.

    Returns:
        `recall`, `precision`, `f1` in percent, `wrong_who`, `alarms`, `must`, `told` as counts, `recall_by` kind and
        actor; and every mistake.

    """
    count: Counter[tuple[str, str]] = Counter()
    mistakes: list[Mistake] = []
    for document_id, document in gold.items():
        _count(count, mistakes, document_id, document, predicted.get(document_id) or {})
    recall, precision = (
        percent(count[one, "all"], count[other, "all"]) for one, other in (("found", "must"), ("right", "told"))
    )
    both = (recall or 0) + (precision or 0)
    figures = {
        "recall": recall,
        "precision": precision,
        "f1": round(2 * (recall or 0) * (precision or 0) / both, 1) if both else 0.0,
        "wrong_who": count["wrong who", "all"],
        "alarms": count["alarm", "all"],
        "must": count["must", "all"],
        "told": count["told", "all"],
        "recall_by": {
            key: percent(count["found", key], number)
            for (what, key), number in sorted(count.items())
            if what == "must" and key != "all"
        },
    }
    return figures, mistakes


def _count(
    count: Counter[tuple[str, str]],
    mistakes: list[Mistake],
    document_id: str,
    document: dict[str, Any],
    prediction: dict[str, Any],
) -> None:
    text = Text(document["text"])
    told = [
        (row["actor"], words, row["content"])
        for row in prediction.get("statements", [])
        if row.get("actor")
        and row.get("assertion", "stated") == "stated"
        and (words := text.words_begun(row["content"]))
    ]
    said: defaultdict[str, frozenset[int]] = defaultdict(frozenset)
    for actor_id, words, _ in told:
        said[actor_id] |= words
    truth: defaultdict[str, frozenset[int]] = defaultdict(frozenset)
    for row in document["statements"]:
        truth[row["actor"]] |= text.words_begun(row["content"])
    tempting = [text.words_begun([row["span"]]) for row in document.get("non_statements", [])]

    def note(what: str, actor_id: str, content: list[list[int]]) -> None:
        words = text.text[content[0][0] : content[-1][1]]
        mistakes.append(Mistake(document_id=document_id, what=what, actor_id=actor_id, text=words))

    for row in document["statements"]:
        words = text.words_begun(row["content"])
        if not row["must"] or not words:
            continue
        found = len(words & said[row["actor"]]) >= COVERED_FROM * len(words)
        for key in ("all", row["kind"], row["actor"]):
            count["must", key] += 1
            count["found", key] += found
        if not found:
            note("missed", row["actor"], row["content"])
    for actor_id, words, content in told:
        half = RIGHT_FROM * len(words)
        count["told", "all"] += 1
        if len(words & truth[actor_id]) >= half:
            count["right", "all"] += 1
            continue
        wrong_who = any(len(words & other) >= half for whose, other in truth.items() if whose != actor_id)
        alarm = any(len(words & other) >= half for other in tempting)
        count["wrong who", "all"] += wrong_who
        count["alarm", "all"] += alarm
        note("wrong who" if wrong_who else "alarm" if alarm else "spurious", actor_id, content)
