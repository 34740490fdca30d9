"""A smaller word-piece table: what English statements need, and a vector for each piece to find candidates by."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import torch
from tokenizers import Tokenizer

from training.novelty.network import CLS, SEP, CrossEncoder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_WHOLE_WORDS = 18_500  # the table of BERT is ordered by frequency
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
WIDTH = 128  # of the vectors of pieces


def kept_ids(tokenizer: Tokenizer) -> list[int]:
    """Choose pieces: the special ones, the frequent words, all endings; plain letters only."""
    kept = []
    for piece, number in sorted(tokenizer.get_vocab().items(), key=lambda row: row[1]):
        ending = piece.startswith("##")
        if piece in _SPECIAL or (
            piece.isascii() and not piece.startswith("[") and (ending or number < _WHOLE_WORDS or len(piece) == 1)
        ):
            kept.append(number)
    return kept


def pruned_tokenizer(source: Path, target: Path) -> list[int]:
    """Write a tokenizer.json with the kept pieces only; give their ids in the full table, in the new order."""
    full = Tokenizer.from_file(str(source))
    kept = kept_ids(full)
    names = {number: piece for piece, number in full.get_vocab().items()}
    given = json.loads(source.read_text(encoding="utf-8"))
    given["model"]["vocab"] = {names[number]: place for place, number in enumerate(kept)}
    places = {number: place for place, number in enumerate(kept)}
    given["added_tokens"] = [
        token | {"id": places[token["id"]]} for token in given["added_tokens"] if token["id"] in places
    ]
    given["post_processor"] = given["truncation"] = given["padding"] = None
    target.write_text(json.dumps(given, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    return kept


def piece_vectors(bert: CrossEncoder, kept: Sequence[int], texts: Sequence[list[int]]) -> np.ndarray:
    """Give a vector per kept piece, float32 [pieces, WIDTH].

    It is what the sentence encoder makes of the piece alone, reduced to WIDTH directions, and shortened the more of
    `texts` (token ids in the new order) hold the piece.
    """
    rows = []
    bert.eval()
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for start in range(0, len(kept), 512):
            ids = torch.tensor([[CLS, number, SEP] for number in kept[start : start + 512]])
            rows.append(bert.hidden(ids, torch.zeros_like(ids), torch.ones(ids.shape)).mean(1).numpy())
    hidden = np.concatenate(rows)
    hidden -= hidden.mean(0)
    _, _, directions = np.linalg.svd(hidden, full_matrices=False)
    held = np.ones(len(kept))
    for text in texts:
        held[list(set(text))] += 1
    rarity = 1e-3 / (1e-3 + 0.05 * held / (len(texts) + 1))
    vectors: np.ndarray = (hidden @ directions[:WIDTH].T * rarity[:, None]).astype(np.float32)
    return vectors


def centroids(vectors: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Group unit vectors [n, WIDTH] around `count` of them by k-means; float32 [count, WIDTH]."""
    rng = np.random.default_rng(seed)
    centres = vectors[rng.choice(len(vectors), count, replace=False)].copy()
    for _ in range(15):
        nearest = (vectors @ centres.T).argmax(1)
        for number in range(count):
            members = vectors[nearest == number]
            if len(members):
                centre = members.sum(0)
                centres[number] = centre / max(1e-9, float(np.linalg.norm(centre)))
    return centres
