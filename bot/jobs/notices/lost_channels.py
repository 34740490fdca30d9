"""Service: channels that refuse the bot are parked, and `bot.ops_channel` is told once, and once of the end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.core.errors import TokenRefusedError
from bot.core.ids import stable_id
from bot.core.model import Channel, ChannelPause, DeliveryKind, Notice, NoticeKind, NoticeSubject
from bot.core.ports import NoticeWrites, Outbox, OutboxWrites, Transactional
from bot.jobs.notices.notice_messages import message_of
from bot.rules.delivery import pause_until

if TYPE_CHECKING:
    from bot.core.config import Config
    from bot.core.errors import ChannelRefusedError
    from bot.core.ports import Clock

log = structlog.get_logger()


class LostChannelWrites(NoticeWrites, OutboxWrites, Protocol):
    """What is written of a channel that is lost or back."""


class LostChannelStore(Outbox, Transactional[LostChannelWrites], Protocol):
    """What is read and written of channels that refuse the bot."""


class LostChannels:
    """Parks channels and takes them up again.

    Args:
        store: the record.
        clock: the time.
        config: names the channel of who runs the bot.

    """

    def __init__(self, *, store: LostChannelStore, clock: Clock, config: Config) -> None:
        self._store = store
        self._clock = clock
        self._config = config

    @property
    def _ops_channel(self) -> Channel | None:
        """Where it is reported: asked each time, since the config may be read again."""
        return Channel.parse(self._config.bot.ops_channel) if self._config.bot.ops_channel else None

    async def paused(self, channel: Channel) -> ChannelPause | None:
        """Return the pause of a channel, if it refused the bot."""
        return next((pause for pause in await self._store.pauses() if pause.channel == channel), None)

    async def try_now(self, pause: ChannelPause) -> None:
        """Have a parked channel tried with the next message, at once."""
        async with self._store.transaction() as transaction:
            await transaction.save_pause(replace(pause, until=self._clock.now()))

    async def open_again(self, channel: Channel) -> None:
        """Take a channel up again of which is known that it lets the bot post."""
        async with self._store.transaction() as transaction:
            await self.take_up(transaction, channel)

    async def park(
        self,
        transaction: LostChannelWrites,
        channel: Channel,
        before: ChannelPause | None,
        error: ChannelRefusedError | TokenRefusedError,
    ) -> ChannelPause:
        """Post nothing to a channel for a while; the first time, say so.

        Where it refuses for another reason than before that is a first time too: the token is right again, and a right
        is missing.

        Args:
            transaction: in which the delivery is put off too.
            channel: it refused a message.
            before: its pause until now, if it was tried again in vain.
            error: how it refused.

        """
        now = self._clock.now()
        goes_on = before if before is not None and before.reason == str(error) else None
        since, tries = (goes_on.since, goes_on.tries + 1) if goes_on else (now, 0)
        until = pause_until(now=now, since=since, tries=tries)
        pause = ChannelPause(channel=channel, since=since, until=until, reason=str(error), tries=tries)
        await transaction.save_pause(pause)
        if goes_on is None:
            await self._say_lost(transaction, pause, of_platform=isinstance(error, TokenRefusedError))
        log.warning("channel paused", channel=str(channel), until=pause.until.isoformat(), error=str(error))
        return pause

    async def say_closed(self, channel: Channel, error: ChannelRefusedError | TokenRefusedError) -> None:
        """Say once of a channel that it would refuse a message; what is posted there is tried all the same."""
        now = self._clock.now()
        found = ChannelPause(channel=channel, since=now, until=now, reason=str(error))
        async with self._store.transaction() as transaction:
            await self._say_lost(transaction, found, of_platform=isinstance(error, TokenRefusedError))

    async def say_open(self, channel: Channel) -> bool:
        """Take a channel up again where it was parked, or said to be closed; returns whether it was."""
        async with self._store.transaction() as transaction:
            known = await transaction.notices(since=self._clock.now())
            was_closed = any(one.ended_at is None and _is_of(one, _channel_and_platform(channel)) for one in known)
            was_closed |= any(pause.channel == channel for pause in await transaction.pauses())
            if was_closed:
                await self.take_up(transaction, channel)
        return was_closed

    async def take_up(self, transaction: LostChannelWrites, channel: Channel) -> None:
        """End the pause of a channel, and say so where its beginning was said."""
        now = self._clock.now()
        await transaction.end_pause(str(channel))
        ops_channel = self._ops_channel
        for notice in await transaction.notices(since=now):
            if notice.ended_at is None and _is_of(notice, _channel_and_platform(channel)):
                over = replace(notice, ended_at=now)
                await transaction.save_notice(over)
                if over.reported and ops_channel is not None:
                    await transaction.add_delivery(message_of(over, ops_channel, kind=DeliveryKind.ALL_CLEAR, now=now))
        log.info("channel open again", channel=str(channel))

    async def _say_lost(self, transaction: LostChannelWrites, pause: ChannelPause, *, of_platform: bool) -> None:
        subject = str(pause.channel.platform if of_platform else pause.channel)
        known = await transaction.notices(since=pause.since)
        if any(one.ended_at is None and _is_of(one, {subject}) for one in known):
            return
        ops_channel = self._ops_channel
        lost_too = ops_channel == pause.channel or (
            of_platform and ops_channel is not None and ops_channel.platform is pause.channel.platform
        )
        notice = Notice(
            id=stable_id("notice", NoticeKind.LOST_CHANNEL, subject, pause.since.isoformat()),
            kind=NoticeKind.LOST_CHANNEL,
            began_at=pause.since,
            noticed_at=pause.since,
            subjects=(NoticeSubject(id=subject, since=pause.since, cause=pause.reason),),
            reported=ops_channel is not None and not lost_too,
        )
        await transaction.save_notice(notice)
        if ops_channel is not None and notice.reported:
            await transaction.add_delivery(message_of(notice, ops_channel, kind=DeliveryKind.NOTICE, now=pause.since))


def _channel_and_platform(channel: Channel) -> set[str]:
    return {str(channel), str(channel.platform)}


def _is_of(notice: Notice, subjects: set[str]) -> bool:
    return notice.kind is NoticeKind.LOST_CHANNEL and any(one.id in subjects for one in notice.subjects)
