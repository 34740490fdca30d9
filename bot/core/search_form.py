"""The one form in which words are indexed and looked for, whatever the script and spelling.

Both databases and the memory fake keep `indexed_words` and ask for `searched_words`, so that all of them find the same.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Protocol

from bot.core.thresholds import LONGEST_WORD, MOST_SEARCH_WORDS, SHORTEST_STEM

if TYPE_CHECKING:
    from collections.abc import Sequence


NON_JOINER = "\N{ZERO WIDTH NON-JOINER}"
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")  # what SQLite's tokenizer neither splits at nor changes
_LETTERS_OR_DIGITS = re.compile(r"[^\W_]+")

# What NFKC, casefold and the removal of marks leave apart: forms of one letter that Arabic and Persian keyboards write
# differently. Ta marbuta is written as ha in Persian, alef maqsura and Farsi yeh as yeh, keheh as kaf.
_LETTERS = str.maketrans(
    {
        "\N{ARABIC LETTER FARSI YEH}": "\N{ARABIC LETTER YEH}",
        "\N{ARABIC LETTER ALEF MAKSURA}": "\N{ARABIC LETTER YEH}",
        "\N{ARABIC LETTER YEH BARREE}": "\N{ARABIC LETTER YEH}",
        "\N{ARABIC LETTER KEHEH}": "\N{ARABIC LETTER KAF}",
        "\N{ARABIC LETTER SWASH KAF}": "\N{ARABIC LETTER KAF}",
        "\N{ARABIC LETTER TEH MARBUTA}": "\N{ARABIC LETTER HEH}",
        "\N{ARABIC LETTER HEH GOAL}": "\N{ARABIC LETTER HEH}",
        "\N{ARABIC LETTER HEH DOACHASHMEE}": "\N{ARABIC LETTER HEH}",
        "\N{ARABIC LETTER AE}": "\N{ARABIC LETTER HEH}",
        "\N{ARABIC LETTER ALEF WASLA}": "\N{ARABIC LETTER ALEF}",
        "\N{ARABIC TATWEEL}": None,  # only stretches a word
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "\N{LATIN SMALL LETTER L WITH STROKE}": "l",
        "\N{LATIN SMALL LETTER O WITH STROKE}": "o",
        "\N{LATIN SMALL LETTER D WITH STROKE}": "d",
    }
)
_NOTHING = frozenset({"Mn", "Me", "Cf"})  # accents, harakat, niqqud; zero-width joiners, direction marks, soft hyphens


def search_form(text: str) -> str:
    """Return the text without differences of case, width, accents, vowel points, digits and Arabic letter forms.

    The form of a form is itself.
    """
    bare = _without_marks_once(unicodedata.normalize("NFKC", text).casefold())
    # Casefold and the loss of marks can make new pairs to compose: only a second round is stable.
    return _without_marks_once(unicodedata.normalize("NFKC", bare).casefold())


def _without_marks_once(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    kept = "".join(character for character in apart if unicodedata.category(character) not in _NOTHING)
    return "".join(map(_ascii_digit, unicodedata.normalize("NFC", kept).translate(_LETTERS)))


def _ascii_digit(character: str) -> str:
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def searched_words(text: str) -> list[str]:
    """Return the distinct words that a query asks for, in their order and search form: letters and digits only."""
    found = (word[:LONGEST_WORD] for word in _LETTERS_OR_DIGITS.findall(search_form(text)))
    return list(dict.fromkeys(found))[:MOST_SEARCH_WORDS]


def has_phrase(text: str, phrase: str) -> bool:
    """Tell whether a text has the words of a phrase, one after the other, as a lookup would find each of them.

    So "war" is not in "warned" nor in "software", and "tariff" is in "tariffs".
    """
    sought = _LETTERS_OR_DIGITS.findall(search_form(phrase))
    forms = {search_form(text), search_form(text.replace(NON_JOINER, " "))}
    return bool(sought) and any(
        all(
            word.startswith(asked) if is_stem(asked) else word == asked
            for word, asked in zip(there[start:], sought, strict=False)
        )
        for there in map(_LETTERS_OR_DIGITS.findall, forms)
        for start in range(len(there) - len(sought) + 1)
    )


class Phrases(Protocol):
    """The part of a lookup that no index answers."""

    @property
    def phrases(self) -> tuple[str, ...]:
        """What must stand in one of the texts."""
        ...

    @property
    def without(self) -> tuple[str, ...]:
        """What must stand in none of them."""
        ...


def fits_phrases(texts: Sequence[str], asked: Phrases) -> bool:
    """Tell whether each phrase stands in a text, and nothing that is not to be there in any."""
    return all(any(has_phrase(text, one) for text in texts) for one in asked.phrases) and not any(
        has_phrase(text, one) for text in texts for one in asked.without
    )


def indexed_words(text: str) -> list[str]:
    """Return the distinct words under which a text is found.

    Persian joins the parts of a word with a zero-width non-joiner, where people type a space or nothing: the text is
    found by the parts and by the whole.
    """
    return searched_words(f"{text}\n{text.replace(NON_JOINER, ' ')}" if NON_JOINER in text else text)


def is_stem(word: str) -> bool:
    """Tell whether a word that is looked for also finds longer words: "tariff" finds "tariffs", "war" not "warned"."""
    return len(word) >= SHORTEST_STEM


def mark(what: str, value: object) -> str:
    """Return a word that no text holds, for a fact about a statement: it is indexed and looked for as its words are.

    So one index answers what is asked of words, source and actor together, and none of the three is sorted out after.
    """
    escaped = "".join(one if one in _PLAIN else f"§{ord(one):x}§" for one in str(value))
    return f"§{what}§{escaped}"
