"""Lines → Discord's markdown, in which nothing of the source text is alive: no mark, mention, link or invitation."""

from __future__ import annotations

import re
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from handlers.command_table import SLASH
from handlers.render.pieces.lengths import ELLIPSIS, clip, units
from handlers.render.pieces.segments import CLOSE_ISOLATE, OPEN_ISOLATE, QUOTING, Style, isolated, parted
from handlers.render.pieces.text import ZERO_WIDTH_SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from handlers.render.pieces.segments import Line, Segment

# Discord takes a backslash before anything but letters, digits and spaces. Only what could begin markup gets one:
# notifications show text raw.
_LIVE = re.compile(
    r"""
      [\\*_~|`<>\[\]]              # marks, mentions, emoji, timestamps, links, quotations
    | ^\s*(?:[#+-]|\d+[.)])        # a heading, a list, small print
    | :(?=//|$)                    # an address
    | :(?=[\w+-]+:)                # an emoji by its name
    | (?:(?<=discord)|(?<=discordapp))\.(?=[a-z]|$)  # an invitation, which is alive without https://
    | @(?=everyone|here|$)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MARKDOWN_MARKS = {Style.STRONG: "**", Style.MARKED: "**", Style.STRUCK: "~~"}


def escape(text: str) -> str:
    """Return plain text as markdown that shows just this text; it grows to twice its length at most."""
    return _LIVE.sub(_escaped_mark, text)


def fitted(text: str, limit: int) -> str:
    """Escape a text and shorten it to at most `limit` units."""
    escaped, kept = escape(text), len(text)
    while kept and units(escaped) > limit:
        kept = kept * 3 // 4
        escaped = escape(clip(text, kept))
    return escaped


def markup(lines: Iterable[Line], *, limit: int) -> str:
    """Write lines as markdown of at most `limit` units; what does not fit is left out, and `…` shows it."""
    written, room = "", max(limit - units(ELLIPSIS) - units(CLOSE_ISOLATE), 0)
    for place, parts in enumerate(_lines_in_parts(lines)):
        if place and room < 1:
            return written + ELLIPSIS
        written += "\n" if place else ""
        room -= 1 if place else 0
        for piece, cut in parts:
            if units(piece) > room:
                written += cut(room)
                return written + (written.count(OPEN_ISOLATE) > written.count(CLOSE_ISOLATE)) * CLOSE_ISOLATE
            written += piece
            room -= units(piece)
    return written


def _lines_in_parts(lines: Iterable[Line]) -> Iterator[list[tuple[str, Callable[[int], str]]]]:
    """Yield each line in pieces of markdown, each with how it is cut; rows of a table share one block of code."""
    for is_table, some in groupby(lines, key=lambda line: any(one.style is Style.ROW for one in line)):
        if is_table:
            rows = ["".join(one.text for one in line) for line in some]
            yield [(_fenced(rows), partial(_cut_table, rows))]
        else:
            for line in map(isolated, some):
                yield [(_markdown_piece(one, first=one is line[0]), partial(_cut_piece, one)) for one in line]


def _fenced(rows: Iterable[str]) -> str:
    text = "\n".join(rows)
    return f"```\n{text.replace('`', chr(39))}\n```"  # no mark is alive inside but its end


def _cut_table(rows: list[str], room: int) -> str:
    """Return the first rows that have room, and `…`."""
    shown = list(rows)
    while shown and units(_fenced(shown)) > room:
        shown.pop()
    return f"{_fenced(shown) if shown else ''}{ELLIPSIS}"


def _escaped_mark(match: re.Match[str]) -> str:
    found = match[0]
    if found == "@":
        # as discord.utils.escape_mentions: "\@everyone" is a mention still
        return f"@{ZERO_WIDTH_SPACE}"
    return f"{found[:-1]}\\{found[-1]}"


def _markdown_piece(segment: Segment, *, first: bool) -> str:
    opening, closing = segment.opens * OPEN_ISOLATE, segment.closes * CLOSE_ISOLATE
    if segment.style is Style.LINK:
        return f"[{opening}{_link_text(segment.text)}{closing}]({segment.url})"
    begun = "> " if first and segment.style in QUOTING else ""
    return f"{begun}{opening}{_styled_text(segment)}{closing}"


def _styled_text(segment: Segment) -> str:
    text = segment.text
    if segment.at and segment.style in {Style.TIME, Style.AGO}:
        # Discord shows it in the reader's own zone and language.
        return f"<t:{int(segment.at.timestamp())}:{'R' if segment.style is Style.AGO else 'f'}>"
    if segment.style in {Style.CODE, Style.COMMAND} and text.strip():
        slash = f"/{SLASH} " if segment.style is Style.COMMAND else ""
        return f"`{slash}{text.replace('`', chr(39))}`"  # a backslash is no escape inside
    marked = _marked(text, _MARKDOWN_MARKS.get(segment.style, ""))
    return parted(marked) if segment.parted else marked


def _marked(text: str, mark: str) -> str:
    """Put a mark on either side of the words; beside a space it would mark nothing."""
    bare = text.strip(" ")
    if not (mark and bare):
        return escape(text)
    before, after = text[: text.index(bare)], text[text.index(bare) + len(bare) :]
    return f"{before}{mark}{escape(bare)}{mark}{after}"


def _link_text(text: str) -> str:
    """Return what a link shows: brackets, even escaped ones, would end it."""
    return escape(text.replace("[", "(").replace("]", ")"))


def _cut_piece(segment: Segment, room: int) -> str:
    """Return the words of a piece that is too long, without its style."""
    opening = OPEN_ISOLATE if segment.opens and room > 0 else ""
    return f"{opening}{fitted(segment.text, room - len(opening)).removesuffix(ELLIPSIS)}{ELLIPSIS}"
