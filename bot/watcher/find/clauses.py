"""Indirect speech by rule: a reporting verb or noun and the clause behind it. Only for what the model passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.watcher.lexicon import (
    ADVERBS,
    AUXILIARIES,
    CLAUSE_VERBS,
    DAYS_MONTHS,
    PREPOSITIONS,
    SPEECH_NOUNS,
    word_list,
)

if TYPE_CHECKING:
    from bot.watcher.text.reading import Reading

_CLAUSE_STARTS: Final = word_list("clause_starts")
_LONGEST_OBJECT = 9
_LONGEST_SUBJECT, _LONGEST_INSERT = 7, 8  # words
SPEECH_NOUN_FORMS: Final = SPEECH_NOUNS.keys() | {noun + "s" for noun in SPEECH_NOUNS}
_WITH_OBJECT: Final = frozenset({"tell", "warn", "assure", "remind", "inform", "promise", "advise"})
_OBJECT_ENDS: Final = frozenset('.,;:—–"“”()')


def clause_after(reading: Reading, at: int, end: int, verb: str) -> int | None:
    """Where the clause begins that a reporting verb opens; None where it opens none. `verb` is its lemma."""
    while at + 2 < end and (
        reading.lower[at + 1] in ADVERBS - {"on"}
        or (reading.lower[at + 1] == "on" and reading.lower[at + 2] in DAYS_MONTHS)
    ):
        at += 1
    following = reading.lower[at + 1] if at + 1 < end else ""
    if following == "that":
        return at + 2
    for here in range(at + 1, min(end, at + _LONGEST_OBJECT)):
        if reading.lower[here] in _OBJECT_ENDS:
            break
        if reading.lower[here] == "that" and reading.lower[here - 1] not in PREPOSITIONS:
            return here + 1
    if verb in _WITH_OBJECT or verb not in CLAUSE_VERBS:
        return None
    capital = reading.words[at + 1][:1].isupper() if at + 1 < end else False
    if (following in _CLAUSE_STARTS or capital) and _has_verb(reading, at + 2, end):
        return at + 1
    return None


def _has_verb(reading: Reading, first: int, end: int) -> bool:
    return any(
        word in AUXILIARIES or (word.endswith("ed") and word not in ADVERBS)
        for word in reading.lower[first : min(end, first + 12)]
    )
