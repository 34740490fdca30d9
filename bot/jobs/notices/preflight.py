"""Service: may the bot post where alerts and digests go? Asked once an hour, and said once in `bot.ops_channel`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from bot.core.errors import ChannelRefusedError, MessengerError, OnRecordError, TokenRefusedError
from bot.rules.thresholds import PREFLIGHT_EVERY, PREFLIGHT_FIRST

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.core.config import Config
    from bot.core.model import Channel, Platform
    from bot.core.ports import ChannelAccess
    from bot.jobs.notices.lost_channels import LostChannels

log = structlog.get_logger()


class Preflight:
    """Looks whether channels would take a message.

    Args:
        access: the platforms that this process hears.
        lost: says what is lost, and what is back.
        config: routes and digests, as they are now.

    """

    def __init__(self, *, access: Mapping[Platform, ChannelAccess], lost: LostChannels, config: Config) -> None:
        self._access = access
        self._lost = lost
        self._config = config

    async def each_hour(self) -> None:
        """Look again and again, until this is cancelled."""
        wait = PREFLIGHT_FIRST
        while True:
            await asyncio.sleep(wait.total_seconds())
            wait = PREFLIGHT_EVERY
            try:
                await self.look()
            except OnRecordError as error:
                log.warning("channels not looked at", error=str(error))
            except Exception:  # a bug in a look must not end those to come
                log.exception("channels not looked at")

    async def look(self) -> None:
        """Look at every channel once, one after the other.

        Raises:
            StoreError: the record cannot be used.

        """
        for channel in self._channels():
            try:
                problem = await self._access[channel.platform].problem_in(channel)
            except TokenRefusedError as error:
                await self._lost.say_closed(channel, error)
            except MessengerError as error:  # not now; the next look is in an hour
                log.info("channel not looked at", channel=str(channel), error=str(error))
            else:
                await self._tell(channel, problem)

    async def _tell(self, channel: Channel, problem: str | None) -> None:
        if problem is None:
            await self._lost.say_open(channel)
        else:
            await self._lost.say_closed(channel, ChannelRefusedError(problem))

    def _channels(self) -> Collection[Channel]:
        asked = [one.channel for one in self._config.routes] + [one.wants.channel for one in self._config.digests]
        return dict.fromkeys(one for one in asked if one.platform in self._access).keys()
