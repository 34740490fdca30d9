"""What of a quotation counts as a tracked actor's words, and how these read on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.model import Assertion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.model import Quotation, Span


_MARKS = ' \t"“”„‟«»'


def why_not(quotation: Quotation) -> str | None:
    """Return why a quotation is no statement of a tracked actor, or None where it is one."""
    if quotation.second_hand:
        return "second hand: somebody else tells it"
    if quotation.assertion is Assertion.NEGATED:
        return "not said: the text says that it was not"
    if quotation.assertion is Assertion.FUTURE:
        return "not said yet"
    if quotation.assertion is Assertion.HYPOTHETICAL:
        return "only supposed or asked"
    if quotation.actor_id is None:
        return f"said by {quotation.speaker}" if quotation.speaker else "speaker unknown"
    return None


def is_second_hand(quotation: Quotation) -> bool:
    """Tell whether a quotation is what somebody else tells that a tracked actor said: on record, and never posted."""
    return quotation.second_hand and quotation.actor_id is not None and quotation.assertion is Assertion.STATED


def statement_text(text: str, content: Iterable[Span]) -> str:
    """Return the words of a quotation on one line, without the marks around them.

    A piece that ends in a comma before one that begins a sentence ends in a full stop, as in print. Marks stay where
    others stand within: they say which of the words are quoted.
    """
    pieces = [_without_marks(" ".join(text[start:end].split())) for start, end in content]
    pieces = [piece for piece in pieces if piece]
    joined = ""
    for piece in pieces:
        if joined.endswith(",") and piece[0].isupper():
            joined = joined[:-1] + "."
        joined = f"{joined} {piece}" if joined else piece
    return joined.rstrip(",;: ")


def _without_marks(piece: str) -> str:
    bare = piece.strip(_MARKS)
    return piece if any(mark in bare for mark in _MARKS.strip()) else bare
