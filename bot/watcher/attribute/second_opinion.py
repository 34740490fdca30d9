"""A second opinion on whom a pronoun means: a network reads the passage with the names of who may have said it.

It is asked where the walk through the text found no tracked actor behind *he said*, and gives the words to one of them
only where it is sure. It takes nothing away: where it doubts the walk, the walk is mostly right. A description is not
asked about; see docs/attribution.md.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.attribution import TURNS, Attribution
from bot.watcher.people.coreference import between
from bot.watcher.people.source_spans import is_possessive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.watcher.context import ArticleContext
    from bot.watcher.person import Person

_GENDERS: Final = {"he": "m", "she": "f", "his": "m", "her": "f", "him": "m"}
_UNSEEN, _NOT_YET = 200_000, 100_000  # characters: named in the title alone; named behind the words alone


def asked_again(context: ArticleContext, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The attributions, some of those of a pronoun with a tracked actor as their speaker."""
    persons = persons_named(context)
    if context.asks is None or not any(person.actor_id for person in persons):
        return list(attributions)
    return [_asked(context, item, persons) if _is_open(context, item) else item for item in attributions]


def persons_named(context: ArticleContext) -> list[Person]:
    """Who is named in the text or, of the tracked, in its title."""
    people = context.people
    persons = dict.fromkeys([*people.actors(), *(person for person in people.persons if person.named)])
    return [person for person in persons if person.seen_at or person.actor_id in people.in_title]


def _is_open(context: ArticleContext, item: Attribution) -> bool:
    """Whether a pronoun says it, and no tracked actor was found behind it."""
    is_settled = item.is_of_actor or item.rejected is not None or item.is_report or item.origin in TURNS
    return not is_settled and _pronoun(context, item) in _GENDERS and bool(context.reading.words_in(item.content))


def _pronoun(context: ArticleContext, item: Attribution) -> str:
    return " ".join(context.reading.words_in(item.source))


def _asked(context: ArticleContext, item: Attribution, persons: Sequence[Person]) -> Attribution:
    able = _able(context, item, persons)
    if not able or context.asks is None:
        return item
    asked = nearest(context, item, persons)
    shares = context.asks(context.reading.text, item.content, item.source, [person.name for person in asked])
    share, person = max(zip(shares[1:], asked, strict=True), key=lambda row: row[0])
    if person not in able or share < thresholds.SURELY_HIS:
        return item
    link = f"the passage reads as if {person.name} spoke, {share:.0%} likely"
    return replace(item, person=person, speaker=person.name, sure=share, links=(*item.links, link))


def _able(context: ArticleContext, item: Attribution, persons: Sequence[Person]) -> set[Person]:
    """The tracked whom the pronoun can mean: of its gender, not named in the words, and within sight."""
    gender, inside = _GENDERS[_pronoun(context, item)], _named_inside(context, item)
    return {
        person
        for person in persons
        if person.actor_id and person.may_be(gender) and person not in inside and _is_in_sight(context, item, person)
    }


def _is_in_sight(context: ArticleContext, item: Attribution, person: Person) -> bool:
    """Whether he is named before the words with no heading or time stamp between, or in the title alone."""
    reading = context.reading
    at = reading.word_at(item.source[0][0])
    before = [word for word in person.seen_at if word < at]
    if not before:
        return person.actor_id in context.people.in_title
    between_them = range(reading.paragraph_of[before[-1]] + 1, reading.paragraph_of[at] + 1)
    return reading.headings.isdisjoint(between_them)


def nearest(context: ArticleContext, item: Attribution, persons: Sequence[Person]) -> list[Person]:
    """Those named last before the words, and the tracked."""
    at = (item.source or item.content)[0][0]

    def distance(person: Person) -> int:
        seen = [context.reading.starts[word] for word in person.seen_at]
        before = [place for place in seen if place < at]
        return at - before[-1] if before else _NOT_YET if seen else _UNSEEN

    ordered = sorted(persons, key=distance)
    most = thresholds.MOST_ASKED_ABOUT
    return ordered[:most] + [person for person in ordered[most:] if person.actor_id]


def _named_inside(context: ArticleContext, item: Attribution) -> set[Person]:
    """Who is named in the words, but for owners: people seldom call themselves by name."""
    return {
        known.person
        for span in item.content
        for mention in between(context.mentions, *context.reading.word_range(span))
        if (known := context.people.of.get(mention)) and not is_possessive(context.reading, mention)
    }
