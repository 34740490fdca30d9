"""A part of the bot that runs in one process of all: the others stand by, and one of them takes over."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import structlog

from bot.core.errors import StoreError
from bot.jobs.thresholds import ASK_EVERY

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from bot.core.ports import RoleLock

log = structlog.get_logger()


async def stand_by(
    name: str, role: RoleLock, part: Callable[[], AbstractAsyncContextManager[None]], stop: asyncio.Event
) -> None:
    """Run a part for as long as the role is ours, until `stop` is set; whenever it is lost the part ends.

    Args:
        name: what the part does, in the log.
        role: held by one process of all.
        part: runs between its beginning and its end.
        stop: set it to end.

    """
    ours = AsyncExitStack()
    is_ours, is_logged = False, False
    try:
        while not stop.is_set():
            is_taken = await _is_taken(name, role)
            if is_taken and not is_ours:
                log.info("role taken", role=name)
                await ours.enter_async_context(part())
            elif is_ours and not is_taken:
                log.warning("role lost", role=name)
                await ours.aclose()
            elif not is_taken and not is_logged:
                log.info("standing by: another process has the role", role=name)
            is_ours, is_logged = is_taken, True
            await wait_for(stop, ASK_EVERY)
    finally:
        await ours.aclose()
        await role.let_go()


async def _is_taken(name: str, role: RoleLock) -> bool:
    try:
        return await role.take()
    except StoreError as error:
        log.warning("role cannot be asked for", role=name, error=str(error))
        return False


async def wait_for(stop: asyncio.Event, seconds: float) -> None:
    """Wait for the end, but no longer than so many seconds."""
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((stopped,), timeout=seconds)
    finally:
        stopped.cancel()
