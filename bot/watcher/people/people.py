"""The people of one article: names to full names, descriptions to whom they fit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.watcher.lexicon import (
    AUXILIARIES,
    COUNTRIES,
    FEMALE_NAMES,
    FEMALE_ROLES,
    MALE_NAMES,
    MALE_ROLES,
    ROLES,
    SPEECH_VERBS,
    TITLE_WORDS,
    word_list,
)
from bot.watcher.people.mentions import Mention, MentionKind, phrase_start
from bot.watcher.people.roster import is_female_courtesy, name_words
from bot.watcher.person import Person
from bot.watcher.roles import Role, role_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.core.model import Actor
    from bot.watcher.people.roster import ActorNames, Roster
    from bot.watcher.text.reading import Reading

_APPOSITION = 9  # words after "Name," in which the role is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Who a mention is, and how that was found."""

    person: Person
    how: str
    sure: float = 1.0  # 1.0 a full name or alias, less the further the guess


class People:
    """The persons of one article by name and role."""

    def __init__(self, reading: Reading, mentions: Sequence[Mention], roster: Roster, title: Sequence[str]) -> None:
        self.reading = reading
        self.persons: list[Person] = []
        self._roster = roster
        self._actors: dict[str, Person] = {}
        self.of: dict[Mention, Known] = {}
        for names in roster.names:
            self._actors[names.actor.id] = Person(
                name=names.actor.name,
                words=name_words(names.actor.name),
                gender=names.gender,
                roles=list(names.roles),
                actor_id=names.actor.id,
            )
        self.in_title = {match[0].actor.id for word in title if (match := roster.match([word]))}
        self._read_names(mentions)

    def actor(self, actor_id: str) -> Person:
        """The person of a tracked actor, named in the article or not."""
        return self._actors[actor_id]

    def tracked(self, actor_id: str) -> Actor:
        """The tracked actor of an id, as the config has it."""
        return self._roster.by_id(actor_id).actor

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

    def _read_names(self, mentions: Sequence[Mention]) -> None:
        names = [mention for mention in mentions if mention.kind is MentionKind.NAME]
        full_first = sorted(names, key=lambda mention: (len(self._core(mention)) == 1, mention.words))
        for mention in full_first:
            known = self._person_of_name(mention)
            if known is None:
                continue
            self.of[mention] = known
            self._learn_roles(mention, known.person)
            if known.person not in self.persons:
                self.persons.append(known.person)
        for mention in names:
            if mention in self.of:
                self.of[mention].person.seen_at.append(mention.words[0])

    def _core(self, mention: Mention) -> list[str]:
        return [word for word in self.reading.words[slice(*mention.core)] if word[:1].isalnum()]

    def _before_core(self, mention: Mention) -> list[str]:
        return self.reading.lower[mention.words[0] : mention.core[0]]

    def _person_of_name(self, mention: Mention) -> Known | None:
        core = self._core(mention)
        folded = tuple(word for text in core for word in name_words(text))
        before = self._before_core(mention)
        role_words = self.title_before(mention)
        role = role_of(role_words) if role_words else None
        match = self._roster.match(core, titled=self._near_title(mention, role))
        if match:
            return None if self._is_modifier(mention) else self._actor(mention, folded, *match)
        if len(folded) == 1 and (person := self._of_that_name(folded[0])):
            return Known(person=person, how=f"{core[0]} → {person.name}")
        if not self._may_be_person(mention, folded):
            return None
        female = is_female_courtesy(before) or folded[0] in FEMALE_NAMES
        male = "mr" in before or folded[0] in MALE_NAMES
        same = next((p for p in self.persons if p.words == folded), None)
        person = same or self._new(core, folded, gender="f" if female else "m" if male else None)
        return Known(person=person, how=" ".join(core))

    def _actor(self, mention: Mention, folded: tuple[str, ...], names: ActorNames, how: str) -> Known:
        core = self._core(mention)
        person = self._actors[names.actor.id]
        if names.gender == "m" and is_female_courtesy(self._before_core(mention)):
            return Known(person=self._new(core, folded, gender="f"), how="namesake")
        if len(folded) == 1 and (bearer := self._other_bearer(mention, person, folded)):
            return Known(person=bearer, how=f"{core[-1]} → {bearer.name}, the last one of that name here")
        text = " ".join(core)
        return Known(person=person, how=f"{text} → {person.name} ({how})", sure=1.0 if how == "alias" else 0.9)

    def _of_that_name(self, word: str) -> Person | None:
        """Somebody else in the article whose surname, or given name, a single word is."""
        others = [person for person in self.persons if person.actor_id is None and person.words]
        surname = next((person for person in reversed(others) if person.words[-1] == word), None)
        return surname or next((p for p in others if len(p.words) > 1 and p.words[0] == word), None)

    def _may_be_person(self, mention: Mention, folded: tuple[str, ...]) -> bool:
        """Whether an unknown name can be a person's: a given name, a title, a reporting verb say so."""
        reading = self.reading
        first, stop = mention.words
        if folded[0] in MALE_NAMES | FEMALE_NAMES or self.title_before(mention) or self._before_core(mention):
            return True
        after = reading.lower[stop] if stop < len(reading.lower) else ""
        before = reading.lower[first - 1] if first else ""
        if after in SPEECH_VERBS or before in SPEECH_VERBS or (after in {"who", ","} and len(folded) > 1):
            return True
        return len(folded) > 1 and before not in _PLACE_WORDS

    def _other_bearer(self, mention: Mention, actor: Person, folded: tuple[str, ...]) -> Person | None:
        """The namesake that a bare surname means: introduced in the same paragraph, or alone of the name so far."""
        bearers = [p for p in self.persons if p.actor_id is None and folded[-1] in p.words and len(p.words) > 1]
        if not bearers:
            return None
        reading = self.reading
        at = mention.words[0]
        if at and reading.lower[at - 1] in _YOUNGER:
            return bearers[0]
        if self._before_core(mention):  # "President Trump"
            return None
        paragraph = reading.paragraph_of[at]
        established = [
            m.words[0]
            for m, known in self.of.items()
            if known.person is actor
            and m.words[0] < at
            and not (m.words[0] and reading.lower[m.words[0] - 1] in _NOT_ONE)
        ]
        introduced = [
            (m.words[0], known.person)
            for m, known in self.of.items()
            if known.person in bearers and len(self._core(m)) > 1 and m.words[0] < at
        ]
        actor_at = [
            m.words[0]
            for m, known in self.of.items()
            if known.person is actor and m.words[0] < at and (len(self._core(m)) > 1 or self._before_core(m))
        ]
        if not introduced:
            return None
        last, person = max(introduced, key=lambda entry: entry[0])
        here = reading.paragraphs[paragraph][0]
        if last >= here and not any(position >= here for position in actor_at):
            return person
        first = min(position for position, _ in introduced)
        return person if not actor_at and not any(position < first for position in established) else None

    def _new(self, core: Sequence[str], folded: tuple[str, ...], *, gender: str | None) -> Person:
        return Person(name=" ".join(core).replace(" .", "."), words=folded, gender=gender)

    def _near_title(self, mention: Mention, role: Role | None) -> bool:
        """Whether a misspelt name stands where an actor is expected: with a fitting role, or once one was named."""
        if role and any(own.fits(role) for names in self._roster.names for own in names.roles):
            return True
        return (
            any(person.seen_at or person in self.persons for person in self._actors.values())
            and mention.core[1] - mention.core[0] == 1
        )

    def _is_modifier(self, mention: Mention) -> bool:
        """An adjective use: "the Trump administration", "pre-Netanyahu", "Trump-era"."""
        reading = self.reading
        start, stop = mention.core
        if (
            start
            and reading.words[start - 1] in {"-", "–", "‑"}
            and reading.starts[start] == reading.ends[start - 1]
            and start == mention.words[0]
        ):
            return True
        if stop >= len(reading.words):
            return False
        start = mention.words[0]
        if start and reading.lower[start - 1] == "the" and stop - start == 1 and reading.words[stop].islower():
            return (
                reading.lower[stop] not in AUXILIARIES | SPEECH_VERBS.keys()
                and reading.starts[stop] > reading.ends[stop - 1]
            )
        glued = reading.starts[stop] == reading.ends[stop - 1]
        if glued and reading.words[stop] in {"-", "‑", "/"}:
            return True
        return reading.lower[stop] in _MODIFIED and reading.starts[stop] - reading.ends[stop - 1] <= 1

    def title_before(self, mention: Mention) -> list[str]:
        """The words of the role before a name: "Iran's army spokesman" in "Iran's army spokesman, Abolfazl …"."""
        reading = self.reading
        start = mention.core[0]
        at = start - 1
        if at >= 1 and reading.words[at] == ",":
            at -= 1
        if at < 0 or reading.sentence_of[at] != reading.sentence_of[start]:
            return []
        if at >= mention.words[0] or reading.lower[at] in ROLES:
            if reading.lower[at] not in ROLES:
                return reading.words[mention.words[0] : start]
            return reading.words[phrase_start(reading, at) : start]
        # "the spokesman for Iran's armed forces, Abolfazl …"
        for back in range(at, max(at - 9, -1), -1):
            if reading.words[back] in {",", "."} or (
                reading.lower[back] in SPEECH_VERBS and reading.lower[back] not in ROLES
            ):
                break
            if (
                reading.lower[back] in ROLES
                and back + 1 < len(reading.words)
                and reading.lower[back + 1] in {"of", "for", "to"}
                and reading.words[start - 1] == ","
            ):
                return reading.words[phrase_start(reading, back) : at + 1]
        return []

    def _learn_roles(self, mention: Mention, person: Person) -> None:
        reading = self.reading
        phrases = [self.title_before(mention)]
        stop = mention.words[1]
        end = reading.sentences[reading.sentence_of[mention.words[0]]][1]
        if stop < end and reading.words[stop] in {",", "(", "—", "–"}:
            after: list[str] = []
            for at in range(stop + 1, min(end, stop + 1 + _APPOSITION)):
                word = reading.lower[at]
                if not (word[:1].isalnum() or word in {"'s", "-", "’", "'"}) or (
                    word in SPEECH_VERBS and word not in ROLES
                ):
                    break
                after.append(reading.words[at])
            closed = stop + 1 + len(after)
            ends = reading.words[closed] if closed < len(reading.words) else "."
            if (
                after
                and (ends in {",", ".", ")", "—", "–", ";"} or reading.lower[closed] == "who" or after[0] == "who")
                and (
                    after[0].lower() in {"the", "a", "an", "who", "its", "his", "her", "their"}
                    or after[0].lower() in TITLE_WORDS
                    or "'s" in after[:3]
                    or "’s" in after[:3]
                    or after[0].lower() in COUNTRIES
                )
            ):
                phrases.append(after)
        for phrase in phrases:
            role = role_of(phrase) if phrase else None
            if role is None:
                continue
            if person.actor_id is None and role not in person.roles:
                person.roles.append(role)
            if person.gender is None:
                lower = {word.lower() for word in phrase}
                person.gender = "f" if lower & FEMALE_ROLES else "m" if lower & MALE_ROLES else None

    def by_description(self, mention: Mention, *, before: int) -> Known | None:
        """Whom "the spokesman", "the US president" means: the last one mentioned whose role fits."""
        words = self.reading.words[slice(*mention.words)]
        role = self._role_of(mention)
        if role is None or mention.indefinite:
            return None
        lower = {word.lower() for word in words}
        gender = "f" if lower & FEMALE_ROLES else "m" if lower & MALE_ROLES else None
        fitting = [
            person
            for person in (*self.persons, *self._unnamed_actors())
            if any(own.fits(role) for own in person.roles) and (gender is None or person.may_be(gender))
        ]
        text = " ".join(words).replace(" 's", "'s").replace(" ’s", "’s")
        if not fitting:
            return None
        past = [(at, person) for person in fitting if (at := person.last_before(before)) >= 0]
        if past:
            specific = bool(role.countries or role.houses)
            person = max(past, key=lambda entry: (_closeness(entry[1], role), entry[0]))[1]
            return Known(
                person=person,
                how=f"{text} → {person.name}, last mentioned with that role",
                sure=0.95 if specific or len(fitting) == 1 else 0.85,
            )
        if (
            not role.former
            and len({id(person) for person in fitting}) == 1
            and (fitting[0] in self.persons or role.countries or role.houses or fitting[0].actor_id in self.in_title)
        ):
            return Known(person=fitting[0], how=f"{text} → {fitting[0].name}, the only one with that role", sure=0.85)
        return None

    def _role_of(self, mention: Mention) -> Role | None:
        """The role of a description; "In Tehran the president" says where he is president."""
        reading = self.reading
        role = role_of(reading.words[slice(*mention.words)])
        first = mention.words[0]
        if (
            role
            and not role.countries
            and first > 1
            and reading.words[first - 2] == "In"
            and reading.lower[first - 1] in COUNTRIES
        ):
            role = replace(role, countries=frozenset({COUNTRIES[reading.lower[first - 1]]}))
        return role

    def may_describe_actor(self, role: Role) -> bool:
        """Whether a description can mean a tracked actor."""
        return any(own.fits(role) for person in self._actors.values() for own in person.roles)

    def _unnamed_actors(self) -> Iterable[Person]:
        return (person for person in self._actors.values() if person not in self.persons)

    def unnamed(self, mention: Mention) -> Person:
        """A person known by description only: "an aide", "the army's spokesman"."""
        words = self.reading.words[slice(*mention.words)]
        role = self._role_of(mention)
        lower = {word.lower() for word in words}
        text = self.reading.text[slice(*self.reading.char_span(mention.words))]
        person = Person(
            name=text,
            gender="f" if lower & FEMALE_ROLES else "m" if lower & MALE_ROLES else None,
            roles=[role] if role else [],
            named=False,
        )
        if not mention.indefinite:
            self.persons.append(person)
        return person


_NOT_ONE = frozenset("a an another no the".split())


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


_PLACE_WORDS: Final = word_list("place_prepositions")
_YOUNGER = frozenset({"younger", "elder", "senior", "junior", "first"})
_MODIFIED: Final = word_list("modified_nouns")
