"""Where sentences end, by rules: of the words of one person, as articles have them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.core.thresholds import NEAR_A_FULL_STOP
from bot.core.words import JOINT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.model import Span

CLOSERS: Final = "\"'”’»)]"
_END: Final = re.compile(r"[.!?…؟]+[\"'”’»)\]]*(?=\s)|\n")
_BEFORE_PIECE: Final = JOINT.rstrip(" ")
_NO_END: Final = re.compile(
    r"""
    (?:^|[\s(“\"'‘])
    (?:
        mr | mrs | ms | dr | st | sen | rep | gov | gen | col | lt | sgt | prof | hon | vs | jr | sr
        | inc | co | corp
        | jan | feb | mar | apr | jun | jul | aug | sept? | oct | nov | dec
        | [^\W\d_]                  # an initial
        | (?:[^\W\d_]\.)+[^\W\d_]   # u.s, p.m
    )
    \.$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BEFORE_A_NUMBER: Final = re.compile(r"\bno\.$", re.IGNORECASE)  # "No. 10"; else it is an answer: "No. We stay."


def sentence_spans(text: str, span: Span) -> Iterator[Span]:
    """Yield the sentences of a span, without the space around them and without what joins pieces of a quotation."""
    begin, stop = span
    for match in _END.finditer(text, begin, stop):
        end = match.end()
        follows = text[end : min(end + NEAR_A_FULL_STOP, stop)].lstrip()[:1]
        before = text[max(begin, end - NEAR_A_FULL_STOP) : end].rstrip(CLOSERS)
        is_number = follows.isdigit() and _BEFORE_A_NUMBER.search(before)
        if match.group() != "\n" and (follows.islower() or is_number or _NO_END.search(before)):
            continue
        yield from _trimmed(text, begin, end)
        begin = end
    yield from _trimmed(text, begin, stop)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if text.endswith(_BEFORE_PIECE, start, end):
        end -= len(_BEFORE_PIECE)
    if start < end:
        yield start, end
