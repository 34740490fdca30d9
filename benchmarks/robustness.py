"""Mutated documents through the watcher: no crash, offsets valid, at most 2 s per 1,000 words.

    python -m benchmarks.robustness GOLD.jsonl [--documents 10000] [--model FOLDER] [--fast] [--seed 7]

`--fast` reads with the marks and rules alone, without the model; each 20th document still goes through it.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.config import example_config_path, read_config
from bot.core.model import View
from bot.watcher import SpacyWatcher, WatchText
from bot.watcher.find.tagger import Tagger

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.model import Quotation

MARKS = "\"“”\u2018\u2019'«»„‟"
INVISIBLE = "\u200b\u200d\u200e\u202e\u2066\ufeff\u00ad\u0301\u0323\u064b\u05b0\u0000\ud800"
LONGEST = 200_000  # characters in one line
HALF, MOST = 0.5, 0.7
SECONDS = 2.0  # per 1,000 words
NAMES = ("Trump", "Netanyahu", "Baghaei", "the president", "he", "Esmail", "Trump's", "O'Netanyahu", "بقائي")


def drop_marks(text: str, dice: random.Random) -> str:
    """Drop half of the quotation marks."""
    return "".join(char for char in text if char not in MARKS or dice.random() < HALF)


def double_marks(text: str, dice: random.Random) -> str:
    """Double half of them."""
    return "".join(char * (2 if char in MARKS and dice.random() < HALF else 1) for char in text)


def swap_marks(text: str, dice: random.Random) -> str:
    """Replace each by any other."""
    return "".join(dice.choice(MARKS) if char in MARKS else char for char in text)


def join_paragraphs(text: str, dice: random.Random) -> str:
    """Join most paragraphs."""
    return "".join(" " if char == "\n" and dice.random() < MOST else char for char in text)


def sprinkle(text: str, dice: random.Random) -> str:
    """Put invisible and combining characters anywhere."""
    out = list(text)
    for _ in range(max(3, len(out) // 40)):
        out.insert(dice.randrange(len(out) + 1), dice.choice(INVISIBLE))
    return "".join(out)


def shuffle_words(text: str, dice: random.Random) -> str:
    """Put names, marks and verbs where they do not belong."""
    words = text.split(" ")
    for _ in range(len(words) // 5):
        words.insert(dice.randrange(len(words) + 1), dice.choice([*NAMES, *MARKS, "\n", "said", ":", "—", ".", "not"]))
    return " ".join(words)


def cut(text: str, dice: random.Random) -> str:
    """Keep a piece that begins and ends anywhere."""
    start = dice.randrange(max(len(text), 1))
    return text[start : start + dice.randrange(1, 600)]


def one_line(text: str, dice: random.Random) -> str:
    """Make one line of 200,000 characters."""
    unit = dice.choice(
        [
            text.replace("\n", " "),
            "a",
            "“",
            "'",
            " ",
            ".",
            "Trump ",
            "“Trump said, ",
            "he said ",
            "A:",
            "\u0301",
            "-",
            "X. ",
        ]
    )
    return "Trump said. " + (unit * (LONGEST // max(len(unit), 1) + 1))[:LONGEST]


MUTATIONS: tuple[Callable[[str, random.Random], str], ...] = (
    drop_marks, double_marks, swap_marks, join_paragraphs, sprinkle, shuffle_words, cut,
)  # fmt: skip


def mutate(text: str, dice: random.Random, number: int) -> str:
    """One mutated text; every 200th is a single long line."""
    if number % 200 == 0:
        return one_line(text, dice)
    for _ in range(dice.randrange(1, 4)):
        text = dice.choice(MUTATIONS)(text, dice)
    return text


def problems(text: str, quotations: list[Quotation]) -> list[str]:
    """What is wrong with the offsets, in words."""
    out: list[str] = []
    for quotation in quotations:
        for span in (*quotation.content, *quotation.cue, *quotation.source, quotation.evidence):
            start, end = span
            if not 0 <= start < end <= len(text):
                out.append(f"span {span} in a text of {len(text)}")
        if list(quotation.content) != sorted(quotation.content):
            out.append(f"content out of order: {quotation.content}")
        if not 0 <= quotation.confidence <= 1:
            out.append(f"confidence {quotation.confidence}")
    return out


def main() -> int:
    """Mutate, watch, count what is wrong."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("gold", type=Path, nargs="+")
    arguments.add_argument("--documents", type=int, default=10_000)
    arguments.add_argument("--model", type=Path)
    arguments.add_argument("--fast", action="store_true")
    arguments.add_argument("--seed", type=int, default=7)
    given = arguments.parse_args()
    texts = [json.loads(line)["text"] for path in given.gold for line in path.read_text(encoding="utf-8").splitlines()]
    actors = read_config(example_config_path()).actors
    full = SpacyWatcher(actors, Tagger.load(given.model))
    rules = SpacyWatcher(actors, lambda _: [])
    dice = random.Random(given.seed)  # noqa: S311 - nothing secret
    wrong = slowest = 0.0
    begun = time.perf_counter()
    for number in range(given.documents):
        text = mutate(dice.choice(texts), dice, number)
        watcher = rules if given.fast and number % 20 else full
        view = View.EVERYBODY if number % 2 == 0 else View.TRACKED
        start = time.process_time()
        try:
            found = [quotation for _, quotation in watcher.findings(WatchText(text=text), view=view)]
        except Exception as error:  # noqa: BLE001 - counting them is what this is for
            wrong += 1
            print(f"document {number}: {type(error).__name__}: {error}", file=sys.stderr)
            continue
        seconds = (time.process_time() - start) / max(len(text.split()) / 1000, len(text) / 6000, 1)
        slowest = max(slowest, seconds)
        odd = problems(text, found)
        if seconds > SECONDS:
            odd.append(f"{seconds:.1f} s per 1,000 words")
        for problem in odd[:1]:
            wrong += 1
            print(f"document {number}: {problem}", file=sys.stderr)
    print(f"{given.documents} documents, {wrong:.0f} wrong, slowest {slowest:.2f} s per 1,000 words")
    print(f"{time.perf_counter() - begun:.0f} s in all")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
