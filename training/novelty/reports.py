"""Pairs from real reports: quotations of the corpus that the tagger is trained on, read where it lies, never copied.

Invented statements alone teach a network what invented statements look like: of two real ones on any two matters it
then merges one pair in ten. Real ones are compared with those nearest to them in other articles (another point), with
others of their own article (another point), with themselves in another dress, and with their own edits.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from bot.novelty.memory.index import Index
from training.novelty import edits
from training.novelty.pairs import CHANGED, DIFFERENT, SAME, Pair, is_indirect
from training.novelty.rewordings import reworded

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from pathlib import Path

VOICE = "president"  # of the openings and rewordings
_FEWEST, _MOST = 4, 60  # words
_NEAREST = 14
_ALIKE = 55  # token set ratio from which two reports may be of one remark, and are compared with nothing
_LEAST_CUT = 6  # words of an excerpt
_CLAUSE = re.compile(r"[,;:.!?—–]\s+|\s+(?=(?:and|but|because|while|which|who)\s)")  # noqa: RUF001 - as in print
_EVEN = 0.5
_EDITS = (edits.negated, edits.negated, edits.other_number, edits.other_modality, edits.other_quantity, edits.opposite)


@dataclass(frozen=True, slots=True)
class Report:
    """One real quotation."""

    article: str
    text: str


def read_reports(path: Path) -> list[Report]:
    """Read what was said from a gold file of quotations, each wording of an article once."""
    found: dict[tuple[str, str], Report] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for quote in row["quotes"]:
            text = quoted(row["text"], quote["content"])
            if quote["speech"] and _FEWEST <= len(text.split()) <= _MOST:
                found.setdefault((row["id"], text), Report(row["id"], text))
    return list(found.values())


def quoted(text: str, content: Sequence[Sequence[int]]) -> str:
    """Give the words of a quotation on one line, without the marks around it."""
    words = " ".join(" ".join(text[start:end].split()) for start, end in content)
    return words.strip(" \"“”„«»'‘’,")  # noqa: RUF001 - the marks of the corpus


class Reports:
    """Draws pairs from real reports."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self._reports = reports
        self._index = Index()
        self._beside: dict[str, list[int]] = defaultdict(list)
        for number, report in enumerate(reports):
            self._index.add(str(number), report.text)
            self._beside[report.article].append(number)

    def pairs(self, rng: random.Random, *, number: int) -> list[Pair]:
        """Draw some five pairs for each of so many reports."""
        drawn: list[Pair] = []
        for place in rng.sample(range(len(self._reports)), min(number, len(self._reports))):
            drawn += self._apart(place, rng)
            drawn += _of_itself(self._reports[place], rng)
        rng.shuffle(drawn)
        return drawn

    def _apart(self, place: int, rng: random.Random) -> list[Pair]:
        mine = self._reports[place]
        found = [self._reports[int(one)] for one, _ in self._index.candidates(mine.text, _NEAREST)]
        near = [one for one in found if one.article != mine.article and not _are_alike(mine, one)]
        beside = [self._reports[one] for one in self._beside[mine.article] if one != place]
        beside = [one for one in beside if not _are_alike(mine, one)]
        far = rng.choice(self._reports)
        chosen = [("near", one) for one in rng.sample(near, min(2, len(near)))]
        if rng.random() < _EVEN and beside:
            chosen.append(("beside", rng.choice(beside)))
        if rng.random() < _EVEN and far.article != mine.article:
            chosen.append(("far", far))
        return [Pair(mine.text, one.text, DIFFERENT, mine.article, f"report {rule}") for rule, one in chosen]


def _of_itself(mine: Report, rng: random.Random) -> list[Pair]:
    drawn = [
        Pair(mine.text, again, SAME, mine.article, "report dress")
        for again in (_dressed(mine.text, rng), _cut(mine.text, rng))
        if again and again != mine.text
    ]
    edited = rng.choice(_EDITS)(mine.text, rng)
    if edited and edited.lower() != mine.text.lower():
        other = edited if rng.random() < _EVEN else _dressed(edited, rng)
        drawn.append(Pair(mine.text, other, CHANGED, mine.article, "report edit"))
    return drawn


def parted_reports(reports: Sequence[Report], one_in: int) -> tuple[list[Report], list[Report]]:
    """Part reports, by their articles alone, into those to train with and one in `one_in` to measure with."""
    held = {one.article for one in reports if int(sha256(one.article.encode()).hexdigest(), 16) % one_in == 0}
    return [one for one in reports if one.article not in held], [one for one in reports if one.article in held]


def _are_alike(one: Report, other: Report) -> bool:
    return fuzz.token_set_ratio(one.text.lower(), other.text.lower()) >= _ALIKE


def _dressed(text: str, rng: random.Random) -> str:
    if rng.random() < _EVEN:
        text = reworded(text, VOICE, rng)
    dress = rng.choice(["plain", "reported", "opened", "closed", "mistyped"])
    if dress == "plain" or is_indirect(text):
        return edits.mistyped(text, rng) if dress == "mistyped" else text.rstrip(".!")
    dresses = {
        "reported": lambda: edits.reported(text, rng),
        "opened": lambda: edits.opened(text, VOICE, rng),
        "closed": lambda: edits.closed(text, VOICE, rng),
        "mistyped": lambda: edits.mistyped(text, rng),
    }
    return dresses[dress]()


def _cut(text: str, rng: random.Random) -> str | None:
    """Give one clause or more of a text, or None: it has but one."""
    borders = [0, *(match.end() for match in _CLAUSE.finditer(text)), len(text)]
    cuts = [
        text[start:end].strip(" ,;:")
        for place, start in enumerate(borders)
        for end in borders[place + 1 :]
        if end - start < len(text) and len(text[start:end].split()) >= _LEAST_CUT
    ]
    return rng.choice(cuts) if cuts else None
