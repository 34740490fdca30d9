"""The network in torch: the tagger's encoder with adapters, and a score for each name beside the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from bot.watcher.find.tagger.encoded import CASES, encode
from bot.watcher.find.tagger.quote_states import QUOTE_STATES, quote_states
from bot.watcher.find.tagger.speakers import SPEAKERS_GRAPH, SPEAKERS_HEAD, SpeakerNetwork
from bot.watcher.find.tagger.weights import MODEL, write_manifest
from training.adapters import LINEARS, LowRank, adapt, write_graph
from training.encoder import mixed_precision

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.watcher.find.tagger.speakers import QuestionRow
    from training.speaker_network.questions import Question
    from training.tagger.network import Network

FROZEN, RANK = 4, 32  # lowest layers without an adapter; channels of an adapter
READ = 256  # channels of the head
_NEVER = -1e4


class Speakers(nn.Module):
    """Scores nobody and each name; see `bot.watcher.find.tagger.speakers`."""

    def __init__(self, network: Network, frozen: int = FROZEN, rank: int = RANK, dropout: float = 0.1) -> None:
        super().__init__()
        self.network = network.requires_grad_(requires_grad=False)
        layers = list(network.layers)
        for part in (network, *layers[:frozen]):
            part.dropout.p = 0.0
        adapt(layers[frozen:], rank)
        self.read = nn.Linear(3 * network.shape.hidden, READ)
        self.score = nn.Linear(READ, 1)
        self.dropout = nn.Dropout(dropout)

    def forward(self, rows: Sequence[QuestionRow]) -> Tensor:
        """Give (rows, 1 + most names) scores."""
        most, names = max(len(row.pieces) for row in rows), 1 + max(len(row.names) for row in rows)
        pieces, features = (np.zeros((len(rows), most), np.int64) for _ in range(2))
        real = np.zeros((len(rows), most), bool)
        means = np.zeros((len(rows), 1 + names, most), np.float32)
        for number, row in enumerate(rows):
            count = len(row.pieces)
            pieces[number, :count], features[number, :count], real[number, :count] = row.pieces, row.features, True
            for place, (start, end) in enumerate((row.source, (0, 1), *row.names)):
                means[number, place, start:end] = 1 / (end - start)
        feature = torch.from_numpy(features)
        quote, rest = feature % QUOTE_STATES, feature // QUOTE_STATES
        with mixed_precision():
            hidden = self.network(
                torch.from_numpy(pieces), quote, rest % CASES, rest // CASES, torch.from_numpy(real)
            ).float()
        vectors = torch.from_numpy(means) @ hidden
        asked, chosen = vectors[:, :1].expand(-1, names, -1), vectors[:, 1:]
        joined = self.dropout(torch.cat([asked, chosen, asked * chosen], -1))
        scores: Tensor = self.score(functional.gelu(self.read(joined)))[..., 0]
        return scores.masked_fill(torch.from_numpy(means[:, 1:].sum(-1) == 0), _NEVER)

    def learned(self) -> dict[str, Tensor]:
        """All that is not the tagger's."""
        kept = {name for name, parameter in self.named_parameters() if parameter.requires_grad}
        return {name: value for name, value in self.state_dict().items() if name in kept}


@torch.no_grad()
def take_up(model: Speakers, folder: Path) -> None:
    """Put what the folder's files have learned into a network of the same form."""
    graph = onnx.load(folder / SPEAKERS_GRAPH, load_external_data=False).graph
    halves = {one.name: numpy_helper.to_array(one) for one in graph.initializer if one.name.endswith("/half")}
    parts = [
        part
        for layer in model.network.layers
        for name in LINEARS
        if isinstance(part := layer.get_submodule(name), LowRank)
    ]
    wide = [half for part in parts for half in (part.down, part.up)]
    for layer, weight in zip(wide, halves.values(), strict=True):
        layer.weight.copy_(torch.from_numpy(weight.T.astype(np.float32)))
    with np.load(folder / SPEAKERS_HEAD) as head:
        for name, layer in (("read", model.read), ("score", model.score)):
            layer.weight.copy_(torch.from_numpy(head[f"{name}.weight"].T))
            layer.bias.copy_(torch.from_numpy(head[f"{name}.bias"]))


def row_of(reader: SpeakerNetwork, question: Question, table: object) -> QuestionRow:
    """Lay a question out as it will be read."""
    encoded = encode(question.text, table, quote_states)  # type: ignore[arg-type]
    return reader.laid_out(encoded, question.content, question.source, question.names)


def loss_of(scores: Tensor, right: Sequence[Sequence[bool]]) -> Tensor:
    """How improbable it is that somebody speaks who may be right."""
    wanted = torch.zeros(scores.shape)
    for number, flags in enumerate(right):
        wanted[number, : len(flags)] = torch.tensor(flags, dtype=torch.float32)
    return -torch.logsumexp(torch.log_softmax(scores, 1) + torch.log(wanted.clamp(min=1e-9)), 1).mean()


@torch.no_grad()
def write(model: Speakers, folder: Path, version: str, bits: int) -> None:
    """Write the graph, the head and the manifest into the folder of the tagger that the network came from."""
    model.eval()
    places = [layer.get_submodule(name) for layer in model.network.layers for name in LINEARS]
    adapters = {place: part for place, part in enumerate(places) if isinstance(part, LowRank)}
    write_graph(folder / MODEL, adapters, folder / SPEAKERS_GRAPH)
    head = {"read.weight": model.read.weight.T, "read.bias": model.read.bias}
    head |= {"score.weight": model.score.weight.T, "score.bias": model.score.bias}
    np.savez(folder / SPEAKERS_HEAD, **{name: np.ascontiguousarray(value.numpy()) for name, value in head.items()})
    write_manifest(folder, version, bits)
