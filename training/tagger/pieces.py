"""The word-piece table, cut to what English news uses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
from tokenizers import Tokenizer as PieceTable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

_FRAME = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_FREQUENT = 22_000
"""BERT's table lists its whole words roughly by frequency: those up to here stay even if training never shows them."""


def cut(path: Path, texts: Iterable[str]) -> tuple[str, NDArray[np.int64]]:
    """Drop the pieces that neither the texts nor common English need.

    Kept are every single character and every continuation, so that any word that the full table can write this one can
    write too; every frequent word; and every piece the texts use.

    Args:
        path: the full table, a tokenizer.json.
        texts: those which the network is trained on.

    Returns:
        The new tokenizer.json, and for each of its pieces the id in the full table.

    """
    raw = json.loads(path.read_text(encoding="utf-8"))
    raw["truncation"] = raw["padding"] = None
    table = PieceTable.from_str(json.dumps(raw))
    used: set[int] = set()
    for text in texts:
        used.update(table.encode(text, add_special_tokens=False).ids)
    vocabulary: dict[str, int] = raw["model"]["vocab"]
    kept = sorted(
        number
        for piece, number in vocabulary.items()
        if piece in _FRAME
        or number in used
        or (not piece.startswith("[unused") and (len(piece) == 1 or piece.startswith("##") or number < _FREQUENT))
    )
    names = {number: piece for piece, number in vocabulary.items()}
    renumbered = {names[number]: new for new, number in enumerate(kept)}
    raw["model"]["vocab"] = renumbered
    for token in raw["added_tokens"]:
        token["id"] = renumbered[token["content"]]
    # Words are framed by [CLS] and [SEP] by the caller, once per window.
    raw["post_processor"] = None
    return json.dumps(raw, ensure_ascii=False), np.array(kept, np.int64)
