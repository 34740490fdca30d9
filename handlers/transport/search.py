"""A message that may have been posted, looked for in its channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from handlers import limits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable


async def look_through(
    pages: AsyncIterator[Iterable[dict[str, Any]]], is_ours: Callable[[dict[str, Any]], bool]
) -> dict[str, Any] | None:
    """Return the first message that is ours, or None where none of the first `limits.MOST_REQUESTS` pages holds it.

    Args:
        pages: of messages, newest first; each costs a request.
        is_ours: tells whether it is the one.

    """
    asked = 0
    async for page in pages:
        asked += 1
        if found := next((one for one in page if is_ours(one)), None):
            return found
        if asked == limits.MOST_REQUESTS:
            break
    return None
