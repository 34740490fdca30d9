"""Quotation marks, paired paragraph by paragraph, so that one odd mark costs its own paragraph at most."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.watcher import thresholds
from bot.watcher.text.reading import is_heading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Span

_DOUBLE = re.compile(r"[\"“”„‟«»＂]|''|``|‚‚|,,(?=\w)")
_OPENING = frozenset({"“", "„", "‟", "«", "``", ",,"})
_CLOSING = frozenset({"”", "»"})
_SINGLE = re.compile(r"['‘’‚‹›]")
_BEFORE_OPENING = frozenset("([{—–-:/‘'“\"«… ,")
_AFTER_CLOSING = frozenset(".,;:!?)]}—–-…/’'”\"»")
_ANOTHER_SPEAKS = re.compile(  # at the head of a paragraph: "BELL: …", "Q. …", "Ann Bell said that …"
    r"""
    \W* (?:
        [A-Z][A-Z .,'’()-]{1,60}: \s
        | [QA][.:]? \s
        | (?:[A-Z][\w'’.-]+ \s+){1,5} (?:said|says|told|tells|added|adds|asked|asks|replied|called|calls|wrote) \b
    )
    """,
    re.VERBOSE,
)
_ELISIONS = re.compile(r"(?:em|tis|twas|til|cause|cos|bout|round|n|neath|\d{1,2}s?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """A stretch in quotation marks; `inner` is what stands between them."""

    outer: Span
    inner: Span
    closed: bool  # False: the paragraph ended first
    continues: bool = False  # the paragraph before was left open, and this one opens anew or goes on without a mark
    single: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    at: int
    end: int
    opens: bool
    closes: bool
    by_glyph: bool  # an opening mark by its form


def pair_marks(text: str, paragraphs: list[Span]) -> list[Marks]:
    """Outermost stretches in quotation marks, in order. `paragraphs` are character spans."""
    out: list[Marks] = []
    left_open = False
    goes_on: list[Marks] = []
    for number, (start, end) in enumerate(paragraphs):
        if goes_on:
            left_open = not goes_on[0].closed
            out.append(goes_on.pop(0))
            continue
        found = _pair_double(text, start, end)
        found += [pair for pair in _pair_single(text, start, end) if not touching(found, *pair.outer)]
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else (end, end)
        if not (found and not found[-1].closed):
            found += _left_open_single(text, (start, end), following, found)
        found.sort(key=lambda pair: pair.outer)
        if found and left_open and not text[start : found[0].outer[0]].strip():
            first = found[0]
            found[0] = Marks(
                outer=first.outer, inner=first.inner, closed=first.closed, continues=True, single=first.single
            )
        left_open = bool(found) and not found[-1].closed
        out += found
        goes_on = _unopened(text, paragraphs[number + 1 :][: thresholds.LONGEST_BLOCK]) if left_open else []
    return out


def touching(marks: Sequence[Marks], start: int, end: int) -> Sequence[Marks]:
    """Those of `marks`, which stand in order and apart, that share a character with a span."""
    first = bisect_right(marks, start, key=lambda pair: pair.outer[1])
    return marks[first : bisect_left(marks, end, lo=first, key=lambda pair: pair.outer[0])]


def begins_at(marks: Sequence[Marks], start: int) -> bool:
    """Whether a stretch in quotation marks begins at a place."""
    return any(pair.outer[0] == start for pair in touching(marks, start, start + 1))


def _unopened(text: str, paragraphs: Sequence[Span]) -> list[Marks]:
    """Paragraphs through which a quotation that was left open goes on without a mark, to the one that closes it.

    The text has to prove it: the next mark of all closes, and stands at the end of its paragraph. Where a heading, a
    label or a name with a verb of saying stands at the head of a paragraph between, a mark was forgotten.
    """
    out: list[Marks] = []
    for start, end in paragraphs:
        marks = [_mark(text, match.span(), (start, end)) for match in _DOUBLE.finditer(text, start, end)]
        if len(marks) > 1 or _ANOTHER_SPEAKS.match(text, start, end):
            return []
        if marks:
            (mark,) = marks
            is_last = mark.closes and not mark.opens and not any(map(str.isalnum, text[mark.end : end]))
            is_inch = text[mark.at] == '"' and text[mark.at - 1].isdigit()
            closing = Marks(outer=(start, mark.end), inner=(start, mark.at), closed=True, continues=True)
            return [*out, closing] if is_last and not is_inch else []
        if is_heading(text[start:end]):
            return []
        stop = _trimmed_end(text, start, end)
        out.append(Marks(outer=(start, stop), inner=(start, stop), closed=False, continues=True))
    return []


def _pair_double(text: str, start: int, end: int) -> list[Marks]:
    marks = [_mark(text, match.span(), (start, end)) for match in _DOUBLE.finditer(text, start, end)]
    marks = _without_inches(text, marks)
    closing = _closes_left(marks)
    out: list[Marks] = []
    opened: _Mark | None = None
    depth = 0
    for number, mark in enumerate(marks):
        if opened is None:
            opened, depth = (mark if mark.opens else None), 1
        elif mark.closes and not (mark.opens and mark.by_glyph and closing[number] > depth):
            depth -= 1
            if not depth:
                out.append(Marks(outer=(opened.at, mark.end), inner=(opened.end, mark.at), closed=True))
                opened = None
        elif closing[number] > 1:
            depth += 1  # a quotation within the quotation, in the same marks
        else:  # the first one was never closed: it ends where the next one opens
            stop = _trimmed_end(text, opened.end, mark.at)
            if stop > opened.end and text[stop - 1] in ".!?…,":
                out.append(Marks(outer=(opened.at, stop), inner=(opened.end, stop), closed=True))
            opened, depth = mark, 1
    stop = _trimmed_end(text, start, end)
    if opened is not None and opened.end < stop:
        out.append(Marks(outer=(opened.at, stop), inner=(opened.end, stop), closed=False))
    return out


def _without_inches(text: str, marks: list[_Mark]) -> list[_Mark]:
    """Of an odd number of straight marks the first one behind a digit is the sign of inches."""
    straight = [mark for mark in marks if text[mark.at] == '"']
    inches = [mark for mark in straight if text[mark.at - 1 : mark.at].isdigit()]
    return [mark for mark in marks if mark is not inches[0]] if len(straight) % 2 and inches else marks


def _closes_left(marks: list[_Mark]) -> list[int]:
    """For each mark, how many closing marks follow before the next one that can only open."""
    out = [0] * len(marks)
    for number in range(len(marks) - 2, -1, -1):
        following = marks[number + 1]
        out[number] = 0 if following.opens and not following.closes else out[number + 1] + 1
    return out


def _trimmed_end(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _mark(text: str, span: Span, paragraph: Span) -> _Mark:
    at, stop = span
    before = text[at - 1] if at > paragraph[0] else " "
    after = text[stop] if stop < paragraph[1] else " "
    starts = (before.isspace() or before in _BEFORE_OPENING) and not after.isspace()
    ends = not before.isspace() and (after.isspace() or after in _AFTER_CLOSING)
    glyph = text[at:stop]
    if glyph in _OPENING:  # unless it was typed for a closing one
        opens, closes = starts or not ends, ends and not starts
    elif glyph in _CLOSING:
        opens, closes = starts and before.isspace() and after.isalnum(), True
    elif before.isspace():
        opens, closes = True, after.isspace()
    else:
        opens, closes = starts and not ends, ends or not starts
    return _Mark(at, stop, opens=opens, closes=closes, by_glyph=glyph in _OPENING)


def _pair_single(text: str, start: int, end: int) -> list[Marks]:
    marks = [match.start() for match in _SINGLE.finditer(text, start, end)]
    out: list[Marks] = []
    number = 0
    while number < len(marks):
        at = marks[number]
        closing = _closing_single(text, marks, number, end) if _opens_single(text, at, start, end) else None
        if closing is not None:
            out.append(Marks(outer=(at, marks[closing] + 1), inner=(at + 1, marks[closing]), closed=True, single=True))
            number = closing
        number += 1
    return out


def _left_open_single(text: str, paragraph: Span, following: Span, found: Sequence[Marks]) -> list[Marks]:
    """A stretch in single marks that its paragraph does not close, where the next one opens with the same mark anew."""
    start, end = paragraph
    stop = _trimmed_end(text, start, end)
    last = max((pair.outer[1] for pair in found), default=start)
    for match in _SINGLE.finditer(text, last, stop):
        at = match.start()
        mark = text[at]
        opens = mark in "'‘" and text[at + 1 : at + 2].isupper() and _opens_single(text, at, start, end)
        reopens = text.startswith(mark, following[0]) and text[following[0] + 1 : following[0] + 2].isupper()
        if opens and reopens and text[stop - 1] in ".!?":
            return [Marks(outer=(at, stop), inner=(at + 1, stop), closed=False, single=True)]
    return []


def _opens_single(text: str, at: int, start: int, end: int) -> bool:
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    if not (before.isspace() or before in _BEFORE_OPENING) or after.isspace() or text[at] == "›":
        return False
    if text[at + 1 : at + 2] in {"'", "’"} or (at > start and text[at] == before):
        return False  # half of a doubled mark
    return text[at] in {"‘", "‹", "‚"} or not _ELISIONS.match(text, at + 1)


def _closing_single(text: str, marks: list[int], opening: int, end: int) -> int | None:
    possible: int | None = None
    for number in range(opening + 1, len(marks)):
        at = marks[number]
        if at - marks[opening] > thresholds.LONGEST_SINGLE:
            break
        before = text[at - 1]
        after = text[at + 1] if at + 1 < end else " "
        if text[at] in {"‘", "‹"} and not before.isalnum() and before not in ".,!?":
            break
        if before.isspace() or not (after.isspace() or after in _AFTER_CLOSING):
            continue
        possessive = before in "sSxXzZ" and after.isspace() and text[at + 2 : at + 3].islower()
        if not possessive:
            return number
        if possible is None:
            possible = number
    return possible
