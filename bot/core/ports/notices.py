"""What was out of order: notices to who runs the bot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model import Notice


class Notices(Protocol):
    """What was out of order, as it is on record."""

    async def notices(self, *, since: datetime) -> list[Notice]:
        """Return the notices that are not over, or ended at `since` or later, first noticed first."""
        ...


class NoticeWrites(Notices, Protocol):
    """Notices within a transaction."""

    async def save_notice(self, notice: Notice) -> None:
        """Save a notice, new or known."""
        ...
