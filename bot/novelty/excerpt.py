"""Whether one text is whole sentences of the other, word for word: the surest sign of one utterance."""

from __future__ import annotations

import re

from bot.core.words import fold, words

LEAST_WORDS = 4  # fewer stand in too many texts
LEAST_RUN = 7  # the same of words that are no whole sentence
_DENIES = re.compile(
    r"\b(?:not|never|no|nobody|none|nothing|neither|nor|false|wrong|untrue|lie|den(?:y|ies|ied)|without|cannot|if|unless"
    r"|whether|reject(?:s|ed)|hardly|t)\b"
)
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'\u201d\u2019)\]]*\s+")
_TAKES_BACK = ("but", "unless", "except", "only", "if", "provided", "however", "though", "although", "yet", "not")


def is_excerpt(a: str, b: str) -> bool:
    """Tell whether one text is an unbroken run of whole sentences of the other; the order does not matter.

    Not so where what was left out begins with a word that takes something back: "But only if they stop."
    """
    shorter, longer = sorted((_sentences(a), _sentences(b)), key=len)
    if not shorter or sum(len(sentence.split()) for sentence in shorter) < LEAST_WORDS:
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
    shorter, longer = sorted((f" {' '.join(words(text))} " for text in (a, b)), key=len)
    if len(shorter.split()) < LEAST_RUN or longer.count(shorter) != 1:
        return False
    before, after = longer.split(shorter)
    return not _DENIES.search(before) and not after.lstrip().startswith(_TAKES_BACK)


def _sentences(text: str) -> list[str]:
    """Return the sentences folded, each without what ends it."""
    parts = (fold(part).strip(" .!?…,;:") for part in _SENTENCE_END.split(text))
    return [part for part in parts if part]
