"""What the model draws wrongly and the layout knows better: contents that run over a paragraph or their attribution."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import Attribution, reject
from bot.watcher.lexicon import SPEECH_VERBS, word_list
from bot.watcher.text.quotation_marks import touching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.text.quotation_marks import Marks
    from bot.watcher.text.reading import Reading

_OBJECTS: Final = frozenset("him her it them me us".split())
_ASKED: Final = frozenset({"asked", "questioned", "pressed"})
_DATELINE: Final = re.compile(r"[A-Z]{3,}[^–—\n]{0,60}?\s[–—-]{1,2}\s")
_NO_BEGINNING: Final = word_list("sentence_adverbials")
_SECOND_REPORT: Final = re.compile(
    r",? (?:and|but|while|whereas) (?:[A-Z][\w’'-]+ ){1,3}"
    r"(?P<verb>said|says|insisted|argued|warned|claimed|added|replied) (?:that )?"
)
_AS_SAYING: Final = re.compile(r"[^“\"«:\n]{0,80}? as (?:saying|telling \w+)(?: that)?:? ")
_BREAK: Final = re.compile(r"\s*\n\s*")


def repair(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The model's quotations with their contents cut where no utterance goes on."""
    out: list[Attribution] = []
    reading, marks = context.reading, context.marks
    for item in attributions:
        inside, outside = _by_paragraph(context, item)
        inside = _of_one_sentence(context, inside, item)
        inside = [_behind_saying(reading.text, span) for span in inside]
        content = tuple(piece for span in inside for piece in _without_attribution(reading.text, marks, span, item))
        content, coordinated = (content, []) if item.is_report else _coordinated(context, content, item)
        out += coordinated
        if content:
            own = _with_beginning(reading, item, content)
            repaired = replace(item, content=own, source=_without_dateline(reading, item.source))
            out.append(item if repaired == item else repaired)
        else:
            out.append(reject(item, "nothing is left of it beside its own attribution"))
        out += [
            Attribution(content=(span,), origin=item.origin, score=item.score, features=item.features)
            for span in outside
        ]
    return sorted(out, key=lambda item: item.content)


def _is_name(reading: Reading, spans: tuple[Span, ...]) -> bool:
    words = [word for span in spans for word in reading.words[slice(*reading.word_range(span))]]
    return all(word[:1].isupper() or word in _OBJECTS for word in words)


def _by_paragraph(context: ArticleContext, item: Attribution) -> tuple[list[Span], list[Span]]:
    """The pieces of an utterance, and those in marks that belong to another one.

    A content goes on in the next paragraph only inside quotation marks.
    """
    reading, marks = context.reading, context.marks
    anchor = (item.cue or item.source or item.content)[0][0]
    inside: list[Span] = []
    outside: list[Span] = []
    own_line = _line(reading.text, anchor)
    all_quoted = all(_in_marks(marks, span) for span in item.content)
    asked = bool(item.cue) and reading.lower[reading.word_at(item.cue[0][0])] in _ASKED and not all_quoted
    for span in item.content:
        pieces = _pieces(reading.text, *span)
        if (all_quoted and _goes_on(context, own_line, span)) or (
            len(pieces) > 1 and all(_in_marks(marks, piece) for piece in pieces)
        ):
            inside.append(span)
            continue
        for piece in pieces:
            at_home = _line(reading.text, piece[0]) == own_line
            if _in_marks(marks, piece) and (asked or not at_home):
                outside.append(piece)
            elif at_home:
                inside.append(piece)
    return inside, outside


def _of_one_sentence(context: ArticleContext, spans: list[Span], item: Attribution) -> list[Span]:
    """Of several pieces, those without marks stand in the sentence of the reporting verb."""
    reading, marks = context.reading, context.marks
    if len(spans) < 2 or not item.cue:  # noqa: PLR2004 - several
        return spans
    cue = reading.sentence_of[reading.word_at(item.cue[0][0])]
    kept = [
        span
        for span in spans
        if reading.sentence_of[reading.word_at(span[0])] == cue
        or reading.sentence_of[reading.word_at(max(span[1] - 1, span[0]))] == cue
        or touching(marks, span[0], span[0] + 2)
    ]
    return kept or spans


def _coordinated(
    context: ArticleContext, content: tuple[Span, ...], item: Attribution
) -> tuple[tuple[Span, ...], list[Attribution]]:
    """*X said A and Y said B*: B is not X's."""
    reading, marks = context.reading, context.marks
    start, end = content[-1] if content else (0, 0)
    match = _SECOND_REPORT.search(reading.text, start, end)
    if match is None or match.group("verb").lower() not in SPEECH_VERBS or touching(marks, start, end):
        return content, []
    cut = match.start()
    if _is_name(reading, ((start, cut),)):
        return content, []  # "Trump and Netanyahu said"
    verb = (match.start("verb"), match.end("verb"))
    rest = (match.end(), end)
    other = Attribution(content=(rest,), cue=(verb,), origin=item.origin, score=item.score, features=item.features)
    return (*content[:-1], (start, cut)), [other]


def _behind_saying(text: str, span: Span) -> Span:
    """*Baghaei as saying: “Tea is cheap.”*: what was said begins behind the colon."""
    match = _AS_SAYING.match(text, *span)
    return (match.end(), span[1]) if match else span


def _without_dateline(reading: Reading, source: tuple[Span, ...]) -> tuple[Span, ...]:
    """`ERBIL, Iraq – Esmail Baghaei said`: the place is no part of the source."""
    if not source or source[0][0] != reading.text.rfind("\n", 0, source[0][0] + 1) + 1:
        return source
    start, end = source[0]
    dash = _DATELINE.match(reading.text, start, end)
    return ((dash.end(), end), *source[1:]) if dash else source


def _with_beginning(reading: Reading, item: Attribution, content: tuple[Span, ...]) -> tuple[Span, ...]:
    """*The next round, he added, would be in Geneva*: what stands before the inserted attribution belongs to it."""
    if not item.cue or not item.source:
        return content
    begin = min(item.cue[0][0], item.source[0][0])
    end = max(item.cue[-1][1], item.source[-1][1])
    if content[0][0] < end or reading.text[end : end + 1] != ",":
        return content
    first = reading.sentence_span(reading.sentence_of[reading.word_at(begin)])[0]
    before = reading.text[first:begin].rstrip()
    if (
        not before.endswith(",")
        or not before[:1].isalnum()
        or len(before.split()) > thresholds.LONGEST_BEGINNING
        or before.split()[0].lower() in _NO_BEGINNING
    ):
        return content
    return ((first, first + len(before) - 1), *content)


def _goes_on(context: ArticleContext, own_line: int, span: Span) -> bool:
    """Whether a quotation in another paragraph than its verb can be of the same utterance: it opens its paragraph."""
    reading = context.reading
    line = _line(reading.text, span[0])
    if line == own_line:
        return True
    low, high = sorted((reading.word_at(own_line + 1), reading.word_at(span[0])))
    first, last = sorted((reading.paragraph_of[low], reading.paragraph_of[min(high, len(reading.words) - 1)]))
    if reading.headings & set(range(first, last)):
        return False
    if not all(touching(context.marks, *reading.paragraph_span(number)) for number in range(first + 1, last)):
        return False  # a paragraph between in which nobody is quoted: perhaps it says who speaks next
    return not any(char.isalnum() for char in reading.text[line + 1 : span[0]])


def _pieces(text: str, start: int, end: int) -> list[Span]:
    out: list[Span] = []
    at = start
    for gap in _BREAK.finditer(text, start, end):
        if gap.start() > at:
            out.append((at, gap.start()))
        at = gap.end()
    if at < end:
        out.append((at, end))
    return out


def _line(text: str, at: int) -> int:
    return text.rfind("\n", 0, at)


def _in_marks(marks: Sequence[Marks], span: Span) -> bool:
    return any(pair.outer[0] <= span[0] + 1 and span[1] - 1 <= pair.outer[1] for pair in touching(marks, *span))


def _without_attribution(text: str, marks: Sequence[Marks], span: Span, item: Attribution) -> list[Span]:
    """No content holds its own cue or source: what stands in marks beside them is kept, else what follows."""
    start, end = span
    own = [other for other in (*item.cue, *item.source) if start <= other[0] and other[1] <= end]
    if not own:
        return [span]
    quoted = [
        (max(start, pair.outer[0]), min(end, pair.outer[1]))
        for pair in touching(marks, start, end)
        if not any(pair.outer[0] < other[1] and other[0] < pair.outer[1] for other in own)
    ]
    if quoted:
        return quoted
    before = (start, min(other[0] for other in own))
    after = (max(other[1] for other in own), end)
    pieces = [_stripped(text, piece) for piece in (before, after)]
    return [piece for piece in pieces if piece[1] - piece[0] > 1]


def _stripped(text: str, span: Span) -> Span:
    start, end = span
    while start < end and not (text[start].isalnum() or text[start] in "“\"«‘'("):
        start += 1
    while start < end and text[end - 1] in " ,\n\t":
        end -= 1
    return start, end
