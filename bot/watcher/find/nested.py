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
from bot.watcher.attribution import Attribution, overlap
from bot.watcher.lexicon import (
    AUXILIARIES,
    CLAUSE_VERBS,
    COUNTRIES,
    FUNCTION_WORDS,
    PREPOSITIONS,
    ROLES,
    SPEECH_NOUNS,
    SPEECH_VERBS,
    word_list,
)
from bot.watcher.people.coreference import between
from bot.watcher.people.mentions import MentionKind
from bot.watcher.people.source_spans import head_of_source, is_possessive
from bot.watcher.text.quotation_marks import touching
from bot.watcher.text.reading import trimmed

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
_BEFORE_A_NOUN: Final = frozenset("a an the this that his her its their one two another of for new old first".split())
_NO_PHRASE: Final = (FUNCTION_WORDS | AUXILIARIES | SPEECH_VERBS.keys()) - _BEFORE_A_NOUN - ROLES.keys() - {"'s", "’s"}
_ADVERBIAL: Final = PREPOSITIONS | frozenset("asked speaking when while".split())
_NO_TITLE: Final = frozenset({"resident", "witness"})
_NOUN_SIGNS: Final = frozenset("a an the his her its their this that 's".split())
_SPEECH_NOUN_FORMS: Final = SPEECH_NOUNS.keys() | {noun + "s" for noun in SPEECH_NOUNS}
_WITH_OBJECT: Final = frozenset({"tell", "warn", "assure", "remind", "inform", "promise", "advise"})
_JUDGING: Final = word_list("verbs_of_an_object")
_LONGEST_OBJECT: Final = 7  # words between "told" and the clause
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
    if not item.source or not _verbs(reading, item) & _PASSING:
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
    return len(words) <= 2 and bool(_ACRONYM.fullmatch(reading.words[head[-1]]))  # noqa: PLR2004 - "the AFP"


def _verbs(reading: Reading, item: Attribution) -> set[str]:
    words = [word for span in item.cue for word in reading.lower[slice(*reading.word_range(span))]]
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

    def __init__(self, context: ArticleContext, item: Attribution) -> None:
        self._reading = context.reading
        self._people = context.people
        self._mentions = context.mentions
        self._item = item
        touched = touching(context.marks, *item.extent)
        self._pairs = [pair for pair in touched if overlap((pair.outer,), item.content)]
        self._quoted = {at for pair in self._pairs for at in range(*context.reading.word_range(pair.outer))}

    def inner(self) -> list[Attribution]:
        """The one that it holds, with its subject before its verb; none where that is not sure."""
        reading = self._reading
        words = [at for span in self._item.content for at in range(*reading.word_range(span)) if at not in self._quoted]
        first = next((at for at in words if reading.words[at][:1].isalnum() and reading.lower[at] != "that"), None)
        verb = next((at for at in words if self._is_verb(at)), None)
        if first is None or verb is None:
            return []
        source = self._subject(first, chain_start(reading, verb, first))
        content = self._in_marks(verb) or self._clause(verb, reading.word_range(self._item.extent)[1])
        return [self._found(content, verb, source)] if source and content else []

    def _found(self, content: tuple[Span, ...], cue: int, source: Span) -> Attribution:
        item = self._item
        outer = assertion_of(self._reading, item)
        denied = bool(_verbs(self._reading, item) & _DENIALS)
        noun = _head_phrase(self._reading, *self._reading.word_range(item.source[0]))[-1]
        carrier = self._reading.text[slice(*item.source[0])].strip(_EDGES)
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

    def _is_verb(self, at: int) -> bool:
        """Whether a word is a finite verb of reporting."""
        lower = self._reading.lower
        word = lower[at]
        if SPEECH_VERBS.get(word, "ask") == "ask" or (word.endswith("ing") and lower[at - 1] != "been"):
            return False
        return word not in _SPEECH_NOUN_FORMS or not _NOUN_SIGNS & set(lower[max(at - 2, 0) : at])

    def _subject(self, first: int, stop: int) -> Span | None:
        """The noun phrase of a word range, if its head is a person, alone."""
        reading = self._reading
        if reading.lower[first] in _ADVERBIAL or reading.lower[first].endswith("ing"):  # "On Monday, Trump said"
            first = next((at for at in range(stop, first, -1) if reading.words[at - 1] == ","), first)
        words = reading.lower[first:stop]
        if len(words) > 1 and any(word in _NO_PHRASE or not word[:1].isalnum() for word in words):
            return None
        head = head_of_source(reading, between(self._mentions, first, stop), (first, stop)) if words else None
        if head is None or (head.words[1] != stop and head.words[0] != first):
            return None
        if head.kind is MentionKind.NAME and head not in self._people.of:
            return None  # an adjective use, or no person
        if any(ROLES.get(word) in _NO_TITLE for word in reading.lower[first : head.words[0]]):
            return None  # "the man Trump called a friend"
        return reading.char_span(head.words)

    def _in_marks(self, verb: int) -> tuple[Span, ...]:
        """*"X," Trump said* and *"X," said the spokesman, "Y"*: behind the medium's own colon it is perhaps its own."""
        reading = self._reading
        at = reading.starts[verb]
        if not self._pairs or self._pairs[0].outer[0] > self._item.content[0][0] + 1:
            return ()
        outer = (pair.outer for pair in self._pairs)
        return tuple(span for span in outer if span[0] < at or reading.before(span[0]) != ":")

    def _clause(self, verb: int, stop: int) -> tuple[Span, ...]:
        """What a verb reports, as far as the content holds it; behind the medium are perhaps its own words."""
        reading = self._reading
        start = self._clause_start(verb, stop)
        if start is None or stop - start < _LEAST_CLAUSE:
            return ()
        low, carrier = reading.starts[start], self._item.source[0][0]
        spans = (
            trimmed(reading.text, (max(begin, low), end), behind=_EDGES)
            for begin, end in self._item.content
            if begin < end and low < end and not low < carrier < begin
        )
        return tuple(span for span in spans if span[0] < span[1])

    def _clause_start(self, verb: int, stop: int) -> int | None:
        """Behind *that*; else behind a verb that carries clauses, or where marks open."""
        lower = self._reading.lower
        lemma = SPEECH_VERBS[lower[verb]]
        is_carried = lemma in _JUDGING or (lemma in CLAUSE_VERBS and lemma not in _WITH_OBJECT)
        for at in range(verb + 1, min(stop, verb + _LONGEST_OBJECT + 2)):
            if lower[at] == "that" and lower[at - 1] not in PREPOSITIONS:
                return at + 1
            if at in self._quoted and not is_carried:
                return at
            if not lower[at][0].isalnum() and lower[at] != ":":
                break
        return verb + 1 if is_carried else None


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
