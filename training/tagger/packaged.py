"""Reads a packaged tagger back into torch: what is quantised as the floats that it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from bot.watcher.find.tagger.encoded import CASES, LINE_STATES
from bot.watcher.find.tagger.quote_states import QUOTE_STATES
from bot.watcher.find.tagger.weights import HEADS, MODEL
from training.adapters import LINEARS, constants, products
from training.encoder import MPNET, Shape
from training.tagger.network import Network
from training.tagger.steps import BEGIN_BIAS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class _ByDistance(nn.Module):
    """The bias on attention as it is packaged: (heads, 2 * positions - 1), from the farthest before a piece on."""

    def __init__(self, table: Tensor) -> None:
        super().__init__()
        self.register_buffer("table", table)
        self.positions = (table.shape[1] + 1) // 2

    def forward(self, pieces: int) -> Tensor:
        """(1, heads, pieces, pieces), rows for the piece that looks, columns for the one looked at."""
        assert isinstance(self.table, Tensor)
        place = torch.arange(pieces)
        return self.table[:, place[None, :] - place[:, None] + self.positions - 1][None]


def packaged(
    folder: Path, shape: Shape = MPNET, raised: Mapping[int, float] = BEGIN_BIAS[MPNET], dropout: float = 0.1
) -> Network:
    """Read the network out of the files of a tagger: what is quantised as the floats that it stands for.

    Args:
        folder: of the files.
        shape: of its encoder, which has a bias by distance.
        raised: what was added to the scores of labels after the training.
        dropout: of the network.

    """
    graph = onnx.load(folder / MODEL).graph
    values = {name: torch.from_numpy(value.copy()) for name, value in constants(graph).items()}
    network = Network(len(values["pieces.rows"]), dropout, shape)
    known = {name: values[name] for name in network.state_dict() if name in values}
    known["piece.weight"] = values["pieces.rows"].float() * values["pieces.scale"]
    features = values["features.weight"].view(LINE_STATES, CASES, QUOTE_STATES, -1)
    known["quote.weight"] = features[0, 0]
    known["case.weight"] = features[0, :, 0] - features[0, 0, 0]
    known["line.weight"] = features[:, 0, 0] - features[0, 0, 0]
    parts = [f"layers.{layer}.{name}" for layer in range(shape.layers) for name in LINEARS]
    for part, one in zip(parts, products(graph), strict=True):
        known[f"{part}.weight"] = torch.from_numpy(one.weights)
        known[f"{part}.bias"] = values[f"{part}.bias" if f"{part}.bias" in values else f"{part}.few.bias"]
    known |= _heads(folder / HEADS, raised)
    left = network.load_state_dict(known, strict=False)
    assert left.missing_keys == ["bias.table.weight"], left
    network.bias = _ByDistance(values["by_distance"])  # type: ignore[assignment]
    return network


def _heads(path: Path, raised: Mapping[int, float]) -> dict[str, Tensor]:
    with np.load(path) as stored:
        heads = {name: torch.from_numpy(value) for name, value in stored.items()}
    for name in ("link.weight", "emissions.weight"):
        heads[name] = heads[name].T.contiguous()
    for label, bias in raised.items():
        heads["emissions.bias"][label] -= bias
    return heads | {f"all_{name}": heads[name] for name in ("emissions.weight", "emissions.bias")}
