"""The stems by which texts are held against each other where no word list knows their subject.

`word_stem` is coarse, for what a text is about. `inflection_stem` takes off no more than what inflects a word.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from bot.rules.thresholds import SHORTEST_STEM_LEFT, SHORTEST_WITH_Y, WORDS_KEPT

_SUFFIXES: Final = ("ations", "ation", "ingly", "ings", "ing", "edly", "ies", "ied", "ed", "es", "ly", "s", "e", "y")
# Words that say nothing of what a text is about.
COMMON: Final = frozenset(
    "a about after again all also am an and any are as at back be because been before being both but by can could did "
    "do does doing done down each even ever every few for from get go going gone got had has have having he her here "
    "him his how i if in into is it its just know let like lot made make many may me might more most much must my no "
    "nor not now of off on one only or other our out over own people really same say said she should so some such than "
    "that the their them then there these they thing things this those through to too under until up us very want was "
    "way we well were what when where which while who whom why will with would yes you your".split()
)


@lru_cache(maxsize=WORDS_KEPT)
def word_stem(word: str) -> str:
    """Return a word in lower case without the ending that its other forms have too."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= SHORTEST_STEM_LEFT:
            return word[: -len(suffix)]
    return word


# The steps of the Snowball stemmer for English ("Porter2") that undo inflection: 1a to 1c, 5, and its exceptions. Those
# in between undo derivation: they would take "organ" and "organization" for one word.
_ENGLISH: Final = re.compile(r"[a-z]{3,}")
_VOWEL: Final = re.compile(r"[aeiouy]")
_UNCHANGED: Final = frozenset({"sky", "news", "howe", "atlas", "cosmos", "bias", "andes"})
_NO_TENSE: Final = frozenset({"inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed"})
_DOUBLED: Final = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")
_SHORT_SYLLABLE: Final = re.compile(r"[^aeiouy][aeiouy][^aeiouywx]$|^[aeiouy][^aeiouy]$")
_REGION: Final = re.compile(r"[aeiouy][^aeiouy](.*)")  # what follows the first consonant behind a vowel


@lru_cache(maxsize=WORDS_KEPT)
def inflection_stem(word: str) -> str:
    """Return what the inflected forms of an English word share: "war" of "wars", "strike" of "striking".

    Args:
        word: in lower case. One that is written in other letters is its own stem.

    """
    if not _ENGLISH.fullmatch(word) or word in _UNCHANGED:
        return word
    stem = _without_number(word)
    if stem not in _NO_TENSE:
        stem = _without_tense(stem)
    if stem.endswith("y") and not _VOWEL.match(stem[-2]):
        stem = f"{stem[:-1]}i"
    return _without_e(stem)


def _without_number(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ies", "ied")):
        return word[:-2] if len(word) >= SHORTEST_WITH_Y else word[:-1]
    if word.endswith("s") and not word.endswith(("us", "ss")) and _VOWEL.search(word[:-2]):
        return word[:-1]
    return word


def _without_tense(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _region(word).endswith("eed") else word
    ending = next((one for one in ("ed", "ing") if word.endswith(one)), "")
    root = word.removesuffix(ending)
    if not ending or not _VOWEL.search(root):
        return word
    if root.endswith(_DOUBLED):
        return root[:-1]
    is_cut = root.endswith(("at", "bl", "iz")) or (not _region(root) and _SHORT_SYLLABLE.search(root))
    return f"{root}e" if is_cut else root


def _without_e(word: str) -> str:
    rest = word.removesuffix("e")
    region = _region(word)
    is_ending = region.endswith("e") and (_region(region).endswith("e") or not _SHORT_SYLLABLE.search(rest))
    return rest if is_ending else word


def _region(word: str) -> str:
    found = _REGION.search(word)
    return found[1] if found else ""
