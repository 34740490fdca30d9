"""What each part of the engine is worth: gold files scored without it, one part after another.

Each part is taken away in a process of its own, since word lists are read when the modules that hold them are imported:
nothing is imported here before that is settled.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from bot.core.word_files import leave_out
from bot.tools.thresholds import WIDEST_TABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.resources.abc import Traversable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from rich.console import Console

    from bot.core.config import Config
    from bot.core.model import Span
    from bot.novelty.encoder import Encoder

Figures: TypeAlias = Mapping[str, Mapping[str, float]]  # by gold file, then by measure
_PRELOADED: Final = [  # no part of ours; most of the time that a process takes to begin
    "spacy.lang.en",
    "pydantic",
    "sqlalchemy.ext.asyncio",
    "alembic.command",
    "rapidfuzz.distance",
    "structlog",
]
_MEASURES: Final = {
    "quotations": ("exact", "overlap", "joint"),
    "actors": ("recall", "precision", "wrong_who", "alarms"),
    "people": ("recall", "precision", "wrong"),
    # Of pairs of real statements the last three.
    "pairs": ("accuracy", "false_merge", "false_split", "hidden", "merged", "reported_twice"),
}


class PartKind(StrEnum):
    """What can be taken away."""

    STAGE = "stage"
    WORDS = "word list"
    VETO = "veto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the engine."""

    kind: PartKind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is measured with: gold files, whom they track, and what the model said of their texts."""

    gold: tuple[Path, ...]
    config: Config
    memory: Path


def parts_for(job: Job) -> list[Part]:
    """All parts that the gold files can tell of: those of the watcher, those of the judge, or both."""
    from bot.tools import evaluate as measures  # noqa: PLC0415 - see above

    of_pairs = {measures.read_gold(path)[0] is measures.GoldForm.PAIRS for path in job.gold}
    return _parts_of_engine(watcher=False in of_pairs, judge=True in of_pairs)


def _parts_of_engine(*, watcher: bool, judge: bool) -> list[Part]:
    from bot.novelty.differences.vetoes import VETOES  # noqa: PLC0415
    from bot.novelty.lexicon import LISTS  # noqa: PLC0415 - see above
    from bot.watcher.lexicon import FOLDER  # noqa: PLC0415
    from bot.watcher.pipeline import STAGES  # noqa: PLC0415

    out: list[Part] = []
    if watcher:
        out += [Part(kind=PartKind.STAGE, name=stage.name) for stage in STAGES]
        out += [Part(kind=PartKind.WORDS, name=name) for name in _names_of_lists(FOLDER)]
    if judge:
        out += [Part(kind=PartKind.VETO, name=name) for name in sorted(VETOES)]
        out += [Part(kind=PartKind.WORDS, name=name) for name in _names_of_lists(LISTS)]
    return out


def _names_of_lists(folder: Traversable) -> list[str]:
    return sorted(file.name.removesuffix(".txt") for file in folder.iterdir() if file.name.endswith(".txt"))


def worth(job: Job, wanted: Sequence[Part], whole: Figures) -> Iterator[tuple[Part, Figures]]:
    """What each part brings on each gold file: the figures of the whole less those without it, as they are ready."""
    context = get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    with ProcessPoolExecutor(max_workers=os.cpu_count(), mp_context=context, max_tasks_per_child=1) as pool:
        running = {pool.submit(measured, job, part): part for part in wanted}
        for done in as_completed(running):
            without = done.result()
            yield (
                running[done],
                {
                    name: {measure: round(value - without[name][measure], 1) for measure, value in figures.items()}
                    for name, figures in whole.items()
                },
            )


def measured(job: Job, part: Part | None) -> Figures:
    """The figures of each gold file without a part; for None of the whole, and the model's answers are kept."""
    if part and part.kind is PartKind.WORDS:
        leave_out(part.name)
    from bot.tools import evaluate as measures  # noqa: PLC0415 - see above

    without = (part.name,) if part and part.kind is not PartKind.WORDS else ()
    memory = _Memory(job.memory)
    tagger, encoder = _RememberingTagger(memory), _RememberingEncoder(memory)
    out: dict[str, dict[str, float]] = {}
    for path in job.gold:
        form, rows = measures.read_gold(path)
        is_pairs = form is measures.GoldForm.PAIRS
        mine = part is None or is_pairs is (part.kind is PartKind.VETO)
        engine = measures.engine_for(form, job.config, tagger=tagger, encoder=encoder, without=without if mine else ())
        actors = {actor.id: actor.name for actor in job.config.actors}
        predicted = engine(rows, lambda _: None)
        evaluation = measures.score_gold(rows, form, measures.Answers(rows=predicted), speech=True, actors=actors)
        out[path.stem] = _main_figures(str(form), evaluation.figures)
    if part is None:
        memory.save()
    return out


def _main_figures(form: str, figures: Mapping[str, Any]) -> dict[str, float]:
    if form == "quotations":
        return {name: figures["all"][name]["F1"] for name in _MEASURES[form]}
    chosen = figures["actors"] if form == "people" else figures
    return {name: float(chosen[name] or 0) for name in _MEASURES[form] if name in chosen}


def show_worth(whole: Figures, rows: Sequence[tuple[Part, Figures]], console: Console) -> None:
    """Print what each part brings: on each gold file the figures with it less those without it; zeros are left out."""
    from rich.table import Table  # noqa: PLC0415 - see above

    if not console.is_terminal:  # a file or a pipe: nothing is cut
        console.width = WIDEST_TABLE
    table = Table("part", "", *whole)
    table.add_row(
        "the whole engine", "", *(_values(figures, signed=False) for figures in whole.values()), end_section=True
    )
    for part, brings in rows:
        table.add_row(part.name, str(part.kind), *(_values(brings[name], signed=True) for name in whole))
    console.print(table)


def _values(figures: Mapping[str, float], *, signed: bool) -> str:
    if signed:
        return ", ".join(f"{name} {value:+.1f}" for name, value in figures.items() if value)
    return ", ".join(f"{name} {value:.1f}" for name, value in figures.items())


class _Memory:
    """What the models said: a rule's worth is measured, and not theirs, so each is asked once of each text."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.said: dict[Any, Any] = pickle.loads(path.read_bytes()) if path.exists() else {}  # noqa: S301 - our own

    def save(self) -> None:
        self._path.write_bytes(pickle.dumps(self.said))


class _RememberingTagger:
    """The tagger, loaded where a text is new to the memory."""

    def __init__(self, memory: _Memory) -> None:
        self._said = memory.said

    def __call__(self, text: str) -> Any:
        if text not in self._said:
            self._said[text] = self._tagger(text)
        return self._said[text]

    def who_speaks(
        self, text: str, content: Sequence[Span], source: Sequence[Span], names: Sequence[str]
    ) -> list[float]:
        """Ask the second opinion; where a part is taken away there are questions of which nothing is remembered."""
        asked = text, tuple(content), tuple(source), tuple(names)
        if asked not in self._said:
            self._said[asked] = self._tagger.who_speaks(text, content, source, names)
        said: list[float] = self._said[asked]
        return said

    @cached_property
    def _tagger(self) -> Any:
        from bot.watcher.find.tagger import Tagger  # noqa: PLC0415 - loads the network

        return Tagger.load()


class _RememberingEncoder:
    """The judge's network, loaded where a pair is new to the memory."""

    def __init__(self, memory: _Memory) -> None:
        self._said = memory.said

    def logits(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        from numpy import array, float64  # noqa: PLC0415 - see above

        for pair in dict.fromkeys(pairs):
            if pair not in self._said:
                self._said[pair] = self._encoder.logits([pair])[0]
        return array([self._said[pair] for pair in pairs], float64).reshape(len(pairs), 3)

    @cached_property
    def _encoder(self) -> Encoder:
        from bot.novelty.encoder import WEIGHTS_FOLDER, Encoder  # noqa: PLC0415 - loads the network

        return Encoder.load(WEIGHTS_FOLDER, threads=1)
