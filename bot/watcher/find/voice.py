"""A text in an actor's own voice: a post, a speech, a statement. What of it are his words, and what is not.

In doubt a passage is nobody's: the worst that can happen is a quotation in the wrong mouth.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import Attribution, Origin
from bot.watcher.find.labels import find_voice_turns
from bot.watcher.lexicon import SPEECH_VERBS, word_list
from bot.watcher.people.mentions import MentionKind
from bot.watcher.people.source_spans import subject_of_cue
from bot.watcher.shape.whole import FURNITURE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.people.mentions import Mention

_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DAY: Final = rf"(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? \d{{4}})?"
_LINK: Final = re.compile(r"\s*(?:https?://|www\.|(?:[\w-]+\.)+[a-z]{2,}/)\S*\s*$", re.IGNORECASE | re.MULTILINE)
_REPOST: Final = re.compile(r"\W*(?:RT\b|(?i:re-?(?:post|tweet|truth)(?:ed)?\b))")  # a line that begins so
_REPOST_BEHIND: Final = re.compile(r"\bRT:? ?@\w+")
_TRAILERS: Final = (
    _LINK,
    re.compile(r"\s*(?:[—–-]+\s*|\()(?i:via|sent from|posted on) (?:[A-Z]\w*(?: [A-Z]\w*){0,2})\)?\W*$"),
    re.compile(r"\s*(?:via|sent from|posted on) (?:X|Twitter)\W*$", re.IGNORECASE),
    re.compile(rf"\s*(?:[—–-]{{1,2}}\s*)?(?:[^\W\d_][\w.'’]*\s+){{0,4}}\(@\w+\)\W*(?:{_DAY})?\W*$"),
    re.compile(rf"\s*[—–-]{{1,2}}\s*(?:[^\W\d_][\w.'’]*\s+){{1,4}}(?:@\w+\s*)?\W*(?:{_DAY})\W*$"),
)
_DATELINE: Final = re.compile(
    rf"[A-Z][\w.'’, -]{{1,40}}?(?:,? (?:{_DAY}))?(?:\s*\([^)\n]{{2,20}}\))?\s*[—–-]{{1,2}}\s+(?=\W*[A-Z])"
)
_DATED: Final = re.compile(rf"{_DAY}|\([^)]+\)")
_APPARATUS: Final = re.compile(  # lines that a site puts around a post
    r"^\W*(?:(?i:\d[\d.,]* ?[km]?\s+(?:re\w+|likes?|replies|views|comments|shares)\b.*)|"
    rf"(?:@\w+\W*)+|(?:[A-Z][\w.'’]*\s+){{1,4}}\(?@\w+\W*(?:{_DAY})?|"
    rf"(?i:\d{{1,2}}[:.]\d{{2}} ?(?:[ap]\.?m\.?)?\W*(?:{_DAY})?)|"
    rf"(?i:{_DAY}(?:\W+(?:at )?\d{{1,2}}[:.]\d{{2}} ?(?:[ap]\.?m\.?)?(?: [a-z]{{2,4}})?)?)|"
    r"(?i:end(?: \d.*)?)|#{3,})\W*$"
)
_TITLE: Final = re.compile(
    r"^\W*(?:(?:full )?(?:text|transcript)|statements?|remarks?|address|speech|message|letter|readout|proclamation|"
    r"press (?:release|statement)|for immediate release|following (?:is|are))\b",
    re.IGNORECASE,
)
_BYLINE: Final = re.compile(r"^\s*(?:[—–-]{1,2}\s*)[^\n]{2,80}$")
_HANDLES: Final = re.compile(r"^(?:[\s,&]*@\w+)+[\s:,.]*")
_FIRST_PERSON: Final = word_list("first_person")
_WORD: Final = re.compile(r"\w+")


def own_voice(context: ArticleContext) -> list[Attribution] | None:
    """What is said in a text in an actor's own voice: by its labels, else all by him; None where it tells of him."""
    if context.voice is None:
        return None
    turns = find_voice_turns(context, context.people.actor(context.voice))
    if turns:
        return turns
    own = own_words(context, context.voice)
    return None if own is None else [own] if own.content else []


def own_words(context: ArticleContext, actor_id: str) -> Attribution | None:
    """All that an actor says in a text of his own without speaker labels; None where it tells of him.

    Left out are reposts, sentences in quotation marks, titles, datelines, signatures, trailers, links and boilerplate.
    A text tells of him where it has a reporting verb of which he is the named subject (*said President Trump*), or
    where it names him and no *I* or *we* stands in it: such a text is to be read as any other. The content is empty
    where nothing is left.
    """
    text = _OwnText(context, actor_id)
    if text.tells_of_him():
        return None
    actor = context.people.actor(actor_id)
    return Attribution(
        content=text.content(),
        origin=Origin.VOICE,
        person=actor,
        speaker=actor.name,
        sure=1.0,
        links=(f"the source is declared {actor.name}'s own voice",),
    )


class _OwnText:
    def __init__(self, context: ArticleContext, actor_id: str) -> None:
        self._reading = context.reading
        self._marks = context.marks
        self._people = context.people
        self._actor = context.people.actor(actor_id)
        self._names = context.people.tracked(actor_id)
        self._mentions = context.mentions
        self._of_him = [mention for mention in context.mentions if self._is_he(mention)]
        self._lines = list(self._find_lines())

    def content(self) -> tuple[Span, ...]:
        text = self._reading.text
        quoted = [
            pair.outer
            for pair in self._marks
            if not pair.single and self._count(pair.inner) >= thresholds.LEAST_QUOTED_IN_OWN
        ]
        if self._all_in_marks(quoted):
            quoted = []
        spans = [span for line in self._lines for span in self._unquoted(line, quoted)]
        spans = [span for start, end in spans if (span := _trimmed(text, start, end)) and _WORD.search(text, *span)]
        return tuple(spans) if sum(map(self._count, spans)) >= thresholds.LEAST_OWN else ()

    def tells_of_him(self) -> bool:
        reading = self._reading
        hidden = [True] * len(reading.words)
        for shows, spans in ((True, self._lines), (False, [pair.outer for pair in self._marks])):
            for span in spans:
                first, stop = reading.word_range(span)
                hidden[first:stop] = [not shows] * (stop - first)
        of_sentence: dict[int, list[Mention]] = {}
        for mention in self._mentions:
            of_sentence.setdefault(reading.sentence_of[mention.words[0]], []).append(mention)
        for at, word in enumerate(reading.lower):
            if word in SPEECH_VERBS and not hidden[at]:
                subject = subject_of_cue(reading, of_sentence.get(reading.sentence_of[at], []), at, hidden)
                if subject in self._of_him:
                    return True
        if any(self._is_first_person(at) for at in range(len(reading.words)) if not hidden[at]):
            return False
        if any(not hidden[mention.words[0]] for mention in self._of_him):
            return True
        houses = [house.casefold() for house in self._names.institutions]
        return any(house in reading.text[slice(*line)].casefold() for house in houses for line in self._lines)

    def _is_he(self, mention: Mention) -> bool:
        known = self._people.of.get(mention)
        if known is None and mention.kind is MentionKind.DESCRIPTION:
            known = self._people.by_description(mention, before=mention.words[0])
        return known is not None and known.person is self._actor

    def _is_first_person(self, at: int) -> bool:
        word = self._reading.lower[at]
        if word == "us" and self._reading.words[at].isupper():  # the country
            return False
        return word in _FIRST_PERSON or word.partition("'")[0] in {"i", "we"}

    def _count(self, span: Span) -> int:
        return len(_WORD.findall(self._reading.text, *span))

    def _find_lines(self) -> Iterator[Span]:
        """The paragraphs that are neither title nor boilerplate, without what is hung on them, up to a repost."""
        reading = self._reading
        paragraphs = [reading.paragraph_span(number) for number in range(len(reading.paragraphs))]
        named_in = {reading.paragraph_of[mention.words[0]] for mention in self._of_him}
        begun = False
        for number, (start, stop) in enumerate(paragraphs):
            repost = _REPOST.match(reading.text, start, stop) or _REPOST_BEHIND.search(reading.text, start, stop)
            whole = start, repost.start() if repost else stop
            following = paragraphs[number + 1] if number + 1 < len(paragraphs) else (stop, stop)
            if not self._is_around(number, whole, names_him=number in named_in):
                line = _without_dateline(reading.text, whole) if not begun else whole
                begun = True
                line = line[0], _without_trailers(reading.text, *line)
                if not self._is_linked_title(line, linked=(line[1], whole[1]), following=following):
                    yield line
            if repost:
                return

    def _is_around(self, number: int, span: Span, *, names_him: bool) -> bool:
        """Whether a line stands around his words: boilerplate, a title, a signature, what a site puts there."""
        line = self._reading.text[slice(*span)]
        if len(line) <= thresholds.LONGEST_APPARATUS and (FURNITURE.match(line) or _APPARATUS.match(line)):
            return True
        is_heading = len(self._reading.text) > thresholds.LONGEST_PASSAGE and number in self._reading.headings
        return (
            len(self._reading.paragraphs) > 1
            and len(line.split()) <= thresholds.LONGEST_TITLE
            and not _ends_sentence(line)
            and (names_him or is_heading or self._is_title(line))
        )

    def _is_linked_title(self, line: Span, *, linked: Span, following: Span) -> bool:
        """Whether a line is the title of what the link behind it, or alone in the line below it, leads to."""
        text = self._reading.text
        link = text[slice(*linked)]
        below = text[following[0] : following[0] + thresholds.LONGEST_TRAILER]
        return bool(_LINK.match(link) or _LINK.match(below)) and not _ends_sentence(text[slice(*line)])

    def _is_title(self, line: str) -> bool:
        """Whether a line is a title or a signature: *Remarks on trade*, *President of the United States*."""
        offices = tuple(title.casefold() for title in (self._names.role, *self._names.titles) if title)
        return bool(_TITLE.match(line)) or line.strip(" *_—–-").casefold().startswith(offices)

    def _all_in_marks(self, quoted: Sequence[Span]) -> bool:
        """Whether the feed puts his words in marks: nothing stands outside of them, and no handle within."""
        outside = (piece for line in self._lines for piece in _outside(self._reading.text, line, quoted))
        return "@" not in self._reading.text and not any(char.isalnum() for piece in outside for char in piece)

    def _unquoted(self, line: Span, quoted: Sequence[Span]) -> Iterator[Span]:
        """The sentences of a line that are not quoted, neighbours joined, without the byline behind a quotation."""
        near = [span for span in quoted if span[0] < line[1] and span[1] > line[0]]
        first, stop = self._reading.word_range(line)
        if not near or first >= stop:
            yield line
            return
        begin: int | None = None
        behind = False  # whether the sentence before was quoted
        for number in range(self._reading.sentence_of[first], self._reading.sentence_of[stop - 1] + 1):
            start, end = self._reading.sentence_span(number)
            start, end = max(start, line[0]), min(end, line[1])
            sentence = self._reading.text[start:end]
            is_quoted = self._is_quoted((start, end), near)
            if is_quoted or (behind and _BYLINE.match(sentence)):
                if begin is not None:
                    yield begin, start
                begin = None
            elif begin is None:
                handles = _HANDLES.match(sentence) if behind else None
                begin = start + (handles.end() if handles else 0)
            behind = is_quoted
        if begin is not None:
            yield begin, line[1]

    def _is_quoted(self, sentence: Span, quoted: Sequence[Span]) -> bool:
        own = sum(char.isalnum() for piece in _outside(self._reading.text, sentence, quoted) for char in piece)
        letters = sum(map(str.isalnum, self._reading.text[slice(*sentence)]))
        return letters > 0 and own <= (1 - thresholds.QUOTED_SHARE) * letters


def _ends_sentence(line: str) -> bool:
    return line.rstrip("\"'”’»)]* ").endswith(tuple(".!?…"))


def _without_dateline(text: str, line: Span) -> Span:
    dateline = _DATELINE.match(text, *line)
    return (dateline.end(), line[1]) if dateline and _DATED.search(dateline.group()) else line


def _without_trailers(text: str, start: int, end: int) -> int:
    for _ in range(thresholds.MOST_TRAILERS):
        before = end
        for trailer in _TRAILERS:
            match = trailer.search(text, max(start, end - thresholds.LONGEST_TRAILER), end)
            end = match.start() if match else end
        if end == before:
            break
    return end


def _outside(text: str, span: Span, spans: Sequence[Span]) -> Iterator[str]:
    """The pieces of a span that stand in none of the others, which are in order."""
    at, end = span
    for first, stop in spans:
        if first < end and stop > at:
            yield text[at : max(first, at)]
            at = min(stop, end)
    yield text[at:end]


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
