"""Whom a pronoun or a description means: a small trained model chooses.

The walk through the sentences keeps a `Story`: who was seen where, whom each sentence is about, who spoke. Every person
seen so far is measured against a question, and so is *nobody of these*; the weights are those of
`python -m training.speakers`, one set for pronouns and one for descriptions.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from importlib.resources import files
from math import exp, log1p
from typing import TYPE_CHECKING, Final, TypeAlias

from bot.watcher import thresholds
from bot.watcher.lexicon import FUNCTION_WORDS, PREPOSITIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.watcher.person import Person
    from bot.watcher.roles import Role
    from bot.watcher.text.reading import Reading

Features: TypeAlias = dict[str, float]
_FAR: Final = 10_000
_SENTENCES: Final = {
    "same_sentence": range(1),
    "one_before": range(1, 2),
    "two_before": range(2, 3),
    "three_to_five": range(3, 6),
    "six_to_twelve": range(6, 13),
    "farther": range(13, _FAR),
}
_PARAGRAPHS: Final = {
    "same_paragraph": range(1),
    "paragraph_before": range(1, 2),
    "two_paragraphs": range(2, 3),
    "more_paragraphs": range(3, _FAR),
}
_NEAR: Final = range(4)  # sentences
_LONG_NAME: Final = 4  # words: "Mary Robinson Meets Press" is a headline
_MANY: Final = 8  # candidates
_SHORT_WORD: Final = 2  # letters
_PLURALS: Final = frozenset({"people", "and"})
_SUBORDINATE: Final = PREPOSITIONS | frozenset(
    "after although as because before if once since though unless until when whenever where while".split()
)
_OWNED: Final = frozenset({"his", "her", "their", "its"})


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


@dataclass(slots=True, kw_only=True)
class Story:
    """What the walk remembers."""

    reading: Reading
    sights: dict[Person, list[Sight]] = field(default_factory=dict)
    beside: dict[Person, set[str]] = field(default_factory=dict)  # words near the name
    subjects: list[tuple[int, Person | None]] = field(default_factory=list)  # by sentence; None: an institution
    spoken: list[tuple[int, Person | None]] = field(default_factory=list)  # by sentence

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


def _telling(words: Iterable[str]) -> set[str]:
    return {word for word in words if word[:1].isalpha() and len(word) > _SHORT_WORD and word not in FUNCTION_WORDS}


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
    def is_relative(self) -> bool:
        """Whether the words are the subject of a relative clause: "in which he said"."""
        lower = self.story.reading.lower
        return self.at > 1 and lower[self.at - 1] == "which" and lower[self.at - 2] in PREPOSITIONS

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
        return self.spoke_in(self.paragraph)

    @cached_property
    def spoke_above(self) -> Person | None:
        """Who spoke last in the paragraph before."""
        return self.spoke_in(self.paragraph - 1)

    def spoke_in(self, paragraph: int) -> Person | None:
        """Who spoke last in a paragraph."""
        for sentence, person in reversed(self.spoken):
            there = self.story.paragraph_of(sentence)
            if there <= paragraph:
                return person if there == paragraph else None
        return None

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


def _true(**flags: bool) -> Features:
    return {name: 1.0 for name, flag in flags.items() if flag}


def of_person(scene: Scene, person: Person) -> Features:
    """What speaks for and against a person."""
    return _distance(scene, person) | _grammar(scene, person) | _speech(scene, person) | _naming(scene, person)


def _distance(scene: Scene, person: Person) -> Features:
    last = scene.seen[person][-1]
    return {
        **_in_steps(_SENTENCES, scene.question.sentence - last.sentence),
        **_in_steps(_PARAGRAPHS, scene.paragraph - last.paragraph),
        **_true(
            behind_three=person not in scene.able[:3],
            latest_by_name=person is next((one for one in scene.able if one.named), None),
            heading_between=scene.is_behind_heading(person),
            institution_between=scene.body_at > last.sentence,
        ),
    }


def _in_steps(steps: Mapping[str, range], distance: int) -> Features:
    return {name: 1.0 for name, step in steps.items() if distance in step}


def _grammar(scene: Scene, person: Person) -> Features:
    last = scene.seen[person][-1]
    return _true(
        was_owner=last.place is MentionPlace.OWNER,
        was_adverbial=last.place is MentionPlace.ADVERBIAL,
        was_object=last.place is MentionPlace.OBJECT,
        was_quoted=last.place is MentionPlace.QUOTED,
        by_name=last.by_name,
        subject_here=(scene.question.sentence, person) in scene.subjects[-_MANY:],
        last_subject=bool(scene.subjects) and scene.subjects[-1][1] is person,
        last_able_subject=scene.last_subject is person,
        opens_paragraph=scene.opening is person,
        first_here=scene.first_here is person,
        first_before=scene.first_before is person,
    )


def _speech(scene: Scene, person: Person) -> Features:
    spoken = scene.spoken
    times = scene.times_spoken[person]
    is_last = bool(spoken) and spoken[-1][1] is person
    return {
        "times_spoken": log1p(times),
        "share_of_speech": times / (len(spoken) or 1),
        **_true(
            never_spoke=times == 0,
            spoke_last=is_last,
            spoke_last_of_able=scene.last_speaker is person,
            spoke_sentence_before=(scene.question.sentence - 1, person) in spoken[-3:],
            spoke_here=scene.spoke_here is person,
            spoke_paragraph_before=scene.spoke_above is person,
            spoke_before_last=scene.speaker_before is person,
            spoke_last_paragraph_opens=is_last and _opens(scene),
            nobody_spoke_last=bool(spoken) and spoken[-1][1] is None,
        ),
    }


def _opens(scene: Scene) -> bool:
    return scene.story.reading.paragraphs[scene.paragraph][0] >= scene.at - 1


def _naming(scene: Scene, person: Person) -> Features:
    role = scene.question.role
    fits = person in scene.fitting
    same_head = fits and role is not None and any(role.head in {own.head, "counterpart"} for own in person.roles)
    return {
        "mentions": log1p(len(scene.seen[person])),
        "words_shared": float(len(scene.words & scene.story.beside.get(person, set()))),
        **_true(
            one_word=len(person.words) == 1,
            long_name=len(person.words) >= _LONG_NAME,
            no_name=not person.named,
            gender_known=person.gender is not None,
            gender_open=scene.question.gender is not None and person.gender is None,
            role_fits=fits,
            role_same=same_head,
            role_place=fits and role is not None and any(own.countries & role.countries for own in person.roles),
            role_house=fits and role is not None and any(own.houses & role.houses for own in person.roles),
            role_open=role is not None and not person.roles,
            role_other=role is not None and bool(person.roles) and not fits,
            only_fitting=scene.fitting == [person],
            latest_fitting=scene.fitting[:1] == [person],
        ),
    }


def of_nobody(scene: Scene) -> Features:
    """What speaks for nobody of these."""
    question = scene.question
    nearest = min((question.sentence - sights[-1].sentence for sights in scene.seen.values()), default=_FAR)
    return {
        "nobody": 1.0,
        "nobody_candidates": len(scene.persons[:_MANY]) / _MANY,
        **_true(
            nobody_indefinite=question.indefinite,
            nobody_plural=scene.is_plural,
            nobody_capital=scene.is_capital,
            nobody_the=scene.first == "the",
            nobody_owned=scene.first in _OWNED,
            nobody_fits=question.role is not None and not scene.fitting,
            nobody_institution=scene.body_at >= question.sentence - 1,
            nobody_known_spoke=bool(scene.spoken) and scene.spoken[-1][1] is None,
            nobody_seen_near=nearest not in _NEAR,
            nobody_heard_near=not scene.spoken or question.sentence - scene.spoken[-1][0] not in _NEAR,
            nobody_heard=not scene.spoken,
            nobody_opens=_opens(scene),
            nobody_source=question.is_source,
        ),
    }


def cannot_be_meant(scene: Scene, person: Person) -> bool:
    """Whether somebody cannot be meant, whatever else speaks for him: a wrong mouth is the worst failure."""
    question = scene.question
    if person in question.named_inside or not (question.gender is None or person.may_be(question.gender)):
        return True
    if question.role is not None:
        return _cannot_bear(scene, person, question.role)
    if scene.is_relative and scene.first_here in scene.able:  # "the mayor gave an interview, in which he said"
        return person is not scene.first_here
    return scene.is_behind_heading(person) and not all(map(scene.is_behind_heading, scene.able))


def _cannot_bear(scene: Scene, person: Person, role: Role) -> bool:
    """Whether somebody cannot have the role of a description; of a tracked actor all roles are on record."""
    if person.actor_id is None:
        if not person.roles or scene.fits(person):
            return False
        return bool(role.countries) and all(
            own.countries and not role.countries & own.countries for own in person.roles
        )
    is_before_him = role.former and not any(own.former for own in person.roles)  # "the former president"
    is_for_him = scene.question.is_source and is_somebodys(scene.first, role)
    return is_before_him or is_for_him or (bool(person.roles) and not scene.fits(person))


def is_somebodys(first: str, role: Role) -> bool:
    """Whether a description is of who speaks for a person, by its first word: "his spokesman", not "its spokesman"."""
    return first in _OWNED - {"its"} and role.head != "counterpart"


def choose_person(story: Story, question: Question) -> tuple[Person, float] | None:
    """Who is meant, with his share against everybody else's; None: nobody of these."""
    scene = Scene(story, question)
    if question.form is Form.PRONOUN and question.is_source and scene.leading is not None:
        return scene.leading, thresholds.LEADING
    own = weights()[question.form]
    persons = [person for person in scene.persons if not cannot_be_meant(scene, person)]
    scores = [_score(of_person(scene, person), own) for person in persons]
    none = _score(of_nobody(scene), own)
    best = max(scores, default=none)
    if not persons or best <= none:
        return None
    share = 1 / sum(exp(score - best) for score in (*scores, none))
    return persons[scores.index(best)], share


def _score(features: Features, weights: Mapping[str, float]) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


@cache
def weights() -> dict[Form, dict[str, float]]:
    """The trained weights of each form."""
    text = files("bot.watcher.people").joinpath("resolver.json").read_text(encoding="utf-8")
    return {Form(form): own for form, own in json.loads(text).items()}
