"""Speech that its layout gives away: speaker labels, speech after a colon without marks, names beside a quotation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.watcher.found import Found, Origin
from bot.watcher.lexicon import FUNCTION_WORDS, ROLES, SPEECH_NOUNS, SPEECH_VERBS, TITLE_WORDS
from bot.watcher.marks import touching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Span
    from bot.watcher.marks import Marks
    from bot.watcher.reading import Reading

_COLON = re.compile(r":(?=\s)")
_LABEL = re.compile(r"[^\W\d_][\w'’.-]*(?:,? (?:\([^)\n]{1,30}\)|[^\W\d_][\w'’.-]*)){0,6},? ?")
_LONGEST_LABEL: Final = 70  # characters
_SHORT_LABELS: Final = frozenset(
    "q a question answer reporter host moderator interviewer journalist speaker spokesman spokesperson "
    "spokeswoman".split()
)
_STAGE: Final = re.compile(
    r"\s*[(\[](?:laughter|crosstalk|applause|inaudible|laughs|pause|cross-talk|cheers|end)[^)\]]{0,20}[)\]]\.?\s*",
    re.IGNORECASE,
)
_LEAST_TURNS = 2
_DASH_NAME = re.compile(
    r"^\s*[—–―-]{1,2}\s*(?P<name>[^\W\d_][^\n]{1,80}?)\s*$|^\s*[—–―]{1,2}\s*(?P<inline>[^\W\d_][^\n.!?;:]{1,80}?)(?=[.;,\n]|$)"
)
_TRAILER = re.compile(
    r"\s*(?:[—–-]{1,2}\s*)?[^\n—–]{0,40}\(@\w+\)[^\n]*$|\s*[—–-]{1,2}\s*[^\n]{0,40}(?:via )?(?:Truth Social|X|Twitter)\W*$|\s+pic\.twitter\.com/\S+\s*$|\s+https?://\S+\s*$"
)
_LEAST_WORDS = 3
_NOUN_REACH = 12  # words between a noun and the colon it governs
_BESIDE = 140  # characters before and behind a quotation in which a name may stand


def find_turns(reading: Reading, marks: Sequence[Marks]) -> list[Found]:
    """Turns of a transcript: `PRESIDENT TRUMP: …`, `Q: … A: …`, several in a line; one goes on up to the next label."""
    labels = [span for span in _label_spans(reading.text) if not touching(marks, span[0], span[0] + 1)]
    if not labels:
        return []
    names = {reading.text[start:end].strip() for start, end in labels}
    if len(labels) < _LEAST_TURNS and not _has_title(names):  # a lone word in capitals is a dateline
        return []
    out: list[Found] = []
    for number, (start, end) in enumerate(labels):
        begin = end + 1
        stop = labels[number + 1][0] if number + 1 < len(labels) else _last_of_turn(reading, begin)
        content = _paragraph_pieces(reading, begin, stop)
        if content:
            out.append(Found(content=content, source=((start, end),), origin=Origin.LABEL, score=0.97))
    return out


def _has_title(labels: set[str]) -> bool:
    return any(word.lower().strip(".") in TITLE_WORDS for label in labels for word in label.split())


def _label_spans(text: str) -> list[Span]:
    spans = (_label_before(text, colon.start()) for colon in _COLON.finditer(text))
    return [span for span in spans if span is not None]


def _label_before(text: str, colon: int) -> Span | None:
    """The run of at most seven words from a line's or a sentence's start to the colon, if it names a speaker."""
    low = max(text.rfind("\n", 0, colon) + 1, colon - _LONGEST_LABEL)
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


def _last_of_turn(reading: Reading, begin: int) -> int:
    """The last turn ends with its paragraph: what follows a transcript is narrative."""
    at = min(reading.word_at(begin), len(reading.words) - 1)
    paragraph = reading.paragraph_of[at]
    return reading.paragraph_span(paragraph)[1] if paragraph >= 0 else len(reading.text)


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
        if text[begin:end].strip():
            out.append((begin, end))
        begin = end + 1
    return out


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and (text[start].isspace() or text[start] in '“"«‘'):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in '”"»’'):
        end -= 1
    return (start, end) if start < end else None


def find_colon_speech(reading: Reading, marks: Sequence[Marks]) -> list[Found]:
    """*Baghaei said: we carefully assess …*: from the colon to the end of the paragraph, no marks around."""
    out: list[Found] = []
    text = reading.text
    for number, (first, last) in enumerate(reading.paragraphs):
        if number in reading.headings:
            continue
        colons = [
            at
            for at in range(first + 1, last - 1)
            if reading.words[at] == ":" and reading.starts[at + 1] > reading.ends[at]
        ]
        taken = 0
        for at in colons:
            if reading.starts[at] < taken or touching(marks, reading.starts[at], reading.starts[at] + 1):
                continue
            begin = reading.starts[at + 1]
            if any(pair.outer[0] == begin for pair in touching(marks, begin, begin + 1)):
                continue  # what follows stands in marks: the marks say where it ends
            cue = _cue_before(reading, at)
            if cue is None:
                continue
            following = [other for other in colons if other > at and _cue_before(reading, other) is not None]
            stop_word = reading.sentences[reading.sentence_of[following[0]]][0] if following else last
            if stop_word <= at + 1:
                stop_word = last
            content = _trim(text, begin, _without_trailer(text, begin, reading.ends[stop_word - 1]))
            if content is None or len(text[slice(*content)].split()) < _LEAST_WORDS:
                continue
            taken = content[1]
            out.append(
                Found(content=(content,), cue=(reading.char_span((cue, cue + 1)),), origin=Origin.COLON, score=0.9)
            )
    return out


def find_blocks(reading: Reading, marks: Sequence[Marks]) -> list[Found]:
    """A paragraph that ends in a colon announces the next one: a post or a statement set apart, without marks."""
    out: list[Found] = []
    for number in range(len(reading.paragraphs) - 1):
        first, last = reading.paragraphs[number]
        if reading.words[last - 1] != ":" or last - first < _LEAST_WORDS:
            continue
        cue = _cue_before(reading, last - 1)
        start, end = reading.paragraph_span(number + 1)
        if cue is None or touching(marks, start, start + 2):
            continue
        content = _trim(reading.text, start, _without_trailer(reading.text, start, end))
        if content and len(reading.text[slice(*content)].split()) >= _LEAST_WORDS:
            out.append(
                Found(content=(content,), cue=(reading.char_span((cue, cue + 1)),), origin=Origin.COLON, score=0.85)
            )
    return out


def _cue_before(reading: Reading, colon: int) -> int | None:
    """The reporting verb or noun that governs a colon, in its own sentence."""
    first = reading.sentences[reading.sentence_of[colon]][0]
    found: int | None = None
    for at in range(colon - 1, first - 1, -1):
        word = reading.lower[at]
        if word == ";" or (word == ":" and at != colon):
            return found
        if word in SPEECH_VERBS and not (
            at and reading.lower[at - 1] in {"the", "a", "his", "her", "this", "to", "of", "in"}
        ):
            if reading.words[at][:1].isupper() and at != first:
                continue
            return at
        if word in SPEECH_NOUNS and found is None and colon - at <= _NOUN_REACH:
            found = at
    return found


def _without_trailer(text: str, begin: int, end: int) -> int:
    match = _TRAILER.search(text, begin, end)
    return match.start() if match and match.end() >= end - 1 else end


def find_beside(reading: Reading, marks: Sequence[Marks]) -> list[Found]:
    """`"…" – Name` after a quotation, and `Name: "…"` before one, as in headlines and bullet lists."""
    out: list[Found] = []
    text = reading.text
    for pair in marks:
        if pair.inner[0] >= pair.inner[1]:
            continue
        line_end = text.find("\n", pair.outer[1], pair.outer[1] + _BESIDE)
        line_end = min(len(text), pair.outer[1] + _BESIDE) if line_end < 0 else line_end
        match = _DASH_NAME.match(text[pair.outer[1] : line_end])
        if match:
            group = "name" if match.group("name") else "inline"
            start, end = (pair.outer[1] + at for at in match.span(group))
            words = text[start:end].split()
            capital = sum(word[:1].isupper() for word in words)
            if capital and capital * 2 >= len(words) and words[0].lower() not in FUNCTION_WORDS:
                out.append(Found(content=(pair.inner,), source=((start, end),), origin=Origin.DASH, score=0.9))
                continue
        low = max(pair.outer[0] - _BESIDE, 0)
        before = text[max(text.rfind("\n", low, pair.outer[0]), low) : pair.outer[0]]
        headline = re.search(r"(?:^|[\n•*|]|\d\d\s*[–—-])\s*(?P<name>(?:[^\W\d_][\w'’.-]*\s?){1,5}):\s*$", before)
        if headline:
            start = pair.outer[0] - len(before) + headline.start("name")
            end = pair.outer[0] - len(before) + headline.end("name")
            words = text[start:end].split()
            if words[0][:1].isupper() and not any(word.lower() in SPEECH_VERBS for word in words[1:]):
                out.append(Found(content=(pair.inner,), source=((start, end),), origin=Origin.DASH, score=0.9))
    return out


def find_bullets(reading: Reading) -> list[Found]:
    """`• Trump: talks are dead • Baghaei: no plan to leave`: a name, a colon, and what is said in short."""
    out: list[Found] = []
    for match in re.finditer(
        r"(?:^|[•▪■●*|])[ \t]*(?:\d{1,2}[:.]\d{2}(?: ?[A-Z]{2,4})?\s*[–—-]\s*)?"
        r"(?P<name>(?:[A-Z][\w'’.-]*[ \t]?){1,5}):[ \t]+(?P<said>[^•▪■●|\n]{12,300})",
        reading.text,
        re.MULTILINE,
    ):
        name = match.group("name")
        if name.isupper() or any(word.lower().strip(".") in SPEECH_VERBS | SPEECH_NOUNS for word in name.split()):
            continue
        content = _trim(reading.text, *match.span("said"))
        if content:
            start, end = match.span("name")
            out.append(Found(content=(content,), source=((start, end),), origin=Origin.DASH, score=0.7))
    return out
