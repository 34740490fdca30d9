"""The cross-encoder: a published transformer over both texts, and a head over what it makes of either."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.encoder import MINILM, DistanceBias, Layer, Shape, pretrained, take_over

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

CLASSES = 3
RELATIONS = 3  # the first says all of the second, the second all of the first, they contradict each other
CLS, SEP = 101, 102  # ids in the full vocabulary of BERT, uncased
# MPNet has all of BERT's pieces, but was trained with these in place of four of its own.
_MPNET_MARKS = {"[PAD]": "<pad>", "[CLS]": "<s>", "[SEP]": "</s>"}


class CrossEncoder(nn.Module):
    """Reads "[CLS] a [SEP] b [SEP]" and gives logits for same, changed, different, and for what follows from what."""

    def __init__(self, vocabulary: int = 30522, dropout: float = 0.1, shape: Shape = MINILM) -> None:
        super().__init__()
        self.shape = shape
        self.word = nn.Embedding(vocabulary, shape.hidden)
        self.position = nn.Embedding(shape.positions, shape.hidden)
        self.bias = DistanceBias(shape) if shape.distance_buckets else None
        # MPNet knows no segments: only the head is told where the second text begins.
        self.segment = None if shape.distance_buckets else nn.Embedding(2, shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, eps=shape.norm_eps)
        self.layers = nn.ModuleList(Layer(dropout, shape) for _ in range(shape.layers))
        self.head = nn.Linear(5 * shape.hidden, 256)
        self.classify = nn.Linear(256, CLASSES)
        self.says = nn.Linear(256, RELATIONS)
        self.dropout = nn.Dropout(dropout)

    def load_pretrained(self, path: Path) -> None:
        """Start from a published BERT or MPNet of the same shape."""
        given = pretrained(path)
        first = self.shape.first_position
        self.word.weight.data.copy_(given["embeddings.word_embeddings.weight"])
        self.position.weight.data.copy_(given["embeddings.position_embeddings.weight"][first:][: self.shape.positions])
        if self.segment is not None:
            self.segment.weight.data.copy_(given["embeddings.token_type_embeddings.weight"])
        if self.bias is not None:
            self.bias.table.weight.data.copy_(given["encoder.relative_attention_bias.weight"])
        take_over(given, self.norm, self.layers)

    def keep_pieces(self, kept: list[int]) -> None:
        """Keep these rows of the word-piece table, in this order."""
        self.word = nn.Embedding.from_pretrained(self.word.weight.data[kept].clone())

    def freeze(self, layers: int) -> None:
        """Train neither the embeddings nor so many of the lowest layers."""
        frozen = [self.word, self.position, self.segment, self.norm, *list(self.layers)[:layers]]
        if layers and self.bias is not None:
            frozen.append(self.bias)
        for module in frozen:
            if module is not None:
                module.requires_grad_(requires_grad=False)

    def hidden(self, ids: Tensor, segments: Tensor, mask: Tensor) -> Tensor:
        """Give the last hidden states, float32 [batch, length, hidden]."""
        length = ids.shape[1]
        x = self.word(ids) + self.position.weight[:length]
        if self.segment is not None:
            x = x + self.segment(segments)
        x = self.dropout(self.norm(x))
        bias = (1.0 - mask)[:, None, None, :] * -1e4
        if self.bias is not None:
            bias = bias + self.bias(length)
        for layer in self.layers:
            x = layer(x, bias.to(x.dtype))
        return x.float()

    def forward(self, ids: Tensor, segments: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Take int64 ids and segments and a float mask, all [batch, length]; give logits [batch, 3] and [batch, 3]."""
        x = self.hidden(ids, segments, mask)
        in_b = mask * segments.float()
        mean_a = _mean(x, mask - in_b)
        mean_b = _mean(x, in_b)
        joined = torch.cat([x[:, 0], mean_a, mean_b, (mean_a - mean_b).abs(), mean_a * mean_b], 1)
        read = functional.gelu(self.head(self.dropout(joined)))
        return self.classify(read), self.says(read)


def rows_of(pieces: Sequence[str], vocabulary: Mapping[str, int]) -> list[int]:
    """Give the row of each piece in the word-piece table of MPNet or BERT."""
    marks = _MPNET_MARKS if "<s>" in vocabulary else {}
    return [vocabulary[marks.get(piece, piece)] for piece in pieces]


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
