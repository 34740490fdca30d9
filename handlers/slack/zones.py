"""In which time zone somebody reads, as Slack knows it: so that "yesterday" is their yesterday."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog

from bot.core.errors import MessengerError, StoreError
from handlers import limits
from handlers.slack.workspaces import id_in

if TYPE_CHECKING:
    from handlers.slack.workspaces import Workspaces

log = structlog.get_logger()


class ReaderZones:
    """Asks Slack once for each reader.

    Args:
        workspaces: to ask through.

    """

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces
        self._known: dict[str, str] = {}

    async def of(self, user_id: str, key: str) -> str:
        """Return the name of a zone; "" where Slack does not tell within `limits.SLACK_ZONE_WITHIN`.

        Args:
            user_id: whose.
            key: of the workspace.

        """
        reader = id_in(key, user_id)
        if reader not in self._known:
            try:
                async with asyncio.timeout(limits.SLACK_ZONE_WITHIN):
                    rest = await self._workspaces.rest(key)
                    found = await rest.call("users.info", {"user": user_id}, subject=f"slack:{reader}")
            except (MessengerError, StoreError, TimeoutError) as error:
                log.info("zone of a reader not known", reader=reader, error=str(error))
                return ""
            if len(self._known) >= limits.REMEMBERED:
                del self._known[next(iter(self._known))]
            self._known[reader] = _zone_or_none(str((found.get("user") or {}).get("tz") or ""))
        return self._known[reader]


def _zone_or_none(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return ""
    return name
