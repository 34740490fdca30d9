"""Fits the resolver: whom a pronoun or a description means.

    python -m training.speakers GOLD_FOLDER [--model FOLDER] [--out FILE]
    python -m training.speakers GOLD_FOLDER --score FILE ...

Reads `polnear-train.jsonl` with `polnear-train-people.jsonl`, with the politicians of `polnear-actors.toml` tracked,
and notes every question that the resolver is asked of a quotation whose speaker is known. A log-linear choice among the
candidates and *nobody of these* is fitted to the answers, with weights that all forms of source share and weights of
each form. Prints what is right, wrong and left open on articles that the weights were not fitted to, by five folds, and
writes `bot/watcher/people/resolver.json`. Two rounds: in the second the questions are those that the fitted resolver is
asked. `--score` fits nothing, and prints how the resolver as it is does on articles in which the statements of actors
are marked.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.core.config import example_config_path, read_config
from bot.core.model import View
from bot.tools.evaluate.people import same_person
from bot.tools.evaluate.words import Text
from bot.watcher import SpacyWatcher, WatchText
from bot.watcher.find.tagger import Tagger
from bot.watcher.people import coreference, resolver
from bot.watcher.people.resolver import cannot_be_meant, of_nobody, of_person
from bot.watcher.people.scene import Form, Question, Scene, Story
from training.confidence import documents

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.watcher.attribution import Attribution
    from bot.watcher.context import QuotationTagger
    from bot.watcher.person import Person

    Vector = NDArray[np.float64]
    Weights = dict[str, dict[str, float]]

FOLDS, ROUNDS, STEPS, RATE, DECAY = 5, 2, 600, 0.05, 0.02
SCALE = 8.0  # of the likelihood beside the decay of the weights
HALF = 0.5
OTHERS = frozenset({"other-speaker", "namesake", "title-holder", "organisation"})  # reasons of the gold files
THRESHOLDS = (0.4, 0.5, 0.6, 0.7, 0.9)
WEIGHTS = Path(resolver.__file__).with_name("resolver.json")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question with its candidates, and what each is measured at; the last row is nobody's."""

    form: Form
    is_source: bool
    at: int  # the character
    persons: list[Person]
    rows: list[dict[str, float]]


@dataclass(frozen=True, kw_only=True)
class Example:
    """A question whose answer is known."""

    document: str
    form: Form
    rows: list[dict[str, float]]
    right: list[bool]  # by row; several where somebody has several names
    named: bool  # whether the gold has a name


class Recorder:
    """Asks the resolver, and notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []

    def __call__(self, story: Story, question: Question) -> tuple[Person, float] | None:
        """What the resolver says."""
        scene = Scene(story, question)
        persons = [person for person in scene.persons if not cannot_be_meant(scene, person)]
        rows = [*(of_person(scene, person) for person in persons), of_nobody(scene)]
        at = story.reading.starts[question.words[0]]
        self.asked.append(Asked(form=question.form, is_source=question.is_source, at=at, persons=persons, rows=rows))
        return resolver.choose_person(story, question)


@contextmanager
def recorded() -> Iterator[list[Asked]]:
    """Notes meanwhile what the resolver is asked."""
    recorder = Recorder()
    coreference.choose_person = recorder
    try:
        yield recorder.asked
    finally:
        coreference.choose_person = resolver.choose_person


def examples(tagger: QuotationTagger, folder: Path) -> Iterator[Example]:
    """Every question about a quotation of which the gold says who its speaker is."""
    watcher = SpacyWatcher(read_config(folder / "polnear-actors.toml").actors, tagger)
    speakers = {row["id"]: row["speakers"] for row in documents(folder / "polnear-train-people.jsonl")}
    with recorded() as asked:
        for doc in documents(folder / "polnear-train.jsonl"):
            if doc["id"] in speakers:
                asked.clear()
                found = watcher.findings(WatchText(text=doc["text"]), view=View.ALL)
                yield from _of_document(doc, speakers[doc["id"]], found, asked)


def examples_of_actors(tagger: QuotationTagger, paths: Sequence[Path]) -> Iterator[Example]:
    """The same of articles in which the statements of the three actors, and what others say, are marked."""
    actors = read_config(example_config_path()).actors
    names = {actor.id: actor.name for actor in actors}
    watcher = SpacyWatcher(actors, tagger)
    with recorded() as asked:
        for doc in (doc for path in paths for doc in documents(path)):
            asked.clear()
            text = Text(doc["text"])
            found = watcher.findings(WatchText(text=doc["text"], title=doc.get("title") or ""), view=View.ALL)
            gold = [
                *((text.words_begun(one["content"]), names[one["actor"]], True) for one in doc["statements"]),
                *(
                    (text.words_begun([one["span"]]), names[one["actor"]], False)
                    for one in doc["non_statements"]
                    if one["why"] in OTHERS
                ),
            ]
            yield from _of_article(doc["id"], text, found, gold, asked)


def _of_article(
    document: str,
    text: Text,
    found: Sequence[tuple[Attribution, Any]],
    gold: Sequence[tuple[set[int], str, bool]],
    asked: list[Asked],
) -> Iterator[Example]:
    done: set[int] = set()
    for item, quotation in found:
        words = text.words_begun(quotation.content)
        shared, name, is_his = max(
            ((len(words & other) / max(len(words), 1), name, is_his) for other, name, is_his in gold),
            default=(0.0, "", False),
        )
        one = next((one for one in reversed(asked) if _is_about(one, item)), None)
        if shared < HALF or one is None or id(one) in done:
            continue
        done.add(id(one))
        if is_his:
            yield _example(document, one, name)
        else:  # somebody else's: of whom nothing is known but that
            right = [not same_person(person.name, name) for person in one.persons]
            yield Example(document=document, form=one.form, rows=one.rows, right=[*right, True], named=False)


def _of_document(
    doc: Mapping[str, Any], speakers: Sequence[str | None], found: Sequence[tuple[Attribution, Any]], asked: list[Asked]
) -> Iterator[Example]:
    text = Text(doc["text"])
    gold = [(text.words_begun(quote["content"]), who) for quote, who in zip(doc["quotes"], speakers, strict=True)]
    done: set[int] = set()
    for item, quotation in found:
        words = text.words_begun(quotation.content)
        shared, who = max(
            ((len(words & other) / max(len(words | other), 1), who or "") for other, who in gold), default=(0.0, "")
        )
        one = next((one for one in reversed(asked) if _is_about(one, item)), None)
        if shared >= HALF and who and one is not None and id(one) not in done:
            done.add(id(one))
            yield _example(doc["id"], one, who)


def _is_about(asked: Asked, item: Attribution) -> bool:
    return any(start <= asked.at < stop for start, stop in item.source[:1])


def _example(document: str, asked: Asked, who: str) -> Example:
    names = [] if who == "writer" or who.startswith("?:") else who.split(" & ")
    right = [person.named and any(same_person(person.name, name) for name in names) for person in asked.persons]
    exact = [person.name in names for person in asked.persons]
    if any(exact):
        right = exact
    is_nobody = not any(right)
    if not names:  # a description that stands for somebody without a name is as good as nobody
        right = [not person.named for person in asked.persons]
    return Example(document=document, form=asked.form, rows=asked.rows, right=[*right, is_nobody], named=bool(names))


class Choice:
    """A log-linear choice; of each weight a part that all forms share and one of each form."""

    def __init__(self, data: Sequence[Example], names: Sequence[str]) -> None:
        self.names = names
        self._packed = {form: self._pack([one for one in data if one.form is form]) for form in Form}
        self._count = len(data)
        self._shared = np.zeros(len(names))
        self._own = {form: np.zeros(len(names)) for form in Form}

    def _pack(self, data: Sequence[Example]) -> tuple[Vector, Vector, Vector]:
        most = max((len(one.rows) for one in data), default=1)
        x = np.zeros((len(data), most, len(self.names)))
        mask = np.full((len(data), most), -1e9)
        right = np.zeros((len(data), most))
        column = {name: number for number, name in enumerate(self.names)}
        for number, one in enumerate(data):
            mask[number, : len(one.rows)] = 0
            right[number, : len(one.rows)] = one.right
            for at, row in enumerate(one.rows):
                for name, value in row.items():
                    x[number, at, column[name]] = value
        return x, mask, right

    def fit(self) -> Weights:
        """The weights of each form, by Adam on the likelihood of the right rows."""
        parts = [self._shared, *self._own.values()]
        mean, square = ([np.zeros_like(part) for part in parts] for _ in range(2))
        for step in range(1, STEPS + 1):
            slopes = [DECAY * part for part in parts]
            for number, form in enumerate(Form, 1):
                slope = self._slope(form)
                slopes[0] = slopes[0] + slope
                slopes[number] = slopes[number] + slope
            for number, (part, slope) in enumerate(zip(parts, slopes, strict=True)):
                mean[number] = 0.9 * mean[number] + 0.1 * slope
                square[number] = 0.99 * square[number] + 0.01 * slope**2
                pace = np.sqrt(square[number] / (1 - 0.99**step)) + 1e-8
                np.subtract(part, RATE * mean[number] / (1 - 0.9**step) / pace, out=part)
        return {
            form: {name: round(float(value), 3) for name, value in zip(self.names, self._shared + own, strict=True)}
            for form, own in self._own.items()
        }

    def _slope(self, form: Form) -> Vector:
        x, mask, right = self._packed[form]
        scores = x @ (self._shared + self._own[form]) + mask
        share = np.exp(scores - scores.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        wanted = share * right
        wanted /= wanted.sum(axis=1, keepdims=True) + 1e-12
        slope: Vector = np.einsum("ij,ijk->k", share - wanted, x) * SCALE / self._count
        return slope


def shares(example: Example, weights: Weights) -> list[float]:
    """The share of each row."""
    own = weights[example.form]
    scores = np.array([sum(own.get(name, 0.0) * value for name, value in row.items()) for row in example.rows])
    share = np.exp(scores - scores.max())
    return [float(value) for value in share / share.sum()]


def report(data: Sequence[Example], weights_of: Mapping[str, Weights]) -> None:
    """What is right and wrong at some thresholds, by form."""
    print(
        "| source | named | right / wrong from a share of " + ", ".join(map(str, THRESHOLDS)) + " | nobody | reported |"
    )
    print("|---|---|---|---|---|")
    for form in Form:
        count: Counter[tuple[str, float]] = Counter()
        for one in data:
            if one.form is form:
                share = shares(one, weights_of[one.document])
                best = int(np.argmax(share))
                count["named" if one.named else "nobody", 0] += 1
                for least in THRESHOLDS:
                    if best < len(share) - 1 and share[best] >= least:
                        what = ("right" if one.right[best] else "wrong") if one.named else "reported"
                        count[what, least] += one.named or not one.right[best]
        named = count["named", 0] or 1
        line = ", ".join(f"{count['right', t] / named:.1%} / {count['wrong', t] / named:.1%}" for t in THRESHOLDS)
        reported = ", ".join(str(count["reported", t]) for t in THRESHOLDS)
        print(f"| {form} | {count['named', 0]} | {line} | {count['nobody', 0]} | {reported} |")


def score(tagger: QuotationTagger, paths: Sequence[Path]) -> None:
    """Print how the resolver does on articles; "nobody" are here what is said by somebody else than the actor named."""
    for path in paths:
        data = list(examples_of_actors(tagger, [path]))
        print(path.stem)
        report(data, dict.fromkeys((one.document for one in data), resolver.weights()))


def main() -> None:
    """Fit, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--score", type=Path, nargs="*", default=[], help="gold files of actors' statements")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    given = parser.parse_args()
    if given.score:
        score(Tagger.load(given.model), given.score)
        return
    train(Tagger.load(given.model), given.gold, given.out)


def train(tagger: QuotationTagger, gold: Path, out: Path, rounds: int = ROUNDS) -> dict[str, Weights]:
    """Fit in rounds, print how it does by folds, write the weights; returns those of the folds by document."""
    of_document: dict[str, Weights] = {}
    for _ in range(rounds):
        data = list(examples(tagger, gold))
        names = sorted({name for one in data for row in one.rows for name in row})
        ids = sorted({one.document for one in data})
        for fold in range(FOLDS):
            held_out = set(ids[fold::FOLDS])
            weights = Choice([one for one in data if one.document not in held_out], names).fit()
            of_document |= dict.fromkeys(held_out, weights)
        report(data, of_document)
        weights = Choice(data, names).fit()
        out.write_text(json.dumps(weights, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        resolver.weights.cache_clear()
    return of_document


if __name__ == "__main__":
    main()
