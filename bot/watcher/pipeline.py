"""The spaCy pipeline: each stage reads a Doc and leaves what it found in `doc.spans` and extensions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import spacy
from spacy.language import Language
from spacy.tokens import Doc, SpanGroup
from spacy.tokens import Span as DocSpan

from bot.watcher.attribute.assertion import is_thought, judge
from bot.watcher.attribute.speakers import mask, resolve_speakers
from bot.watcher.attribution import TURNS, Found, Origin, length
from bot.watcher.find.clauses import find_according, find_clauses, find_inserted, find_judgements, find_told
from bot.watcher.find.labels import (
    find_beside,
    find_blocks,
    find_bullets,
    find_colon_speech,
    find_turns,
    find_voice_turns,
)
from bot.watcher.find.nested import of_other_houses, with_nested
from bot.watcher.find.quoted import find_quoted
from bot.watcher.find.reach import within_reach
from bot.watcher.find.repair import nearer_reports, repair
from bot.watcher.find.voice import own_words
from bot.watcher.people.mentions import find_mentions
from bot.watcher.people.people import People
from bot.watcher.people.roster import Roster
from bot.watcher.shape.manner import manner_of, sense_of
from bot.watcher.shape.passages import in_passages
from bot.watcher.shape.whole import (
    join_clauses,
    join_pieces,
    settle,
    without_bare_phrases,
    without_boilerplate,
    without_echoes,
    without_that,
)
from bot.watcher.text.quotation_marks import pair_marks
from bot.watcher.text.reading import Reading, WordTokenizer, read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.model import Span

_EXTENSIONS = ("reading", "marks", "mentions", "people", "found", "title", "voice", "all_speakers")
_SCARE_QUOTE = 30  # characters that a loose phrase in marks has at most
_LONGEST = 100_000_000  # characters; the stages are linear, so spaCy's guard against its parser is lifted


class Attributed(Protocol):
    """What the tagger gives for one quotation."""

    @property
    def content(self) -> Sequence[Span]: ...  # noqa: D102
    @property
    def cue(self) -> Sequence[Span]: ...  # noqa: D102
    @property
    def source(self) -> Sequence[Span]: ...  # noqa: D102
    @property
    def score(self) -> float: ...  # noqa: D102
    @property
    def features(self) -> Mapping[str, float]: ...  # noqa: D102


class QuotationTagger(Protocol):
    """The model behind the pipeline."""

    def __call__(self, text: str) -> Sequence[Attributed]:
        """Quotations of a text with content, cue and source spans."""
        ...


def make_pipeline(roster: Roster, tagger: QuotationTagger) -> Language:
    """A blank English pipeline with the stages in their order."""
    for name in _EXTENSIONS:
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)
    nlp = spacy.blank("en")
    nlp.max_length = _LONGEST
    nlp.tokenizer = WordTokenizer(nlp.vocab)
    for name in (
        "quotation_marks",
        "people",
        "speech_layout",
        "quotation_tagger",
        "speakers",
        "assertion",
        "whole_statements",
    ):
        component = nlp.add_pipe(f"onrecord_{name}", name=name)
        for attribute, value in (("roster", roster), ("tagger", tagger)):
            if hasattr(component, attribute):
                setattr(component, attribute, value)
    return nlp


@Language.component("onrecord_quotation_marks")
def quotation_marks(doc: Doc) -> Doc:
    """Words as lists, and pairs of quotation marks."""
    reading = read(doc)
    doc._.reading = reading
    doc._.marks = pair_marks(
        reading.text, [reading.paragraph_span(number) for number in range(len(reading.paragraphs))]
    )
    doc.spans["marks"] = _group(doc, "marks", [pair.outer for pair in doc._.marks])
    return doc


class PeopleComponent:
    """Mentions and the people behind the names."""

    def __init__(self) -> None:
        self._roster: Roster | None = None
        self._uncased: dict[str, list[tuple[str, ...]]] = {}

    @property
    def roster(self) -> Roster:
        """Whom the stage knows; set once, by `make_pipeline`."""
        return self._roster or Roster()

    @roster.setter
    def roster(self, roster: Roster) -> None:
        self._roster, self._uncased = roster, roster.uncased()

    def __call__(self, doc: Doc) -> Doc:
        """Fill `mentions` and `people`."""
        doc._.mentions = find_mentions(doc._.reading, self._uncased)
        people = People(doc._.reading, doc._.mentions, self.roster, (doc._.title or "").split())
        if doc._.voice:
            people.in_title = {doc._.voice}  # as good as named there: "the president" is he
        doc._.people = people
        doc.spans["mentions"] = SpanGroup(
            doc,
            name="mentions",
            spans=[DocSpan(doc, m.words[0], m.words[1], label=str(m.kind)) for m in doc._.mentions],
        )
        return doc


@Language.factory("onrecord_people")
def _people(nlp: Language, name: str) -> PeopleComponent:
    del nlp, name
    return PeopleComponent()


@Language.component("onrecord_speech_layout")
def speech_layout(doc: Doc) -> Doc:
    """Turns of a transcript, speech after a colon, names beside quotations."""
    reading: Reading = doc._.reading
    if doc._.voice and (own := _own_voice(doc)) is not None:
        doc._.found = own
        return doc
    doc._.voice = None  # the text tells of the actor: it is read as any other
    turns = find_turns(reading, doc._.marks, doc._.people, doc._.mentions)
    rest = settle(find_beside(reading, doc._.marks), find_colon_speech(reading, doc._.marks))
    if not doc._.all_speakers:
        rest = settle(settle(rest, find_blocks(reading, doc._.marks)), find_bullets(reading))
    doc._.found = settle(turns, rest)
    return doc


def _own_voice(doc: Doc) -> list[Found] | None:
    """What is said in a text in an actor's own voice: by its labels, else all by him; None where it tells of him."""
    reading, marks, people, mentions = doc._.reading, doc._.marks, doc._.people, doc._.mentions
    turns = find_voice_turns(reading, marks, people, mentions, people.actor(doc._.voice))
    if turns:
        return turns
    own = own_words(reading, marks, people, mentions, doc._.voice)
    return None if own is None else [own] if own.content else []


class TaggerComponent:
    """The model, over the paragraphs within reach; then what it passed over."""

    def __init__(self) -> None:
        self.tagger: QuotationTagger | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Add the model's quotations to `found`."""
        assert self.tagger is not None  # noqa: S101 - set by make_pipeline
        reading: Reading = doc._.reading
        text = _with_double_marks(doc)
        pieces = (
            [(0, len(text))] if doc._.all_speakers else within_reach(reading, doc._.people, doc._.mentions, doc._.marks)
        )
        tagged = [_shifted(item, start) for start, end in pieces for item in self.tagger(text[start:end])]
        tagged = with_nested(reading, doc._.people, doc._.mentions, doc._.marks, tagged)
        if not doc._.all_speakers:
            tagged = nearer_reports(reading, doc._.marks, tagged)
        found = settle(doc._.found, repair(reading, doc._.marks, [item for item in tagged if item.content]))
        found = settle(found, find_quoted(reading, doc._.marks, found))
        if not doc._.all_speakers:
            taken = mask(reading, [span for item in found for span in (*item.content, *item.cue)])
            quoted = mask(reading, [pair.outer for pair in doc._.marks])
            hidden = [a or b for a, b in zip(taken, quoted, strict=True)]
            clauses = settle(find_inserted(reading, hidden), find_according(reading, hidden))
            clauses = settle(clauses, find_judgements(reading, doc._.marks, hidden, taken))
            found = settle(found, settle(clauses, find_clauses(reading, hidden, taken)))
            found += _told_within(doc, found)
        doc._.found = found
        return doc


def _told_within(doc: Doc, found: Sequence[Found]) -> list[Found]:
    """What actors are reported to have said within the reported words of others, where no other stage has it."""
    of = doc._.people.of
    names = [mention for mention in doc._.mentions if (known := of.get(mention)) and known.person.actor_id]
    inside = mask(doc._.reading, [span for item in found for span in item.content])
    cues = {span for item in found for span in item.cue}
    return [item for item in find_told(doc._.reading, names, inside) if item.cue[0] not in cues]


@Language.factory("onrecord_quotation_tagger")
def _tagger(nlp: Language, name: str) -> TaggerComponent:
    del nlp, name
    return TaggerComponent()


@Language.component("onrecord_speakers")
def speakers(doc: Doc) -> Doc:
    """Who said it."""
    if doc._.found:
        doc._.found = resolve_speakers(doc._.reading, doc._.people, doc._.mentions, doc._.marks, doc._.found)
        doc._.found = of_other_houses(doc._.reading, doc._.people, doc._.mentions, doc._.found)
    return doc


@Language.component("onrecord_assertion")
def assertion(doc: Doc) -> Doc:
    """Whether it was said at all."""
    doc._.found = judge(doc._.reading, doc._.found)
    return doc


@Language.component("onrecord_whole_statements")
def whole_statements(doc: Doc) -> Doc:
    """One utterance, one quotation."""
    reading: Reading = doc._.reading
    found: list[Found] = join_pieces(reading, doc._.found)
    found = [item for item in found if item.origin is not Origin.TOLD or item.teller not in {None, item.speaker}]
    if doc._.voice:  # beside the turns only what they tell of others
        actor = doc._.people.actor(doc._.voice)
        found = [item for item in found if item.origin in TURNS or (item.second_hand and item.person is not actor)]
    if not doc._.all_speakers:
        found = [item for item in found if item.person is not None and item.person.actor_id is not None]
        found = [item for item in found if not is_thought(reading, item) and not _is_scare_quote(item)]
        found = without_boilerplate(reading, without_bare_phrases(reading, doc._.marks, found))
        found = without_echoes(reading, doc._.marks, join_clauses(reading, without_that(reading, found)))
    found = in_passages(reading, found)
    found = [replace(item, content=content) for item in found if (content := _filled(reading.text, item.content))]
    doc._.found = found
    doc.spans["contents"] = _group(doc, "contents", [span for item in found for span in item.content])
    return doc


def _filled(text: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The spans that hold a letter or a digit."""
    return tuple(span for span in spans if any(char.isalnum() for char in text[slice(*span)]))


def _is_scare_quote(item: Found) -> bool:
    return item.origin is Origin.TAGGER and not item.cue and not item.source and length(item.content) < _SCARE_QUOTE


def describe(doc: Doc, item: Found) -> Found:
    """Sense and manner, for the card."""
    return replace(item, sense=sense_of(doc._.reading, item), manner=manner_of(doc._.reading, item))


def _with_double_marks(doc: Doc) -> str:
    """The text with its quotation marks made double and curly, character for character: the model learnt from such."""
    text: str = doc._.reading.text
    letters: list[str] | None = None
    for pair in doc._.marks:
        start = pair.outer[0]
        if not pair.single and (text[start] in '"“' or pair.inner[0] - start > 1):
            continue
        letters = list(text) if letters is None else letters
        letters[start] = "“"
        if pair.closed:
            letters[pair.inner[1]] = "”"
    return text if letters is None else "".join(letters)


def _shifted(item: Attributed, by: int) -> Found:
    content, cue, source = (
        tuple((start + by, end + by) for start, end in spans) for spans in (item.content, item.cue, item.source)
    )
    return Found(
        content=content,
        cue=cue,
        source=source,
        origin=Origin.TAGGER,
        score=float(item.score),
        features=dict(item.features),
    )


def _group(doc: Doc, name: str, spans: Sequence[Span]) -> SpanGroup:
    reading: Reading = doc._.reading
    ranges = (reading.word_range(span) for span in spans)
    return SpanGroup(doc, name=name, spans=[DocSpan(doc, first, stop) for first, stop in ranges if first < stop])
