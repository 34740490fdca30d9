"""Long speech in passages: a paragraph each, a longer one cut at the ends of its sentences."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
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
    last = len(reading.words) - 1
    for _, spans in groupby(content, key=lambda span: reading.paragraph_of[min(reading.word_at(span[0]), last)]):
        for part in _parts(reading, tuple(spans)):
            sizes = (length(out[-1]), length(part)) if out else (thresholds.LONGEST_PASSAGE,)
            if min(sizes) < thresholds.SHORT_PASSAGE and sum(sizes) <= thresholds.LONGEST_PASSAGE:
                out[-1] += part
            else:
                out.append(part)
    return out


def _parts(reading: Reading, paragraph: tuple[Span, ...]) -> Iterator[tuple[Span, ...]]:
    """A paragraph in parts of nearly one length, none longer than the longest but for a sentence that is."""
    total = length(paragraph)
    wanted = total / ceil(total / thresholds.LONGEST_PASSAGE)
    part: list[Span] = []
    for start, end in (sentence for span in paragraph for sentence in _sentences_in(reading, span)):
        size = length(tuple(part))
        if part and (size >= wanted or size + end - start > thresholds.LONGEST_PASSAGE):
            yield tuple(part)
            part = []
        if part and not reading.text[part[-1][1] : start].strip():
            part[-1] = (part[-1][0], end)
        else:
            part.append((start, end))
    if part:
        yield tuple(part)


def _sentences_in(reading: Reading, span: Span) -> Iterator[Span]:
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
