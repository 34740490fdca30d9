"""The pipeline as spaCy runs it: what makes the context of an article, then the stages, each a registered factory."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

from bot.core.model import Actor, Term
from bot.watcher import thresholds
from bot.watcher.context import ArticleContext
from bot.watcher.find.labels import reporters_labels
from bot.watcher.find.voice import own_voice
from bot.watcher.people.mentions import find_mentions
from bot.watcher.people.people import People
from bot.watcher.people.roster import Roster, make_roster
from bot.watcher.pipeline import STAGES
from bot.watcher.text.quotation_marks import pair_marks
from bot.watcher.text.reading import WordTokenizer, reading_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bot.watcher.context import QuotationTagger
    from bot.watcher.pipeline import Stage
    from bot.watcher.text.quotation_marks import Marks
    from bot.watcher.text.reading import Reading

_GIVEN: Final = ("title", "url", "voice", "published_at")  # of a Doc, by whoever has it read
_MADE: Final = (
    "reading",
    "marks",
    "mentions",
    "people",
    "as_learnt",
    "tagger",
    "asks",
    "triples",
    "own_lines",
    "context",
    "attributions",
)
_ACTORS: Final = "actors.json"


def make_pipeline(roster: Roster, tagger: QuotationTagger | None = None) -> Language:
    """A blank English pipeline with the stages in their order.

    Args:
        roster: whom it knows.
        tagger: the model; None for the packaged one, loaded when the first text is read.

    """
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "onrecord_words"}}})
    nlp.max_length = thresholds.LONGEST_TEXT
    for name in ("reading", "quotation_marks", "mentions", "people", "model_triples", "context"):
        component: Any = nlp.add_pipe(f"onrecord_{name}", name=name)
        if isinstance(component, RosterComponent):
            component.roster = roster
        if isinstance(component, ModelComponent):
            component.tagger = tagger
    for stage in STAGES:
        nlp.add_pipe(f"onrecord_stage_{stage.name}", name=stage.name)
    nlp.meta.update(name="onrecord_watcher", description="Who said what in an English news text")
    return nlp


def make_tokenizer() -> Callable[[Language], WordTokenizer]:
    """Return what makes the tokenizer of a pipeline; spaCy finds it by an entry point of this package."""
    return lambda _nlp: WordTokenizer()


registry.tokenizers("onrecord_words", func=make_tokenizer)


for _name in (*_GIVEN, *_MADE):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


@Language.component("onrecord_reading", assigns=["doc._.reading"])
def set_reading(doc: Doc) -> Doc:
    """Words, sentences and paragraphs as lists."""
    doc._.reading = reading_of(doc)
    return doc


@Language.component("onrecord_quotation_marks", requires=["doc._.reading"], assigns=["doc._.marks"])
def pair_quotation_marks(doc: Doc) -> Doc:
    """Pairs of quotation marks, paragraph by paragraph."""
    reading: Reading = doc._.reading
    doc._.marks = pair_marks(reading.text, reading.paragraph_spans())
    return doc


class RosterComponent:
    """A component that knows the tracked actors; it is stored with them."""

    def __init__(self, fill: Callable[[Doc, Roster], None]) -> None:
        self.roster = Roster()
        self._fill = fill

    def __call__(self, doc: Doc) -> Doc:
        """Fill what it assigns."""
        self._fill(doc, self.roster)
        return doc

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Write the actors to `path`/actors.json."""
        del exclude
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        actors = [asdict(names.actor) for names in self.roster.names]
        text = json.dumps(actors, ensure_ascii=False, indent=1, default=date.isoformat)
        (folder / _ACTORS).write_text(text, encoding="utf-8")

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> Self:
        """Know the actors of `path`/actors.json."""
        del exclude
        rows: list[dict[str, Any]] = json.loads((Path(path) / _ACTORS).read_text(encoding="utf-8"))
        for row in rows:
            row.update({name: tuple(value) for name, value in row.items() if isinstance(value, list)})
            row["terms"] = tuple(map(_term, row.get("terms", ())))
        self.roster = make_roster(Actor(**row) for row in rows)
        return self


def _term(row: Mapping[str, Any]) -> Term:
    ends = date.fromisoformat(row["ends"]) if row["ends"] else None
    return Term(begins=date.fromisoformat(row["begins"]), ends=ends, role=row["role"])


def _find_mentions(doc: Doc, roster: Roster) -> None:
    doc._.mentions = find_mentions(doc._.reading, roster.uncased())


def _find_people(doc: Doc, roster: Roster) -> None:
    day = doc._.published_at.date() if doc._.published_at else None
    doc._.people = People(doc._.reading, doc._.mentions, roster, (doc._.title or "").split(), day)
    if doc._.voice:
        doc._.people.in_title = {doc._.voice}  # as good as named there: "the president" is he
        doc._.people.voice = doc._.voice


@Language.factory("onrecord_mentions", requires=["doc._.reading"], assigns=["doc._.mentions"])
def _mentions(nlp: Language, name: str) -> RosterComponent:
    del nlp, name
    return RosterComponent(_find_mentions)


@Language.factory("onrecord_people", requires=["doc._.reading", "doc._.mentions"], assigns=["doc._.people"])
def _people(nlp: Language, name: str) -> RosterComponent:
    del nlp, name
    return RosterComponent(_find_people)


class ModelComponent:
    """The model, over all of the text. It is stored as the folder of its weights, and loaded for the first text."""

    def __init__(self, weights: str | None = None, threads: int = 1) -> None:
        self.tagger: QuotationTagger | None = None
        self._weights = weights
        self._threads = threads

    def __call__(self, doc: Doc) -> Doc:
        """Fill `triples`."""
        if self.tagger is None:
            from bot.watcher.find.tagger import Tagger  # noqa: PLC0415 - onnxruntime loads only where a model is read

            self.tagger = Tagger.load(Path(self._weights) if self._weights else None, threads=self._threads)
        doc._.tagger = self.tagger
        doc._.asks = getattr(self.tagger, "who_speaks", None)  # a model without it resolves by the walk alone
        doc._.as_learnt = as_learnt(doc._.reading, doc._.marks)
        doc._.triples = self.tagger(doc._.as_learnt)
        own_lines = getattr(self.tagger, "own_lines", None)
        doc._.own_lines = own_lines(doc._.as_learnt) if own_lines is not None else None
        return doc


@Language.factory(
    "onrecord_model_triples",
    requires=["doc._.reading", "doc._.marks"],
    assigns=["doc._.triples"],
    default_config={"weights": None, "threads": 1},
)
def _model(nlp: Language, name: str, weights: str | None, threads: int) -> ModelComponent:
    del nlp, name
    return ModelComponent(weights, threads)


@Language.component(
    "onrecord_context",
    requires=[f"doc._.{name}" for name in ("reading", "marks", "mentions", "people", "triples")],
    assigns=["doc._.context"],
)
def make_context(doc: Doc) -> Doc:
    """All that the stages are given."""
    make = partial(
        ArticleContext,
        reading=doc._.reading,
        marks=doc._.marks,
        mentions=doc._.mentions,
        people=doc._.people,
        triples=doc._.triples,
        tagger=doc._.tagger,
        asks=doc._.asks,
        own_lines=doc._.own_lines,
        as_learnt=doc._.as_learnt or "",
        title=doc._.title or "",
        url=doc._.url or "",
        published_at=doc._.published_at,
    )
    doc._.context = make(voice=doc._.voice)
    if doc._.voice and own_voice(doc._.context) is None:  # it tells of the actor: it is read as any other text
        doc._.context = make()
    return doc


def _as_component(stage: Stage) -> Callable[[Doc], Doc]:
    def component(doc: Doc) -> Doc:
        doc._.attributions = stage(doc._.context, doc._.attributions or [])
        return doc

    return component


for _stage in STAGES:
    Language.component(
        f"onrecord_stage_{_stage.name}",
        requires=["doc._.context"],
        assigns=["doc._.attributions"],
        func=_as_component(_stage),
    )


def as_learnt(reading: Reading, marks: Sequence[Marks]) -> str:
    """The text in the form of those that the model learnt from, character for character.

    Its quotation marks are made double and curly. The labels of whoever asks or reports are blank: what a reporter says
    is read as any report, in which somebody is quoted.
    """
    letters: list[str] | None = None
    for start, end in reporters_labels(reading.text):
        letters = list(reading.text) if letters is None else letters
        letters[start:end] = " " * (end - start)
    for pair in marks:
        start = pair.outer[0]
        opens = pair.inner[0] > start  # else it goes on from the paragraph before
        if not opens or (not pair.single and (reading.text[start] in '"“' or pair.inner[0] - start > 1)):
            continue
        letters = list(reading.text) if letters is None else letters
        letters[start] = "“"
        if pair.closed:
            letters[pair.inner[1]] = "”"
    return reading.text if letters is None else "".join(letters)
