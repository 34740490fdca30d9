"""Whether the bot may post in a channel, asked before it has to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.core.model import Channel


class ChannelAccess(Protocol):
    """One platform, as commands ask it about its channels. Posts nothing."""

    async def problem_in(self, channel: Channel) -> str | None:
        """Return what keeps the bot from posting in a channel, and the way out; None: nothing does.

        Raises:
            MessengerError: it cannot be told now.

        """
        ...

    async def direct_channel(self, person_id: str) -> Channel:
        """Return the channel of the bot's direct messages with a person: "discord:80351110224678912".

        Raises:
            MessengerError: there is none, or it cannot be told now.

        """
        ...
