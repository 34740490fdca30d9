"""What a training that was stopped goes on from: one file, replaced in one step, and small enough for twelve layers."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor

    from training.tagger.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a training is: epochs done, and batches done in the one that has begun."""

    epoch: int = 0
    batch: int = 0


def save(path: Path, networks: tuple[Network, Network], optimizer: torch.optim.Optimizer, place: Place) -> None:
    """Write all that `restore` needs.

    The weights that learn are kept as they are; their moving average, with the frozen tables, and the optimizer's means
    in half the bits, which is as good for both.

    Args:
        path: replaced only when the new file is whole.
        networks: the one that learns, and the moving average of its weights.
        optimizer: of the first.
        place: how far the training is.

    """
    network, averaged = networks
    frozen = {name for name, parameter in network.named_parameters() if not parameter.requires_grad}
    write(
        path,
        {
            "network": {name: value for name, value in network.state_dict().items() if name not in frozen},
            "averaged": halved(averaged),
            "optimizer": _with_moments(optimizer.state_dict(), torch.bfloat16),
            "chance": torch.get_rng_state(),
            "epoch": place.epoch,
            "batch": place.batch,
        },
    )


def restore(path: Path, networks: tuple[Network, Network], optimizer: torch.optim.Optimizer) -> Place:
    """Put everything back as `save` found it, the torch generator too; (0, 0) and nothing done if there is no file."""
    if not path.exists():
        return Place()
    state = torch.load(path)
    network, averaged = networks
    averaged.load_state_dict(state["averaged"])
    network.load_state_dict(state["averaged"] | state["network"])
    optimizer.load_state_dict(_with_moments(state["optimizer"], torch.float32))
    torch.set_rng_state(state["chance"])
    return Place(epoch=state["epoch"], batch=state["batch"])


def halved(averaged: Network) -> dict[str, Tensor]:
    """Give the weights in 16 bits."""
    return {name: value.half() for name, value in averaged.state_dict().items()}


def write(path: Path, state: dict[str, Any]) -> None:
    """Write a file of tensors, in one step."""
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _with_moments(state: dict[str, Any], kind: torch.dtype) -> dict[str, Any]:
    """AdamW's state with its two moving means in another precision; the counts of steps stay exact."""
    moments = {
        number: {name: value.to(kind) if value.dim() else value for name, value in means.items()}
        for number, means in state["state"].items()
    }
    return {**state, "state": moments}
