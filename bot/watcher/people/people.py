"""The people of one article: names to full names, descriptions to whom they fit."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.lexicon import (
    DETERMINERS,
    PREPOSITIONS,
)
from bot.watcher.people.naming import Naming, gender_said
from bot.watcher.people.role_words import described_role
from bot.watcher.people.roster import name_words, without_article
from bot.watcher.people.source_spans import is_possessive
from bot.watcher.people.titles import announces_speech_of, names_another_holder
from bot.watcher.person import Known, Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from bot.core.model import Actor
    from bot.watcher.people.mentions import Mention
    from bot.watcher.people.roster import Roster
    from bot.watcher.roles import Role
    from bot.watcher.text.reading import Reading


class People:
    """The persons of one article by name and role."""

    def __init__(
        self,
        reading: Reading,
        mentions: Sequence[Mention],
        roster: Roster,
        title: Sequence[str],
        day: date | None = None,
    ) -> None:
        self.reading = reading
        self._title = title
        self.voice: str | None = None  # the id of the actor whose own house the source is
        self._roster = roster
        self._actors = {
            names.actor.id: Person(
                name=names.actor.name,
                words=name_words(names.actor.name),
                gender=names.gender,
                roles=names.roles_on(day),
                actor_id=names.actor.id,
            )
            for names in roster.names
        }
        self._holders_unsure = {names.actor.id for names in roster.names if day is None and names.holds_for_a_time}
        self.in_title = {match[0].actor.id for word in title if (match := roster.match([re.sub(r"['’]s?$", "", word)]))}
        named = Naming(reading, roster, self._actors)
        named.read(mentions)
        self.persons = named.persons
        self.of = named.of

    def actor(self, actor_id: str) -> Person:
        """The person of a tracked actor, named in the article or not."""
        return self._actors[actor_id]

    def actors(self) -> Iterable[Person]:
        """The persons of all tracked actors, named in the article or not."""
        return self._actors.values()

    def actors_in_title(self) -> frozenset[Person]:
        """The persons of the tracked actors whom the title names."""
        return frozenset(person for person in self.actors() if person.actor_id in self.in_title)

    def tracked(self, actor_id: str) -> Actor:
        """The tracked actor of an id, as the config has it."""
        return self._roster.by_id(actor_id).actor

    def interviewed_in_title(self) -> set[Person]:
        """The tracked actors whom the headline calls by a title of theirs alone: *Interview with the premier*."""
        words = name_words(" ".join(self._title).replace("’s", " s").replace("'s", " s"))
        return {
            self._actors[names.actor.id]
            for names in self._roster.names
            for title in names.titles
            for at in range(1, len(words) - len(title) + 1)
            if words[at : at + len(title)] == title
            and "with" in words[max(at - 2, 0) : at]
            and set(words[max(at - 2, 0) : at]) <= {"interview", "conversation", "with", "the"}
            and words[at + len(title) : at + len(title) + 1] != ("s",)
        }

    def by_handle(self, handle: str) -> Person | None:
        """The tracked actor whose account it is, as the config has it among his aliases; with or without an @."""
        wanted = handle.casefold().removeprefix("@")
        return next(
            (
                self._actors[names.actor.id]
                for names in self._roster.names
                if any(alias.casefold().removeprefix("@") == wanted for alias in names.actor.aliases)
            ),
            None,
        )

    def houses(self) -> Iterable[tuple[Person, str]]:
        """Every institution for which a tracked actor speaks, with the actor."""
        return (
            (self._actors[names.actor.id], house) for names in self._roster.names for house in names.actor.institutions
        )

    def outlets(self) -> frozenset[str]:
        """The last words of the names of media that are near to a tracked actor, in small letters."""
        return frozenset(name_words(name)[-1] for names in self._roster.names for name in names.actor.outlets)

    def venues(self) -> tuple[str, ...]:
        """The names of the places where tracked actors speak or post."""
        return tuple(venue for names in self._roster.names for venue in names.actor.venues)

    def by_title(self, mention: Mention) -> Known | None:
        """The tracked actor of whom a description is a title in so many words: "the Republican nominee"."""
        words = self.reading.words[slice(*mention.words)]
        phrase = without_article(tuple(word for text in words for word in name_words(text)))
        of_title = [names.actor.id for names in self._roster.names if phrase in names.phrases]
        role = described_role(self.reading, mention)
        if len(of_title) != 1 or role is None or not role.qualifiers:
            return None  # "the prime minister" says not of what
        person = self._actors[of_title[0]]
        if person not in self.persons or not any(own.fits(role) for own in person.roles):
            return None
        home = frozenset(country for own in person.roles if own.fits(role) for country in own.countries)
        others = (own for one in self.persons if one.actor_id is None and one.named for own in one.roles)
        if any(own.head == role.head and own.fits(replace(role, countries=role.countries or home)) for own in others):
            return None
        return Known(person=person, how=f"{' '.join(words)} → {person.name}, whose title it is", sure=0.95)

    def by_description(self, mention: Mention, *, before: int, is_label: bool = False) -> Known | None:
        """Whom "the spokesman", "the US president" means: the only one whom it fits best.

        Of several whom a speaker label fits it is the one who speaks by the title: "Remarks by President Hill".
        """
        words = self.reading.words[slice(*mention.words)]
        role = described_role(self.reading, mention)
        if role is None or mention.indefinite:
            return None
        gender = gender_said(words)
        fitting = [
            person
            for person in (*self.persons, *self._unnamed_actors())
            if any(own.fits(role) and (own.former or not (role.former and person.actor_id)) for own in person.roles)
            and (gender is None or person.may_be(gender))
        ]
        if is_label:
            fitting = [person for person in fitting if person.named and not self._is_another_in_title(role, person)]
        if is_label and (speaking := [person for person in fitting if self._speaks_in_title(person)]):
            fitting = speaking
        closeness = [_closeness(person, role) for person in fitting]
        closest = [person for person, close in zip(fitting, closeness, strict=True) if close == max(closeness)]
        if len(closest) > 1 and not is_label and (first := self._whose_office_writes(words, closest)):
            closest = [first]
        if len(closest) != 1:
            return None
        person = closest[0]
        is_titled = self._is_announced(person) if is_label else person.actor_id in self.in_title
        is_office = bool(role.countries) and role.head not in _LOOSE  # "the Iranian official" is one of many
        is_office &= person.actor_id not in self._holders_unsure  # of a text without a date
        is_distinct = person in self.persons or is_office or is_titled
        if not bisect_left(person.seen_at, before) and (role.former or not is_distinct):
            return None
        text = " ".join(words).replace(" 's", "'s").replace(" ’s", "’s")
        return Known(person=person, how=f"{text} → {person.name}, the only one with that role", sure=0.9)

    def _whose_office_writes(self, words: Sequence[str], persons: Sequence[Person]) -> Person | None:
        """Who of several is "the Prime Minister" of a text that writes the title so: whom it names first of all."""
        title = [word for word in words if word.lower() not in DETERMINERS]
        if len(words) == len(title) or not all(word[:1].isupper() for word in title):
            return None
        first = min((one for one in self.persons if one.seen_at), key=lambda one: one.seen_at[0], default=None)
        return first if first in persons else None

    def _is_announced(self, person: Person) -> bool:
        """Whether the title says that he speaks, or the first lines where: a venue of his, or his house on a line."""
        if person.actor_id is None or self._speaks_in_title(person):
            return self._speaks_in_title(person)
        actor = self.tracked(person.actor_id)
        head = f"{' '.join(self._title)}\n{self.reading.text[: thresholds.HEAD_OF_TRANSCRIPT]}".casefold()
        lines = {line.strip() for line in head.splitlines()}
        houses = {house.casefold() for house in actor.institutions}
        return not houses.isdisjoint(lines) or any(venue.casefold() in head for venue in actor.venues)

    def _is_another_in_title(self, role: Role, person: Person) -> bool:
        """Whether the title names another holder of an office than the actor, who does not speak by it."""
        is_open = person.actor_id is not None and not role.countries and not self._speaks_in_title(person)
        return is_open and names_another_holder(self._title, role.head, person, self.persons)

    def _speaks_in_title(self, person: Person) -> bool:
        """Whether the source or the title announces words by a person."""
        if self.voice is not None:
            return person.actor_id == self.voice
        return announces_speech_of(" ".join(self._title), person)

    def _unnamed_actors(self) -> Iterable[Person]:
        return (person for person in self._actors.values() if person not in self.persons)

    def is_borne_elsewhere(self, role: Role, person: Person, *, at: int) -> bool:
        """Whether somebody of another country, by name or not, has a role: *Spain's prime minister … the premier*.

        Of one with a name, not where the paragraph has named only this one before the word `at`.
        """
        begin = self.reading.paragraphs[self.reading.paragraph_of[at]][0]
        near = {one for one in self.persons if any(begin <= word < at for word in one.seen_at)}
        acts = any(begin <= word < at and self._may_act(word) for word in person.seen_at)
        home = frozenset(country for own in person.roles for country in own.countries)
        return not role.countries and any(
            own.fits(role) and own.countries and home.isdisjoint(own.countries)
            for other in self.persons
            if other is not person and not (other.named and acts and other not in near)
            for own in other.roles
        )

    def _may_act(self, first: int) -> bool:
        """Whether a name that begins at a word is neither an owner nor behind a preposition: not *from Trump*."""
        mention = next(one for one in self.of if one.words[0] == first)
        before = self.reading.lower[first - 1] if first else ""
        return before not in PREPOSITIONS and not is_possessive(self.reading, mention)

    def gender_of(self, mention: Mention) -> str | None:
        """What a description says of somebody's gender."""
        return gender_said(self.reading.words[slice(*mention.words)])

    def is_first_of_office(self, mention: Mention, actor: Person) -> bool:
        """Whether a title in capitals, "the Prime Minister", is of an actor whom the text names first of all."""
        words = self.reading.words[slice(*mention.words)]
        return self._whose_office_writes(words, [actor]) is actor

    def unnamed(self, mention: Mention, *, apart_from: frozenset[Person] = frozenset()) -> Known:
        """A person known by description only: "an aide", "the army's spokesman"."""
        role = described_role(self.reading, mention)
        text = self.reading.text[slice(*self.reading.char_span(mention.words))]
        person = Person(
            name=text, gender=self.gender_of(mention), roles=[role] if role else [], named=False, apart_from=apart_from
        )
        if not mention.indefinite:
            self.persons.append(person)
        return Known(person=person, how=text, sure=0.9)


def _closeness(person: Person, description: Role) -> int:
    """How much of a description a person is known for: the very office, the very country, the very house."""
    return max(
        (description.head in {own.head, "counterpart"})
        + bool(own.countries & description.countries)
        + bool(own.houses & description.houses)
        + 2 * (own.former == description.former)
        for own in person.roles
        if own.fits(description)
    )


_LOOSE: Final = frozenset({"candidate", "diplomat", "official", "politician", "representative", "republican"})
