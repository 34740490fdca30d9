"""The sign of life."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.core.model import Beat


class SignsOfLife(Protocol):
    """The one row by which others see that the bot runs."""

    async def beat(self, beat: Beat) -> None:
        """Save the sign of life; only the last one is kept."""
        ...

    async def last_beat(self) -> Beat | None:
        """Return the last sign of life."""
        ...
