"""What the measures compare: words by their place in the text, names by their words, and kinds by quotation marks."""

from __future__ import annotations

from bisect import bisect_left
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from bot.core.word_files import read_words
from bot.core.words import WRITTEN_WORD
from bot.tools.thresholds import DIRECT_FROM

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Rows: TypeAlias = dict[str, dict[str, Any]]  # of a gold file or of predictions, by id

NO_NAME: Final = frozenset(read_words(files("bot.tools.evaluate").joinpath("no_names.txt")))
PRONOUNS = frozenset({"he", "she", "they", "we", "i", "it"})
_OPENING_MARKS, _CLOSING_MARKS = '"\u201c\u00ab\u201e\u201f', '"\u201d\u00bb'


class Text:
    """A text cut into words: maximal runs of word characters. Marks, punctuation and spaces never count."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._spans = [match.span() for match in WRITTEN_WORD.finditer(text)]
        self._starts = [start for start, _ in self._spans]
        self._ends = [end for _, end in self._spans]
        self._lower = {start: text[start:end].lower() for start, end in self._spans}

    def words(self, spans: Iterable[Sequence[int]] | None) -> frozenset[int]:
        """Return the places of the words that the spans touch."""
        found: set[int] = set()
        for start, end in spans or ():
            first = bisect_left(self._ends, start + 1)
            found.update(self._starts[first : bisect_left(self._starts, end)])
        return frozenset(found)

    def words_begun(self, spans: Iterable[Sequence[int]]) -> frozenset[int]:
        """Return the places of the words that begin within the spans."""
        found: set[int] = set()
        for start, end in spans:
            found.update(self._starts[bisect_left(self._starts, start) : bisect_left(self._starts, end)])
        return frozenset(found)

    def lower(self, places: Iterable[int]) -> set[str]:
        """Return the words at these places, in lower case."""
        return {self._lower[place] for place in places}

    def joined(self, spans: Iterable[Sequence[int]] | None) -> str:
        """Return the text of the spans."""
        return " ".join(self.text[start:end] for start, end in spans or ())


def words_of_name(name: str | None) -> list[str]:
    """Return the words of a name, without the possessive."""
    return [word.lower().replace("\u2019s", "").replace("'s", "") for word in WRITTEN_WORD.findall(name or "")]


def same_name(predicted: str | None, gold: str | None) -> bool:
    """Tell whether names match: their last words are equal, or the words of one hold those of the other."""
    ours = [word for word in words_of_name(predicted) if word not in NO_NAME]
    theirs = [word for word in words_of_name(gold) if word not in NO_NAME]
    if not ours or not theirs:
        return bool(predicted and gold and words_of_name(predicted) == words_of_name(gold))
    return ours[-1] == theirs[-1] or set(ours) <= set(theirs) or set(theirs) <= set(ours)


class MarkedText:
    """Which characters of a text stand within double quotation marks; a line break closes an open one."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._within = _within_marks(text)

    def kind(self, spans: Iterable[Sequence[int]]) -> str | None:
        """Return direct (at least 90 % of the word characters within marks), indirect (none) or mixed."""
        letters = quoted = 0
        for start, end in spans:
            for place in range(start, end):
                if self._text[place].isalnum():
                    letters += 1
                    quoted += self._within[place]
        if not letters:
            return None
        share = quoted / letters
        return "direct" if share >= DIRECT_FROM else "mixed" if share else "indirect"


def _within_marks(text: str) -> list[bool]:
    within = [False] * len(text)
    inside = False
    place = 0
    while place < len(text):
        char = text[place]
        if text.startswith(("''", "``"), place):
            within[place] = within[place + 1] = True
            inside = char == "`" or not inside
            place += 2
            continue
        if char == "\n":
            inside = False
        elif char == '"':
            within[place] = True
            inside = not inside
        elif char in _OPENING_MARKS or char in _CLOSING_MARKS:
            within[place] = True
            inside = char not in _CLOSING_MARKS
        else:
            within[place] = inside
        place += 1
    return within
