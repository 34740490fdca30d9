"""What lines take on the wordiest platform, and lines cut to fit: so that a page fits into one message of any."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from handlers import limits
from handlers.render.pieces.lengths import clip
from handlers.render.pieces.segments import Line, Segment, Style, line_text, room_of_isolates, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.model import Span

_NARROW = re.compile(r"[^\W_\U00010000-\U0010FFFF]+")  # letters and digits that every platform counts as one
_ESCAPED = "&<>"  # five characters each, where they are escaped
_PIECE = re.compile(r"\s*\S{1,250}|\s+")  # a word, or a part of an endless one


def cost(lines: Iterable[Line]) -> int:
    """Return the most characters that the lines take on any platform, with what escaping and links add."""
    total = 0
    for line in lines:
        total += limits.LINE_COST
        for segment in line:
            moment = limits.MOMENT_COST if segment.at else 0
            prefix = limits.COMMAND_COST if segment.style is Style.COMMAND else 0
            total += limits.SEGMENT_COST + len(segment.url) + moment + prefix + _text_cost(segment.text)
    return total


def fit(text: str, limit: int) -> str:
    """Shorten a text until it costs no more than the limit."""
    size = len(text)
    while size and cost([(words(text),)]) > limit:
        size = size * 3 // 4
        text = clip(text, size)
    return text


def cut(line: Line) -> list[Line]:
    """Cut a line of text at words into lines that cost at most `limits.PIECE_COST`; each piece keeps its style."""
    lines: list[list[Segment]] = [[]]
    spent = 0
    for segment in line:
        spent += limits.SEGMENT_COST
        for piece in _PIECE.findall(segment.text):
            price = _text_cost(piece)
            if lines[-1] and spent + price > limits.PIECE_COST:
                lines.append([])
                spent = limits.SEGMENT_COST
            lines[-1].append(replace(segment, text=piece))
            spent += price
    made = [_rejoined(pieces) for pieces in lines]
    return [line for line in made if line_text(line).strip()]


def marked(text: str, start: int, end: int, spans: Iterable[Span]) -> list[Line]:
    """Return a stretch of text with the spans strong, cut at words into lines that cost at most `limits.PIECE_COST`."""
    return cut(tuple(Segment(text=stretch, style=style) for stretch, style in _runs(text, start, end, spans)))


def _text_cost(text: str) -> int:
    wide = _NARROW.sub("", text)
    return len(text) + len(wide) + 3 * sum(map(wide.count, _ESCAPED)) + room_of_isolates(text)


def _rejoined(pieces: Iterable[Segment]) -> Line:
    """Join the words of a line again where they are of one segment."""
    line: list[Segment] = []
    for piece in pieces:
        if line and replace(line[-1], text="") == replace(piece, text=""):
            line[-1] = replace(piece, text=line[-1].text + piece.text)
        else:
            line.append(piece)
    return tuple(line)


def _runs(text: str, start: int, end: int, spans: Iterable[Span]) -> Iterator[tuple[str, Style]]:
    place = start
    for first, last in sorted((max(first, start), min(last, end)) for first, last in spans):
        if first < last and last > place:
            yield text[place:first], Style.PLAIN
            yield text[max(first, place) : last], Style.STRONG
            place = last
    yield text[place:end], Style.PLAIN
