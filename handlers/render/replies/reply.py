"""An answer for one reader, in pages that fit into one message of any platform."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from handlers import limits
from handlers.render.messages.buttons import Button, Press, buttons, token_of
from handlers.render.pieces.costs import cost
from handlers.render.pieces.lengths import short
from handlers.render.pieces.segments import Block, words

if TYPE_CHECKING:
    from collections.abc import Sequence

_MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "opml": "text/x-opml",
    "png": "image/png",
    "txt": "text/plain",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFile:
    """An answer as a file: `statements.csv`, or a picture that is a part of it: `activity-mayor.png`."""

    name: str
    content: bytes = field(repr=False)
    alt: str = ""  # of a picture: what it shows, for who cannot see it
    in_words: tuple[Block, ...] = ()  # of a picture: the same, where no picture can be shown

    @property
    def media_type(self) -> str:
        """What it is, for a server."""
        return _MEDIA_TYPES[self.name.rpartition(".")[2]]

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture."""
        return self.media_type.startswith("image/")


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
    file: AnswerFile | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", short(self.title, limits.TITLE))

    @property
    def footer(self) -> str:
        """`page 2 of 3`, or ""."""
        return f"page {self.page + 1} of {self.pages}" if self.pages > 1 else ""


def sentence(title: str, text: str, *, mistake: bool = False) -> Reply:
    """Make a reply of one sentence."""
    return Reply(title=title, blocks=(Block(lines=((words(text),),)),), mistake=mistake)


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
        cut = _in_pages(blocks)
        pages = len(cut)
        page = min(page, pages - 1)
        blocks = cut[page]
    turns = [("Previous", page - 1, page > 0), ("Next", page + 1, page + 1 < pages)]
    ways = buttons(*((label, token_of(Press.TURN, name, str(to), *values)) for label, to, there in turns if there))
    if page + 1 < pages and not any(button.label == "Next" for button in ways):
        blocks = [*blocks, Block(lines=((words(f"For more, add page:{page + 2} to the command."),),))]
    return Reply(title=title, blocks=tuple(blocks), page=page, pages=pages, buttons=ways)


def _in_pages(blocks: Sequence[Block]) -> list[list[Block]]:
    pages: list[list[Block]] = [[]]
    spent = 0
    for block in blocks:
        price = cost(block.lines)
        if pages[-1] and (spent + price > limits.PAGE_COST or len(pages[-1]) == limits.PAGE_BLOCKS):
            pages.append([])
            spent = 0
        pages[-1].append(block)
        spent += price
    return pages
