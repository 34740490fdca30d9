"""Speech that its layout gives away: speaker labels, speech after a colon without marks, names beside a quotation."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import Attribution, Origin
from bot.watcher.lexicon import FUNCTION_WORDS, ROLES, SPEECH_VERBS, TITLE_WORDS, word_list
from bot.watcher.people.coreference import between
from bot.watcher.people.mentions import MentionKind
from bot.watcher.shape.whole import FURNITURE
from bot.watcher.text.quotation_marks import touching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.person import Person
    from bot.watcher.text.reading import Reading

_COLON = re.compile(r":(?=\s)")
_LABEL = re.compile(r"[^\W\d_][\w'’.-]*(?:,? (?:\([^)\n]{1,30}\)|[^\W\d_][\w'’.-]*)){0,6},? ?")
_SHORT_LABELS: Final = word_list("short_labels")
_STAGE: Final = re.compile(
    r"\s*[(\[](?:laughter|crosstalk|applause|inaudible|laughs|pause|cross-talk|cheers|end)[^)\]]{0,20}[)\]]\.?\s*",
    re.IGNORECASE,
)
_END: Final = re.compile(r"\W*END(?:\W+\d{1,2}[:.]\d{2}.{0,15})?\W*$")  # the last line of a transcript
_BARE_Q: Final = re.compile(r"^Q(?=\s+[\"“'‘(]?[A-Z])", re.MULTILINE)
_LINE_LABEL: Final = re.compile(
    r"^(?P<label>[^\W\d_a-z][\w'’.-]*(?:,? (?:[^\W\d_a-z][\w'’.-]*|bin|ben|de|van|von|al|of|the)){0,4}"
    r"(?: \([^)\n]{1,30}\))?):\s",
    re.MULTILINE,
)
_HEADLINES: Final = word_list("headline_words")
_SPOKEN: Final = word_list("spoken_pronouns")
_DASH_NAME = re.compile(
    r"^\s*[—–―-]{1,2}\s*(?P<name>[^\W\d_][^\n]{1,80}?)\s*$|^\s*[—–―]{1,2}\s*(?P<inline>[^\W\d_][^\n.!?;:]{1,80}?)(?=[.;,\n]|$)"
)
_NEXT_LABEL: Final = re.compile(  # "Trump: No. Netanyahu: Neither will we."
    r"(?<=[.!?…”\"’)]) +(?P<name>[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,3}):(?= )"
)


def find_turns(context: ArticleContext) -> list[Attribution]:
    """Turns of a transcript: `PRESIDENT TRUMP: …`, `Q: … A: …`, several in a line; one goes on up to the next label."""
    reading, marks = context.reading, context.marks
    labels = [span for span in _label_spans(reading.text) if not touching(marks, span[0], span[0] + 1)]
    if not labels:
        return []
    starts = {start for start, _ in labels}
    named = (match.span("name") for match in _NEXT_LABEL.finditer(reading.text))
    labels += [
        span
        for span in named
        if span[0] not in starts
        and not touching(marks, span[0], span[0] + 1)
        and (person := _named_in(context, span)) is not None
        and (person.actor_id is not None or len(person.words) > 1)
    ]
    labels.sort()
    names = {reading.text[start:end].strip() for start, end in labels}
    if len(labels) < thresholds.LEAST_TURNS and not _has_title(names):  # a lone word in capitals is a dateline
        return []
    return _turns(reading, labels, _end_of_speech(context, labels[-1]))


def find_voice_turns(context: ArticleContext, actor: Person) -> list[Attribution]:
    """Turns of a transcript in an actor's own voice: names in small letters are labels too, the last turn has no end.

    Words before a colon are labels where one of them is the actor, or where there are several and one is surely
    somebody: a name, an office, whoever asks, or twice the same.
    """
    reading, marks = context.reading, context.marks
    text = reading.text
    strong = [span for span in _label_spans(text) if not _is_headline(text[slice(*span)])]
    weak = [
        span for match in _LINE_LABEL.finditer(text) if not _is_headline(text[slice(*(span := match.span("label")))])
    ]
    starts = {start for start, _ in strong}
    spans = sorted([*strong, *(span for span in weak if span[0] not in starts)])
    spans = [span for span in spans if not touching(marks, span[0], span[0] + 1)]
    times = Counter(text[start:end].casefold() for start, end in spans)
    persons = {span: _named_in(context, span) for span in spans}
    sure = {
        span
        for span in spans
        if persons[span] or times[text[slice(*span)].casefold()] > 1 or _is_office(text[slice(*span)])
    }
    own = [span for span in spans if persons[span] is actor]
    if not own and (len(spans) < thresholds.LEAST_TURNS or not sure):
        return []
    if own and any(span[0] in starts for span in own):  # his label has capitals or an office, and so have the others'
        spans = [span for span in spans if span[0] in starts or span in sure]
    return _turns(reading, spans, len(text))


def _turns(reading: Reading, labels: Sequence[Span], end_of_last: int) -> list[Attribution]:
    out: list[Attribution] = []
    for number, (start, end) in enumerate(labels):
        begin = end + (reading.text[end : end + 1] == ":")
        stop = labels[number + 1][0] if number + 1 < len(labels) else end_of_last
        content = _paragraph_pieces(reading, begin, stop)
        if content:
            out.append(Attribution(content=content, source=((start, end),), origin=Origin.LABEL, score=0.97))
    return out


def _is_headline(label: str) -> bool:
    """Whether the words before a colon are none that name somebody: "BREAKING", "MAKE IT GREAT AGAIN", "Remember"."""
    words = [word.strip(".,()").lower() for word in label.split()]
    if any(word in ROLES or word in _SHORT_LABELS for word in words):
        return False
    return any(word in FUNCTION_WORDS | _HEADLINES for word in words)


def _is_office(label: str) -> bool:
    words = [word.strip(".,()").lower() for word in label.split()]
    return words[0] in _SHORT_LABELS or any(word in ROLES or word in TITLE_WORDS for word in words)


def _named_in(context: ArticleContext, span: Span) -> Person | None:
    first, stop = context.reading.word_range(span)
    for mention in between(context.mentions, first, stop):
        known = context.people.of.get(mention)
        if known is None and mention.kind is MentionKind.DESCRIPTION:
            known = context.people.by_description(mention, before=first)
        if known is not None:
            return known.person
    return None


def _has_title(labels: set[str]) -> bool:
    return any(word.lower().strip(".") in TITLE_WORDS for label in labels for word in label.split())


def _label_spans(text: str) -> list[Span]:
    spans = (_label_before(text, colon.start()) for colon in _COLON.finditer(text))
    labels = [span for span in spans if span is not None]
    # "Q    Mr. President, …" as the White House writes it, without a colon, among labels that have one
    return sorted([*labels, *(match.span() for match in _BARE_Q.finditer(text))]) if labels else []


def _label_before(text: str, colon: int) -> Span | None:
    """The run of at most seven words from a line's or a sentence's start to the colon, if it names a speaker."""
    low = max(text.rfind("\n", 0, colon) + 1, colon - thresholds.LONGEST_LABEL)
    for at in range(low, colon):
        starts_line = at == 0 or text[at - 1] == "\n"
        starts = starts_line or (text[at - 1] == " " and at > 1 and text[at - 2] in ".!?…)]”\"'’—-")
        if starts and _LABEL.fullmatch(text, at, colon) and _names_speaker(text[at:colon], starts_line=starts_line):
            return at, at + len(text[at:colon].rstrip(" ,"))
    return None


def _names_speaker(label: str, *, starts_line: bool) -> bool:
    words = [word.strip(".,()") for word in label.split()]
    letters = [word for word in words if word.isalpha()]
    bare = words[0].lower() if len(words) == 1 else ""
    if letters and all(word.isupper() for word in letters):
        return len(label.strip()) > 1 or bare in {"q", "a"}
    titled = (
        len(words) > 1 and all(word[:1].isupper() for word in letters) and any(word.lower() in ROLES for word in words)
    )
    return starts_line and (bare in _SHORT_LABELS or titled)


def _end_of_speech(context: ArticleContext, label: Span) -> int:
    """Where the last turn ends: with its paragraph, since what follows a transcript is narrative.

    Where it holds most of the text, remarks under one label, it goes on over paragraphs in the first or second person,
    up to one that names the speaker or reports.
    """
    reading = context.reading
    at = min(reading.word_at(label[1] + 1), len(reading.words) - 1)
    paragraph = reading.paragraph_of[at]
    if paragraph < 0:
        return len(reading.text)
    end = reading.paragraph_span(paragraph)[1]
    if label[0] > len(reading.text) / 2:
        return end
    speaker = _named_in(context, label)
    for number in range(paragraph + 1, len(reading.paragraphs)):
        first, stop = reading.paragraphs[number]
        named = (context.people.of.get(mention) for mention in between(context.mentions, first, stop))
        if FURNITURE.match(reading.text[slice(*reading.paragraph_span(number))]) or any(
            known is not None and known.person is speaker for known in named
        ):
            break
        words = set(reading.lower[first:stop])
        if words & _SPOKEN and not words & {'"', "“", "”"}:
            end = reading.paragraph_span(number)[1]
        elif words & {'"', "“", "”"} or words & SPEECH_VERBS.keys():
            break
    return end


def _paragraph_pieces(reading: Reading, begin: int, stop: int) -> tuple[Span, ...]:
    pieces: list[Span] = []
    for first, last in _lines(reading.text, begin, stop):
        at = first
        for note in (*_STAGE.finditer(reading.text, first, last), None):
            end = note.start() if note else last
            piece = _trim(reading.text, at, end)
            if piece and re.search(r"\w", reading.text[slice(*piece)]):
                pieces.append(piece)
            at = note.end() if note else last
    return tuple(pieces)


def _lines(text: str, begin: int, stop: int) -> list[Span]:
    out: list[Span] = []
    while begin < stop:
        end = text.find("\n", begin, stop)
        end = stop if end < 0 else end
        if text[begin:end].strip() and not _END.match(text, begin, end):
            out.append((begin, end))
        begin = end + 1
    return out


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and (text[start].isspace() or text[start] in '“"«‘'):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in '”"»’'):
        end -= 1
    return (start, end) if start < end else None


def find_beside(context: ArticleContext) -> list[Attribution]:
    """`"…" – Name` after a quotation, and `Name: "…"` before one, as in headlines and bullet lists."""
    out: list[Attribution] = []
    text = context.reading.text
    for pair in context.marks:
        if pair.inner[0] >= pair.inner[1]:
            continue
        line_end = text.find("\n", pair.outer[1], pair.outer[1] + thresholds.BESIDE)
        line_end = min(len(text), pair.outer[1] + thresholds.BESIDE) if line_end < 0 else line_end
        match = _DASH_NAME.match(text[pair.outer[1] : line_end])
        if match:
            group = "name" if match.group("name") else "inline"
            start, end = (pair.outer[1] + at for at in match.span(group))
            words = text[start:end].split()
            capital = sum(word[:1].isupper() for word in words)
            if capital and capital * 2 >= len(words) and words[0].lower() not in FUNCTION_WORDS:
                out.append(Attribution(content=(pair.inner,), source=((start, end),), origin=Origin.DASH, score=0.9))
                continue
        low = max(pair.outer[0] - thresholds.BESIDE, 0)
        before = text[max(text.rfind("\n", low, pair.outer[0]), low) : pair.outer[0]]
        headline = re.search(r"(?:^|[\n•*|]|\d\d\s*[–—-])\s*(?P<name>(?:[^\W\d_][\w'’.-]*\s?){1,5}):\s*$", before)
        if headline:
            start = pair.outer[0] - len(before) + headline.start("name")
            end = pair.outer[0] - len(before) + headline.end("name")
            words = text[start:end].split()
            if words[0][:1].isupper() and not any(word.lower() in SPEECH_VERBS for word in words[1:]):
                out.append(Attribution(content=(pair.inner,), source=((start, end),), origin=Origin.DASH, score=0.9))
    return out
