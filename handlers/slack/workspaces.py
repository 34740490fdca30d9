"""The workspaces that the bot is in, each with the Web API in its name.

With SLACK_BOT_TOKEN there is one. With `slack.workspaces` there are those, each with the token that it gave when the
app was installed there; ids without a workspace are of the first.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from bot.core.errors import ChannelRefusedError, TokenRefusedError
from bot.core.model import Channel, Platform
from handlers.slack.rest import SlackRest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.core.config import Config
    from bot.core.model import Installation
    from bot.core.ports import Installations

INSTALL_PATH: Final = "/slack/install"
_INSTALL_ANEW: Final = f"install the app there anew: open {INSTALL_PATH} at the bot's public address"


class Workspaces:
    """Gives what speaks in a workspace.

    Args:
        config: which there are.
        token: of the bot, where there is one workspace.
        installations: of the app, where there are several.

    """

    def __init__(self, *, config: Config, token: str, installations: Installations | None) -> None:
        self._config = config
        self._installations = installations
        self._alone = SlackRest(token=token, api=config.slack.api, contact=config.bot.contact)
        self._known: dict[str, SlackRest] = {}  # by the ids of the workspaces

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the workspaces; none where there is the one of the bot's token."""
        return self._config.slack.workspaces

    @property
    def keys(self) -> tuple[str, ...]:
        """What stands before ids of each of them."""
        return ("", *self.ids[1:])

    @property
    def alone(self) -> SlackRest:
        """The Web API with the bot's token, and for what takes no token at all."""
        return self._alone

    def key_of(self, team_id: str) -> str | None:
        """Return what stands before ids of a workspace: "" of the first; None: the bot does not serve it."""
        if not self.ids or team_id == self.ids[0]:
            return ""
        return team_id if team_id in self.ids else None

    async def rest(self, key: str) -> SlackRest:
        """Return the Web API in the name of a workspace.

        Raises:
            ChannelRefusedError: the app is not installed there.
            StoreError: nobody can tell now.

        """
        if not self.ids:
            return self._alone
        team_id = key or self.ids[0]
        if team_id not in self._known:
            found = await self._installation_of(team_id)
            self._known[team_id] = SlackRest(
                token=found.token,
                api=self._config.slack.api,
                contact=self._config.bot.contact,
                renewed_by=_INSTALL_ANEW,
            )
        return self._known[team_id]

    async def _installation_of(self, team_id: str) -> Installation:
        name = f"{Platform.SLACK}:{team_id}"
        if team_id not in self.ids:
            raise ChannelRefusedError(f"{name}: is not one of slack.workspaces; add it there, and {_INSTALL_ANEW}")
        found = await self._installations.installation(name) if self._installations is not None else None
        if found is None:
            raise ChannelRefusedError(f"{name}: the app is not installed in this workspace; {_INSTALL_ANEW}")
        return found

    @asynccontextmanager
    async def at(self, channel: Channel) -> AsyncIterator[SlackRest]:
        """Give the Web API for a channel; a token that one of several workspaces took back closes its channels alone.

        Raises:
            ChannelRefusedError: the app is not installed there any more.
            StoreError: nobody can tell now.

        """
        rest = await self.rest(channel.workspace_id)
        try:
            yield rest
        except TokenRefusedError as error:
            if not self.ids:
                raise
            await self.forget(channel.workspace_id or self.ids[0])
            raise ChannelRefusedError(str(error)) from error

    async def forget(self, team_id: str) -> None:
        """Have the token of a workspace looked up anew."""
        known = self._known.pop(team_id, None)
        if known is not None:
            await known.close()

    async def close(self) -> None:
        """Let go of all connections. May be called twice."""
        for team_id in tuple(self._known):
            await self.forget(team_id)
        await self._alone.close()


def id_in(key: str, id_there: str) -> str:
    """Return the id of a channel or person of a workspace, as config and record have it."""
    return f"{key}/{id_there}" if key else id_there
