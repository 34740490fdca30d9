"""Measure the engine that compares statements: `python -m benchmarks.novelty [--pairs FILE] [--copy FILE]`.

With a file of labelled pairs it prints the ablation table, with a file of labelled articles how many statements of
other articles are merged. It always prints the time of ten candidates on one core, the memory of the judge, and the
time and memory of a lookup among synthetic statements. Times are of the processor, for one thread, so that a busy
machine does not change them. So is the time in which the points of a passage are put to the record.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

import onnxruntime  # noqa: F401 - its own memory is the tagger's, not the judge's
from rapidfuzz import fuzz, utils
from tokenizers import Tokenizer  # noqa: F401

from bot.core.model import Kind, Novelty, Statement
from bot.novelty import Index, Judge, Rendering
from bot.novelty.clock import occasions
from bot.novelty.differences.evidence import find_evidence
from bot.novelty.encoder import WEIGHTS_FOLDER, Encoder
from bot.novelty.judge import Calibration, longer_first
from bot.novelty.known import known_points
from bot.novelty.thresholds import CANDIDATES_OF_POINT, FAR_FROM
from bot.novelty.wordings.points import points_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LABELS = ("same", "repeat", "changed", "different")
_LENGTHS = range(6, 61)  # words of a statement of real copy
_ON_RECORD, _LOOKED_UP = 2500, 150
_LIKE = 35  # token_set_ratio from which letters alone call two texts one


def resident_mb() -> float:
    """Give the resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def rendering(given: dict[str, str | None]) -> Rendering:
    """Read one side of a pair in the gold format."""
    said, published = (
        dt.datetime.fromisoformat(value) if (value := given.get(name)) else None for name in ("said_at", "published_at")
    )
    return Rendering(
        text=given["text"] or "",
        kind=given.get("kind") or "direct",
        said_at=said,
        published_at=published or said or dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        source=given.get("source") or "",
    )


def scores(gold: list[str], guessed: list[str]) -> tuple[float, float, float, float]:
    """Give accuracy, macro F1, false merges and false splits in percent."""
    hits = [g == p for g, p in zip(gold, guessed, strict=True)]
    f1 = []
    for label in LABELS:
        both = sum(g == p == label for g, p in zip(gold, guessed, strict=True))
        f1.append(200 * both / max(1, gold.count(label) + guessed.count(label)))
    merged = [p in LABELS[:2] for g, p in zip(gold, guessed, strict=True) if g in LABELS[2:]]
    split = [p in LABELS[2:] for g, p in zip(gold, guessed, strict=True) if g == "same"]
    return 100 * statistics.mean(hits), statistics.mean(f1), 100 * statistics.mean(merged), 100 * statistics.mean(split)


def ablation(path: Path) -> None:
    """Print what each part adds on a file of labelled pairs."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    sides = [(rendering(row["a"]), rendering(row["b"])) for row in rows]
    found = [
        find_evidence(
            a.text,
            b.text,
            (a.said_at or a.published_at).date(),
            (b.said_at or b.published_at).date(),
            indirect_a=a.kind != "direct",
            indirect_b=b.kind != "direct",
        )
        for a, b in sides
    ]
    encoder, ordered = Encoder.load(WEIGHTS_FOLDER, 1), [longer_first(row.normal_a, row.normal_b) for row in found]
    one_order = encoder.logits(ordered)
    both_orders = (one_order + encoder.logits([pair[::-1] for pair in ordered])) / 2
    calibration = Calibration.load(WEIGHTS_FOLDER / "calibration.json")
    like = [fuzz.token_set_ratio(a.text, b.text, processor=utils.default_process) >= _LIKE for a, b in sides]
    occasion = ["same" if occasions(a, b)[0] else "repeat" for a, b in sides]
    vetoed = [row.veto is not None for row in found]
    judge = Judge.load()

    def verdicts(logits: NDArray[np.float32]) -> list[str]:
        likeliest = calibration.probabilities(logits).argmax(1)
        return [(when, "changed", "different")[one] for one, when in zip(likeliest, occasion, strict=True)]

    systems = {
        "letters": ["same" if one else "changed" for one in like],
        "+ clock": [when if one else "changed" for one, when in zip(like, occasion, strict=True)],
        "+ vetoes": [
            "changed" if veto else when if one else "different"
            for one, when, veto in zip(like, occasion, vetoed, strict=True)
        ],
        "network in one order, and clock": verdicts(one_order),
        "network in both orders, and clock": verdicts(both_orders),
        "the whole judge": [
            str(judge.compare(row["actor"], a, b).verdict.relation) for row, (a, b) in zip(rows, sides, strict=True)
        ],
    }
    gold = [row["label"] for row in rows]
    print(
        f"| {path.name}, {len(rows)} pairs | accuracy | macro F1 | false_merge | false_split |\n|---|---|---|---|---|"
    )
    for name, guessed in systems.items():
        print("| " + " | ".join([name, *(f"{value:.1f}" for value in scores(gold, guessed))]) + " |")
    far = calibration.probabilities(one_order)[:, LABELS.index("different") - 1] >= FAR_FROM
    otherwise = [one != "different" for one, is_far in zip(verdicts(both_orders), far, strict=True) if is_far]
    print(
        f"one order says plainly of {len(otherwise)} that they are of another matter; "
        f"both orders say otherwise of {sum(otherwise)}"
    )


def copy(path: Path) -> None:
    """Print how many of a statement's ten candidates out of other articles are taken for the same.

    Few of these pairs, if any, are reports of one remark: news that would be hidden.
    """
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    found = [
        (row["id"], " ".join(row["text"][start:end] for start, end in quote["content"]))
        for row in rows
        for quote in row["quotes"]
        if quote["speech"]
    ]
    found = [(article, text) for article, text in found if len(text.split()) in _LENGTHS]
    random.Random(5).shuffle(found)  # noqa: S311
    record = Index()
    for number, (_, text) in enumerate(found[:_ON_RECORD]):
        record.add(str(number), text)
    judge, now = Judge.load(), dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
    matches = []
    for article, text in found[:_LOOKED_UP]:
        others = [found[int(number)] for number, _ in record.candidates(text)]
        candidates = [Rendering(text=other, published_at=now) for origin, other in others if origin != article]
        matches += judge.compare_many("nobody", Rendering(text=text, published_at=now), candidates)
    merged = [match for match in matches if match.verdict.relation in LABELS[:2]]
    sure = [match for match in merged if match.verdict.certain]
    print(
        f"{path.name}: {len(matches)} pairs of different articles, {100 * len(merged) / len(matches):.1f} % merged, "
        f"{100 * len(sure) / len(matches):.2f} % surely, so that one would be hidden"
    )


_SUBJECTS = [
    "the harbour",
    "the pension reform",
    "our airspace",
    "the grain deal",
    "the new dam",
    "the election",
    "the border fence",
    "the hospital law",
]
_VERBS = [
    "will not accept",
    "is ready to discuss",
    "has rejected",
    "may delay",
    "will pay for",
    "has never asked for",
    "welcomes",
    "insists on",
]
_PLACES = ["Oslo", "Lima", "Kenya", "the Danes", "Poland", "Tokyo", "Chile", "the Swiss"]
_LETTERS = "abcdefghiklmnoprstuvz"


def synthetic(count: int, rng: random.Random) -> list[str]:
    """Make statements with a vocabulary that falls off as that of a language does."""
    vocabulary = ["".join(rng.choices(_LETTERS, k=rng.randrange(4, 10))) for _ in range(30_000)]
    weights = [1 / (rank + 10) for rank in range(len(vocabulary))]
    drawn = rng.choices(vocabulary, weights=weights, k=count * 12)
    return [
        f"{rng.choice(_SUBJECTS)} {rng.choice(_VERBS)} {' '.join(drawn[12 * row : 12 * row + rng.randrange(4, 13)])} "
        f"{rng.choice(_PLACES)} {rng.randrange(1, 500)} percent"
        for row in range(count)
    ]


def index(count: int) -> None:
    """Print the time and memory of lookups among synthetic statements."""
    rng = random.Random(1)  # noqa: S311
    texts = synthetic(count, rng)
    before = resident_mb()
    made = Index()
    started = time.thread_time()
    for number, text in enumerate(texts):
        made.add(f"statement-{number}", text)
    took = time.thread_time() - started
    memory = resident_mb() - before
    times = []
    found = 0
    for number in rng.sample(range(count), min(1000, count)):
        started = time.thread_time()
        hits = made.candidates(texts[number])
        times.append(1000 * (time.thread_time() - started))
        found += any(statement_id == f"statement-{number}" for statement_id, _ in hits)
    times.sort()
    print(
        f"index: {count} statements in {took:.0f} s, {memory:.0f} MB; lookup median {statistics.median(times):.2f} ms, "
        f"p99 {times[int(len(times) * 0.99)]:.2f} ms, worst {times[-1]:.2f} ms; "
        f"{found} of {len(times)} found themselves"
    )


def points() -> None:
    """Print the time in which the points of a passage are put to what is on record."""
    rng = random.Random(1)  # noqa: S311
    now = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)

    def said(number: int, text: str, at: dt.datetime) -> Statement:
        return Statement(
            id=str(number), actor_id="nobody", text=text, kind=Kind.DIRECT, said_at=None, first_seen_at=at,
            novelty=Novelty.NEW, confidence=1.0,
        )  # fmt: skip

    texts = [f"{text.capitalize()}." for text in synthetic(3000, rng)]
    on_record = [said(number, text, now - dt.timedelta(days=9)) for number, text in enumerate(texts)]
    made = Index()
    for one in on_record:
        made.add(one.id, one.text)
    times, found, words = [], 0, 0
    for _ in range(200):
        fresh = synthetic(2, rng)
        passage = said(-1, f"{fresh[0].capitalize()}. {rng.choice(texts)} {fresh[1].capitalize()}.", now)
        words += len(passage.text.split())
        started = time.thread_time()
        near = {one for one, _ in made.candidates(passage.text)}
        for span in points_of(passage.text):
            near |= {one for one, _ in made.candidates(passage.text[slice(*span)], CANDIDATES_OF_POINT)}
        found += bool(known_points(passage, [on_record[int(one)] for one in near]))
        times.append(1000 * (time.thread_time() - started))
    print(
        f"points: passages of {words / len(times):.0f} words against {len(texts)} statements: median "
        f"{statistics.median(times):.0f} ms, worst {max(times):.0f} ms; {found} of {len(times)} with a point on record"
    )


def judge() -> None:
    """Print the time of ten candidates and the memory of the judge."""
    before = resident_mb()
    started = time.thread_time()
    made = Judge.load(threads=1)
    loaded = time.thread_time() - started
    now = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
    new = "We will not sign the water treaty before the two dams are inspected, and we said so in Oslo."
    others = [
        Rendering(
            text=f"that the country would sign the water treaty once {number} dams had been inspected by experts",
            kind="indirect",
            published_at=now,
        )
        for number in range(2, 12)
    ]
    times = []
    for turn in range(20):
        fresh = Rendering(text=f"{new} {turn}.", published_at=now)
        started = time.thread_time()
        made.compare_many("nobody", fresh, others)
        times.append(1000 * (time.thread_time() - started))
    times.sort()
    print(
        f"judge: loaded in {loaded:.1f} s, {resident_mb() - before:.0f} MB; ten candidates on one core: "
        f"median {statistics.median(times):.0f} ms, worst {times[-1]:.0f} ms"
    )


def main() -> None:
    """Run what the arguments ask for, each measure in a process of its own, so that memory is its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--pairs", type=Path, action="append", default=[], help="labelled pairs, one JSON object a line"
    )
    parser.add_argument(
        "--copy", type=Path, action="append", default=[], help="labelled articles, one JSON object a line"
    )
    parser.add_argument("--index", type=int, default=100_000, help="statements in the index")
    parser.add_argument("--only", choices=["judge", "index", "points"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only == "judge":
        judge()
    elif given.only == "index":
        index(given.index)
    elif given.only == "points":
        points()
    else:
        for part in ("judge", "index", "points"):
            command = [sys.executable, __file__, "--only", part, "--index", str(given.index)]
            subprocess.run(command, check=True)  # noqa: S603
        for path in given.pairs:
            ablation(path)
        for path in given.copy:
            copy(path)


if __name__ == "__main__":
    main()
