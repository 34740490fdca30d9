"""The pipeline as spaCy runs it: what makes the context of an article, then the stages, each a registered factory."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

import spacy
from spacy.language import Language
from spacy.tokens import Doc, SpanGroup
from spacy.tokens import Span as DocSpan

from bot.watcher.context import ArticleContext
from bot.watcher.find.voice import own_voice
from bot.watcher.people.mentions import find_mentions
from bot.watcher.people.people import People
from bot.watcher.people.roster import Roster
from bot.watcher.pipeline import STAGES
from bot.watcher.text.quotation_marks import pair_marks
from bot.watcher.text.reading import WordTokenizer, reading_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.core.model import Span
    from bot.watcher.context import Triple
    from bot.watcher.pipeline import Stage
    from bot.watcher.text.quotation_marks import Marks
    from bot.watcher.text.reading import Reading

_GIVEN: Final = ("title", "voice", "published_at")  # of a Doc, by whoever has it read
_MADE: Final = ("reading", "marks", "mentions", "people", "triples", "context", "attributions")
_LONGEST: Final = 100_000_000  # characters; the stages are linear, so spaCy's guard against its parser is lifted


class QuotationTagger(Protocol):
    """The model behind the pipeline."""

    def __call__(self, text: str) -> Sequence[Triple]:
        """Quotations of a text with content, cue and source spans."""
        ...


def make_pipeline(roster: Roster, tagger: QuotationTagger) -> Language:
    """A blank English pipeline with the stages in their order."""
    nlp = spacy.blank("en")
    nlp.max_length = _LONGEST
    nlp.tokenizer = WordTokenizer(nlp.vocab)
    for name in ("reading", "quotation_marks", "mentions", "people", "model_triples", "context"):
        component = nlp.add_pipe(f"onrecord_{name}", name=name)
        for attribute, value in (("roster", roster), ("tagger", tagger)):
            if hasattr(component, attribute):
                setattr(component, attribute, value)
    for stage in STAGES:
        nlp.add_pipe(f"onrecord_stage_{stage.name}", name=stage.name)
    return nlp


for _name in (*_GIVEN, *_MADE):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


@Language.component("onrecord_reading", assigns=["doc._.reading"])
def read_words(doc: Doc) -> Doc:
    """Words, sentences and paragraphs as lists."""
    doc._.reading = reading_of(doc)
    return doc


@Language.component("onrecord_quotation_marks", requires=["doc._.reading"], assigns=["doc._.marks"])
def pair_quotation_marks(doc: Doc) -> Doc:
    """Pairs of quotation marks, paragraph by paragraph."""
    reading: Reading = doc._.reading
    doc._.marks = pair_marks(
        reading.text, [reading.paragraph_span(number) for number in range(len(reading.paragraphs))]
    )
    doc.spans["marks"] = _group(doc, "marks", [pair.outer for pair in doc._.marks])
    return doc


class MentionsComponent:
    """Names, descriptions, pronouns and bodies."""

    def __init__(self) -> None:
        self.roster = Roster()

    def __call__(self, doc: Doc) -> Doc:
        """Fill `mentions`."""
        doc._.mentions = find_mentions(doc._.reading, self.roster.uncased())
        doc.spans["mentions"] = SpanGroup(
            doc,
            name="mentions",
            spans=[DocSpan(doc, m.words[0], m.words[1], label=str(m.kind)) for m in doc._.mentions],
        )
        return doc


@Language.factory("onrecord_mentions", requires=["doc._.reading"], assigns=["doc._.mentions"])
def _mentions(nlp: Language, name: str) -> MentionsComponent:
    del nlp, name
    return MentionsComponent()


class PeopleComponent:
    """The people behind the names."""

    def __init__(self) -> None:
        self.roster = Roster()

    def __call__(self, doc: Doc) -> Doc:
        """Fill `people`."""
        people = People(doc._.reading, doc._.mentions, self.roster, (doc._.title or "").split())
        if doc._.voice:
            people.in_title = {doc._.voice}  # as good as named there: "the president" is he
        doc._.people = people
        return doc


@Language.factory("onrecord_people", requires=["doc._.reading", "doc._.mentions"], assigns=["doc._.people"])
def _people(nlp: Language, name: str) -> PeopleComponent:
    del nlp, name
    return PeopleComponent()


class ModelComponent:
    """The model, over all of the text."""

    def __init__(self) -> None:
        self.tagger: QuotationTagger | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Fill `triples`."""
        assert self.tagger is not None  # noqa: S101 - set by make_pipeline
        doc._.triples = self.tagger(with_double_marks(doc._.reading, doc._.marks))
        return doc


@Language.factory("onrecord_model_triples", requires=["doc._.reading", "doc._.marks"], assigns=["doc._.triples"])
def _model(nlp: Language, name: str) -> ModelComponent:
    del nlp, name
    return ModelComponent()


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
        title=doc._.title or "",
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


def with_double_marks(reading: Reading, marks: Sequence[Marks]) -> str:
    """The text with its quotation marks made double and curly, character for character: the model learnt from such."""
    letters: list[str] | None = None
    for pair in marks:
        start = pair.outer[0]
        if not pair.single and (reading.text[start] in '"“' or pair.inner[0] - start > 1):
            continue
        letters = list(reading.text) if letters is None else letters
        letters[start] = "“"
        if pair.closed:
            letters[pair.inner[1]] = "”"
    return reading.text if letters is None else "".join(letters)


def _group(doc: Doc, name: str, spans: Sequence[Span]) -> SpanGroup:
    reading: Reading = doc._.reading
    ranges = (reading.word_range(span) for span in spans)
    return SpanGroup(doc, name=name, spans=[DocSpan(doc, first, stop) for first, stop in ranges if first < stop])
