"""One attribution inside another: *"X," Trump said, according to the pool*, *IRNA reported that Baghaei had said X*.

The model gives the outer one. A medium only passes on what somebody said, so what it passes on is that person's, and is
found here: a person, a verb of speech and a quotation or clause that fill what the medium reports. In doubt there is
none: a wrong mouth is worse than a loss.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.core.model import Assertion
from bot.watcher.attribute.assertion import HEARSAY, assertion_of, chain_start
from bot.watcher.attribution import Attribution
from bot.watcher.find.clauses import SPEECH_NOUN_FORMS, clause_after
from bot.watcher.lexicon import (
    ADVERBS,
    AUXILIARIES,
    CLAUSE_VERBS,
    COUNTRIES,
    FUNCTION_WORDS,
    PREPOSITIONS,
    ROLES,
    SPEECH_VERBS,
    word_list,
)
from bot.watcher.people.coreference import between
from bot.watcher.people.mentions import Mention, MentionKind
from bot.watcher.people.source_spans import head_of_source, is_possessive
from bot.watcher.text.quotation_marks import touching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Span
    from bot.watcher.context import ArticleContext
    from bot.watcher.person import Person
    from bot.watcher.text.reading import Reading

_PRESS: Final = word_list("press")
_RECORDS: Final = word_list("records")
_OFFICES: Final = word_list("offices")
_MEDIA: Final = _PRESS | _RECORDS | _OFFICES
_PASSING: Final = word_list("passing_verbs")
_DENIALS: Final = frozenset("deny reject dispute refute".split())
_HEAD_ENDS: Final = (PREPOSITIONS - {"as"}) | frozenset(
    "released issued published carried cited quoted which that who obtained seen provided posted distributed".split()
)
_DETERMINERS: Final = frozenset("a an the this that his her its their one two another of for new old first".split())
_NO_PHRASE: Final = (FUNCTION_WORDS | AUXILIARIES | SPEECH_VERBS.keys()) - _DETERMINERS - ROLES.keys() - {"'s", "’s"}
_ADVERBIAL: Final = PREPOSITIONS | frozenset("asked speaking when while".split())
_CLAUSE_PRONOUNS: Final = frozenset("he she it they there we i".split())
_NOUN_SIGNS: Final = frozenset("a an the his her its their this that 's".split())
_ASKED: Final = frozenset({"asked", "pressed", "questioned"})
_NO_TITLE: Final = frozenset({"resident", "witness"})
_JUDGING: Final = word_list("verbs_of_an_object")
_NO_CLAUSE: Final = word_list("verbs_without_a_clause")
_CLAUSE_OPENERS: Final = frozenset("the his her its their this there no all".split())
_LONGEST_OBJECT: Final = 7  # words between "told" and the clause
_LONGEST_SUBJECT: Final = 16  # words
_LEAST_CLAUSE: Final = 2  # words
_EDGES: Final = " ,:;\n\t"
_ACRONYM: Final = re.compile(r"[A-Z]{3,5}")


def with_nested(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The quotations, and behind each that a medium reports the one that it holds.

    The outer ones are marked as reports: they have no say in who is meant by a pronoun near them.
    """
    out: list[Attribution] = []
    for item in attributions:
        inner = _Outer(context, item).inner() if is_medium(context, item) else []
        out += [replace(item, is_report=True), *inner] if inner else [item]
    return out


def is_medium(context: ArticleContext, item: Attribution) -> bool:
    """Whether the source is one that passes words on: an agency, a paper, an office, a readout."""
    reading = context.reading
    if not item.content or not item.source or not _verbs(reading, item) & _PASSING:
        return False
    first, stop = reading.word_range(item.source[0])
    head = _head_phrase(reading, first, stop)
    words = [reading.lower[at] for at in head]
    if not words:
        return False
    if words[-1] in _MEDIA or words[-1] in HEARSAY or words[-1] in context.people.outlets():
        return True
    if any(word in ROLES for word in words):
        return False
    last = reading.words[head[-1]]
    return len(words) <= 2 and bool(_ACRONYM.fullmatch(last)) and words[-1] not in COUNTRIES  # noqa: PLR2004 - "the AFP"


def _verbs(reading: Reading, item: Attribution) -> set[str]:
    words = [word for span in item.cue for word in reading.lower[slice(*reading.word_range(span))]]
    return {SPEECH_VERBS.get(word, word) for word in words}


def _head_phrase(reading: Reading, first: int, stop: int) -> list[int]:
    """The words of a source up to what hangs on its noun, without days and numbers at the end."""
    out: list[int] = []
    for at in range(first, stop):
        word = reading.lower[at]
        if out and (word in _HEAD_ENDS or word == ","):
            break
        if word[:1].isalnum() and word != "'s":
            out.append(at)
    while out and (reading.lower[out[-1]] in ADVERBS or reading.lower[out[-1]].isdigit()):
        out.pop()
    return out


class _Outer:
    """A quotation of a medium, taken apart."""

    def __init__(self, context: ArticleContext, item: Attribution) -> None:
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
        self._first, self._stop = reading.word_range((start, end))

    def inner(self) -> list[Attribution]:
        """The quotations that it holds; none where that is not sure."""
        return self._behind_marks() or self._before_clause()

    def _found(self, content: tuple[Span, ...], cue: int, source: Span) -> Attribution:
        item = self._item
        text = self._reading.text
        outer = assertion_of(self._reading, item)
        denied = bool(_verbs(self._reading, item) & _DENIALS)
        noun = _head_phrase(self._reading, *self._reading.word_range(item.source[0]))[-1]
        carrier = text[slice(*item.source[0])].strip(_EDGES)
        hearsay = self._reading.lower[noun] in HEARSAY
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

    def _behind_marks(self) -> list[Attribution]:
        """*"X," Trump said* and *"X," said the spokesman, "Y"*."""
        reading = self._reading
        if not self._pairs or self._pairs[0].outer[0] > self._item.content[0][0] + 1:
            return []
        runs = self._outside()
        runs = [run for run in runs if any(reading.lower[at] in SPEECH_VERBS for at in range(*run))]
        if len(runs) != 1:
            return []
        first, stop = runs[0]
        verb = self._verb(first, stop)
        if verb is None:
            return []
        source = self._subject(first, verb)
        if source is None:
            return []
        before = [
            pair.outer
            for pair in self._pairs
            if pair.outer[0] < reading.starts[verb] or reading.before(pair.outer[0]) != ":"
        ]
        return [self._found(tuple(before), verb, source)]

    def _before_clause(self) -> list[Attribution]:
        """*Baghaei told reporters that X*."""
        first = self._first + (self._reading.lower[self._first] == "that")
        verb = self._verb(first + 1, min(self._stop, first + _LONGEST_SUBJECT))
        source = self._subject(first, verb) if verb is not None else None
        content = self._clause(verb) if verb is not None and source else ()
        return [self._found(content, verb, source)] if content and source and verb is not None else []

    def _outside(self) -> list[Span]:
        """Word runs of the content that stand in no quotation marks."""
        reading = self._reading
        quoted = {at for pair in self._pairs for at in range(*reading.word_range(pair.outer))}
        out: list[list[int]] = []
        for span in self._item.content:
            for at in range(*reading.word_range(span)):
                if at in quoted:
                    continue
                if out and out[-1][1] == at:
                    out[-1][1] = at + 1
                else:
                    out.append([at, at + 1])
        return [(first, stop) for first, stop in out]

    def _verb(self, first: int, stop: int) -> int | None:
        """The first finite verb of reporting outside of marks."""
        quoted = {at for pair in self._pairs for at in range(*self._reading.word_range(pair.outer))}
        return next((at for at in range(first, stop) if at not in quoted and self._is_verb(at)), None)

    def _is_verb(self, at: int) -> bool:
        lower = self._reading.lower
        word = lower[at]
        if word not in SPEECH_VERBS or (word.endswith("ing") and lower[at - 1] != "been"):
            return False
        if word in _ASKED and lower[at - 1] == ",":  # "Trump, asked about the mill, said"
            return False
        return word not in SPEECH_NOUN_FORMS or not _NOUN_SIGNS & set(lower[max(at - 2, 0) : at])

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
        lower = reading.lower
        lemma = SPEECH_VERBS[lower[verb]]
        opening = next((reading.word_at(p.outer[0]) for p in self._pairs if p.outer[0] >= reading.ends[verb]), None)
        following = lower[verb + 1] if verb + 1 < self._stop else ""
        start: int | None = None
        if lemma in CLAUSE_VERBS or following == "that":
            start = clause_after(reading, verb, self._stop, lemma)
            if start is None and opening is not None and opening - verb <= _LONGEST_OBJECT + 1:
                start = verb + 1 if following in _CLAUSE_PRONOUNS | _CLAUSE_OPENERS and lemma != "tell" else opening
        elif lemma not in _NO_CLAUSE:  # "called it “a mistake”": all of the object
            start = verb + 1 if self._pairs or lemma in _JUDGING else None
        while start is not None and start != opening and start < self._stop and not reading.words[start][:1].isalnum():
            start += 1
        if start is None or start >= self._stop:
            return ()
        if opening is not None and opening <= start:
            return tuple(pair.outer for pair in self._pairs if pair.outer[0] >= reading.starts[opening])
        return self._trimmed(start, self._stop)

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
            start, end = max(span[0], low), min(span[1], high)
            while end > start and reading.text[end - 1] in _EDGES:
                end -= 1
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
