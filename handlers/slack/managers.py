"""Who changes what leads to a channel on Slack, which tells nobody's rights: those listed, and listed user groups."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from bot.core.errors import MessengerError
from handlers import limits

if TYPE_CHECKING:
    from bot.core.config import Config
    from handlers.slack.rest import SlackRest

log = structlog.get_logger()


class RouteManagers:
    """Knows the members of the listed user groups for some minutes.

    Args:
        rest: to ask through.
        config: names members (U…, W…) and user groups (S…) in `slack.route_managers`.

    """

    def __init__(self, rest: SlackRest, *, config: Config) -> None:
        self._rest = rest
        self._config = config
        self._known: dict[str, tuple[float | None, list[str]]] = {}  # group → when it was asked for, and its members

    async def has(self, user_id: str) -> bool:
        """Tell whether somebody is listed; of a group that Slack does not tell of now nobody is."""
        listed = self._config.slack.route_managers
        if user_id in listed:
            return True
        return any([user_id in await self._users_of(one) for one in listed if one.startswith("S")])

    async def _users_of(self, group: str) -> list[str]:
        now = asyncio.get_running_loop().time()
        asked_at, users = self._known.get(group, (None, []))
        if asked_at is None or now - asked_at >= limits.SLACK_GROUPS_KNOWN_FOR:
            users = await self._asked_users_of(group)
            self._known[group] = now, users
        return users

    async def _asked_users_of(self, group: str) -> list[str]:
        try:
            async with asyncio.timeout(limits.SLACK_ZONE_WITHIN):
                found = await self._rest.call("usergroups.users.list", {"usergroup": group}, subject=f"slack:{group}")
        except (MessengerError, TimeoutError) as error:
            log.warning("members of a user group not known", group=group, error=str(error))
            return []
        return [str(one) for one in found.get("users") or ()]
