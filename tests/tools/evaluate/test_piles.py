"""The piles in benchmarks are gold files that `onrecord evaluate` can score."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.tools.evaluate import GoldForm, read_gold
from bot.tools.evaluate.pairs import PAIR_LABELS

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
ARTICLES, PAIRS = (sorted((BENCHMARKS / folder).glob("*.jsonl")) for folder in ("articles", "pairs"))


def test_there_are_piles_of_either_kind():
    assert ARTICLES
    assert PAIRS


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_each_statement_stands_in_its_text(path):
    form, rows = read_gold(path)
    assert form is GoldForm.ACTORS
    assert len({row["text"] for row in rows.values()}) == len(rows)
    for row in rows.values():
        for statement in row["statements"]:
            assert statement["actor"], row["id"]
            assert statement["content"], row["id"]
            for start, end in statement["content"]:
                assert 0 <= start < end <= len(row["text"]), row["id"]
                assert row["text"][start:end].strip(), row["id"]


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_each_pair_has_a_label_two_texts_and_times_in_their_order(path):
    form, rows = read_gold(path)
    assert form is GoldForm.PAIRS
    assert len({(row["a"]["text"], row["b"]["text"]) for row in rows.values()}) == len(rows)
    for row in rows.values():
        assert row["label"] in PAIR_LABELS, row["id"]
        for side in (row["a"], row["b"]):
            assert side["text"].strip(), row["id"]
            said_at, published_at = side["said_at"], datetime.fromisoformat(side["published_at"])
            assert said_at is None or datetime.fromisoformat(said_at) <= published_at, row["id"]
