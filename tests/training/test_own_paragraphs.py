"""What is written for the watcher says what was taught: of lines, and of paragraphs by the trees."""

from __future__ import annotations

import json

import numpy as np
import pytest

pytest.importorskip("lightgbm", reason="training is not installed: pip install -e '.[training]'")

from bot.watcher.person import Person
from bot.watcher.shape import own_paragraphs
from bot.watcher.shape.own_paragraphs import share_own
from bot.watcher.shape.paragraph_rows import ParagraphRow, features_of
from training import own_paragraphs as training
from training.own_paragraphs import Page, boosted, line_model, of_others, write

HIDDEN, VALUES, PARAGRAPHS, PAGES = 6, 5, 8, 60


@pytest.fixture(scope="module")
def pages() -> list[Page]:
    """Pages of which a paragraph is somebody's own where two numbers of it are large."""
    chance = np.random.default_rng(1)
    out = []
    for number in range(PAGES):
        lines = chance.normal(size=(PARAGRAPHS, HIDDEN)).astype(np.float32)
        values = chance.normal(size=(PARAGRAPHS, VALUES))
        person = Person(name="Ann Bell", actor_id="bell")
        rows = [ParagraphRow(paragraph=at, person=person, values=tuple(one)) for at, one in enumerate(values.tolist())]
        right = (lines[:, 0] > 0) & (values[:, 1] > 0)
        used = np.ones(PARAGRAPHS, bool)
        out.append(Page(fold=number % training.FOLDS, rows=rows, lines=lines, right=right, is_used=used))
    return out


def test_what_is_written_is_what_was_taught(pages, tmp_path, monkeypatch):
    monkeypatch.setattr(training, "LINES", tmp_path / "lines.json")
    monkeypatch.setattr(training, "TREES", tmp_path / "trees.json")
    write(pages)
    trees = json.loads((tmp_path / "trees.json").read_text(encoding="utf-8"))
    lines = json.loads((tmp_path / "lines.json").read_text(encoding="utf-8"))
    monkeypatch.setattr(own_paragraphs, "_trees", lambda: trees)
    weights, bias = line_model(pages)
    assert np.allclose(lines["weights"], weights, rtol=1e-3)
    assert lines["bias"] == pytest.approx(bias, rel=1e-3)
    model, others = boosted(pages, of_others(pages)), pages[0].lines @ weights + bias
    rows = [features_of(row, others.tolist()) for row in pages[0].rows]
    assert [share_own(row) for row in rows] == pytest.approx(model.predict(np.array(rows)).tolist(), abs=0.02)


def test_what_was_taught_tells_the_two_kinds_apart(pages):
    weights, bias = line_model(pages)
    model = boosted(pages, of_others(pages))
    rows = [features_of(row, (page.lines @ weights + bias).tolist()) for page in pages for row in page.rows]
    right = np.concatenate([page.right for page in pages])
    assert ((model.predict(np.array(rows)) > 0.5) == right).mean() > 0.9
