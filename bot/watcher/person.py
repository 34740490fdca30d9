"""A person of an article."""

from __future__ import annotations

from bisect import bisect_left
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
    full_at: list[int] = field(default_factory=list)  # where the full name stands
    described_at: int = -1  # where the walk last met a description or pronoun

    def last_before(self, at: int) -> int:
        """Where the person was last mentioned before a word; -1: nowhere."""
        named = bisect_left(self.seen_at, at)
        return max(self.seen_at[named - 1] if named else -1, self.described_at if self.described_at < at else -1)

    def may_be(self, gender: str) -> bool:
        """Whether *he* ("m") or *she* ("f") can be this person."""
        return self.gender in {None, gender}
