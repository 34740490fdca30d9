"""The record as several processes share it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable, Sequence
    from contextlib import AbstractAsyncContextManager

    from bot.core.model import Arrival, Channel


class SharedRecord(Protocol):
    """What a process asks so that it decides nothing of an actor beside another one."""

    def holding_actors(self, actor_ids: Iterable[str]) -> AbstractAsyncContextManager[None]:
        """Hold these actors: another process that wants one of them waits. A transaction within fails if they are lost.

        Raises:
            StoreError: the database cannot be used, or somebody else held them for too long.

        """
        ...

    def holding_channel(self, channel: Channel) -> AbstractAsyncContextManager[None]:
        """Hold a channel while something is posted there: the same promise as of actors.

        A worker that gives no sign of life has lost its jobs to others. It may be alive, and in the middle of a post.
        """
        ...

    async def last_arrival(self) -> int:
        """Return the number of what came on record last; 0: nothing has yet."""
        ...

    async def arrivals(self, *, after: int, made_by: str) -> tuple[int, Sequence[Arrival]]:
        """Return a part of what actors were found to have said themselves since then, oldest first.

        Args:
            after: the number of the last arrival that is known.
            made_by: whose entries are good.

        Returns:
            The number to ask from again, `after` itself where there is nothing more, and the part.

        """
        ...

    def arrivals_heard(self) -> AsyncGenerator[None, None]:
        """Yield once when nothing that comes is missed any more, and then whenever something came on record.

        Close it in the end (`contextlib.aclosing`).

        Raises:
            StoreError: the database cannot be used, or the connection was lost.

        """
        ...


class RoleLock(Protocol):
    """Held by the one process of all that does something, such as to hear the people of a platform."""

    async def take(self) -> bool:
        """Take the role, or make sure that it is still ours; False: another process has it.

        Raises:
            StoreError: the database cannot be used; the role is ours no more.

        """
        ...

    async def let_go(self) -> None:
        """Give the role back. May be called twice."""
        ...
