"""Statements of tracked actors against gold, by coverage of words, so that one statement reported as two is as good.

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
from bot.tools.thresholds import COVERED_FROM, RIGHT_FROM, SURER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One statement that was missed, or should not have been reported."""

    document_id: str
    what: str  # missed, wrong who, alarm, spurious
    actor_id: str
    text: str


def score_statements(
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
        mistakes += _count_statements(count, document_id, document, predicted.get(document_id) or {})
    recall, precision = (
        percent(count[one, "all"], count[other, "all"]) for one, other in (("found", "must"), ("right", "reported"))
    )
    both = (recall or 0) + (precision or 0)
    figures = {
        "recall": recall,
        "precision": precision,
        "f1": round(2 * (recall or 0) * (precision or 0) / both, 1) if both else 0.0,
        "wrong_who": count["wrong who", "all"],
        "alarms": count["alarm", "all"],
        "must": count["must", "all"],
        "told": count["reported", "all"],  # as the scorer of the gold files calls it
        "recall_by": {
            key: percent(count["found", key], number)
            for (what, key), number in sorted(count.items())
            if what == "must" and key != "all"
        },
    }
    return figures, mistakes


def score_surer(
    gold: Mapping[str, dict[str, Any]], predicted: Mapping[str, dict[str, Any]]
) -> dict[str, tuple[float | None, float | None, int, int]]:
    """What remains where a surer statement is asked for: recall, precision, wrong who, alarms, by confidence.

    Empty where predictions have no confidence.
    """
    rows = [row for document in predicted.values() for row in document.get("statements", [])]
    if not rows or any("confidence" not in row for row in rows):
        return {}
    out: dict[str, tuple[float | None, float | None, int, int]] = {}
    for least in SURER:
        surer = {
            name: document
            | {"statements": [row for row in document.get("statements", []) if row["confidence"] >= least]}
            for name, document in predicted.items()
        }
        figures, _ = score_statements(gold, surer)
        out[str(least)] = (figures["recall"], figures["precision"], figures["wrong_who"], figures["alarms"])
    return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """One prediction for a tracked actor: its words by their places, and where it stands."""

    actor_id: str
    words: frozenset[int]
    content: list[list[int]]


def reported_in(text: Text, rows: Iterable[dict[str, Any]]) -> list[Reported]:
    """Return the predictions that are reported: of a tracked actor, stated where that is given, and not empty."""
    stated = (row for row in rows if row.get("actor") and row.get("assertion", "stated") == "stated")
    found = (
        Reported(actor_id=row["actor"], words=text.words_begun(row["content"]), content=row["content"])
        for row in stated
    )
    return [one for one in found if one.words]


def mistake_in(text: Text, document_id: str, what: str, one: Reported) -> Mistake:
    """Put a mistake with the words it is about, from the first to the last."""
    words = text.text[one.content[0][0] : one.content[-1][1]]
    return Mistake(document_id=document_id, what=what, actor_id=one.actor_id, text=words)


def _count_statements(
    count: Counter[tuple[str, str]], document_id: str, document: dict[str, Any], prediction: dict[str, Any]
) -> Iterator[Mistake]:
    text = Text(document["text"])
    reported = reported_in(text, prediction.get("statements", []))
    for row in _missed(count, text, document, reported):
        gold = Reported(actor_id=row["actor"], words=frozenset(), content=row["content"])
        yield mistake_in(text, document_id, "missed", gold)
    truth = _words_by_actor((row["actor"], text.words_begun(row["content"])) for row in document["statements"])
    tempting = [text.words_begun([row["span"]]) for row in document.get("non_statements", [])]
    for one in reported:
        faults = _faults(one, truth, tempting)
        count["reported", "all"] += 1
        for fault in faults or ["right"]:
            count[fault, "all"] += 1
        if faults:
            yield mistake_in(text, document_id, faults[0], one)


def _missed(
    count: Counter[tuple[str, str]], text: Text, document: dict[str, Any], reported: Sequence[Reported]
) -> Iterator[dict[str, Any]]:
    """Count the statements that must be reported, and yield those that are not."""
    said = _words_by_actor((one.actor_id, one.words) for one in reported)
    for row in document["statements"]:
        words = text.words_begun(row["content"])
        if not row["must"] or not words:
            continue
        found = len(words & said[row["actor"]]) >= COVERED_FROM * len(words)
        for key in ("all", row["kind"], row["actor"]):
            count["must", key] += 1
            count["found", key] += found
        if not found:
            yield row


def _faults(one: Reported, truth: Mapping[str, frozenset[int]], tempting: Sequence[frozenset[int]]) -> list[str]:
    """Say what is wrong with a prediction: another's words, a marked non-statement, or nobody's; of a right one []."""
    half = RIGHT_FROM * len(one.words)
    if len(one.words & truth.get(one.actor_id, frozenset())) >= half:
        return []
    of_another = any(len(one.words & other) >= half for whose, other in truth.items() if whose != one.actor_id)
    alarm = any(len(one.words & other) >= half for other in tempting)
    faults = [name for name, found in (("wrong who", of_another), ("alarm", alarm)) if found]
    return faults or ["spurious"]


def _words_by_actor(rows: Iterable[tuple[str, frozenset[int]]]) -> defaultdict[str, frozenset[int]]:
    by_actor: defaultdict[str, frozenset[int]] = defaultdict(frozenset)
    for actor_id, words in rows:
        by_actor[actor_id] |= words
    return by_actor
