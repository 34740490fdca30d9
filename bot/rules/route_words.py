"""Whether a text has the words that a route asks for, in any of their forms.

A route is asked once and listens for weeks, so it hears more forms than a lookup finds, which is typed anew.

- A word is found in its inflected forms, whichever of them was asked for: "war" in "wars", "tariffs" in "tariff". One
  of four letters or more is also found at the beginning of longer ones, as lookups find it.
- Two or three capitals are a name, and so are letters with a full stop behind each: "US" is in "the U.S.-led force",
  and not in "gave us nothing".
- Parts of a word that a hyphen joins are found apart and together: "cease-fire" is "ceasefire" and "cease fire".
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from bot.core.search_form import NON_JOINER, is_stem, search_form
from bot.rules.stems import inflection_stem

_NAME: Final = "\ue000"  # of no script: stands before what was written in capitals, since the search form has none
_DOTTED: Final = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.)+[^\W\d_](?:\.|(?![^\W_]))")  # U.S., U.S
_CAPITALS: Final = re.compile(r"(?<![^\W_])([^\W\d_]{2,3}?)(?:s|['\u2019]s)?(?![^\W_])")  # US, MPs, UN's
_POSSESSIVE: Final = re.compile(r"(?<=[^\W_])['\u2019]s(?![^\W_])", re.IGNORECASE)
_HYPHEN: Final = re.compile(r"(?<=[^\W_])[-\N{HYPHEN}\N{NON-BREAKING HYPHEN}](?=[^\W_])")
_ASKED_WORD: Final = re.compile(rf"{_NAME}?[^\W_]+")


def has_words(text: str, phrase: str) -> bool:
    """Tell whether a text has the words of a phrase, one after the other, each in any form."""
    # Whoever types "u.s." means no small word.
    asked = _forms(_DOTTED.sub(lambda dotted: dotted[0].upper(), phrase))
    return any(_stands_in(words, there) for there in _forms(text) for words in asked)


def _stands_in(sought: tuple[str, ...], there: tuple[str, ...]) -> bool:
    return bool(sought) and any(
        all(map(_is_form_of, there[start:], sought)) for start in range(len(there) - len(sought) + 1)
    )


def _is_form_of(word: str, asked: str) -> bool:
    if asked.startswith(_NAME):
        return word == asked
    word = word.removeprefix(_NAME)
    return (is_stem(asked) and word.startswith(asked)) or inflection_stem(word) == inflection_stem(asked)


@lru_cache(maxsize=1_000)  # of a statement for all routes, and of all routes for a statement
def _forms(text: str) -> frozenset[tuple[str, ...]]:
    """Return the words of a text, with what joins two taken out, and taken for a space."""
    text = _DOTTED.sub(lambda dotted: dotted[0].replace(".", ""), unicodedata.normalize("NFKC", text))
    return frozenset(
        tuple(_words(_HYPHEN.sub(joint, text.replace(NON_JOINER, joiner))))
        for joint in ("", " ")
        for joiner in (NON_JOINER, " ")
    )


def _words(text: str) -> list[str]:
    named = _CAPITALS.sub(lambda word: f"{_NAME}{word[1]}" if word[1].isupper() else word[0], text)
    return _ASKED_WORD.findall(search_form(_POSSESSIVE.sub("", named)))
