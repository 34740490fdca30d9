"""Low-rank adapters: a finished network learns more, and its quantised weights stay as they are.

Beside each product of the upper layers stands a second, narrow one, which alone is trained (Hu et al. 2021, LoRA; on
quantised weights Dettmers et al. 2023, QLoRA). It goes into a small graph, which reads all else where it lies in the
model: what is learned afterwards costs a repository some megabytes in place of a hundred.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import Tensor, nn
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from onnx import GraphProto, ModelProto, NodeProto

LINEARS = ("query_key_value", "attention_out", "inner", "outer")
"""Of each layer, in the order in which they are multiplied."""
_LARGE = 1 << 12  # bytes of a constant from which the graph reads it where it lies


class LowRank(nn.Module):
    """A linear layer that stays as it is, and beside it a product of two narrow ones that begins as nothing."""

    def __init__(self, base: nn.Linear, rank: int) -> None:
        super().__init__()
        self.base = base.requires_grad_(requires_grad=False)
        self.down = nn.Linear(base.in_features, rank, bias=False)
        self.up = nn.Linear(rank, base.out_features, bias=False)
        nn.init.zeros_(self.up.weight)
        self.register_buffer("short", base.weight.detach().to(torch.bfloat16), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """Take (…, inputs) to (…, outputs)."""
        added: Tensor = self.up(self.down(x))
        if not torch.is_autocast_enabled("cpu"):
            return self.base(x) + added
        assert isinstance(self.short, Tensor)  # rounded once, not at each step
        return functional.linear(x.bfloat16(), self.short, self.base.bias.bfloat16()) + added


def adapt(layers: Sequence[nn.Module], rank: int) -> None:
    """Put an adapter into each product of these layers."""
    for layer in layers:
        for name in LINEARS:
            setattr(layer, name, LowRank(getattr(layer, name), rank))


@dataclass(frozen=True, slots=True)
class Product:
    """A product of a quantised graph; `inputs` names what is multiplied, outlying channels included.

    `weights`: (outputs, inputs), as floats. `last`: the node whose output is the product, before a bias is added.
    """

    inputs: str
    weights: np.ndarray
    last: NodeProto


def constants(graph: GraphProto) -> dict[str, np.ndarray]:
    """Give every constant that is not left in another file by its names; of equal ones the graph keeps one."""
    here = (one for one in graph.initializer if one.data_location != onnx.TensorProto.EXTERNAL)
    values = {one.name: numpy_helper.to_array(one) for one in here}
    for node in graph.node:
        if node.op_type == "Constant":
            values[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
        elif node.op_type == "Identity" and node.input[0] in values:
            values[node.output[0]] = values[node.input[0]]
    return values


def makers_and_readers(graph: GraphProto) -> tuple[dict[str, NodeProto], dict[str, list[NodeProto]]]:
    """Give by the name of each value the node that makes it, and those that read it."""
    made_by = {name: node for node in graph.node for name in node.output}
    read_by: dict[str, list[NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            read_by.setdefault(name, []).append(node)
    return made_by, read_by


def products(graph: GraphProto) -> list[Product]:
    """Find the products with constant weights, in the order of the graph; see `training.tagger.export`."""
    values = constants(graph)
    made_by, read_by = makers_and_readers(graph)
    found = []
    for node in graph.node:
        if node.op_type != "MatMulInteger" or node.input[1] not in values:
            continue
        stem = node.input[1].removesuffix("_quantized")
        zero = values[f"{stem}_zero_point"].astype(np.float32)
        weights = (values[node.input[1]].astype(np.float32) - zero) * values[f"{stem}_scale"]
        (cast,) = read_by[node.output[0]]
        (last,) = read_by[cast.output[0]]
        inputs = made_by[node.input[0]].input[0]
        kept = made_by.get(inputs)
        ones = values.get(kept.input[1]) if kept is not None and kept.op_type == "Mul" else None
        if kept is not None and ones is not None and ones.shape == weights.shape[:1]:
            inputs = kept.input[0]
            few = next(one for one in read_by[inputs] if one.op_type == "Gather")
            (multiply,) = read_by[few.output[0]]
            weights[ones == 0] = values[multiply.input[1]]
        found.append(Product(inputs, weights.T.copy(), last))
    return found


def write_graph(model: Path, adapters: Mapping[int, LowRank], target: Path) -> None:
    """Write the graph of a quantised model with adapters in it; it lies beside the model, and reads its numbers there.

    Args:
        model: the quantised model.
        adapters: by the place of their product in the list of `products`.
        target: the graph.

    """
    whole = onnx.load(model, load_external_data=False)
    for place, one in enumerate(products(whole.graph) if adapters else ()):
        if place in adapters:
            _put_beside(whole.graph, one, adapters[place])
    write_beside(whole, model, target)


def write_beside(graph: ModelProto, model: Path, target: Path) -> None:
    """Write a graph that reads its large numbers where they lie in a quantised model beside it."""
    held = model.read_bytes()
    for constant in graph.graph.initializer:
        raw = constant.raw_data
        if len(raw) >= _LARGE and (offset := held.find(raw)) >= 0:
            constant.ClearField("raw_data")
            constant.data_location = onnx.TensorProto.EXTERNAL
            place = {"location": model.name, "offset": str(offset), "length": str(len(raw))}
            constant.external_data.extend(
                onnx.StringStringEntryProto(key=key, value=value) for key, value in place.items()
            )
    target.write_bytes(graph.SerializeToString())


def _put_beside(graph: GraphProto, one: Product, adapter: LowRank) -> None:
    output = one.last.output[0]
    stem = f"{output}/adapter"
    one.last.output[0] = f"{stem}/kept"
    nodes = []
    for name, layer in (("down", adapter.down), ("up", adapter.up)):
        half = np.ascontiguousarray(layer.weight.detach().numpy().T.astype(np.float16))
        graph.initializer.append(numpy_helper.from_array(half, f"{stem}/{name}/half"))
        nodes.append(helper.make_node("Cast", [f"{stem}/{name}/half"], [f"{stem}/{name}"], to=onnx.TensorProto.FLOAT))
    nodes += [
        helper.make_node("MatMul", [one.inputs, f"{stem}/down"], [f"{stem}/narrow"], name=f"{stem}/down"),
        helper.make_node("MatMul", [f"{stem}/narrow", f"{stem}/up"], [f"{stem}/added"]),
        helper.make_node("Add", [f"{stem}/kept", f"{stem}/added"], [output]),
    ]
    place = next(number for number, node in enumerate(graph.node) if node is one.last or node == one.last)
    for offset, node in enumerate(nodes, 1):
        graph.node.insert(place + offset, node)
