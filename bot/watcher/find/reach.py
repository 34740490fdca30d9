"""Which paragraphs the model has to read: those that may hold a tracked actor's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.watcher.people.mentions import MentionKind
from bot.watcher.people.source_spans import POSSESSIVES
from bot.watcher.roles import role_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Span
    from bot.watcher.people.mentions import Mention
    from bot.watcher.people.people import People
    from bot.watcher.text.quotation_marks import Marks
    from bot.watcher.text.reading import Reading


def within_reach(reading: Reading, people: People, mentions: Sequence[Mention], marks: Sequence[Marks]) -> list[Span]:
    """Character spans of the paragraphs to read, neighbours joined.

    A paragraph is within reach when an actor is named or described in it, when it goes on from one that is (a pronoun,
    a quotation), or when it holds a quotation and the next one names an actor.
    """
    named, goes_on = _named(reading, people, mentions), _goes_on(reading, marks)
    reached = named[:]
    for number in range(1, len(reached)):
        reached[number] |= reached[number - 1] and (goes_on[number] or number in reading.headings)
    for number in range(len(reached) - 1):
        reached[number] |= named[number + 1] and goes_on[number]
    out: list[Span] = []
    for number in (number for number, is_reached in enumerate(reached) if is_reached):
        start, end = reading.paragraph_span(number)
        if out and not reading.text[out[-1][1] : start].strip():
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def _named(reading: Reading, people: People, mentions: Sequence[Mention]) -> list[bool]:
    named = [False] * len(reading.paragraphs)
    for mention in mentions:
        number = reading.paragraph_of[mention.words[0]]
        if mention.kind is MentionKind.NAME:
            known = people.of.get(mention)
            named[number] |= known is not None and known.person.actor_id is not None
        elif mention.kind is MentionKind.DESCRIPTION and not named[number]:
            role = role_of(reading.words[slice(*mention.words)])
            named[number] |= role is not None and people.may_describe_actor(role)
    return named


def _goes_on(reading: Reading, marks: Sequence[Marks]) -> list[bool]:
    goes_on = [False] * len(reading.paragraphs)
    for at, word in enumerate(reading.lower):
        if word in POSSESSIVES and reading.paragraph_of[at] >= 0:
            goes_on[reading.paragraph_of[at]] = True
    for pair in marks:
        goes_on[reading.paragraph_of[reading.word_at(pair.outer[0])]] = True
    return goes_on
