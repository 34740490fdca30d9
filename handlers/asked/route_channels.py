"""Where a command about routes is to take effect, who may change what is posted there, and whether the bot may post."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from bot.core.errors import MessengerError
from bot.core.model import OPERATOR, Channel, Platform
from handlers.command_table import DIRECT, HERE
from handlers.render.pieces.segments import Line, code, command, words
from handlers.typed.mistake import MistakeError, shown_back
from handlers.who_may import AT_THE_TERMINAL, may_change_routes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.config import Config
    from bot.core.model import Member
    from bot.core.ports import ChannelAccess
    from handlers.asked.enquiry import Enquiry

log = structlog.get_logger()

_WHO_MAY = {
    Platform.DISCORD: "To change what is posted here you need the permission Manage Channels in this channel.",
    Platform.SLACK: "Only people named in slack.route_managers of the config may change what is posted here.",
    Platform.CONSOLE: "What is posted here is changed at the terminal.",
}


class RouteChannels:
    """The channels that routes lead to, as somebody means them: here, their direct messages, or any at the terminal.

    Args:
        config: its time zone is that of people whose own is not known.
        access: the platforms that are on; asked before alerts are led to a channel.

    """

    def __init__(self, *, config: Config, access: Mapping[Platform, ChannelAccess]) -> None:
        self._config = config
        self._access = access

    async def to_change(self, asked: Enquiry) -> tuple[Member, Channel]:
        """Return who asks, and the channel whose routes they may change.

        Raises:
            MistakeError: they may not, or there is no such channel.

        """
        by = asked.by or AT_THE_TERMINAL
        channel = await self.channel(asked, by)
        if is_elsewhere(by, channel) or may_change_routes(by):
            return by, channel
        own: Line = (words("For your own direct messages, add "), code(f"channel:{DIRECT}"), words("."))
        raise MistakeError((words(_WHO_MAY[channel.platform]),), own)

    async def channel(self, asked: Enquiry, by: Member) -> Channel:
        """Return the channel that is meant: where it is asked, the direct messages, or any at the terminal."""
        typed = asked.given["channel"]
        wanted = typed.casefold()
        if by.place is None:
            if not by.id.startswith(OPERATOR):  # nobody else may name any channel
                raise MistakeError((words("Ask this in a channel, or in direct messages with the bot."),))
            return _at_the_terminal(asked.given["channel"])
        if wanted == DIRECT or by.place.is_direct:
            platform = self._access.get(by.place.channel.platform)
            if platform is None:
                raise MistakeError((words("There are no direct messages here."),))
            try:
                return await platform.direct_channel(by.id)
            except MessengerError as error:
                log.warning("no direct messages", person=by.id, error=str(error))
                raise MistakeError((words("The bot cannot send you direct messages. Do you allow them?"),)) from error
        if wanted not in {"", HERE}:
            said = f"{shown_back(typed)} cannot be changed from here. Ask in that channel, or write "
            raise MistakeError((words(said), code(f"channel:{DIRECT}"), words(" for your direct messages.")))
        return by.place.channel

    async def require_open(
        self, channel: Channel, *, by: Member, otherwise: str = "Nothing was changed"
    ) -> tuple[Line, ...]:
        """Make sure that the bot may post in a channel; returns what is to be said where nobody could tell.

        Raises:
            MistakeError: it may not; the lines say what is missing.

        """
        platform, shown = self._access.get(channel.platform), f"routes{named_as(by, channel)}"
        if platform is None:  # at the terminal, which has no connection to any
            return () if channel.platform is Platform.CONSOLE else (_unchecked("was not checked", shown),)
        try:
            problem = await platform.problem_in(channel)
        except MessengerError as error:  # not now: what refuses a message later says so in the ops channel
            log.warning("channel not checked", channel=str(channel), error=str(error))
            return (_unchecked("could not be checked just now", shown),)
        if problem:
            raise MistakeError((words(f"{otherwise}: {problem}."),))
        return ()

    def zone_of(self, by: Member) -> str:
        """Return the time zone in which somebody types times and reads them."""
        return by.time_zone or self._config.bot.time_zone


def _unchecked(why: str, shown: str) -> Line:
    """Say that a channel may refuse the bot."""
    return (words(f"Whether the bot may post there {why}; if it may not, "), command(shown), words(" says so."))


def named_as(by: Member, channel: Channel) -> str:
    """Return what is typed behind a command to mean a channel from where somebody asks."""
    if by.place is not None:
        return f" channel:{DIRECT}" if is_elsewhere(by, channel) else ""
    return "" if channel.platform is Platform.CONSOLE else f" channel:{channel}"


def _at_the_terminal(typed: str) -> Channel:
    if typed.casefold() in {"", HERE}:
        return Channel(platform=Platform.CONSOLE)
    try:
        return Channel.parse(typed)
    except ValueError as error:
        said = f"{shown_back(typed)} is not a channel. Write "
        raise MistakeError(
            (
                words(said),
                code("channel:discord:<channel id>"),
                words(" or "),
                code("channel:slack:<channel id>"),
                words("."),
            )
        ) from error


def is_elsewhere(by: Member, channel: Channel) -> bool:
    """Tell whether a channel is not the one in which somebody asks: their direct messages, from elsewhere."""
    return by.place is not None and channel != by.place.channel
