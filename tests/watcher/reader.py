"""Watchers that tests share: the packaged one, and one over given quotations, without the model."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass, field
from functools import cache, lru_cache, partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import onnxruntime
import pytest
import tokenizers

from bot.core.config import example_config_path, read_config
from bot.core.errors import WeightsError
from bot.core.model import Assertion, View
from bot.watcher import SpacyWatcher, WatchText
from bot.watcher.find.tagger import SpanTriple, Tagger
from bot.watcher.find.tagger.encoded import encode
from bot.watcher.find.tagger.weights import MANIFEST, PACKAGED
from tests.watcher.actors import ACTORS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

    from bot.core.model import Actor, Quotation, Span
    from bot.watcher.attribution import Attribution


MOST_WINDOWS = 100  # of a quarter of a megabyte each: more than the longest page has


class _RememberingSession:
    """The network, which reads each window once: a page that grows has all but its last windows from before."""

    def __init__(self, session: InferenceSession) -> None:
        self._run = lru_cache(MOST_WINDOWS)(partial(self._read, session))

    def run(self, _outputs: None, inputs: Mapping[str, NDArray[np.int64]]) -> tuple[NDArray[np.float32], ...]:
        return self._run(tuple((name, rows.tobytes()) for name, rows in inputs.items()))

    @staticmethod
    def _read(session: InferenceSession, inputs: tuple[tuple[str, bytes], ...]) -> tuple[NDArray[np.float32], ...]:
        return tuple(session.run(None, {name: np.frombuffer(rows, np.int64)[None] for name, rows in inputs}))


class Remembering:
    """The packaged model, which looks at each text once: what it finds depends on the text alone, and it is slow.

    What it found is kept in `folder`, for the other processes of a run and for the next one. `tests/watcher/tagger`
    has the model without a memory.
    """

    folder: ClassVar[Path | None] = None  # set by conftest.py, for all

    def __init__(self) -> None:
        self._found: dict[str, list[SpanTriple]] = {}
        self._shares: dict[str, list[float]] = {}
        self._own_lines: dict[str, list[float]] = {}
        self._tagger = Tagger.load()
        self._tagger._session = _RememberingSession(self._tagger._session)

    def __call__(self, text: str) -> list[SpanTriple]:
        if text not in self._found:
            rows = self._kept(text, lambda: [asdict(one) for one in self._tagger(text)])
            self._found[text] = [_triple(row) for row in rows]
        return self._found[text]

    def own_lines(self, text: str) -> list[float]:
        if text not in self._own_lines:
            self._own_lines[text] = self._kept(f"lines of {text}", lambda: self._tagger.own_lines(text))
        return self._own_lines[text]

    def who_speaks(
        self, text: str, content: Sequence[Span], source: Sequence[Span], names: Sequence[str]
    ) -> Sequence[float]:
        """Look at each passage once: what stands farther off is not read."""
        asks = self._tagger.who_speaks
        assert asks is not None
        row = asks.laid_out(encode(text, asks._table, asks._marks), content, source, names)
        key = repr((row.pieces, row.features, row.source, row.names))
        if key not in self._shares:
            self._shares[key] = self._kept(key, lambda: asks(text, content, source, names))
        return self._shares[key]

    def _kept(self, key: str, make: Callable[[], list[Any]]) -> list[Any]:
        if self.folder is None:
            return make()
        file = self.folder / f"{sha256(key.encode(errors='surrogatepass')).hexdigest()}.json"
        if file.exists():
            kept: list[Any] = json.loads(file.read_text(encoding="utf-8"))
            return kept
        made = make()
        mine = file.with_suffix(f".{os.getpid()}")
        mine.write_text(json.dumps(made), encoding="utf-8")
        mine.replace(file)  # another process never reads half of it
        return made


def _triple(row: dict[str, Any]) -> SpanTriple:
    spans = {name: tuple(map(tuple, row[name])) for name in ("content", "cue", "source")}
    return SpanTriple(**spans, score=row["score"], features=row["features"])


def what_decides() -> str:
    """Return a hash of all that decides what the model finds in a text: its weights, its code and its libraries."""
    parts = [(PACKAGED / MANIFEST).read_bytes()]  # it has the weights' own hashes
    parts += [file.read_bytes() for file in sorted(PACKAGED.parent.glob("*.*"))]
    parts += [f"{one.__name__} {one.__version__}".encode() for one in (onnxruntime, tokenizers, np)]
    return sha256(b"\n".join([*parts, sys.version.encode()])).hexdigest()[:16]


@cache
def whole() -> SpacyWatcher:
    """The packaged watcher over the actors of the example; skips where its weights are missing."""
    try:
        return SpacyWatcher(read_config(example_config_path()).actors, Remembering())
    except WeightsError as error:
        pytest.skip(f"the model's weights are not here: {error}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """What a tagger gives for one quotation."""

    content: tuple[Span, ...]
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()
    score: float = 0.9
    features: Mapping[str, float] = field(default_factory=dict)


class MarkedTagger:
    """Finds what a test wrote down: (content, cue, source) phrases; " … " stands between the pieces of one.

    `inner` are found in a passage in which no source of the others stands: at a second reading.
    """

    def __init__(self, *quotations: tuple[str, str, str], inner: tuple[tuple[str, str, str], ...] = ()) -> None:
        self.quotations = quotations
        self.inner = inner
        self.read: list[str] = []

    def __call__(self, text: str) -> list[Tagged]:
        self.read.append(text)
        out = []
        is_again = self.inner and all(source not in text for _, _, source in self.quotations)
        for content, cue, source in self.inner if is_again else self.quotations:
            spans = [_span(text, phrase) for phrase in (content, cue, source)]
            if spans[0]:
                out.append(Tagged(content=spans[0], cue=spans[1], source=spans[2]))
        return out


def _span(text: str, phrase: str) -> tuple[Span, ...]:
    places = [(text.find(piece), piece) for piece in phrase.split(" … ") if piece]
    return tuple((at, at + len(piece)) for at, piece in places if at >= 0)


class _OverOnePipeline(SpacyWatcher):
    """A watcher of `ACTORS` with a model of its own, over the pipeline of all of these: one is made in 20 ms."""

    _shared: ClassVar[SpacyWatcher | None] = None

    def __init__(self, tagger: Any) -> None:
        if self._shared is None:
            _OverOnePipeline._shared = SpacyWatcher(ACTORS, tagger)
        self._tagger, self._screen, self._nlp = tagger, self._shared._screen, self._shared._nlp

    def tracking(self, actors: Sequence[Actor]) -> SpacyWatcher:
        return SpacyWatcher(actors, self._tagger)

    def _read(self, texts: Sequence[WatchText], *, view: View) -> Iterator[list[tuple[Attribution, Quotation]]]:
        self._nlp.get_pipe("model_triples").tagger = self._tagger
        yield from super()._read(texts, view=view)


def with_model(tagger: Any) -> SpacyWatcher:
    """A watcher of `ACTORS` with a model. It and others of these are not to read at the same time."""
    return _OverOnePipeline(tagger)


@cache
def rules(*quotations: tuple[str, str, str], inner: tuple[tuple[str, str, str], ...] = ()) -> SpacyWatcher:
    """A watcher whose model finds just these."""
    return with_model(MarkedTagger(*quotations, inner=inner))


def find(
    watcher: SpacyWatcher, text: str, *, title: str = "", voice: str | None = None, view: View = View.TRACKED
) -> tuple[Quotation, ...]:
    """The quotations of a text."""
    read = WatchText(text=text, title=title, voice=voice)
    return watcher.watch([read], view=view)[0].quotations


def reported(text: str, quotations: Sequence[Quotation]) -> list[tuple[str, str]]:
    """(actor, words) of what would be reported."""
    return [
        (found.actor_id, " … ".join(text[slice(*span)] for span in found.content))
        for found in quotations
        if found.actor_id and found.assertion is Assertion.STATED and not found.second_hand
    ]


def joined(text: str) -> set[tuple[str | None, str]]:
    """Who said what by the rules alone, the pieces of each joined by a space."""
    return {(found.actor_id, " ".join(text[slice(*span)] for span in found.content)) for found in find(rules(), text)}
