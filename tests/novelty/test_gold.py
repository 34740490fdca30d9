"""The gold pairs beside the checkout: a floor under the figures of docs/novelty.md."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from bot.novelty import Rendering

ACCURACY, FALSE_MERGE = 0.85, 0.06
GOLD = Path(__file__).parents[2] / ".." / "shared" / "gold" / "pairs-dev.jsonl"


def rendering(side: dict[str, str]) -> Rendering:
    moments = {name: side[name] and dt.datetime.fromisoformat(side[name]) for name in ("said_at", "published_at")}
    return Rendering(text=side["text"], kind=side["kind"], **moments)


@pytest.mark.skipif(not GOLD.exists(), reason="the gold pairs are not beside this checkout")
def test_the_gold_pairs_are_told_apart(shipped):
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    found = [shipped.compare(row["actor"], rendering(row["a"]), rendering(row["b"])).verdict.relation for row in rows]
    gold = [row["label"] for row in rows]
    accuracy = sum(g == p for g, p in zip(gold, found, strict=True)) / len(rows)
    hidden = [p in {"same", "repeat"} for g, p in zip(gold, found, strict=True) if g in {"changed", "different"}]
    assert accuracy >= ACCURACY
    assert sum(hidden) / len(hidden) <= FALSE_MERGE
