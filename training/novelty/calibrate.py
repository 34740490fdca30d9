"""Fit the combiner on pairs of unseen seeds, and set the thresholds at a wanted rate of false merges."""

from __future__ import annotations

import datetime as dt
import json
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from bot.novelty.evidence import FEATURES, find_evidence
from bot.novelty.vetoes import replaced
from training.novelty.pairs import APART, CHANGED, DIFFERENT, NAMES, SAME, Pair, is_indirect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.novelty.encoder import Encoder

# What a reader's day holds, roughly: candidates are most often reports of one remark.
_SHARES = np.array([0.5, 0.25, 0.25])
_PENALTY = 0.01


@dataclass(frozen=True, slots=True)
class Measured:
    """Pairs as the combiner sees them."""

    inputs: np.ndarray  # logits and features, [pairs, 3 + features]
    labels: np.ndarray
    vetoed: np.ndarray
    replaced: np.ndarray  # one wording, words of weight in the place of others


def measured(pairs: Sequence[Pair], encoder: Encoder) -> Measured:
    """Run the encoder and the rules over pairs, each on a random day."""
    rng = random.Random(13)  # noqa: S311
    found = []
    for pair in pairs:
        day = dt.date(2026, 1, 1) + dt.timedelta(days=rng.randrange(365))
        found.append(
            find_evidence(pair.a, pair.b, day, day, indirect_a=is_indirect(pair.a), indirect_b=is_indirect(pair.b))
        )
    logits = encoder.logits([(row.normal_a, row.normal_b) for row in found])
    return Measured(
        np.hstack([logits, np.array([row.features for row in found])]),
        np.array([pair.label for pair in pairs]),
        np.array([row.veto is not None for row in found]),
        np.array([replaced(row.edits) is not None for row in found]),
    )


def fitted(inputs: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Fit a logistic regression with weight decay; give mean, scale and coefficients [3, inputs + 1].

    Pairs of which no rule can tell whether they are changed or different are left out.
    """
    known = labels != APART
    inputs, labels = inputs[known], labels[known]
    mean, scale = inputs.mean(0), np.maximum(inputs.std(0), 1e-6)
    x = torch.tensor((inputs - mean) / scale, dtype=torch.float64)
    y = torch.tensor(labels)
    weights = torch.tensor(_SHARES / np.bincount(labels, minlength=3) * len(labels))[y]
    coefficients = torch.zeros(3, x.shape[1] + 1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([coefficients], max_iter=500, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = x @ coefficients[:, :-1].T + coefficients[:, -1]
        value = (functional.cross_entropy(scores, y, reduction="none") * weights).mean()
        value = value + _PENALTY * (coefficients[:, :-1] ** 2).sum()
        value.backward()
        return value

    optimizer.step(loss)
    return mean, scale, coefficients.detach().numpy()


def merge_threshold(same: np.ndarray, labels: np.ndarray, wanted: float) -> float:
    """Give the least threshold on P(same) at which at most `wanted` of the pairs that are not the same are merged."""
    apart = labels != SAME
    for threshold in np.arange(0.1, 0.99, 0.01):
        if (same[apart] >= threshold).mean() <= wanted:
            return round(float(threshold), 2)
    return 0.99


def by_rule(pairs: Sequence[Pair], shares: np.ndarray, merged: np.ndarray) -> list[str]:
    """Give a line for each way in which pairs are made: how many, percent with the right verdict, percent merged."""
    found = np.where(merged, SAME, 1 + (shares[:, DIFFERENT] > np.maximum(shares[:, SAME], shares[:, CHANGED])))
    lines = []
    for rule, label in sorted({(pair.rule, pair.label) for pair in pairs}):
        rows = np.array([(pair.rule, pair.label) == (rule, label) for pair in pairs])
        right = found[rows] != SAME if label == APART else found[rows] == label
        lines.append(
            f"{rule} ({NAMES[label]}): {rows.sum()}, {right.mean():.0%} right, {merged[rows].mean():.0%} merged"
        )
    return lines


def write_combiner(
    path: Path, *, mean: np.ndarray, scale: np.ndarray, coefficients: np.ndarray, thresholds: dict[str, float]
) -> None:
    """Write combiner.json."""
    path.write_text(
        json.dumps(
            {
                "features": list(FEATURES),
                "mean": np.round(mean, 5).tolist(),
                "scale": np.round(scale, 5).tolist(),
                "coefficients": np.round(coefficients, 5).tolist(),
                **thresholds,
            }
        )
        + "\n",
        encoding="utf-8",
    )
