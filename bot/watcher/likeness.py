"""Who in a text looks like a person: names and titles that mean the actor, or may, and whom the watcher takes for them.

For people who say by which names somebody is known. Nothing is decided by it: the watcher finds people by its roster.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import OSA

from bot.watcher import thresholds
from bot.watcher.components import make_pipeline
from bot.watcher.find.screen import Screen
from bot.watcher.people.mentions import MentionKind
from bot.watcher.people.role_words import title_before
from bot.watcher.people.roster import make_roster, name_words, near, without_article
from bot.watcher.roles import parse_role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc

    from bot.core.model import Actor, Span
    from bot.watcher.people.mentions import Mention
    from bot.watcher.people.people import People
    from bot.watcher.people.roster import ActorNames
    from bot.watcher.roles import Role
    from bot.watcher.text.reading import Reading

_LETTER: Final = r"[^\W\d_\u0000-\u024f]"  # of a script that is not Latin
_OTHER_SCRIPT: Final = re.compile(rf"\s*\(\s*(?:[A-Z][a-z]+:\s*)?((?:{_LETTER}|[ \u200c'’-]){{3,60}}?)\s*[);,]")
_GLUED: Final = re.compile(r"\s+(?=['’]s\b)|\s*([-‑])\s*")


class Likeness(StrEnum):
    """How a mention is like somebody."""

    KNOWN = "known"  # by a name that is known
    MISSPELT = "misspelt"  # nearly by one, and found all the same
    SPELLING = "spelling"  # by another name that holds the surname, and a given name or an initial that fits
    SCRIPT = "script"  # by a name in another script, beside one that is known
    TITLE = "title"  # an office beside the name
    TITLE_ALONE = "title alone"  # that office without the name, by which nobody is found yet
    NAMESAKE = "namesake"  # somebody else of that surname


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSeen:
    """One mention that is like somebody."""

    text: str
    likeness: Likeness
    span: Span  # of the text


class LikenessReader:
    """Reads texts for one actor, without a model; not to be shared between threads."""

    def __init__(self, actor: Actor) -> None:
        roster = make_roster([actor])
        (self._names,) = roster.names
        self._screen = Screen(roster)
        self._nlp = make_pipeline(roster)
        self._nlp.select_pipes(enable=["reading", "mentions", "people"])

    def is_worth_reading(self, text: str) -> bool:
        """Tell whether a text names the actor, or somebody of nearly that name; quickly."""
        return self._screen.names_actor(text)

    def read(self, text: str, *, title: str = "") -> list[NameSeen]:
        """Return who is like the actor, in the order of the text."""
        doc = self._nlp.make_doc(text)
        doc._.title = title
        for _, component in self._nlp.pipeline:
            doc = component(doc)
        return sorted(_seen(doc, self._names), key=lambda one: one.span)


def _seen(doc: Doc, names: ActorNames) -> Iterator[NameSeen]:
    reading: Reading = doc._.reading
    people: People = doc._.people
    offices: list[Role] = []
    for mention in doc._.mentions:
        if mention.kind is not MentionKind.NAME:
            continue
        likeness = _likeness(reading, people, mention, names)
        if likeness is None:
            continue
        start, end = _span(reading, mention.core)
        yield NameSeen(text=_written(reading.text[start:end]), likeness=likeness, span=(start, end))
        if likeness is Likeness.NAMESAKE:
            continue
        yield from _in_another_script(reading, end, names)
        for phrase, span in _offices(reading, mention):
            role = parse_role(phrase)
            if role is not None:
                offices.append(role)
                yield NameSeen(text=phrase, likeness=Likeness.TITLE, span=span)
    yield from _titles_alone(reading, doc._.mentions, names, offices)


def _in_another_script(reading: Reading, end: int, names: ActorNames) -> Iterator[NameSeen]:
    """Yield the name between brackets behind a name, where it is none that is known."""
    script = _OTHER_SCRIPT.match(reading.text, end)
    words = name_words(script[1]) if script else ()
    if script and words not in names.full and not {*words} <= names.single:
        yield NameSeen(text=" ".join(script[1].split()), likeness=Likeness.SCRIPT, span=script.span(1))


def _titles_alone(
    reading: Reading, mentions: Sequence[Mention], names: ActorNames, offices: Sequence[Role]
) -> Iterator[NameSeen]:
    """Yield descriptions that an office fits which stands beside the name elsewhere, and none that is known."""
    for mention in mentions:
        if mention.kind is not MentionKind.DESCRIPTION or mention.indefinite:
            continue
        start, end = _span(reading, mention.words)
        phrase = _written(reading.text[start:end])
        role = parse_role(phrase)
        if role is None or not _is_as_telling(role) or any(own.fits(role) for own in names.roles):
            continue
        if any(one.fits(role) for one in offices):
            yield NameSeen(text=phrase, likeness=Likeness.TITLE_ALONE, span=(start, end))


def _is_as_telling(role: Role) -> bool:
    """Tell whether an office says whose it is: "the minister" may be anybody."""
    return bool(role.countries or role.houses or role.qualifiers)


def _likeness(reading: Reading, people: People, mention: Mention, names: ActorNames) -> Likeness | None:
    known = people.of.get(mention)
    if known is not None and known.person.actor_id == names.actor.id:
        return Likeness.MISSPELT if "misspelt" in known.how else Likeness.KNOWN
    words = tuple(
        word for text in reading.words[slice(*mention.core)] if text[:1].isalnum() for word in name_words(text)
    )
    if words in names.namesakes or len(words) < 2:  # noqa: PLR2004 - a word alone is the watcher's to tell
        return None
    if set(words) in [set(full) for full in names.full]:
        return Likeness.SPELLING  # the surname first
    if names.surnames.isdisjoint(words):
        is_near = words[0] in names.given and near(words[-1], names.surnames, generous=True)
        return Likeness.SPELLING if is_near else None
    first = words[0]
    is_initial = len(first) == 1 and any(given[0] == first for given in names.given)
    fits = is_initial or first in names.given or any(_is_near_given(first, given) for given in names.given)
    return Likeness.SPELLING if fits else Likeness.NAMESAKE


def _is_near_given(word: str, given: str) -> bool:
    """Tell whether a given name may be another spelling of one: looser than what the watcher takes for one."""
    is_long = min(len(word), len(given)) >= thresholds.SHORTEST_GIVEN_GUESSED
    most = 2 if len(given) > thresholds.SHORT_GIVEN else 1
    return is_long and word[0] == given[0] and OSA.distance(word, given, score_cutoff=2) <= most


def _offices(reading: Reading, mention: Mention) -> Iterator[tuple[str, Span]]:
    """Yield what stands beside a name and says who it is: before it, and between commas behind it."""
    if before := title_before(reading, mention):
        start, end = _title_before(reading, before, mention)
        yield _plain_office(reading.text[start:end]), (start, end)
    stop = mention.words[1]
    if stop >= len(reading.words) or reading.words[stop] != ",":
        return
    last = min(stop + 1 + thresholds.LONGEST_APPOSITION, reading.sentences[reading.sentence_of[mention.words[0]]][1])
    closed = next((at for at in range(stop + 1, last) if reading.lower[at] in {",", ".", "who", "and"}), None)
    if closed is not None and closed > stop + 1:
        start, end = _span(reading, (stop + 1, closed))
        yield _plain_office(reading.text[start:end]), (start, end)


def _title_before(reading: Reading, words: Sequence[str], mention: Mention) -> Span:
    """Return where the words of a title stand that ends right before a name, but for a comma."""
    stop = mention.core[0]
    while stop and reading.words[stop - 1] == ",":
        stop -= 1
    return _span(reading, (max(stop - len(words), 0), stop))


def _plain_office(text: str) -> str:
    words = _written(text).split()
    return " ".join(words[len(words) - len(without_article(tuple(word.lower() for word in words))) :])


def _written(text: str) -> str:
    return _GLUED.sub(lambda match: match[1] or "", " ".join(text.split()))


def _span(reading: Reading, words: Span) -> Span:
    return reading.starts[words[0]], reading.ends[words[1] - 1]
