"""`onrecord status --watch`: whether the bot is well, drawn anew every two seconds."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from rich.console import Group
from rich.live import Live
from rich.text import Text

from bot.core.clock import SystemClock
from bot.core.errors import StoreError
from bot.tools.thresholds import STATUS_EVERY
from handlers.terminal.console_handler import has_colour, reply_shown

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from zoneinfo import ZoneInfo

    from rich.console import Console, RenderableType

    from handlers.render.replies.reply import Reply

    Ask = Callable[[], Awaitable[Reply]]


async def watch_until_signal(ask: Ask, console: Console, zone: ZoneInfo) -> None:
    """Show the status until Ctrl-C or SIGTERM, and leave the terminal as it was.

    Raises:
        StoreError: the record cannot be read at the start.

    """
    watching = asyncio.create_task(watch_status(ask, console, zone, pause=_pause))
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, watching.cancel)
    with suppress(asyncio.CancelledError):
        await watching


async def watch_status(ask: Ask, console: Console, zone: ZoneInfo, *, pause: Callable[[], Awaitable[None]]) -> None:
    """Show the status after each pause, until this is cancelled. A record that cannot be read is waited for.

    `ask` opens it anew each time: a backup may have been restored meanwhile.

    Raises:
        StoreError: the record cannot be read at the start.

    """
    clock = SystemClock()
    shown: RenderableType = reply_shown(await ask(), in_colour=has_colour(console))
    seen_at = clock.now()
    with Live(console=console, screen=True, auto_refresh=False) as live:
        while True:
            head = f"{clock.now().astimezone(zone):%H:%M:%S} · every {STATUS_EVERY:g} s · Ctrl-C ends"
            live.update(Group(Text(head, style="dim"), Text(), shown), refresh=True)
            await pause()
            try:
                shown = reply_shown(await ask(), in_colour=has_colour(console))
                seen_at = clock.now()
            except StoreError as error:
                last = f"The last answer came at {seen_at.astimezone(zone):%H:%M:%S}; the next try follows."
                shown = Group(
                    Text("The record cannot be read", style="bold yellow"), Text(), Text(str(error)), Text(last)
                )


async def _pause() -> None:
    await asyncio.sleep(STATUS_EVERY)
