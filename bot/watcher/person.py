"""A person of an article, and how sure it is that words mean one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.watcher.roles import Role


@dataclass(slots=True, kw_only=True, eq=False)
class Person:
    """Somebody in the article; grows while it is read."""

    name: str
    words: tuple[str, ...] = ()
    gender: str | None = None
    roles: list[Role] = field(default_factory=list)
    actor_id: str | None = None
    named: bool = True  # False: known by a description only
    seen_at: list[int] = field(default_factory=list)  # word positions of the name, in order
    apart_from: frozenset[Person] = frozenset()  # whom the description of somebody without a name does not mean
    full_at: list[int] = field(default_factory=list)  # where the full name stands

    def may_be(self, gender: str) -> bool:
        """Whether *he* ("m") or *she* ("f") can be this person."""
        return self.gender in {None, gender}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Who a mention is, and how that was found."""

    person: Person
    how: str
    sure: float = 1.0  # 1.0 a full name or alias, less the further the guess
