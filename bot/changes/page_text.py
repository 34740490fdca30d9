"""A text of a page as its words, each with where it stands."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Final

from bot.core.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.model import Span

# Marks that belong to a letter (accents, vowel signs) or show nothing (soft hyphen, joiners).
_JOINED: Final = "\\u00ad\\u0300-\\u036f\\u0591-\\u05c7\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u200b-\\u200f"
_PAGE_WORD: Final = re.compile(rf"[$€£]?\d[\d,]*(?:\.\d+)?|%|\w[\w{_JOINED}]*(?:['’ʼ‘]\w[\w{_JOINED}]*)*")  # noqa: RUF001


class Page:
    """A text taken apart into words once, for many questions."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[str] = []
        self.spans: list[Span] = []  # beside each word where it stands; parts of one ("don't") stand in one place
        self._starts: list[int] = []  # beside each word where it begins in `line`
        self._runs: dict[int, frozenset[tuple[str, ...]]] = {}
        at = 1
        for match in _PAGE_WORD.finditer(text):
            for word in ("percent",) if match[0] == "%" else words_of(match[0]):
                if word == "cent" and self.words and self.words[-1] == "per":
                    self.words[-1], self.spans[-1] = "percent", (self.spans[-1][0], match.end())
                    at += len("percent") - len("per")
                    continue
                self.words.append(word)
                self.spans.append(match.span())
                self._starts.append(at)
                at += len(word) + 1

    @cached_property
    def line(self) -> str:
        """All words with one space before, between and after them."""
        return f" {' '.join(self.words)} " if self.words else " "

    def runs(self, length: int) -> frozenset[tuple[str, ...]]:
        """Return all runs of so many words."""
        if length not in self._runs:
            self._runs[length] = frozenset(zip(*(self.words[place:] for place in range(length)), strict=False))
        return self._runs[length]

    def words_in(self, span: Span) -> tuple[int, int]:
        """Return the numbers of the words within a span of the text, the last one excluded."""
        first = bisect_right(self.spans, span[0], key=lambda one: one[1])
        return first, max(first, bisect_left(self.spans, span[1], key=lambda one: one[0]))

    def sequence(self, span: Span) -> list[str]:
        """Return the words within a span of the text."""
        first, end = self.words_in(span)
        return self.words[first:end]

    def words_at(self, start: int, end: int) -> tuple[int, int]:
        """Return the numbers of the words that a stretch of `line` touches, the last one excluded."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        if self._starts and start >= self._starts[first] + len(self.words[first]):
            first += 1
        return first, max(first, bisect_left(self._starts, end))

    def places(self, words: Sequence[str]) -> Iterator[int]:
        """Yield the numbers of the words with which this sequence begins, wherever it stands unbroken."""
        sought = f" {' '.join(words)} "
        at = self.line.find(sought)
        while at >= 0:
            yield bisect_left(self._starts, at + 1)
            at = self.line.find(sought, at + 1)

    def has(self, words: Sequence[str]) -> bool:
        """Tell whether this sequence stands somewhere unbroken."""
        return next(self.places(words), None) is not None
