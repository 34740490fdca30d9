"""Read the seed statements. The line format is described in seeds/README.md."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

SEEDS = Path(__file__).parent / "seeds"
_MARKS = {"=": "same", "!": "edited", "^": "changed", "~": "other"}
# The project's first trial wrote its seeds in the same lines with other marks and with actors for voices.
_TRIAL_MARKS = {"T": "@", "S": "="}
_TRIAL_VOICES = {"trump": "president", "baghaei": "spokesman", "netanyahu": "premier"}
_SLOT = re.compile(r"\{([a-z]+)(\d?)\}")


@dataclass
class Seed:
    """One invented statement with its renderings, its changes and other points of the same subject."""

    voice: str
    topic: str
    same: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """All lines of the seed."""
        return self.same + self.edited + self.changed + self.other

    @property
    def has_slots(self) -> bool:
        """Tell whether the lines hold {slots} to be filled."""
        return any(_SLOT.search(line) for line in self.lines)


class SeedError(ValueError):
    """A line of a seed file is wrong."""


def read_seeds(folder: Path = SEEDS) -> list[Seed]:
    """Read all seed files of a folder, in the order of their names.

    Raises:
        SeedError: a line starts with an unknown mark, or a seed has no rendering to compare with.

    """
    seeds: list[Seed] = []
    for path in sorted(folder.glob("*.txt")):
        for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            line = raw.strip()
            if not line or line.startswith("#"):
                continue
            mark, text = _TRIAL_MARKS.get(line[0], line[0]), line[1:].strip()
            if mark == "@":
                voice, topic = text.split(" ", 1)
                seeds.append(Seed(_TRIAL_VOICES.get(voice, voice), topic))
            elif mark in _MARKS and seeds:
                getattr(seeds[-1], _MARKS[mark]).append(text)
            else:
                msg = f"{path.name}:{number}: a line starts with one of @ = ! ^ ~"
                raise SeedError(msg)
    for seed in seeds:
        if len(seed.same) < 2 or not (seed.edited or seed.changed):  # noqa: PLR2004
            msg = f"{seed.voice} {seed.topic}: a seed has two renderings (=) and a change (! or ^)"
            raise SeedError(msg)
    return seeds


def parted(seeds: Sequence[Seed], one_in: int) -> tuple[list[Seed], list[Seed]]:
    """Part seeds, by their topics alone, into those to train with and one in `one_in` to measure with."""
    held = [int(hashlib.sha256(f"{seed.voice} {seed.topic}".encode()).hexdigest(), 16) % one_in == 0 for seed in seeds]
    return (
        [seed for seed, is_held in zip(seeds, held, strict=True) if not is_held],
        [seed for seed, is_held in zip(seeds, held, strict=True) if is_held],
    )


def read_slots(path: Path = SEEDS / "slots.tsv") -> dict[str, list[str]]:
    """Read the fillers: a line holds the slot's name, a tab, and fillers parted by semicolons."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#")
    return {name: [filler.strip() for filler in fillers.split(";")] for name, fillers in rows}


def filled(seed: Seed, slots: dict[str, list[str]], rng: random.Random) -> Seed:
    """Fill the slots of a seed: {land} and {land2} get different fillers."""
    names = {match.groups() for line in seed.lines for match in _SLOT.finditer(line)}
    chosen: dict[str, str] = {}
    for name in sorted({name for name, _ in names}):
        numbers = sorted(number for other, number in names if other == name)
        for number, filler in zip(numbers, rng.sample(slots[name], len(numbers)), strict=True):
            chosen[name + number] = filler

    def fill(line: str) -> str:
        text = _SLOT.sub(lambda match: chosen[match[1] + match[2]], line)
        return text[:1].upper() + text[1:] if not text.startswith(("that ", "he ")) else text

    return Seed(
        seed.voice,
        seed.topic,
        [fill(line) for line in seed.same],
        [fill(line) for line in seed.edited],
        [fill(line) for line in seed.changed],
        [fill(line) for line in seed.other],
    )
