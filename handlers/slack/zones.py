"""In which time zone somebody reads, as Slack knows it: so that "yesterday" is their yesterday."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog

from bot.core.errors import MessengerError
from handlers import limits

if TYPE_CHECKING:
    from handlers.slack.rest import SlackRest

log = structlog.get_logger()


class ReaderZones:
    """Asks Slack once for each reader.

    Args:
        rest: to ask through.

    """

    def __init__(self, rest: SlackRest) -> None:
        self._rest = rest
        self._known: dict[str, str] = {}

    async def of(self, user_id: str) -> str:
        """Return the name of a zone; "" where Slack does not tell within `limits.SLACK_ZONE_WITHIN`."""
        if user_id not in self._known:
            try:
                async with asyncio.timeout(limits.SLACK_ZONE_WITHIN):
                    found = await self._rest.call("users.info", {"user": user_id}, subject=f"slack:{user_id}")
            except (MessengerError, TimeoutError) as error:
                log.info("zone of a reader not known", reader=user_id, error=str(error))
                return ""
            if len(self._known) >= limits.REMEMBERED:
                del self._known[next(iter(self._known))]
            self._known[user_id] = _zone_or_none(str((found.get("user") or {}).get("tz") or ""))
        return self._known[user_id]


def _zone_or_none(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return ""
    return name
