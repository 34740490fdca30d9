"""The articles in benchmarks/articles are gold files that `onrecord evaluate` can score."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.tools.evaluate import GoldForm, read_gold

PILES = sorted((Path(__file__).parents[3] / "benchmarks" / "articles").glob("*.jsonl"))


def test_there_is_a_pile():
    assert PILES


@pytest.mark.parametrize("path", PILES, ids=lambda path: path.stem)
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
