"""Long speech in passages: a paragraph each, a longer one cut at the ends of its sentences."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

from bot.watcher import thresholds
from bot.watcher.attribution import TURNS, length

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.model import Span
    from bot.watcher.attribution import Attribution
    from bot.watcher.context import ArticleContext
    from bot.watcher.text.reading import Reading


def in_passages(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The quotations, with long turns of transcripts and long texts in an actor's own voice in passages."""
    return [
        passage
        for item in attributions
        for passage in (_in_passages(context.reading, item) if item.origin in TURNS else (item,))
    ]


def _in_passages(reading: Reading, item: Attribution) -> list[Attribution]:
    contents = _passages(reading, item.content)
    return [item] if len(contents) == 1 else [replace(item, content=content) for content in contents]


def _passages(reading: Reading, content: tuple[Span, ...]) -> list[tuple[Span, ...]]:
    if length(content) <= thresholds.LONGEST_PASSAGE:
        return [content]
    out: list[tuple[Span, ...]] = []
    for paragraph in _paragraphs(reading, content):
        for part in _parts(reading, paragraph):
            if (
                out
                and length(out[-1]) < thresholds.SHORT_PASSAGE
                and length(out[-1]) + length(part) <= thresholds.LONGEST_PASSAGE
            ):
                out[-1] += part
            else:
                out.append(part)
    if (
        len(out) > 1
        and length(out[-1]) < thresholds.SHORT_PASSAGE
        and length(out[-2]) + length(out[-1]) <= thresholds.LONGEST_PASSAGE
    ):
        out[-2:] = [out[-2] + out[-1]]
    return out


def _paragraphs(reading: Reading, content: tuple[Span, ...]) -> list[tuple[Span, ...]]:
    out: list[list[Span]] = []
    last = -1
    for span in content:
        number = reading.paragraph_of[min(reading.word_at(span[0]), len(reading.words) - 1)]
        if out and number == last:
            out[-1].append(span)
        else:
            out.append([span])
        last = number
    return [tuple(spans) for spans in out]


def _parts(reading: Reading, paragraph: tuple[Span, ...]) -> Iterator[tuple[Span, ...]]:
    """A paragraph in parts of nearly one length, none longer than the longest but for a sentence that is."""
    total = length(paragraph)
    if total <= thresholds.LONGEST_PASSAGE:
        yield paragraph
        return
    wanted = total / ceil(total / thresholds.LONGEST_PASSAGE)
    part: list[Span] = []
    for span in paragraph:
        joins = False  # whether a sentence goes on in the span of the one before it
        for sentence in _sentences(reading, span):
            size = length(tuple(part))
            if part and (size >= wanted or size + sentence[1] - sentence[0] > thresholds.LONGEST_PASSAGE):
                yield tuple(part)
                part, joins = [], False
            if joins:
                part[-1] = (part[-1][0], sentence[1])
            else:
                part.append(sentence)
            joins = True
    yield tuple(part)


def _sentences(reading: Reading, span: Span) -> Iterator[Span]:
    start, end = span
    first, stop = reading.word_range(span)
    numbers = range(reading.sentence_of[first], reading.sentence_of[stop - 1] + 1) if first < stop else ()
    for number in numbers:
        begin, finish = reading.sentence_span(number)
        begin, finish = max(begin, start), min(finish, end)
        while finish - begin > thresholds.LONGEST_UNCUT:
            cut = reading.text.rfind(" ", begin + 1, begin + thresholds.LONGEST_PASSAGE)
            cut = cut if cut > begin else begin + thresholds.LONGEST_PASSAGE
            yield begin, cut
            begin = cut + (reading.text[cut] == " ")
        if begin < finish:
            yield begin, finish
