"""A second reading: what somebody is reported to have said within what another reports.

*Trump told donors that X, according to a recording* is one quotation to the model, of the recording. Of the same text
with *according to a recording* blanked, which the model reads as any other, it says that Trump told donors that X.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import overlap
from bot.watcher.lexicon import SPEECH_VERBS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.core.model import Span
    from bot.watcher.attribution import Attribution
    from bot.watcher.context import ArticleContext, Triple
    from bot.watcher.text.reading import Reading

_CITED_BEFORE: Final = re.compile(r"\b(?:according\s+to|quoted\s+by|cited\s+by|per)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class InnerTriple:
    """What the model found at the second reading; spans are characters of the article."""

    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    score: float
    features: Mapping[str, float]


def read_without_source(context: ArticleContext, item: Attribution) -> list[InnerTriple]:
    """The quotations that the model finds within one, once its source and cue are blank.

    Args:
        context: of the article; without a model nothing is found.
        item: the outer quotation, with a source.

    """
    reading = context.reading
    own = _words_of_source(reading, item)
    inner = _read_blanked(context, _sentences_of(reading, item), item.content, own)
    return [one for triple in inner if (one := _not_of_source(reading, triple, own))]


def read_without_label(context: ArticleContext, turn: Attribution) -> list[InnerTriple]:
    """The quotations that the model finds within somebody's turn, once his label is blank.

    Args:
        context: of the article; without a model nothing is found.
        turn: with its label as source.

    """
    text = context.reading.text
    label = turn.source[0][0], turn.content[0][0]
    own = [label] if not any(map(str.isalnum, text[turn.source[-1][1] : label[1]])) else list(turn.source)
    return _read_blanked(context, (label[0], turn.content[-1][1]), turn.content, own)


def _read_blanked(
    context: ArticleContext, passage_at: Span, content: Sequence[Span], own: Sequence[Span]
) -> list[InnerTriple]:
    """The quotations within a content that the model finds in a passage, of which some words are blank."""
    reading, (low, high) = context.reading, passage_at
    if context.tagger is None or high - low > thresholds.LONGEST_REREAD or not _has_verb(context, (low, high), own):
        return []
    start, end = _with_neighbours(reading, low, high)
    letters = list(context.as_learnt[start:end])
    for span in own:
        letters[span[0] - start : span[1] - start] = " " * (span[1] - span[0])
    first = next((at for at in range(low - start, len(letters)) if letters[at].isalnum()), 0)
    letters[first] = letters[first].upper()[:1]
    passage = "".join(letters)
    found = (_moved(triple, start) for triple in context.tagger(passage))
    inner = (
        _part_within(one, content, passage, start)
        for one in found
        if one.source and low <= one.source[0][0] and one.source[-1][1] <= high
    )
    return [triple for triple in inner if triple]


def _with_neighbours(reading: Reading, low: int, high: int) -> Span:
    """The paragraphs of a passage and the one before, as far as they are near: a page may be one paragraph."""
    paragraphs = reading.paragraph_spans()
    near = [number for number, (start, end) in enumerate(paragraphs) if start < high and low < end]
    start, end = paragraphs[max(near[0] - 1, 0)][0], paragraphs[near[-1]][1]
    if low - start > thresholds.READ_AROUND:
        sentence = reading.sentence_of[reading.word_at(low - thresholds.READ_AROUND)]
        start = min(reading.sentence_span(sentence)[1], low)
    if end - high > thresholds.READ_AROUND:
        sentence = reading.sentence_of[reading.word_at(high + thresholds.READ_AROUND)]
        end = max(reading.sentence_span(sentence)[0], high)
    return start, end


def _not_of_source(reading: Reading, triple: InnerTriple, own: Sequence[Span]) -> InnerTriple | None:
    """A quotation without what the outer source says itself, behind a colon: *…, the office said: “…”*."""
    last = max(end for _, end in own)
    if ":" not in {reading.before(last), reading.text[last : last + 1]}:
        return triple
    content = tuple(span for span in triple.content if span[0] < last)
    return replace(triple, content=content) if content else None


def _moved(triple: Triple, by: int) -> InnerTriple:
    content, cue, source = (
        tuple((start + by, end + by) for start, end in spans) for spans in (triple.content, triple.cue, triple.source)
    )
    return InnerTriple(content=content, cue=cue, source=source, score=float(triple.score), features=triple.features)


def _part_within(one: InnerTriple, content: Sequence[Span], passage: str, at: int) -> InnerTriple | None:
    """The part of it that stands within the outer content, if that is the most of it."""
    kept = tuple(
        (max(start, low), min(end, high))
        for start, end in one.content
        for low, high in content
        if start < high and low < end
    )
    if (
        not kept
        or _letters_in(passage, kept, at) < thresholds.LEAST_OVERLAP_OF_READINGS * _letters_in(passage, one.content, at)
        or overlap(one.source, kept)
    ):
        return None
    return replace(one, content=kept)


def _letters_in(passage: str, spans: Iterable[Span], at: int) -> int:
    return sum(char.isalnum() for start, end in spans for char in passage[start - at : end - at])


def _sentences_of(reading: Reading, item: Attribution) -> Span:
    """From the start of the first sentence that an attribution touches to the end of the last."""
    spans = (*item.content, *item.cue, *item.source)
    last = len(reading.words) - 1
    first, stop = (
        reading.sentence_span(reading.sentence_of[min(reading.word_at(at), last)])
        for at in (min(start for start, _ in spans), max(end for _, end in spans) - 1)
    )
    return first[0], stop[1]


def _words_of_source(reading: Reading, item: Attribution) -> list[Span]:
    """What belongs to the source: itself, what cites it, its verb, the commas around and the *that* behind."""
    text = reading.text
    source = item.source[0]
    citing = _CITED_BEFORE.search(text[max(source[0] - thresholds.LONGEST_CITING, 0) : source[0]])
    if citing:
        own = [(source[0] - len(citing[0]), source[1]), *item.source[1:]]
    else:
        own = [*(span for span in item.cue if _is_near(reading, span, source)), *item.source]
        first, behind = reading.word_range(source)
        if len(own) == len(item.source):  # "said X, IRNA reported": the cue is the other's
            own += [
                reading.char_span((at, at + 1))
                for at in (first - 1, behind)
                if 0 <= at < len(reading.words) and reading.lower[at] in SPEECH_VERBS
            ]
    return [_with_edges(text, span) for span in own]


def _is_near(reading: Reading, cue: Span, source: Span) -> bool:
    first, behind = reading.word_range(source)
    begin, stop = reading.word_range(cue)
    return begin - behind <= thresholds.NEAR_SOURCE and first - stop <= thresholds.NEAR_SOURCE


def _with_edges(text: str, span: Span) -> Span:
    start, end = span
    while start and text[start - 1] in ", ":
        start -= 1
    if text[end : end + len(" that ")].lower() == " that ":
        return start, end + len(" that ")
    return start, end + (text[end : end + 1] == ",")


def _has_verb(context: ArticleContext, span: Span, own: Sequence[Span]) -> bool:
    """Whether a verb of saying stands there in no quotation marks that is not the source's own."""
    reading = context.reading
    left_out = set(reading.places_in((*own, *(pair.outer for pair in context.marks))))
    return any(reading.lower[at] in SPEECH_VERBS and at not in left_out for at in reading.places_in((span,)))
