"""Channels that stand out are multiplied in full precision: the rest keep their eight bits.

A few inputs of MPNet's layers are a hundred times as large as the others. One scale for all inputs of a layer, as
dynamic quantisation takes it, leaves next to nothing of these others (Dettmers et al. 2022, LLM.int8()).

The graph that does so is a small file of its own, which reads its large numbers where they lie in the quantised model:
what changes in a graph costs a repository no hundred megabytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import onnx
import onnxruntime as ort
from onnx import helper, numpy_helper

from training.adapters import makers_and_readers, write_beside

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from onnx import GraphProto, ModelProto, NodeProto

OUTLYING = 5.0  # times the median channel, each by its largest value, from which a channel stands out


@dataclass(frozen=True, slots=True)
class _Product:
    """A product of inputs that are quantised as they come with weights that are constant."""

    quantise: NodeProto  # DynamicQuantizeLinear
    multiply: NodeProto  # MatMulInteger
    scale: NodeProto  # gives the product in floats

    @property
    def inputs(self) -> str:
        return str(self.quantise.input[0])


def write_graph(quantised: Path, target: Path, samples: Sequence[Mapping[str, np.ndarray]]) -> int:
    """Write the graph of a quantised model, beside it, with its outliers split off; see `split_outliers`."""
    model = onnx.load(quantised)
    count = split_outliers(model, samples)
    write_beside(model, quantised, target)
    return count


def split_outliers(model: ModelProto, samples: Sequence[Mapping[str, np.ndarray]]) -> int:
    """Rewrite a quantised model, so that channels which stand out on samples are multiplied in floats.

    Args:
        model: with int8 weights and dynamic quantisation, one scale a channel of the outputs; changed in place. Its
            weights stay as they are.
        samples: inputs, by name.

    Returns:
        The number of channels.

    """
    products = _products(model.graph)
    largest = _largest(model, {one.inputs for one in products}, samples)
    count = 0
    for one in products:
        seen = largest[one.inputs]
        channels = np.flatnonzero(seen > OUTLYING * np.median(seen))
        if len(channels):
            _split(model.graph, one, channels)
            count += len(channels)
    onnx.checker.check_model(model)
    return count


def _products(graph: GraphProto) -> list[_Product]:
    constants = {one.name for one in graph.initializer}
    made_by, read_by = makers_and_readers(graph)
    found = []
    for node in graph.node:
        if node.op_type == "MatMulInteger" and node.input[1] in constants:
            (cast,) = read_by[node.output[0]]
            (scale,) = read_by[cast.output[0]]
            found.append(_Product(made_by[node.input[0]], node, scale))
    return found


def _largest(
    model: ModelProto, names: Iterable[str], samples: Sequence[Mapping[str, np.ndarray]]
) -> dict[str, np.ndarray]:
    """Give the largest value of each channel that a tensor had on the samples."""
    watched = onnx.ModelProto()
    watched.CopyFrom(model)
    wanted = sorted(names)
    watched.graph.output.extend(onnx.ValueInfoProto(name=name) for name in wanted)
    session = ort.InferenceSession(watched.SerializeToString(), providers=["CPUExecutionProvider"])
    largest: dict[str, np.ndarray] = {}
    for sample in samples:
        for name, value in zip(wanted, session.run(wanted, dict(sample)), strict=True):
            seen = np.abs(value).reshape(-1, value.shape[-1]).max(0)
            largest[name] = np.maximum(largest.get(name, seen), seen)
    return largest


def _split(graph: GraphProto, one: _Product, channels: np.ndarray) -> None:
    values = {constant.name: numpy_helper.to_array(constant) for constant in graph.initializer}
    quantised = one.multiply.input[1]
    stem = quantised.removesuffix("_quantized")
    weights = values[quantised][channels].astype(np.float32) * values[f"{stem}_scale"]
    kept = np.ones(len(values[quantised]), np.float32)
    kept[channels] = 0
    name = f"{one.multiply.name}/outlying"
    parts = {"channels": channels.astype(np.int64), "weights": weights.astype(np.float32), "kept": kept}
    graph.initializer.extend(numpy_helper.from_array(value, f"{name}/{part}") for part, value in parts.items())
    inputs, output = one.inputs, str(one.scale.output[0])
    _insert(graph, one.quantise, [helper.make_node("Mul", [inputs, f"{name}/kept"], [f"{name}/rest"])], behind=False)
    one.quantise.input[0] = f"{name}/rest"
    one.scale.output[0] = f"{name}/product_of_rest"
    _insert(
        graph,
        one.scale,
        [
            helper.make_node("Gather", [inputs, f"{name}/channels"], [f"{name}/inputs"], axis=-1),
            helper.make_node("MatMul", [f"{name}/inputs", f"{name}/weights"], [f"{name}/product"]),
            helper.make_node("Add", [f"{name}/product_of_rest", f"{name}/product"], [output]),
        ],
        behind=True,
    )


def _insert(graph: GraphProto, place: NodeProto, nodes: Sequence[NodeProto], *, behind: bool) -> None:
    number = next(number for number, node in enumerate(graph.node) if node is place or node == place)
    for offset, node in enumerate(nodes):
        graph.node.insert(number + behind + offset, node)
