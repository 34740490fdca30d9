"""Multiply seeds to labelled pairs by rules. Everything is drawn from one seeded generator."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

from training.novelty import edits
from training.novelty.rewordings import reworded, with_synonym
from training.novelty.seeds import Seed, filled, read_slots

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

# APART is changed or different: which of the two, no rule can tell.
SAME, CHANGED, DIFFERENT, APART = range(4)
NAMES = ("same", "changed", "different", "changed or different")
_Add: TypeAlias = "Callable[[str | None, str | None, int, str], None]"
_FILLED_PER_FRAME = 6
_FRAME_WEIGHT = 0.4  # a filled frame is one of several, and gets fewer pairs than a seed
_REWORDED = 0.35
# Dresses with the running sum of their shares.
_DRESSES = (
    (0.34, "plain"),
    (0.56, "reported"),
    (0.66, "opened"),
    (0.72, "closed"),
    (0.76, "mistyped"),
    (0.80, "bare"),
    (0.88, "before"),
    (0.96, "after"),
    (1.00, "cut"),
)
_SUBJECT = "{matter}"  # the slot of what a statement is about
_EVEN = 0.5
_NEAR_SEED = 0.6  # share of pairs across seeds that are drawn from those with shared words
_ONE_OPENING = 0.3
_AS_THEY_ARE, _IN_ONE_ANSWER = 0.45, 0.9
_CONTENT = re.compile(r"[a-z]{4,}")
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts of one speaker and how they relate; `origin` is the voice and topic of the first, and the rule."""

    a: str
    b: str
    label: int
    origin: str
    rule: str


def is_indirect(text: str) -> bool:
    """Tell whether a line is a reported clause."""
    return text.startswith(("that ", "he ")) or text[:1].islower()


class Multiplier:
    """Draws pairs from seeds."""

    def __init__(self, seeds: Sequence[Seed], rng: random.Random, *, per_seed: float = 1.0) -> None:
        """Take `per_seed` times the usual number of pairs of each seed."""
        slots = read_slots()
        self._rng = rng
        self._per_seed = per_seed
        names = edits.NameEdits(
            [slots[name] for name in ("land", "people", "nation", "city", "person", "day", "month")]
        )
        self._subjects = edits.SubjectEdits([line for seed in seeds if not seed.has_slots for line in seed.lines])
        self._edits = [
            *[edits.negated] * 2,
            *[edits.other_number] * 2,
            *[names.other_name] * 2,
            *[edits.other_modality] * 2,
            edits.other_quantity,
            edits.other_part,
            edits.other_state,
            *[edits.opposite] * 2,
            edits.other_condition,
            names.swapped,
        ]
        # Fillings of one frame know each other; a seed without slots is alone.
        fillings = [
            [filled(seed, slots, rng) for _ in range(_FILLED_PER_FRAME)] if seed.has_slots else [seed] for seed in seeds
        ]
        self._seeds = [copy for copies in fillings for copy in copies]
        self._fillings = {id(copy): copies for copies in fillings for copy in copies}
        self._has_subject = {
            id(copy)
            for seed, copies in zip(seeds, fillings, strict=True)
            if any(_SUBJECT in line for line in seed.same)
            for copy in copies
        }
        self._weight = {id(seed): 1.0 for seed in self._seeds}
        for seed in self._seeds:
            if len(self._fillings[id(seed)]) > 1:
                self._weight[id(seed)] = _FRAME_WEIGHT
        self._voices: dict[str, list[Seed]] = defaultdict(list)
        for seed in self._seeds:
            self._voices[seed.voice].append(seed)
        self._content = {id(seed): set(_CONTENT.findall(" ".join(seed.lines).lower())) for seed in self._seeds}

    def pairs(self) -> list[Pair]:
        """Draw the pairs of all seeds, shuffled, without doubles."""
        drawn = [pair for seed in self._seeds for pair in self._of_seed(seed)]
        seen: set[tuple[str, str]] = set()
        unique = []
        for pair in drawn:
            if pair.a.lower() != pair.b.lower() or pair.label == SAME:
                if (pair.a, pair.b) not in seen:
                    unique.append(pair)
                seen |= {(pair.a, pair.b), (pair.b, pair.a)}
        self._rng.shuffle(unique)
        return unique

    def _times(self, seed: Seed, wanted: float) -> range:
        return range(int(wanted * self._per_seed * self._weight[id(seed)] + self._rng.random()) if wanted else 0)

    def _neighbour(self, seed: Seed) -> str:
        """Give a direct sentence of another seed in the same voice."""
        for _ in range(8):
            line = self._rng.choice(self._rng.choice(self._voices[seed.voice]).same)
            if not is_indirect(line) and line not in seed.same:
                return line
        return "That is all I have to say on this."

    def _edited(self, text: str) -> str | None:
        for _ in range(8):
            edited = self._rng.choice(self._edits)(text, self._rng)
            if edited and edited.lower() != text.lower():
                return edited
        return None

    def _dressed(self, text: str, seed: Seed) -> str:
        """Say the same in another dress."""
        rng, draw = self._rng, self._rng.random()
        if rng.random() < _REWORDED:
            text = reworded(text, seed.voice, rng)
        dress = next(name for limit, name in _DRESSES if draw < limit)
        if dress in {"before", "after", "cut"} and is_indirect(text):
            dress = "bare"
        if dress in {"before", "after", "cut"}:
            return self._beside(text, self._neighbour(seed), dress)
        simple = {
            "plain": lambda: text,
            "bare": lambda: text.rstrip(".!"),
            "reported": lambda: edits.reported(text, rng),
            "opened": lambda: edits.opened(text, seed.voice, rng),
            "closed": lambda: edits.closed(text, seed.voice, rng),
            "mistyped": lambda: edits.mistyped(text, rng),
        }
        return simple[dress]()

    def _beside(self, text: str, neighbour: str, dress: str) -> str:
        """Put a neighbouring sentence before or after the text, or before it with a cut between them."""
        if dress == "before":
            return neighbour.rstrip(".") + ". " + text
        if dress == "after":
            return text.rstrip(".!") + self._rng.choice([", and ", ". And ", "; ", ". "]) + edits.lowered(neighbour)
        return neighbour.rstrip(".") + " ... " + text

    def _surrounded(self, texts: tuple[str, str], seed: Seed) -> tuple[str, str]:
        """Put both texts into one and the same longer answer."""
        before, after = self._neighbour(seed), self._neighbour(seed)
        glue = self._rng.choice([" ", ", and ", " ", "; "])
        shape = self._rng.choice(["{0}. {1}", "{1}{2}{3}", "{0}. {1}{2}{3}"])
        return tuple(  # type: ignore[return-value]
            shape.format(before.rstrip("."), text.rstrip("."), glue, edits.lowered(after)) for text in texts
        )

    def _of_seed(self, seed: Seed) -> list[Pair]:
        found: list[Pair] = []
        origin = f"{seed.voice} {seed.topic}"

        def add(a: str | None, b: str | None, label: int, rule: str) -> None:
            if a and b:
                found.append(Pair(a, b, label, origin, rule))

        for index in range(len(seed.same)):
            self._around_rendering(seed, index, add)
        self._around_others(seed, add)
        self._around_subjects(seed, add)
        self._across_fillings(seed, add)
        return found + self._across(seed)

    def _around_rendering(self, seed: Seed, index: int, add: _Add) -> None:
        """Draw what one rendering is compared with: the others, their edits, the changes, the other points."""
        rng, first = self._rng, seed.same[index]
        self._around_the_same(seed, index, add)
        for second in seed.same:
            for _ in self._times(seed, 0.7 if second != first else 1.4):
                edited = self._edited(second)
                mine = self._dressed(first, seed) if rng.random() < _EVEN else first
                add(mine, edited and (edited if rng.random() < _EVEN else self._dressed(edited, seed)), CHANGED, "edit")
        for lines, wanted, label, rule in (
            (seed.edited, 0.8, CHANGED, "edited"),
            (seed.changed, 1.8, CHANGED, "changed"),
            (seed.other, 1.6, DIFFERENT, "other"),
        ):
            for second in lines:
                for _ in self._times(seed, wanted):
                    add(self._dressed(first, seed), self._dressed(second, seed), label, rule)

    def _around_the_same(self, seed: Seed, index: int, add: _Add) -> None:
        rng, first = self._rng, seed.same[index]
        for second in seed.same[index + 1 :]:
            for _ in self._times(seed, 3.5):
                add(self._dressed(first, seed), self._dressed(second, seed), SAME, "rendering")
        for _ in self._times(seed, 1.2):
            add(first, self._dressed(first, seed), SAME, "dress")
        for _ in self._times(seed, 1.2):
            add(first, self._dressed(reworded(first, seed.voice, rng), seed), SAME, "reworded")
        for _ in self._times(seed, 0.8):
            add(*self._alike(first, with_synonym(first, rng), seed), SAME, "synonym")

    def _around_others(self, seed: Seed, add: _Add) -> None:
        """Draw pairs among the changes and the other points."""
        rng, changes = self._rng, seed.edited + seed.changed
        for line in seed.edited:
            add(seed.same[0], line, CHANGED, "edited")
            for _ in self._times(seed, 0.5):
                add(*self._surrounded((seed.same[0], line), seed), CHANGED, "long edited")
        for line in changes + seed.other:
            for _ in self._times(seed, 0.7):
                add(self._dressed(line, seed), line, SAME, "dress")
            for _ in self._times(seed, 0.5):
                add(self._dressed(line, seed), self._edited(line), CHANGED, "edit")
        for line in changes:
            for _ in self._times(seed, 0.5 if seed.other else 0):
                add(self._dressed(line, seed), self._dressed(rng.choice(seed.other), seed), DIFFERENT, "other")
        for first, second in combinations(seed.other, 2):
            for _ in self._times(seed, 1.5):
                add(self._dressed(first, seed), self._dressed(second, seed), DIFFERENT, "others")

    def _around_subjects(self, seed: Seed, add: _Add) -> None:
        """Draw pairs of one frame: with another subject it is another point, with one new on both sides the same."""
        rng, subjects = self._rng, self._subjects
        taken = set(_WORD.findall(" ".join(seed.lines).lower()))
        for first in seed.same:
            phrases = subjects.subjects(first)
            for phrase in phrases:
                new, other = (subjects.another(phrase, taken, rng) for _ in range(2))
                moved = subjects.put(first, phrase, new) if new else None
                if not moved or not new or not other:
                    continue
                text, label = moved.text, DIFFERENT if moved.begins else APART
                second = rng.choice([one for one in phrases if one != phrase] or [phrase])
                both = subjects.put(text, second, other)
                for _ in self._times(seed, 2.0 if moved.begins else 0.8):
                    add(*self._alike(first, text, seed), label, "subject")
                for _ in self._times(seed, 1.2 if both else 0):
                    add(*self._alike(first, both.text if both else None, seed), DIFFERENT, "subjects")
                self._around_moved(seed, (first, text), (phrase, new, other), label, add)

    def _around_moved(
        self, seed: Seed, lines: tuple[str, str], phrases: tuple[str, str, str], label: int, add: _Add
    ) -> None:
        """Compare a line, before and after a new subject was put into it, with the other renderings."""
        (first, text), (phrase, new, other) = lines, phrases
        for second in seed.same:
            same = self._subjects.put(second, phrase, new)
            apart = self._subjects.put(second, phrase, other)
            if second == first or not same or not apart:
                continue
            for _ in self._times(seed, 1.2):
                add(self._dressed(text, seed), self._dressed(same.text, seed), SAME, "moved")
            for _ in self._times(seed, 0.4):
                add(self._dressed(text, seed), self._dressed(apart.text, seed), label, "subject")
            for _ in self._times(seed, 0.4):
                add(self._dressed(first, seed), self._dressed(same.text, seed), label, "subject")

    def _across_fillings(self, seed: Seed, add: _Add) -> None:
        """Draw pairs of one frame filled twice: another subject is another point, another party may be a change."""
        rng, label = self._rng, DIFFERENT if id(seed) in self._has_subject else APART
        for other in self._fillings[id(seed)]:
            for _ in self._times(seed, 2.0 if other is not seed else 0):
                place = rng.randrange(len(seed.same))
                again = place if rng.random() < _EVEN else rng.randrange(len(seed.same))
                first, second = seed.same[place], other.same[again]
                if not set(seed.same) & set(other.same):
                    add(*self._alike(first, second, seed), label, "filling")

    def _alike(self, first: str, second: str | None, seed: Seed) -> tuple[str, str | None]:
        """Give two lines as they are, each in a dress, or both in one longer answer."""
        draw = self._rng.random()
        if second is None or draw < _AS_THEY_ARE:
            return first, second
        if draw < _IN_ONE_ANSWER:
            return self._dressed(first, seed), self._dressed(second, seed)
        return self._surrounded((first, second), seed)

    def _across(self, seed: Seed) -> list[Pair]:
        """Draw pairs with other seeds of the voice: those with shared words rather than any."""
        rng = self._rng
        found: list[Pair] = []
        others = [other for other in self._voices[seed.voice] if other.topic != seed.topic]
        if len(others) < 2:  # noqa: PLR2004
            return found
        origin, mine = f"{seed.voice} {seed.topic}", self._content[id(seed)]

        def nearness(other: Seed) -> float:
            words = self._content[id(other)]
            return -len(mine & words) / (20 + len(words))

        near = sorted(others, key=nearness)[:12]
        for _ in self._times(seed, 5):
            other = rng.choice(near if rng.random() < _NEAR_SEED else others)
            first = rng.choice(seed.same + seed.changed)
            second = rng.choice(other.same + other.changed + other.other)
            if rng.random() < _ONE_OPENING and not is_indirect(first) and not is_indirect(second):
                opening = edits.opened("x", seed.voice, rng)[:-1]
                first, second = opening + edits.lowered(first), opening + edits.lowered(second)
            a, b = self._dressed(first, seed), self._dressed(second, other)
            found.append(Pair(a, b, DIFFERENT, origin, "across"))
        for _ in self._times(seed, 0.6):  # one answer's beginning or end is shared, its point is not
            first, second = (rng.choice(other.same) for other in rng.sample(others, 2))
            a, b = self._surrounded((first, second), seed)
            found.append(Pair(a, b, DIFFERENT, origin, "shared frame"))
        return found
