"""What of a quotation counts as a tracked actor's words, and how these read on one line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.core.marks import ANY_MARK, DOUBLE_MARKS, is_left_open, read_marks, without_reopening_single
from bot.core.model import Assertion
from bot.core.mojibake import mended
from bot.core.words import JOINT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.marks import MarkedLine
    from bot.core.model import Quotation, Span

# The article's, within its marks.
_COMMA: Final = re.compile(r"[,;: ]+(?=[”\"’»]?$)")  # noqa: RUF001
_ENDS_SENTENCE: Final = re.compile(r"(?:^|[^\W\d_]{2})[.!?][”\"’»)\]]*\s")  # noqa: RUF001 - as "No. 2" does not
_NEXT_SENTENCE: Final = re.compile(_ENDS_SENTENCE.pattern + r"\W*\w")
_CLOSES: Final = re.compile(rf"[,.;:!?]?(?P<mark>[{DOUBLE_MARKS}])")
_ASIDE: Final = re.compile(r"\([^()]*\)|\[[^][]*\]")  # "(Applause.)"

_NOT_SAID: Final = {
    Assertion.NEGATED: "not said: the text says that it was not",
    Assertion.FUTURE: "not said yet",
    Assertion.HYPOTHETICAL: "only supposed or asked",
}


def why_not(quotation: Quotation) -> str | None:
    """Return why a quotation is no statement of a tracked actor, or None where it is one."""
    if quotation.rejected is not None:
        return quotation.rejected
    if quotation.second_hand:
        return "second-hand: somebody else reports it"
    if quotation.assertion in _NOT_SAID:
        return _NOT_SAID[quotation.assertion]
    if quotation.actor_id is None:
        return f"said by {quotation.speaker}" if quotation.speaker else "speaker unknown"
    return None


def is_second_hand(quotation: Quotation) -> bool:
    """Tell whether a quotation is what somebody else tells that a tracked actor said: on record, and never posted."""
    is_said = quotation.rejected is None and quotation.assertion is Assertion.STATED
    return is_said and quotation.second_hand and quotation.actor_id is not None


def statement_text(text: str, content: Iterable[Span]) -> str:
    """Return the words of a quotation on one line, without the marks around them.

    Where something else stands between two pieces in marks, as *he said* does, or a sentence ends between two pieces,
    “…” stands for it, and the comma before it goes: it is the article's. Paragraphs of one quotation follow each other,
    without the mark that opens each of them anew. Marks stay where they stand around a part of the words, a piece among
    them: they say which are quoted.
    """
    spans = [span for span in content if text[slice(*span)].strip(f"{DOUBLE_MARKS} \t\n")]
    pieces = [_lines(text, span) for span in spans]
    is_all_quoted = not (any(line.is_quoted_in_part for piece in pieces for line in piece) or _are_quoted_apart(pieces))
    joined = ""
    for number, piece in enumerate(pieces):
        words = " ".join(line.bare for line in piece) if is_all_quoted else _quoted_in_part(piece)
        if number and _are_parted_by_words(text, spans[number - 1], spans[number]):
            joined = f"{_COMMA.sub('', joined)}{JOINT}{words}"
            continue
        between = text[spans[number - 1][1] : spans[number][0]] if number else ""
        if words.lstrip(DOUBLE_MARKS)[:1].isupper() and _ends_sentence(joined, between):
            joined = f"{joined.removesuffix(',')}."
        joined = f"{joined} {words}" if joined else words
    return _COMMA.sub("", joined).rstrip()


def _lines(text: str, span: Span) -> list[MarkedLine]:
    """Return the paragraphs of a piece, with the marks that stand right beside it."""
    start, end = span
    start -= start > 0 and text[start - 1] in DOUBLE_MARKS and not text[start].isspace()
    behind = _CLOSES.match(text, end) if end and not text[end - 1 : end].isspace() else None
    words = mended(text[start:end]) + (behind["mark"] if behind else "")
    lines = [" ".join(line.split()) for line in words.split("\n") if line.strip()]
    return [read_marks(line) for line in without_reopening_single(lines)]


def _quoted_in_part(lines: Iterable[MarkedLine]) -> str:
    """Return paragraphs with the marks in them, but for those that open anew what the paragraph before left open."""
    words = ""
    for line in lines:
        goes_on = is_left_open(words) and not line.is_quoted_in_part
        words = f"{words} {line.whole[1:] if goes_on and line.whole[0] in DOUBLE_MARKS else line.whole}".lstrip()
    return words


def _ends_sentence(words: str, between: str) -> bool:
    """Tell whether the full stop of a piece stands behind it, or behind *he said*."""
    return words.endswith(",") or (words[-1:].isalnum() and _ENDS_SENTENCE.search(between) is not None)


def _are_quoted_apart(pieces: Iterable[Iterable[MarkedLine]]) -> bool:
    """Tell whether some of the pieces stand in marks and others do not."""
    kinds, is_open = set(), False
    for piece in pieces:
        is_quoted = False
        for line in piece:
            is_quoted = is_quoted or is_open or line.whole != line.bare
            is_open = is_left_open(line.whole) if line.whole != line.bare else is_open
        kinds.add(is_quoted)
    return len(kinds) > 1


def _are_parted_by_words(text: str, one: Span, other: Span) -> bool:
    """Tell whether words of the article stand between two pieces in marks there, or the words of several sentences."""
    first, between, second = (mended(text[start:end]) for start, end in (one, (one[1], other[0]), other))
    before = first.rstrip()[-1:] + between.strip(" \t\n.,;:!?…")[:1]
    behind = between.rstrip()[-1:] + second.lstrip()[:1]
    is_quoted = not set(before).isdisjoint(ANY_MARK) and not set(behind).isdisjoint(ANY_MARK)
    is_parted = is_quoted or _NEXT_SENTENCE.search(between) is not None
    return is_parted and any(map(str.isalnum, _ASIDE.sub("", between)))
