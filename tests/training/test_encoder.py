"""The encoders are read as they were published: names of weights, rows of positions, distances."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training is not installed: pip install -e '.[training]'")
from safetensors.torch import save_file  # noqa: E402
from torch.nn import functional  # noqa: E402

from training.encoder import DistanceBias, Layer, Shape, distance_buckets  # noqa: E402
from training.tagger.network import Network  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path

BERT = Shape(hidden=8, heads=2, inner=12, layers=2, norm_eps=1e-12, positions=6)
MPNET = Shape(hidden=8, heads=2, inner=12, layers=2, norm_eps=1e-5, positions=6, first_position=2, distance_buckets=8)
PIECES = 10


@pytest.mark.parametrize(
    ("ahead", "bucket"),
    [
        pytest.param(0, 0, id="itself"),
        pytest.param(-1, 1, id="the one before"),
        pytest.param(1, 17, id="the one after"),
        pytest.param(-7, 7, id="single up to seven"),
        pytest.param(-8, 8, id="the first wide one"),
        pytest.param(-11, 8, id="its end"),
        pytest.param(-12, 9, id="the next"),
        pytest.param(-127, 15, id="the last begins before its limit"),
        pytest.param(-200, 15, id="and holds all beyond"),
        pytest.param(200, 31, id="on the other side too"),
    ],
)
def test_buckets_of_distance(ahead: int, bucket: int) -> None:
    buckets = distance_buckets(201, 32)
    assert buckets[max(-ahead, 0), max(ahead, 0)] == bucket


def test_what_is_added_depends_on_the_distance_alone() -> None:
    bias = DistanceBias(MPNET)
    whole, part = bias(6)[0], bias(4)[0]
    assert torch.equal(part, whole[:, 2:, 2:])
    assert not torch.equal(whole[:, 0, 1], whole[:, 1, 0])


def test_attention_is_that_of_torch() -> None:
    torch.manual_seed(1)
    layer, x = Layer(0.0, MPNET), torch.randn(2, 5, 8)
    bias = DistanceBias(MPNET)(5) + torch.tensor([0.0, 0, 0, 0, -1e4])
    query, key, value = (
        part.view(2, 5, 2, 4).transpose(1, 2) for part in layer.query_key_value(x).split(MPNET.hidden, 2)
    )
    attended = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias.expand(2, -1, -1, -1))
    assert torch.allclose(layer(x, bias), layer.finish(x, attended.transpose(1, 2).reshape(2, 5, 8)), atol=1e-5)


def published(shape: Shape, path: Path) -> dict[str, torch.Tensor]:
    """Write weights of chance under the names of the published files."""
    mpnet = bool(shape.distance_buckets)
    attention = ("attn.q", "attn.k", "attn.v", "attn.o") if mpnet else ("self.query", "self.key", "self.value")
    sizes = {
        "embeddings.word_embeddings.weight": (PIECES, shape.hidden),
        "embeddings.position_embeddings.weight": (shape.positions + shape.first_position, shape.hidden),
    }
    if mpnet:
        sizes["encoder.relative_attention_bias.weight"] = (shape.distance_buckets, shape.heads)
    else:
        sizes["embeddings.token_type_embeddings.weight"] = (2, shape.hidden)
    linears, norms = {}, ["embeddings.LayerNorm"]
    for number in range(shape.layers):
        layer = f"encoder.layer.{number}."
        linears |= {f"{layer}attention.{name}": (shape.hidden, shape.hidden) for name in attention}
        if not mpnet:
            linears[f"{layer}attention.output.dense"] = (shape.hidden, shape.hidden)
        linears[f"{layer}intermediate.dense"] = (shape.inner, shape.hidden)
        linears[f"{layer}output.dense"] = (shape.hidden, shape.inner)
        norms += [f"{layer}attention.{'' if mpnet else 'output.'}LayerNorm", f"{layer}output.LayerNorm"]
    for name, size in linears.items():
        sizes |= {f"{name}.weight": size, f"{name}.bias": size[:1]}
    for name in norms:
        sizes |= {f"{name}.weight": (shape.hidden,), f"{name}.bias": (shape.hidden,)}
    weights = {name: torch.randn(size) for name, size in sizes.items()}
    save_file(weights, path)
    return weights


@pytest.mark.parametrize("shape", [pytest.param(BERT, id="BERT"), pytest.param(MPNET, id="MPNet")])
def test_published_weights_are_taken_over(shape: Shape, tmp_path: Path) -> None:
    torch.manual_seed(2)
    weights = published(shape, tmp_path / "model.safetensors")
    network = Network(3, 0.0, shape)
    network.load_encoder(tmp_path / "model.safetensors", np.array([0, 4, 9]))
    assert torch.equal(network.piece.weight, weights["embeddings.word_embeddings.weight"][[0, 4, 9]])
    first = network.position.weight[0]
    if shape.distance_buckets:
        assert torch.equal(first, weights["embeddings.position_embeddings.weight"][2])
        assert torch.equal(network.bias.table.weight, weights["encoder.relative_attention_bias.weight"])
        key = weights["encoder.layer.1.attention.attn.k.weight"]
    else:
        segment = weights["embeddings.token_type_embeddings.weight"][0]
        assert torch.equal(first, weights["embeddings.position_embeddings.weight"][0] + segment)
        key = weights["encoder.layer.1.attention.self.key.weight"]
    assert torch.equal(network.layers[1].query_key_value.weight[8:16], key)
    assert torch.equal(network.layers[0].outer.bias, weights["encoder.layer.0.output.dense.bias"])


@pytest.mark.parametrize(("shape", "learns"), [(BERT, True), (MPNET, False)])
def test_tables_that_learn(shape: Shape, learns: bool) -> None:  # noqa: FBT001  (a column of the table)
    network = Network(3, 0.0, shape)
    assert network.position.weight.requires_grad is learns
    assert not network.piece.weight.requires_grad
