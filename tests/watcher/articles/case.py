"""What a mini-article is: a text and what must be told of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A text whose paragraphs `|` separates.

    `told` are (actor, words that one of the actor's told statements must hold); `never` are words that no told
    statement may hold.
    """

    id: str
    text: str
    reported: tuple[tuple[str, str], ...] = ()
    never: tuple[str, ...] = ()
    title: str = ""
