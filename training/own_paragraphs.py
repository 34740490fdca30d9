"""Teaches which paragraphs are somebody's own words with neither marks nor a label.

    python -m training.own_paragraphs GOLD_FOLDER --articles FILE ...

Learns from the articles named, in which the statements of the three actors are marked, and from polnear-train with
`polnear-train-people`, in which hardly anybody speaks so. A paragraph is somebody's own words where an actor's
statements cover `COVERED` of it, or `WHOLE` of it what somebody else says who could be taken for him: his lawyer's
answers look as his do, and who speaks is not asked here. First a line is judged by what the tagger's network makes of
it (a logistic model), then trees judge that, how the paragraph and its neighbours look, and where the actor is named
(gradient boosting by LightGBM; Ke et al. 2017). Prints precision and recall by folds of whole files, and writes
`bot/watcher/find/tagger/own_lines.json` and `bot/watcher/shape/own_paragraphs.json`.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np

from bot.core.config import example_config_path, read_config
from bot.tools.evaluate.words import Text
from bot.watcher.components import as_learnt, make_context, make_pipeline
from bot.watcher.find.tagger import Tagger, own_lines
from bot.watcher.find.tagger.own_lines import line_means
from bot.watcher.people.roster import make_roster
from bot.watcher.shape import own_paragraphs
from bot.watcher.shape.paragraph_rows import features_of, line_of_paragraphs, rows_of
from bot.watcher.text.normalise import normalise
from bot.watcher.text.post_marks import without_marks_of_quoting
from training.confidence import documents, fit
from training.speaker_network.questions import ELSE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.core.model import Span
    from bot.watcher.shape.paragraph_rows import ParagraphRow

COVERED = 0.7  # share of a paragraph's words that are an actor's
WHOLE = 0.95  # the same of somebody else's, of whose words the gold files mark some alone
MARKS = '“”"'
SHORTEST = 5  # words of a paragraph that is learned from
FOLDS = 5
EVERY = 2  # of the pages that hold no such paragraph, every second is read
LINE_DECAY = 0.02
ROUNDS = 250
TREES_LIKE = {
    "objective": "binary",
    "num_leaves": 15,
    "learning_rate": 0.06,
    "lambda_l2": 3.0,
    "min_data_in_leaf": 20,
    "seed": 1,
    "deterministic": True,
    "num_threads": 1,
    "verbosity": -1,
}
DIGITS = 4
THRESHOLDS = (0.5, 0.7, 0.8, 0.9, 0.95)
LINES = Path(own_lines.__file__).with_name(own_lines.LINE_WEIGHTS)
TREES = Path(own_paragraphs.__file__).with_name("own_paragraphs.json")


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page: its rows, what the network makes of its paragraphs, and of each row whether it is the actor's own."""

    fold: int
    rows: list[ParagraphRow]
    lines: NDArray[np.float32]  # (paragraphs, hidden size)
    right: NDArray[np.bool_]  # (rows,): the actor's own words, or of somebody who could be taken for him
    is_used: NDArray[np.bool_]  # (rows,): of some length and without quotation marks


def main() -> None:
    """Read, teach, print, write; see --help."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="folder of the gold files")
    parser.add_argument("--articles", type=Path, nargs="+", help="gold files of actors' statements")
    given = parser.parse_args()
    pages = list(read(Tagger.load(), given.gold, given.articles))
    held_out(pages)
    write(pages)


def read(tagger: Tagger, gold: Path, articles: Sequence[Path]) -> Iterator[Page]:
    """Read all pages; those of one file are in one fold."""
    for number, path in enumerate(articles):
        nlp = make_pipeline(make_roster(read_config(example_config_path()).actors), tagger)
        for place, document in enumerate(documents(path)):
            said = [(one["actor"], span) for one in document["statements"] for span in one["content"]]
            others = [
                (one["actor"], one["span"])
                for one in document["non_statements"]
                if one["why"].replace(" ", "-") in ELSE
            ]
            if place % EVERY == 0 or _holds_own(document["text"], [*said, *others]):
                yield _page(nlp, document, {COVERED: said, WHOLE: others}, fold=number % FOLDS)
    nlp = make_pipeline(make_roster(read_config(gold / "polnear-actors.toml").actors), tagger)
    speakers = {row["id"]: row["speakers"] for row in documents(gold / "polnear-train-people.jsonl")}
    known = [one for one in documents(gold / "polnear-train.jsonl") if one["id"] in speakers]
    for number, document in enumerate(known[::EVERY]):
        said = [
            (who or "", span)
            for quote, who in zip(document["quotes"], speakers[document["id"]], strict=True)
            for span in quote["content"]
        ]
        yield _page(nlp, document, {COVERED: said}, fold=number % FOLDS)


def _holds_own(text: str, said: Sequence[tuple[str, Span]]) -> bool:
    """Whether somebody's statements cover a line without quotation marks."""
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        for who in {who for who, _ in said}:
            covered = sum(max(0, min(end, b) - max(start, a)) for one, (a, b) in said if one == who)
            if line.strip() and covered >= COVERED * len(line) and not any(mark in line for mark in MARKS):
                return True
        start = end + 1
    return False


def _page(nlp: Any, document: dict[str, Any], said: Mapping[float, Sequence[tuple[str, Span]]], *, fold: int) -> Page:
    """`said`: who says what, by the share of a paragraph that it must cover."""
    clean = normalise(document["text"])
    doc = nlp.make_doc(without_marks_of_quoting(clean.text))
    doc._.title = document.get("title") or ""
    for name in ("reading", "quotation_marks", "mentions", "people"):
        doc = nlp.get_pipe(name)(doc)
    doc._.as_learnt = as_learnt(doc._.reading, doc._.marks)
    context = make_context(doc)._.context
    rows, gold = rows_of(context), Text(document["text"])
    right, is_used = [], []
    for row in rows:
        span = context.reading.paragraph_span(row.paragraph)
        words = set(gold.words_begun([clean.to_original(span)]))
        ids = {row.person.actor_id, row.person.name}
        covered = {
            share: len(words & gold.words_begun([span for who, span in parts if who in ids]))
            for share, parts in said.items()
        }
        right.append(any(found >= share * max(len(words), 1) for share, found in covered.items()))
        marks = sum(context.reading.text.count(mark, *span) for mark in MARKS)
        is_used.append(len(words) >= SHORTEST and not marks)
    lines = means_of(nlp.get_pipe("model_triples").tagger, context.as_learnt)[line_of_paragraphs(context)]
    return Page(fold=fold, rows=rows, lines=lines, right=np.array(right, bool), is_used=np.array(is_used, bool))


def means_of(tagger: Tagger, text: str) -> NDArray[np.float32]:
    """What the network makes of each line, (lines, hidden size)."""
    encoded = tagger.encode(text)
    return line_means(text, encoded, tagger.scores(encoded))


def write(pages: Sequence[Page]) -> None:
    """Teach both models on all pages, and write their files."""
    weights, bias = line_model(pages)
    of_lines = {"weights": [_short(one) for one in weights], "bias": _short(bias)}
    LINES.write_text(json.dumps(of_lines) + "\n", encoding="utf-8")
    TREES.write_text(json.dumps(_stored(boosted(pages, of_others(pages)))) + "\n", encoding="utf-8")


def line_model(pages: Sequence[Page]) -> tuple[NDArray[np.float64], float]:
    """Weights and bias of the logistic model over the lines, in the network's own units."""
    x = np.concatenate([page.lines[[row.paragraph for row in page.rows]] for page in pages if page.rows]).astype(float)
    y = np.concatenate([page.right for page in pages])
    used = np.concatenate([page.is_used for page in pages])
    x, y = x[used], y[used]
    mean, scale = x.mean(0), x.std(0) + 1e-6
    standard = np.column_stack([(x - mean) / scale, np.ones(len(x))])
    found = fit(standard, y.astype(float), np.ones(len(y)), decay=LINE_DECAY)
    weights = found[:-1] / scale
    return weights, float(found[-1] - weights @ mean)


def of_others(pages: Sequence[Page]) -> list[NDArray[np.float64]]:
    """Log odds of each page's lines by a model that has not seen its fold."""
    models = {fold: line_model([page for page in pages if page.fold != fold]) for fold in range(FOLDS)}
    return [page.lines @ models[page.fold][0] + models[page.fold][1] for page in pages]


def boosted(pages: Sequence[Page], odds: Sequence[NDArray[np.float64]]) -> lightgbm.Booster:
    """The trees, taught on rows that are used."""
    x = np.array([row for page, near in zip(pages, odds, strict=True) for row in _features(page, near)])
    y = np.concatenate([page.right for page in pages])
    used = np.concatenate([page.is_used for page in pages])
    return lightgbm.train(TREES_LIKE, lightgbm.Dataset(x[used], y[used].astype(int)), num_boost_round=ROUNDS)


def _features(page: Page, odds: NDArray[np.float64]) -> list[list[float]]:
    return [features_of(row, odds.tolist()) for row in page.rows]


def _stored(model: lightgbm.Booster) -> list[Any]:
    return [_nested(tree["tree_structure"]) for tree in model.dump_model()["tree_info"]]


def _nested(node: Mapping[str, Any]) -> list[Any]:
    if "leaf_value" in node:
        return [_short(node["leaf_value"])]
    children = [_nested(node[side]) for side in ("left_child", "right_child")]
    return [node["split_feature"], _short(node["threshold"]), *children]


def _short(value: float) -> float:
    return float(f"{float(value):.{DIGITS}g}")


def held_out(pages: Sequence[Page]) -> None:
    """Print what is right of paragraphs in folds that a model has not seen."""
    share: list[NDArray[np.float64]] = []
    right = []
    for fold in range(FOLDS):
        inside = [page for page in pages if page.fold != fold]
        outside = [page for page in pages if page.fold == fold]
        weights, bias = line_model(inside)
        model = boosted(inside, of_others(inside))
        for page in (one for one in outside if one.rows):
            found = model.predict(np.array(_features(page, page.lines @ weights + bias)))
            share.append(found[page.is_used])
            right.append(page.right[page.is_used])
    p, y = np.concatenate(share), np.concatenate(right)
    print(f"{len(y)} paragraphs without marks, {y.sum()} of them somebody's own words; by folds of whole files")
    print("| from | found | right |\n|---|---|---|")
    for threshold in THRESHOLDS:
        hit = p >= threshold
        print(f"| {threshold} | {(hit & y).sum() / max(y.sum(), 1):.1%} | {(hit & y).sum() / max(hit.sum(), 1):.1%} |")


if __name__ == "__main__":
    main()
