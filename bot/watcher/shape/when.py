"""When words were said, where the text tells it: the time that belongs to the attribution, never one within the words.

No parser tells which verb a time belongs to, so a time counts only where nothing between it and the attribution could
claim it: a second verb, a relative clause, an event that owns it. A time further back than a week needs more: it would
keep words from being posted as news.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.core.model import Precision
from bot.watcher import thresholds
from bot.watcher.lexicon import OCCASIONS, SPEECH_VERBS, word_list
from bot.watcher.shape.bygone import of_adverb, of_clause, times_of
from bot.watcher.shape.dates import Expression, Said, find_times
from bot.watcher.shape.own_date import heading_time, own_date
from bot.watcher.text.quotation_marks import touching

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bot.core.model import Span
    from bot.watcher.text.quotation_marks import Marks
    from bot.watcher.text.reading import Reading

_HIDDEN: Final = "\N{WHITE SQUARE}"
_IN_PLACE_OF_QUOTE: Final = "\N{BLACK SQUARE}"  # to the closing mark: there the words have surely ended
_SMALL_WORDS_AND_STOPS: Final = re.compile(r"\b[a-z]+(?:[-'’][a-z]+)*\b|[;:]")

_CLAUSE_WORDS: Final = word_list("clause_words")
_NOT_DOING: Final = word_list("words_like_participles")
_PLAIN_SAYING: Final = word_list("plain_saying_verbs")
_VERBS_GOING_ON: Final = word_list("verbs_going_on")
_OPENERS_OF_TIME: Final = word_list("openers_of_a_time")
_OTHER_TIME: Final = word_list("words_of_another_time")
_PRONOUNS: Final = frozenset("he she they him her it".split())
_NOT_OF_SAYING: Final = re.compile(  # before a time that is of what was said: "by Monday", "the late Monday attack"
    r"""
    \b
    (?:
        next | since | until | till | by | before | after | from | for | of | through | every | each | than
        | between | starting | the | an? | his | their | its | late | early
    )
    \ +$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BEFORE_EVENT: Final = re.compile(
    r"(?:^\W*|\b(?:in|at|during|on|from|to)\s+(?:(?:the|an?|his|her|their|its|another)\s+)?)$", re.IGNORECASE
)
_TIME_OF_EVENT: Final = re.compile(
    r"(?:['’]s?)? (?:talks|summit|meeting|vote|attack|strikes?|deal|election|agreement|war)\b"
)
_OTHER_CLAUSE: Final = re.compile(  # ", and …"; "to visit", but not "to the press", "to reporters"
    r",\s*and\b|\bto (?!(?:the|an?|his|her|its|their|this|these|me|us|him|them)\b|[a-z-]+s\b)[a-z]"
)
_ASIDE: Final = re.compile(rf",\s*(?:{_HIDDEN}|$)")
_AS_IN: Final = re.compile(r"\W*As\W*$")  # "As in 2018, he said", of today
_AT_OCCASION: Final = re.compile(r"^\W*(?:In|At|During) (?:an?|the|his|her|their) [^,;:]{3,60}$")
_AS_EARLY: Final = re.compile(r"^\W*As (?:early|recently|far back|long ago) as\b")
_THEN: Final = re.compile(r"\b(?:at the time|then)\b", re.IGNORECASE)
_BESIDE: Final = re.compile(r"\W*(?:$|(?:on|in|at|during|to|late|early|earlier)\b)")
_DATED_LINE: Final = re.compile(
    r"""
    \W*[A-Z][A-Z.,'’/ -]{1,40}(?:,\ ?[A-Z][A-Za-z. ]{1,20})?  # "PORT SORREL, Tasmania"
    (?:\ \([\w /.-]{1,30}\))?,?\ \(?
    (?P<date>[A-Z][a-z]{2,8}\.?\ \d{1,2}(?:,\ \d{4})?|\d{1,2}\ [A-Z][a-z]{2,8}\.?(?:\ \d{4})?)\)?,?\ ?
    (?:\([\w /.-]{1,30}\))?\ ?(?:[-–—]|--)\ ?  # "(Coast Wire) - "
    """,
    re.VERBOSE,
)


def said_when(
    reading: Reading,
    marks: Sequence[Marks],
    *,
    content: Sequence[Span],
    cue: Sequence[Span],
    source: Sequence[Span],
    published_at: datetime | None,
) -> Said | None:
    """Return when a quotation was said, as far as the text tells.

    Args:
        reading: the article.
        marks: its quotation marks; a time in them, or in the content, counts for nothing.
        content: what was said.
        cue: the words that report it.
        source: who said it.
        published_at: when the article was. Without it, only a date with its year counts.

    """
    dateline = _DATED_LINE.match(reading.text)
    dated = _written_at(reading, published_at)
    asked = _Asked(content=content, cue=cue, source=source)
    if dated is None or published_at is None:
        return _said_when(_Passage(reading, marks, content, dateline, published_at), asked)
    then = dated.at.replace(hour=thresholds.HOUR_OF_PAGE)
    said = _said_when(_Passage(reading, marks, content, dateline, then), asked)
    return said or said_on_page(reading, published_at)


def said_on_page(reading: Reading, published_at: datetime | None) -> Said | None:
    """Return until when all words of a page were said that gives itself a day of long ago; else None."""
    dated = _written_at(reading, published_at)
    return dated and Said(at=dated.at + timedelta(days=1), precision=Precision.BEFORE)


def _written_at(reading: Reading, published_at: datetime | None) -> Said | None:
    """Return the day that the text gives itself where it lies long before its publication; else None."""
    dateline = _DATED_LINE.match(reading.text)
    first = range(min(len(reading.paragraphs), thresholds.HEAD_OF_PAGE))
    lines = [reading.text[slice(*reading.paragraph_span(number))] for number in first]
    return own_date(lines, dateline["date"] if dateline else None, published_at)


def _said_when(passage: _Passage, asked: _Asked) -> Said | None:
    reading, published_at = passage.reading, passage.published_at
    content, cue, source = asked.content, asked.cue, asked.source
    anchor = reading.word_at((*cue, *source, *content)[0][0])
    number = reading.sentence_of[min(anchor, len(reading.words) - 1)]
    here = passage.sentence(number)
    verb = here.verb_of(cue[0]) if cue else source[0] if source else _nearest(here, content[0])
    who = source[0] if source else None
    if verb and (found := here.time_of(verb, who) or here.of_long_ago(verb, who)):
        return None if _THEN.search(here.text) and passage.is_near_before(number) else found.said
    if time := passage.heading(number):
        return time.said
    if not _OTHER_TIME.isdisjoint(here.words) or not all(map(here.is_near, here.times)):
        return None
    goes_on = bool(cue) and reading.text[slice(*cue[0])].lower() in _VERBS_GOING_ON
    if goes_on or (reading.text[slice(*source[0])].lower() in _PRONOUNS if source else not here.words):
        time = passage.inherited(number)
        # "Last month X said A. “B,” he said." may tell of two occasions, and to call B old would hide it; but not what
        # he said in one speech.
        if time is not None and (goes_on or here.is_near(time) or (time.of_event and asked.is_past(reading))):
            return time.said
    dateline = passage.dateline
    return _of_dateline(dateline, published_at) if dateline else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The quotation of which it is asked when it was said."""

    content: Sequence[Span]
    cue: Sequence[Span]
    source: Sequence[Span]

    def is_past(self, reading: Reading) -> bool:
        """Whether the verb tells of what is over: "said", not "says"."""
        return bool(self.cue) and not reading.text[slice(*self.cue[0])].lower().endswith(("s", "ing"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    """A sentence in which all that is quoted or reported is hidden, character for character."""

    start: int
    text: str
    times: tuple[Expression, ...]
    published_at: datetime | None
    begin: int = 0  # behind the dateline

    @property
    def words(self) -> list[str]:
        return _SMALL_WORDS_AND_STOPS.findall(self.text.lower())

    def is_near(self, time: Expression) -> bool:
        """Whether the article may still be news of it."""
        return (
            time.said is not None
            and self.published_at is not None
            and time.said.precision in {Precision.DAY, Precision.WEEK}
            and time.said.at.date() > self.published_at.date() - thresholds.TIME_OF_NEWS
        )

    def verbs(self) -> Iterator[Span]:
        """The reporting verbs that are left."""
        for match in _SMALL_WORDS_AND_STOPS.finditer(self.text):
            if match.group() in SPEECH_VERBS:
                yield self.start + match.start(), self.start + match.end()

    def verb_of(self, cue: Span) -> Span:
        """The cue without a time that stands in it: "said in a debate in 2016"."""
        if any(self.start + one.end <= cue[1] and cue[0] <= self.start + one.start for one in self.times):
            return next(((cue[0], end) for start, end in self.verbs() if cue[0] <= start < cue[1]), cue)
        return cue

    def time_of(self, verb: Span, source: Span | None) -> Expression | None:
        """The time that belongs to an attribution, those behind it first, the nearest first."""
        start, end = (min(max(at - self.start, 0), len(self.text)) for at in verb)
        who = (source[0] - self.start, source[1] - self.start) if source else (start, start)
        behind = [time for time in self.times if time.start >= end][: thresholds.MOST_TIMES]
        before = [time for time in self.times if time.end <= start][: -thresholds.MOST_TIMES - 1 : -1]
        able = (time for time in behind if self._is_of_speech(time) and self._belongs_behind((start, end), time))
        return next(able, None) or next(
            (time for time in before if self._is_of_speech(time) and self._belongs_before(who, (start, end), time)),
            None,
        )

    def of_long_ago(self, verb: Span, source: Span | None) -> Expression | None:
        """The time of a clause that opens the sentence, or of an adverb beside the verb: "once"."""
        start, end = (min(max(at - self.start, 0), len(self.text)) for at in verb)
        who = (source[0] - self.start, source[1] - self.start) if source else (start, start)
        head = self.begin, min(start, who[0]) if who[0] > 0 else start
        clause = of_clause(self.text, head, self.published_at, self.times)
        if clause is not None:
            between = self.text[clause.end : head[1]]
            is_able = _is_clear(between) and not {_HIDDEN, _IN_PLACE_OF_QUOTE} & set(between)
            is_able &= len(between.split()) <= thresholds.MOST_WORDS
            if is_able and not self._is_aside(who, (start, end)):
                return clause
        said = of_adverb(self.text, (start, end), self.published_at)
        return Expression(start=start, end=end, said=said) if said else None

    def _is_aside(self, who: Span, verb: Span) -> bool:
        """*In 2015, Trump said, Iran got it all*: what opens the sentence is a part of what he said."""
        return _ASIDE.match(self.text, max(who[1], verb[1])) is not None

    def occasion(self) -> Expression | None:
        """The occasion of speaking that opens the sentence, whatever its verb: *In his 2009 speech, he accepted …*."""
        first = next(iter(self.times), None)
        if first is None:
            return None
        head = self.text[: first.start]
        if first.of_event:
            return first if _BEFORE_EVENT.fullmatch(head) else None
        is_occasion = _AT_OCCASION.match(head) and not OCCASIONS.isdisjoint(head.split())
        return replace(first, of_event=True) if is_occasion else None

    def is_beside(self, verb: Span, time: Expression) -> bool:
        """Whether no clause of what was said can stand between a verb and a time behind it; it is not known here."""
        start, end = verb[0] - self.start, verb[1] - self.start
        has_hearer = SPEECH_VERBS[self.text[start:end]] in {"tell", "ask"}
        return has_hearer or time.end <= start or _BESIDE.match(self.text[end : time.start]) is not None

    def _is_of_speech(self, time: Expression) -> bool:
        prefix = self.text[: time.start]
        if time.of_event:
            return _BEFORE_EVENT.search(prefix) is not None
        return not _NOT_OF_SAYING.search(prefix) and not _TIME_OF_EVENT.match(self.text, time.end)

    def _belongs_behind(self, verb: Span, time: Expression) -> bool:
        between = self.text[verb[1] : time.start]
        begin = max(between.rfind(_HIDDEN), between.rfind(_IN_PLACE_OF_QUOTE)) + 1
        rest = between[begin:]
        is_dated = time.of_event or not OCCASIONS.isdisjoint(rest.split())  # "in a post on Monday"
        if begin and not (is_dated or between[begin - 1] == _IN_PLACE_OF_QUOTE):
            return False
        if not _is_clear(between) or (begin and not _BESIDE.match(rest)):
            return False
        lemma = SPEECH_VERBS.get(self.text[slice(*verb)].lower().split(" ")[-1])
        return is_dated or not _is_old(self, time) or lemma in _PLAIN_SAYING or not re.search(r"\w", rest)

    def _belongs_before(self, who: Span, verb: Span, time: Expression) -> bool:
        between = self.text[time.end : verb[0]]
        if time.end <= who[0] <= verb[0]:
            between = f"{self.text[time.end : who[0]]} {self.text[who[1] : verb[0]]}"
        # "Trump, in an interview on Friday, said"; else the time stands at the beginning of the sentence
        prefix = self.text[who[1] if 0 <= who[1] <= time.start else 0 : time.start]
        opening, _, others = _AS_EARLY.sub("", prefix).strip(" ,.…–—").partition(" ")
        if opening.lower() == "when" and others.startswith("asked"):
            opening, _, others = others.partition(" ")
        opening = opening.lower().rstrip(",")
        is_asked = opening == "asked"  # "Asked on Friday whether it would last, Trump said"
        if opening and not is_asked and (opening not in _OPENERS_OF_TIME or not _is_clear(others)):
            return False
        if {_HIDDEN, _IN_PLACE_OF_QUOTE} & set(between):
            return False
        if is_asked:
            return between.rstrip().endswith(",") and (not _is_old(self, time) or not others or time.of_event)
        if _is_old(self, time) and (self._is_aside(who, verb) or _AS_IN.match(prefix)):
            return False
        between = re.sub(r"\b(?:had|has|have)\s*$", "", between)
        is_remote = _is_old(self, time) and not time.of_event and len(between.split()) > thresholds.MOST_WORDS
        return _is_clear(between) and not is_remote


def _is_old(sentence: _Sentence, time: Expression) -> bool:
    return time.said is not None and not sentence.is_near(time)


def _is_clear(between: str) -> bool:
    """Whether nothing between an attribution and a time could claim the time for itself."""
    return not _OTHER_CLAUSE.search(between) and all(
        word not in _CLAUSE_WORDS and word[0].isalpha() and (word in _NOT_DOING or not word.endswith(("ed", "ing")))
        for word in _SMALL_WORDS_AND_STOPS.findall(between)
    )


class _Passage:
    """An article whose sentences are read with all that is quoted or reported hidden."""

    def __init__(
        self,
        reading: Reading,
        marks: Sequence[Marks],
        content: Sequence[Span],
        dateline: re.Match[str] | None,
        published_at: datetime | None,
    ) -> None:
        self.reading = reading
        self.published_at = published_at
        self.dateline = dateline
        self._marks = marks
        self._hidden = [*content, *([dateline.span()] if dateline else [])]

    def sentence(self, number: int) -> _Sentence:
        """One sentence."""
        start, end = self.reading.sentence_span(number)
        text = self.reading.text[start:end]
        hidden = [(_HIDDEN, span) for span in self._hidden]
        hidden += [
            (_IN_PLACE_OF_QUOTE if pair.closed else _HIDDEN, pair.outer) for pair in touching(self._marks, start, end)
        ]
        for sign, (begin, stop) in hidden:
            first, last = max(begin - start, 0), min(stop - start, len(text))
            if first < last:
                text = text[:first] + sign * (last - first) + text[last:]
        times = tuple(times_of(text, self.published_at, page=self.reading.text))
        begin = max(self.dateline.end() - start, 0) if self.dateline else 0
        return _Sentence(start=start, text=text, times=times, published_at=self.published_at, begin=begin)

    def heading(self, number: int) -> Expression | None:
        """The time that heads the line, or the last sentence of it that one heads: "March 2023: …"."""
        for before in range(number, max(number - thresholds.MOST_BACK, 0) - 1, -1):
            if self._paragraph_of(before) != self._paragraph_of(number):
                return None
            sentence = self.sentence(before)
            if time := heading_time(sentence.text, sentence.times, self.published_at):
                return time
            if sentence.times or not _OTHER_TIME.isdisjoint(sentence.words):
                return None
        return None

    def is_near_before(self, number: int) -> bool:
        """Whether the sentence before it in the paragraph tells of these days."""
        if number == 0 or self._paragraph_of(number - 1) != self._paragraph_of(number):
            return False
        before = self.sentence(number - 1)
        return any(map(before.is_near, before.times))

    def _paragraph_of(self, number: int) -> int:
        return self.reading.paragraph_of[self.reading.sentences[number][0]]

    def inherited(self, number: int) -> Expression | None:
        """The time of the attribution that a chain of quotations in one paragraph began with."""
        begin = self.reading.paragraphs[self.reading.paragraph_of[self.reading.sentences[number][0]]][0]
        for before in range(number - 1, max(number - 1 - thresholds.MOST_BACK, -1), -1):
            if self.reading.sentences[before][0] < begin:
                return None
            sentence = self.sentence(before)
            if (occasion := sentence.occasion()) is not None:
                return occasion
            for verb in sentence.verbs():
                time = sentence.time_of(verb, None)
                if time is not None and sentence.is_beside(verb, time):
                    return time
            words = sentence.words
            if sentence.times or not _OTHER_TIME.isdisjoint(words) or (words and words[0] not in _PRONOUNS):
                return None
        return None


def _nearest(sentence: _Sentence, content: Span) -> Span | None:
    """The reporting verb next to words whose attribution is not known."""
    return min(
        sentence.verbs(), key=lambda verb: min(abs(verb[0] - content[1]), abs(content[0] - verb[1])), default=None
    )


def _of_dateline(dateline: re.Match[str], published_at: datetime | None) -> Said | None:
    said = next((time.said for time in find_times(dateline["date"], published_at)), None)
    if said is None or said.precision is not Precision.DAY:
        return None
    if published_at is None or abs(published_at.date() - said.at.date()) <= thresholds.DATELINE_REACH:
        return said
    return None
