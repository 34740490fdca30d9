"""Which articles are worth reading: those that name a tracked actor. Everything else never reaches a model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.watcher.people.roster import name_form, name_words, near

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.watcher.people.roster import Roster

_CAPITAL = re.compile(r"\b[^\W\d_a-z]\w{5,}")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?!s\b)(?=[^\W\d_])")  # within a name: "Baqa'ei"
_MAY_STAND_BEFORE = "[والبفکךמבלשהוכ]{0,2}"  # Arabic, Persian and Hebrew write "and", "the", "to" onto the name
_POSSESSIVE = r"(?:['’]s)?"


class Screen:
    """Tells whether a text names a tracked actor; a fraction of a millisecond an article."""

    def __init__(self, roster: Roster) -> None:
        phrases: set[tuple[str, ...]] = set()
        for names in roster.names:
            phrases |= names.full | {(word,) for word in names.single} | set(names.titles)
            phrases |= {name_words(venue) for venue in names.actor.venues}  # where THE PRESIDENT is he
        self._surnames = frozenset(word for names in roster.names for word in names.surnames if word.isascii())
        self._initials = frozenset(word[0] for word in self._surnames)
        latin = sorted({self._pattern(words) for words in phrases if words[0].isascii()}, key=len, reverse=True)
        other = sorted({self._pattern(words) for words in phrases if not words[0].isascii()}, key=len, reverse=True)
        self._latin = re.compile(r"(?<!\w)(?:" + "|".join(latin) + r")(?!\w)") if latin else None
        self._other = re.compile(rf"(?<!\w){_MAY_STAND_BEFORE}(?:" + "|".join(other) + r")(?!\w)") if other else None

    @staticmethod
    def _pattern(words: Sequence[str]) -> str:
        return (_POSSESSIVE + r"[\W_]{1,3}").join(re.escape(word) for word in words)

    def names_actor(self, text: str) -> bool:
        """Whether a text holds a name, a venue, a title that says who is meant, or a likely misspelling."""
        letters = _APOSTROPHE.sub("", name_form(text) if not text.isascii() else text.lower())
        if self._latin and self._latin.search(letters):
            return True
        if not text.isascii() and self._other and self._other.search(letters):
            return True
        words = {word for word in _CAPITAL.findall(text) if word[0].lower() in self._initials}
        return any(near(name_form(word), self._surnames, generous=False) for word in words)
