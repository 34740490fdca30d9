"""The transformers that the networks are built on, and what makes training them on a processor fast."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The sizes of a published encoder.

    `first_position`: the row of its position table that the first piece gets. `distance_buckets`: of the bias on
    attention by the distance of two pieces, one table for all layers; 0 where there is none.
    """

    hidden: int
    heads: int
    inner: int
    layers: int
    norm_eps: float
    positions: int = 512
    first_position: int = 0
    distance_buckets: int = 0


MINILM = Shape(hidden=384, heads=12, inner=1536, layers=6, norm_eps=1e-12)
"""all-MiniLM-L6-v2, a BERT."""
MPNET = Shape(hidden=768, heads=12, inner=3072, layers=12, norm_eps=1e-5, first_position=2, distance_buckets=32)
"""all-mpnet-base-v2."""

_FARTHEST = 128  # pieces; MPNet's last bucket holds all that is farther

_BERT_ATTENTION = ("attention.self.query", "attention.self.key", "attention.self.value")
_BERT_PARTS = (("attention_out", "attention.output.dense"), ("attention_norm", "attention.output.LayerNorm"))
_MPNET_ATTENTION = ("attention.attn.q", "attention.attn.k", "attention.attn.v")
_MPNET_PARTS = (("attention_out", "attention.attn.o"), ("attention_norm", "attention.LayerNorm"))
_COMMON_PARTS = (("inner", "intermediate.dense"), ("outer", "output.dense"), ("norm", "output.LayerNorm"))


class Layer(nn.Module):
    """Self-attention and feed-forward, each followed by a norm."""

    def __init__(self, dropout: float, shape: Shape = MINILM) -> None:
        super().__init__()
        hidden = shape.hidden
        self.shape = shape
        self.heads = shape.heads
        self.query_key_value = nn.Linear(hidden, 3 * hidden)
        self.attention_out = nn.Linear(hidden, hidden)
        self.attention_norm = nn.LayerNorm(hidden, eps=shape.norm_eps)
        self.inner = nn.Linear(hidden, shape.inner)
        self.outer = nn.Linear(shape.inner, hidden)
        self.norm = nn.LayerNorm(hidden, eps=shape.norm_eps)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Take (batch, pieces, hidden) to the same.

        Args:
            x: what the layer below gives.
            bias: added to the scores of attention; it broadcasts to (batch, heads, pieces, pieces).

        """
        batch, pieces, hidden = x.shape
        width = hidden // self.heads
        split = self.query_key_value(x).view(batch, pieces, 3, self.heads, width).permute(2, 0, 3, 1, 4)
        # Written out, in one precision throughout: the backward pass of torch's fused attention is slow on a processor.
        with torch.autocast("cpu", enabled=False):
            scores = split[0] @ split[1].transpose(-1, -2) * width**-0.5 + bias.to(split.dtype)
            attended = torch.softmax(scores, -1) @ split[2]
        return self.finish(x, attended.transpose(1, 2).reshape(batch, pieces, hidden))

    def finish(self, x: Tensor, attended: Tensor) -> Tensor:
        """All that comes after the attention."""
        x = self.attention_norm(x + self.dropout(self.attention_out(attended)))
        fed: Tensor = self.norm(x + self.dropout(self.outer(functional.gelu(self.inner(x)))))
        return fed


class DistanceBias(nn.Module):
    """What MPNet adds to the scores of attention, by how far apart two pieces stand and on which side."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.table = nn.Embedding(shape.distance_buckets, shape.heads)
        buckets = distance_buckets(shape.positions, shape.distance_buckets)
        self.register_buffer("buckets", buckets, persistent=False)

    def forward(self, pieces: int) -> Tensor:
        """(1, heads, pieces, pieces), rows for the piece that looks, columns for the one looked at."""
        assert isinstance(self.buckets, Tensor)
        bias: Tensor = self.table(self.buckets[:pieces, :pieces])
        return bias.permute(2, 0, 1)[None]


def distance_buckets(pieces: int, buckets: int) -> Tensor:
    """(pieces, pieces) The bucket of each pair: half of them for either side, single near by, wider and wider afar."""
    place = torch.arange(pieces)
    ahead = place[None, :] - place[:, None]
    half = buckets // 2
    single = half // 2
    distance = ahead.abs()
    grown = torch.log(distance.clamp(min=1) / single) / math.log(_FARTHEST / single) * (half - single)
    wide = (single + grown.long()).clamp(max=half - 1)
    return half * (ahead > 0) + torch.where(distance < single, distance, wide)


def pretrained(path: Path) -> dict[str, Tensor]:
    """Read the weights of a published BERT or MPNet, by their names without a prefix."""
    return {name.removeprefix("bert.").removeprefix("mpnet."): value for name, value in load_file(path).items()}


def take_over(weights: Mapping[str, Tensor], norm: nn.LayerNorm, layers: Iterable[nn.Module]) -> None:
    """Copy the norm of the embeddings and all layers out of a published BERT or MPNet of the same shape."""

    def take(parameter: Tensor, *names: str) -> None:
        parameter.data.copy_(torch.cat([weights[name] for name in names]))

    bert = f"encoder.layer.0.{_BERT_ATTENTION[0]}.weight" in weights
    attention, parts = (_BERT_ATTENTION, _BERT_PARTS) if bert else (_MPNET_ATTENTION, _MPNET_PARTS)
    for kind in ("weight", "bias"):
        take(norm.get_parameter(kind), f"embeddings.LayerNorm.{kind}")
        for number, layer in enumerate(layers):
            prefix = f"encoder.layer.{number}."
            take(layer.get_parameter(f"query_key_value.{kind}"), *(f"{prefix}{name}.{kind}" for name in attention))
            for part, name in (*parts, *_COMMON_PARTS):
                take(layer.get_parameter(f"{part}.{kind}"), f"{prefix}{name}.{kind}")


def mixed_precision() -> torch.autocast:
    """Give the context to train in: bf16 where the processor multiplies it; elsewhere float32 is far faster."""
    able = torch.cpu.get_capabilities()
    return torch.autocast("cpu", torch.bfloat16, enabled=bool(able.get("avx512_bf16") or able.get("amx_bf16")))


def use_big_blocks() -> None:
    """Let glibc keep freed memory: mapping it anew at each step costs more than the arithmetic."""
    libc = ctypes.CDLL(None)
    trim_threshold, mmap_threshold = -1, -3
    libc.mallopt(mmap_threshold, 1 << 25)  # the most it takes
    libc.mallopt(trim_threshold, (1 << 31) - 1)
