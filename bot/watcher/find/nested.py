"""One attribution inside another: *"X," Trump said, according to the pool*, *IRNA reported that Baghaei had said X*.

The model gives the outer one. A medium only passes on what somebody said, so what it passes on is that person's, and is
found here: a person, a verb of speech and a quotation or clause that fill what the medium reports. In doubt there is
none: a wrong mouth is worse than a loss.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from bot.core.model import Assertion
from bot.watcher.attribute.assertion import HEARSAY, are_witnesses, assertion_of, chain_start
from bot.watcher.attribution import Attribution, length, overlap, reject
from bot.watcher.lexicon import (
    AUXILIARIES,
    CLAUSE_VERBS,
    COUNTRIES,
    DAYS_MONTHS,
    FUNCTION_WORDS,
    PREPOSITIONS,
    ROLES,
    SPEECH_VERBS,
    word_list,
)
from bot.watcher.people.coreference import between
from bot.watcher.people.mentions import Mention, MentionKind
from bot.watcher.people.source_spans import head_of_source, is_possessive, is_speech_noun
from bot.watcher.text.quotation_marks import touching
from bot.watcher.text.reading import trimmed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.person import Person
    from bot.watcher.text.quotation_marks import Marks
    from bot.watcher.text.reading import Reading

_PRESS: Final = word_list("press")
_RECORDS: Final = word_list("records")
_OFFICES: Final = word_list("offices")
_MEDIA: Final = _PRESS | _RECORDS | _OFFICES
_PASSING: Final = word_list("passing_verbs")
_JOURNALIST: Final = "journalist"
_LOOKING_BACK: Final = frozenset("note quote recall report write".split())  # of a paper, but not of an office
_DENIALS: Final = frozenset("deny reject dispute refute".split())
_HEAD_ENDS: Final = (PREPOSITIONS - {"as"}) | frozenset(
    "released issued published carried cited quoted which that who obtained seen provided posted distributed".split()
)
_BEFORE_A_NOUN: Final = frozenset("a an the this that his her its their one two another of for new old first".split())
_NO_PHRASE: Final = (FUNCTION_WORDS | AUXILIARIES | SPEECH_VERBS.keys()) - _BEFORE_A_NOUN - ROLES.keys() - {"'s", "’s"}
_ADVERBIAL: Final = PREPOSITIONS | frozenset("asked speaking when while".split())
_ASKED: Final = frozenset({"asked", "pressed", "questioned"})
_WITH_OBJECT: Final = frozenset({"tell", "warn", "assure", "remind", "inform", "promise", "advise"})
_NO_TITLE: Final = frozenset({"resident", "witness"})
_JUDGING: Final = word_list("verbs_of_an_object")
_NO_CLAUSE: Final = word_list("verbs_without_a_clause")
_CLAUSE_OPENERS: Final = frozenset("the his her its their this there no all he she it they we i".split())
_ACCORDING: Final = ["according", "to"]
_IN_APPOSITION: Final = (_ACCORDING, ["quoted", "by"], ["cited", "by"])
_LONGEST_OBJECT: Final = 7  # words between "told" and the clause
_LONGEST_SUBJECT: Final = 16  # words
_LONGEST_HEARER: Final = 3  # words from "told" to the comma before the medium
_LEAST_CLAUSE: Final = 2  # words
_EDGES: Final = " ,:;\n\t"
_LONGEST_ACRONYM: Final = 2  # words: "the AFP"
_ACRONYM: Final = re.compile(r"[A-Z]{3,5}")


def with_nested(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The quotations, and behind each that a medium reports the one that it holds.

    The outer ones are marked as reports: they have no say in who is meant by a pronoun near them.
    """
    out: list[Attribution] = []
    for item in attributions:
        if is_medium(context, item):
            inner = _Outer(context, item).inner()
            is_report = bool(inner) or _tells_of_others(context, item, attributions)
            out += [replace(item, is_report=is_report), *inner]
        else:
            inner = _Outer(context, item, is_told=True).inner() if _cites_a_person(context, item) else []
            out += [reject(item, "the words of somebody else, which he tells"), *inner] if inner else [item]
    return out


def _tells_of_others(context: ArticleContext, item: Attribution, others: Sequence[Attribution]) -> bool:
    """Whether what a journalist writes holds what others say: *Our correspondent writes: Trump came. “…,” he said*."""
    words = [
        context.reading.lower[at] for at in _head_phrase(context.reading, *context.reading.word_range(item.source[0]))
    ]
    return _is_journalist(words) and any(
        other is not item and overlap(other.content, item.content) >= length(other.content) for other in others
    )


def _cites_a_person(context: ArticleContext, item: Attribution) -> bool:
    """*“X,” said Y, according to Ann Bell*: she tells what Y said; it is second hand."""
    if not item.source or not _is_cited(context.reading, item):
        return False
    source = context.reading.word_range(item.source[0])
    head = head_of_source(context.reading, between(context.mentions, *source), source)
    return head is not None and head.kind is not MentionKind.BODY


def _is_cited(reading: Reading, item: Attribution) -> bool:
    """Whether *according to* or *per* stands before the source: "X, according to CNN, promised"."""
    first, _ = reading.word_range(item.source[0])
    return reading.lower[max(first - len(_ACCORDING), 0) : first] == _ACCORDING or reading.lower[first - 1] == "per"


def is_medium(context: ArticleContext, item: Attribution) -> bool:
    """Whether the source is one that passes words on: an agency, a paper, an office, a readout."""
    reading = context.reading
    if not item.source:
        return False
    first, stop = reading.word_range(item.source[0])
    if not _is_cited(reading, item) and not _verbs(reading, item) & _PASSING:
        return False
    head = _head_phrase(reading, first, stop)
    words = [reading.lower[at] for at in head]
    if not words:
        return False
    is_named = len(words) > 1 and words[-2] in _PRESS and reading.words[head[-1]][0].isupper()  # "the service Orbita"
    if is_named or words[-1] in _MEDIA | HEARSAY | context.people.outlets() or _is_journalist(words):
        return True
    if words == ["we"] or _is_title_of_a_paper(reading, first, head):
        return bool(_verbs(reading, item) & _LOOKING_BACK)
    is_short = len(words) <= _LONGEST_ACRONYM and not any(word in ROLES for word in words)
    return is_short and bool(_ACRONYM.fullmatch(reading.words[head[-1]]))


def _is_journalist(words: Sequence[str]) -> bool:
    """*Our correspondent in Oran*: one whose trade is to pass on what others said."""
    return ROLES.get(words[-1]) == _JOURNALIST and not {"'s", "’s"} & set(words)


def _is_title_of_a_paper(reading: Reading, first: int, head: Sequence[int]) -> bool:
    """*The Oran Mercury*: names with an article in front, which no person has."""
    named = head[1:]
    return reading.lower[first] == "the" and len(named) > 1 and all(reading.words[at][0].isupper() for at in named)


def _verbs(reading: Reading, item: Attribution) -> set[str]:
    words = (reading.lower[at] for at in reading.places_in(item.cue))  # a colon passes words on, too
    return {SPEECH_VERBS.get(word, word) for word in words}


def _head_phrase(reading: Reading, first: int, stop: int) -> list[int]:
    """The words of a source up to what hangs on its noun, without a number at the end."""
    out: list[int] = []
    for at in range(first, stop):
        word = reading.lower[at]
        if out and (word in _HEAD_ENDS or word == ","):
            break
        if word[:1].isalnum():
            out.append(at)
    return out[:-1] if out and reading.lower[out[-1]].isdigit() else out


class _Outer:
    """A quotation of a medium, taken apart."""

    def __init__(self, context: ArticleContext, item: Attribution, *, is_told: bool = False) -> None:
        self._is_told = is_told  # by a person, not a medium
        reading = self._reading = context.reading
        self._people = context.people
        self._mentions = context.mentions
        self._item = item
        start, end = item.extent
        self._pairs = [
            pair
            for pair in touching(context.marks, start, end)
            if any(pair.outer[0] < stop and begin < pair.outer[1] for begin, stop in item.content)
        ]
        self._quoted = set(reading.places_in(pair.outer for pair in self._pairs))
        self._first, self._stop = reading.word_range((start, end))

    def inner(self) -> list[Attribution]:
        """The quotations that it holds; none where that is not sure."""
        return (
            self._in_apposition()
            or self._before_medium()
            or self._around()
            or self._behind_marks()
            or self._before_clause()
        )

    def _found(self, content: tuple[Span, ...], cue: int, source: Span) -> Attribution:
        item = self._item
        text = self._reading.text
        outer = assertion_of(self._reading, item)
        denied = bool(_verbs(self._reading, item) & _DENIALS)
        noun = _head_phrase(self._reading, *self._reading.word_range(item.source[0]))[-1]
        carrier = text[slice(*item.source[0])].strip(_EDGES)
        cited = self._reading.lower[slice(*self._reading.word_range(item.source[0]))]
        is_witnessed = _is_cited(self._reading, item) and are_witnesses(cited)
        hearsay = self._is_told or (self._reading.lower[noun] in HEARSAY and not is_witnessed)
        return Attribution(
            content=content,
            cue=(self._reading.char_span((cue, cue + 1)),),
            source=(source,),
            origin=item.origin,
            score=item.score,
            features=item.features,
            assertion=Assertion.NEGATED if denied else outer,
            second_hand=hearsay,
            teller=carrier if hearsay else None,
            carrier=item.source[0],
            links=(f"within what {carrier} reports",),
        )

    def _in_apposition(self) -> list[Attribution]:
        """*Trump, according to CNN, said X*: the verb behind the medium is not the medium's."""
        reading = self._reading
        medium, behind = reading.word_range(self._item.source[0])
        comma = medium - len(_ACCORDING) - 1
        if comma < 0 or reading.words[comma] != "," or reading.lower[comma + 1 : medium] not in _IN_APPOSITION:
            return []
        verb = next((at for at in range(behind, len(reading.words)) if reading.words[at][0].isalnum()), None)
        if verb is None or not self._is_verb(verb):
            return []
        source = self._subject(reading.sentences[reading.sentence_of[medium]][0], comma)
        content = self._content_behind(verb)
        return [self._found(content, verb, source)] if source and content else []

    def _content_behind(self, verb: int) -> tuple[Span, ...]:
        """What of the content stands behind a verb, and whom it was told."""
        text, start = self._reading.text, self._reading.starts[self._clause_start(verb, None) or verb + 1]
        spans = [span for span in self._item.content if span[1] > start]
        cut = (
            trimmed(text, (start, span[1]), behind=_EDGES)
            if span[0] <= self._reading.starts[verb] or text[span[0] : start].endswith(" that ")
            else span
            for span in spans
        )
        return tuple(span for span in cut if span[0] < span[1])

    def _before_medium(self) -> list[Attribution]:
        """*Trump said X, IRNA reported*, of which the model gives *said X, IRNA*: the medium has a verb of its own."""
        reading = self._reading
        medium, behind = reading.word_range(self._item.source[0])
        content = reading.word_at(self._item.content[0][0])
        if not self._item.cue or medium < content or behind >= len(reading.words):
            return []
        verb = reading.word_at(self._item.cue[-1][-1] - 1)
        own = reading.lower[behind]
        if verb >= content or SPEECH_VERBS.get(own) not in _PASSING or not self._is_verb(verb):
            return []
        source = self._subject(reading.sentences[reading.sentence_of[verb]][0], verb)
        return [self._found(self._item.content, verb, source)] if source else []

    def _around(self) -> list[Attribution]:
        """*Baghaei said, IRNA reported, that X* and *Trump told reporters, according to CNN, that X*."""
        reading = self._reading
        medium = reading.word_at(self._item.source[0][0])
        cue = reading.word_at(self._item.cue[0][0]) if self._item.cue else medium
        comma = min(cue, medium) - 1
        first = reading.sentences[reading.sentence_of[medium]][0]
        before = range(comma - 1, max(first, comma - 1 - _LONGEST_HEARER), -1)
        verb = next((at for at in before if reading.lower[at] in SPEECH_VERBS), None)
        behind = tuple(span for span in self._item.content if span[0] > self._item.source[0][0])
        if verb is None or reading.words[comma] != "," or not behind:
            return []
        begin = reading.word_at(behind[0][0])
        source = self._subject(first, verb) if "that" in reading.lower[begin - 1 : begin + 1] else None
        return [self._found(behind, verb, source)] if source else []

    def _behind_marks(self) -> list[Attribution]:
        """*"X," Trump said* and *"X," said the spokesman, "Y"*."""
        reading = self._reading
        if not self._pairs or self._pairs[0].outer[0] > self._item.content[0][0] + 1:
            return []
        runs = [run for run in self._outside() if any(reading.lower[at] in SPEECH_VERBS for at in run)]
        if len(runs) != 1:
            return []
        first = runs[0][0]
        verb = self._verb(first, runs[0][-1] + 1)
        if verb is None:
            return []
        source = self._phrase(verb + 1, runs[0][-1] + 1) if verb == first else self._subject(first, verb)
        if source is None:
            return []
        content = [
            pair.outer
            for pair in self._pairs
            if pair.outer[0] < reading.starts[verb] or not self._is_behind_colon(pair)
        ]
        return [self._found(tuple(content), verb, source)]

    def _is_behind_colon(self, pair: Marks) -> bool:
        """What stands behind the medium's own colon is perhaps the medium's."""
        return self._reading.before(pair.outer[0]) == ":"

    def _before_clause(self) -> list[Attribution]:
        """*Baghaei told reporters that X*."""
        first = self._first + (self._reading.lower[self._first] == "that")
        verb = self._verb(first + 1, min(self._stop, first + _LONGEST_SUBJECT))
        source = self._subject(first, verb) if verb is not None else None
        content = self._clause(verb) if verb is not None and source else ()
        return [self._found(content, verb, source)] if content and source and verb is not None else []

    def _outside(self) -> list[list[int]]:
        """Runs of words of the content that stand in no quotation marks."""
        words = [at for span in self._item.content for at in range(*self._reading.word_range(span))]
        outside = [at for at in words if at not in self._quoted]
        runs = groupby(enumerate(outside), key=lambda numbered: numbered[1] - numbered[0])
        return [[at for _, at in run] for _, run in runs]

    def _verb(self, first: int, stop: int) -> int | None:
        """The first finite verb of reporting outside of marks."""
        return next((at for at in range(first, stop) if at not in self._quoted and self._is_verb(at)), None)

    def _is_verb(self, at: int) -> bool:
        lower = self._reading.lower
        word = lower[at]
        if word not in SPEECH_VERBS or (word.endswith("ing") and lower[at - 1] != "been"):
            return False
        if word in _ASKED and lower[at - 1] == ",":  # "Trump, asked about the mill, said"
            return False
        return not is_speech_noun(self._reading, at)

    def _subject(self, first: int, verb: int) -> Span | None:
        """The phrase before a verb, if it is one person."""
        reading = self._reading
        stop = chain_start(reading, verb, first)
        if {"'s", "as"} & set(reading.lower[stop:verb]):  # "Trump's remarks" are no verb
            return None
        while first < stop and not reading.words[first][:1].isalnum():
            first += 1
        commas = [at for at in range(first, stop) if reading.words[at] == ","]
        if commas and commas[-1] == stop - 1:  # "Trump, in a red cap, said"
            name = self._exact(first, commas[0], {MentionKind.NAME})
            if name is not None:
                return reading.char_span(name.words)
            stop = commas.pop()
        if commas:
            last = self._exact(commas[-1] + 1, stop, set(MentionKind) - {MentionKind.BODY})
            described = any(reading.lower[at] in ROLES for at in range(first, commas[-1]))
            if last is None or not (
                reading.lower[first] in _ADVERBIAL
                or reading.lower[first].endswith("ing")
                or (described and last.kind is MentionKind.NAME and len(commas) == 1)
            ):
                return None
            return reading.char_span(last.words)
        return self._phrase(first, stop)

    def _exact(self, first: int, stop: int, kinds: set[MentionKind]) -> Mention | None:
        """The mention that fills a range."""
        near = between(self._mentions, first, stop)
        return next(
            (m for m in near if m.words == (first, stop) and m.kind in kinds and not is_possessive(self._reading, m)),
            None,
        )

    def _phrase(self, first: int, stop: int) -> Span | None:
        """A noun phrase whose head is a person, alone."""
        reading = self._reading
        if not 0 < stop - first <= _LONGEST_SUBJECT:
            return None
        if stop - first > 1 and any(word in _NO_PHRASE for word in reading.lower[first:stop]):
            return None
        head = head_of_source(reading, between(self._mentions, first, stop), (first, stop))
        if head is None or (head.words[1] != stop and head.words[0] != first):
            return None
        if head.kind is MentionKind.NAME and head not in self._people.of:
            return None  # an adjective use, or no person
        if any(ROLES.get(word) in _NO_TITLE for word in reading.lower[first : head.words[0]]):
            return None  # "the man Trump called a friend"
        return reading.char_span(head.words)

    def _clause(self, verb: int) -> tuple[Span, ...]:
        """What a verb reports, up to the end of the content."""
        reading = self._reading
        opening = next((reading.word_at(p.outer[0]) for p in self._pairs if p.outer[0] >= reading.ends[verb]), None)
        start = self._clause_start(verb, opening)
        while start is not None and start != opening and start < self._stop and not reading.words[start][:1].isalnum():
            start += 1
        if start is None or start >= self._stop:
            return ()
        if opening is not None and opening <= start:
            return tuple(pair.outer for pair in self._pairs if pair.outer[0] >= reading.starts[opening])
        return self._trimmed(start, self._stop)

    def _clause_start(self, verb: int, opening: int | None) -> int | None:
        lower = self._reading.lower
        lemma = SPEECH_VERBS[lower[verb]]
        following = lower[verb + 1] if verb + 1 < self._stop else ""
        for at in range(verb + 1, min(self._stop, verb + _LONGEST_OBJECT + 2)):
            if not lower[at][0].isalnum():
                break
            if lower[at] == "that" and lower[at - 1] not in PREPOSITIONS:
                return at + 1
        if lemma in _NO_CLAUSE:
            return None
        if opening is not None and opening - verb <= _LONGEST_OBJECT + 1:
            is_named = self._reading.words[verb + 1][0].isupper() and following not in DAYS_MONTHS
            is_object = is_named or lemma not in CLAUSE_VERBS or following in _CLAUSE_OPENERS
            return verb + 1 if is_object and lemma != "tell" else opening
        is_clause = lemma in _JUDGING or (lemma in CLAUSE_VERBS and lemma not in _WITH_OBJECT)
        return verb + 1 if is_clause else None

    def _trimmed(self, first: int, stop: int) -> tuple[Span, ...]:
        """A word range as far as the content holds it."""
        reading = self._reading
        if stop - first < _LEAST_CLAUSE:
            return ()
        low, high = reading.char_span((first, stop))
        out: list[Span] = []
        carrier = self._item.source[0][0]
        for span in self._item.content:
            if low < carrier < span[0]:
                continue  # behind the medium: perhaps its own words
            start, end = trimmed(reading.text, (max(span[0], low), min(span[1], high)), behind=_EDGES)
            if start < end:
                out.append((start, end))
        return tuple(out)


def of_other_houses(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """What the office of somebody else says that a person said is second hand: *Trump told him X, his office said*."""
    return [
        replace(item, second_hand=True, teller=context.reading.text[slice(*item.carrier)].strip(_EDGES))
        if item.carrier and item.person and _is_of_another(context, item.carrier, item.person)
        else item
        for item in attributions
    ]


def _is_of_another(context: ArticleContext, carrier: Span, person: Person) -> bool:
    reading, people = context.reading, context.people
    first, stop = reading.word_range(carrier)
    words = reading.lower[first:stop]
    if not set(words) & (_OFFICES | _RECORDS):
        return False
    for mention in between(context.mentions, first, stop):
        known = people.of.get(mention)
        if known is not None and known.person is not person and is_possessive(reading, mention):
            return True
    text = reading.text[slice(*carrier)].casefold()
    owners = [owner for owner, house in people.houses() if house.casefold() in text]
    if owners and person not in owners:
        return True
    countries = {
        COUNTRIES[word]
        for word, following in zip(words, [*words[1:], ""], strict=True)
        if word in COUNTRIES and following not in {"-", "language"}
    }
    home = {country for role in person.roles for country in role.countries}
    return bool(countries) and bool(home) and not countries & home and not set(words) & _PRESS
