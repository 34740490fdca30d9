"""The six-layer BERT that both networks are built on, and what makes training it on a processor fast."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

HIDDEN = 384
HEADS = 12
INNER = 1536
LAYERS = 6
POSITIONS = 512


class Layer(nn.Module):
    """Self-attention and feed-forward, each followed by a norm."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query_key_value = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.attention_out = nn.Linear(HIDDEN, HIDDEN)
        self.attention_norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.inner = nn.Linear(HIDDEN, INNER)
        self.outer = nn.Linear(INNER, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """(batch, pieces, HIDDEN) to the same; mask (batch, 1, 1, pieces) is added to the scores of attention."""
        batch, pieces, _ = x.shape
        split = self.query_key_value(x).view(batch, pieces, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4)
        # Written out, in bf16 throughout: the backward pass of torch's fused attention is slow on a processor.
        with torch.autocast("cpu", enabled=False):
            scores = split[0] @ split[1].transpose(-1, -2) * (HIDDEN // HEADS) ** -0.5 + mask.to(split.dtype)
            attended = torch.softmax(scores, -1) @ split[2]
        return self.finish(x, attended.transpose(1, 2).reshape(batch, pieces, HIDDEN))

    def finish(self, x: Tensor, attended: Tensor) -> Tensor:
        """All that comes after the attention."""
        x = self.attention_norm(x + self.dropout(self.attention_out(attended)))
        fed: Tensor = self.norm(x + self.dropout(self.outer(functional.gelu(self.inner(x)))))
        return fed


def pretrained(path: Path) -> dict[str, Tensor]:
    """Read the weights of a published BERT, by their names without a prefix."""
    return {name.removeprefix("bert."): value for name, value in load_file(path).items()}


def take_over(weights: Mapping[str, Tensor], norm: nn.LayerNorm, layers: Iterable[nn.Module]) -> None:
    """Copy the norm of the embeddings and all layers out of a published BERT of the same shape."""

    def take(parameter: Tensor, *names: str) -> None:
        parameter.data.copy_(torch.cat([weights[name] for name in names]))

    for kind in ("weight", "bias"):
        take(norm.get_parameter(kind), f"embeddings.LayerNorm.{kind}")
        for number, layer in enumerate(layers):
            prefix = f"encoder.layer.{number}."
            heads = [f"{prefix}attention.self.{name}.{kind}" for name in ("query", "key", "value")]
            take(layer.get_parameter(f"query_key_value.{kind}"), *heads)
            for part, name in (
                ("attention_out", "attention.output.dense"),
                ("attention_norm", "attention.output.LayerNorm"),
                ("inner", "intermediate.dense"),
                ("outer", "output.dense"),
                ("norm", "output.LayerNorm"),
            ):
                take(layer.get_parameter(f"{part}.{kind}"), f"{prefix}{name}.{kind}")


def use_big_blocks() -> None:
    """Let glibc keep freed memory: mapping it anew at each step costs more than the arithmetic."""
    libc = ctypes.CDLL(None)
    trim_threshold, mmap_threshold = -1, -3
    libc.mallopt(mmap_threshold, 1 << 25)  # the most it takes
    libc.mallopt(trim_threshold, (1 << 31) - 1)
