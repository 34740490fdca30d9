"""Who bears a name: the names of one article, each with the person whom it means.

Full names are read before shorter ones of the same person, and tracked actors are known by their aliases alone.
"""

from __future__ import annotations

import re
from bisect import insort
from typing import TYPE_CHECKING, Final

from bot.core.day_names import WEEKDAYS
from bot.watcher import thresholds
from bot.watcher.lexicon import (
    AUXILIARIES,
    COURTESY,
    FEMALE_NAMES,
    FEMALE_ROLES,
    FUNCTION_WORDS,
    MALE_NAMES,
    MALE_ROLES,
    SPEECH_VERBS,
    word_list,
)
from bot.watcher.people.bearers import bearer_of, namesake_of, shares_name_with_office
from bot.watcher.people.court import ON_THE_STAND, is_on_the_stand
from bot.watcher.people.mentions import Mention, MentionKind
from bot.watcher.people.role_words import apposition, set_off_before, title_before
from bot.watcher.people.roster import is_female_courtesy, name_words
from bot.watcher.person import Known, Person
from bot.watcher.roles import Role, role_of
from bot.watcher.text.reading import DASHES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.watcher.people.roster import ActorNames, Roster
    from bot.watcher.text.reading import Reading

_WOMENS_NAMES: Final = word_list("womens_names")
_PLACE_WORDS: Final = word_list("place_prepositions")
_NEVER_HIS: Final = frozenset(  # heads of roles before a surname: whoever has another office is never called so
    "analyst ayatollah congressman general governor lawyer mayor senator".split()
)
_ONE_OF_MANY: Final = frozenset("a an another no".split())
_DATELINE_OF_PLACE: Final = re.compile(  # "ORAN (Orbita) – ", "Oran, Orbita – "
    r"""
    \s*[A-Z][\w.'’-]+(?:\ [A-Z][\w.'’-]+){0,2}
    (?:,\ [A-Z]\w{2,8}\.?\ \d{1,2}(?=,?\ \())?  # "ORAN, Sept. 07 (Orbita) – "
    (?:,\ (?P<agency>[A-Z][\w.'’-]+(?:\ [A-Z][\w.'’-]+){0,2}) | ,?\ \((?P<bracketed>[^()\n]{2,40})\))
    \ ?[–—-]{1,2}\s
    """,
    re.VERBOSE,
)
_MODIFIED: Final = word_list("modified_nouns")


class Naming:
    """Finds who bears each name of an article.

    Attributes:
        persons: who is named, in the order in which their longest names were read.
        of: whom each name means; one that is nobody's is not there.

    """

    def __init__(self, reading: Reading, roster: Roster, actors: Mapping[str, Person]) -> None:
        self.persons: list[Person] = []
        self.of: dict[Mention, Known] = {}
        self._reading = reading
        self._roster = roster
        self._actors = actors
        self._doubles: dict[str, Person | None] = {}  # who else has all of an actor's name, by the actor's id
        self._by_ear_here: dict[tuple[str, ...], ActorNames] = {}  # as this article writes his name
        opening = _DATELINE_OF_PLACE.match(reading.text)
        self._agency = tuple(name_words(opening["agency"] or opening["bracketed"])) if opening else ()

    def read(self, mentions: Sequence[Mention]) -> None:
        """Full names first, the longest before shorter ones of the same person; then single words in their order."""
        names = [mention for mention in mentions if mention.kind is MentionKind.NAME]
        length = {mention: min(len(self._core(mention)), thresholds.LONGEST_NAME) for mention in names}
        for mention in sorted(names, key=lambda mention: (-length[mention], mention.words)):
            known = self._person_of_name(mention)
            if known is None:
                continue
            self.of[mention] = known
            self._learn_roles(mention, known.person)
            if known.person not in self.persons:
                self.persons.append(known.person)
            insort(known.person.seen_at, mention.words[0])
            if len(self._core(mention)) > 1 or self._before_core(mention):
                known.person.full_at.append(mention.words[0])

    def _core(self, mention: Mention) -> list[str]:
        return [word for word in self._reading.words[slice(*mention.core)] if word[:1].isalnum()]

    def _before_core(self, mention: Mention) -> list[str]:
        return self._reading.lower[mention.words[0] : mention.core[0]]

    def _person_of_name(self, mention: Mention) -> Known | None:
        core = self._core(mention)
        words = tuple(word for text in core for word in name_words(text))
        before = self._before_core(mention)
        role_words = title_before(self._reading, mention)
        role = role_of(role_words) if role_words else None
        match = (
            self._roster.match(core, titled=self._near_title(mention, role))
            or self._behind_capital(mention, core)
            or self._by_ear(words, role)
        )
        if match:
            return None if self._is_modifier(mention) else self._actor(mention, words, *match)
        person = bearer_of(self._reading, self._untracked(), words, mention.words[0])
        if person:
            return Known(person=person, how=f"{' '.join(core)} → {person.name}")
        if not self._may_be_person(mention, words):
            return None
        female = is_female_courtesy(before) or words[0] in FEMALE_NAMES
        female |= len(words) >= thresholds.FULL_NAME and words[0] in _WOMENS_NAMES  # alone it may be a surname
        male = "mr" in before or words[0] in MALE_NAMES
        gender = "f" if female else "m" if male else None
        return Known(person=self._new(mention, words, gender=gender), how=" ".join(core))

    def _behind_capital(self, mention: Mention, core: Sequence[str]) -> tuple[ActorNames, str] | None:
        """The actor whose full name stands behind other capitals: "Rival Ann Bell said", "in Oran Ann Bell said"."""
        reading, first = self._reading, mention.words[0]
        is_placed = first > 0 and reading.lower[first - 1] in _PLACE_WORDS
        is_first = first == reading.sentences[reading.sentence_of[first]][0]
        if mention.core[0] != first or not (is_first or is_placed) or reading.lower[first] in MALE_NAMES | FEMALE_NAMES:
            return None
        longest = thresholds.WORDS_OF_PLACE if is_placed else 1
        behind = (core[more:] for more in range(1, longest + 1) if len(core) - more >= thresholds.FULL_NAME)
        found = (self._roster.match(words) for words in behind)
        return next((match for match in found if match and match[1] == "alias"), None)

    def _by_ear(self, words: tuple[str, ...], role: Role | None) -> tuple[ActorNames, str] | None:
        """The actor whose name somebody else writes in his way: with his office first, from then on without."""
        if role is not None and (names := self._roster.by_ear(words, role)) is not None:
            self._by_ear_here[words[-1:]] = self._by_ear_here[words] = names
        found = self._by_ear_here.get(words)
        return (found, "by its sound") if found else None

    def _actor(self, mention: Mention, words: tuple[str, ...], names: ActorNames, how: str) -> Known:
        core = self._core(mention)
        person = self._actors[names.actor.id]
        if names.gender == "m" and is_female_courtesy(self._before_core(mention)):
            return Known(person=self._new(mention, words, gender="f"), how="namesake")
        if (double := self._double(mention, words, person)) is not None and not self._bears_office(mention, person):
            return Known(person=double, how=f"{' '.join(core)}, who has the name of {person.name}")
        title = role_of(self._before_core(mention))
        if len(words) == 1 and title and title.head in _NEVER_HIS and not any(own.fits(title) for own in person.roles):
            return Known(person=self._new(mention, words, gender=None), how="namesake")
        if len(words) == 1 and (bearer := self._namesake(mention, names, words[0])):
            return Known(person=bearer, how=f"{core[-1]} → {bearer.name}, the last one of that name here")
        is_unrelated = self._reading.lower[mention.words[1] : mention.words[1] + 3] == ["(", "no", "relation"]
        if is_unrelated or (mention.words[0] and self._reading.lower[mention.words[0] - 1] in {"elder", "younger"}):
            return Known(person=self._new(mention, words, gender=None), how="namesake")
        text = " ".join(core)
        return Known(person=person, how=f"{text} → {person.name} ({how})", sure=1.0 if how == "alias" else 0.9)

    def _double(self, mention: Mention, words: tuple[str, ...], actor: Person) -> Person | None:
        """Who else bears all of an actor's name: the text says so, and gives an age or another calling behind it."""
        if actor.actor_id is not None and actor.actor_id not in self._doubles:
            behind = self._reading.words[mention.words[1] : mention.words[1] + 3]
            is_aged = len(behind) > 1 and behind[0] == "," and behind[1].isdigit()
            is_called = is_aged or (apposition(self._reading, mention) and not self._bears_office(mention, actor))
            is_another = bool(is_called) and shares_name_with_office(self._reading, actor.roles)
            self._doubles[actor.actor_id] = self._new(mention, words, gender=None) if is_another else None
        return self._doubles[actor.actor_id] if actor.actor_id is not None else None

    def _bears_office(self, mention: Mention, actor: Person) -> bool:
        phrases = (find(self._reading, mention) for find in (title_before, set_off_before, apposition))
        return any(own.fits(role) for phrase in phrases if (role := role_of(phrase)) for own in actor.roles)

    def _namesake(self, mention: Mention, names: ActorNames, word: str) -> Person | None:
        is_titled = not COURTESY.issuperset(self._before_core(mention))  # any man of that name is "Mr Trump"
        # With a surname no name begins: "Trump Heads Home" is a headline, "Trump Tower" a house.
        others = [one for one in self._untracked() if one.words[0] != word or word not in names.surnames]
        actor, at = self._actors[names.actor.id], mention.words[0]
        return namesake_of(self._reading, others, actor, word, at, is_titled=is_titled)

    def _untracked(self) -> list[Person]:
        return [person for person in self.persons if person.actor_id is None]

    def _may_be_person(self, mention: Mention, words: tuple[str, ...]) -> bool:
        """Whether an unknown name can be a person's: a given name, a title, a reporting verb say so."""
        reading = self._reading
        first, stop = mention.words
        if len(words) > thresholds.LONGEST_NAME or words == self._agency:  # a headline in capitals
            return False
        is_no_name = words[-1] in WEEKDAYS or not FUNCTION_WORDS.isdisjoint(words[len(words) > 1 :])
        if is_no_name and words[0] not in MALE_NAMES | FEMALE_NAMES:
            return False  # "A. On Tuesday", "Q. What", "Nobody"; but Theresa May
        if words[0] in MALE_NAMES | FEMALE_NAMES or title_before(self._reading, mention) or self._before_core(mention):
            return True
        after = reading.lower[stop] if stop < len(reading.lower) else ""
        before = reading.lower[first - 1] if first else ""
        if after in SPEECH_VERBS or before in SPEECH_VERBS or (after == "who" and len(words) > 1):
            return True
        is_dateline = first == reading.paragraphs[reading.paragraph_of[first]][0] and after in DASHES
        is_loud = reading.text[slice(*reading.line_of(first))].isupper()  # "PAY BACK EVERY DIME"
        return len(words) > 1 and before not in _PLACE_WORDS and not is_dateline and not is_loud

    def _new(self, mention: Mention, words: tuple[str, ...], *, gender: str | None) -> Person:
        text = self._reading.text[slice(*self._reading.char_span(mention.core))]
        return Person(name=" ".join(text.split()).lstrip(".,- "), words=words, gender=gender)

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
        reading = self._reading
        start, stop = mention.core
        if (
            start
            and reading.words[start - 1] in {"-", "–", "‑"}
            and reading.starts[start] == reading.ends[start - 1]
            and start == mention.words[0]
        ):
            return True
        if stop - start == 1 and reading.lower[start - 1] in _ONE_OF_MANY:
            return True  # "there is a Trump in the last four"
        if stop >= len(reading.words):
            return False
        start = mention.words[0]
        if start and reading.lower[start - 1] == "the" and stop - start == 1 and reading.words[stop].islower():
            return reading.lower[stop] not in AUXILIARIES | SPEECH_VERBS.keys()
        glued = reading.starts[stop] == reading.ends[stop - 1]
        if glued and reading.words[stop] in {"-", "‑", "/"}:
            return True
        return reading.lower[stop] in _MODIFIED and reading.starts[stop] - reading.ends[stop - 1] <= 1

    def _learn_roles(self, mention: Mention, person: Person) -> None:
        if ON_THE_STAND not in person.roles and is_on_the_stand(self._reading, mention):
            person.roles.append(ON_THE_STAND)
        for find in (title_before, set_off_before, apposition):
            phrase = find(self._reading, mention)
            role = role_of(phrase)
            if role is None:
                continue
            if person.actor_id is None and role not in person.roles:
                person.roles.append(role)
            person.gender = person.gender or gender_said(phrase)


def gender_said(words: Iterable[str]) -> str | None:
    """What words for a role say of somebody's gender."""
    lower = {word.lower() for word in words}
    return "f" if lower & FEMALE_ROLES else "m" if lower & MALE_ROLES else None
