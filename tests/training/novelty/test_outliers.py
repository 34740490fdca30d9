"""Channels that stand out among the inputs of a layer cost the others nothing when it is quantised."""

from __future__ import annotations

import numpy as np
import pytest

onnx = pytest.importorskip("onnx", reason="needs .[training]")
pytest.importorskip("torch", reason="needs .[training]")

import onnxruntime as ort  # noqa: E402
from onnx import TensorProto, helper, numpy_helper  # noqa: E402
from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: E402

from training.novelty.outliers import split_outliers, write_graph  # noqa: E402

INPUTS, OUTPUTS = 512, 16
CHANCE = np.random.default_rng(1)
WEIGHTS = CHANCE.integers(-127, 128, size=(INPUTS, OUTPUTS)).astype(np.float32)
WEIGHTS[0] = 127  # so that eight bits hold them as they are


def quantised(tmp_path):
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"], name="layer")],
        "one layer",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, None, INPUTS])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, None, OUTPUTS])],
        [numpy_helper.from_array(WEIGHTS, "w")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    plain, target = tmp_path / "plain.onnx", tmp_path / "quantised.onnx"
    onnx.save(model, plain)
    quantize_dynamic(plain, target, per_channel=True, weight_type=QuantType.QInt8)
    return onnx.load(target)


def inputs(outlying):
    x = CHANCE.normal(size=(1, 20, INPUTS)).astype(np.float32)
    x[..., outlying] *= 300
    return x


def error(model, x):
    (found,) = ort.InferenceSession(model.SerializeToString()).run(None, {"x": x})
    return np.abs(found - x @ WEIGHTS).mean()


def test_what_stands_out_is_multiplied_in_floats_and_the_others_keep_their_precision(tmp_path):
    outlying, x = [3, 40], inputs([3, 40])
    before, after = quantised(tmp_path), quantised(tmp_path)
    assert split_outliers(after, [{"x": inputs(outlying)}, {"x": inputs(outlying)}]) == len(outlying)
    assert error(after, x) < error(before, x) / 20


def test_the_weights_stay_as_they_are_and_nothing_is_split_where_nothing_stands_out(tmp_path):
    before, after = quantised(tmp_path), quantised(tmp_path)
    assert split_outliers(after, [{"x": inputs([])}]) == 0
    assert after == before
    split_outliers(after, [{"x": inputs([7])}])
    kept = {one.name: one for one in after.graph.initializer}
    assert all(kept[one.name] == one for one in before.graph.initializer)


def test_the_graph_reads_its_large_numbers_where_they_lie(tmp_path):
    model, x = quantised(tmp_path), inputs([3])
    split_outliers(model, [{"x": x}])
    assert write_graph(tmp_path / "quantised.onnx", tmp_path / "graph.onnx", [{"x": x}]) == 1
    graph = onnx.load(tmp_path / "graph.onnx", load_external_data=False)
    assert [one.name for one in graph.graph.initializer if one.external_data] == ["w_quantized"]
    (found,) = ort.InferenceSession(tmp_path / "graph.onnx").run(None, {"x": x})
    (wanted,) = ort.InferenceSession(model.SerializeToString()).run(None, {"x": x})
    assert (found == wanted).all()
