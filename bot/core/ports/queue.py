"""The queue by which processes hand each other what is to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.work import QueuedJob


class JobQueue(Protocol):
    """Says who works on what. What there is to do stands in the record, so nothing is lost with a queue."""

    async def under_way(self) -> set[str]:
        """Return the keys of the jobs that wait or are being done. Those of a process that is gone are dropped first.

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
