"""The stems by which texts are held against each other where no word list knows their subject."""

from __future__ import annotations

from typing import Final

_SUFFIXES: Final = ("ations", "ation", "ingly", "ings", "ing", "edly", "ies", "ied", "ed", "es", "ly", "s", "e", "y")
_SHORTEST_STEM: Final = 3
# Words that say nothing of what a text is about.
COMMON: Final = frozenset(
    "a about after again all also am an and any are as at back be because been before being both but by can could did "
    "do does doing done down each even ever every few for from get go going gone got had has have having he her here "
    "him his how i if in into is it its just know let like lot made make many may me might more most much must my no "
    "nor not now of off on one only or other our out over own people really same say said she should so some such than "
    "that the their them then there these they thing things this those through to too under until up us very want was "
    "way we well were what when where which while who whom why will with would yes you your".split()
)


def word_stem(word: str) -> str:
    """Return a word in lower case without the ending that its other forms have too."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            return word[: -len(suffix)]
    return word
