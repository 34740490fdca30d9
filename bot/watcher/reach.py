"""Which paragraphs the model has to read: those that may hold a tracked actor's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.watcher.mentions import MentionKind
from bot.watcher.roles import role_of
from bot.watcher.sources import POSSESSIVES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Span
    from bot.watcher.marks import Marks
    from bot.watcher.mentions import Mention
    from bot.watcher.people import People
    from bot.watcher.reading import Reading


def within_reach(reading: Reading, people: People, mentions: Sequence[Mention], marks: Sequence[Marks]) -> list[Span]:
    """Character spans of the paragraphs to read, neighbours joined.

    A paragraph is within reach when an actor is named or described in it, when it goes on from one that is (a pronoun, a
    quotation), or when it ends with a quotation whose speaker stands in the next.
    """
    count = len(reading.paragraphs)
    named = [False] * count
    goes_on = [False] * count
    for mention in mentions:
        number = reading.paragraph_of[mention.words[0]]
        if mention.kind is MentionKind.NAME:
            known = people.of.get(mention)
            named[number] |= known is not None and known.person.actor_id is not None
        elif mention.kind is MentionKind.DESCRIPTION and not named[number]:
            role = role_of(reading.words[slice(*mention.words)])
            named[number] |= role is not None and people.may_describe_actor(role)
    for at, word in enumerate(reading.lower):
        if word in POSSESSIVES and reading.paragraph_of[at] >= 0:
            goes_on[reading.paragraph_of[at]] = True
    for pair in marks:
        goes_on[reading.paragraph_of[reading.word_at(pair.outer[0])]] = True
    reached = named[:]
    for number in range(1, count):
        reached[number] |= reached[number - 1] and (goes_on[number] or number in reading.headings)
    for number in range(count - 1):
        reached[number] |= named[number + 1] and goes_on[number]
    out: list[Span] = []
    for number in range(count):
        if not reached[number]:
            continue
        start, end = reading.paragraph_span(number)
        if out and not reading.text[out[-1][1] : start].strip():
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out
