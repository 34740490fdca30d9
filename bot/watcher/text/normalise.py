"""Plain text for the stages, with the way back: every character knows where it stood in the original.

Dropped are characters that only steer the display (zero width, bidirectional, soft hyphen) and stray combining marks;
odd spaces become a space, every line break becomes a newline, a base letter takes its accent, letters of a misread
charset become what they were; where lines are broken at a width, as in mail and press releases, or a small word goes on
behind one, the breaks within a paragraph become spaces. Nothing else changes.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.core.mojibake import misread
from bot.watcher import thresholds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Span

_ODD = re.compile("[^\\n\\x20-\\x7e\\u00a1-\\u00ac\\u00ae-\\u024f\\u2010-\\u2027\\u20a0-\\u20bf]")
_SPACES = frozenset("\t\v\f\x1c\x1d\x1e\x1f\u00a0\u1680\u202f\u205f\u3000") | {
    chr(code) for code in range(0x2000, 0x200B)
}
_OWN_LINE = re.compile(  # a list, a quoted mail, a time, a label
    r"\s*(?:[-–—•*>]|By\s+[A-Z]|\d{1,2}[.):]|[QA][.:]?\s|[A-Z][\w.'’ -]{0,40}:\s)"
)
_STOPS_SHORT = re.compile(r"^(?!\s*>).*[^\W_],?\s*$")  # not somebody's post, behind a ">"
_GOES_ON = re.compile(r"\s*[a-z]+(?:['’][a-z]+)?,?\s+\w")
_LINE_BREAKS = frozenset("\u0085\u2028\u2029")


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalised:
    """A text and, for each of its characters, the range that it had in the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def to_original(self, span: Span) -> Span:
        """Offsets into the original text of a span of this one; an empty span stays empty."""
        start, end = span
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return at, at
        return self.starts[start], self.ends[end - 1]


def normalise(text: str) -> Normalised:
    """Clean a text for reading; never longer than the original."""
    letters = list(misread(text))
    if not (letters or _ODD.search(text)):
        return Normalised(text=_mended(_unwrapped(text)), starts=range(len(text)), ends=range(1, len(text) + 1))
    kept: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    right = {start: (char, end) for (start, end), char in letters}
    passed = {at for (start, end), _ in letters for at in range(start + 1, end)}
    for at, here in enumerate(text):
        if at in passed:
            continue
        char, end = right.get(at, (here, at + 1))
        plain = "" if text.startswith("\r\n", at) else _plain(char)
        if plain:
            kept.append(plain)
            starts.append(at)
            ends.append(end)
        elif kept and unicodedata.category(char) == "Mn":
            joined = unicodedata.normalize("NFC", kept[-1] + char)
            kept[-1] = joined if len(joined) == 1 else kept[-1]
            ends[-1] = at + 1
    return Normalised(text=_mended(_unwrapped("".join(kept))), starts=starts, ends=ends)


def _unwrapped(text: str) -> str:
    """The text, of the same length, without the line breaks of a width: nearly all lines but the last are that full."""
    lines = text.split("\n")
    within = [at for at in range(len(lines) - 1) if lines[at].strip() and lines[at + 1].strip()]
    width = max((len(lines[at].rstrip()) for at in within), default=0)
    if len(within) < thresholds.LEAST_WRAPPED or width not in thresholds.WIDTHS:
        return text
    full = {
        at
        for at in within
        if len(lines[at].rstrip()) + 1 + len(lines[at + 1].split(maxsplit=1)[0]) > thresholds.FULL_LINE * width
    }
    if len(full) < thresholds.WRAPPED * len(within):
        return text
    full = {at for at in full if not _OWN_LINE.match(lines[at + 1])}
    if sum(lines[at + 1].lstrip()[0].islower() for at in full) < thresholds.GOING_ON * len(full):
        return text
    return "".join(line + (" " if at in full else "\n") for at, line in enumerate(lines))[:-1]


def _mended(text: str) -> str:
    """The text, of the same length, without a line break in the middle of a sentence: a small word goes on behind it.

    A block of two or three lines shows no width.
    """
    lines = text.split("\n")
    joints = (
        " " if len(line.strip()) >= thresholds.LEAST_BROKEN and _STOPS_SHORT.match(line) and _GOES_ON.match(following)
        else "\n"
        for line, following in pairwise(lines)
    )  # fmt: skip
    return "".join(f"{line}{joint}" for line, joint in zip(lines, [*joints, ""], strict=True))


def _plain(char: str) -> str:
    """What a character is read as; nothing for one that only steers the display, and for marks upon another one."""
    if char == "\r" or char in _LINE_BREAKS:
        return "\n"
    if char in _SPACES:
        return " "
    return "" if char != "\n" and unicodedata.category(char) in {"Mn", "Cf", "Cs", "Cc"} else char
