"""The cross-encoder: a transformer that reads both texts and weighs same, changed, different. ONNX, int8, on CPU."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime as ort
from tokenizers import Tokenizer

from bot.core.errors import WeightsError
from bot.novelty.thresholds import LONGEST_READ

if TYPE_CHECKING:
    from collections.abc import Sequence

WEIGHTS_FOLDER = Path(__file__).parent / "weights"
_MANIFEST = "manifest.json"
_CPU_INFO = Path("/proc/cpuinfo")


class Encoder:
    """Gives logits for pairs of normalised texts."""

    def __init__(self, session: ort.InferenceSession, tokenizer: Tokenizer) -> None:
        """Take a loaded model and the tokenizer that belongs to it."""
        self._session = session
        self._tokenizer = tokenizer
        vocabulary = tokenizer.get_vocab()
        self._cls, self._sep = vocabulary["[CLS]"], vocabulary["[SEP]"]

    @classmethod
    def load(cls, folder: Path, threads: int) -> Encoder:
        """Load graph.onnx, which reads its numbers from model.onnx beside it, and tokenizer.json.

        Raises:
            WeightsError: a file cannot be read by the library.

        """
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        if not adds_products_in_32_bits():  # in 16 they overflow; the precise mode takes two thirds more of the time
            options.add_session_config_entry("session.x64quantprecision", "1")
        options.enable_cpu_mem_arena = False  # pairs are rare: give the memory back between them
        options.log_severity_level = 3
        try:
            session = ort.InferenceSession(str(folder / "graph.onnx"), options, providers=["CPUExecutionProvider"])
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # the libraries raise their own bare exceptions
            msg = f"{folder}: the model cannot be loaded ({error}); install the package again"
            raise WeightsError(msg) from error
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(session, tokenizer)

    def logits(self, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        """Give the logits of pairs as they stand, float64 [pairs, 3] for same, changed, different."""
        # One at a time: inputs are quantised by the largest of a batch, so a pair's logits would depend on the others.
        found = [self._session.run(None, self._inputs(*pair))[0][0] for pair in pairs]
        return np.array(found, np.float64).reshape(len(found), 3)

    def _inputs(self, a: str, b: str) -> dict[str, np.ndarray]:
        first, second = (self._tokenizer.encode(text, add_special_tokens=False).ids[:LONGEST_READ] for text in (a, b))
        ids = np.array([[self._cls, *first, self._sep, *second, self._sep]], np.int64)
        segments = np.zeros_like(ids)
        segments[0, len(first) + 2 :] = 1
        return {"ids": ids, "segments": segments, "mask": np.ones(ids.shape, np.float32)}


def adds_products_in_32_bits(cpu_info: Path = _CPU_INFO) -> bool:
    """Tell whether the processor adds up products of bytes in 32 bits (VNNI); where nothing says so, it does not."""
    try:
        return "_vnni" in cpu_info.read_text(encoding="utf-8")  # avx512_vnni, avx_vnni
    except (OSError, ValueError):
        return False


def check_weights(folder: Path) -> None:
    """Compare every weights file with its sum in the manifest.

    Raises:
        WeightsError: a file is missing or is not the one that was published.

    """
    try:
        sums = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))["sha256"]
        for name, expected in sums.items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != expected:
                msg = f"{folder / name}: not the file that {_MANIFEST} names; install the package again"
                raise WeightsError(msg)
    except (OSError, ValueError, KeyError) as error:
        msg = f"{folder}: the weights are incomplete ({error}); install the package again"
        raise WeightsError(msg) from error
