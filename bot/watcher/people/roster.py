"""The tracked people, found by their own aliases: in any script, misspelt, and never a namesake.

spaCy's entity recogniser takes Baghaei for an organisation, so nothing here depends on it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import OSA

from bot.watcher import thresholds
from bot.watcher.lexicon import COUNTRIES, FEMALE_COURTESY, FUNCTION_WORDS, NAME_SUFFIXES, TITLE_WORDS
from bot.watcher.roles import Role, may_be_called, parse_role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from bot.core.model import Actor

_WORDS_OF_NAME = re.compile(r"[^\W_]+(?:['’](?![sS]\b)[^\W_]+)*")
_HEARD_AS: Final = (  # in the order in which they are looked for
    ("sch", "s"), ("tch", "c"), ("gh", "k"), ("kh", "k"), ("ch", "c"), ("sh", "s"), ("ph", "f"), ("th", "t"),
    ("dh", "d"), ("q", "k"), ("x", "ks"), ("w", "v"), ("z", "s"),
)  # fmt: skip
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_ONE_LETTER: Final = str.maketrans(
    {"ي": "ی", "ك": "ک", "ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ی", "ئ": "ی", "ـ": "", "’": "'", "ʼ": "'"}
)


def name_form(text: str) -> str:
    """Lower case without accents, with the Arabic and Persian forms of a letter made one."""
    plain = unicodedata.normalize("NFKD", text.translate(_ONE_LETTER)).casefold()
    return "".join(char for char in plain if not unicodedata.combining(char))


@lru_cache(1 << 14)  # the names of outlets, houses and people are asked for again and again
def name_words(text: str) -> tuple[str, ...]:
    """The words of a name in `name_form`; a hyphen separates words, and *Baqa'ei* is *Baqaei*."""
    return tuple(name_form(word).replace("'", "") for word in _WORDS_OF_NAME.findall(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorNames:
    """Everything by which one actor is known."""

    actor: Actor
    full: frozenset[tuple[str, ...]]  # aliases of more than one word
    single: frozenset[str]  # aliases of one word, and surnames
    given: frozenset[str]
    surnames: frozenset[str]
    namesakes: frozenset[tuple[str, ...]]
    roles: tuple[Role, ...]
    titles: tuple[tuple[str, ...], ...]  # that name the actor without a name: "iran's foreign ministry spokesman"
    phrases: frozenset[tuple[str, ...]]  # all titles of more than one word, without their article
    gender: str | None

    def roles_on(self, day: date | None) -> list[Role]:
        """The offices of the actor as they were on the day of a text; None: it has no date, and they are as they are.

        One that ended before is a former one; neither it nor one that had not begun is meant by *the president*.
        """
        return [_on(role, self.actor, day) for role in self.roles] if day is not None else list(self.roles)

    @property
    def holds_for_a_time(self) -> bool:
        """Whether somebody else had, or will have, an office of his."""
        return bool(self.actor.terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """All tracked actors with their names made ready."""

    names: tuple[ActorNames, ...] = field(default=())

    def by_id(self, actor_id: str) -> ActorNames:
        """The names of one actor."""
        return next(names for names in self.names if names.actor.id == actor_id)

    def uncased(self) -> dict[str, list[tuple[str, ...]]]:
        """Names and telling titles in scripts without capitals, by their first word."""
        out: dict[str, list[tuple[str, ...]]] = {}
        for names in self.names:
            for words in (*names.full, *((word,) for word in names.single)):
                if not words[0].isascii() and words[0].upper() == words[0]:
                    out.setdefault(words[0], []).append(words)
        return out

    def by_ear(self, words: tuple[str, ...], role: Role) -> ActorNames | None:
        """Whose name it is as somebody else writes it down, where he holds the office that stands before it.

        `words` are those of a given name and a surname, in `name_form`.
        """
        if len(words) < thresholds.FULL_NAME or not _LATIN.match(words[0]):
            return None
        for names in self.names:
            held = any(own.fits(role) and own.countries for own in names.roles)
            is_his = any(spelt_alike(words[-1], name) for name in names.surnames)
            is_his &= any(spelt_alike(words[0], name) for name in names.given)
            if held and is_his and words not in names.namesakes:
                return names
        return None

    def match(self, core: Sequence[str], *, titled: bool = False) -> tuple[ActorNames, str] | None:
        """Whose name the words are, and how that was seen; `titled` when a fitting title or institution stands nearby.

        The words are all of a name without its titles: one word more is another person.
        """
        words = tuple(word for text in core for word in name_words(text))
        if (
            words
            and not words[0].isascii()
            and words[0].upper() == words[0]
            and not any(words in names.full or words[0] in names.single for names in self.names)
        ):
            words = (words[0][1:], *words[1:])  # "and", "to" written onto the name
        if not words or NAME_SUFFIXES & set(words):
            known = next((names for names in self.names if words in names.full), None)
            return (known, "alias") if known else None
        for names in self.names:
            how = _matches(names, words, titled=titled)
            if how:
                return names, how
        return None


def make_roster(actors: Iterable[Actor]) -> Roster:
    """Prepare the names of the tracked actors."""
    return Roster(names=tuple(_names_of_actor(actor) for actor in actors))


def _names_of_actor(actor: Actor) -> ActorNames:
    full: set[tuple[str, ...]] = set()
    single: set[str] = set()
    given: set[str] = set()
    surnames: set[str] = set()
    for alias in (actor.name, *actor.aliases):
        words = name_words(alias.lstrip("@"))
        if len(words) < 2:  # noqa: PLR2004 - one word names somebody by itself
            single.update(words)
            continue
        full.add(words)
        if "_" not in alias:
            surnames.add(words[-1])
            if len(words[0]) > 1 and words[0] not in TITLE_WORDS | FUNCTION_WORDS | frozenset(COUNTRIES):
                given.add(words[0])
        end = alias.rsplit(maxsplit=1)[-1]
        if "-" in end:  # Baghaei-Hamaneh: the first half is used alone
            last = name_words(end)
            surnames.add(last[0])
            full.add((*words[: -len(last)], last[0]))
    given -= single
    surnames -= given
    single |= surnames
    pronouns = {pronoun.lower() for pronoun in actor.pronouns}
    return ActorNames(
        actor=actor,
        full=frozenset(full),
        single=frozenset(single),
        given=frozenset(given),
        surnames=frozenset(surnames),
        namesakes=frozenset(name_words(name) for name in actor.namesakes) - {(word,) for word in single},
        roles=_roles(actor),
        titles=tuple(words for title in actor.titles if _names_alone(words := name_words(title))),
        phrases=frozenset(words for title in actor.titles if len(words := without_article(name_words(title))) > 1),
        gender="m" if "he" in pronouns else "f" if "she" in pronouns else None,
    )


def _roles(actor: Actor) -> tuple[Role, ...]:
    """The offices of an actor; what one of them leaves out of country or house, the others say."""
    found = [role for phrase in (*actor.titles, actor.role) if (role := parse_role(phrase))]
    countries = frozenset[str]().union(
        *(role.countries for role in found), *(_countries(place) for place in actor.institutions)
    )
    houses = {
        one.head: frozenset[str]().union(*(role.houses for role in found if role.head == one.head)) for one in found
    }
    whole = (
        replace(role, countries=role.countries or countries, houses=role.houses or houses[role.head]) for role in found
    )
    return tuple(dict.fromkeys(whole))


def _on(role: Role, actor: Actor, day: date) -> Role:
    """A role of an actor on a day, by the terms of the office of which it is a name."""
    terms = [
        term
        for term in actor.terms
        if (office := parse_role(term.role or actor.role)) is not None and may_be_called(role.head, office.head)
    ]
    if not terms or any(term.begins <= day and (term.ends is None or day < term.ends) for term in terms):
        return role
    return replace(role, in_office=False, former=any(term.begins <= day for term in terms))


def _countries(place: str) -> frozenset[str]:
    role = parse_role(f"{place} spokesperson")
    return role.countries if role else frozenset()


def _names_alone(words: tuple[str, ...]) -> bool:
    """Whether a title says by itself who is meant: it holds a country or a house beside the office."""
    role = parse_role(" ".join(words))
    return role is not None and bool(role.countries)


def _matches(names: ActorNames, words: tuple[str, ...], *, titled: bool) -> str | None:
    if words in names.namesakes:
        return None
    if words in names.full or (len(words) == 1 and words[0] in names.single):
        return "alias"
    if len(words) == 1:
        misspelt = titled and near(words[0], names.surnames, generous=False)
    else:
        misspelt = _is_misspelt_full(names, words, titled=titled)
    return "alias, misspelt" if misspelt else None


def _is_misspelt_full(names: ActorNames, words: tuple[str, ...], *, titled: bool) -> bool:
    """A given name and a surname of which one is right and the other near; words between are initials or surnames."""
    first, middle, last = words[0], words[1:-1], words[-1]
    if not all(len(word) == 1 or word in names.surnames for word in middle):
        return False
    initial = len(first) == 1 and any(name[0] == first for name in names.given)
    if last in names.surnames:
        return initial or first in names.given or near(first, names.given, generous=True)
    return not middle and first in names.given and near(last, names.surnames, generous=titled)


def near(word: str, known: Iterable[str], *, generous: bool) -> bool:
    """Whether a word may be a misspelling: the same first letter, one slip, or two in a long word."""
    if len(word) < thresholds.SHORT_SURNAME - generous or not _LATIN.match(word):
        return False
    allowed = 2 if generous or len(word) >= thresholds.LONG_SURNAME else 1
    return any(
        name[:1] == word[:1]
        and abs(len(name) - len(word)) <= allowed
        and OSA.distance(word, name, score_cutoff=allowed) <= allowed
        for name in known
        if len(name) >= thresholds.SHORT_SURNAME - generous
    )


def spelt_alike(word: str, other: str) -> bool:
    """Whether two words may be one name, written down by ear: *Bekayi* and *Baghaei*, *Netanjahu* and *Netanyahu*."""
    sounds = _sounds(word)
    return len(sounds) >= thresholds.FEWEST_SOUNDS and sounds == _sounds(other)


@lru_cache(1 << 12)
def _sounds(word: str) -> str:
    """The consonants of a name, of which those that are heard alike are one; vowels are written as one pleases."""
    sounds = name_form(word)
    for written, heard in _HEARD_AS:
        sounds = sounds.replace(written, heard)
    sounds = sounds[:1] + re.sub(r"[aeiouwyhj]", "", sounds[1:])
    return re.sub(r"[aeiou]", "a", re.sub(r"(.)\1+", r"\1", sounds))


def without_article(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a phrase behind its article."""
    return words[1:] if words[:1] in {("the",), ("a",), ("an",)} else words


def is_female_courtesy(words: Iterable[str]) -> bool:
    """Whether a title before a name is a woman's."""
    return any(word in FEMALE_COURTESY for word in words)
