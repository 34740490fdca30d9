"""Which pieces of an utterance stand where its attribution reaches: in its paragraph, and in marks in one beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.watcher.people.coreference import between
from bot.watcher.people.mentions import Mention, MentionKind
from bot.watcher.people.source_spans import is_possessive, may_be_subject
from bot.watcher.text.quotation_marks import begins_at, touching
from bot.watcher.text.reading import LIST_ITEM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Span
    from bot.watcher.attribution import Attribution
    from bot.watcher.context import ArticleContext
    from bot.watcher.text.quotation_marks import Marks

_BEFORE_A_TOPIC: Final = frozenset({"about", "of", "on"})
_PIECE_OF_LINE: Final = re.compile(r"[^\s](?:[^\n]*[^\s])?")  # of a line


def within_reach(context: ArticleContext, item: Attribution) -> list[Span]:
    """The pieces of an utterance: it goes on in another paragraph than its attribution only in quotation marks."""
    text, marks = context.reading.text, context.marks
    own_line = line_before(text, (item.cue or item.source or item.content)[0][0])
    all_quoted = all(within_marks(marks, span) for span in item.content)
    is_joined = any(line_before(text, start) == own_line for start, _ in item.content)
    out: list[Span] = []
    for span in item.content:
        pieces = [piece.span() for piece in _PIECE_OF_LINE.finditer(text, *span)]
        line = line_before(text, span[0])
        is_parted = line != own_line and _is_parted(context, own_line, line)
        opens = line == own_line or not any(char.isalnum() for char in text[line + 1 : span[0]])
        is_over_paragraphs = len(pieces) > 1 and all(within_marks(marks, piece) for piece in pieces)
        is_reply = is_joined and line != own_line and _may_be_a_reply(context, span, own_line)
        is_quoted = not (is_parted or is_reply) and ((all_quoted and opens) or is_over_paragraphs)
        if is_quoted and not _is_before_another(context, span, item, own_line):
            out.append(span)
        else:
            out += [
                piece for piece in pieces if line_before(text, piece[0]) == own_line or in_list(text, own_line, piece)
            ]
    return out


def _may_be_a_reply(context: ArticleContext, span: Span, own_line: int) -> bool:
    """*“Who gave the order?” he asked. / “The captain, sir.” / “For cement?”*: in a talk whoever comes next is another.

    So he is behind a question. Not where the marks say that somebody goes on: they were not closed, or open anew
    without having been.
    """
    reading, marks = context.reading, context.marks
    own, other = (reading.paragraph_of[reading.word_at(place)] for place in (own_line + 1, span[0]))
    if not all(pair.closed and not pair.continues for pair in touching(marks, *span)):
        return False
    above = touching(marks, *reading.paragraph_span(max(other - 1, 0)))
    if own < other and above and reading.text[slice(*above[-1].inner)].rstrip().endswith("?"):
        return True
    around = (number for number in (min(own, other) - 1, max(own, other) + 1) if 0 <= number < len(reading.paragraphs))
    return any(begins_at(marks, reading.paragraph_span(number)[0]) for number in around)


def _is_before_another(context: ArticleContext, span: Span, item: Attribution, own_line: int) -> bool:
    """*“X.” / Trump answered. “Y,” he said*: X is of whoever spoke before, where somebody is told of ahead of Y."""
    reading = context.reading
    if line_before(reading.text, span[1]) >= own_line:
        return False
    behind = [start for start, _ in item.content if line_before(reading.text, start) == own_line]
    own = reading.paragraph_span(reading.paragraph_of[reading.word_at(own_line + 1)])
    if not behind and touching(context.marks, *own):
        return True  # "“X.” / The spokesman answered from Tehran. “Y,” he wrote"
    begin, stop = reading.word_at(own_line + 1), reading.word_at(min(behind, default=own_line + 1))
    acting = [
        mention
        for mention in between(context.mentions, begin, reading.sentences[reading.sentence_of[stop]][0])
        if mention.kind is MentionKind.DESCRIPTION and may_be_subject(reading, mention)
    ]
    return any(
        reading.lower[mention.words[0] - 1] not in _BEFORE_A_TOPIC  # "On Trump he is brief"
        for mention in (*acting, *named_outside_marks(context, (begin, stop)))
    )


def in_list(text: str, own_line: int, piece: Span) -> bool:
    """Whether a line is an item of a list that the attribution announces: *He said: / a; / b; / c.*."""
    first, *items = text[own_line + 1 : piece[1]].split("\n")
    if not items or not first.rstrip().endswith(":"):
        return False
    return all(LIST_ITEM.match(item) for item in items) or all(item.rstrip().endswith(";") for item in items[:-1])


def _is_parted(context: ArticleContext, one: int, other: int) -> bool:
    """Whether a heading, or a paragraph without a quotation, stands between: it may say who speaks next."""
    reading = context.reading
    first, last = sorted(reading.paragraph_of[reading.word_at(line + 1)] for line in (one, other))
    return bool(reading.headings & set(range(first, last))) or not all(
        touching(context.marks, *reading.paragraph_span(number)) for number in range(first + 1, last)
    )


def named_outside_marks(context: ArticleContext, words: Span) -> list[Mention]:
    """Who is named in a range of words, outside of quotation marks and not as an owner."""
    reading = context.reading
    return [
        mention
        for mention in between(context.mentions, *words)
        if mention in context.people.of
        and not touching(context.marks, *reading.char_span(mention.words))
        and not is_possessive(reading, mention)
    ]


def line_before(text: str, at: int) -> int:
    """Where the line before that of a place ends: at its line break, or -1."""
    return text.rfind("\n", 0, at)


def within_marks(marks: Sequence[Marks], span: Span) -> bool:
    """Whether a span stands in one pair of quotation marks."""
    return any(pair.outer[0] <= span[0] + 1 and span[1] - 1 <= pair.outer[1] for pair in touching(marks, *span))
