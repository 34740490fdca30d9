"""From torch weights to the files of bot.watcher.find.tagger: the encoder as int8 ONNX, the heads as numpy arrays.

What the encoder multiplies by is quantised to seven bits, a scale for each output: with eight, the fast kernels of
processors without VNNI add up two products in sixteen bits and overflow. A few channels of MPNet's inner layers are a
hundred times as large as the others, and one scale for all of them would leave these next to nothing; so the channels
that stand out on sample texts are multiplied in full precision.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional

from bot.watcher.find.tagger.encoded import CASES, LINE_STATES
from bot.watcher.find.tagger.quote_states import QUOTE_STATES
from bot.watcher.find.tagger.weights import HEADS, MODEL, PIECES, TABLE, write_manifest
from training.encoder import Layer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from training.tagger.network import Network

WEIGHT_BITS = 7
_SAMPLE_PIECES = 64
_LARGE_TENSOR = 1 << 24
"""Bytes from which a tensor gets a file of its own: hosts of git refuse files of 100 MiB."""
_LINEARS = ("query_key_value", "attention_out", "inner", "outer")
_OUTLYING = 5
"""A channel stands out from so many times the median channel; each is compared by its largest value."""


class _FusedAttention(torch.autograd.Function):
    """Written to the graph as one node, for a batch of one without padding, hence without a mask."""

    @staticmethod
    def forward(_context: Any, query: Tensor, key: Tensor, value: Tensor, _heads: int, *_bias: Tensor) -> Tensor:
        return query + 0 * (key + value)

    @staticmethod
    def symbolic(graph: Any, query: Any, key: Any, value: Any, heads: int, *bias: Any) -> Any:
        absent = graph.op("prim::Constant")
        absent.setType(torch._C.OptionalType.ofTensor())  # noqa: SLF001  (torch's own symbolics do the same)
        inputs = (query, key, value, absent, absent, *bias) if bias else (query, key, value)
        fused = graph.op("com.microsoft::MultiHeadAttention", *inputs, num_heads_i=heads)
        fused.setType(query.type())
        return fused


class _SplitLinear(nn.Module):
    """A linear layer whose outlying inputs, if there are any, go another way than the rest; for a batch of one."""

    def __init__(self, linear: nn.Linear, outlying: Tensor) -> None:
        super().__init__()
        weight = linear.weight.detach().clone()
        self.outlying = outlying
        self.few = nn.Linear(len(outlying), len(weight)) if len(outlying) else None
        if self.few is not None:
            self.few.weight.data.copy_(weight[:, outlying])
            self.few.bias.data.copy_(linear.bias)
        weight[:, outlying] = 0
        self.rest = nn.Parameter(weight)
        self.kept = nn.Parameter(torch.ones(weight.shape[1]).index_fill(0, outlying, 0))
        self.bias = linear.bias

    def forward(self, x: Tensor) -> Tensor:
        if self.few is None:
            return functional.linear(x, self.rest, self.bias)
        few: Tensor = self.few(x[..., self.outlying])
        return functional.linear(x * self.kept, self.rest) + few


class _Rows(nn.Module):
    """A table in eight bits, with a scale for each row."""

    def __init__(self, table: Tensor) -> None:
        super().__init__()
        scale = table.abs().amax(1, keepdim=True).clamp(min=1e-9) / 127
        self.register_buffer("rows", (table / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, number: Tensor) -> Tensor:
        assert isinstance(self.rows, Tensor)
        assert isinstance(self.scale, Tensor)
        return self.rows[number].float() * self.scale[number]


class _Encoder(nn.Module):
    """The network up to the hidden vectors; its three features summed into one table, its bias laid out by distance."""

    def __init__(self, network: Network, outlying: Mapping[tuple[int, str], Tensor]) -> None:
        super().__init__()
        self.norm, self.shape = network.norm, network.shape
        self.pieces = _Rows(network.piece.weight)
        self.position = network.position
        number = torch.arange(QUOTE_STATES * CASES * LINE_STATES)
        quote = network.quote(number % QUOTE_STATES)
        case = network.case(number // QUOTE_STATES % CASES)
        self.features = nn.Embedding.from_pretrained(quote + case + network.line(number // (QUOTE_STATES * CASES)))
        self.layers = nn.ModuleList(_split(layer, place, outlying) for place, layer in enumerate(network.layers))
        self.by_distance = None
        if network.bias is not None:
            whole = network.bias(network.shape.positions)[0]
            # From the farthest before a piece to the farthest after it; (heads, 2 * positions - 1)
            self.by_distance = nn.Parameter(torch.cat([whole[:, -1, :-1], whole[:, 0]], 1))

    def forward(self, pieces: Tensor, features: Tensor) -> Tensor:
        count = pieces.shape[1]
        x = self.norm(self.pieces(pieces) + self.position.weight[:count] + self.features(features))
        bias = []
        if self.by_distance is not None:
            place = torch.arange(count)
            bias = [self.by_distance[:, place[None, :] - place[:, None] + self.shape.positions - 1][None]]
        for layer in self.layers:
            assert isinstance(layer, Layer)
            query, key, value = layer.query_key_value(x).split(self.shape.hidden, 2)
            x = layer.finish(x, _FusedAttention.apply(query, key, value, layer.heads, *bias))
        return x


def _split(layer: nn.Module, place: int, outlying: Mapping[tuple[int, str], Tensor]) -> Layer:
    assert isinstance(layer, Layer)
    made = Layer(0.0, layer.shape)
    made.load_state_dict(layer.state_dict())
    for name in _LINEARS:
        setattr(made, name, _SplitLinear(layer.get_submodule(name), outlying[place, name]))
    return made


@torch.no_grad()
def outlying_channels(network: Network, samples: Sequence[tuple[Tensor, ...]]) -> dict[tuple[int, str], Tensor]:
    """Find the inputs of each linear layer that stand out.

    Args:
        network: the trained one.
        samples: batches of text, as `Network.forward` takes them.

    Returns:
        For each number and part of a layer the channels, ascending.

    """
    largest: dict[tuple[int, str], Tensor] = {}

    def note(key: tuple[int, str], _module: nn.Module, inputs: tuple[Tensor]) -> None:
        found = inputs[0].abs().amax((0, 1))
        largest[key] = torch.maximum(largest.get(key, found), found)

    keys = [(place, name) for place in range(len(network.layers)) for name in _LINEARS]
    hooks = [network.layers[p].get_submodule(n).register_forward_pre_hook(partial(note, (p, n))) for p, n in keys]
    for sample in samples:
        network(*sample)
    for hook in hooks:
        hook.remove()
    return {key: (found > _OUTLYING * found.median()).nonzero()[:, 0] for key, found in largest.items()}


@torch.no_grad()
def export(network: Network, pieces: str, samples: Sequence[tuple[Tensor, ...]], folder: Path, version: str) -> None:
    """Write all files of a tagger.

    Args:
        network: the trained one.
        pieces: the tokenizer.json it was trained with.
        samples: batches of text, as `Network.forward` takes them, to see which channels stand out.
        folder: made if need be.
        version: stated in the manifest.

    """
    folder.mkdir(parents=True, exist_ok=True)
    network.eval()
    encoder = _Encoder(network, outlying_channels(network, samples))
    sample = torch.zeros(1, _SAMPLE_PIECES, dtype=torch.long)
    with tempfile.TemporaryDirectory() as scratch:
        full, quantised = Path(scratch) / "full.onnx", Path(scratch) / "quantised.onnx"
        torch.onnx.export(
            encoder,
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
            quantised,
            op_types_to_quantize=["MatMul"],
            nodes_to_exclude=[node.name for node in onnx.load(full).graph.node if "/few" in node.name],
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            extra_options={"MatMulConstBOnly": True},
        )
        for old in (MODEL, TABLE):
            (folder / old).unlink(missing_ok=True)
        onnx.save_model(
            onnx.load(quantised),
            folder / MODEL,
            save_as_external_data=True,
            location=TABLE,
            size_threshold=_LARGE_TENSOR,
        )
        if (folder / TABLE).exists():
            (folder / TABLE).chmod((folder / MODEL).stat().st_mode)  # onnx lets nobody else read it
    np.savez(folder / HEADS, **network.numpy_weights())
    (folder / PIECES).write_text(pieces, encoding="utf-8")
    write_manifest(folder, version, WEIGHT_BITS)
