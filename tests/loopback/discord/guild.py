"""The guild on loopback: channels, threads, messages."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tests.loopback.discord.http import PARTS, answered, read_json, refused
from tests.loopback.discord.objects import (
    ATTACH_FILES,
    BOT_ID,
    DIRECT,
    EPOCH,
    EVERYTHING,
    FORUM,
    GUILD_ID,
    MESSAGE,
    READ_MESSAGE_HISTORY,
    READER_ID,
    REPLY,
    THREAD,
    as_sent,
    channel_of,
    member_of,
    put_into,
    user_of,
)
from tests.loopback.server import LoopbackServer

if TYPE_CHECKING:
    from aiohttp import web


class Guild(LoopbackServer):
    """One guild: its channels and who may do what there, messages and threads."""

    def __init__(self, channels) -> None:
        super().__init__()
        self.channels: dict[str, dict[str, Any]] = {one: channel_of(one) for one in channels}
        self.permissions = EVERYTHING  # of everyone in the guild
        self.roles: list[dict[str, Any]] = []  # of the guild, beside everyone's
        self.closed_channels: set[str] = set()
        self.files: dict[str, bytes] = {}  # that came with messages, by their names
        self._nonces: dict[str, dict[str, Any]] = {}

    # What a test does

    def direct(self, person_id: str) -> dict[str, Any]:
        """Return the channel of the bot's direct messages with a person."""
        channel_id = f"6{person_id[1:]}"
        recipients = [member_of(person_id)["user"]]
        return self.channels.setdefault(channel_id, {"id": channel_id, "type": DIRECT, "recipients": recipients})

    def make_forum(self, channel_id: str) -> None:
        """Let a channel hold posts, and nothing else."""
        self.channels[channel_id]["type"] = FORUM

    def threads(self, channel_id: str) -> list[dict[str, Any]]:
        """Return the threads or posts of a channel, in the order in which they were begun."""
        return [one for one in self.channels.values() if one["type"] == THREAD and one["parent_id"] == channel_id]

    def add_messages(self, channel_id: str, number: int) -> None:
        """Let other people write."""
        messages = self._messages.setdefault(channel_id, [])
        messages += [self._message({"content": "hello"}, channel_id, author=READER_ID) for _ in range(number)]

    def delete(self, message: dict[str, Any]) -> None:
        """Let somebody delete a message."""
        self._messages[message["channel_id"]].remove(message)

    def forget_nonces(self) -> None:
        """As Discord does after some minutes."""
        self._nonces.clear()

    # Channels and people

    async def _get_guild(self, request):
        if request.match_info["guild_id"] != GUILD_ID:
            return refused(404, 10004, "Unknown Guild")
        return answered({"id": GUILD_ID, "name": "A desk", "owner_id": READER_ID, "roles": self._roles()})

    def _roles(self):
        role = {"id": GUILD_ID, "name": "@everyone", "permissions": self.permissions, "position": 0, "color": 0}
        common = {"hoist": False, "managed": False, "mentionable": False, "flags": 0}
        return [role | common, *(common | {"permissions": "0", "position": 1, "color": 0} | one for one in self.roles)]

    async def _open_direct(self, request):
        return answered(self.direct((await read_json(request))["recipient_id"]))

    async def _get_member(self, request):
        return answered(member_of(request.match_info["user_id"]))

    async def _get_channel(self, request):
        return self._channel_refusal(request) or answered(self.channels[request.match_info["channel_id"]])

    def _channel_refusal(self, request, *, holds_messages: bool = False):
        channel_id = request.match_info["channel_id"]
        if channel_id not in self.channels:
            return refused(404, 10003, "Unknown Channel")
        if channel_id in self.closed_channels:
            return refused(403, 50001, "Missing Access")
        if holds_messages and self.channels[channel_id]["type"] == FORUM:
            return refused(400, 50008, "Cannot send messages in a non-text channel")
        return None

    # Threads

    def _thread(self, channel_id: str, thread_id: str, name: str) -> dict[str, Any]:
        thread = channel_of(thread_id) | {
            "type": THREAD,
            "parent_id": channel_id,
            "name": name,
            "thread_metadata": {"archived": False, "locked": False},
        }
        self.channels[thread_id] = thread
        return thread

    async def _list_threads(self, _request):
        active = [one for one in self.channels.values() if one["type"] == THREAD]
        return answered({"threads": [one for one in active if not one["thread_metadata"]["archived"]], "members": []})

    async def _begin_thread(self, request):
        channel_id, message_id = (request.match_info[one] for one in ("channel_id", "message_id"))
        if refusal := self._channel_refusal(request):
            return refusal
        if not any(one["id"] == message_id for one in self.messages(channel_id)):
            return refused(404, 10008, "Unknown Message")
        if message_id in self.channels:
            return refused(400, 160004, "A thread has already been created for this message")
        return answered(self._thread(channel_id, message_id, (await read_json(request))["name"]), status=201)

    async def _begin_post(self, request):
        if refusal := self._channel_refusal(request):
            return refusal
        body = await read_json(request)
        message = self._message(body["message"], "")
        thread = self._thread(request.match_info["channel_id"], message["id"], body["name"])
        message["channel_id"] = thread["id"]
        self._messages[thread["id"]] = [message]
        return answered(thread | {"message": as_sent(message)}, status=201)

    async def _edit_thread(self, request):
        if refusal := self._channel_refusal(request):
            return refusal
        thread = self.channels[request.match_info["channel_id"]]
        thread["thread_metadata"]["archived"] = (await read_json(request))["archived"]
        return answered(thread)

    # Messages

    async def _list_messages(self, request):
        if refusal := self._channel_refusal(request, holds_messages=True):
            return refusal
        found = self.messages(request.match_info["channel_id"])
        if "before" in request.query:
            found = [one for one in found if int(one["id"]) < int(request.query["before"])]
        return answered([as_sent(one) for one in found[::-1][: int(request.query.get("limit", 50))]])

    async def _create_message(self, request):
        if refusal := self._channel_refusal(request, holds_messages=True):
            return refusal
        body = await read_json(request)
        nonce = body.get("nonce") if body.get("enforce_nonce") else None
        if nonce is not None and nonce in self._nonces:
            return answered(as_sent(self._nonces[nonce]))
        message = self._message(body, request.match_info["channel_id"])
        if request.content_type == "multipart/form-data":
            if not int(self.permissions) & ATTACH_FILES:
                return refused(403, 50013, "Missing Permissions")
            message["attachments"] = body["attachments"]
            self.files.update(request[PARTS][1])
        if refusal := self._refer(message, body.get("message_reference")):
            return refusal
        self._messages.setdefault(request.match_info["channel_id"], []).append(message)
        if nonce is not None:
            self._nonces[nonce] = message
        return answered(as_sent(message))

    def _refer(self, message: dict[str, Any], reference: dict[str, Any] | None) -> web.Response | None:
        """Make a message a reply; to one that is gone none is made, or an ordinary message where that is allowed."""
        if reference is None:
            return None
        if not int(self.permissions) & READ_MESSAGE_HISTORY:
            return refused(403, 160002, "Cannot reply without permission to read message history")
        if any(one["id"] == reference["message_id"] for one in self.messages(message["channel_id"])):
            known = {"type": 0, "channel_id": message["channel_id"], "message_id": reference["message_id"]}
            message |= {"type": REPLY, "message_reference": known}
            return None
        if reference.get("fail_if_not_exists", True):
            return refused(400, 50035, "Invalid Form Body: message_reference: Unknown message")
        return None

    def _message(self, body: dict[str, Any], channel_id: str, author: str = BOT_ID) -> dict[str, Any]:
        return {
            "id": self._id(),
            "channel_id": channel_id,
            "author": user_of(author),
            "content": body.get("content") or "",
            "timestamp": "2026-03-01T12:00:00.000000+00:00",
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": body.get("embeds") or [],
            "components": body.get("components") or [],
            "flags": body.get("flags") or 0,
            "pinned": False,
            "type": MESSAGE,
            "edits": 0,
        }

    async def _edit_message(self, request):
        if refusal := self._channel_refusal(request):
            return refusal
        if (self.channels[request.match_info["channel_id"]].get("thread_metadata") or {}).get("archived"):
            return refused(400, 50083, "Thread is archived")
        messages = self.messages(request.match_info["channel_id"])
        message = next((one for one in messages if one["id"] == request.match_info["message_id"]), None)
        if message is None:
            return refused(404, 10008, "Unknown Message")
        if message["author"]["id"] != BOT_ID:
            return refused(403, 50005, "Cannot edit a message authored by another user")
        put_into(message, await read_json(request))
        return answered(as_sent(message))

    def _id(self) -> str:
        """Return a snowflake: it holds the time and grows."""
        return str((int(time.time() * 1000) - EPOCH << 22) + next(self._numbers))
