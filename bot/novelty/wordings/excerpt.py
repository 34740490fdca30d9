"""Whether one text is whole sentences of the other, word for word: the surest sign of one utterance."""

from __future__ import annotations

import re
from typing import Final

from bot.core.words import plain_form, words_of
from bot.novelty.lexicon import in_order
from bot.novelty.thresholds import EXCERPT_RUN, LEAST_EXCERPT

_DENIES: Final = re.compile(
    r"""
    \b (?: not | never | no | nobody | none | nothing | neither | nor | hardly | without
        | false | wrong | untrue | lie | den (?: y | ies | ied ) | reject (?: s | ed )
        | cannot | t  # of "can't"
        | if | unless | whether )
    \b
    """,
    re.VERBOSE,
)
_BETWEEN_SENTENCES: Final = re.compile(r"(?<=[.!?…])[\"'\u201d\u2019)\]]*\s+")
_TAKES_BACK: Final = tuple(in_order("taking_back_openers"))


def is_excerpt(a: str, b: str) -> bool:
    """Tell whether one text is an unbroken run of whole sentences of the other; the order does not matter.

    Not so where what was left out begins with a word that takes something back: "But only if they stop."
    """
    shorter, longer = sorted((_bare_sentences(a), _bare_sentences(b)), key=len)
    if not shorter or sum(len(sentence.split()) for sentence in shorter) < LEAST_EXCERPT:
        return False
    for start in range(len(longer) - len(shorter) + 1):
        if longer[start : start + len(shorter)] == shorter:
            left_out = longer[:start] + longer[start + len(shorter) :]
            return not any(sentence.startswith(_TAKES_BACK) for sentence in left_out)
    return False


def is_run(a: str, b: str) -> bool:
    """Tell whether one text is a long run of words of the other; the order does not matter.

    Not so where the words left out before it deny ("It is not true that …") or those after it take something back.
    """
    shorter, longer = sorted((f" {' '.join(words_of(text))} " for text in (a, b)), key=len)
    if len(shorter.split()) < EXCERPT_RUN or longer.count(shorter) != 1:
        return False
    before, after = longer.split(shorter)
    return not _DENIES.search(before) and not after.lstrip().startswith(_TAKES_BACK)


def _bare_sentences(text: str) -> list[str]:
    """Return the sentences in `plain_form`, each without what ends it."""
    parts = (plain_form(part).strip(" .!?…,;:") for part in _BETWEEN_SENTENCES.split(text))
    return [part for part in parts if part]
