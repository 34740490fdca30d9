"""The queue by which processes hand each other what is to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta

    from bot.core.work import QueuedJob


class JobQueue(Protocol):
    """Says who works on what. What there is to do stands in the record, so nothing is lost with a queue."""

    async def under_way(self) -> Mapping[str, timedelta | None]:
        """Return how long each job has been worked on, by its key; None for one that waits.

        Jobs of a process that is gone are dropped first.

        Raises:
            StoreError: the queue cannot be used.

        """
        ...

    async def add(self, jobs: Sequence[QueuedJob]) -> None:
        """Add jobs; one whose key waits already is left out.

        Raises:
            StoreError: the queue cannot be used.

        """
        ...
