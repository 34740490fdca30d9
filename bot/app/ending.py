"""How a process waits for its end, and what it ends then."""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

log = structlog.get_logger()


async def until_stopped(
    stop: asyncio.Event, loading: Iterable[Awaitable[None]], on_loaded: Callable[[], None] | None
) -> None:
    """Wait for the end; a model that cannot be loaded ends the wait with its error."""
    _keep_what_is_loaded()  # so far modules; while models were loaded, these were looked through twice
    stopped, loaded = asyncio.create_task(stop.wait()), asyncio.gather(*loading)
    try:
        await asyncio.wait((stopped, loaded), return_when=asyncio.FIRST_COMPLETED)
        if loaded.done():
            loaded.result()
            log.info("pipeline loaded")
            _keep_what_is_loaded()
            if on_loaded is not None:
                on_loaded()
        await stopped
    finally:
        stopped.cancel()
        loaded.cancel()
        await asyncio.gather(stopped, loaded, return_exceptions=True)  # an error nobody asks for ends in the log


def _keep_what_is_loaded() -> None:
    """Have no more garbage looked for in modules and models: each time that held everything up for 0.15 s.

    Nor is it looked for now, when news may wait: what there is of it by now are some hundred objects.
    """
    gc.freeze()


def tell(*listeners: Callable[[], None] | None) -> None:
    """Call each that is there."""
    for one in listeners:
        if one is not None:
            one()


async def ended(task: asyncio.Task[None]) -> None:
    """End a task that goes on for ever."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
