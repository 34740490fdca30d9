"""Who else may be *the prime minister*, *the president*, *the spokesman*: whom a description does not mean.

A title without a country is whose it is in the passage. Many have it, and the text seldom says again whose it means:
it may be the one who came with the actor, whom he met, who is named behind the words, or the holder in the place where
the text was written. Where any of these may be meant the words are nobody's: a wrong mouth is the worst failure.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from bot.core.places import has_office, parliament_at, place_at
from bot.watcher import thresholds
from bot.watcher.lexicon import DAYS_MONTHS, DETERMINERS, FUNCTION_WORDS, PREPOSITIONS
from bot.watcher.people.resolver import is_in_opening
from bot.watcher.people.role_words import apposition, described_role
from bot.watcher.people.scene import Form, MentionPlace, Question, Scene
from bot.watcher.roles import JOURNALIST, OFFICES_OF_STATE, role_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from bot.watcher.people.mentions import Mention
    from bot.watcher.people.people import People
    from bot.watcher.people.scene import Sight, Story
    from bot.watcher.person import Person
    from bot.watcher.roles import Role
    from bot.watcher.text.reading import Reading

_VERBS_OF_ASKING: Final = frozenset("asked asks inquired pressed wanted wondered".split())
_QUOTED: Final = MentionPlace.QUOTED
_NO_OFFICES: Final = frozenset({JOURNALIST, "resident", "witness"})  # "his host", "the visitor"
_HELD_BY_MANY: Final = OFFICES_OF_STATE | {"spokesperson"}
_GOVERNING: Final = frozenset("administration cabinet government parliament".split())
_ADJECTIVES: Final = ("ian", "ican", "ese", "ish", "ch", "i")  # "French officials"
_IN_PERSON: Final = frozenset(  # where somebody does this he is
    "addressed addresses addressing inaugurated opened opens said says signed signs speaking speaks spoke told".split()
)
_OF_A_TOPIC: Final = frozenset("about against for of on over".split())
_COMING: Final = frozenset("at for from in into left reached through to toured touring visited visiting visits".split())
_WRITTEN_IN: Final = re.compile(  # "LONDON — ", "Paris, May 4 (Agency) - ", "ATHENS/DUBAI: ", "HAIFA, Israel — "
    r"""
    \s*(?P<places>[A-Z][\w.'’/ -]{1,30}?)
    (?: ,\s (?P<state>[^—–:\n“"(]{1,30}) )?  # or the day
    (?: \s?\([^()\n]{2,30}\) )?
    \s? (?: [—–:] | \s-+\s | (?<=[A-Z][A-Z])\. ) \s* (?=[“"A-Z])  # or "NAIROBI. "
    """,
    re.VERBOSE,
)


class Offices:
    """Whose office a description may be, but for the tracked actors.

    Args:
        reading: the article.
        people: of it.
        story: what is remembered of it so far.
        hidden: per word, whether it stands in words that are said.

    """

    def __init__(self, reading: Reading, people: People, story: Story, hidden: Sequence[bool]) -> None:
        self._reading = reading
        self._people = people
        self._story = story
        self._hidden = hidden
        self._written_in = dateline_places(reading.text)

    def not_meant(self, mention: Mention, speaks_of: str | None) -> frozenset[Person]:
        """The tracked actors whom a description does not mean.

        Args:
            mention: the description.
            speaks_of: the state that acts in the first words that it is the source of.

        """
        role, at = described_role(self._reading, mention), mention.words[0]
        if role is None:
            return frozenset()
        here = self._reading.sentence_of[at]
        scene = Scene(self._story, Question(form=Form.DESCRIPTION, words=mention.words, sentence=here, role=role))
        return self.of_others(mention, speaks_of) | frozenset(
            actor
            for actor in self._people.actors()
            if is_in_opening(scene, actor) or self._had_it_later(role, actor, at)
        )

    def of_others(self, mention: Mention, speaks_of: str | None) -> frozenset[Person]:
        """The tracked actors whose the office is not there, so that *he* behind it is nobody of them."""
        role, at = described_role(self._reading, mention), mention.words[0]
        if role is None or role.countries:
            return frozenset()
        bearing = [actor for actor in self._people.actors() if any(own.fits(role) for own in actor.roles)]
        return frozenset(
            actor
            for actor in bearing
            if not self._people.is_first_of_office(mention, actor)  # a text that writes "the Prime Minister" has one
            and (
                self._is_behind_another(role, actor, at)
                or (role.head in _HELD_BY_MANY and self._is_beside_a_holder(role, actor, at))
                or (role.head in _HELD_BY_MANY and self._is_of_the_place(role, actor, mention))
                or (role.head in OFFICES_OF_STATE and self._is_elsewhere(role, actor, at, speaks_of))
            )
        )

    def _last_sight(self, person: Person, before: int) -> Sight | None:
        """Where somebody was seen last before a word, outside of what is said."""
        sights = reversed(self._story.sights.get(person, ()))
        return next((one for one in sights if one.at < before and one.place is not _QUOTED), None)

    def _had_it_later(self, role: Role, actor: Person, at: int) -> bool:
        """Whether somebody else with the office was the subject or spoke after the actor was seen last."""
        here = self._reading.sentence_of[at]
        seen = self._last_sight(actor, at)
        last = seen.sentence if seen else -1
        for entries in (self._story.subjects, self._story.spoken):
            near = takewhile(lambda entry: here - entry[0] <= thresholds.RESOLVER_REACH, reversed(entries))
            for sentence, person in near:
                if person is None or person is actor or not last < sentence < here:
                    continue
                if any(own.fits(role) and not own.former for own in person.roles):
                    return True
        return False

    def _is_behind_another(self, role: Role, actor: Person, at: int) -> bool:
        """*His host, Ann Bell, said X. “…,” the premier said*: somebody by name, whatever his office, came last.

        He spoke last in the paragraph, or is whom the sentence before is about, with the actor at most behind him.
        """
        sentence, seen = self._reading.sentence_of[at], self._last_sight(actor, at)
        floor = self._story.floor
        is_here = floor is not None and self._reading.paragraph_of[floor.at] == self._reading.paragraph_of[at]
        last = seen.sentence if seen else -1
        if floor is not None and is_here and self._may_hold(floor.person, role):
            spoke_at = self._reading.sentence_of[floor.at]
            if floor.person is not actor and last < spoke_at:
                return True
        if role.head not in OFFICES_OF_STATE:
            return False
        before = next((person for number, person in reversed(self._story.subjects) if number == sentence - 1), None)
        if before is None or before is actor or not self._may_hold(before, role):
            return False
        words = self._reading.lower[slice(*self._reading.sentences[sentence - 1])]
        led = (
            self._last_sight(before, at) if _VERBS_OF_ASKING.isdisjoint(words) else None
        )  # who asks does not answer as well
        if led is None or led.paragraph != self._reading.paragraph_of[at]:
            return False
        return last < led.sentence or (seen is not None and last == led.sentence and led.at < seen.at)

    def _may_hold(self, person: Person, role: Role) -> bool:
        """Whether somebody by name may have an office: nothing else is known of him, and he is no relative."""
        families = {actor.words[-1] for actor in self._people.actors() if actor.words}
        is_free = person.named and person.actor_id is None and not families.intersection(person.words)
        is_free &= FUNCTION_WORDS.isdisjoint(person.words)  # "A. Nobody has said", of an interview
        is_free &= not self._is_something_else(person)
        return is_free and all((own.fits(role) and not own.former) or own.head in _NO_OFFICES for own in person.roles)

    def _is_something_else(self, person: Person) -> bool:
        """*Ann Bell, the firm's former assistant, said*: words behind a name say what somebody is, but no office."""
        its = (mention for mention, known in self._people.of.items() if known.person is person)
        described = (words for mention in its if (words := apposition(self._reading, mention)))
        return any(role_of(words) is None and words[0] != "who" for words in described)  # "who holds the presidency"

    def _holders(self, role: Role, actor: Person) -> list[Person]:
        """Who else has the office in the text, of no country or of another one than the actor."""
        home = _home(actor)
        return [
            person
            for person in self._people.persons
            if person is not actor
            and person.actor_id is None
            and any(own.fits(role) and not own.former and home.isdisjoint(own.countries) for own in person.roles)
            and (person.named or actor in person.apart_from or any(own.countries for own in person.roles))
        ]

    def _is_beside_a_holder(self, role: Role, actor: Person, at: int) -> bool:
        """*Netanyahu received the Indian premier. The premier said X*: the two came together, or the other one last."""
        paragraph = self._reading.paragraph_of[at]
        sights = self._story.sights.get(actor, ())  # of *he* nobody is sure, with two who may be
        named = next(
            (one for one in reversed(sights) if one.at < at and one.by_name and one.place is not _QUOTED), None
        )
        for holder in self._holders(role, actor):
            met = self._last_sight(holder, at)
            if met is None:
                continue
            is_near = paragraph - met.paragraph <= 1 and (named is None or met.sentence >= named.sentence)
            is_far = named is None or paragraph - named.paragraph > 1
            if is_near or (is_far and self._is_at_home(holder, actor)):
                return True
        return False

    def _is_at_home(self, holder: Person, actor: Person) -> bool:
        """Whether the text says *President Ann Bell* of one, and *US President Tom Hill* of the other."""
        if not holder.named or any(own.countries for own in holder.roles):
            return False
        lower, home = self._reading.lower, _home(actor)
        titles = (word for at in actor.seen_at for word in range(at, at + thresholds.TITLED_NAME))
        return any((place := place_at(lower, word)) is not None and place[0] in home for word in titles)

    def _is_of_the_place(self, role: Role, actor: Person, mention: Mention) -> bool:
        """Whether it is the holder where the text was written, with nobody named yet, or where the sentence has him."""
        home = _home(actor)
        is_new = self._last_sight(actor, mention.words[0]) is None and actor.actor_id not in self._people.in_title
        if role.head not in OFFICES_OF_STATE:
            return is_new and bool(self._written_in) and home.isdisjoint(self._written_in)
        states = {state for state in self._where(mention) if has_office(state, role.head)}
        return bool(states) and home.isdisjoint(states) and not self._has_come_to(states, actor, mention.words[0])

    def _where(self, mention: Mention) -> frozenset[str]:
        """The state in which somebody speaks or signs: *told traders in Oslo that*; of a town, that of the text."""
        reading, first = self._reading, mention.words[1]
        end = reading.sentences[reading.sentence_of[mention.words[0]]][1]
        clause = takewhile(lambda at: not self._hidden[at] and reading.lower[at] not in _OF_A_TOPIC, range(first, end))
        does = False
        for at in clause:
            does |= reading.lower[at] in _IN_PERSON
            if does and reading.lower[at] == "in" and at + 1 < end and reading.words[at + 1][0].isupper():
                place = place_at(reading.lower, at + 1) or place_at(reading.words, at + 1)
                is_a_time = reading.lower[at + 1] in DAYS_MONTHS
                return frozenset({place[0]}) if place else frozenset() if is_a_time else self._written_in
        return frozenset()

    def _has_come_to(self, states: AbstractSet[str], actor: Person, before: int) -> bool:
        """Whether the text has told of somebody in a state: *Netanyahu landed in Oslo*, *OSLO — Netanyahu said*."""
        reading, sights = self._reading, self._story.sights.get(actor, ())
        sentences = {one.sentence for one in sights if one.at < before and one.place is not _QUOTED}
        if 0 in sentences and not states.isdisjoint(self._written_in):
            return True
        return any(
            place is not None and place[0] in states and reading.lower[word - 1] in _COMING
            for sentence in sentences
            for word in range(*reading.sentences[sentence])
            for place in (place_at(reading.lower, word) or place_at(reading.words, word),)
        )

    def _is_elsewhere(self, role: Role, actor: Person, at: int, speaks_of: str | None) -> bool:
        """Whether the text, the sentence or the words are of another state that has such an office."""
        home, seen = _home(actor), self._last_sight(actor, at)
        if not home:
            return False
        written_in = frozenset[str]()
        if not home & self._written_in:
            written_in = frozenset(state for state in self._written_in if has_office(state, role.head))
        holders = self._holders(role, actor)
        if written_in and (
            seen is None or any(not own.countries or own.countries & written_in for one in holders for own in one.roles)
        ):
            return True
        if self._is_before_a_parliament(at, home) or self._is_of_the_item(role, actor, at):
            return True
        if speaks_of is None or speaks_of in home or not has_office(speaks_of, role.head):
            return False
        is_of_holder = any(not own.countries or speaks_of in own.countries for one in holders for own in one.roles)
        return seen is None or speaks_of in written_in or is_of_holder or self._is_somebody_near(role, actor, at)

    def _is_of_the_item(self, role: Role, actor: Person, at: int) -> bool:
        """*Norway's court upheld the ban. The prime minister welcomed it*: of the state with whose thing it begins."""
        first = self._reading.paragraphs[self._reading.paragraph_of[at]][0]
        place = place_at(self._reading.lower, first)
        if place is None or place[0] in _home(actor) or not has_office(place[0], role.head):
            return False
        behind = self._reading.lower[first + place[1] : first + place[1] + 1]
        return behind in (["'s"], ["’s"]) and not any(first <= word < at for word in actor.seen_at)

    def _is_before_a_parliament(self, at: int, home: frozenset[str]) -> bool:
        """*The prime minister told the Commons*: of another state."""
        words = self._reading.lower[at : self._reading.sentences[self._reading.sentence_of[at]][1]]
        states = {state for word in words if (state := parliament_at(word))}
        return bool(states) and home.isdisjoint(states)

    def _is_somebody_near(self, role: Role, actor: Person, at: int) -> bool:
        """Whether somebody who may have the office is named in the paragraph, or in that before or behind."""
        number = self._reading.paragraph_of[at]
        near = range(number - 1, number + 2)
        return any(
            self._reading.paragraph_of[word] in near
            for person in self._people.persons
            if person is not actor and self._may_hold(person, role)
            for word in person.seen_at
        )


def _home(person: Person) -> frozenset[str]:
    return frozenset(country for own in person.roles for country in own.countries)


def dateline_places(text: str) -> frozenset[str]:
    """The states in which a text says that it was written: *LONDON — *, *ATHENS/DUBAI, Aug 5 (Agency) - *."""
    opening = _WRITTEN_IN.match(text)
    if opening is None:
        return frozenset()
    named = [*re.split(r"\s*(?:/|\band\b)\s*", opening["places"]), (opening["state"] or "").strip()]
    found = (place_at(name.lower().split(), 0) or place_at(name.title().split(), 0) for name in named)
    return frozenset(place[0] for place in found if place is not None)


def state_that_acts(reading: Reading, first: int, stop: int) -> str | None:
    """The state that is the subject of the words of a range: *Britain would not wait*, *the Spanish government will*.

    Args:
        reading: the article.
        first: the word with which what is said begins.
        stop: the word behind it.

    """
    lower = reading.lower
    at = next((word for word in range(first, stop) if lower[word][0].isalnum() and lower[word] != "that"), stop)
    at += at < stop and lower[at] in DETERMINERS
    place = place_at(lower[:stop], at) if at < stop else None
    if place is None or not reading.words[at][0].isupper():
        return None
    name, behind = lower[at], at + place[1]
    is_adjective = place[1] == 1 and name != place[0] and name.endswith(_ADJECTIVES)
    if is_adjective:
        behind += 1
        if lower[behind - 1 : behind] == [] or lower[behind - 1] not in _GOVERNING:
            return None
    following = reading.words[behind] if behind < stop else ""
    acts = following[:1].isalpha() and following.islower() and following not in PREPOSITIONS
    return place[0] if acts or following in {"'s", "’s"} else None
