"""When something came of sources and actors: what is usual is known by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime


class Activity(Protocol):
    """When something came."""

    async def listed_at(self, source_id: str, *, since: datetime) -> list[datetime]:
        """Return when a source listed something new since then, oldest first; what stood there before is left out."""
        ...

    async def said_at(self, actor_id: str, *, since: datetime) -> list[datetime]:
        """Return when statements of an actor were first seen since then, oldest first.

        Left out are those told by others, and those whose report was a day old by then: the first look at a source
        finds many of them at once.
        """
        ...
