"""An answer for one reader, in pages that fit into one message of any platform."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.segments import Block, Line, Segment, Style, line_text, words
from handlers.text import clip, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.model import Span

PAGE_COST = 3500  # characters of a page, counted as the wordiest platform escapes them; Discord takes 4096 in one embed
PIECE_COST = 1500  # one line of it; Slack takes 3000 in one section
PAGE_BLOCKS = 20  # Slack takes 50 in one message
TITLE_LIMIT = 150
TOKEN_LIMIT = 90
SEGMENT_COST = 4  # the marks of a style
MOMENT_COST = 40
LAST_NARROW = 0xFFFF  # the last character that every platform counts as one
_PIECE = re.compile(r"\s*\S{1,250}|\s+")  # a word, or a part of an endless one


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer for one reader; its title is plain. A page of it fits into one message of any platform."""

    title: str
    blocks: tuple[Block, ...] = ()
    page: int = 0  # counted from 0
    pages: int = 1
    previous: str | None = None  # what a button carries to `Commands.turn`, at most 90 characters
    next: str | None = None
    ephemeral: bool = True
    mistake: bool = False  # the reader's, or nothing could be read: to be shown as a warning

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", clip(plain(self.title).strip(), TITLE_LIMIT))

    @property
    def footer(self) -> str:
        """`page 2 of 3`, or ""."""
        return f"page {self.page + 1} of {self.pages}" if self.pages > 1 else ""


def cost(lines: Iterable[Line]) -> int:
    """Return the most characters that the lines take on any platform, with what escaping and links add."""
    total = 0
    for line in lines:
        total += 2
        for segment in line:
            total += SEGMENT_COST + len(segment.url) + (MOMENT_COST if segment.at else 0) + _text_cost(segment.text)
    return total


def _text_cost(text: str) -> int:
    return sum(5 if c in "&<>" else 1 if c.isalnum() and ord(c) <= LAST_NARROW else 2 for c in text)


def fit(text: str, limit: int) -> str:
    """Shorten a text until it costs no more than the limit."""
    size = len(text)
    while size and cost([(words(text),)]) > limit:
        size = size * 3 // 4
        text = clip(text, size)
    return text


def paged(
    title: str,
    blocks: Sequence[Block],
    *,
    name: str = "",
    values: Sequence[str] = (),
    page: int = 0,
    pages: int | None = None,
) -> Reply:
    """Make a reply: of the given page where `pages` says how many there are, else by cutting the blocks into pages."""
    if pages is None:
        cut = _cut(blocks)
        pages = len(cut)
        page = min(page, pages - 1)
        blocks = cut[page]
    previous = _token(name, page - 1, values) if page > 0 else None
    following = _token(name, page + 1, values) if page + 1 < pages else None
    if page + 1 < pages and following is None:
        line = (words(f"There is more: add page:{page + 2} to the command."),)
        blocks = [*blocks, Block(lines=(line,))]
    return Reply(
        title=title,
        blocks=tuple(blocks),
        page=page,
        pages=pages,
        previous=previous,
        next=following,
    )


def _cut(blocks: Sequence[Block]) -> list[list[Block]]:
    cut: list[list[Block]] = [[]]
    spent = 0
    for block in blocks:
        price = cost(block.lines)
        if cut[-1] and (spent + price > PAGE_COST or len(cut[-1]) == PAGE_BLOCKS):
            cut.append([])
            spent = 0
        cut[-1].append(block)
        spent += price
    return cut


def _token(name: str, page: int, values: Sequence[str]) -> str | None:
    token = "~".join([name, str(page), *(value.replace("~", " ") for value in values)])
    return token if len(token) <= TOKEN_LIMIT else None


def pieces(text: str) -> list[str]:
    """Cut a text at words so that each piece costs at most `PIECE_COST`."""
    return [line_text(line).strip() for line in marked(text, 0, len(text), ())]


def marked(text: str, start: int, end: int, spans: Iterable[Span]) -> list[Line]:
    """Return a stretch of text with the spans strong, cut at words into lines that cost at most `PIECE_COST`."""
    lines: list[list[tuple[Style, list[str]]]] = [[]]
    spent = 0
    for stretch, style in _runs(text, start, end, spans):
        for piece in _PIECE.findall(plain(stretch)):
            price = _text_cost(piece)
            if lines[-1] and spent + price + SEGMENT_COST > PIECE_COST:
                lines.append([])
                spent = 0
            if not lines[-1] or lines[-1][-1][0] is not style:
                lines[-1].append((style, []))
                spent += SEGMENT_COST
            lines[-1][-1][1].append(piece)
            spent += price
    made = [tuple(Segment(text="".join(parts), style=style) for style, parts in line) for line in lines]
    return [line for line in made if line_text(line).strip()]


def _runs(text: str, start: int, end: int, spans: Iterable[Span]) -> Iterator[tuple[str, Style]]:
    place = start
    for first, last in sorted((max(first, start), min(last, end)) for first, last in spans):
        if first < last and last > place:
            yield text[place:first], Style.PLAIN
            yield text[max(first, place) : last], Style.STRONG
            place = last
    yield text[place:end], Style.PLAIN
