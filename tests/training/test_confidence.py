"""How the reliability of a confidence is printed."""

from __future__ import annotations

import numpy as np

from training.confidence import print_reliability


def test_a_confidence_is_beside_how_often_what_has_it_is_right(capsys):
    print_reliability("quotations", np.array([0.55, 0.65, 0.65, 1.0]), np.array([1.0, 1.0, 0.0, 1.0]))
    assert capsys.readouterr().out.splitlines() == [
        "quotations: 4 quotations, 75.0% right",
        "| confidence from | quotations | mean confidence | right |",
        "|---|---|---|---|",
        "| 0.5 | 1 | 0.55 | 1.00 |",
        "| 0.6 | 2 | 0.65 | 0.50 |",
        "| 0.9 | 1 | 1.00 | 1.00 |",
        "expected calibration error 0.188",  # (0.45 + 2 · 0.15 + 0) / 4
        "",
    ]
