"""Letting go of what is old, and of what somebody asked to be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime


class Retention(Protocol):
    """What the record holds of a kind for longer than it is to."""

    async def expired(self, kept: str, *, before: datetime) -> int:
        """Return how many rows of a kind would be let go of.

        Raises:
            StoreError: the record cannot be read.

        """
        ...


class Room(Protocol):
    """What the record takes of the disk."""

    async def give_back(self, pages: int) -> bool:
        """Give some of the room that became free back to the disk; returns whether there was any.

        Raises:
            StoreError: the record cannot be written.

        """
        ...


class RetentionWrites(Protocol):
    """Letting go of it, some at a time, so that no news waits for it."""

    async def let_go(self, kept: str, *, before: datetime, limit: int) -> int:
        """Let go of some rows of a kind, with what hangs on them; returns how many, 0 where none is left.

        Of texts the paragraphs with quotations stay. A statement stays while something younger refers to it: a later
        statement, a sighting, a message.

        Raises:
            StoreError: the record cannot be written.

        """
        ...
