"""Vectors of texts from a table of word pieces: near in meaning, near in direction, and cheap, for nothing is run."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from tokenizers import Tokenizer

from bot.core.errors import WeightsError
from bot.core.words import plain_form

if TYPE_CHECKING:
    from collections.abc import Sequence

_FOLDER = Path(__file__).parents[1] / "weights"
WIDTH = 128


class Vectors:
    """A table of pieces, and the centres around which texts are grouped."""

    def __init__(
        self, tokenizer: Tokenizer, table: np.ndarray, scales: np.ndarray, centres: np.ndarray, *, name: str = ""
    ) -> None:
        """Take the table as int8 [pieces, WIDTH] with a scale for each row, and unit centres [groups, WIDTH].

        `name` tells these vectors from all others: what another table made of a text is not compared with theirs.
        """
        self.name = name
        self._tokenizer = tokenizer
        self._table = table
        self._scales = scales.astype(np.float32)
        self.centres = centres.astype(np.float32)

    @classmethod
    def load(cls, folder: Path) -> Vectors:
        """Load words.npz and tokenizer.json.

        Raises:
            WeightsError: a file is missing or damaged.

        """
        try:
            files = (folder / "tokenizer.json", folder / "words.npz")
            name = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
            tokenizer = Tokenizer.from_file(str(files[0]))
            with np.load(files[1]) as given:
                table, scales, centres = given["table"], given["scales"], given["centres"]
        except Exception as error:  # the libraries raise their own bare exceptions
            msg = f"{folder}: the word vectors cannot be loaded ({error}); install the package again"
            raise WeightsError(msg) from error
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(tokenizer, table, scales, centres, name=name)

    def summed(self, text: str) -> np.ndarray:
        """Give the sum of the vectors of the pieces of a text, float32 [WIDTH]; the longer, the rarer its words."""
        pieces = self._tokenizer.encode(plain_form(text), add_special_tokens=False).ids
        if not pieces:
            return np.zeros(WIDTH, np.float32)
        total: np.ndarray = self._scales[pieces] @ self._table[pieces].astype(np.float32)
        return total

    def of(self, text: str) -> np.ndarray:
        """Give the unit vector of a text, float32 [WIDTH]; zeros for a text without known pieces."""
        pieces: Sequence[int] = self._tokenizer.encode(plain_form(text), add_special_tokens=False).ids
        if not pieces:
            return np.zeros(WIDTH, np.float32)
        summed = self._scales[pieces] @ self._table[pieces].astype(np.float32)
        length = float(np.linalg.norm(summed))
        unit: np.ndarray = summed / length if length else summed
        return unit


@cache
def shipped() -> Vectors:
    """Give the vectors that come with the package, loaded once.

    Raises:
        WeightsError: a file is missing or damaged.

    """
    return Vectors.load(_FOLDER)
