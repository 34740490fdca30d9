"""What the cross-encoder learns from, in one form: public pairs, seeds, written pairs, and real reports.

A lesson says how two texts relate, and, where it is known, what follows from what: whether the first says all that the
second says, whether the second says all of the first, and whether they contradict each other. "Adds a detail" is
neutral to inference data and still the same remark to a newsroom; asked apart, both can be learned.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from bot.novelty.facts.parsed import normal, parse_text
from training.novelty.pairs import APART, CHANGED, DIFFERENT, SAME
from training.novelty.reports import quoted

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Sequence

    from training.novelty.pairs import Pair

WRITTEN = Path(__file__).parent / "written"
"""Pairs that were written by hand for this project; its README says by whom and of what."""
READ = Path(__file__).parent / "read.jsonl"
"""Labels of real pairs, each by the article and the number of its quotation: the texts stay where they are."""
Shares: TypeAlias = tuple[float, float, float]
Says: TypeAlias = tuple[float | None, float | None, float | None]


@dataclass(frozen=True, slots=True)
class Lesson:
    """Two texts in the normal form, and what is known of them.

    `relation`: wanted shares of same, changed, different; `weight`: what it counts for; `says`: 1 or 0 for "the first
    says all of the second", "the second says all of the first" and "they contradict each other", None for unknown.
    """

    a: str
    b: str
    relation: Shares
    weight: float
    says: Says

    def turned(self) -> Lesson:
        """Return the lesson with its texts in the other order."""
        return Lesson(self.b, self.a, self.relation, self.weight, (self.says[1], self.says[0], self.says[2]))


_SURE, _WEAK = 1.0, 0.3
_OF_PAIR: dict[int, tuple[Shares, float, Says]] = {
    SAME: ((1, 0, 0), _SURE, (None, None, 0)),  # either may be a cut of the other
    CHANGED: ((0, 1, 0), _SURE, (None, None, 1)),
    DIFFERENT: ((0, 0, 1), _SURE, (0, 0, 0)),
    APART: ((0, 0.5, 0.5), _SURE, (None, None, None)),
}
_OF_PUBLIC: dict[str, tuple[Shares, float, Says]] = {
    "same": ((1, 0, 0), _SURE, (1, 1, 0)),
    "changed": ((0, 1, 0), _SURE, (0, 0, 1)),
    "different": ((0, 0, 1), _SURE, (0, 0, 0)),
    "entails": ((0.65, 0.2, 0.15), _WEAK, (1, None, 0)),
    "entailed": ((0.4, 0.45, 0.15), _WEAK, (0, 1, 0)),
}
_OF_WRITTEN: dict[str, tuple[Shares, float, Says]] = {
    "same": ((1, 0, 0), _SURE, (1, 1, 0)),
    "repeat": ((1, 0, 0), _SURE, (1, 1, 0)),
    "more:a": ((1, 0, 0), _SURE, (1, 0, 0)),
    "more:b": ((1, 0, 0), _SURE, (0, 1, 0)),
    "changed": ((0, 1, 0), _SURE, (None, None, 1)),
    "different": ((0, 0, 1), _SURE, (0, 0, 0)),
}
# How many of each set and label. Which sets are clean, and which of their rows are another point, is said in the
# README of the corpora: neutral pairs of inference data are one only where they share less than half of their words.
_PUBLIC = {
    "condaqa_edits": {"same": 320, "changed": 350},
    "paws_wiki": {"same": 200, "changed": 200},
    "syntactic_augmentation": {"same": 70, "changed": 120},
    "hans": {"same": 40, "changed": 100, "entails": 40},
    "key_points": {"different": 250, "entails": 70},
    "fool_me_twice": {"changed": 150, "entails": 70},
    "fever_symmetric": {"changed": 100, "entails": 100},
    "conj_nli": {"changed": 100, "entailed": 70, "entails": 40},
    "mnli_dev": {"changed": 170, "different": 170, "entails": 120},
    "snli": {"different": 70},
    "negation_nli": {"changed": 70},
    "cad_nli": {"changed": 70},
    "ambient": {"changed": 100, "entails": 70},
    "breaking_nli": {"same": 70},
    "wiki_split": {"same": 100},
    "sts_open": {"same": 70, "different": 50},
}
_ANY_DAY = dt.date(2016, 6, 1)  # of the corpus; a weekday in it is no date that the other text names
_INFERENCE = frozenset({"mnli_dev", "snli"})
_FEW_IN_COMMON = 0.5


def of_public(folder: Path, rng: random.Random) -> list[Lesson]:
    """Draw from the public sets; a folder without them gives nothing."""
    drawn: list[Lesson] = []
    for name, wanted in _PUBLIC.items():
        path = folder / f"{name}.train.jsonl.gz"
        if not path.is_file():
            continue
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        rng.shuffle(rows)
        for label, number in wanted.items():
            fit = [row for row in rows if row["label"] == label and _is_apart(name, row)]
            drawn += [_lesson(row["a"], row["b"], _OF_PUBLIC[label], _day(rng)) for row in fit[:number]]
    return drawn


def _is_apart(name: str, row: dict[str, object]) -> bool:
    return row["label"] != "different" or name not in _INFERENCE or float(str(row["ov"])) < _FEW_IN_COMMON


def of_pairs(pairs: Iterable[Pair], rng: random.Random) -> list[Lesson]:
    """Take pairs that rules made, each on a random day of a year."""
    return [_lesson(pair.a, pair.b, _OF_PAIR[pair.label], _day(rng)) for pair in pairs]


def of_written(path: Path, apart_from: Sequence[Path] = ()) -> list[Lesson]:
    """Read pairs with labels, but for doubtful ones and those with a text of the files in `apart_from`.

    Of two invented texts one of which adds a point, the label is still same (`why` begins with "more:"); real pairs
    have a label of its own for it.
    """
    kept_out = {text for other in apart_from if other.is_file() for text in _texts(other)}
    found = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        row = json.loads(line)
        more = row["why"][:6]
        label = more if more in _OF_WRITTEN and row["label"] in {"same", "repeat"} else row["label"]
        a, b = row["a"]["text"], row["b"]["text"]
        if label in _OF_WRITTEN and not kept_out & {a, b}:
            found.append(_lesson(a, b, _OF_WRITTEN[label], _said_on(row["a"]), _said_on(row["b"])))
    return found


def of_read(labels: Path, corpus: Path) -> list[Lesson]:
    """Read real pairs, labelled by where they stand in a gold file of quotations; without it there are none."""
    rows = [json.loads(line) for line in labels.read_text(encoding="utf-8").splitlines()]
    wanted = {tuple(row[side]) for row in rows for side in ("a", "b")}
    found: dict[tuple[str, int], str] = {}
    for line in corpus.read_text(encoding="utf-8").splitlines() if corpus.is_file() else ():
        article = json.loads(line)
        for number, quote in enumerate(article["quotes"]):
            if (article["id"], number) in wanted:
                found[article["id"], number] = quoted(article["text"], quote["content"])
    pairs = ((found.get(tuple(row["a"])), found.get(tuple(row["b"])), row["label"]) for row in rows)
    return [_lesson(a, b, _OF_WRITTEN[label], _ANY_DAY) for a, b, label in pairs if a and b]


def _texts(path: Path) -> set[str]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {row[side]["text"] for row in rows for side in ("a", "b")}


def _lesson(a: str, b: str, target: tuple[Shares, float, Says], day_a: dt.date, day_b: dt.date | None = None) -> Lesson:
    read_a, read_b = parse_text(a, day_a), parse_text(b, day_b or day_a)
    return Lesson(normal(read_a, read_b), normal(read_b, read_a), *target)


def _day(rng: random.Random) -> dt.date:
    return dt.date(2026, 1, 1) + dt.timedelta(days=rng.randrange(365))


def _said_on(side: dict[str, str]) -> dt.date:
    return dt.datetime.fromisoformat(side["said_at"] or side["published_at"]).date()
