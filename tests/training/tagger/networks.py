"""Networks, texts and recipes that are small enough for a test."""

from __future__ import annotations

import torch

from tests.watcher.tagger.tables import piece_table
from training.encoder import Shape
from training.tagger import gold
from training.tagger.articles import Document, Quotation
from training.tagger.network import Network
from training.tagger.train import Frame, Recipe

BERT = Shape(hidden=16, heads=2, inner=32, layers=2, norm_eps=1e-12, positions=256)
MPNET = Shape(hidden=16, heads=2, inner=32, layers=2, norm_eps=1e-5, positions=256, distance_buckets=8)
TABLE = piece_table()
FRAME = Frame(begin=TABLE.token_to_id("[CLS]"), end=TABLE.token_to_id("[SEP]"), mask=TABLE.token_to_id("[UNK]"))
RECIPE = Recipe(seed=1, epochs=2, warm=0.1, batch=2, save_every=1e-9, keep_epochs=True)


def network(shape: Shape = MPNET, seed: int = 1) -> Network:
    """Make one with weights of chance."""
    torch.manual_seed(seed)
    return Network(TABLE.get_vocab_size(), 0.1, shape)


def examples(texts: int = 6) -> list[gold.Example]:
    """Give texts of two windows, each with a quotation."""
    quotation = Quotation(content=((9, 18),), cue=((4, 8),), source=((0, 3),), speech=True)
    return gold.examples(
        [
            Document(id=str(number), text=f"Ann said it is so. {'And so on. ' * 30}{number}", quotations=(quotation,))
            for number in range(texts)
        ],
        TABLE,
    )
