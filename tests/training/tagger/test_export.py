"""What is exported reads as what was trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training is not installed: pip install -e '.[training]'")
onnx = pytest.importorskip("onnx", reason="training is not installed: pip install -e '.[training]'")

from bot.watcher.find.tagger import Tagger  # noqa: E402
from bot.watcher.find.tagger.encoded import CASES, encode  # noqa: E402
from bot.watcher.find.tagger.quote_states import QUOTE_STATES, quote_states  # noqa: E402
from bot.watcher.find.tagger.weights import MODEL, TABLE, checked  # noqa: E402
from tests.training.tagger.networks import BERT, FRAME, MPNET, examples, network  # noqa: E402
from tests.training.tagger.networks import TABLE as PIECES  # noqa: E402
from training.tagger import export as exporting  # noqa: E402
from training.tagger.train import collate  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path

    from training.encoder import Shape
    from training.tagger.network import Network

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:torch.*"),
    pytest.mark.filterwarnings("ignore:.*legacy TorchScript-based ONNX export.*"),
    pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning"),
]

TEXT = "“It is so,” Ann said.\nBob denied that it was."
SHAPES = [pytest.param(BERT, id="BERT"), pytest.param(MPNET, id="MPNet")]


def samples() -> list[tuple[torch.Tensor, ...]]:
    window = [(examples(1)[0], 0, 40)]
    return [collate(window, FRAME, 0.0, np.random.default_rng(1)).inputs]


def exported(made: Network, folder: Path) -> Tagger:
    exporting.export(made, PIECES.to_str(), samples(), folder, "7")
    return Tagger.load(folder)


def hidden(made: Network, tagger: Tagger) -> tuple[np.ndarray, np.ndarray]:
    """Vectors of the words of TEXT, of the network and of the files."""
    encoded = encode(TEXT, PIECES, quote_states)
    lengths = np.diff(encoded.starts)
    pieces = np.array([FRAME.begin, *encoded.pieces, FRAME.end])
    line = np.zeros(len(encoded.pieces), np.int64)
    line[encoded.starts[:-1]] = encoded.line
    features = [
        np.array([0, *row, 0]) for row in (*(np.repeat(x, lengths) for x in (encoded.quote, encoded.case)), line)
    ]
    mask = torch.ones(1, len(pieces), dtype=torch.bool)
    with torch.no_grad():
        wanted = made(torch.from_numpy(pieces)[None], *(torch.from_numpy(row)[None] for row in features), mask)
    return wanted[0, encoded.starts[:-1] + 1].numpy(), tagger.scores(encoded).hidden


def error(made: Network, tagger: Tagger) -> float:
    wanted, got = hidden(made, tagger)
    return float(np.sqrt(((wanted - got) ** 2).mean() / (wanted**2).mean()))


@pytest.mark.parametrize("shape", SHAPES)
def test_the_files_give_the_vectors_of_the_network(shape: Shape, tmp_path: Path) -> None:
    made = network(shape)
    for feature in (made.quote, made.case, made.line):
        torch.nn.init.normal_(feature.weight)
    assert error(made, exported(made, tmp_path)) < 0.03


def test_the_distance_of_pieces_counts(tmp_path: Path) -> None:
    made = network(MPNET)
    torch.nn.init.normal_(made.bias.table.weight, std=3)
    tagger = exported(made, tmp_path)
    assert error(made, tagger) < 0.03
    torch.nn.init.zeros_(made.bias.table.weight)
    assert error(made, tagger) > 0.1


@pytest.mark.parametrize("part", ["inner", "outer"])
def test_a_channel_that_stands_out_does_not_drown_the_others(part: str, tmp_path: Path) -> None:
    made = network(MPNET)
    with torch.no_grad():
        if part == "outer":
            made.layers[0].inner.bias[3] = 500
            made.layers[0].outer.weight[:, 3] /= 500
        else:
            made.layers[0].attention_norm.bias[3] = 500
            made.layers[0].inner.weight[:, 3] /= 500
    found = exporting.outlying_channels(made.eval(), samples())[0, part]
    assert 3 in found.tolist()
    assert error(made, exported(made, tmp_path)) < 0.03


def test_weights_have_seven_bits(tmp_path: Path) -> None:
    exported(network(MPNET), tmp_path)
    model = onnx.load(tmp_path / MODEL)
    tensors = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    products = [node for node in model.graph.node if node.op_type == "MatMulInteger"]
    assert len(products) == 4 * MPNET.layers
    for node in products:
        weight = tensors[node.input[1]]
        assert weight.dtype == np.int8
        assert np.abs(weight.astype(int)).max() <= 64
    assert checked(tmp_path).weight_bits == 7


def test_a_large_table_lies_beside_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = network(MPNET)
    beside = error(made, exported(made, tmp_path))
    assert not (tmp_path / TABLE).exists()
    monkeypatch.setattr(exporting, "_LARGE_TENSOR", made.piece.weight.numel())
    assert error(made, exported(made, tmp_path)) == beside
    assert (tmp_path / TABLE).stat().st_size >= made.piece.weight.numel()


def test_features_are_numbered_as_the_tagger_numbers_them() -> None:
    made = network(BERT)
    with torch.no_grad():
        for feature, step in ((made.quote, 1), (made.case, 10), (made.line, 100)):
            feature.weight.copy_(step * torch.arange(len(feature.weight))[:, None].expand(-1, BERT.hidden))
    encoder = exporting._Encoder(made, exporting.outlying_channels(made.eval(), samples()))
    number = 3 + QUOTE_STATES * 2 + QUOTE_STATES * CASES * 1
    assert encoder.features.weight[number, 0] == 123
