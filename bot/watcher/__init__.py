"""Finds who said what in an article, with the evidence. The adapter to spaCy.

`SpacyWatcher` reads texts; everything else here is a stage of its pipeline.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import structlog

from bot.core.model import Kind, Precision, Quotation, Span, View, Watched
from bot.watcher import thresholds
from bot.watcher.attribute.confidence import confidence_of
from bot.watcher.attribution import TURNS
from bot.watcher.components import make_pipeline
from bot.watcher.find.screen import Screen
from bot.watcher.people.roster import make_roster
from bot.watcher.pipeline import is_in_view
from bot.watcher.shape.manner import manner_of, sense_of, verb_of
from bot.watcher.shape.when import said_on_page, said_when
from bot.watcher.text.normalise import normalise
from bot.watcher.text.post_marks import is_all_quoted, without_marks_of_quoting
from bot.watcher.text.quotation_marks import touching

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from spacy.tokens import Doc

    from bot.core.model import Actor
    from bot.watcher.attribution import Attribution
    from bot.watcher.context import ArticleContext, QuotationTagger
    from bot.watcher.text.normalise import Normalised

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchText:
    """One text to read. Offsets of what is found point into `text`; the title only helps to tell people apart."""

    text: str
    title: str = ""
    url: str = ""
    published_at: datetime | None = None
    voice: str | None = None  # the id of the actor whose own words the text is


class SpacyWatcher:
    """Reads texts with one pipeline; synchronous and not to be shared between threads."""

    def __init__(self, actors: Sequence[Actor], tagger: QuotationTagger, *, without: Collection[str] = ()) -> None:
        """Build the pipeline around a model.

        Args:
            actors: whom to watch.
            tagger: the model.
            without: names of stages that are taken away, to measure what they are worth.

        """
        self._tagger = tagger
        roster = make_roster(actors)
        self._screen = Screen(roster)
        self._nlp = make_pipeline(roster, tagger)
        self._nlp.select_pipes(disable=list(without))

    @classmethod
    def load(cls, actors: Sequence[Actor], *, threads: int = 1) -> Self:
        """Load the model and build the pipeline.

        Args:
            actors: whom to watch.
            threads: that the model may use.

        Raises:
            WeightsError: the model file is missing, damaged or of another version.

        """
        from bot.watcher.find.tagger import Tagger  # noqa: PLC0415 - onnxruntime loads only where a model is read

        return cls(actors, Tagger.load(threads=threads))

    def tracking(self, actors: Sequence[Actor]) -> Self:
        """Return a watcher of other actors around the same model. The two are not to read at the same time."""
        return type(self)(actors, self._tagger)

    def watch(self, texts: Sequence[WatchText], *, view: View = View.TRACKED) -> list[Watched]:
        """Read texts; the answers stand in their order. No text raises, what cannot be read says so.

        Args:
            texts: to be read.
            view: of whom one wants to hear. Of tracked actors also such as they denied, are still to say, or said
                at second hand: these are reported to nobody. Texts that name no tracked actor are read but for
                `TRACKED` and `RECORD`.

        """
        out = [Watched(screened=True)] * len(texts)
        wanted = [
            number
            for number, text in enumerate(texts)
            if view not in {View.TRACKED, View.RECORD} or text.voice or self._names_actor(text)
        ]
        for number, watched in zip(wanted, self._read_all([texts[one] for one in wanted], view=view), strict=True):
            out[number] = watched
        return out

    def findings(self, text: WatchText, *, view: View) -> list[tuple[Attribution, Quotation]]:
        """The quotations of one text with what the stages knew of each: for fitting the confidence."""
        return next(self._read([text], view=view))

    def _read_all(self, texts: Sequence[WatchText], *, view: View) -> list[Watched]:
        try:
            return [Watched(quotations=tuple(one for _, one in found)) for found in self._read(texts, view=view)]
        except Exception as error:  # noqa: BLE001 - one odd text must not cost the others; the log names it
            if len(texts) == 1:
                _log.exception("text not read", url=texts[0].url, title=texts[0].title, error=str(error))
                return [Watched(error=f"{type(error).__name__}: {error}"[:500])]
        return [self._read_all([text], view=view)[0] for text in texts]

    def _read(self, texts: Sequence[WatchText], *, view: View) -> Iterator[list[tuple[Attribution, Quotation]]]:
        normalised = [normalise(text.text) for text in texts]
        docs = self._nlp.pipe(self._docs(texts, normalised))
        for clean, doc in zip(normalised, docs, strict=True):
            shown = [item for item in doc._.attributions if is_in_view(item, view)]
            shown.sort(key=lambda item: item.content)
            yield [(item, _quotation(doc._.context, clean, item)) for item in shown]

    def _names_actor(self, text: WatchText) -> bool:
        return self._screen.names_actor(text.title) or self._screen.names_actor(text.text)

    def _docs(self, texts: Sequence[WatchText], normalised: Sequence[Normalised]) -> Iterator[Doc]:
        for text, clean in zip(texts, normalised, strict=True):
            voice = None if is_all_quoted(clean.text) else text.voice  # like a forward: it is read as any other text
            doc = self._nlp.make_doc(clean.text if voice else without_marks_of_quoting(clean.text))
            doc._.title = text.title
            doc._.url = text.url
            doc._.voice = voice
            doc._.published_at = text.published_at
            yield doc


def _quotation(context: ArticleContext, clean: Normalised, item: Attribution) -> Quotation:
    person = item.person
    if item.origin in TURNS:  # all times that stand near it are within somebody's words
        said = said_on_page(context.reading, context.published_at)
    else:
        said = said_when(
            context.reading,
            context.marks,
            content=item.content,
            cue=item.cue,
            source=item.source,
            published_at=context.published_at,
        )
    return Quotation(
        content=_original(clean, item.content),
        cue=_original(clean, item.cue),
        source=_original(clean, item.source),
        kind=_kind(context, item),
        assertion=item.assertion,
        speaker=item.speaker,
        actor_id=person.actor_id if person else None,
        confidence=confidence_of(item),
        evidence=clean.to_original(_evidence(context, item)),
        manner=manner_of(context, item),
        verb=verb_of(context.reading, item),
        sense=sense_of(context.reading, item),
        second_hand=item.second_hand,
        teller=item.teller,
        said_at=said.at if said else None,
        said_precision=said.precision if said else Precision.MOMENT,
        links=(f"words: {item.origin}", *item.links),
        steps=item.steps,
        rejected=item.rejected,
        rejected_by=item.rejected_by,
    )


def _original(clean: Normalised, spans: Sequence[Span]) -> tuple[Span, ...]:
    return tuple(clean.to_original(span) for span in spans)


def _kind(context: ArticleContext, item: Attribution) -> Kind:
    if item.origin in TURNS:
        return Kind.DIRECT
    text = context.reading.text
    letters = quoted = around = 0
    for start, end in item.content:
        pairs = [pair.outer for pair in touching(context.marks, start, end)]
        for pair_start, pair_end in pairs:
            quoted += _letters_between(text, max(start, pair_start), min(end, pair_end))
        letters += _letters_between(text, start, end)
        if pairs:
            around += _letters_between(text, start, pairs[0][0]) + _letters_between(text, pairs[-1][1], end)
    if not quoted:
        return Kind.INDIRECT
    return Kind.DIRECT if quoted >= thresholds.DIRECT_FROM_SHARE * letters and not around else Kind.MIXED


def _letters_between(text: str, start: int, end: int) -> int:
    return sum(char.isalnum() for char in text[start:end]) if start < end else 0


def _evidence(context: ArticleContext, item: Attribution) -> Span:
    reading = context.reading
    spans = (*item.content, *item.cue, *item.source)
    first = min(span[0] for span in spans)
    last = max(span[1] for span in spans)
    words = len(reading.words) - 1
    start = reading.sentence_span(reading.sentence_of[min(reading.word_at(first), words)])[0]
    end = reading.sentence_span(reading.sentence_of[min(reading.word_at(max(last - 1, first)), words)])[1]
    return min(start, first), max(end, last)
