"""An answer for one reader, in pages that fit into one message of any platform."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from handlers.render.segments import Block, Line, Segment, Style, line_text, words
from handlers.render.text import clip, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.core.model import Span

PAGE_COST = 3500  # characters of a page, counted as the wordiest platform escapes them; Discord takes 4096 in one embed
PIECE_COST = 1500  # one line of it; Slack takes 3000 in one section
PAGE_BLOCKS = 20  # Slack takes 50 in one message
TITLE_LIMIT = 150
TOKEN_LIMIT = 90
LABEL_LIMIT = 75  # of a button; Slack takes no more
LINE_COST = 3  # its end, and the mark of a quotation
SEGMENT_COST = 4  # the marks of a style
MOMENT_COST = 40
LAST_NARROW = 0xFFFF  # the last character that every platform counts as one
_PIECE = re.compile(r"\s*\S{1,250}|\s+")  # a word, or a part of an endless one


class Press(StrEnum):
    """What a button asks for: the beginning of its token."""

    SHOW = "show"  # a lookup and its values
    TURN = "turn"  # a lookup, a page counted from 0, and its values
    ASK = "ask"  # a kind of feedback and a report: of which of its statements it is said
    SAY = "say"  # a kind of feedback and a statement
    PICK = "pick"  # the same, from an answer to ASK
    UNSAY = "unsay"  # the same, taken back


_REPLACING = frozenset({Press.TURN, Press.PICK, Press.UNSAY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button below a message; its label is plain and has at most `LABEL_LIMIT` characters."""

    label: str
    token: str  # for `Commands.press`: at most `TOKEN_LIMIT` characters, and it outlives us

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", clip(plain(self.label).strip(), LABEL_LIMIT))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer for one reader; its title is plain. A page of it fits into one message of any platform."""

    title: str
    blocks: tuple[Block, ...] = ()
    page: int = 0  # counted from 0
    pages: int = 1
    buttons: tuple[Button, ...] = ()
    replaces: bool = False  # it takes the place of the answer whose button was pressed
    ephemeral: bool = True
    mistake: bool = False  # the reader's, or nothing could be read: to be shown as a warning

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", clip(plain(self.title).strip(), TITLE_LIMIT))

    @property
    def footer(self) -> str:
        """`page 2 of 3`, or ""."""
        return f"page {self.page + 1} of {self.pages}" if self.pages > 1 else ""


def token_of(press: Press, *values: str) -> str | None:
    """Return what a button carries, or None where that is too much for one."""
    token = "~".join([press, *(value.replace("~", " ") for value in values)])
    return token if len(token) <= TOKEN_LIMIT else None


def context_buttons(statement_id: str) -> tuple[Button, ...]:
    """Return the button that shows a statement in full."""
    token = token_of(Press.SHOW, "statement", statement_id)
    return (Button(label="Context", token=token),) if token else ()


def takes_place(token: str) -> bool:
    """Tell whether what a button asks for takes the place of the answer that it stands below."""
    return token.partition("~")[0] in _REPLACING


def cost(lines: Iterable[Line]) -> int:
    """Return the most characters that the lines take on any platform, with what escaping and links add."""
    total = 0
    for line in lines:
        total += LINE_COST
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
    turns = [("Previous", page - 1, page > 0), ("Next", page + 1, page + 1 < pages)]
    buttons = tuple(
        Button(label=label, token=token)
        for label, other, there in turns
        if there and (token := token_of(Press.TURN, name, str(other), *values))
    )
    if page + 1 < pages and not any(button.label == "Next" for button in buttons):
        line = (words(f"There is more: add page:{page + 2} to the command."),)
        blocks = [*blocks, Block(lines=(line,))]
    return Reply(
        title=title,
        blocks=tuple(blocks),
        page=page,
        pages=pages,
        buttons=buttons,
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


def cut(line: Line) -> list[Line]:
    """Cut a line of text at words into lines that cost at most `PIECE_COST`; each piece keeps its style."""
    lines: list[list[Segment]] = [[]]
    spent = 0
    for segment in line:
        parts: list[str] = []
        spent += SEGMENT_COST
        for piece in _PIECE.findall(segment.text):
            price = _text_cost(piece)
            if (lines[-1] or parts) and spent + price > PIECE_COST:
                lines[-1].append(replace(segment, text="".join(parts)))
                lines.append([])
                parts, spent = [], SEGMENT_COST
            parts.append(piece)
            spent += price
        lines[-1].append(replace(segment, text="".join(parts)))
    made = [tuple(segment for segment in line if segment.text) for line in lines]
    return [line for line in made if line_text(line).strip()]


def marked(text: str, start: int, end: int, spans: Iterable[Span]) -> list[Line]:
    """Return a stretch of text with the spans strong, cut at words into lines that cost at most `PIECE_COST`."""
    return cut(tuple(Segment(text=stretch, style=style) for stretch, style in _runs(text, start, end, spans)))


def _runs(text: str, start: int, end: int, spans: Iterable[Span]) -> Iterator[tuple[str, Style]]:
    place = start
    for first, last in sorted((max(first, start), min(last, end)) for first, last in spans):
        if first < last and last > place:
            yield text[place:first], Style.PLAIN
            yield text[max(first, place) : last], Style.STRONG
            place = last
    yield text[place:end], Style.PLAIN
