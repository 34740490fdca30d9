"""From torch weights to the files of bot.watcher.find.tagger: the encoder as int8 ONNX, the heads as numpy arrays."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from bot.watcher.find.tagger.encoded import CASES, LINE_STATES
from bot.watcher.find.tagger.quote_states import QUOTE_STATES
from bot.watcher.find.tagger.weights import HEADS, MODEL, PIECES, write_manifest
from training.encoder import HEADS as ATTENTION_HEADS
from training.encoder import HIDDEN, Layer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.tagger.network import Network

_SAMPLE_PIECES = 64


class _FusedAttention(torch.autograd.Function):
    """Written to the graph as one node, for a batch of one without padding, hence without a mask."""

    @staticmethod
    def forward(_context: Any, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        return query + 0 * (key + value)

    @staticmethod
    def symbolic(graph: Any, query: Any, key: Any, value: Any) -> Any:
        fused = graph.op("com.microsoft::MultiHeadAttention", query, key, value, num_heads_i=ATTENTION_HEADS)
        fused.setType(query.type())
        return fused


class _Encoder(nn.Module):
    """The network up to the hidden vectors, its three features summed into one table."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network
        number = torch.arange(QUOTE_STATES * CASES * LINE_STATES)
        quote = network.quote(number % QUOTE_STATES)
        case = network.case(number // QUOTE_STATES % CASES)
        self.features = nn.Embedding.from_pretrained(quote + case + network.line(number // (QUOTE_STATES * CASES)))

    def forward(self, pieces: Tensor, features: Tensor) -> Tensor:
        network = self.network
        x = network.piece(pieces) + network.position.weight[: pieces.shape[1]] + self.features(features)
        x = network.norm(x)
        for layer in network.layers:
            assert isinstance(layer, Layer)
            attended = _FusedAttention.apply(*layer.query_key_value(x).split(HIDDEN, 2))
            x = layer.finish(x, attended)
        return x


def average(states: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of several weights of one network."""
    return {name: torch.stack([state[name].float() for state in states]).mean(0) for name in states[0]}


@torch.no_grad()
def export(network: Network, pieces: str, folder: Path, version: str) -> None:
    """Write all files of a tagger.

    Args:
        network: the trained one.
        pieces: the tokenizer.json it was trained with.
        folder: made if need be.
        version: stated in the manifest.

    """
    folder.mkdir(parents=True, exist_ok=True)
    network.eval()
    sample = torch.zeros(1, _SAMPLE_PIECES, dtype=torch.long)
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        torch.onnx.export(
            _Encoder(network),
            (sample, sample),
            str(full),
            input_names=["pieces", "features"],
            output_names=["hidden"],
            dynamic_axes={name: {1: "pieces"} for name in ("pieces", "features", "hidden")},
            opset_version=17,
            custom_opsets={"com.microsoft": 1},
            dynamo=False,
        )
        quantize_dynamic(
            full,
            folder / MODEL,
            weight_type=QuantType.QInt8,
            per_channel=True,
            extra_options={"MatMulConstBOnly": True},
        )
    np.savez(folder / HEADS, **network.numpy_weights())
    (folder / PIECES).write_text(pieces, encoding="utf-8")
    write_manifest(folder, version)
