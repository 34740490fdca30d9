"""Who of several people bears a surname where it stands alone."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.lexicon import NAME_SUFFIXES, PREPOSITIONS, ROLES
from bot.watcher.roles import role_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.watcher.person import Person
    from bot.watcher.roles import Role
    from bot.watcher.text.reading import Reading

_SHARED_NAME: Final = re.compile(
    r"\bshar(?:e|es|ed|ing)\b[^.!?\n]{0,30}?\bnames?\b[^.!?\n]{0,40}?\bwith\b|\b(?:same\ name\ as|namesake\ of)\b"
)
_OWNERS: Final = frozenset("his her their its and 's ’s".split())
_RELATED: Final = frozenset({"related", "relation", "relative"})
_ENDS_OF_RELATION: Final = frozenset({".", ";", "who"})
_GENERATIONS: Final = frozenset({"younger", "elder", "senior", "junior", "first"})


def bearer_of(reading: Reading, persons: Iterable[Person], words: tuple[str, ...], at: int) -> Person | None:
    """Whose name the words are a part of: who bears it as surname, else as another name; the last one of them.

    Args:
        reading: the article.
        persons: of it, but for tracked actors.
        words: of the name, in `name_form`.
        at: the word with which it begins.

    """
    others = list(persons)
    same = [p for p in others if p.words == words or (set(words) <= set(p.words) and words[-1] == p.words[-1])]
    same = same or [p for p in others if len(words) == 1 and words[0] in p.words[:-1]]
    here = reading.paragraphs[reading.paragraph_of[at]][0]
    return max(
        same,
        key=lambda person: (
            any(here <= place < at for place in person.full_at),
            _last_led(reading, person, at),
            bisect_left(person.seen_at, at),
            -person.seen_at[0],
        ),
        default=None,
    )


def namesake_of(
    reading: Reading, persons: Sequence[Person], actor: Person, surname: str, at: int, *, is_titled: bool
) -> Person | None:
    """The namesake of a tracked actor whom a bare surname means; None: the actor.

    It is one who was introduced in the same paragraph, who is alone of the name so far, or whom the article is about
    while the actor was named in full only in passing.

    Args:
        reading: the article.
        persons: of it, but for tracked actors.
        actor: who else may be meant.
        surname: in `name_form`.
        at: the word.
        is_titled: whether a title stands before it: "President Trump".

    """
    bearers = [
        person
        for person in persons
        if surname in person.words
        and len(person.words) > 1
        and not (actor.seen_at and NAME_SUFFIXES & set(person.words))  # beside his father he is "Trump Jr."
    ]
    if bearers and at and reading.lower[at - 1] in _GENERATIONS:
        return bearers[0]
    introduced = [(place, number) for number, one in enumerate(bearers) for place in one.full_at if place < at]
    if not introduced or is_titled:
        return None
    last, number = max(introduced)
    here = reading.paragraphs[reading.paragraph_of[at]][0]
    is_alone = not bisect_left(actor.seen_at, at)
    is_introduced_here = last >= here and not any(
        here <= place < at and not _is_no_relation(reading, place) for place in actor.full_at
    )
    if is_alone or is_introduced_here:
        return bearers[number]
    first, opening = min(introduced)
    leads = first < actor.seen_at[0] and not _is_in_passing(reading, first)
    return bearers[opening] if leads and _last_led(reading, actor, at) < 0 else None


def shares_name_with_office(reading: Reading, roles: Sequence[Role]) -> bool:
    """Whether a text says that somebody has the name of who holds an office: *shares his name with the spokesman*."""
    for match in _SHARED_NAME.finditer(reading.text):
        at = reading.word_at(match.end() - 1)
        role = role_of(reading.words[at + 1 : reading.sentences[reading.sentence_of[at]][1]])
        if role is not None and any(own.fits(role) for own in roles):
            return True
    return False


def _last_led(reading: Reading, person: Person, before: int) -> int:
    """Where somebody was last named in full otherwise than in passing; −1: nowhere."""
    places = (place for place in person.full_at if place < before and not _is_in_passing(reading, place))
    return max(places, default=-1)


def _is_no_relation(reading: Reading, at: int) -> bool:
    """*Leila Bell, who is not related to the spokesman of the ministry, Ann Bell*: named for that alone."""
    before = reversed(reading.lower[max(at - thresholds.NO_RELATION, 0) : at])
    clause = list(takewhile(lambda word: word not in _ENDS_OF_RELATION, before))
    return not _RELATED.isdisjoint(clause) and not {"not", "no"}.isdisjoint(clause)


def _is_in_passing(reading: Reading, at: int) -> bool:
    """Whether a name is of somebody beside another one: "for his wife Ann Bell", "his father, Tom Bell,"."""
    lower = reading.lower
    while at and (lower[at - 1] in ROLES or lower[at - 1] == ","):
        at -= 1
    return at > 0 and (lower[at - 1] in PREPOSITIONS or lower[at - 1] in _OWNERS)
