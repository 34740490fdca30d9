"""The word-piece table, cut to what English news uses."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import numpy as np
from tokenizers import Tokenizer as PieceTable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

_FRAME = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
# MPNet has all of BERT's table, but was trained with these in place of four of its own.
_MPNET_FRAME = ("<pad>", "[UNK]", "<s>", "</s>", "<mask>")
_IDLE = re.compile(r"\[unused\d+\]|\[(?:PAD|UNK|CLS|SEP|MASK)\]|<unk>")
_FREQUENT = 22_000
"""The table lists its whole words roughly by frequency: those up to here stay even if training never shows them."""


def cut(path: Path, texts: Iterable[str]) -> tuple[str, NDArray[np.int64]]:
    """Drop the pieces that neither the texts nor common English need.

    Kept are every single character and every continuation, so that any word that the full table can write this one can
    write too; every frequent word; and every piece the texts use. The pieces that frame a window have BERT's names in
    the new table, whatever the old one calls them.

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
    frame = dict(zip(_MPNET_FRAME if "<s>" in vocabulary else _FRAME, _FRAME, strict=True))
    kept = sorted(
        number
        for piece, number in vocabulary.items()
        if piece in frame
        or (number in used and piece not in _FRAME)
        or (not _IDLE.match(piece) and (len(piece) == 1 or piece.startswith("##") or number < _FREQUENT))
    )
    names = {number: frame.get(piece, piece) for piece, number in vocabulary.items()}
    renumbered = {names[number]: new for new, number in enumerate(kept)}
    raw["model"]["vocab"] = renumbered
    raw["added_tokens"] = [token for token in raw["added_tokens"] if token["content"] in frame]
    for token in raw["added_tokens"]:
        token["content"] = frame[token["content"]]
        token["id"] = renumbered[token["content"]]
    # Words are framed by [CLS] and [SEP] by the caller, once per window.
    raw["post_processor"] = None
    return json.dumps(raw, ensure_ascii=False), np.array(kept, np.int64)
