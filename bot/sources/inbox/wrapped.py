"""Lines as a printer or a mail program breaks them → whole paragraphs.

A break within a sentence is put right, and one that parts two speakers is kept: a transcript run together puts words
into the wrong mouth.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.sources.texts.plain import SENTENCE_END, one_line, without_controls
from bot.sources.thresholds import (
    FEWEST_FULL_LINES,
    FEWEST_PAGES,
    FULL_LINES,
    FULL_PRINTED_LINE,
    HEAD_LINES_OF_A_PAGE,
    LONGEST_SPEAKER_LABEL,
    LONGEST_WRAP,
    SHORTEST_WRAP,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# "Q: …", "Q. …", "MR. VANCE: …", "Foreign Minister: …", and the points of a list.
_BEGINS: Final = re.compile(
    r"""
    [QA] (?: [.:)] | \ {2,} )
    | [A-Z][\w.'’()-]* (?: \ [A-Z][\w.'’()-]* ){0,5} :
    | (?: [-*•–—▪◦] | \(?\d{1,2}[.)] ) \s
    """,  # noqa: RUF001 - typographic marks are what it reads
    re.VERBOSE,
)
_BROKEN_WORD: Final = re.compile(r"([^\W\d_]{2,40})-$")
_FIRST_WORD: Final = re.compile(r"[^\W\d_]+")
_COMPOUND: Final = re.compile(r"\b[^\W\d_]{1,40}-[^\W\d_]{1,40}\b")


def typed_paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text without markup, as people and programs type it."""
    lines = without_controls(text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")).split("\n")
    return [line for block in unwrapped(lines) if (line := one_line(block))]


def unwrapped(lines: Sequence[str], *, hyphenates: bool = False) -> list[str]:
    """Return the paragraphs that lines are broken from; an empty line always ends one.

    Args:
        lines: as they stand.
        hyphenates: words are parted at the ends of lines, as printers do.

    """
    lines = [line.strip() for line in lines]
    known = {word for line in lines for word in _COMPOUND.findall(line.casefold())}
    width = _width(lines)
    full = sum(_is_full(last, line, width) for last, line in pairwise(lines) if last and line)
    breaks = sum(bool(last and line) for last, line in pairwise(lines))
    is_wrapped = full >= max(FEWEST_FULL_LINES, FULL_LINES * breaks)
    blocks: list[list[str]] = []
    last = ""
    for line in lines:
        if not line or not last or not _goes_on(last, line, width, is_wrapped=is_wrapped):
            blocks.append([line])
        else:
            blocks[-1][-1] = _ended(last, line, known, hyphenates=hyphenates)
            blocks[-1].append(line)
        last = line
    return ["".join(block) for block in blocks if block != [""]]


def _width(lines: Sequence[str]) -> int:
    """Return how long a full line is: as all but the longest few are."""
    lengths = sorted(len(line) for line in lines if line)
    return lengths[int(len(lengths) * 0.95) if len(lengths) > 1 else 0] if lengths else 0


def _is_full(last: str, line: str, width: int) -> bool:
    """Tell whether the first word of the next line had no room in a line."""
    return (
        SHORTEST_WRAP <= width <= LONGEST_WRAP
        and len(last) + 1 + len(line.split(maxsplit=1)[0]) > FULL_PRINTED_LINE * width
    )


def _goes_on(last: str, line: str, width: int, *, is_wrapped: bool) -> bool:
    """Tell whether a line goes on in the next one.

    Between two sentences only where the text is wrapped: a list of sentences, each on a line of its own, is none.
    """
    if _BEGINS.match(line[:LONGEST_SPEAKER_LABEL]):
        return False
    if SENTENCE_END.search(last[-8:]):
        return is_wrapped and _is_full(last, line, width)
    return line[0].islower() or _is_full(last, line, width)


def _ended(last: str, line: str, known: set[str], *, hyphenates: bool) -> str:
    """Return a line as it stands before the next one: with a space behind it, unless a word goes on there."""
    parted, rest = _BROKEN_WORD.search(last[-60:]), _FIRST_WORD.match(line)
    if parted is None or rest is None or not line[0].islower():
        return f"{last} "
    is_compound = f"{parted[1]}-{rest[0]}".casefold() in known
    return last[:-1] if hyphenates and not is_compound else last


def without_running_heads(pages: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of all pages without page numbers, and without what heads or ends most pages alike."""
    repeated = _repeated(pages)
    return [line for page in pages for line in _bare(page, repeated)]


def _bare(page: Sequence[str], repeated: set[str]) -> Iterator[str]:
    for place, line in enumerate(page):
        at_an_end = min(place, len(page) - 1 - place) < HEAD_LINES_OF_A_PAGE
        if not (at_an_end and (_shape(line) in repeated or _PAGE_NUMBER.fullmatch(line.strip()))):
            yield line


_PAGE_NUMBER: Final = re.compile(r"(?:page\s*)?[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:/|of)\s*\d{1,4})?", re.IGNORECASE)  # noqa: RUF001


def _repeated(pages: Sequence[Sequence[str]]) -> set[str]:
    if len(pages) < FEWEST_PAGES:
        return set()
    counts: dict[str, int] = {}
    for page in pages:
        ends = {_shape(line) for line in [*page[:HEAD_LINES_OF_A_PAGE], *page[-HEAD_LINES_OF_A_PAGE:]] if line.strip()}
        for shape in ends:
            counts[shape] = counts.get(shape, 0) + 1
    return {shape for shape, count in counts.items() if count > len(pages) / 2}


def _shape(line: str) -> str:
    """Return a line without its numbers: "Remarks, page 3" and "Remarks, page 4" are one."""
    return re.sub(r"\d+", "#", " ".join(line.split()).casefold())
