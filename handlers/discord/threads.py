"""Threads of Discord: where an alert stands that does not stand in the channel itself, and posts of a forum."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import structlog

from bot.core.errors import ChannelRefusedError, MessageRefusedError
from bot.core.model import CorrectionView, ReportView
from handlers import limits
from handlers.discord.rest import ThreadExistsError

if TYPE_CHECKING:
    from bot.core.model import Delivery, Message
    from handlers.discord.rest import DiscordRest

log = structlog.get_logger()

ADDRESS = re.compile(r"(\d+)/(\d+)", re.ASCII)  # channel and message
FORUMS = frozenset({15, 16})  # types of channels that hold posts alone
_A_WEEK = 10080  # minutes without a message after which a thread is archived: the longest that Discord knows


class Threads:
    """Knows in which thread a message is to stand, and begins those that there are not yet.

    Args:
        rest: to ask through.

    """

    def __init__(self, rest: DiscordRest) -> None:
        self._rest = rest
        self._begun: dict[str, None] = {}  # threads that are known to be there
        self._is_forum: dict[str, bool] = {}

    async def of(self, delivery: Delivery, message: Message, *, name: str) -> str | None:
        """Return the thread in which a message is to stand, begun where there is none; None: the channel itself.

        Raises:
            RetryLaterError, OutcomeUnknownError, TokenRefusedError

        """
        here, head = delivery.channel.channel_id, head_of(delivery, message)
        if head is None:
            return None
        there, message_id = head
        if there != here:
            return there
        return await self._begun_at(here, message_id, name=name) if delivery.thread is not None else None

    async def _begun_at(self, channel_id: str, message_id: str, *, name: str) -> str | None:
        """Begin a thread at a message, which gives it its id; None: none can be begun there."""
        if message_id not in self._begun:
            try:
                await self._rest.request(
                    "POST",
                    f"/channels/{channel_id}/messages/{message_id}/threads",
                    json={"name": name[: limits.DISCORD_THREAD_NAME], "auto_archive_duration": _A_WEEK},
                    subject=f"discord:{channel_id}",
                )
            except ThreadExistsError:
                pass
            except (MessageRefusedError, ChannelRefusedError) as error:  # its message is gone, or the bot may not
                log.warning("no thread begun, the alert stands in the channel", channel=channel_id, error=str(error))
                return None
            self._begun[message_id] = None
            if len(self._begun) > limits.REMEMBERED:
                del self._begun[next(iter(self._begun))]
        return message_id

    def forget(self, thread_id: str) -> None:
        """Take a thread for gone."""
        self._begun.pop(thread_id, None)

    async def is_forum(self, channel_id: str) -> bool:
        """Tell whether a channel holds posts alone."""
        if channel_id not in self._is_forum:
            found = await self._rest.request("GET", f"/channels/{channel_id}", subject=f"discord:{channel_id}")
            self._is_forum[channel_id] = found.get("type") in FORUMS
        return self._is_forum[channel_id]

    async def begin_post(self, channel_id: str, body: dict[str, Any], *, name: str) -> str:
        """Post a message as the first of a new post of a forum; returns its address."""
        self._is_forum[channel_id] = True
        message = {key: one for key, one in body.items() if key not in {"nonce", "enforce_nonce", "message_reference"}}
        begun = await self._rest.request(
            "POST",
            f"/channels/{channel_id}/threads",
            json={
                "name": name[: limits.DISCORD_THREAD_NAME],
                "auto_archive_duration": _A_WEEK,
                "message": message,
            },
            subject=f"discord:{channel_id}",
        )
        return f"{begun['id']}/{begun['message']['id']}"

    async def posts_since(self, channel_id: str, oldest: int) -> list[str]:
        """Return the posts of a forum that were begun since an id was given out, or had a message of late."""
        subject = f"discord:{channel_id}"
        forum = await self._rest.request("GET", f"/channels/{channel_id}", subject=subject)
        active = await self._rest.request("GET", f"/guilds/{forum['guild_id']}/threads/active", subject=subject)
        ids = [one["id"] for one in active["threads"] if one.get("parent_id") == channel_id]
        return sorted((one for one in ids if int(one) >= oldest), key=int, reverse=True)[: limits.MOST_REQUESTS]

    async def take_out_of_archive(self, thread_id: str) -> None:
        """Let a thread take edits again that nobody wrote in for a week."""
        await self._rest.request(
            "PATCH", f"/channels/{thread_id}", json={"archived": False}, subject=f"discord:{thread_id}"
        )


def head_of(delivery: Delivery, message: Message) -> tuple[str, str] | None:
    """Return the message below which, or beside which, one is to stand: its channel and its id; None: by itself."""
    ref = message.parent_ref if isinstance(message, ReportView | CorrectionView) else ""
    if isinstance(message, ReportView) and delivery.thread is not None:
        ref = message.thread_ref or ref
    address = ADDRESS.fullmatch(ref)
    return (address[1], address[2]) if address else None


def thread_ids(delivery: Delivery, message: Message) -> list[str]:
    """Return the thread in which a message may stand, none or one: it has the id of the message at which it begins."""
    head = head_of(delivery, message)
    if head is None or (head[0] == delivery.channel.channel_id and delivery.thread is None):
        return []
    return [head[1] if head[0] == delivery.channel.channel_id else head[0]]


def answering(message: Message, *, place: str) -> dict[str, Any]:
    """Return what makes a message that stands in a place answer another that stands there; of others nothing."""
    parent_ref = message.parent_ref if isinstance(message, ReportView | CorrectionView) else ""
    address = ADDRESS.fullmatch(parent_ref)
    if address is None or address[1] != place:
        return {}
    return {"message_reference": {"message_id": address[2], "fail_if_not_exists": False}}
