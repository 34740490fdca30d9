"""What of a quotation counts as a tracked actor's words, and how these read on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.core.model import Assertion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.model import Quotation, Span


_EDGE_MARKS = ' \t"“”„‟«»'


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
    bare = piece.strip(_EDGE_MARKS)
    return piece if any(mark in bare for mark in _EDGE_MARKS.strip()) else bare
