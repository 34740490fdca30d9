"""Quotation marks in a few lines of text: which words they are around, and how words within words are marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

DOUBLE_MARKS: Final = '"“”„‟«»'
ANY_MARK: Final = f"{DOUBLE_MARKS}'‘’‚‹›"  # noqa: RUF001
_OPENING: Final = frozenset("“„‟«")
_BEFORE_OPENING: Final = frozenset("([{—–-/‘'“\"«")  # noqa: RUF001
_AFTER_CLOSING: Final = frozenset(".,;:!?)]}—–-…/’'”\"»")  # noqa: RUF001
_DOUBLE: Final = re.compile(f"[{DOUBLE_MARKS}]")
_SINGLE: Final = {"'": "'", "‘": "’", "‹": "›"}  # noqa: RUF001
_OPENS_SINGLE: Final = re.compile(r"\s['‘‹](?=\w)")  # noqa: RUF001


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedLine:
    """A line, and how it stands in marks."""

    whole: str
    bare: str  # without the marks around all of it, and without one that has its other one in another paragraph
    is_quoted_in_part: bool  # double marks within it say which of its words are quoted


def read_marks(line: str) -> MarkedLine:
    """Tell how a line of a quotation stands in marks."""
    if is_in_single(line):
        return MarkedLine(whole=line, bare=line[1:-1].strip(), is_quoted_in_part=False)
    marks = list(_marks(line))
    if not marks:
        return MarkedLine(whole=line, bare=line, is_quoted_in_part=False)
    depths = _depths(marks)
    (first, opens), (last, _) = marks[0], marks[-1]
    if first == 0 and opens:
        close = next((marks[at][0] for at, depth in enumerate(depths) if depth <= 0), None)
        if close is None:  # a paragraph of a quotation that goes on
            return MarkedLine(whole=line, bare=line[1:], is_quoted_in_part=False)
        bare = line[1:close] + line[close + 1 :]
        is_around = close == last and not any(map(str.isalnum, line[close:]))
    else:  # what closes at its end was opened before it
        bare = line[:last]
        is_around = depths[-1] < 0 and last == len(line) - 1
    return MarkedLine(whole=line, bare=bare if is_around else line, is_quoted_in_part=not is_around)


def is_left_open(text: str) -> bool:
    """Tell whether the last double mark of a text opens words that it does not close."""
    return any(opens for _, opens in list(_marks(text))[-1:])


def is_in_single(line: str) -> bool:
    """Tell whether single marks stand around all of a line: not in “‘fear’ of ‘war’”."""  # noqa: RUF002
    return len(line) > 1 and _SINGLE.get(line[0]) == line[-1] and not _OPENS_SINGLE.search(line)


def without_reopening_single(lines: list[str]) -> list[str]:
    """Return the paragraphs of a quotation in single marks that opens anew in each, without these marks."""
    mark = lines[0][:1]
    if mark not in _SINGLE or not all(line.startswith(mark) for line in lines) or len(lines) == 1:
        return lines
    *before, last = (line[1:] for line in lines)
    return [*before, last.removesuffix(_SINGLE[mark])]


def as_inner_marks(text: str) -> str:
    """Write double marks as single ones, in a text that is to stand in double ones; it keeps its length."""
    letters = list(text)
    for at, opens in _marks(text):
        letters[at] = "‘" if opens else "’"  # noqa: RUF001
    return "".join(letters)


def _depths(marks: list[tuple[int, bool]]) -> list[int]:
    """Return how many marks are open behind each."""
    depth, out = 0, []
    for _, opens in marks:
        depth += 1 if opens else -1
        out.append(depth)
    return out


def _marks(line: str) -> Iterator[tuple[int, bool]]:
    """Yield the place of each double mark, and whether it opens: by what stands beside it, else by its form."""
    depth = 0
    for match in _DOUBLE.finditer(line):
        at = match.start()
        before, after = line[at - 1 : at], line[at + 1 : at + 2]
        may_open = not before or before.isspace() or before in _BEFORE_OPENING
        may_close = not after or after.isspace() or after in _AFTER_CLOSING
        by_form = match[0] in _OPENING or (match[0] == '"' and depth == 0)
        opens = may_open if may_open != may_close else by_form
        depth = max(depth + (1 if opens else -1), 0)
        yield at, opens
