"""What `onrecord evaluate --ablation` prints."""

from __future__ import annotations

from io import StringIO

import numpy as np
from rich.console import Console

from bot.novelty.encoder import Encoder
from bot.tools.ablation import (
    Part,
    PartKind,
    _main_figures,
    _Memory,
    _RememberingEncoder,
    _RememberingTagger,
    show_worth,
)
from bot.watcher.find.tagger import Tagger


def test_in_a_pipe_no_name_and_no_measure_is_cut():
    files = ["actors-dev", "actors-dev2", "blind3", "blind6", "blind7b"]
    whole = {name: {"recall": 89.4, "precision": 95.9, "wrong_who": 0.0, "alarms": 7.0} for name in files}
    brings = {name: {"recall": 1.5, "precision": -0.5, "wrong_who": 0.0, "alarms": 0.0} for name in files}
    out = StringIO()
    part = Part(kind=PartKind.WORDS, name="modals_of_supposition")
    show_worth(whole, [(part, brings)], Console(file=out))
    (row,) = [line for line in out.getvalue().splitlines() if part.name in line]
    assert row.count("recall +1.5, precision -0.5") == len(files)
    assert "wrong_who" not in row  # zeros are left out


def test_pairs_are_measured_by_what_their_labels_can_tell():
    judged = {"accuracy": 93.8, "macro_f1": 93.3, "false_merge": 2.8, "false_split": 3.6}
    real = {"hidden": 1.5, "merged": 2.3, "reported_twice": 20.0, "change_precision": None}
    assert _main_figures("pairs", judged) == {"accuracy": 93.8, "false_merge": 2.8, "false_split": 3.6}
    assert _main_figures("pairs", real) == {"hidden": 1.5, "merged": 2.3, "reported_twice": 20.0}


def test_the_network_is_asked_once_of_each_pair(tmp_path, monkeypatch):
    asked = []

    class Counting:
        def logits(self, pairs):
            asked.extend(pairs)
            return np.array([[len(a), len(b), 0.0] for a, b in pairs])

    monkeypatch.setattr(Encoder, "load", lambda _folder, threads: Counting())  # noqa: ARG005
    memory = _Memory(tmp_path / "said.pickle")
    assert _RememberingEncoder(memory).logits([("a", "bb"), ("a", "bb")]).tolist() == [[1, 2, 0], [1, 2, 0]]
    memory.save()
    again = _RememberingEncoder(_Memory(tmp_path / "said.pickle"))
    assert again.logits([("a", "bb"), ("ccc", "d")]).tolist() == [[1, 2, 0], [3, 1, 0]]
    assert again.logits([]).shape == (0, 3)
    assert asked == [("a", "bb"), ("ccc", "d")]


def test_the_second_opinion_is_measured_too_and_asked_once_of_each_question(tmp_path, monkeypatch):
    asked = []

    class Counting:
        def __call__(self, text):
            return [text]

        def who_speaks(self, text, content, source, names):
            asked.append((text, content, source, names))
            return [0.25, 0.75]

    monkeypatch.setattr(Tagger, "load", Counting)
    memory = _Memory(tmp_path / "said.pickle")
    tagger = _RememberingTagger(memory)
    for _ in range(2):
        assert tagger.who_speaks("a", [(0, 1)], [], ["B"]) == [0.25, 0.75]
    memory.save()
    again = _RememberingTagger(_Memory(tmp_path / "said.pickle"))
    assert again.who_speaks("a", [(0, 1)], [], ["B"]) == [0.25, 0.75]
    assert again.who_speaks("a", [(0, 1)], [], ["C"]) == [0.25, 0.75]
    assert asked == [("a", [(0, 1)], [], ["B"]), ("a", [(0, 1)], [], ["C"])]
