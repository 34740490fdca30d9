"""Discord on loopback: REST v10 and gateway v10 as far as a bot of ours needs them, as strict as Discord and stricter.

What breaks a rule is refused, and told again when the server is left.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from handlers.command_table import SLASH
from tests.loopback.discord_validation import command_problems, flag_problems, message_problems, schema_problems
from tests.loopback.server import WITHIN, LoopbackServer, bound_socket, gone

TOKEN = "loopback-token"
APPLICATION_ID = BOT_ID = "900000000000000001"
READER_ID = "900000000000000002"
GUILD_ID = "800000000000000001"
CHANNEL_ID, OTHER_CHANNEL_ID = "700000000000000001", "700000000000000002"
EVERYTHING = str(0x400 | 0x800 | 0x4000 | 0x10000)  # view, send, embed, read the history
MANAGE_GUILD, MANAGE_CHANNELS, ADMINISTRATOR = 1 << 5, 1 << 4, 1 << 3
_DIRECT, _THREAD, _FORUM = 1, 11, 15  # types of channels: of direct messages, in a channel, of posts alone
_IN_SERVERS, _WITH_THE_BOT = 0, 1  # contexts of a command
_EPOCH = 1_420_070_400_000
_READ_MESSAGE_HISTORY = 1 << 16
_ATTACH_FILES = 1 << 15
_EPHEMERAL = 1 << 6
_MESSAGE, _REPLY = 0, 19
_PARTS = web.RequestKey("parts", tuple)  # of a request: the body and the files
_GROUP = 2  # the type of an option that holds subcommands


@dataclass
class Fault:
    """What happens instead of an answer; `stored` is True where the request takes effect all the same."""

    method: str
    path: re.Pattern[str]
    status: int | None = None  # None: the connection drops
    body: dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    stored: bool = False
    hangs: bool = False  # no answer comes, for longer than anybody waits
    times: int = 1


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who gives a command or presses a button. Discord says of each what they may do there."""

    id: str = READER_ID
    name: str = "reader"
    permissions: int = 0


READER = Reader()
MANAGER = Reader(id="900000000000000004", name="manager", permissions=MANAGE_GUILD)
CHANNEL_MANAGER = Reader(id="900000000000000005", name="channel manager", permissions=MANAGE_CHANNELS)


@dataclass
class Reply:
    """What one interaction got: the callback's body, then the message that took the place of "thinking"."""

    callback: dict[str, Any]
    message: dict[str, Any] | None = None

    @property
    def ephemeral(self) -> bool:
        """Whether one reader alone sees it."""
        flags = self.message["flags"] if self.message else (self.callback.get("data") or {}).get("flags") or 0
        return bool(flags & _EPHEMERAL)

    @property
    def choices(self) -> list[dict[str, Any]]:
        return self.callback["data"]["choices"]

    @property
    def text(self) -> str:
        """All that a reader sees, but for the buttons."""
        message = self.message or self.callback.get("data") or {}
        return shown(message)

    @property
    def buttons(self) -> dict[str, str]:
        return buttons(self.message or {})


@dataclass
class _Interaction:
    id: str
    token: str
    message: dict[str, Any] | None  # the one whose button was pressed
    reply: asyncio.Future[Reply]
    event: dict[str, Any] = field(default_factory=dict)
    callback: dict[str, Any] | None = None
    shown: dict[str, Any] | None = None  # the message that took the place of "thinking"


@dataclass
class _Session:
    sent: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    intents: int = 0


class LoopbackDiscord(LoopbackServer):
    """A Discord with one guild. Use as `async with LoopbackDiscord() as discord:`."""

    def __init__(self, *, channels=(CHANNEL_ID, OTHER_CHANNEL_ID), gateway_open: bool = True) -> None:
        super().__init__()
        self.token = TOKEN
        self.channels: dict[str, dict[str, Any]] = {one: _channel(one) for one in channels}
        self.permissions = EVERYTHING  # of everyone in the guild
        self.commands: dict[str, list[dict[str, Any]]] = {}  # "" or guild id → registered
        self.files: dict[str, bytes] = {}  # that came with answers, by their names
        self.requests: list[tuple[str, str, Any]] = []  # (method, path, body), as they came
        self.identifies: list[dict[str, Any]] = []
        self.resumes: list[dict[str, Any]] = []
        self.replies: list[Reply] = []
        self.closed_channels: set[str] = set()
        self.roles: list[dict[str, Any]] = []  # of the guild, beside everyone's
        self._interactions: dict[str, _Interaction] = {}
        self._reply_messages: list[dict[str, Any]] = []
        self._nonces: dict[str, dict[str, Any]] = {}
        self._sessions: dict[str, _Session] = {}
        self._sockets: dict[web.WebSocketResponse, str] = {}  # → session id, of those that are ready
        self._gateway_open = gateway_open
        self._transports: dict[web.WebSocketResponse, asyncio.Transport] = {}
        self._stopped = False

    async def __aenter__(self):
        await self._set_up(
            [
                web.get("/gateway/", self._gateway),
                web.get("/api/v10/users/@me", self._me),
                web.post("/api/v10/users/@me/channels", self._open_direct),
                web.get("/api/v10/oauth2/applications/@me", self._application),
                web.get("/api/v10/applications/{application_id}/commands", self._get_commands),
                web.put("/api/v10/applications/{application_id}/commands", self._put_commands),
                web.get("/api/v10/applications/{application_id}/guilds/{guild_id}/commands", self._get_commands),
                web.put("/api/v10/applications/{application_id}/guilds/{guild_id}/commands", self._put_commands),
                web.get("/api/v10/guilds/{guild_id}", self._get_guild),
                web.get("/api/v10/guilds/{guild_id}/threads/active", self._list_threads),
                web.get("/api/v10/guilds/{guild_id}/members/{user_id}", self._get_member),
                web.get("/api/v10/channels/{channel_id}", self._get_channel),
                web.patch("/api/v10/channels/{channel_id}", self._edit_thread),
                web.post("/api/v10/channels/{channel_id}/threads", self._begin_post),
                web.post("/api/v10/channels/{channel_id}/messages/{message_id}/threads", self._begin_thread),
                web.get("/api/v10/channels/{channel_id}/messages", self._list_messages),
                web.post("/api/v10/channels/{channel_id}/messages", self._create_message),
                web.patch("/api/v10/channels/{channel_id}/messages/{message_id}", self._edit_message),
                web.post("/api/v10/interactions/{interaction_id}/{interaction_token}/callback", self._call_back),
                web.patch("/api/v10/webhooks/{webhook_id}/{webhook_token}/messages/@original", self._edit_original),
            ],
            middlewares=[self._middleware],
        )
        api_socket, self._gateway_socket = bound_socket(), bound_socket()
        await self._listen(api_socket)
        self.api = f"http://127.0.0.1:{api_socket.getsockname()[1]}/api/v10"
        self.gateway = f"ws://127.0.0.1:{self._gateway_socket.getsockname()[1]}/gateway/"
        if self._gateway_open:
            await self.open_gateway()
        return self

    # What a test does

    async def stop(self) -> None:
        """Go away: every connect is refused from now on."""
        self._stopped = True
        for transport in list(self._transports.values()):
            transport.abort()
        await super().stop()
        self._gateway_socket.close()  # where nobody listened on it yet

    async def open_gateway(self) -> None:
        """Listen; until then a connect to the gateway is refused."""
        await self._listen(self._gateway_socket)

    def fail(self, method: str, path: str, status: int | None = None, **what: Any) -> None:
        """Answer the next request whose path matches with a status and a body, or drop it where no status is given."""
        self.faults.append(Fault(method, re.compile(path), status, **what))

    @property
    def online(self) -> bool:
        """Whether a bot is connected and ready to be asked."""
        return bool(self._sockets)

    async def ready(self, times: int = 1) -> None:
        """Wait until the bot has identified itself that often, is connected, and its commands are registered."""
        await self.until(lambda: len(self.identifies) >= times and self.online and self.registered())

    def hang(self) -> None:
        """Read nothing on the gateway any more, not even a goodbye."""
        for transport in self._transports.values():
            transport.pause_reading()

    def count(self, method: str, path: str) -> int:
        """Return how many requests came."""
        return sum(one == method and bool(re.search(path, where)) for one, where, _ in self.requests)

    async def slash(
        self, name: str, /, *, by: Reader = READER, where: str = CHANNEL_ID, direct: bool = False, **options: str
    ) -> Reply:
        """Give `/onrecord NAME` as a reader and return the answer; an option `action` is a subcommand of a group.

        In a channel of the guild, or in direct messages with the bot.
        """
        offered = self.registered(_WITH_THE_BOT if direct else _IN_SERVERS)
        (command,) = [one for one in offered if one["name"] == SLASH]
        place: dict[str, Any] = {"channel_id": where, "channel": _channel(where)}
        if direct:
            channel = self.direct(by.id)
            place = {"channel_id": channel["id"], "channel": channel, "guild_id": None, "member": None, "context": 1}
            place["user"] = _member(by.id)["user"]
        data = _chosen(command, [name], options)
        interaction = await self.send_interaction(2, data, by=by, **place)
        async with asyncio.timeout(WITHIN):
            return await interaction.reply

    def direct(self, person_id: str) -> dict[str, Any]:
        """Return the channel of the bot's direct messages with a person."""
        channel_id = f"6{person_id[1:]}"
        recipients = [_member(person_id)["user"]]
        return self.channels.setdefault(channel_id, {"id": channel_id, "type": _DIRECT, "recipients": recipients})

    async def choose(self, name: str, message: dict[str, Any], /, *, by: Reader = READER) -> Reply:
        """Choose what the menu of a message offers, and return the answer."""
        assert (3, name) in {(one["type"], one["name"]) for one in self.registered()}, f"{name} is not registered"
        stored = _public(self._message(message, CHANNEL_ID, READER_ID))
        data = {
            "id": "1",
            "name": name,
            "type": 3,
            "target_id": stored["id"],
            "resolved": {"messages": {stored["id"]: stored}},
        }
        return await self.interact(2, data, by=by)

    async def old_slash(self, name: str, /, *, by: Reader = READER, **options: str) -> Reply:
        """Give a command by its name of old, beside the others."""
        assert name in {one["name"] for one in self.registered()}, f"/{name} is not registered"
        return await self.interact(2, {"id": "1", "name": name, "type": 1, "options": _options(options)}, by=by)

    async def complete(self, name: str, argument: str, typed: str, **options: str) -> Reply:
        """Type into an argument of `/onrecord NAME` and return what is offered."""
        (command,) = [one for one in self.registered() if one["name"] == SLASH]
        return await self.interact(4, _chosen(command, [name], options | {argument: typed}, focused=argument))

    async def click(self, custom_id: str, *, by: Reader = READER) -> Reply:
        """Press a button that stands somewhere, the newest of those that carry this."""
        everywhere = [*(one for many in self._messages.values() for one in many), *self._reply_messages]
        message = next(one for one in reversed(everywhere) if custom_id in buttons(one).values())
        return await self.interact(3, {"custom_id": custom_id, "component_type": 2}, message=message, by=by)

    async def interact(self, kind: int, data: dict[str, Any], *, message=None, by: Reader = READER) -> Reply:
        """Send an interaction and wait for its answer."""
        interaction = await self.send_interaction(kind, data, message=message, by=by)
        async with asyncio.timeout(WITHIN):
            return await interaction.reply

    async def send_interaction(
        self, kind: int, data: dict[str, Any], *, message=None, by: Reader = READER, **changes: Any
    ) -> _Interaction:
        """Send an interaction; `changes` replace parts of the event, None takes them out."""
        interaction = _Interaction(self._id(), f"aW50ZXJhY3Rpb24{next(self._numbers)}", message, _future())
        self._interactions[interaction.token] = interaction
        event = {
            "id": interaction.id,
            "application_id": APPLICATION_ID,
            "type": kind,
            "token": interaction.token,
            "version": 1,
            "guild_id": GUILD_ID,
            "channel_id": CHANNEL_ID,
            "channel": _channel(CHANNEL_ID),
            "member": {**_member(by.id), "nick": by.name, "permissions": str(by.permissions)},
            "locale": "en-US",
            "entitlements": [],
            "attachment_size_limit": 10_000_000,
            "authorizing_integration_owners": {"0": GUILD_ID},
            "context": 0,
            "data": data,
            **({"message": _public(message)} if message else {}),
        }
        interaction.event = {key: value for key, value in (event | changes).items() if value is not None}
        await self.dispatch("INTERACTION_CREATE", interaction.event)
        return interaction

    async def send_again(self, interaction: _Interaction) -> None:
        """Deliver an interaction a second time, as after a gap in the connection."""
        await self.dispatch("INTERACTION_CREATE", interaction.event)

    async def dispatch(self, event: str, data: dict[str, Any]) -> None:
        """Send an event to whoever is connected."""
        await self.until(lambda: self._sockets)
        for ws, session_id in list(self._sockets.items()):
            await self._send_event(ws, session_id, event, data)

    async def close_gateway(self, code: int) -> None:
        """Close every connection with a code; the sessions can be resumed."""
        for ws in list(self._sockets):
            await ws.close(code=code)

    def forget_sessions(self) -> None:
        """Let no session be resumed any more."""
        self._sessions.clear()

    def registered(self, context: int = _IN_SERVERS) -> list[dict[str, Any]]:
        """Return the commands that a reader is offered in the guild, or in direct messages."""
        everywhere = [one for one in self.commands.get("", []) if context in one["contexts"]]
        return [*everywhere, *(self.commands.get(GUILD_ID, []) if context == _IN_SERVERS else [])]

    # REST

    @web.middleware
    async def _middleware(self, request: web.Request, handler):
        path = request.path.removeprefix("/api/v10")
        if path.startswith("/gateway"):
            return await handler(request)
        if request.content_type == "multipart/form-data":
            await _read_parts(request)
        body = await _json(request)
        self.requests.append((request.method, path, body))
        try:
            return await self._respond(request, handler, path, body)
        finally:
            self._changed.set()

    async def _respond(self, request, handler, path, body):
        fault = self._fault(lambda one: one.method == request.method and one.path.search(path))
        if fault:
            if fault.stored:
                await handler(request)
            if fault.hangs:
                await gone(request)
            if fault.status is None:
                request.transport.abort()
                return web.Response()
            return _answer(fault.body, status=fault.status, headers=fault.headers)
        public = path.startswith(("/interactions/", "/webhooks/"))
        if not public and request.headers.get("Authorization") != f"Bot {self.token}":
            return _refusal(401, 0, "401: Unauthorized")
        problems = [*self._schema_problems(request, body), *self._rule_problems(request, path, body)]
        if problems:
            self.violations += [f"{request.method} {path}: {problem}" for problem in problems]
            return _refusal(400, 50035, f"Invalid Form Body: {problems[0]}")
        try:
            return await handler(request)
        except web.HTTPNotFound:
            return _refusal(404, 0, "404: Not Found")

    def _schema_problems(self, request: web.Request, body: Any) -> list[str]:
        if request.method not in {"POST", "PUT", "PATCH"} or request.match_info.route.resource is None:
            return []
        template = request.match_info.route.resource.canonical.removeprefix("/api/v10")
        return schema_problems(request.method.lower(), template, body)

    def _rule_problems(self, request, path, body):
        if request.method not in {"POST", "PATCH", "PUT"}:
            return
        if request.content_type == "multipart/form-data":
            if [one["filename"] for one in body.get("attachments", ())] != list(request[_PARTS][1]):
                yield "the attachments are not the files"
        elif request.content_type != "application/json":
            yield f"content type {request.content_type}"
        if path.endswith("/@me/channels"):  # Discord's schema says what it takes
            return
        yield from self._body_problems(request, path, body)

    def _body_problems(self, request, path, body):
        if path.endswith("/commands"):
            yield from command_problems(body)
        elif path.endswith("/callback"):
            data = body.get("data") or {}
            if body["type"] in {4, 7}:
                yield from message_problems(data, create=body["type"] == 4)
            if body["type"] == 8 and len(data["choices"]) > 25:
                yield "more than 25 choices"
        elif path.endswith("/threads") or "/messages" not in path:
            yield from message_problems(body["message"], create=True) if "message" in body else ()
        else:
            yield from message_problems(body, create=request.method == "POST")
            yield from flag_problems(body, create=request.method == "POST")

    async def _me(self, _request):
        return _answer(_user(BOT_ID))

    async def _application(self, _request):
        return _answer(
            {
                "id": APPLICATION_ID,
                "name": "On Record",
                "icon": None,
                "description": "",
                "bot_public": False,
                "bot_require_code_grant": False,
                "verify_key": "0",
                "owner": _user(READER_ID),
                "team": None,
                "flags": 0,
                "summary": "",
            }
        )

    async def _get_commands(self, request):
        return _answer(self.commands.get(request.match_info.get("guild_id", ""), []))

    async def _put_commands(self, request):
        guild_id = request.match_info.get("guild_id", "")
        self.commands[guild_id] = [self._registered(one, guild_id) for one in await _json(request)]
        return _answer(self.commands[guild_id])

    def _registered(self, command: dict[str, Any], guild_id: str) -> dict[str, Any]:
        permissions = command.get("default_member_permissions")
        kept = {key: value for key, value in command.items() if value is not None and key != "options"}
        options = [{k: v for k, v in one.items() if v is not False} for one in command.get("options") or []]
        answer = kept | {"id": self._id(), "version": self._id(), "application_id": APPLICATION_ID}
        answer |= {"default_member_permissions": None if permissions is None else str(permissions), "nsfw": False}
        if options:
            answer["options"] = options
        if guild_id:
            answer |= {"guild_id": guild_id, "contexts": None}
        return answer

    async def _get_guild(self, request):
        if request.match_info["guild_id"] != GUILD_ID:
            return _refusal(404, 10004, "Unknown Guild")
        return _answer({"id": GUILD_ID, "name": "A desk", "owner_id": READER_ID, "roles": self._roles()})

    def _roles(self):
        role = {"id": GUILD_ID, "name": "@everyone", "permissions": self.permissions, "position": 0, "color": 0}
        common = {"hoist": False, "managed": False, "mentionable": False, "flags": 0}
        return [role | common, *(common | {"permissions": "0", "position": 1, "color": 0} | one for one in self.roles)]

    async def _open_direct(self, request):
        return _answer(self.direct((await _json(request))["recipient_id"]))

    async def _get_member(self, request):
        return _answer(_member(request.match_info["user_id"]))

    async def _get_channel(self, request):
        return self._channel_refusal(request) or _answer(self.channels[request.match_info["channel_id"]])

    def _channel_refusal(self, request, *, holds_messages: bool = False):
        channel_id = request.match_info["channel_id"]
        if channel_id not in self.channels:
            return _refusal(404, 10003, "Unknown Channel")
        if channel_id in self.closed_channels:
            return _refusal(403, 50001, "Missing Access")
        if holds_messages and self.channels[channel_id]["type"] == _FORUM:
            return _refusal(400, 50008, "Cannot send messages in a non-text channel")
        return None

    # Threads

    def make_forum(self, channel_id: str) -> None:
        """Let a channel hold posts, and nothing else."""
        self.channels[channel_id]["type"] = _FORUM

    def threads(self, channel_id: str) -> list[dict[str, Any]]:
        """Return the threads or posts of a channel, in the order in which they were begun."""
        return [one for one in self.channels.values() if one["type"] == _THREAD and one["parent_id"] == channel_id]

    def _thread(self, channel_id: str, thread_id: str, name: str) -> dict[str, Any]:
        thread = _channel(thread_id) | {
            "type": _THREAD,
            "parent_id": channel_id,
            "name": name,
            "thread_metadata": {"archived": False, "locked": False},
        }
        self.channels[thread_id] = thread
        return thread

    async def _list_threads(self, _request):
        active = [one for one in self.channels.values() if one["type"] == _THREAD]
        return _answer({"threads": [one for one in active if not one["thread_metadata"]["archived"]], "members": []})

    async def _begin_thread(self, request):
        channel_id, message_id = (request.match_info[one] for one in ("channel_id", "message_id"))
        if refusal := self._channel_refusal(request):
            return refusal
        if not any(one["id"] == message_id for one in self.messages(channel_id)):
            return _refusal(404, 10008, "Unknown Message")
        if message_id in self.channels:
            return _refusal(400, 160004, "A thread has already been created for this message")
        return _answer(self._thread(channel_id, message_id, (await _json(request))["name"]), status=201)

    async def _begin_post(self, request):
        if refusal := self._channel_refusal(request):
            return refusal
        body = await _json(request)
        message = self._message(body["message"], "")
        thread = self._thread(request.match_info["channel_id"], message["id"], body["name"])
        message["channel_id"] = thread["id"]
        self._messages[thread["id"]] = [message]
        return _answer(thread | {"message": _public(message)}, status=201)

    async def _edit_thread(self, request):
        if refusal := self._channel_refusal(request):
            return refusal
        thread = self.channels[request.match_info["channel_id"]]
        thread["thread_metadata"]["archived"] = (await _json(request))["archived"]
        return _answer(thread)

    async def _list_messages(self, request):
        if refusal := self._channel_refusal(request, holds_messages=True):
            return refusal
        found = self.messages(request.match_info["channel_id"])
        if "before" in request.query:
            found = [one for one in found if int(one["id"]) < int(request.query["before"])]
        return _answer([_public(one) for one in found[::-1][: int(request.query.get("limit", 50))]])

    async def _create_message(self, request):
        if refusal := self._channel_refusal(request, holds_messages=True):
            return refusal
        body = await _json(request)
        nonce = body.get("nonce") if body.get("enforce_nonce") else None
        if nonce is not None and nonce in self._nonces:
            return _answer(_public(self._nonces[nonce]))
        message = self._message(body, request.match_info["channel_id"])
        if request.content_type == "multipart/form-data":
            if not int(self.permissions) & _ATTACH_FILES:
                return _refusal(403, 50013, "Missing Permissions")
            message["attachments"] = body["attachments"]
            self.files.update(request[_PARTS][1])
        if refusal := self._refer(message, body.get("message_reference")):
            return refusal
        self._messages.setdefault(request.match_info["channel_id"], []).append(message)
        if nonce is not None:
            self._nonces[nonce] = message
        return _answer(_public(message))

    def delete(self, message: dict[str, Any]) -> None:
        """Let somebody delete a message."""
        self._messages[message["channel_id"]].remove(message)

    def forget_nonces(self) -> None:
        """As Discord does after some minutes."""
        self._nonces.clear()

    def _refer(self, message: dict[str, Any], reference: dict[str, Any] | None) -> web.Response | None:
        """Make a message a reply; to one that is gone none is made, or an ordinary message where that is allowed."""
        if reference is None:
            return None
        if not int(self.permissions) & _READ_MESSAGE_HISTORY:
            return _refusal(403, 160002, "Cannot reply without permission to read message history")
        if any(one["id"] == reference["message_id"] for one in self.messages(message["channel_id"])):
            known = {"type": 0, "channel_id": message["channel_id"], "message_id": reference["message_id"]}
            message |= {"type": _REPLY, "message_reference": known}
            return None
        if reference.get("fail_if_not_exists", True):
            return _refusal(400, 50035, "Invalid Form Body: message_reference: Unknown message")
        return None

    def add_messages(self, channel_id: str, number: int) -> None:
        """Let other people write."""
        messages = self._messages.setdefault(channel_id, [])
        messages += [self._message({"content": "hello"}, channel_id, author=READER_ID) for _ in range(number)]

    def _message(self, body: dict[str, Any], channel_id: str, author: str = BOT_ID) -> dict[str, Any]:
        return {
            "id": self._id(),
            "channel_id": channel_id,
            "author": _user(author),
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
            "type": _MESSAGE,
            "edits": 0,
        }

    async def _edit_message(self, request):
        if refusal := self._channel_refusal(request):
            return refusal
        if (self.channels[request.match_info["channel_id"]].get("thread_metadata") or {}).get("archived"):
            return _refusal(400, 50083, "Thread is archived")
        messages = self.messages(request.match_info["channel_id"])
        message = next((one for one in messages if one["id"] == request.match_info["message_id"]), None)
        if message is None:
            return _refusal(404, 10008, "Unknown Message")
        if message["author"]["id"] != BOT_ID:
            return _refusal(403, 50005, "Cannot edit a message authored by another user")
        _edit(message, await _json(request))
        return _answer(_public(message))

    async def _call_back(self, request):
        interaction = self._interactions.get(request.match_info["interaction_token"])
        if interaction is None or interaction.id != request.match_info["interaction_id"]:
            return _refusal(404, 10062, "Unknown interaction")
        if interaction.callback is not None:
            return _refusal(400, 40060, "Interaction has already been acknowledged.")
        interaction.callback = await _json(request)
        if interaction.callback["type"] in {4, 8}:
            self._replied(interaction, None)
        return web.Response(status=204)

    async def _edit_original(self, request):
        interaction = self._interactions.get(request.match_info["webhook_token"])
        if interaction is None or interaction.callback is None:
            return _refusal(404, 10015, "Unknown Webhook")
        body = await _json(request)
        if interaction.callback["type"] == 6:
            assert interaction.message is not None
            if not interaction.message["flags"] & _EPHEMERAL:
                self.violations.append("an answer for one reader took the place of a message for all")
            _edit(interaction.message, body)
            message = interaction.message
        elif interaction.shown is not None:
            _edit(interaction.shown, body)
            return _answer(_public(interaction.shown))
        else:
            flags = (interaction.callback.get("data") or {}).get("flags") or 0
            message = interaction.shown = self._message(body | {"flags": flags}, CHANNEL_ID)
            self._reply_messages.append(message)
        if request.content_type == "multipart/form-data":
            self.files.update(request[_PARTS][1])
        self._replied(interaction, deepcopy(message))
        return _answer(_public(message))

    def _replied(self, interaction: _Interaction, message: dict[str, Any] | None) -> None:
        assert interaction.callback is not None
        if not interaction.reply.done():
            self.replies.append(Reply(interaction.callback, message))
            interaction.reply.set_result(self.replies[-1])

    def _id(self) -> str:
        """Return a snowflake: it holds the time and grows."""
        return str((int(time.time() * 1000) - _EPOCH << 22) + next(self._numbers))

    # The gateway

    async def _gateway(self, request: web.Request):
        if self._stopped:
            raise web.HTTPServiceUnavailable
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        self._transports[ws] = request.transport
        await ws.send_json({"op": 10, "s": None, "t": None, "d": {"heartbeat_interval": 41250}})
        try:
            async for frame in ws:
                if frame.type is WSMsgType.TEXT:
                    await self._receive(ws, json.loads(frame.data))
        finally:
            self._sockets.pop(ws, None)
            self._transports.pop(ws)
            self._changed.set()
        return ws

    async def _receive(self, ws: web.WebSocketResponse, frame: dict[str, Any]) -> None:
        data = frame["d"]
        if frame["op"] == 1:
            await ws.send_json({"op": 11, "s": None, "t": None, "d": None})
        elif frame["op"] == 2:
            self.identifies.append(data)
            if data["token"] != self.token:
                await ws.close(code=4004)
                return
            session_id = f"session-{next(self._numbers)}"
            self._sessions[session_id] = _Session(intents=data["intents"])
            await self._send_event(ws, session_id, "READY", self._ready(session_id))
            if data["intents"] & 1:
                await self._send_event(ws, session_id, "GUILD_CREATE", self._guild())
            self._sockets[ws] = session_id
            self._changed.set()
        elif frame["op"] == 6:
            self.resumes.append(data)
            session = self._sessions.get(data["session_id"])
            if session is None:
                await ws.send_json({"op": 9, "s": None, "t": None, "d": False})
                return
            for number, event in session.sent:
                if number > data["seq"]:
                    await ws.send_json(event)
            await self._send_event(ws, data["session_id"], "RESUMED", {})
            self._sockets[ws] = data["session_id"]
            self._changed.set()

    async def _send_event(self, ws: web.WebSocketResponse, session_id: str, name: str, data: dict[str, Any]) -> None:
        session = self._sessions.setdefault(session_id, _Session())
        event = {"op": 0, "t": name, "s": len(session.sent) + 1, "d": data}
        session.sent.append((event["s"], event))
        if not ws.closed:
            await ws.send_json(event)

    def _ready(self, session_id: str) -> dict[str, Any]:
        return {
            "v": 10,
            "user": _user(BOT_ID),
            "guilds": [{"id": GUILD_ID, "unavailable": True}],
            "session_id": session_id,
            "resume_gateway_url": self.gateway,
            "application": {"id": APPLICATION_ID, "flags": 0},
        }

    def _guild(self) -> dict[str, Any]:
        empty = ("emojis", "stickers", "features", "threads", "voice_states", "presences", "stage_instances")
        zero = ("verification_level", "default_message_notifications", "explicit_content_filter", "mfa_level")
        return {
            "id": GUILD_ID,
            "name": "A desk",
            "owner_id": READER_ID,
            "roles": self._roles(),
            "channels": [one for one in self.channels.values() if one["type"] != _DIRECT],
            "members": [_member(BOT_ID)],
            "member_count": 2,
            "large": False,
            "unavailable": False,
            "joined_at": "2026-03-01T12:00:00.000000+00:00",
            "preferred_locale": "en-US",
            "afk_timeout": 300,
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            **{key: [] for key in empty},
            **dict.fromkeys((*zero, "nsfw_level", "premium_tier", "system_channel_flags"), 0),
        }


def shown(message: dict[str, Any]) -> str:
    """Return all text of a message, but for its buttons."""
    parts = [message.get("content") or ""]
    for embed in message.get("embeds") or []:
        author, footer = embed.get("author") or {}, embed.get("footer") or {}
        parts += [author.get("name", ""), embed.get("title", ""), embed.get("description", ""), footer.get("text", "")]
    return "\n".join(part for part in parts if part)


def buttons(message: dict[str, Any]) -> dict[str, str]:
    """Return label → custom id, or address of one that is a link."""
    rows = message.get("components") or []
    return {one["label"]: one.get("custom_id") or one["url"] for row in rows for one in row["components"]}


# The shapes of things


def _future() -> asyncio.Future[Reply]:
    return asyncio.get_running_loop().create_future()


async def _json(request: web.Request) -> Any:
    """Return the body; what comes in parts was read before, as it can be read once only."""
    if request.content_type == "multipart/form-data":
        return request[_PARTS][0]
    text = await request.text()
    return json.loads(text) if text else None


async def _read_parts(request: web.Request) -> None:
    form = await request.post()
    files = {key: one for key, one in form.items() if key != "payload_json"}
    request[_PARTS] = (json.loads(form["payload_json"]), {one.filename: one.file.read() for one in files.values()})


def _answer(data: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    # Exactly application/json: discord.py reads nothing with a charset.
    body = b"" if data is None else json.dumps(data).encode()
    kind = "text/html" if data is None else "application/json"
    return web.Response(body=body, status=status, headers=headers, content_type=kind)


def _refusal(status: int, code: int, message: str) -> web.Response:
    return _answer({"code": code, "message": message}, status=status)


def _options(options: dict[str, str]) -> list[dict[str, Any]]:
    return [{"name": name, "type": 3, "value": value} for name, value in options.items()]


def _chosen(
    command: dict[str, Any], path: list[str], options: dict[str, str], *, focused: str | None = None
) -> dict[str, Any]:
    """Return what a client sends for a command: what was chosen below it, as far as it is registered."""
    if not path:
        known = {one["name"]: one for one in command.get("options", ())}
        assert options.keys() <= known.keys(), f"{command['name']} has no {options.keys() - known.keys()}"
        assert focused is None or known[focused].get("autocomplete"), f"{focused} is not completed"
        for one in _options(options):
            chosen = [choice["value"] for choice in known[one["name"]].get("choices", ())]
            assert not chosen or one["value"] in chosen, f"{one['value']} cannot be chosen"
        missing = [name for name, one in known.items() if one.get("required") and name not in options]
        assert focused or not missing, f"{command['name']} needs {missing}"
        given = [one | ({"focused": True} if one["name"] == focused else {}) for one in _options(options)]
        return {"id": "1", "name": command["name"], "type": command["type"], "options": given}
    found = next((one for one in command.get("options", ()) if one["name"] == path[0]), None)
    assert found, f"/{command['name']} {path[0]} is not registered"
    rest = path[1:]
    if found["type"] == _GROUP:
        options = dict(options)
        rest = [options.pop("action")]
    below = _chosen(found, rest, options, focused=focused)
    return {"id": "1", "name": command["name"], "type": command["type"], "options": [below]}


def _edit(message: dict[str, Any], body: dict[str, Any]) -> None:
    message.update({key: body[key] for key in ("content", "embeds", "components") if key in body})
    message["edits"] += 1


def _public(message: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in message.items() if key != "edits"}


def _user(user_id: str) -> dict[str, Any]:
    bot = user_id == BOT_ID
    name = "onrecord" if bot else "reader"
    return {"id": user_id, "username": name, "discriminator": "0", "avatar": None, "bot": bot, "global_name": None}


def _member(user_id: str) -> dict[str, Any]:
    joined = {"joined_at": "2026-03-01T12:00:00.000000+00:00", "deaf": False, "mute": False, "flags": 0}
    return {"user": _user(user_id), "roles": [], "nick": None, "avatar": None, "pending": False, **joined}


def _channel(channel_id: str) -> dict[str, Any]:
    return {
        "id": channel_id,
        "type": 0,
        "guild_id": GUILD_ID,
        "name": f"desk-{channel_id[-1]}",
        "position": 0,
        "permission_overwrites": [],
        "nsfw": False,
        "topic": None,
        "rate_limit_per_user": 0,
        "parent_id": None,
        "last_message_id": None,
    }
