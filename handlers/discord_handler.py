"""On Record on Discord: messages out, commands in."""

from __future__ import annotations

import asyncio
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import structlog

from bot.core.errors import (
    ChannelRefusedError,
    MessageRefusedError,
    MessengerError,
    OutcomeUnknownError,
    RetryLaterError,
)
from bot.core.model import Channel, OverflowView, Platform, ReportView, Target, Urgency
from handlers import limits
from handlers.discord import message as bodies
from handlers.discord.gateway import DiscordGateway
from handlers.discord.interactions import Interactions
from handlers.discord.message import SILENT, delivery_ids_in
from handlers.discord.permissions import problem_of
from handlers.discord.registration import register
from handlers.discord.rest import ArchivedThreadError, DiscordRest, NoMessagesHereError
from handlers.discord.threads import ADDRESS, Threads, answering, thread_ids
from handlers.render.messages.shown import shown
from handlers.render.pieces.text import plain
from handlers.render.replies.digest_chart import picture_of
from handlers.transport.checks import channel_results, problem_seen
from handlers.transport.search import look_through

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence

    from bot.core.config import Config
    from bot.core.model import Delivery, Message
    from bot.core.ports import Clock
    from handlers.commands import Commands
    from handlers.transport.checks import Result

log = structlog.get_logger()

_DISCORD_EPOCH = 1_420_070_400_000  # milliseconds: ids count from 2015


class DiscordHandler:
    """A Messenger for Discord, and the commands there.

    Args:
        token: the bot's.
        config: what to do.
        commands: what people may ask.
        clock: the time.
        retry_after: seconds to the next try to connect, by failures in a row.

    """

    def __init__(
        self,
        *,
        token: str,
        config: Config,
        commands: Commands,
        clock: Clock,
        retry_after: Sequence[float] = limits.DISCORD_RETRY_AFTER,
    ) -> None:
        self._config = config
        self._rest = DiscordRest(token=token, api=config.discord.api, contact=config.bot.contact)
        self._interactions = Interactions(rest=self._rest, commands=commands, config=config)
        self._gateway = DiscordGateway(
            token=token,
            settings=config.discord,
            clock=clock,
            on_login=self._register,
            on_interaction=self._interactions.hear,
            retry_after=retry_after,
        )
        self._threads = Threads(self._rest)
        self._bot_id: str | None = None

    @property
    def platform(self) -> Platform:
        """The platform that it speaks to."""
        return Platform.DISCORD

    @property
    def state(self) -> str:
        """How the connection for commands stands, in words: `connected`, `connecting since …`, `token refused: …`."""
        return self._gateway.state

    async def start(self) -> None:
        """Connect in the background. Posting works before that is done."""
        self._gateway.start()

    async def close(self) -> None:
        """Disconnect, within two seconds. May be called twice, and before the start."""
        await self._gateway.close()
        await self._interactions.close()
        await self._rest.close()

    async def post(self, delivery: Delivery, message: Message) -> str:
        """Post a message; see `bot.core.ports.Messenger`. Within minutes, the same delivery gives one message.

        A correction answers its alert, and what is more of a remark the alert that reported it; where that is gone, it
        is an ordinary message.
        """
        channel_id = delivery.channel.channel_id
        body = self._body(delivery, message)
        if delivery.mention:
            body |= bodies.mentioning(delivery.mention)
        if isinstance(message, OverflowView) or delivery.urgency is Urgency.SILENT:
            # A line of others comes after a dozen alerts in a few minutes, and each of them rang. A correction does
            # ring: somebody may be about to publish what the alert said.
            body["flags"] = SILENT
        # Nonces count per author, not per channel: the delivery's id is another in each channel.
        body |= {"nonce": delivery.id, "enforce_nonce": True}
        name = self._thread_name(delivery, message)
        if (thread_id := await self._threads.of(delivery, message, name=name)) is not None:
            try:
                return await self._create(delivery, message, body, place=thread_id)
            except ChannelRefusedError as error:  # it is gone or locked; a channel that is closed refuses as well
                log.info("thread is closed, its alert stands in the channel", delivery=delivery.id, error=str(error))
                self._threads.forget(thread_id)
        if delivery.thread is not None and await self._threads.is_forum(channel_id):
            return await self._threads.begin_post(channel_id, body, name=name)
        try:
            return await self._create(delivery, message, body, place=channel_id)
        except NoMessagesHereError:
            return await self._threads.begin_post(channel_id, body, name=name)

    async def _create(self, delivery: Delivery, message: Message, body: dict[str, Any], *, place: str) -> str:
        """Post a message in a channel or a thread; returns its address."""
        create = partial(self._rest.request, "POST", f"/channels/{place}/messages", subject=str(delivery.channel))
        if (picture := await picture_of(message, config=self._config)) is not None:
            try:
                posted = await create(json=body, file=picture)
            except (MessageRefusedError, ChannelRefusedError) as error:  # the bot may post, and no files
                log.info("no picture posted", delivery=delivery.id, error=str(error))
            else:
                return f"{place}/{posted['id']}"
        try:
            posted = await create(json=body | answering(message, place=place))
        except NoMessagesHereError:
            raise
        except MessageRefusedError as error:
            if not (isinstance(message, ReportView) and message.parent_ref):
                raise
            # News goes out, where the bot may not answer as well. Were the body itself at fault, so is the second try.
            log.info("alert stands beside the one that it adds to", delivery=delivery.id, error=str(error))
            posted = await create(json=body)
        return f"{place}/{posted['id']}"

    def _thread_name(self, delivery: Delivery, message: Message) -> str:
        """Return what a thread is called: `Orla Venn, 3 Mar 2026`; of what is no alert, what it is."""
        zone = ZoneInfo(self._config.bot.time_zone)
        day = (
            date.fromisoformat(delivery.thread.split()[0]) if delivery.thread else delivery.created_at.astimezone(zone)
        )
        title = shown(message, config=self._config).title
        return f"{plain(title)}, {day.day} {day:%b %Y}"

    async def edit(self, delivery: Delivery, message: Message) -> None:
        """Show a message anew; see `bot.core.ports.Messenger`."""
        address = ADDRESS.fullmatch(delivery.message_ref or "")
        if address is None:
            raise MessageRefusedError(f"{delivery.channel}: {delivery.message_ref!r} is not the address of a message")
        channel_id, message_id = address.groups()
        show_anew = partial(
            self._rest.request,
            "PATCH",
            f"/channels/{channel_id}/messages/{message_id}",
            json=self._body(delivery, message),
            subject=str(delivery.channel),
            bucket=f"PATCH /channels/{channel_id}/messages",
        )
        try:
            try:
                await show_anew()
            except ArchivedThreadError:
                await self._threads.take_out_of_archive(channel_id)
                await show_anew()
        except ChannelRefusedError as error:
            if channel_id == delivery.channel.channel_id:
                raise
            raise MessageRefusedError(f"{error}; the thread is gone or locked") from error

    async def find(self, delivery: Delivery, message: Message) -> str | None:
        """Look for the message of a delivery, newest first; see `bot.core.ports.Messenger`.

        What may stand in a thread is looked for there, and then, as every message, in the channel.
        """
        channel_id, oldest = delivery.channel.channel_id, _oldest_id(delivery)
        is_forum = await self._threads.is_forum(channel_id)
        places = dict.fromkeys(thread_ids(delivery, message))
        if is_forum:
            places |= dict.fromkeys(await self._threads.posts_since(channel_id, oldest))
        for place in places:
            try:
                if found := await self._look_through(delivery, place, oldest=oldest):
                    return found
            except ChannelRefusedError:  # a thread that was not begun, is gone or is closed
                continue
        return None if is_forum else await self._look_through(delivery, channel_id, oldest=oldest)

    async def _look_through(self, delivery: Delivery, place: str, *, oldest: int) -> str | None:
        bot_id = await self._own_id()
        found = await look_through(
            self._newest_first(delivery, place, oldest=oldest),
            lambda one: one["author"]["id"] == bot_id and delivery.id in delivery_ids_in(one),
        )
        return f"{place}/{found['id']}" if found else None

    async def _newest_first(
        self, delivery: Delivery, place: str, *, oldest: int
    ) -> AsyncIterator[list[dict[str, Any]]]:
        """Yield the messages of a channel or thread by requests, newest first, back to when a delivery was made."""
        params = {"limit": str(limits.MESSAGES_A_REQUEST)}
        while True:
            messages = await self._rest.request(
                "GET",
                f"/channels/{place}/messages",
                params=params,
                subject=str(delivery.channel),
            )
            yield messages
            if len(messages) < limits.MESSAGES_A_REQUEST or int(messages[-1]["id"]) < oldest:
                return
            params["before"] = messages[-1]["id"]

    async def check(self, channels: Iterable[Channel]) -> list[Result]:
        """Return for the token and for each channel: what, whether it is well, and what is wrong. Posts nothing."""
        try:
            bot = await self._rest.request("GET", "/users/@me", subject="discord")
        except MessengerError as error:
            return [("discord", False, str(error))]

        results = await channel_results(channels, self._problem_of)
        return [("discord", True, f"logged in as {bot['username']}"), *results]

    async def problem_in(self, channel: Channel) -> str | None:
        """Return what keeps the bot from posting in a channel; see `bot.core.ports.ChannelAccess`."""
        return await problem_seen(channel, partial(self._problem_of, with_mentions=False))

    async def direct_channel(self, person_id: str) -> Channel:
        """Return the channel of direct messages with a person; see `bot.core.ports.ChannelAccess`."""
        asked = {"recipient_id": person_id.partition(":")[2]}
        opened = await self._rest.request("POST", "/users/@me/channels", json=asked, subject=person_id)
        return Channel(platform=Platform.DISCORD, channel_id=str(opened["id"]))

    async def _problem_of(self, channel: Channel, *, with_mentions: bool = True) -> str | None:
        there = [one for one in self._config.routes if one.channel == channel]
        mentions = {one.mention for one in there if one.mention and with_mentions}
        bot_id = await self._own_id()
        return await problem_of(
            self._rest,
            channel.channel_id,
            bot_id=bot_id,
            mentions=sorted(mentions),
            threads=any(one.target is Target.THREAD_A_DAY for one in there),
        )

    def _body(self, delivery: Delivery, message: Message) -> dict[str, Any]:
        return bodies.message(shown(message, config=self._config), delivery_id=delivery.id, mention=delivery.mention)

    async def _own_id(self) -> str:
        if self._bot_id is None:
            bot = await self._rest.request("GET", "/users/@me", subject="discord")
            self._bot_id = str(bot["id"])
        return self._bot_id

    async def _register(self, application_id: int) -> None:
        """Register the commands, however long it takes; a day's quota that is used up must not end the connection."""
        while True:
            try:
                await register(self._rest, application_id=application_id, guilds=self._config.discord.guilds)
            except (RetryLaterError, OutcomeUnknownError) as error:
                after = error.after if isinstance(error, RetryLaterError) else None
                log.warning("commands not registered yet", error=str(error))
                await asyncio.sleep((after or limits.DISCORD_REGISTER_AGAIN_AFTER).total_seconds())
            except MessengerError as error:
                log.warning("commands not registered", error=str(error))
                return
            else:
                return


def _oldest_id(delivery: Delivery) -> int:
    """Return an id as Discord gave them out just before a delivery was made."""
    return int((delivery.created_at - limits.DISCORD_CLOCK_SKEW).timestamp() * 1000 - _DISCORD_EPOCH) << 22
