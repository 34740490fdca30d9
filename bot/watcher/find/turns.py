"""Turns of a transcript: what stands behind the label of a speaker, up to where somebody else speaks or narrates."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import Attribution, Origin
from bot.watcher.find.answers import numbered_questions
from bot.watcher.find.interviews import interviewee
from bot.watcher.find.labels import (
    QUESTIONERS,
    bare,
    by_initials,
    found_labels,
    is_headline,
    labels_of,
    named_in,
    own_labels,
    reporters_labels,
    starts_line,
)
from bot.watcher.lexicon import word_list
from bot.watcher.people.coreference import between
from bot.watcher.text.boilerplate import BOILERPLATE
from bot.watcher.text.quotation_marks import touching
from bot.watcher.text.reading import trimmed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.text.reading import Reading

_COLON: Final = re.compile(r"[*_]{0,3},? ?:[*_]{0,3}|\.")
_ANSWERERS: Final = frozenset("a answer witness".split())
_SAID: Final = [[word] for word in ("said", "says", "told", "added")]
_GAP: Final = re.compile(
    r"""
    \s*\n\s*
    | \s*\[(?:\d{1,2}:\d{2}(?::\d{2})?|[^\]\n]{1,120}\.)\]\s*(?=\n|$)  # "[04:20]", "[Ad break.]" at a line's end
    | \s*[(\[]  # "(Laughter.)"
      (?:laughter|crosstalk|applause|inaudible|laughs|pause|cross-talk|cheers|end)[^)\]]{0,20}[)\]]\.?\s*
    """,
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_OPENS_QUOTED_TURN: Final = frozenset("\"“‘'")
_SELF: Final = re.compile(r"\b(?:I|we|my|our)\b", re.IGNORECASE)
_SPOKEN: Final = word_list("spoken_pronouns")
_DOUBLE_MARKS: Final = frozenset('"“”')


def find_turns(context: ArticleContext) -> list[Attribution]:
    """Turns of a transcript: `PRESIDENT TRUMP: …`, `Q: … A: …`, several in a line; one goes on up to the next label.

    Of a text in an actor's own voice, names in small letters are labels, too, and the last turn runs to the end.
    """
    text = context.reading.text
    strong, weak = found_labels(context)
    labels = labels_of(context, strong, weak) if context.voice is None else own_labels(context, strong, weak)
    asked = set(numbered_questions(context))  # the answers below bear no label: `find_answers`
    labels = [label for label in labels if context.reading.paragraph_of[context.reading.word_at(label[0])] not in asked]
    if not labels:
        return []
    end = _end_of_speech(context, labels[-1]) if context.voice is None else len(text)
    turns: list[Attribution] = []
    entries = _entries(context.reading)
    heads = sorted(_begin(text, span) for span in strong if starts_line(text, span) and is_headline(text[slice(*span)]))
    for label, next_label in zip(labels, [*(_begin(text, label) for label in labels[1:]), end], strict=True):
        stop = next((head for head in heads if label[1] < head < next_label), next_label)  # "THE FACTS: …"
        if context.voice is None:
            ends = (
                _end_of_heading(context, label),
                _end_of_entry(context, label, entries),
                _report_behind(context, label, stop),
            )
            stop = min(stop, *ends)
        colon = _COLON.match(text, label[1])
        pieces = _lines_said(text, colon.end() if colon else label[1], stop)
        content = tuple(span for piece in _quoted(context, pieces) for span in _in_marks_alone(context, piece))
        if content:
            turns.append(Attribution(content=content, source=(label,), origin=Origin.LABEL, score=0.97))
    return _with_askers(context, turns)


def _end_of_heading(context: ArticleContext, label: Span) -> int:
    """Where the line of a label ends if it is a heading, "Bell: “All is well”": what stands below is narrative.

    Not so where the label is all of its line: what he says stands below.
    """
    reading = context.reading
    number = reading.paragraph_of[reading.word_at(label[0])]
    end = reading.paragraph_span(number)[1]
    said = reading.text[label[1] : end].strip(" :*_")
    # The first line of a transcript that is broken at a width looks like a heading, too.
    is_sure = said[:1] in _OPENS_QUOTED_TURN or not named_in(context, label) or _is_time_stamp(reading, number - 1)
    return end if number in reading.headings and said and is_sure else len(reading.text)


def _entries(reading: Reading) -> list[int]:
    """The paragraphs with which the entries of a log begin."""
    return [at for at in range(len(reading.paragraphs)) if reading.is_entry(at) or _is_time_stamp(reading, at)]


def _end_of_entry(context: ArticleContext, label: Span, entries: Sequence[int]) -> int:
    """Where the next entry of a log begins, if a label stands in one: *09:41 / Bell: No / 09:44 / Gold falls*."""
    reading = context.reading
    number = reading.paragraph_of[reading.word_at(label[0])]
    behind = bisect_right(entries, number)
    is_in_entry = behind > 0 and entries[behind - 1] >= number - 1
    return reading.paragraph_span(entries[behind])[0] if is_in_entry and behind < len(entries) else len(reading.text)


def _is_time_stamp(reading: Reading, number: int) -> bool:
    """Whether a paragraph is a heading with a number: "10:47 am"."""
    return number in reading.headings and any(map(str.isdigit, reading.text[slice(*reading.paragraph_span(number))]))


def _report_behind(context: ArticleContext, label: Span, stop: int) -> int:
    """Where a paragraph below a turn tells what its speaker said, by his name: narrative between two turns."""
    reading = context.reading
    speaker = named_in(context, label, is_label=True)
    for number in range(reading.paragraph_of[reading.word_at(label[0])] + 1, len(reading.paragraphs)):
        start = reading.paragraph_span(number)[0]
        if start >= stop or speaker is None:
            break
        for mention in between(context.mentions, *reading.paragraphs[number]):
            known, behind = context.people.of.get(mention), mention.words[1]
            if known and known.person is speaker and reading.lower[behind : behind + 1] in _SAID:
                return start
    return stop


def _with_askers(context: ArticleContext, turns: Sequence[Attribution]) -> list[Attribution]:
    """The turns; whoever asks (*Q*) or answers (*A*), and who is known by his initials, is named here."""
    text = context.reading.text
    label = {id(turn): text[slice(*turn.source[0])] for turn in turns}
    answers = [turn for turn in turns if label[id(turn)].strip(" .").lower() in _ANSWERERS]
    spans = [span for turn in answers for span in turn.content]
    person = interviewee(context, before=turns[0].source[0][0], answers=spans) if answers else None
    asked = Counter(label[id(turn)] for turn in turns if text[: turn.extent[1]].endswith("?"))
    askers = {name for name, times in asked.items() if times * 2 > list(label.values()).count(name)}
    reporting = {start for start, _ in reporters_labels(text)}
    out: list[Attribution] = []
    for turn in turns:
        name = label[id(turn)]
        how = f"label {name}"
        named = named_in(context, turn.source[0])
        is_reporter = turn.source[0][0] in reporting and not (named and named.actor_id)  # an actor may ask back
        if bare(name).strip(" .").lower() in QUESTIONERS or is_reporter:
            links = (how, "whoever asks")
            out.append(replace(turn, speaker=name, sure=0.95, links=links, is_report=True))  # a reporter only passes on
        elif turn in answers and person:
            links = (how, f"{name} → {person.name}, who is interviewed")
            out.append(replace(turn, person=person, speaker=person.name, sure=0.9, links=links))
        elif turn in answers:
            continue  # the page explains itself in questions and answers: what stands there is narrative
        elif name not in askers and (bearer := by_initials(context, name)) is not None:
            links = (how, f"{name} → {bearer.name}, whose initials they are")
            out.append(replace(turn, person=bearer, speaker=bearer.name, sure=0.95, links=links))
        else:
            out.append(turn)
    return out


def _begin(text: str, label: Span) -> int:
    """Where a label begins, with the number and the marks before it where it starts a line."""
    return text.rfind("\n", 0, label[0]) + 1 if starts_line(text, label) else label[0]


def _end_of_speech(context: ArticleContext, label: Span) -> int:
    """Where the last turn ends: with its paragraph, since what follows a transcript is narrative.

    Where it holds most of the text, remarks under one label, it goes on over paragraphs in the first or second person,
    up to one that names the speaker or quotes.
    """
    reading = context.reading
    paragraph = reading.paragraph_of[min(reading.word_at(label[1] + 1), len(reading.words) - 1)]
    if paragraph < 0:
        return len(reading.text)
    if label[0] > len(reading.text) / 2:
        return reading.paragraph_span(paragraph)[1]
    speaker = named_in(context, label)
    for number in range(paragraph + 1, len(reading.paragraphs)):
        first, stop = reading.paragraphs[number]
        words = set(reading.lower[first:stop])
        named = {
            known.person
            for mention in between(context.mentions, first, stop)
            if (known := context.people.of.get(mention))
        }
        is_boilerplate = BOILERPLATE.match(reading.text[slice(*reading.paragraph_span(number))])
        if is_boilerplate or speaker in named or words & _DOUBLE_MARKS or not words & _SPOKEN:
            break
        paragraph = number
    return reading.paragraph_span(paragraph)[1]


def _lines_said(text: str, begin: int, stop: int) -> tuple[Span, ...]:
    """What is said between two places, line by line, without stage directions, marks and the page's boilerplate."""
    out: list[Span] = []
    for gap in (*_GAP.finditer(text, begin, stop), None):
        start, end = trimmed(text, (begin, gap.start() if gap else stop), before='“"«‘*_', behind="”\"»’'*_")
        line = text[start:end]
        starts_line = "\n" in text[max(begin - 2, 0) : start]
        is_boilerplate = starts_line and len(line) <= thresholds.LONGEST_BOILERPLATE and BOILERPLATE.match(line)
        if any(map(str.isalnum, line)) and not (is_boilerplate and not _SELF.search(line)):
            out.append((start, end))
        begin = gap.end() if gap else stop
    return tuple(out)


def _quoted(context: ArticleContext, pieces: Sequence[Span]) -> Sequence[Span]:
    """Of a turn that begins in marks that close, the lines that do: *Bell: “All is well.” / (She left at five.)*."""
    if not pieces:
        return pieces
    opening = next((pair for pair in touching(context.marks, *pieces[0]) if pair.outer[0] <= pieces[0][0]), None)
    if opening is None or opening.single or not opening.closed or opening.inner[0] > pieces[0][0] + 1:
        return pieces
    begins = [
        any(pair.outer[0] <= start <= pair.inner[0] for pair in touching(context.marks, start, end))
        for start, end in pieces
    ]
    return [piece for piece, is_quoted in zip(pieces, begins, strict=True) if is_quoted]


def _in_marks_alone(context: ArticleContext, piece: Span) -> list[Span]:
    """*Bell: “All is well.” Of the bridge: “It stands.”*: of words that all stand in marks, what does not goes.

    A mark that encloses less than the whole stays: *“Sleepy” Joe did it*.
    """
    text, (start, end) = context.reading.text, piece
    pairs = [pair for pair in touching(context.marks, start, end) if start <= pair.inner[0] and pair.inner[1] <= end]
    opens, closes = (pairs and pairs[0].inner[0] == start), (pairs and pairs[-1].inner[1] == end)
    if len(pairs) > 1 and opens and closes and len(text[slice(*pairs[0].inner)].split()) >= thresholds.QUOTED_TURN:
        between_them = "".join(text[one.outer[1] : other.outer[0]] for one, other in pairwise(pairs))
        return [pair.inner for pair in pairs] if any(map(str.isalnum, between_them)) else [piece]
    start = pairs[0].outer[0] if opens and pairs[0].inner[1] < end else start
    return [(start, pairs[-1].outer[1] if closes and pairs[-1].inner[0] > piece[0] else end)]
