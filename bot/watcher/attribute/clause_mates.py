"""Whom a clause names behind its subject: somebody else than the subject (Chomsky 1981, principle C)."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Final

from bot.watcher.lexicon import PREPOSITIONS, SPEECH_VERBS
from bot.watcher.people.coreference import between
from bot.watcher.people.mentions import Mention, MentionKind
from bot.watcher.people.source_spans import is_possessive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.watcher.attribution import Attribution
    from bot.watcher.people.people import People
    from bot.watcher.person import Person
    from bot.watcher.text.reading import Reading

_ABOUT: Final = frozenset({"of", "about", "to"})
_CLAUSE_ENDS: Final = frozenset(
    ". ; : — – and but as after before because when while where who which that whose if though although".split()
)


def named_behind(
    reading: Reading,
    people: People,
    mentions: Sequence[Mention],
    hidden: Sequence[bool],
    item: Attribution,
    head: Mention,
) -> frozenset[Person]:
    """Who is named behind a pronoun or description, and its verb: *the premier said of Ann Bell's plan*.

    *The premier said in a video from Ann Bell's office* is left open.

    Args:
        reading: the article.
        people: of it.
        mentions: in it, in order.
        hidden: of each word, whether it stands in words that are said.
        item: whose source the head is.
        head: the pronoun or description; of a name nothing is asked.

    """
    if head.kind not in {MentionKind.PRONOUN, MentionKind.DESCRIPTION} or not item.cue:
        return frozenset()
    first = max(reading.word_at(item.cue[0][0]) + 1, head.words[1])
    stop = reading.sentences[reading.sentence_of[head.words[0]]][1]
    said = {place for span in item.content for place in range(*reading.word_range(span))}
    clause = takewhile(lambda at: not _ends_clause(reading, at), range(first, stop))
    places = {at for at in clause if at not in said and not hidden[at]}
    return frozenset(
        people.of[mention].person
        for mention in between(mentions, first, stop)
        if mention in people.of and mention.words[0] in places and _is_behind_verb(reading, mention)
    )


def _is_behind_verb(reading: Reading, mention: Mention) -> bool:
    """*Told Ann Bell*, *said of Ann Bell's plan*; not *in a statement Ann Bell posted*, *according to Ann Bell*."""
    lower, (first, stop) = reading.lower, mention.words
    before = lower[first - 1]
    if lower[first - 2 : first] == ["according", "to"] or not (before in _ABOUT or before in SPEECH_VERBS):
        return False
    behind = lower[stop] if stop < len(lower) else "."
    return is_possessive(reading, mention) or not behind[0].isalpha() or behind in PREPOSITIONS | {"that"}


def _ends_clause(reading: Reading, at: int) -> bool:
    """A comma does, but before a participle: *the premier said, referring to Ann Bell*."""
    lower = reading.lower
    return lower[at] in _CLAUSE_ENDS or (lower[at] == "," and not "".join(lower[at + 1 : at + 2]).endswith("ing"))
