"""Invented mini-articles, one trap each: what must be told of whom, and what must not."""

from __future__ import annotations

from tests.watcher.articles import boilerplate, later_rounds, layout, persons, whole_pieces, wording
from tests.watcher.articles.case import Case

CASES = (
    *layout.CASES,
    *persons.CASES,
    *wording.CASES,
    *boilerplate.CASES,
    *whole_pieces.CASES,
    *later_rounds.CASES,
)

__all__ = ["CASES", "Case"]
