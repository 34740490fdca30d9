"""The words beside a cue: what helps it, and what of its sentence is not what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.watcher import thresholds
from bot.watcher.lexicon import ADVERBS, AUXILIARIES, verb_forms, word_list

if TYPE_CHECKING:
    from bot.watcher.attribution import Attribution
    from bot.watcher.text.reading import Reading


NEGATIONS: Final = word_list("negations")
DECLINE_VERBS: Final = frozenset(verb_forms("declining_verbs"))
DECLINE: Final = DECLINE_VERBS | frozenset(verb_forms("omitting_verbs")) | word_list("words_of_unwillingness")
WILL: Final = frozenset("will shall 'll i'll they'll we'll".split())
SUPPOSED: Final = word_list("modals_of_supposition")
COMING: Final = word_list("words_of_intent")
_LINKING_WORDS: Final = (
    AUXILIARIES
    | ADVERBS
    | NEGATIONS
    | WILL
    | SUPPOSED
    | frozenset("to go went goes going on as be been only long since soon".split())
)
BE: Final = frozenset("is are was were be been being 's".split())


def outside(reading: Reading, item: Attribution, begin: int) -> list[str]:
    """The words of a sentence, by its first word, that are not what was said."""
    end = reading.sentences[reading.sentence_of[begin]][1]
    return [
        reading.lower[at]
        for at in range(begin, end)
        if not any(start <= reading.starts[at] < stop for start, stop in item.content)
    ]


def helping_words(reading: Reading, first: int, begin: int) -> list[str]:
    """The helping words left of a cue: "is not expected to", "went on to", "has repeatedly"."""
    at = chain_start(reading, first, begin)
    chain = reading.lower[at:first]
    if "to" in chain and at > begin:  # the word that governs the infinitive
        chain = [reading.lower[at - 1], *chain]
    return chain


def chain_start(reading: Reading, first: int, begin: int) -> int:
    """Where the helping words left of a cue begin."""
    at = first
    while at > begin and first - at < thresholds.CHAIN:
        word = reading.lower[at - 1]
        governs = word in DECLINE or word in COMING
        if (
            word in _LINKING_WORDS
            or (governs and at < first and reading.lower[at] in {"to", "of", "not"} | ADVERBS)
            or (word == "of" and reading.lower[at - 2] == "short")
        ):
            at -= 1
        else:
            break
    return at
