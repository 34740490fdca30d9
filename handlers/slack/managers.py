"""Who changes what leads to a channel on Slack, which tells nobody's rights: those listed, and listed user groups."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from bot.core.errors import MessengerError, StoreError
from handlers import limits
from handlers.slack.workspaces import id_in

if TYPE_CHECKING:
    from bot.core.config import Config
    from handlers.slack.workspaces import Workspaces

log = structlog.get_logger()


class RouteManagers:
    """Knows the members of the listed user groups for some minutes.

    Args:
        workspaces: to ask through.
        config: names members (U…, W…) and user groups (S…) in `slack.route_managers`, each behind its workspace and /
            where it is not of the first.

    """

    def __init__(self, workspaces: Workspaces, *, config: Config) -> None:
        self._workspaces = workspaces
        self._config = config
        self._known: dict[str, tuple[float | None, list[str]]] = {}  # group → when it was asked for, and its members

    async def has(self, user_id: str, key: str) -> bool:
        """Tell whether somebody of a workspace is listed; of a group that Slack does not tell of now nobody is."""
        listed = self._config.slack.route_managers
        if id_in(key, user_id) in listed:
            return True
        groups = [one for one in listed if one.startswith(id_in(key, "S"))]
        return any([user_id in await self._users_of(one, key) for one in groups])

    async def _users_of(self, group: str, key: str) -> list[str]:
        now = asyncio.get_running_loop().time()
        asked_at, users = self._known.get(group, (None, []))
        if asked_at is None or now - asked_at >= limits.SLACK_GROUPS_KNOWN_FOR:
            users = await self._asked_users_of(group, key)
            self._known[group] = now, users
        return users

    async def _asked_users_of(self, group: str, key: str) -> list[str]:
        try:
            async with asyncio.timeout(limits.SLACK_ZONE_WITHIN):
                rest, asked = await self._workspaces.rest(key), {"usergroup": group.rpartition("/")[2]}
                found = await rest.call("usergroups.users.list", asked, subject=f"slack:{group}")
        except (MessengerError, StoreError, TimeoutError) as error:
            log.warning("members of a user group not known", group=group, error=str(error))
            return []
        return [str(one) for one in found.get("users") or ()]
