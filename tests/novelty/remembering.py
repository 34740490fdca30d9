"""The packaged network of the comparison, which reads each pair once: what it says depends on the pair alone."""

from __future__ import annotations

import json
import os
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import onnxruntime
import tokenizers

from bot.novelty import Judge, encoder
from bot.novelty.encoder import WEIGHTS_FOLDER, Encoder, adds_products_in_32_bits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.novelty.judge import PairEncoder


class RememberingEncoder:
    """Implements `PairEncoder`. What was said is kept in `folder`, too, for the other processes and the next run."""

    folder: ClassVar[Path | None] = None  # set by conftest.py, for all

    def __init__(self, network: PairEncoder) -> None:
        self._network = network
        self._said: dict[tuple[str, str], list[float]] = {}

    def logits(self, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        return np.array([self._of(pair) for pair in pairs], np.float64).reshape(len(pairs), 3)

    def _of(self, pair: tuple[str, str]) -> list[float]:
        if pair not in self._said:
            self._said[pair] = self._kept(pair)
        return self._said[pair]

    def _kept(self, pair: tuple[str, str]) -> list[float]:
        if self.folder is None:
            return self._read(pair)
        file = self.folder / f"{sha256(json.dumps(pair).encode()).hexdigest()}.json"
        if file.exists():
            kept: list[float] = json.loads(file.read_text(encoding="utf-8"))
            return kept
        said = self._read(pair)
        mine = file.with_suffix(f".{os.getpid()}")
        mine.write_text(json.dumps(said), encoding="utf-8")
        mine.replace(file)  # another process never reads half of it
        return said

    def _read(self, pair: tuple[str, str]) -> list[float]:
        said: list[float] = self._network.logits([pair])[0].tolist()
        return said


@cache
def remembering_judge() -> Judge:
    """The judge as it is shipped, whose network remembers."""
    return Judge.load(encoder=RememberingEncoder(Encoder.load(WEIGHTS_FOLDER, 1)))


def what_decides() -> str:
    """Return a hash of all that decides what the network says: its weights, its code, its libraries, its arithmetic."""
    parts = [(WEIGHTS_FOLDER / "manifest.json").read_bytes()]  # it has the weights' own hashes
    parts += [Path(encoder.__file__).read_bytes(), str(adds_products_in_32_bits()).encode(), sys.version.encode()]
    parts += [f"{one.__name__} {one.__version__}".encode() for one in (onnxruntime, tokenizers, np)]
    return sha256(b"\n".join(parts)).hexdigest()[:16]
