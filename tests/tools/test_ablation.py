"""What `onrecord evaluate --ablation` prints."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from bot.tools.ablation import Part, PartKind, _main_figures, show_worth


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
    real = {"hidden": 1.5, "merged": 2.3, "told_twice": 20.0, "change_precision": None}
    assert _main_figures("pairs", judged) == {"accuracy": 93.8, "false_merge": 2.8, "false_split": 3.6}
    assert _main_figures("pairs", real) == {"hidden": 1.5, "merged": 2.3, "told_twice": 20.0}
