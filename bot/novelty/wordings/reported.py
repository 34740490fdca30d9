"""Reported speech: "He would sign it that day" is "I will sign it today", word for word.

What a report of somebody's words changes in them follows rules: the tense goes back, the persons, places and days are
those of the reporter. A report is a proof of the words, and so may be reported together with them, where one of the
forms that they may have had before is what the other report has (`proof.py`), on the same occasion. Modality, negation,
numbers and names are no matter of these rules: "might" is no report of "will".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Final

from bot.core.day_names import WEEKDAYS
from bot.core.model import Kind
from bot.core.words import is_small, tokens
from bot.novelty.facts.names import parties
from bot.novelty.facts.tokens_at import token_at
from bot.novelty.lexicon import groups_of
from bot.novelty.thresholds import LEAST_OVERLAP, MOST_FORMS, TEXTS_KEPT
from bot.novelty.wordings.proof import dressed, is_proven
from bot.novelty.wordings.verbs import is_of_one_sense
from bot.rules.times import said_or_published_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from bot.core.model import Actor, Statement

_Words = tuple[str, ...]
_ADVERBS: Final = frozenset({"not", "never", "also", "already", "always", "just", "now", "still", "long", "recently"})
_DAYS: Final = {"yesterday": -1, "today": 0, "tomorrow": 1}
_THEY: Final[Mapping[str, tuple[str, ...]]] = {
    "they": ("we",),
    "them": ("us",),
    "their": ("our",),
    "theirs": ("ours",),
    "themselves": ("ourselves",),
    "it": ("we", "us"),
    "its": ("our",),
    "itself": ("ourselves",),
}
_OF_SPEAKER: Final = frozenset({"i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"})
_NAME: Final = re.compile(r"(?<![.!?:]\s)(?<!^)\b[A-Z][\w'\u2019-]+")


@dataclass(frozen=True, slots=True)
class Retelling:
    """That one of two statements is the other in reported speech."""

    of: Statement  # the one in reported speech
    by_pronoun: bool  # "they" stands for "we" in it, which holds where nobody else is named before it


def retelling_of(new: Statement, old: Statement, actor: Actor | None) -> Retelling | None:
    """Tell whether a new statement says nothing beyond an old one, one of them being in reported speech.

    Args:
        new: the statement that may be another report of the old one.
        old: on record, or of the same article.
        actor: who said both; None: persons are not known, and only tenses, places and days are compared.

    """
    if not is_of_one_sense(new.sense, old.sense):
        return None
    for report, direct in ((new, old), (old, new)):
        if report.kind is Kind.DIRECT:
            continue
        for form, by_pronoun in _forms_of_report(report.text, direct.text, actor, said_or_published_at(direct).date()):
            if is_proven(form, direct.text) if report is new else is_proven(direct.text, form):
                return Retelling(report, by_pronoun)
    return None


def names_nobody_else(passage: str, said: str, actor: Actor) -> bool:
    """Tell whether a pronoun in reported words can mean nobody but the speaker, from what stands before them.

    Args:
        passage: the sentences that show the words, and the one before.
        said: the words.
        actor: who said them.

    """
    before = " ".join(passage.partition(said)[0].split())
    own = {word for name in (actor.name, actor.role, *actor.aliases, *actor.titles) for word in tokens(name)}
    named = {word.removesuffix("'s") for name in _NAME.findall(before) for word in tokens(name)}
    days = {word for word in named if word in WEEKDAYS}
    places = {one.name for one in parties(tokens(before))} - _own_places(actor)
    sentence = re.split(r"(?<=[.!?])\s", before)[-1]
    return named - own - days <= _places_of(before) and not places and not any(map(_is_several, _nouns(sentence)))


def _places_of(text: str) -> set[str]:
    words = tokens(text)
    return {word.removesuffix("'s") for one in parties(words) for word in words[one.start : one.end]}


def _nouns(sentence: str) -> Iterator[str]:
    """Yield the words of a sentence but for those that are told something: "told reporters"."""
    before = ""
    for word in tokens(sentence):
        if before not in {"told", "tells"}:
            yield word
        before = word


def _is_several(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "'s", "us")) and not is_small(word)  # noqa: PLR2004


@cache
def _own_places(actor: Actor) -> frozenset[str]:
    """Give the states that somebody speaks for, by the name of the office: "Prime Minister of Israel"."""
    return frozenset(one.name for one in parties(tokens(actor.role)))


def _forms_of_report(report: str, direct: str, actor: Actor | None, day: date) -> Iterator[tuple[str, bool]]:
    """Yield what may have been said, of that what has no word that the other text has not; and whether by a pronoun."""
    words, there = _dressed_words(report), frozenset(_dressed_words(direct))
    if sum(word in there for word in words) * LEAST_OVERLAP < len(words):
        return
    parts = list(_pieces(words, actor, day))
    allowed = [[one for one in part.forms if there.issuperset(one)] or [part.words] for part in parts]
    known = sum(len(part.words) for part, forms in zip(parts, allowed, strict=True) if there.issuperset(forms[0]))
    if known * 2 < len(words) or prod(map(len, allowed)) > MOST_FORMS:
        return
    for chosen in product(*allowed):
        by_pronoun = any(
            part.is_pronoun and instead != part.words and not _OF_SPEAKER.isdisjoint(instead)
            for part, instead in zip(parts, chosen, strict=True)
        )
        yield " ".join(word for instead in chosen for word in instead), by_pronoun


@lru_cache(maxsize=TEXTS_KEPT)
def _dressed_words(text: str) -> _Words:
    return tuple(dressed(text))


@dataclass(frozen=True, slots=True)
class _Part:
    """Words of a report, with what they may have been."""

    words: _Words
    forms: tuple[_Words, ...]  # the words themselves among them
    is_pronoun: bool = False


def _pieces(words: Sequence[str], actor: Actor | None, day: date) -> Iterator[_Part]:
    """Part a report where what was said may be other words."""
    persons = _persons(words, actor)
    at = 0
    while at < len(words):
        part = persons.get(at) or _phrase(words, at) or _pluperfect(words, at) or _day(words, at, day)
        part = part or _word(words[at])
        yield part
        at += len(part.words)


def _persons(words: Sequence[str], actor: Actor | None) -> dict[int, _Part]:
    """Give the pronouns and states that may stand for the speaker, by their places."""
    if actor is None:
        return {}
    he = dict(zip(actor.pronouns, (("i",), ("me",), ("my", "mine"), ("myself",)), strict=False))
    found = {}
    for at, word in enumerate(words):
        instead = (*he.get(word, ()), *_THEY.get(word, ()))
        if instead:
            found[at] = _Part((word,), ((word,), *((one,) for one in instead)), is_pronoun=True)
    for party in parties(["usa" if word == "usname" else word for word in words]):
        if party.name in _own_places(actor):
            own = tuple(words[party.start : party.end])
            found[party.start] = _Part(own, (own, ("we",), ("us",), ("our",)))
    return found


def _phrase(words: Sequence[str], at: int) -> _Part | None:
    """Read a phrase or a word of the list, the longest first."""
    for length in (3, 2, 1):
        phrase = tuple(words[at : at + length])
        instead = groups_of("reported").get("_".join(phrase))
        if instead and len(phrase) == length:
            return _Part(phrase, (phrase, *(tuple(one.split("_")) for one in instead)))
    return None


def _pluperfect(words: Sequence[str], at: int) -> _Part | None:
    """Read "had not received": "have not received", "did not receive"."""
    if words[at] != "had":
        return None
    end = at + 1
    while end < len(words) and words[end] in _ADVERBS:
        end += 1
    between, verb = tuple(words[at + 1 : end]), token_at(words, end)
    if verb == "been":
        own = ("had", *between, "been")
        perfect = [(one, *between, "been") for one in ("have", "has")]
        return _Part(own, (own, *perfect, ("was", *between), ("were", *between)))
    if not (verb.endswith("ed") or verb in _of_participles()):
        return _Part(("had",), (("had",), ("have",), ("has",)))
    own = ("had", *between, verb)
    simple = [(*between, one) for one in _pasts(verb)]
    if "not" in between:
        simple = [("did", *between, base) for base in _bases(verb)]
    return _Part(own, (own, ("have", *between, verb), ("has", *between, verb), *simple))


def _day(words: Sequence[str], at: int, day: date) -> _Part | None:
    """Read "on Tuesday", which is today for one who speaks on a Tuesday."""
    length = 2 if words[at] == "on" and token_at(words, at + 1) in WEEKDAYS else 1
    name = token_at(words, at + length - 1)
    if name not in WEEKDAYS:
        return None
    near = [said for said, later in _DAYS.items() if WEEKDAYS[(day + timedelta(days=later)).weekday()] == name]
    own = tuple(words[at : at + length])
    return _Part(own, (own, *((one,) for one in near)))


def _word(word: str) -> _Part:
    """Read a word, which may be the past of a verb."""
    return _Part((word,), ((word,), *((one,) for one in _bases(word))))


@cache
def _bases(word: str) -> tuple[str, ...]:
    """Give what the verb may be of which a word is the past or the participle: "wanted" is of "want" and "wants"."""
    found = list(_of_pasts().get(word, ())) or list(_of_participles().get(word, ()))
    if word.endswith("ied"):
        found.append(word[:-3] + "y")
    elif word.endswith("ed"):
        found += [word[:-2], word[:-1], *([word[:-3]] if word[-3:-2] == word[-4:-3] else [])]
    return tuple(form for base in found for form in (base, *_thirds(base)))


def _thirds(base: str) -> tuple[str, ...]:
    return (base + "s", base + "es", base[:-1] + "ies") if base else ()


@cache
def _pasts(participle: str) -> tuple[str, ...]:
    """Give the past of the verb of which a word is the participle: "gone" is of "went"."""
    pasts = tuple(groups_of("irregular_pasts")[base][0] for base in _of_participles().get(participle, ()))
    return pasts or (participle,)


@cache
def _of_pasts() -> dict[str, list[str]]:
    return _inverted(0)


@cache
def _of_participles() -> dict[str, list[str]]:
    return _inverted(-1)


def _inverted(place: int) -> dict[str, list[str]]:
    """Give the infinitives by one of their forms."""
    found: dict[str, list[str]] = {}
    for base, forms in groups_of("irregular_pasts").items():
        found.setdefault(forms[place], []).append(base)
    return found
