"""Who is tracked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A time for which somebody has an office."""

    begins: date
    ends: date | None = None  # the day from which somebody else has it; None: none yet
    role: str = ""  # the office, as in the actor's titles; "": the actor's role


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A tracked person."""

    id: str
    name: str
    role: str = ""  # as the card shows it: "Iran's foreign ministry spokesperson"
    aliases: tuple[str, ...] = ()  # other spellings, scripts, nicknames and handles
    titles: tuple[str, ...] = ()  # what articles call the actor without the name
    institutions: tuple[str, ...] = ()  # whom the actor speaks for; a speaker of its own
    outlets: tuple[str, ...] = ()  # media near to the actor: they pass on what he said, and say nothing themselves
    venues: tuple[str, ...] = ()  # where the actor speaks or posts, by its name: "Truth Social", "Air Force One"
    namesakes: tuple[str, ...] = ()  # people and things that hold the name and are somebody or something else
    pronouns: tuple[str, ...] = ("he", "him", "his", "himself")
    born: int | None = None  # year, by which "the 34-year-old" is somebody else
    terms: tuple[Term, ...] = ()  # when he has his offices, by which those before and after are told; none: always
    queries: tuple[str, ...] = ()  # what search engines are asked for it; none: the name in quotation marks

    @property
    def searched_for(self) -> tuple[str, ...]:
        """What search engines are asked for to find the actor."""
        return self.queries or (f'"{self.name}"',)
