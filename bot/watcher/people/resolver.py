"""Whom a pronoun or a description means: a small trained model chooses.

The walk through the sentences keeps a `Story`: who was seen where, whom each sentence is about, who spoke. Every person
seen so far is measured against a question, and so is *nobody of these*; the weights are those of
`python -m training.speakers`, one set for pronouns and one for descriptions.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from math import exp, log1p
from typing import TYPE_CHECKING, Final, TypeAlias

from bot.watcher import thresholds
from bot.watcher.lexicon import PREPOSITIONS
from bot.watcher.people.scene import BY_FROM_OR_OF, Form, MentionPlace, Question, Scene, Story
from bot.watcher.people.source_spans import PARTICIPLE_ENDINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.watcher.people.scene import Floor
    from bot.watcher.person import Person
    from bot.watcher.roles import Role


Features: TypeAlias = dict[str, float]
_PARTS: Final = frozenset({",", ";", ":", "—", "–", "“", "”", "(", ")"})
_REPLY: Final = frozenset({"reply", "response", "answer"})
_MAY_BE_HIS: Final = frozenset({"according", "interview"})  # "According to people around Trump, he said"
_CONJUNCTIONS_OF_CLAUSES: Final = frozenset(
    "after as before for like since than until".split()
)  # "As Trump arrived, he said"
_SENTENCES: Final = {
    "same_sentence": range(1),
    "one_before": range(1, 2),
    "two_before": range(2, 3),
    "three_to_five": range(3, 6),
    "six_to_twelve": range(6, 13),
    "farther": range(13, thresholds.FAR),
}
_PARAGRAPHS: Final = {
    "same_paragraph": range(1),
    "paragraph_before": range(1, 2),
    "two_paragraphs": range(2, 3),
    "more_paragraphs": range(3, thresholds.FAR),
}
_SAID_OF_ANYBODY: Final = frozenset({"businessman", "resident", "witness"})  # "the owner", "the visitor"
_POSSESSIVES: Final = frozenset({"his", "her", "their", "its"})


def _true(**flags: bool) -> Features:
    return {name: 1.0 for name, flag in flags.items() if flag}


def of_person(scene: Scene, person: Person) -> Features:
    """What speaks for and against a person."""
    return _distance(scene, person) | _grammar(scene, person) | _spoke_before(scene, person) | _naming(scene, person)


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
        subject_here=(scene.question.sentence, person) in scene.subjects[-thresholds.MANY_CANDIDATES :],
        last_subject=bool(scene.subjects) and scene.subjects[-1][1] is person,
        last_able_subject=scene.last_subject is person,
        opens_paragraph=scene.opening is person,
        first_here=scene.first_here is person,
        first_before=scene.first_before is person,
    )


def _spoke_before(scene: Scene, person: Person) -> Features:
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
            spoke_last_paragraph_opens=is_last and _opens_paragraph(scene),
            nobody_spoke_last=bool(spoken) and spoken[-1][1] is None,
        ),
    }


def _opens_paragraph(scene: Scene) -> bool:
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
            long_name=len(person.words) >= thresholds.LONG_NAME,
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
    nearest = min((question.sentence - sights[-1].sentence for sights in scene.seen.values()), default=thresholds.FAR)
    return {
        "nobody": 1.0,
        "nobody_candidates": len(scene.persons[: thresholds.MANY_CANDIDATES]) / thresholds.MANY_CANDIDATES,
        **_true(
            nobody_indefinite=question.indefinite,
            nobody_plural=scene.is_plural,
            nobody_capital=scene.is_capital,
            nobody_the=scene.first == "the",
            nobody_owned=scene.first in _POSSESSIVES,
            nobody_fits=question.role is not None and not scene.fitting,
            nobody_institution=scene.body_at >= question.sentence - 1,
            nobody_known_spoke=bool(scene.spoken) and scene.spoken[-1][1] is None,
            nobody_seen_near=nearest not in thresholds.NEAR_SENTENCES,
            nobody_heard_near=not scene.spoken
            or question.sentence - scene.spoken[-1][0] not in thresholds.NEAR_SENTENCES,
            nobody_heard=not scene.spoken,
            nobody_opens=_opens_paragraph(scene),
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
    floor = scene.story.floor
    is_settled = floor is not None and (
        not floor.person.named or floor.apart_from is not None
    )  # others it weighs itself
    has_lost = is_settled and has_lost_the_floor(scene, person)
    if question.form is Form.PRONOUN and (has_lost or is_in_opening(scene, person)):
        return True
    if scene.relative_to in scene.able:  # "the mayor gave an interview, in which he said"
        return person is not scene.relative_to
    is_led_by_others = bool(scene.led) and person not in scene.led
    if question.form is Form.PRONOUN and question.is_source and (is_led_by_others or _is_behind_another(scene, person)):
        return True
    return _is_of_another_part(scene, person)


def _is_of_another_part(scene: Scene, person: Person) -> bool:
    """Whether a heading stands between somebody and the words; under one that names nobody *he* is of the title."""
    if not all(map(scene.is_behind_heading, scene.able)):
        return scene.is_behind_heading(person)
    of_page = scene.story.in_title
    return scene.question.form is Form.PRONOUN and len(of_page) == 1 and person not in of_page


def _cannot_bear(scene: Scene, person: Person, role: Role) -> bool:
    """Whether somebody cannot have the role of a description; of a tracked actor all roles are on record."""
    if person.actor_id is None:
        if not person.roles or scene.fits(person):
            return False
        return bool(role.countries) and all(
            own.countries and not role.countries & own.countries for own in person.roles
        )
    is_before_him = role.former and not any(own.former for own in person.roles)  # "the former president"
    houses = {house for own in person.roles for house in own.houses}
    if houses and role.houses and houses.isdisjoint(role.houses):  # "a State Department official"
        return True
    is_for_him = scene.question.is_source and is_somebodys(scene.first, role)
    return is_before_him or is_for_him or (bool(person.roles) and not scene.fits(person))


def _is_behind_another(scene: Scene, person: Person) -> bool:
    """Whether the sentence before is about somebody else, who can be meant, and he was seen before, or owns a thing."""
    sentence, last = scene.subjects[-1] if scene.subjects else (-1, None)
    if person.actor_id is None or last is None or last is person or last in scene.question.named_inside:
        return False
    if last not in scene.able:
        return False
    here = scene.question.sentence
    own = [one for one in scene.seen[person] if one.sentence < here or one.place is not MentionPlace.OWNER]
    seen_at = own[-1].at if own else -1  # "Rein was no flatterer. During Trump's term he refused a prize"
    return here - sentence <= 1 and seen_at < scene.seen[last][-1].at


def is_in_opening(scene: Scene, person: Person) -> bool:
    """Whether *he* or *the official* stands behind a phrase that names somebody: *Asked about Ann Bell, he said*.

    Such a phrase has no subject of its own but that one, who is not whom it names otherwise than as an owner.
    """
    reading, at = scene.story.reading, scene.at
    first = reading.sentences[scene.question.sentence][0]
    if at - 1 <= first or scene.first not in {"he", "she", "the"} or reading.lower[at - 1] != ",":
        return False
    begin = next((word + 1 for word in range(at - 2, first - 1, -1) if reading.lower[word] in _PARTS), first)
    opening = reading.lower[begin : at - 1]
    if not opening or opening[:2] == ["as", "for"] or not _MAY_BE_HIS.isdisjoint(opening):  # "As for Trump, he said"
        return False
    is_participle = opening[0].endswith(PARTICIPLE_ENDINGS) and opening[0] not in PREPOSITIONS
    is_reply = opening[0] == "in" and not _REPLY.isdisjoint(opening[1:2])  # "In reply to Ann Bell, the official said"
    if not (is_participle or is_reply) and (scene.first == "the" or opening[0] not in PREPOSITIONS):
        return False  # "Amid pressure on Netanyahu, the prime minister said" may be he
    return any(
        begin < sight.at < at - 1
        and sight.place is not MentionPlace.OWNER
        and reading.lower[sight.at - 1] not in BY_FROM_OR_OF
        and (reading.lower[sight.at - 1] in PREPOSITIONS or reading.lower[sight.at - 1].endswith(PARTICIPLE_ENDINGS))
        and not (
            reading.lower[sight.at - 1] in _CONJUNCTIONS_OF_CLAUSES
            and any(map(str.islower, reading.words[sight.at : at - 1]))
        )
        for sight in scene.seen.get(person, ())
    )


def has_lost_the_floor(scene: Scene, person: Person) -> bool:
    """Whether somebody else spoke since he was seen last: *Trump left. Qatar's emir said X. He said Y*.

    Not where that one may be himself: *the Israeli leader*, of one whose roles say so or are not known.
    """
    floor, gender = scene.story.floor, scene.question.gender
    if floor is None or person is floor.person or (gender is not None and not floor.person.may_be(gender)):
        return False
    since = (sight for sight in scene.seen.get(person, ()) if sight.at > floor.at)
    if any(sight.place is not MentionPlace.QUOTED for sight in since) or _turns_back(scene, floor):
        return False
    if floor.apart_from is not None:
        return person in floor.apart_from
    role = floor.role
    if (
        person in floor.person.apart_from
        or floor.person.named
        or (role is not None and is_somebodys(floor.first, role))
    ):
        return True
    return floor.indefinite or (role is not None and bool(person.roles) and is_of_another(person, role))


def is_of_another(person: Person, role: Role) -> bool:
    """Whether somebody has no such role, and it is none that may be said of anybody: *the visitor*."""
    is_epithet = role.head in _SAID_OF_ANYBODY and not (role.countries or role.houses)
    return not is_epithet and not any(own.fits(role) for own in person.roles)


def _turns_back(scene: Scene, floor: Floor) -> bool:
    """Whether a new paragraph comes back to somebody: *On grain, he was more careful*, and not *He said*."""
    reading = scene.story.reading
    is_below = scene.paragraph > reading.paragraph_of[floor.at]
    opening = reading.lower[reading.paragraphs[scene.paragraph][0]]
    return is_below and opening[0].isalpha() and opening not in {"he", "she"}


def is_somebodys(first: str, role: Role) -> bool:
    """Whether a description is of who speaks for a person, by its first word: "his spokesman", not "its spokesman"."""
    return first in _POSSESSIVES - {"its"} and role.head != "counterpart"


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
