"""Text for people in pieces with a style each: what every platform can show, in its own markup."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from rich.cells import cell_len, set_cell_size

from handlers.render.pieces.links import web_link
from handlers.render.pieces.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime


class Style(StrEnum):
    """How a piece is shown."""

    PLAIN = "plain"
    STRONG = "strong"
    QUOTE = "quote"  # what somebody said; marks are part of the text
    MARKED = "marked"  # words of a quotation that differ: as QUOTE, and standing out
    STRUCK = "struck"  # words of a quotation that are no longer there: as QUOTE, and struck through
    LINK = "link"  # `text` leads to `url`
    TIME = "time"  # the moment `at`, shown in the reader's zone where the platform can, else `text`
    AGO = "ago"  # the moment `at`, shown as the time that has passed, else `text`
    CODE = "code"  # an id, a channel, an error
    ROW = "row"  # a row of a table, alone in its line: in letters of one width, its spaces kept
    COMMAND = "command"  # a command with its arguments; the platform writes its own prefix before it


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One piece. Its text is plain and its url safe, whatever it was made of; a LINK without a safe url is PLAIN."""

    text: str
    style: Style = Style.PLAIN
    url: str = ""
    at: datetime | None = None
    opens: bool = False  # before it and behind it stand the characters that keep what is written from right to left
    closes: bool = False  # from moving what stands beside it: `isolated` sets them, platforms write them
    parted: bool = False  # the same, around each name or word within it

    def __post_init__(self) -> None:
        if self.style is Style.ROW:  # its columns stand below each other by their spaces
            object.__setattr__(self, "text", " ".join(map(plain, self.text.split(" "))))
        else:
            object.__setattr__(self, "text", plain(self.text))
        object.__setattr__(self, "url", web_link(self.url) if self.url else "")
        if self.style is Style.LINK and not (self.url and self.text.strip()):
            object.__setattr__(self, "style", Style.PLAIN)


OPEN_ISOLATE, CLOSE_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001eeff]")
_R = _RIGHT_TO_LEFT.pattern
# What is quoted, or words from the first such letter to the last, with numbers between them and no commas.
_RUN = re.compile(
    rf"""
      (?<=\u201c) (?= [^\u201c\u201d]* {_R} ) [^\u201c\u201d]+ (?=\u201d)
    | {_R} (?: (?: {_R} | [\ \u00a0\u200c\u200d\d'\u2019\u05f3\u05f4"-] )* {_R} )?
    """,
    re.VERBOSE,
)
_LETTER = re.compile(r"[^\W\d_]")
_DIFF_MARKS = {Style.STRUCK: ("[-", "-]"), Style.MARKED: ("{+", "+}")}

Line: TypeAlias = tuple[Segment, ...]

_OURS = frozenset({Style.PLAIN, Style.STRONG})  # sentences of the bot, in which there may be names of others
QUOTING = frozenset({Style.QUOTE, Style.MARKED, Style.STRUCK})  # a line that begins with one of them is a quotation


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines that belong together; blocks are set apart."""

    lines: tuple[Line, ...]


def words(text: str) -> Segment:
    """Return ordinary text."""
    return Segment(text=text)


def theirs(text: str) -> Segment:
    """Return a text of others, as a headline: a whole, with a direction of its own."""
    is_apart = bool(_RIGHT_TO_LEFT.search(text))
    return Segment(text=text, opens=is_apart, closes=is_apart)


def strong(text: str) -> Segment:
    """Return text that stands out."""
    return Segment(text=text, style=Style.STRONG)


def code(text: str) -> Segment:
    """Return an id or an error."""
    return Segment(text=text, style=Style.CODE)


def row(cells: Iterable[str], widths: Iterable[int]) -> Segment:
    """Return a row of a table; each cell is cut or filled to the width of its column."""
    cut = [set_cell_size(_cell(plain(cell).strip(), width), width) for cell, width in zip(cells, widths, strict=True)]
    return Segment(text=" ".join(cut).rstrip(), style=Style.ROW)


def _cell(text: str, width: int) -> str:
    return text if cell_len(text) <= width else f"{set_cell_size(text, width - 1).rstrip()}…"


def command(text: str) -> Segment:
    """Return a command to type."""
    return Segment(text=text, style=Style.COMMAND)


def quoted(text: str) -> Segment:
    """Return what somebody said."""
    return Segment(text=text, style=Style.QUOTE)


def struck(text: str) -> Segment:
    """Return what somebody is no longer said to have said."""
    return Segment(text=text, style=Style.STRUCK)


def link(text: str, url: str) -> Segment:
    """Return a link, or the text alone where the address is none to offer."""
    return Segment(text=text, style=Style.LINK, url=url)


def isolated(line: Line) -> Line:
    """Keep each quotation and each other piece that is written from right to left apart from what stands beside it.

    A sentence of ours is parted from the names and words in it: as a whole it would take its direction from its first
    letter, which may be one of theirs, and a number behind a name would stand before it.
    """
    pieces = list(line)
    start = 0
    while start < len(pieces):
        end = start + 1
        while pieces[start].style in QUOTING and end < len(pieces) and pieces[end].style in QUOTING:
            end += 1
        if pieces[start].style in _OURS and not pieces[start].opens and _is_mixed(pieces[start].text):
            pieces[start] = replace(pieces[start], parted=True)
        elif any(_RIGHT_TO_LEFT.search(piece.text) for piece in pieces[start:end]):
            pieces[start] = replace(pieces[start], opens=True)
            pieces[end - 1] = replace(pieces[end - 1], closes=True)
        start = end
    return tuple(pieces)


def _is_mixed(text: str) -> bool:
    return bool(_RIGHT_TO_LEFT.search(text) and _LETTER.search(_RUN.sub("", text)))


def in_runs(text: str) -> Iterator[tuple[str, bool]]:
    """Yield a text in parts, each with whether it is written from right to left."""
    end = 0
    for found in _RUN.finditer(text):
        yield text[end : found.start()], False
        yield found[0], True
        end = found.end()
    yield text[end:], False


def parted(text: str) -> str:
    """Return a text in which each name or word that is written from right to left is kept to itself."""
    return "".join(f"{OPEN_ISOLATE}{part}{CLOSE_ISOLATE}" if is_apart else part for part, is_apart in in_runs(text))


def with_isolates(text: str) -> str:
    """Return a text of ours with what is written from right to left in it, or all of it, kept to itself."""
    return parted(text) if _is_mixed(text) else isolate(text)


def room_of_isolates(text: str) -> int:
    """Return how many characters are added to keep to itself what is written from right to left in a text."""
    return len(OPEN_ISOLATE + CLOSE_ISOLATE) * len(_RUN.findall(text))


def isolate(text: str) -> str:
    """Return text that is written from right to left between the characters that keep it to itself."""
    return f"{OPEN_ISOLATE}{text}{CLOSE_ISOLATE}" if _RIGHT_TO_LEFT.search(text) else text


def without_styles(line: Line) -> str:
    """Return a line as plain text in which a word diff still shows: `to [-forty-] {+fourteen+} villages`."""
    return "".join(piece.text for piece in in_marks(line))


def in_marks(line: Line) -> Line:
    """Put what a word diff strikes and adds between marks, for screens without letters that are struck or bold."""
    if not any(piece.style is Style.STRUCK for piece in line):
        return line
    return tuple(
        replace(piece, text=f"{_DIFF_MARKS[piece.style][0]}{piece.text}{_DIFF_MARKS[piece.style][1]}")
        if piece.style in _DIFF_MARKS and any(map(str.isalnum, piece.text))
        else piece
        for piece in line
    )


def line_text(line: Line) -> str:
    """Return a line as plain text."""
    return "".join(segment.text for segment in line)


def joined(parts: list[Line], separator: str = " · ") -> Line:
    """Join parts of a line; empty parts fall out."""
    line: list[Segment] = []
    for part in parts:
        if not line_text(part):
            continue
        if line:
            line.append(words(separator))
        line.extend(part)
    return tuple(line)


def merged(line: Iterable[Segment]) -> Line:
    """Join texts of one style that stand side by side; empty ones fall out."""
    pieces: list[Segment] = []
    for piece in line:
        if pieces and pieces[-1].style is piece.style and not (piece.url or piece.at):
            pieces[-1] = Segment(text=pieces[-1].text + piece.text, style=piece.style)
        elif piece.text:
            pieces.append(piece)
    return tuple(pieces)
