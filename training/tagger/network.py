"""The network in torch: an encoder, label scores with a chain over them, and a linker of spans."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from bot.watcher.find.tagger import crf, link
from bot.watcher.find.tagger.encoded import CASES, LINE_STATES
from bot.watcher.find.tagger.quote_states import QUOTE_STATES
from training.encoder import MINILM, DistanceBias, Layer, Shape, pretrained, take_over

if TYPE_CHECKING:
    from pathlib import Path
    from typing import TypeAlias

    from numpy.typing import NDArray

    from bot.watcher.find.tagger.link import Pairs

    Chain: TypeAlias = tuple[Tensor, Tensor]


class Network(nn.Module):
    """Scores words and links; see `forward`, `chain_loss` and `link_scores`."""

    def __init__(self, pieces: int, dropout: float = 0.1, shape: Shape = MINILM) -> None:
        super().__init__()
        labels, hidden = len(crf.LABELS), shape.hidden
        self.shape = shape
        # Frozen: a word that training never shows keeps its place among those that it does.
        self.piece = nn.Embedding(pieces, hidden).requires_grad_(requires_grad=False)
        self.position = nn.Embedding(shape.positions, hidden)
        self.bias = DistanceBias(shape) if shape.distance_buckets else None
        # Where the distances have weights of their own, the places need not learn.
        self.position.requires_grad_(requires_grad=self.bias is None)
        self.quote = nn.Embedding(QUOTE_STATES, hidden)
        self.case = nn.Embedding(CASES, hidden)
        self.line = nn.Embedding(LINE_STATES, hidden)
        for feature in (self.quote, self.case, self.line):
            nn.init.normal_(feature.weight, std=0.01)
        self.norm = nn.LayerNorm(hidden, eps=shape.norm_eps)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout, shape) for _ in range(shape.layers))
        self.emissions = nn.Linear(hidden, labels)
        # Only for training: labels of everything attributed, thoughts and plans too.
        self.all_emissions = nn.Linear(hidden, labels)
        self.link = nn.Linear(hidden, link.RELATIONS * 4 * link.LINK_SIZE)
        self.transitions = nn.Parameter(torch.zeros(labels, labels))
        self.start = nn.Parameter(torch.zeros(labels))
        self.distance = nn.Parameter(torch.from_numpy(link.distance_prior()).repeat(link.RELATIONS, 1))
        self.between = nn.Parameter(torch.zeros(link.RELATIONS, 2, link.STEPS))
        self.paragraphs = nn.Parameter(torch.zeros(link.RELATIONS, link.STEPS))
        self.sentences = nn.Parameter(torch.zeros(link.RELATIONS, link.STEPS))
        self.none = nn.Parameter(torch.zeros(link.RELATIONS, link.LINK_SIZE))
        self.none_bias = nn.Parameter(torch.zeros(link.RELATIONS))
        self.register_buffer("forbidden", torch.from_numpy(crf.forbidden_transitions()), persistent=False)
        self.register_buffer("forbidden_start", torch.from_numpy(crf.forbidden_starts()), persistent=False)

    def load_encoder(self, path: Path, kept: NDArray[np.int64]) -> None:
        """Take over a pre-trained encoder of our shape; `kept` are the rows of its piece table that ours has."""
        weights = pretrained(path)
        self.piece.weight.data.copy_(weights["embeddings.word_embeddings.weight"][torch.from_numpy(kept)])
        self.position.weight.data.copy_(weights["embeddings.position_embeddings.weight"][self.shape.first_position :])
        if self.bias is None:
            # One segment only: its vector goes into the positions. MPNet knows no segments.
            self.position.weight.data += weights["embeddings.token_type_embeddings.weight"][0]
        else:
            self.bias.table.weight.data.copy_(weights["encoder.relative_attention_bias.weight"])
        take_over(weights, self.norm, self.layers)

    def forward(self, pieces: Tensor, quote: Tensor, case: Tensor, line: Tensor, mask: Tensor) -> Tensor:
        """(batch, pieces) ids and features, mask true for real pieces; gives (batch, pieces, hidden)."""
        x = self.piece(pieces) + self.position.weight[: pieces.shape[1]]
        x = self.dropout(self.norm(x + self.quote(quote) + self.case(case) + self.line(line)))
        bias = torch.zeros(mask.shape).masked_fill_(~mask, crf.FORBIDDEN)[:, None, None, :]
        if self.bias is not None:
            bias = bias + self.bias(pieces.shape[1])
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def chain_loss(
        self, emissions: Tensor, labels: Tensor, real: Tensor, taught: tuple[Chain, float] | None = None
    ) -> Tensor:
        """How far the chain is from the labels, and from a teacher's.

        Args:
            emissions: (batch, words, labels).
            labels: (batch, words).
            real: true for words that are there.
            taught: what a teacher's chain gives for these words, and its share.

        Returns:
            (batch,) Negative log likelihood of the labels; of the teacher's the cross-entropy of whole rows of labels.

        """
        transitions = self.transitions + self.forbidden
        start = self.start + self.forbidden_start
        first, steps = start + emissions[:, 0], transitions + emissions[:, 1:, None, :]
        gold = start[labels[:, 0]] + (emissions.gather(2, labels[..., None])[..., 0] * real).sum(1)
        gold = gold + (transitions[labels[:, :-1], labels[:, 1:]] * real[:, 1:]).sum(1)
        wanted = gold
        if taught is not None:
            (first_share, step_shares), weight = taught
            soft = (first_share * first).sum(1) + (step_shares * steps).sum((1, 2, 3))
            wanted = (1 - weight) * gold + weight * soft
        return log_sum(first, steps, real) - wanted

    def link_scores(self, relation: int, left: Tensor, right: Tensor, pairs: Pairs) -> tuple[Tensor, Tensor]:
        """Scores of the pairs and of links to nothing.

        Args:
            relation: one of those of bot.watcher.find.tagger.link.
            left: (spans, 2, hidden) of the first and last word of each span.
            right: the same.
            pairs: which to score.

        """
        a, b = self._vectors(left, 4 * relation), self._vectors(right, 4 * relation + 2)
        score = (a[torch.from_numpy(pairs.left)] * b[torch.from_numpy(pairs.right)]).sum(-1) / math.sqrt(link.LINK_SIZE)
        score = score + self.distance[relation][torch.from_numpy(pairs.distance)]
        score = score + self.between[relation][torch.from_numpy(pairs.side), torch.from_numpy(pairs.between)]
        score = score + self.paragraphs[relation][torch.from_numpy(pairs.paragraphs)]
        score = score + self.sentences[relation][torch.from_numpy(pairs.sentences)]
        return score, a @ self.none[relation] / math.sqrt(link.LINK_SIZE) + self.none_bias[relation]

    def _vectors(self, spans: Tensor, role: int) -> Tensor:
        rows = slice(role * link.LINK_SIZE, (role + 2) * link.LINK_SIZE)
        weight = self.link.weight[rows].view(2, link.LINK_SIZE, self.shape.hidden)
        parts = torch.einsum("spd,pkd->sk", spans, weight) + self.link.bias[rows].view(2, -1).sum(0)
        return functional.gelu(parts, approximate="tanh")

    def numpy_weights(self) -> dict[str, NDArray[np.float32]]:
        """What prediction needs besides the encoder: the chain and the linker."""
        names = ("distance", "between", "paragraphs", "sentences", "none", "none_bias")
        found = {name: self.get_parameter(name) for name in names}
        found["transitions"] = self.transitions + self.forbidden
        found["start"] = self.start + self.forbidden_start
        for name in ("link", "emissions"):
            head = self.get_submodule(name)
            found[f"{name}.weight"], found[f"{name}.bias"] = head.weight.T, head.bias
        return {name: np.ascontiguousarray(value.detach().float().numpy()) for name, value in found.items()}


def log_sum(first: Tensor, steps: Tensor, real: Tensor) -> Tensor:
    """(batch,) The log of the sum over all rows of labels.

    Args:
        first: (batch, labels) scores of the first word.
        steps: (batch, words - 1, labels, labels) scores from one word to the next.
        real: (batch, words), true for words that are there.

    """
    unit = torch.full_like(steps[0, 0], crf.FORBIDDEN).fill_diagonal_(0)
    steps = torch.where(real[:, 1:, None, None], steps, unit)
    # Halving: neighbours are multiplied (in the log-sum algebra) until one matrix is left.
    while steps.shape[1] > 1:
        if steps.shape[1] % 2:
            steps = torch.cat([steps, unit.expand(len(steps), 1, -1, -1)], 1)
        steps = torch.logsumexp(steps[:, ::2, :, :, None] + steps[:, 1::2, None, :, :], dim=3)
    return torch.logsumexp(first[:, :, None] + steps[:, 0], dim=(1, 2))


def marginals(emissions: Tensor, transitions: Tensor, start: Tensor, real: Tensor) -> Chain:
    """How probable each label of the first word is, and each pair of labels from one word to the next.

    Args:
        emissions: (batch, words, labels).
        transitions: (labels, labels), what is forbidden included.
        start: (labels,), the same.
        real: (batch, words), true for words that are there.

    Returns:
        (batch, labels) and (batch, words - 1, labels, labels); zero where there is no word.

    """
    first = (start + emissions[:, 0]).requires_grad_()
    steps = (transitions + emissions[:, 1:, None, :]).requires_grad_()
    with torch.enable_grad():
        total = log_sum(first, steps, real).sum()
    first_share, step_shares = torch.autograd.grad(total, (first, steps))
    return first_share, step_shares
