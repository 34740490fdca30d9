"""An answer for one reader, in pages that fit into one message of any platform."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.segments import Block, Line, Segment, Style, line_text, words
from handlers.text import clip, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.model import Span

PAGE_COST = 3500  # characters of a page, counted as the wordiest platform escapes them; Discord takes 4096 in one embed
PIECE_COST = 1500  # one line of it; Slack takes 3000 in one section
PAGE_BLOCKS = 20  # Slack takes 50 in one message
TITLE_LIMIT = 150
TOKEN_LIMIT = 90
LONGEST_WORD = 250
LAST_NARROW = 0xFFFF  # the last character that every platform counts as one


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer for one reader. A page of it fits into one message of any platform."""

    title: str
    blocks: tuple[Block, ...] = ()
    page: int = 0  # counted from 0
    pages: int = 1
    previous: str | None = None  # what a button carries to `Commands.turn`, at most 90 characters
    next: str | None = None
    ephemeral: bool = True
    mistake: bool = False  # the reader's, or nothing could be read: to be shown as a warning

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
            total += 4 + len(segment.url) + (40 if segment.at else 0)
            total += sum(5 if c in "&<>" else 1 if c.isalnum() and ord(c) <= LAST_NARROW else 2 for c in segment.text)
    return total


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
        title=clip(plain(title).strip(), TITLE_LIMIT),
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
    pieces = [""]
    for word in text.split(" "):
        longer = f"{pieces[-1]} {word}".lstrip()
        if cost([(words(longer),)]) <= PIECE_COST:
            pieces[-1] = longer
            continue
        pieces += [word[place : place + LONGEST_WORD] for place in range(0, len(word), LONGEST_WORD)]
    return [piece for piece in pieces if piece]


def marked(text: str, start: int, end: int, spans: Iterable[Span]) -> list[Line]:
    """Return a stretch of text with the spans strong, cut at words into lines that cost at most `PIECE_COST`."""
    lines: list[list[Segment]] = [[]]
    place = start
    marks = sorted((max(first, start), min(last, end)) for first, last in spans)
    for first, last in [*marks, (end, end)]:
        for stretch, style in ((text[place:first], Style.PLAIN), (text[max(first, place) : last], Style.STRONG)):
            for piece in re.findall(r"\s*\S{1,250}|\s+", stretch):
                segment = Segment(text=piece, style=style)
                if lines[-1] and cost([(*lines[-1], segment)]) > PIECE_COST:
                    lines.append([])
                _append(lines[-1], segment)
        place = max(place, last)
    return [tuple(line) for line in lines if line_text(tuple(line)).strip()]


def _append(line: list[Segment], segment: Segment) -> None:
    if line and line[-1].style is segment.style:
        line[-1] = Segment(text=line[-1].text + segment.text, style=segment.style)
    elif segment.text:
        line.append(segment)
