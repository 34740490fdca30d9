"""What the network makes of the lines of a text: by their words alone, and without a second look at it."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from bot.watcher.find.tagger import Tagger
from bot.watcher.find.tagger.own_lines import line_means

TEXT = "The mayor received us at noon.\n\nI would build it again tomorrow, and I told them so.\n"


def test_the_mean_of_a_line_is_of_its_words_alone():
    encoded = SimpleNamespace(words=[(0, 2), (3, 5), (6, 8)])
    scores = SimpleNamespace(hidden=np.array([[1.0, 0.0], [3.0, 2.0], [5.0, 5.0]], np.float32))
    assert line_means("ab cd\nef\n", encoded, scores).tolist() == [[2.0, 1.0], [5.0, 5.0], [0.0, 0.0]]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load()


def test_each_line_has_its_odds_and_an_answer_the_higher(tagger):
    odds = tagger.own_lines(TEXT)
    assert len(odds) == TEXT.count("\n") + 1
    assert odds[2] > odds[0]


def test_the_text_that_was_read_last_is_not_read_again(tagger, monkeypatch):
    tagger(TEXT)
    expected = Tagger.load().own_lines(TEXT)
    monkeypatch.setattr(tagger, "scores", pytest.fail)
    assert tagger.own_lines(TEXT) == expected


def test_an_empty_text_has_one_line(tagger):
    assert len(tagger.own_lines("")) == 1
