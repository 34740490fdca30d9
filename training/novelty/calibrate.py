"""Fit what turns logits into probabilities, and from where two are surely one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from bot.novelty.judge import Calibration

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_PENALTY = 0.002  # on the numbers: a temperature of one and no shift is the first guess
_SURE_FROM, _SURE_STEP = 0.9, 0.01


def fitted(logits: np.ndarray, labels: np.ndarray) -> Calibration:
    """Fit three numbers by logistic regression: a scale, and what is added for changed and for different.

    Args:
        logits: [pairs, 3], the mean of both orders.
        labels: [pairs], 0 same, 1 changed, 2 different.

    """
    given, truth = torch.tensor(logits), torch.tensor(labels)
    numbers = torch.zeros(3, dtype=torch.float64, requires_grad=True)  # the first is the logarithm of the scale
    optimizer = torch.optim.LBFGS([numbers], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        shifts = torch.stack([torch.zeros((), dtype=torch.float64), numbers[1], numbers[2]])
        value = functional.cross_entropy(given * torch.exp(numbers[0]) + shifts, truth)
        value = value + _PENALTY * (numbers**2).sum()
        value.backward()
        return value

    optimizer.step(loss)
    scale, changed, different = numbers.detach().numpy()
    return Calibration(scale=float(np.exp(scale)), changed=float(changed), different=float(different), sure_at=1.0)


def sure_threshold(same: np.ndarray, wanted: float) -> float:
    """Give the least P(same), of those of pairs that are not the same, that at most a share of `wanted` reaches."""
    for threshold in np.arange(_SURE_FROM, 1.0, _SURE_STEP):
        if (same >= threshold).mean() <= wanted:
            return round(float(threshold), 2)
    return 1.0


def write_calibration(path: Path, calibration: Calibration) -> None:
    """Write calibration.json."""
    numbers = {name: round(float(getattr(calibration, name)), 4) for name in Calibration.__slots__}
    path.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")


def gold_labels(rows: Sequence[dict[str, str]]) -> np.ndarray:
    """Give the classes of gold pairs: whether the same was said on one day or two is for the clock."""
    classes = {"same": 0, "repeat": 0, "changed": 1, "different": 2}
    return np.array([classes[row["label"]] for row in rows])
