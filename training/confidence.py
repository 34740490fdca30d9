"""Fits the confidence of the watcher: a logistic model of few weights, by cross-validation over whole documents.

    python -m training.confidence GOLD_FOLDER [--model FOLDER]

A quotation of polnear-dev is right when its words overlap those of a gold quotation by half, with the same speaker; a
statement of actors-dev when the scorer calls it right. Prints the weights to be written into
`bot/watcher/attribute/confidence.py`, a reliability table and the expected calibration error, both held out.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.core.config import example_config_path, read_config
from bot.core.model import View
from bot.watcher import SpacyWatcher, WatchText
from bot.watcher.attribute.confidence import confidence_features
from bot.watcher.find.tagger import Tagger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from numpy.typing import NDArray

FOLDS, STEPS, RATE, DECAY, BINS = 5, 4000, 0.3, 0.002, 10
HALF = 0.5
ACTOR_WEIGHT = 3.0  # statements of actors are what is told, and there are few of them


def module(folder: Path, name: str) -> ModuleType:
    """A scorer of the gold folder."""
    spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(folder))
    spec.loader.exec_module(found)
    return found


def documents(path: Path) -> list[dict[str, Any]]:
    """The documents of a gold file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def of_polnear(watcher: SpacyWatcher, folder: Path) -> Iterator[tuple[str, dict[str, float], bool, float]]:
    """(document, features, right, weight) of every quotation."""
    score = module(folder, "score")
    for doc in documents(folder / "polnear-dev.jsonl"):
        starts = [match.span() for match in score.TOK.finditer(doc["text"])]
        gold = [(quote, score.toks(doc["text"], quote["content"], starts)) for quote in doc["quotes"]]
        for item, _ in watcher.findings(WatchText(text=doc["text"]), view=View.EVERYBODY):
            words = score.toks(doc["text"], item.content, starts)
            best, shared = max(
                ((quote, len(words & other) / max(len(words | other), 1)) for quote, other in gold),
                key=lambda entry: entry[1],
                default=(None, 0.0),
            )
            right = (
                best is not None and shared >= HALF and best["speech"] and speaker_right(score, doc["text"], item, best)
            )
            yield doc["id"], confidence_features(item), bool(right), 1.0


def speaker_right(score: ModuleType, text: str, item: Any, gold: dict[str, Any]) -> bool:
    """The lenient rule of the scorer: the same place or the same name."""
    if not gold.get("speaker"):
        return not item.source and item.speaker is None
    starts = [match.span() for match in score.TOK.finditer(text)]
    if score.toks(text, item.source, starts) & score.toks(text, gold.get("source"), starts):
        return True
    return bool(item.speaker) and score.name_match(item.speaker, gold["speaker"])


def of_actors(watcher: SpacyWatcher, folder: Path) -> Iterator[tuple[str, dict[str, float], bool, float]]:
    """The same of every statement that would be told."""
    score = module(folder, "score_actors")
    for doc in documents(folder / "actors-dev.jsonl"):
        text = WatchText(text=doc["text"], title=doc.get("title") or "")
        for item, quotation in watcher.findings(text, view=View.TRACKED):
            if quotation.second_hand or str(quotation.assertion) != "stated":
                continue
            words = score.tokens(doc["text"], item.content)
            truth = [s for s in doc["statements"] if s["actor"] == quotation.actor_id]
            covered = words & score.tokens(doc["text"], [span for s in truth for span in s["content"]])
            yield doc["id"], confidence_features(item), len(covered) >= HALF * len(words), ACTOR_WEIGHT


def fit(x: NDArray[np.float64], y: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights of the logistic model, by plain gradient descent with weight decay."""
    w = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ w))
        w -= RATE * (x.T @ ((p - y) * weight) / weight.sum() + DECAY * w)
    return w


def main() -> None:
    """Fit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--model", type=Path)
    given = parser.parse_args()
    watcher = SpacyWatcher(read_config(example_config_path()).actors, Tagger.load(given.model))
    rows = [*of_polnear(watcher, given.gold), *of_actors(watcher, given.gold)]
    names = sorted({name for _, features, _, _ in rows for name in features})
    x = np.array([[features.get(name, 0.0) for name in names] for _, features, _, _ in rows])
    y = np.array([float(right) for _, _, right, _ in rows])
    weight = np.array([row[3] for row in rows])
    ids = sorted({row[0] for row in rows})
    fold = np.array([ids.index(row[0]) % FOLDS for row in rows])
    held_out = np.zeros(len(y))
    for number in range(FOLDS):
        inside = fold != number
        held_out[~inside] = 1 / (1 + np.exp(-x[~inside] @ fit(x[inside], y[inside], weight[inside])))
    for title, chosen in (("all", np.ones(len(y), bool)), ("statements of actors", weight > 1)):
        print(f"{title}: {chosen.sum()} quotations, {y[chosen].mean():.1%} right")
        print("| confidence from | quotations | mean confidence | right |\n|---|---|---|---|")
        error = 0.0
        for low in range(BINS):
            here = chosen & (np.minimum((held_out * BINS).astype(int), BINS - 1) == low)
            if here.any():
                error += here.sum() * abs(held_out[here].mean() - y[here].mean())
                cells = (f"{low / BINS:.1f}", here.sum(), f"{held_out[here].mean():.2f}", f"{y[here].mean():.2f}")
                print("|", " | ".join(map(str, cells)), "|")
        print(f"expected calibration error {error / chosen.sum():.3f}\n")
    print("WEIGHTS =", {name: round(float(value), 3) for name, value in zip(names, fit(x, y, weight), strict=True)})


if __name__ == "__main__":
    main()
