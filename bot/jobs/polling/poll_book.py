"""Saves polls that brought nothing: those that end while others are being saved share one transaction.

Nine polls of ten bring nothing, and a transaction for each cost four times what the fetch does.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.core.errors import StoreError

if TYPE_CHECKING:
    from bot.core.model import Poll, PollState
    from bot.core.ports import InboxWrites, Transactional


class PollBook:
    """Where polls are noted that brought nothing.

    Args:
        store: the record.

    """

    def __init__(self, store: Transactional[InboxWrites]) -> None:
        self._store = store
        self._waiting: list[tuple[PollState, Poll, asyncio.Future[None]]] = []
        self._saving: asyncio.Task[None] | None = None

    async def note(self, state: PollState, poll: Poll) -> None:
        """Save a poll; when this returns it is on record.

        Raises:
            StoreError: it is not.

        """
        saved: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((state, poll, saved))
        if self._saving is None:
            self._saving = asyncio.create_task(self._save(), name="save polls")
        await saved

    async def _save(self) -> None:
        try:
            while self._waiting:
                some, self._waiting = self._waiting, []
                error = await self._error_with(some)
                # One that cannot be saved takes no other with it.
                alone = [await self._error_with([one]) if error and len(some) > 1 else error for one in some]
                for (_, _, saved), its_error in zip(some, alone, strict=True):
                    if saved.done():  # nobody waits any more
                        continue
                    if its_error is None:
                        saved.set_result(None)
                    else:
                        saved.set_exception(its_error)
        finally:
            self._saving = None

    async def _error_with(self, some: list[tuple[PollState, Poll, asyncio.Future[None]]]) -> StoreError | None:
        try:
            async with self._store.transaction() as transaction:
                await transaction.save_polls([(state, poll) for state, poll, _ in some])
        except StoreError as error:
            return error
        except Exception as error:  # noqa: BLE001 - whoever waits is told, and none waits for ever
            return StoreError(f"{type(error).__name__}: {error}")
        return None
