"""A quotation over several paragraphs is one: whoever says its first words, or its last, says all of it.

Each paragraph opens anew, and the last one closes; or none but the first opens, where the text proves that it goes on
(`text.quotation_marks`). The model reads a paragraph at a time and leaves such paragraphs to nobody, or to whoever is
named below.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import TURNS, Attribution, Places, length, overlap, reject
from bot.watcher.text.quotation_marks import touching

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.text.quotation_marks import Marks

_PART: Final = "part of a quotation over several paragraphs"


def over_paragraphs(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The attributions, where each that holds a paragraph of a quotation holds those that nothing else claims.

    A paragraph is claimed by a verb or a name of its own outside of the marks. One with words behind its closing mark
    is left alone: these may say who speaks there.
    """
    out = list(attributions)
    places = Places(item.content for item in out)
    for chain in _chains(context.marks):
        inner = tuple(pair.inner for pair in chain)
        near = [at for at in places.near(inner) if out[at].rejected is None and overlap(out[at].content, inner)]
        if not any(out[at].origin in TURNS or out[at].is_report for at in near):
            _join(context, chain, near, out)
    return out


def _chains(marks: Sequence[Marks]) -> Iterator[list[Marks]]:
    """Yield the quotations over several paragraphs, each with its marks by paragraph."""
    chain: list[Marks] = []
    for pair in marks:
        if pair.continues and chain and not chain[-1].closed:
            chain.append(pair)
            continue
        if len(chain) > 1:
            yield chain
        chain = [pair]
    if len(chain) > 1:
        yield chain


def _join(context: ArticleContext, chain: Sequence[Marks], near: Sequence[int], out: list[Attribution]) -> None:
    """Give the paragraphs of a quotation that nothing claims to the one before that is claimed, else to the next.

    `near` are the attributions that share words with it, by their places in `out`.
    """
    holds = {number: _holding(pair, near, out) for number, pair in enumerate(chain)}
    claims = {number: [at for at in held if _claims(out[at], chain)] for number, held in holds.items()}
    owner: int | None = next((held[0] for held in (*claims.values(), *holds.values()) if held), None)
    for number, pair in enumerate(chain):
        if claims[number]:
            owner = claims[number][-1]
        elif owner is not None and _fills_paragraph(context, pair):
            for at in holds[number]:
                if at != owner and not (out[at].cue or out[at].source):  # else somebody is quoted in it
                    out[at] = reject(out[at], _PART)
            out[owner] = replace(out[owner], content=_with(out[owner].content, pair.inner))


def _holding(pair: Marks, near: Sequence[int], out: Sequence[Attribution]) -> list[int]:
    """Which of some attributions hold the most of a paragraph of a quotation, or stand in it."""
    return [
        at
        for at in near
        if (shared := overlap(out[at].content, (pair.inner,)))
        and shared >= thresholds.COVERED * min(length((pair.inner,)), length(out[at].content))
    ]


def _claims(item: Attribution, chain: Sequence[Marks]) -> bool:
    """Whether a verb or a name outside of the marks says whose words an attribution has."""
    return any(not touching(chain, start, end) for start, end in (*item.cue, *item.source))


def _fills_paragraph(context: ArticleContext, pair: Marks) -> bool:
    """Whether nothing is told in a paragraph but what stands in the marks."""
    reading = context.reading
    start, end = reading.paragraph_span(reading.paragraph_of[reading.word_at(pair.inner[0])])
    around = reading.text[start : pair.outer[0]] + reading.text[pair.outer[1] : end]
    return not any(map(str.isalnum, around))


def _with(content: tuple[Span, ...], inner: Span) -> tuple[Span, ...]:
    """A content with the words of one more paragraph; what it has of them is kept where that is the most of them."""
    if overlap(content, (inner,)) >= thresholds.TURN * length((inner,)):
        return content
    apart = (span for span in content if not overlap((span,), (inner,)))
    return tuple(sorted([*apart, inner]))
