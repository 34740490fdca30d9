"""Fits the confidence of the watcher: a logistic model of few weights, by cross-validation over whole documents.

    python -m training.confidence GOLD_FOLDER [--articles FILE ...] [--model FOLDER] [--as-it-is]

A quotation of polnear-dev is right when its words overlap those of a gold quotation by half, by the speaker whom
`polnear-dev-people` names; a statement of actors-dev, or of the articles named, when the scorer calls it right. Prints
the weights to be written into `bot/watcher/attribute/confidence.py`, a reliability table and the expected calibration
error, both held out.
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
from bot.tools.evaluate.people import same_person
from bot.tools.evaluate.words import Text
from bot.watcher import SpacyWatcher, WatchText
from bot.watcher.attribute.confidence import confidence_features
from bot.watcher.find.tagger import Tagger

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType

    from numpy.typing import NDArray

    from bot.core.model import Quotation
    from bot.watcher.attribution import Attribution
    from bot.watcher.context import QuotationTagger

FOLDS, STEPS, DECAY, BINS = 5, 12, 0.002, 10
HALF = 0.5
ACTOR_WEIGHT = 3.0  # statements of actors are what is reported, and there are few of them


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
    """(document, features, right, weight) of every quotation whose speaker the gold knows."""
    people = {row["id"]: row["speakers"] for row in documents(folder / "polnear-dev-people.jsonl")}
    for doc in documents(folder / "polnear-dev.jsonl"):
        text = Text(doc["text"])
        gold = [
            (text.words_begun(quote["content"]), quote["speech"], who)
            for quote, who in zip(doc["quotes"], people[doc["id"]], strict=True)
        ]
        for item, quotation in watcher.findings(WatchText(text=doc["text"]), view=View.EVERYBODY):
            words = text.words_begun(quotation.content)
            shared, speech, who = max(
                ((len(words & other) / max(len(words | other), 1), speech, who or "") for other, speech, who in gold),
                default=(0.0, False, ""),
            )
            yield doc["id"], confidence_features(item), shared >= HALF and speech and speaker_right(item, who), 1.0


def speaker_right(item: Attribution, who: str) -> bool:
    """Whether the speaker is whom the gold names; where it names nobody, whether no name is given."""
    if who in {"", "writer"} or who.startswith("?:"):
        return item.person is None or not item.person.named
    return any(same_person(item.speaker or "", name) for name in who.split(" & "))


def of_actors(
    watcher: SpacyWatcher, folder: Path, articles: Sequence[Path]
) -> Iterator[tuple[str, dict[str, float], bool, float]]:
    """The same of every statement that would be reported."""
    for doc, item, _, is_right in reported(watcher, folder, (folder / "actors-dev.jsonl", *articles)):
        yield doc, confidence_features(item), is_right, ACTOR_WEIGHT


def reported(
    watcher: SpacyWatcher, folder: Path, articles: Sequence[Path]
) -> Iterator[tuple[str, Attribution, Quotation, bool]]:
    """(document, attribution, quotation, right) of every statement of an actor that would be reported."""
    score = module(folder, "score_actors")
    for doc in (doc for path in articles for doc in documents(path)):
        text = WatchText(text=doc["text"], title=doc.get("title") or "")
        for item, quotation in watcher.findings(text, view=View.TRACKED):
            if quotation.second_hand or str(quotation.assertion) != "stated":
                continue
            words = score.tokens(doc["text"], item.content)
            truth = [s for s in doc["statements"] if s["actor"] == quotation.actor_id]
            covered = words & score.tokens(doc["text"], [span for s in truth for span in s["content"]])
            yield doc["id"], item, quotation, len(covered) >= HALF * len(words)


def fit(
    x: NDArray[np.float64], y: NDArray[np.float64], weight: NDArray[np.float64], *, decay: float = DECAY
) -> NDArray[np.float64]:
    """Weights of the logistic model, by Newton's method with weight decay."""
    w = np.zeros(x.shape[1])
    share = weight / weight.sum()
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        slope = x.T @ ((p - y) * share) + decay * w
        curve = (x.T * (p * (1 - p) * share)) @ x + decay * np.eye(len(w))
        w -= np.linalg.solve(curve, slope)
    return w


def main() -> None:
    """Fit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--articles", type=Path, nargs="*", default=[], help="gold files of actors' statements")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--as-it-is", action="store_true", help="fit nothing: measure what ships on these articles")
    given = parser.parse_args()
    tagger = Tagger.load(given.model)
    if given.as_it_is:
        watcher = SpacyWatcher(read_config(example_config_path()).actors, tagger)
        measure_and_print(watcher, given.gold, given.articles)
    else:
        fit_and_print(tagger, given.gold, given.articles)


def fit_and_print(tagger: QuotationTagger, gold: Path, articles: Sequence[Path] = ()) -> None:
    """Fit by folds and on all, print."""
    politicians, actors = read_config(gold / "polnear-actors.toml").actors, read_config(example_config_path()).actors
    rows = [
        *of_polnear(SpacyWatcher(politicians, tagger), gold),
        *of_actors(SpacyWatcher(actors, tagger), gold, articles),
    ]
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
    of_actor, by_layout = weight > 1, x[:, names.index("layout")] > 0
    for title, chosen in (
        ("all", np.ones(len(y), bool)),
        ("statements of actors", of_actor),
        ("turns and posts of actors", of_actor & by_layout),
    ):
        print_reliability(title, held_out[chosen], y[chosen])
    print("WEIGHTS =", {name: round(float(value), 3) for name, value in zip(names, fit(x, y, weight), strict=True)})


def print_reliability(title: str, share: NDArray[np.float64], right: NDArray[np.float64]) -> None:
    """Print how often what has a confidence is right, and by how much the two differ (Naeini et al. 2015)."""
    print(f"{title}: {len(share)} quotations, {right.mean():.1%} right")
    print("| confidence from | quotations | mean confidence | right |\n|---|---|---|---|")
    error = 0.0
    for low in range(BINS):
        here = np.minimum((share * BINS).astype(int), BINS - 1) == low
        if here.any():
            error += here.sum() * abs(share[here].mean() - right[here].mean())
            cells = (f"{low / BINS:.1f}", here.sum(), f"{share[here].mean():.2f}", f"{right[here].mean():.2f}")
            print("|", " | ".join(map(str, cells)), "|")
    print(f"expected calibration error {error / len(share):.3f}\n")


def measure_and_print(watcher: SpacyWatcher, gold: Path, articles: Sequence[Path]) -> None:
    """Print how the confidence that ships does on articles, of which it should have seen nothing."""
    rows = [(quotation.confidence, is_right) for _, _, quotation, is_right in reported(watcher, gold, articles)]
    share, right = (np.array(column, float) for column in zip(*rows, strict=True))
    print_reliability("statements of actors", share, right)


if __name__ == "__main__":
    main()
