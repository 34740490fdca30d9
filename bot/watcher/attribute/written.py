"""Whose words *it* tells, where it is a post or a letter of which the text just spoke."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.lexicon import PREPOSITIONS, word_list
from bot.watcher.people.coreference import between
from bot.watcher.people.source_spans import is_possessive
from bot.watcher.person import Known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Span
    from bot.watcher.people.coreference import Coreference
    from bot.watcher.people.mentions import Mention
    from bot.watcher.people.people import People
    from bot.watcher.text.reading import Reading

CARRIERS: Final = word_list("carriers")
_FROM: Final = frozenset({"from", "by"})


def author_of_it(
    reading: Reading, walk: Coreference, people: People, mentions: Sequence[Mention], begin: int
) -> Known | None:
    """*In a post Trump told them to go. “Now,” it said*: whose it is, by its owner, by *from*, or as the subject's.

    *His message was read out. “Good night,” it ran*, in the next paragraph as well.

    Args:
        reading: the article.
        walk: who the mentions are; all up to here are known.
        people: of the article.
        mentions: of the article, in order.
        begin: the word with which the report begins: *it*, or the first that it tells.

    """
    sentence = reading.sentence_of[begin]
    first = reading.sentences[max(sentence - 1, 0)][0]
    carrier = next((at for at in range(begin - 1, first - 1, -1) if reading.lower[at] in CARRIERS), None)
    if carrier is None:
        return None
    if reading.lower[carrier - 1] in {"his", "her"}:
        return walk.pronoun((carrier - 1, carrier), reading.sentence_of[carrier], frozenset())
    if reading.paragraph_of[first] != reading.paragraph_of[begin]:
        return None
    near = between(mentions, carrier - thresholds.MOST_TO_WRITER, carrier + 2 + thresholds.MOST_TO_WRITER)
    owner = next((one for one in near if one.words[1] < carrier and is_possessive(reading, one)), None)
    if owner is None and reading.lower[carrier + 1] in _FROM:
        owner = next((one for one in near if one.words[0] > carrier), None)
    if owner is not None:
        return walk.known.get(owner) or people.of.get(owner)  # whom words hold that are said is not known to the walk
    behind = reading.lower[max(carrier - thresholds.MOST_TO_WRITER, first) : carrier]
    before = [word for word in behind if word in PREPOSITIONS]
    subject = next((person for number, person in walk.story.subjects if number == reading.sentence_of[carrier]), None)
    if before[-1:] != ["in"] or subject is None:
        return None
    return Known(person=subject, how=f"it → what {subject.name} wrote", sure=0.8)


def senders_of(reading: Reading, mentions: Sequence[Mention], source: Span) -> Sequence[Mention] | None:
    """Who sent *the letter*, as the text called it before: *a letter from Ann Bell*; None: it does not say.

    It may say so and name nobody, *a letter from the families*: then there are none. `source` is a word range.
    """
    noun = reading.lower[source[1] - 1]
    first = reading.sentences[max(reading.sentence_of[source[0]] - thresholds.SENTENCES_BACK_TO_WRITER, 0)][0]
    for at in range(source[0] - 1, first, -1):
        if reading.lower[at - 1] == noun and reading.lower[at] in _FROM:
            sender = next(iter(between(mentions, at + 1, at + 1 + thresholds.MOST_TO_WRITER)), None)
            if sender is None or is_possessive(reading, sender):  # "a letter from Bell's lawyer"
                return ()
            return (sender,) if PREPOSITIONS.isdisjoint(reading.lower[at + 1 : sender.words[0]]) else ()
    return None
