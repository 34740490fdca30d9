"""What is remembered of a text on the walk through its sentences, and who may be meant at a place in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.lexicon import FUNCTION_WORDS, OCCASIONS, PREPOSITIONS
from bot.watcher.people.source_spans import SPEECH_NOUN_FORMS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.watcher.person import Person
    from bot.watcher.roles import Role
    from bot.watcher.text.reading import Reading


BY_FROM_OR_OF: Final = frozenset({"by", "from", "of"})  # "In a post by Trump, he said"
_SPOKEN_OR_WRITTEN: Final = OCCASIONS | SPEECH_NOUN_FORMS
_TOPICS: Final = frozenset({"on", "about"})
_PLURALS: Final = frozenset({"people", "and"})
_SUBORDINATE: Final = PREPOSITIONS | frozenset(
    "after although as because before if once since though unless until when whenever where while".split()
)


class Form(StrEnum):
    """How a source is put."""

    PRONOUN = "pronoun"
    DESCRIPTION = "description"


class MentionPlace(StrEnum):
    """Where in its sentence somebody is mentioned."""

    SUBJECT = "subject"
    OWNER = "owner"
    ADVERBIAL = "adverbial"
    OBJECT = "object"
    QUOTED = "quoted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One mention of a person."""

    at: int  # the word
    sentence: int
    paragraph: int
    place: MentionPlace
    by_name: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Who is meant by the words of a range."""

    form: Form
    words: tuple[int, int]
    sentence: int
    gender: str | None = None
    role: Role | None = None
    indefinite: bool = False
    is_source: bool = False  # of a quotation
    named_inside: frozenset[Person] = frozenset()  # in the quotation


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """Somebody who stated something: until somebody else is seen, *he* is this one."""

    at: int  # the last word of the sentence
    person: Person
    role: Role | None
    first: str  # word: "his", "a"
    indefinite: bool
    apart_from: frozenset[Person] | None = None  # of a guess: whom his office does not mean, and no more is sure


@dataclass(slots=True, kw_only=True)
class Story:
    """What the walk remembers."""

    reading: Reading
    sights: dict[Person, list[Sight]] = field(default_factory=dict)
    beside: dict[Person, set[str]] = field(default_factory=dict)  # words near the name
    subjects: list[tuple[int, Person | None]] = field(default_factory=list)  # by sentence; None: an institution
    spoken: list[tuple[int, Person | None]] = field(default_factory=list)  # by sentence
    floor: Floor | None = None
    in_title: frozenset[Person] = frozenset()

    def see(self, person: Person, words: tuple[int, int], place: MentionPlace, *, by_name: bool) -> None:
        """Remember a mention."""
        reading = self.reading
        at, stop = words
        sentence = reading.sentence_of[at]
        sight = Sight(at=at, sentence=sentence, paragraph=reading.paragraph_of[at], place=place, by_name=by_name)
        self.sights.setdefault(person, []).append(sight)
        if by_name:
            low, high = reading.sentences[sentence]
            near = (
                *reading.lower[max(at - thresholds.BESIDE_NAME, low) : at],
                *reading.lower[stop : min(stop + thresholds.BESIDE_NAME, high)],
            )
            self.beside.setdefault(person, set()).update(_telling(near))

    def paragraph_of(self, sentence: int) -> int:
        """The paragraph of a sentence."""
        return self.reading.paragraph_of[self.reading.sentences[sentence][0]]

    def spoke_in(self, paragraph: int) -> Person | None:
        """Who spoke last in a paragraph."""
        for sentence, person in reversed(self.spoken):
            there = self.paragraph_of(sentence)
            if there <= paragraph:
                return person if there == paragraph else None
        return None


def _telling(words: Iterable[str]) -> set[str]:
    long = (word for word in words if word[:1].isalpha() and len(word) > thresholds.SHORT_WORD)
    return {word for word in long if word not in FUNCTION_WORDS}


def _is_behind_head(reading: Reading, sentence: int) -> bool:
    """Whether the sentence before is the head of the paragraph: *On Iran.* He said."""
    first, stop = reading.sentences[max(sentence - 1, 0)]
    is_first = sentence > 0 and first == reading.paragraphs[reading.paragraph_of[first]][0]
    is_here = reading.paragraph_of[first] == reading.paragraph_of[reading.sentences[sentence][0]]
    return is_first and is_here and reading.lower[first] in _TOPICS and stop - first <= thresholds.LONGEST_HEAD_OF_LINE


class Scene:
    """A question and who comes into question."""

    def __init__(self, story: Story, question: Question) -> None:
        self.story = story
        self.question = question
        self.at = question.words[0]
        self.paragraph = story.paragraph_of(question.sentence)
        lower = story.reading.lower[slice(*question.words)]
        self.first = lower[0] if lower else ""
        self.words = _telling(lower)
        self.is_plural = bool(_PLURALS & set(lower)) or (lower[-1:] != [] and lower[-1][-1:] == "s" != lower[-1][-2:-1])
        self.is_capital = any(word[:1].isupper() for word in story.reading.words[self.at + 1 : question.words[1]])
        self.seen: dict[Person, list[Sight]] = {}
        for person, sights in story.sights.items():
            before = sights if sights[-1].at < self.at else [sight for sight in sights if sight.at < self.at]
            if before and (question.sentence - before[-1].sentence <= thresholds.RESOLVER_REACH or self.fits(person)):
                self.seen[person] = before
        latest = sorted(self.seen, key=lambda person: -self.seen[person][-1].at)
        self.persons = latest[: thresholds.MOST_CANDIDATES]
        self.able = [p for p in self.persons if question.gender is None or p.may_be(question.gender)]
        self.fitting = [person for person in self.persons if self.fits(person)]
        self.subjects = story.subjects
        self.spoken = story.spoken

    def fits(self, person: Person) -> bool:
        """Whether a role of his is the one that is asked for."""
        role = self.question.role
        return role is not None and any(own.fits(role) for own in person.roles)

    def is_behind_heading(self, person: Person) -> bool:
        """Whether a heading or a time stamp stands between him and the words."""
        return bool(self.story.reading.headings & set(range(self.seen[person][-1].paragraph + 1, self.paragraph)))

    @cached_property
    def led(self) -> frozenset[Person]:
        """Who spoke behind the heads of the paragraphs before, where the words stand behind one: *On Iran. He said*."""
        reading = self.story.reading
        if not _is_behind_head(reading, self.question.sentence):
            return frozenset()
        return frozenset(person for sentence, person in self.spoken if person and _is_behind_head(reading, sentence))

    @cached_property
    def is_relative(self) -> bool:
        """Whether the words are the subject of a relative clause: "in which he said"."""
        lower = self.story.reading.lower
        return self.at > 1 and lower[self.at - 1] == "which" and lower[self.at - 2] in PREPOSITIONS

    @cached_property
    def relative_to(self) -> Person | None:
        """Whose words a relative clause is on, else who its sentence begins with: *she gave a speech, in which*."""
        return self.relative_owner or (self.first_here if self.is_relative else None)

    @cached_property
    def relative_owner(self) -> Person | None:
        """Who a relative clause says whose words it is on: *recalled the remarks of the mayor, in which he said*."""
        if not self.is_relative:
            return None
        owners = (
            (sight.at, person)
            for person in self.able
            for sight in self.seen[person]
            if sight.sentence == self.question.sentence and self._has_spoken(sight.at)
        )
        return max(owners, key=itemgetter(0), default=(0, None))[1]

    def _has_spoken(self, at: int) -> bool:
        """Whether somebody who is mentioned at a word is whose words a noun names: *the remarks of X*, *X's speech*."""
        lower = self.story.reading.lower
        behind = lower[at + 1 : at + 1 + thresholds.TITLED_NAME]
        owned = behind[behind.index("'s") + 1 :][:1] if "'s" in behind else []
        return not _SPOKEN_OR_WRITTEN.isdisjoint(owned) or (
            lower[at - 1] in BY_FROM_OR_OF and lower[at - 2] in _SPOKEN_OR_WRITTEN
        )

    @cached_property
    def last_subject(self) -> Person | None:
        """The last subject that the words can mean."""
        return next((person for _, person in reversed(self.subjects) if person in self.able), None)

    @cached_property
    def opening(self) -> Person | None:
        """The first subject of the paragraph."""
        first = None
        for sentence, person in reversed(self.subjects):
            if self.story.paragraph_of(sentence) != self.paragraph:
                break
            first = person
        return first

    @cached_property
    def last_speaker(self) -> Person | None:
        """Who spoke last of those whom the words can mean."""
        return next((person for _, person in reversed(self.spoken) if person in self.able), None)

    @cached_property
    def speaker_before(self) -> Person | None:
        """Who spoke before the last speaker."""
        return next((person for _, person in reversed(self.spoken) if person is not self.spoken[-1][1]), None)

    @cached_property
    def body_at(self) -> int:
        """The last sentence about an institution."""
        return next((sentence for sentence, person in reversed(self.subjects) if person is None), -1)

    @cached_property
    def times_spoken(self) -> Counter[Person | None]:
        """How often each one spoke."""
        return Counter(person for _, person in self.spoken)

    @cached_property
    def spoke_here(self) -> Person | None:
        """Who spoke last in this paragraph."""
        return self.story.spoke_in(self.paragraph)

    @cached_property
    def spoke_above(self) -> Person | None:
        """Who spoke last in the paragraph before."""
        return self.story.spoke_in(self.paragraph - 1)

    def first_in(self, sentence: int) -> Person | None:
        """The first person in a sentence who can be the subject of a clause there."""
        first: tuple[int, Person] | None = None
        for person in self.persons:
            for sight in reversed(self.seen[person]):
                if sight.sentence < sentence:
                    break
                is_able = sight.sentence == sentence and sight.place is MentionPlace.SUBJECT
                if is_able and (first is None or sight.at < first[0]):
                    first = sight.at, person
        return first[1] if first else None

    @cached_property
    def first_here(self) -> Person | None:
        """The first one in the sentence of the question."""
        return self.first_in(self.question.sentence)

    @cached_property
    def leading(self) -> Person | None:
        """Who leads the sentence of a pronoun as its subject: *Baghaei seemed pleased: an inquiry, he said, was …*.

        Nobody is, where the sentence opens with another clause: *When the mayor called, he said*.
        """
        person = self.first_here
        if (
            person is None
            or person not in self.able
            or not (person.actor_id or (person.named and len(person.words) > 1))
            or self.relative_owner not in {None, person}
        ):
            return None
        reading, sentence = self.story.reading, self.question.sentence
        first = next(at for at in range(*reading.sentences[sentence]) if reading.words[at][0].isalnum())
        begin = min(
            sight.at
            for sight in self.seen[person]
            if sight.sentence == sentence and sight.place is MentionPlace.SUBJECT
        )
        is_opening = begin == first or (begin == first + 1 and reading.lower[first] not in _SUBORDINATE)
        return person if is_opening and person not in self.question.named_inside else None

    @cached_property
    def first_before(self) -> Person | None:
        """The first one in the sentence before."""
        return self.first_in(self.question.sentence - 1)
