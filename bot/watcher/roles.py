"""What a description says of a person: the role, the country, the house."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from bot.core.places import place_at
from bot.watcher.lexicon import COUNTRIES, FUNCTION_WORDS, PREPOSITIONS, ROLES, TITLE_WORDS, word_groups, word_list

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

_ORDINAL: Final = re.compile(r"\d+(?:st|nd|rd|th)")
_SPLIT = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’](?!s\b)[^\W_]+)*")
_HOUSES: Final = word_groups("houses")
_LED: Final = word_list("led_groups")
_PARTIES: Final = word_list("party_words")
_LEADER: Final = "leader"
JOURNALIST: Final = "journalist"
STATES: Final = frozenset("country kingdom land nation republic regime state world".split())
OFFICES_OF_STATE: Final = frozenset({"president", "prime minister"})
_HOUSES_OF_A_STATE: Final = frozenset({"chief", "government", "house", "state", "white"})
_LESSER: Final = frozenset("acting assistant associate deputy interim shadow under vice".split())
_FOR_NOW: Final = frozenset({"acting", "interim"})
_CARRIED: Final = frozenset({"official", "aide", "leader"})  # "a deputy ministry official"
_FORMER: Final = frozenset("former ex previous first founding late then onetime".split())
_HYPHENS: Final = frozenset("-‑–")
# Whom a looser word may mean.
_WIDER: Final = {
    "leader": {"president", "prime minister", "chancellor", "king", "chief", "leader"},
    "politician": {"president", "prime minister", "senator", "minister", "candidate", "congressman", "politician"},
    "official": {"spokesperson", "official", "minister", "ambassador", "diplomat", "adviser", "secretary"},
    "diplomat": {"spokesperson", "diplomat", "ambassador"},
    "republican": {"president", "candidate", "senator", "congressman", "republican"},
    "candidate": {"candidate", "businessman", "republican", "democrat"},
    "representative": {"spokesperson", "ambassador"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One role as a text names it. Empty sets: the text does not say."""

    head: str
    countries: frozenset[str] = frozenset()
    houses: frozenset[str] = frozenset()
    qualifiers: frozenset[str] = frozenset()  # other words with a capital: "the Republican nominee"
    top: bool = False  # "top diplomat": the minister, not the spokesperson
    former: bool = False
    in_office: bool = True  # False: the text is of a time in which somebody else had it

    def fits(self, description: Role) -> bool:
        """Whether somebody with this role may be called so."""
        if description.head == "counterpart" or not (self.in_office or (self.former and description.former)):
            return self.in_office and bool(description.countries & self.countries)
        if description.top and description.head in {"diplomat", "official"}:
            heads = {"minister", "secretary"}
        else:
            heads = _WIDER.get(description.head, set()) | {description.head}
        if description.head == _LEADER and description.countries and (self.houses or self.qualifiers):
            heads = heads - {"chief"}  # nor is the Likud chairman
        is_led = description.head == _LEADER and not description.countries and self.head.endswith(" leader")
        head = _LEADER if is_led else self.head  # "the Likud leader" is not the Israeli one by that
        if head not in heads and self._plain_head() not in heads:
            return False
        if description.countries and self.countries and not description.countries & self.countries:
            return False
        if description.houses and (self.houses or self.qualifiers) and not description.houses & self.houses:
            return False  # the Green chairman is not the head of a department
        if self.head in OFFICES_OF_STATE and not description.houses <= self.houses | _HOUSES_OF_A_STATE:
            return False  # "the court president"
        ordinals = {word for word in description.qualifiers if word[0].isdigit()}  # "the 46th president"
        is_another = description.qualifiers and self.qualifiers and not description.qualifiers & self.qualifiers
        return ordinals <= self.qualifiers and not is_another

    def _plain_head(self) -> str:
        """What he may be called for short: a deputy minister is *the minister*, a deputy premier not *the premier*."""
        lesser, _, head = self.head.partition(" ")
        is_called = lesser in _FOR_NOW or (lesser in _LESSER - {"vice"} and head not in OFFICES_OF_STATE)
        return head if is_called else self.head


def may_be_called(head: str, office: str) -> bool:
    """Whether somebody with an office may be called so: the president of a country *leader*."""
    return office in _WIDER.get(head, set()) | {head}


def parse_role(phrase: str) -> Role | None:
    """The role that a phrase names, if its head is a word for a person."""
    return role_of(_SPLIT.findall(phrase))


def role_of(words: Sequence[str]) -> Role | None:
    """The role that the words of a noun phrase name; words after *of* and *for* say the house."""
    words = [word for word in words if word not in _HYPHENS]  # "the vice-president"
    lower = [word.lower().replace("’", "'") for word in words]
    at = _head(lower)
    if at is None:
        return None
    head = ROLES[lower[at]]
    before = lower[at - 1] if at else ""
    is_of_government = head == "chief" and lower[at + 1 : at + 2] == ["of"] and lower[-1] == "government"
    if is_of_government or (head == "minister" and before in {"prime", "pm"}):
        head = "prime minister"
    elif head == "general" and "chief" in lower[at + 1 :]:
        head = "commander in chief"  # no general: a president may be one
    elif head == _LEADER and (led := _led(words, at)):
        head = f"{led} leader"  # "the opposition leader" is no leader of a country
    lesser = next((word for word in lower[:at] if word in _LESSER), "")
    head = f"{lesser} {head}" if lesser and head not in _CARRIED else head
    rest = {*lower[:at], *lower[at + 1 :]}
    places = {place[0] for number in range(len(lower)) if (place := place_at(lower, number))}
    return Role(
        head=head,
        countries=frozenset(places | {COUNTRIES[word] for word in lower if word in COUNTRIES}),
        houses=_houses(head, rest),
        qualifiers=frozenset(
            lower[number] for number, word in enumerate(words) if number != at and _qualifies(word, lower[number])
        ),
        top=head in {"diplomat", "official"} and not rest.isdisjoint({"top", "chief", "senior-most"}),
        former=not rest.isdisjoint(_FORMER),
    )


def _qualifies(word: str, lower: str) -> bool:
    """Whether a word tells two people with one office apart: a party, a state, *46th*, but no word of an office."""
    if _ORDINAL.fullmatch(lower):
        return True
    if not word[0].isupper() or lower in FUNCTION_WORDS or lower in COUNTRIES or lower in _HOUSES:
        return False
    return lower in _PARTIES or not (lower in ROLES or lower in TITLE_WORDS)


def _led(words: Sequence[str], at: int) -> str:
    """The group, other than a country, whose leader it is: "the Likud leader", "the leader of the opposition"."""
    if at and _is_led(words[at - 1]):
        return words[at - 1].lower()
    if [word.lower() for word in words[at + 1 : at + 2]] != ["of"]:
        return ""
    behind = takewhile(lambda word: word.lower() not in PREPOSITIONS and word.lower() != "who", words[at + 2 :])
    group = [word for word in behind if word.lower() not in FUNCTION_WORDS and word.lower() != "'s"]
    if any(word.lower() in STATES or word.lower() in COUNTRIES or place_at([word.lower()], 0) for word in group):
        return ""
    return next((word for word in group if word[0].isupper()), group[-1] if group else "").lower()


def _is_led(word: str) -> bool:
    """Whether the word before *leader* names a party or another group: "the opposition leader", "the Likud leader"."""
    lower = word.lower()
    return lower in _LED or (word[0].isupper() and lower not in FUNCTION_WORDS and place_at([lower], 0) is None)


def _houses(head: str, rest: AbstractSet[str]) -> frozenset[str]:
    """Whose office the words beside the head of a phrase name."""
    if head == "prime minister":
        return frozenset()
    houses = {_HOUSES[word] for word in rest if word in _HOUSES}
    if head == "spokesperson" and "prime" in rest:
        houses.add("minister office")
    if not rest.isdisjoint({"ministry", "department"}):
        houses.discard("chief")
    return frozenset(houses)


def _head(lower: Sequence[str]) -> int | None:
    """The last role word before *of* or *for*: "the head of the president's office" is a head."""
    found: int | None = None
    for at, word in enumerate(lower):
        if word in {"of", "for", "to", "at", "in", "who"} and found is not None:
            break
        if word in ROLES and not (at + 1 < len(lower) and lower[at + 1] == "'s"):
            found = at
    return found
