"""The cross-encoder: a six-layer BERT over both texts, and a head over what it makes of either."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.encoder import MINILM, Layer, pretrained, take_over

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CLASSES = 3
CLS, SEP = 101, 102  # ids in the full vocabulary of BERT, uncased


class CrossEncoder(nn.Module):
    """Reads "[CLS] a [SEP] b [SEP]" and gives logits for same, changed, different."""

    def __init__(self, vocabulary: int = 30522, dropout: float = 0.1) -> None:
        super().__init__()
        self.word = nn.Embedding(vocabulary, MINILM.hidden)
        self.position = nn.Embedding(MINILM.positions, MINILM.hidden)
        self.segment = nn.Embedding(2, MINILM.hidden)
        self.norm = nn.LayerNorm(MINILM.hidden, eps=MINILM.norm_eps)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(MINILM.layers))
        self.head = nn.Linear(5 * MINILM.hidden, 256)
        self.classify = nn.Linear(256, CLASSES)
        self.dropout = nn.Dropout(dropout)

    def load_bert(self, weights: Path) -> None:
        """Start from a published BERT of the same shape."""
        given = pretrained(weights)
        for module, name in (
            (self.word, "word_embeddings"),
            (self.position, "position_embeddings"),
            (self.segment, "token_type_embeddings"),
        ):
            module.weight.data.copy_(given[f"embeddings.{name}.weight"])
        take_over(given, self.norm, self.layers)

    def keep_pieces(self, kept: list[int]) -> None:
        """Keep these rows of the word-piece table, in this order."""
        self.word = nn.Embedding.from_pretrained(self.word.weight.data[kept].clone())

    def hidden(self, ids: Tensor, segments: Tensor, mask: Tensor) -> Tensor:
        """Give the last hidden states, float32 [batch, length, hidden]."""
        length = ids.shape[1]
        x = self.word(ids) + self.position.weight[:length] + self.segment(segments)
        x = self.dropout(self.norm(x))
        bias = (1.0 - mask)[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias.to(x.dtype))
        return x.float()

    def forward(self, ids: Tensor, segments: Tensor, mask: Tensor) -> Tensor:
        """Take int64 ids and segments and a float mask, all [batch, length]; give logits [batch, classes]."""
        x = self.hidden(ids, segments, mask)
        in_b = mask * segments.float()
        mean_a = _mean(x, mask - in_b)
        mean_b = _mean(x, in_b)
        joined = torch.cat([x[:, 0], mean_a, mean_b, (mean_a - mean_b).abs(), mean_a * mean_b], 1)
        logits: Tensor = self.classify(functional.gelu(self.head(self.dropout(joined))))
        return logits


def _mean(x: Tensor, mask: Tensor) -> Tensor:
    return (x * mask[..., None]).sum(1) / mask.sum(1).clamp(min=1.0)[:, None]


def batch(pairs: Sequence[tuple[list[int], list[int]]], cls: int, sep: int) -> tuple[Tensor, Tensor, Tensor]:
    """Lay out pairs of token ids as ids, segments and mask; `cls` and `sep` are the ids of the marks."""
    length = max(len(a) + len(b) + 3 for a, b in pairs)
    ids = np.zeros((len(pairs), length), np.int64)
    segments = np.zeros((len(pairs), length), np.int64)
    mask = np.zeros((len(pairs), length), np.float32)
    for row, (a, b) in enumerate(pairs):
        line = [cls, *a, sep, *b, sep]
        ids[row, : len(line)] = line
        segments[row, len(a) + 2 : len(line)] = 1
        mask[row, : len(line)] = 1
    return torch.from_numpy(ids), torch.from_numpy(segments), torch.from_numpy(mask)
