"""What `onrecord check` asks of a platform: may the bot post where it is to post?"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from bot.core.errors import ChannelRefusedError, MessengerError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from bot.core.model import Channel

Result: TypeAlias = tuple[str, bool, str]  # what was asked, whether it is well, and in words what is


async def channel_results(
    channels: Iterable[Channel], problem_of: Callable[[Channel], Awaitable[str | None]]
) -> list[Result]:
    """Return for each channel whether the bot can post there.

    Args:
        channels: those of the platform.
        problem_of: returns what keeps the bot from posting and the way out, or None; may raise MessengerError.

    """
    results: list[Result] = []
    for channel in channels:
        try:
            problem = await problem_seen(channel, problem_of)
        except MessengerError as error:
            problem = str(error)
        results.append((str(channel), problem is None, problem or "the bot can post there"))
    return results


async def problem_seen(channel: Channel, problem_of: Callable[[Channel], Awaitable[str | None]]) -> str | None:
    """Return what keeps the bot from posting in a channel and the way out, also where it cannot see it; or None.

    Raises:
        MessengerError: it cannot be told now.

    """
    try:
        return await problem_of(channel)
    except ChannelRefusedError as error:
        return f"the bot cannot see it; is the id right, and was the bot invited there? ({error})"
