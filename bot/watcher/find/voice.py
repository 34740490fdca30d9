"""A text in an actor's own voice: a post, a speech, a statement. What of it are his words, and what is not.

In doubt a passage is nobody's: the worst that can happen is a quotation in the wrong mouth.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import Attribution, Origin
from bot.watcher.find.labels import person_of
from bot.watcher.find.turns import find_turns
from bot.watcher.lexicon import SPEECH_VERBS
from bot.watcher.people.coreference import between
from bot.watcher.people.mentions import MentionKind
from bot.watcher.text.boilerplate import BOILERPLATE
from bot.watcher.text.post_marks import COUNTS, DAY, FORWARDED, HOUR, REPOST
from bot.watcher.text.reading import trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext

_ADDRESS_IN_POST: Final = r"(?i:https?://|www\.|(?:[\w-]+\.)+[a-z]{2,}/)\S*"
_NAME: Final = r"(?:[^\W\d_][\w.'’]*\s+)"
_REPOSTED: Final = re.compile(rf"^{REPOST.pattern}|\bRT:?\ ?@\w+", re.MULTILINE)  # from here on it is another's
_TRAILER: Final = re.compile(  # what is hung on a post
    rf"""\s*(?:
    {_ADDRESS_IN_POST}
    |(?:[—–-]+\s*|\()?(?i:via|sent\ from|posted\ on)\ (?:[A-Z]\w*\ ?){{1,3}}\)?\W*
    |(?:[—–-]{{1,2}}\s*)?{_NAME}{{0,4}}\(@\w+\)\W*(?:{DAY})?\W*
    |[—–-]{{1,2}}\s*{_NAME}{{1,4}}(?:@\w+\s*)?\W*(?:{DAY})\W*
    )\s*$""",
    re.VERBOSE,
)
_LINKED: Final = re.compile(rf"\s*{_ADDRESS_IN_POST}\s*$", re.MULTILINE)
_PLACE_AND_DAY: Final = re.compile(
    rf"[A-Z][\w.'’,\ -]{{1,40}}?(?:,?\ {DAY}|\s*\([^)\n]{{2,20}}\)){{1,2}}\s*[—–-]{{1,2}}\s+(?=\W*[A-Z])"
)
_AROUND: Final = re.compile(  # lines that a site puts around a post
    rf"""\W*(?:
    {COUNTS}.*
    |(?:[A-Z][\w.'’]*\s+){{0,4}}(?:\(?@\w+\W*)+(?:{DAY})?
    |(?i:(?:{DAY}(?:\W+(?:at\ )?)?)?(?:{HOUR})?)
    |(?i:end(?:\ \d.*)?)
    )\W*""",
    re.VERBOSE,
)
_TITLE: Final = re.compile(  # of a page that holds somebody's words, at its head
    r"""
    \W*
    (?:
        (?:full\ )?(?:text|transcript) | statements? | remarks? | address | speech | message | letter
        | readout | proclamation | press\ (?:release|statement) | for\ immediate\ release
        | following\ (?:is|are)
    )
    \b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BYLINE: Final = re.compile(r"\s*[—–-]{1,2}\s*[^\n]{2,80}$")
_HANDLES: Final = re.compile(r"(?:[\s,&]*@\w+)+[\s:,.]*")
_THEIRS: Final = re.compile(r"\W*(?:they|he|she|people|some|critics)\s+\w+\s*:", re.IGNORECASE)  # "“They say: …"
_NO_HEADS: Final = frozenset("as when if like unless because".split())
_WORD_CHARACTERS: Final = re.compile(r"\w+")


def own_voice(context: ArticleContext) -> list[Attribution] | None:
    """What is said in a text in an actor's own voice: by its labels, else all by him; None where it tells of him.

    Left out are reposts, sentences in quotation marks, titles, datelines, signatures, trailers, links and boilerplate.
    A text tells of him where he is named beside a reporting verb (*said President Trump*), or where it names him and no
    *I* or *we* stands in it: such a text is to be read as any other, and so is a forward. The list is empty where
    nothing is left.
    """
    if context.voice is None or FORWARDED.match(context.reading.text):
        return None
    turns = find_turns(context)
    if turns:
        return turns
    text = _OwnText(context, context.voice)
    if text.tells_of_him():
        return None
    content = text.content()
    actor = context.people.actor(context.voice)
    own = Attribution(
        content=content,
        origin=Origin.VOICE,
        person=actor,
        speaker=actor.name,
        sure=1.0,
        links=(f"the source is declared {actor.name}'s own voice",),
    )
    return [own] if content else []


class _OwnText:
    def __init__(self, context: ArticleContext, actor_id: str) -> None:
        self._reading = context.reading
        self._mentions = context.mentions
        self._people = context.people
        self._marks = context.marks
        self._names = context.people.tracked(actor_id)
        actor = context.people.actor(actor_id)
        self._of_him = [mention for mention in context.mentions if person_of(context, mention) is actor]
        self._lines = list(self._find_lines())

    def content(self) -> tuple[Span, ...]:
        text = self._reading.text
        quoted = [
            pair.outer
            for pair in self._marks
            if not pair.single and self._count(pair.inner) >= thresholds.LEAST_QUOTED_IN_OWN
        ]
        outside = (piece for line in self._lines for piece in _outside(text, line, quoted))
        if "@" not in text and not any(map(_WORD_CHARACTERS.search, outside)):
            if self._are_anothers(quoted):
                return ()
            quoted = []  # a feed that puts all of his words in marks
        spans = [trimmed(text, span) for line in self._lines for span in self._unquoted(line, quoted)]
        spans = [span for span in spans if self._count(span)]
        return tuple(spans) if sum(map(self._count, spans)) >= thresholds.LEAST_OWN else ()

    def _are_anothers(self, quoted: Sequence[Span]) -> bool:
        """Whether words of which all stand in marks point to somebody else: *“They say: …”*, *“Trump was right.”*."""
        if any(_THEIRS.match(self._reading.text, start) for start, _ in quoted):
            return True
        inside = [range(*self._reading.word_range(span)) for span in quoted]
        return any(mention.words[0] in words for mention in self._of_him for words in inside)

    def tells_of_him(self) -> bool:
        reading = self._reading
        hidden = [True] * len(reading.words)
        for is_hidden, spans in ((False, self._lines), (True, [pair.outer for pair in self._marks])):
            for first, stop in map(reading.word_range, spans):
                hidden[first:stop] = [is_hidden] * (stop - first)
        named = [mention.words for mention in self._of_him if not hidden[mention.words[0]]]
        if any(self._is_report(first, stop) for first, stop in named):
            return True
        if any(self._reading.is_first_person(at) for at in range(len(reading.words)) if not hidden[at]):
            return False
        houses = [house.casefold() for house in self._names.institutions]
        return bool(named) or any(
            house in reading.text[slice(*line)].casefold() for house in houses for line in self._lines
        )

    def _is_report(self, first: int, stop: int) -> bool:
        """*Trump said* or *“…,” said Trump*, but not *they said Trump …*."""
        lower = self._reading.lower
        is_behind = first > 0 and lower[first - 1] in SPEECH_VERBS and not lower[max(first - 2, 0)].isalpha()
        return is_behind or (stop < len(lower) and lower[stop] in SPEECH_VERBS)

    def _count(self, span: Span) -> int:
        return len(_WORD_CHARACTERS.findall(self._reading.text, *span))

    def _find_lines(self) -> Iterator[Span]:
        """The paragraphs that are neither title nor boilerplate, without what is hung on them, up to a repost."""
        text = self._reading.text
        repost = _REPOSTED.search(text)
        whole = repost.start() if repost else len(text)
        begun = False
        for number in range(len(self._reading.paragraphs)):
            start, stop = self._reading.paragraph_span(number)
            stop = min(stop, whole)
            if start >= stop or self._is_around(number, (start, stop)) or text.startswith(">", start):
                continue
            colon = self._head_of_another((start, stop))
            if colon is not None:
                if not any(map(str.isalnum, text[colon:stop])) and not text[stop:].lstrip().startswith(">"):
                    return  # what follows is another's; where that is set off, his own words go on behind it
                continue
            dateline = None if begun else _PLACE_AND_DAY.match(text, start, stop)
            begun = True
            start = dateline.end() if dateline else start
            end = _without_trailers(text, start, stop)
            is_linked = _LINKED.match(text, end) or _LINKED.match(text, stop)
            if not (is_linked and not _ends_sentence(text[start:end])):  # the title of what a link leads to
                yield start, end

    def _head_of_another(self, line: Span) -> int | None:
        """The end of a head that says whose words follow: *Ann Bell writes:*, *@annbell says:*, *Ann Bell:*."""
        reading = self._reading
        first, stop = reading.word_range(line)
        head = range(first, min(stop, first + thresholds.LONGEST_HEAD_OF_POST))
        colon = next((at for at in head if reading.words[at] == ":"), None)
        if colon is None or reading.lower[first] in _NO_HEADS:
            return None
        if any(map(reading.is_first_person, range(first, colon))):
            return None
        named = [one for one in between(self._mentions, first, colon) if one not in self._of_him]
        says = reading.lower[colon - 1] in SPEECH_VERBS and not reading.lower[colon - 1].endswith("ing")
        is_handle = reading.text.startswith("@", line[0])
        is_label = any(
            one.words == (first, colon) and one.kind is MentionKind.NAME and one in self._people.of for one in named
        )
        is_named = is_handle or any(one.kind in {MentionKind.NAME, MentionKind.BODY} for one in named)
        return reading.ends[colon] if is_label or (says and is_named) else None

    def _is_around(self, number: int, span: Span) -> bool:
        """Whether a line stands around his words: boilerplate, a title, a signature, what a site puts there."""
        line = self._reading.text[slice(*span)]
        if len(line) <= thresholds.LONGEST_APPARATUS and (BOILERPLATE.match(line) or _AROUND.fullmatch(line)):
            return True
        if len(self._reading.paragraphs) == 1 or len(line.split()) > thresholds.LONGEST_TITLE or _ends_sentence(line):
            return False
        is_long = len(self._reading.text) > thresholds.LONGEST_PASSAGE
        offices = tuple(title.casefold() for title in (self._names.role, *self._names.titles) if title)
        return (
            any(self._reading.paragraph_of[mention.words[0]] == number for mention in self._of_him)
            or (is_long and number in self._reading.headings)
            or bool(_TITLE.match(line))
            or line.strip(" *_—–-").casefold().startswith(offices)
        )

    def _unquoted(self, line: Span, quoted: Sequence[Span]) -> Iterator[Span]:
        """The sentences of a line that are not quoted, neighbours joined, without the byline behind a quotation."""
        text = self._reading.text
        first, stop = self._reading.word_range(line)
        begin = line[0]
        behind = False  # whether the sentence before was quoted
        for number in (
            range(self._reading.sentence_of[first], self._reading.sentence_of[stop - 1] + 1) if quoted else ()
        ):
            start, end = self._reading.sentence_span(number)
            start, end = max(start, line[0]), min(end, line[1])
            own = sum(len(_WORD_CHARACTERS.findall(piece)) for piece in _outside(text, (start, end), quoted))
            is_quoted = own <= (1 - thresholds.QUOTED_SHARE) * self._count((start, end))
            if is_quoted or (behind and _BYLINE.match(text, start, end)):
                yield begin, start
                begin = end
            elif behind and (handles := _HANDLES.match(text, start, end)):
                begin = handles.end()
            behind = is_quoted
        yield begin, line[1]


def _ends_sentence(line: str) -> bool:
    return line.rstrip("\"'”’»)]* ").endswith(tuple(".!?…"))


def _without_trailers(text: str, start: int, end: int) -> int:
    for _ in range(thresholds.MOST_TRAILERS):
        match = _TRAILER.search(text, max(start, end - thresholds.LONGEST_TRAILER), end)
        if match is None:
            break
        end = match.start()
    return end


def _outside(text: str, span: Span, spans: Sequence[Span]) -> Iterator[str]:
    """The pieces of a span that stand in none of the others, which are in order."""
    at, end = span
    for first, stop in spans:
        if first < end and stop > at:
            yield text[at : max(first, at)]
            at = min(stop, end)
    yield text[at:end]
