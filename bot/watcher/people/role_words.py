"""The words of a role: before a name, behind it, or alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.core.places import has_office, place_at
from bot.watcher import thresholds
from bot.watcher.lexicon import COUNTRIES, PREPOSITIONS, ROLES, SPEECH_VERBS, TITLE_WORDS
from bot.watcher.people.mentions import phrase_start
from bot.watcher.roles import OFFICES_OF_STATE, STATES, role_of

if TYPE_CHECKING:
    from bot.watcher.people.mentions import Mention
    from bot.watcher.roles import Role
    from bot.watcher.text.reading import Reading

_OPENS_SPEECH: Final = frozenset("\"“‘'«")
_OPENS_APPOSITION: Final = frozenset(",(—–")
_CLOSES_APPOSITION: Final = frozenset(",.)—–;")
_BEGINS_APPOSITION: Final = frozenset("the a an who its his her their".split())
_JOINING: Final = frozenset({"and", "or"})
_COUNTRY_NAMES: Final = frozenset(COUNTRIES.values())
_ENDINGS_OF_NATIONS: Final = ("ian", "ican", "ese", "ish", "ch", "i")  # "French officials"
_STATES: Final = STATES | frozenset("administration cabinet coalition government ministry party house".split())
_OWNING: Final = frozenset({"'s", "’s", "'", "’"})
_WHOSE: Final = frozenset({"of", "for"})
_SOME: Final = frozenset({"a", "an", "another"})  # "of a neighbouring country"
_SPOKESPERSON: Final = "spokesperson"
_NO_COUNTRY: Final = "no country"  # whose spokesman is that of a thing: it is nobody's country


def title_before(reading: Reading, mention: Mention) -> list[str]:
    """The words of the role before a name: "the mayor" in "the mayor, Yona Yahav"."""
    start = mention.core[0]
    at = start - 1
    if at >= 1 and reading.words[at] == ",":
        at -= 1
    if at < 0 or reading.sentence_of[at] != reading.sentence_of[start]:
        return []
    if at >= mention.words[0] or reading.lower[at] in ROLES:
        if reading.lower[at] not in ROLES:
            return reading.words[mention.words[0] : start]
        begin = phrase_start(reading, at)
        is_spoken_to = (
            at < start - 1
            and begin
            and reading.words[begin - 1] in _OPENS_SPEECH
            and reading.lower[begin] in ROLES.keys() | TITLE_WORDS
        )
        return [] if is_spoken_to else reading.words[begin:start]  # “Mayor, Haifa will not forgive this”
    return _title_with_house(reading, at, start) if reading.words[start - 1] == "," else []


def set_off_before(reading: Reading, mention: Mention) -> list[str]:
    """The words of a role before a name that has a title of its own: "The spokesman, Brigadier General Ann Bell,"."""
    first, stop = mention.words
    at = first - 2
    is_between_commas = reading.words[first - 1 : first] == [","] == reading.words[stop : stop + 1]
    if mention.core[0] == first or at < 0 or not is_between_commas or reading.lower[at] not in ROLES:
        return []
    return reading.words[phrase_start(reading, at) : first - 1]


def _title_with_house(reading: Reading, at: int, start: int) -> list[str]:
    """The words of a role with its house, set off by a comma: "the mayor of Haifa, Yona Yahav"."""
    lower = reading.lower
    for back in range(at, max(at - thresholds.ROLE_WITHIN, -1), -1):
        if lower[back] in {",", "."} or (lower[back] in SPEECH_VERBS and lower[back] not in ROLES):
            break
        if lower[back] in ROLES and back + 1 < start and lower[back + 1] in {"of", "for", "to"}:
            return reading.words[phrase_start(reading, back) : at + 1]
    return []


def apposition(reading: Reading, mention: Mention) -> list[str]:
    """The words behind a name that say who it is: "…, the mayor of Haifa,"."""
    stop = mention.words[1]
    end = reading.sentences[reading.sentence_of[mention.words[0]]][1]
    if stop >= end or reading.words[stop] not in _OPENS_APPOSITION:
        return []
    closed = stop + 1
    while closed < min(end, stop + 1 + thresholds.ROLE_WITHIN) and _is_of_phrase(reading, closed):
        closed += 1
    phrase = reading.words[stop + 1 : closed]
    ends = reading.words[closed] if closed < len(reading.words) else "."
    if not phrase or not (ends in _CLOSES_APPOSITION or "who" in {ends.lower(), phrase[0]}):
        return []
    first = phrase[0].lower()
    begins = first in _BEGINS_APPOSITION or first in TITLE_WORDS or first in COUNTRIES
    return phrase if begins or {"'s", "’s"} & set(phrase[:3]) else []


def _is_of_phrase(reading: Reading, at: int) -> bool:
    word = reading.lower[at]
    is_verb = word in SPEECH_VERBS and word not in ROLES
    return (word[:1].isalnum() or word in {"'s", "-", "’", "'"}) and not is_verb


def described_role(reading: Reading, mention: Mention) -> Role | None:
    """The role of a description; "In Tehran the president", "Iran will not pay, its spokesman" say whose it is.

    So does the place in front of a sentence about a spokesman, who seldom travels: "In Beijing it rained, and the …",
    or about a premier where there is one: "In Oslo, the prime minister said".
    """
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
    elif role and not role.countries and (place := _place_in_front(reading, first, role.head)):
        # Not "In Gaza, the spokesman said, the war …", where the place is what he speaks of.
        role = replace(role, countries=frozenset({place}))
    elif role and not role.countries and {"foreign", "office"} <= set(reading.lower[slice(*mention.words)]):
        role = replace(role, countries=frozenset({_NO_COUNTRY}))  # so are called those of London and Islamabad
    elif role and not role.countries and "its" in reading.lower[slice(*mention.words)]:
        role = replace(role, countries=frozenset({_country_that_acts(reading, first) or _NO_COUNTRY}))
    elif role and not role.countries and not role.houses and _is_of_a_club(reading, mention):
        role = replace(role, countries=frozenset({_NO_COUNTRY}))
    return role


def _place_in_front(reading: Reading, at: int, head: str) -> str | None:
    """The place with which a sentence begins, "In Beijing …", "Beijing: …", where nobody is named behind it."""
    if head != _SPOKESPERSON and head not in OFFICES_OF_STATE:
        return None
    begin = reading.sentences[reading.sentence_of[at]][0]
    begin += reading.lower[begin] == "in"
    behind = next((word for word in range(at, len(reading.lower)) if reading.lower[word] in SPEECH_VERBS), at)
    is_inserted = reading.lower[at - 1] == "," and reading.lower[behind + 1 : behind + 2] in ([","], ["."])
    if is_inserted or reading.lower[begin] in reading.lower[: max(begin - 1, 0)]:
        return None  # "In Gaza, the spokesman said, …"; or he came there before
    place = place_at(reading.lower, begin) or place_at(reading.words, begin)
    if (
        place is None
        or not has_office(place[0], head)
        or (reading.lower[begin - 1] != "in" and reading.lower[begin + place[1]] != ":")
    ):
        return None
    return None if any(map(str.istitle, reading.words[begin + place[1] : at])) else place[0]


def _is_of_a_club(reading: Reading, mention: Mention) -> bool:
    """*The guild's president*, *the premier of Bavaria*, *the official from the bank*: of no state that is known."""
    words = reading.words[slice(*mention.words)]
    owned = next((at for at, word in enumerate(words) if word in _OWNING), 0)
    if owned:
        return words[owned - 1].islower() and words[owned - 1] not in _STATES
    at = next((at for at, word in enumerate(words) if word in _WHOSE), len(words))
    whose = words[at + 1 :]
    behind = reading.words[mention.words[1] : mention.words[1] + 1 + thresholds.NEAR_FROM]
    if not whose and behind[:1] == ["from"]:
        whose = behind[1:]
    if not whose or any(word.lower() in COUNTRIES or place_at([word.lower()], 0) for word in whose):
        return False
    return whose[0].lower() in _SOME or _STATES.isdisjoint(word.lower() for word in whose)


def _country_that_acts(reading: Reading, before: int) -> str | None:
    """The first country in a sentence that does something: "Iran wants a summit", not "talks with Iran"."""
    first = reading.sentences[reading.sentence_of[before]][0]
    for at in range(first, before - 1):
        word, following = reading.lower[at], reading.words[at + 1]
        acts = following.islower() and following[0].isalpha() and following not in PREPOSITIONS | _JOINING
        is_behind = at > first and reading.lower[at - 1] in PREPOSITIONS
        is_adjective = word.endswith(_ENDINGS_OF_NATIONS) and word not in _COUNTRY_NAMES
        if word in COUNTRIES and acts and not is_behind and not is_adjective:
            return COUNTRIES[word]
    return None
