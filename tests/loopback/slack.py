"""Slack on loopback: Web API, Socket Mode, answers and signed requests, as strict as Slack and stricter.

What breaks a rule is refused, and told again when the server is left.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp
import yaml
from aiohttp import WSMsgType, web

from tests.loopback.server import LoopbackServer, bound_socket, gone
from tests.loopback.slack_validation import home_problems, message_problems

if TYPE_CHECKING:
    import asyncio

ROOT = Path(__file__).parents[2]
BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-loopback", "xapp-loopback", "loopback-signing-secret"
CHANNEL_ID, OTHER_CHANNEL_ID = "C0000000001", "C0000000002"
READER_ID, MODERATOR_ID = "U0000000001", "U0000000002"
BOT_ID, OTHER_BOT_ID = "B0000000001", "B0000000002"
COMMAND = "/onrecord"
CLIENT_ID, CLIENT_SECRET = "111.222", "loopback-client-secret"
FIRST_TEAM, OTHER_TEAM = "T1", "T0000000002"
ACK_WITHIN = 3.0
USES, USABLE_FOR = 5, 1800.0  # of a response_url

_SCOPES = {
    "auth.test": (),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": ("channels:history",),
    "conversations.info": ("channels:read",),
    "conversations.replies": ("channels:history",),
    "conversations.open": ("im:write",),
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "usergroups.users.list": ("usergroups:read",),
    "users.info": ("users:read",),
}
_ARGUMENTS = {
    "apps.connections.open": set(),
    "auth.revoke": {"test"},
    "auth.test": set(),
    "oauth.v2.access": {"code", "client_id", "client_secret", "redirect_uri"},
    "chat.postMessage": {
        *("channel", "text", "blocks", "metadata", "mrkdwn", "parse", "link_names", "unfurl_links", "unfurl_media"),
        *("thread_ts", "reply_broadcast"),
    },
    "chat.update": {"channel", "ts", "text", "blocks", "metadata", "parse", "link_names"},
    "conversations.history": {"channel", "oldest", "limit", "cursor", "include_all_metadata", "latest", "inclusive"},
    "conversations.info": {"channel"},
    "conversations.replies": {"channel", "ts", "oldest", "limit", "cursor", "include_all_metadata"},
    "conversations.open": {"channel", "users", "return_im"},
    "files.completeUploadExternal": {"files", "channel_id", "initial_comment", "thread_ts"},
    "files.getUploadURLExternal": {"filename", "length", "alt_txt", "snippet_type"},
    "usergroups.users.list": {"usergroup", "include_disabled"},
    "users.info": {"user", "include_locale"},
    "views.publish": {"user_id", "view", "hash"},
}
_TEXTS = ("text", "blocks", "metadata")  # what a message is told again with
_WRITES = {"chat.postMessage", "chat.update", "views.publish"}


@dataclass
class Fault:
    """What happens instead of an answer; `stored` is True where the request takes effect all the same."""

    method: str
    error: str | None = None  # Slack's code
    status: int | None = None  # of HTTP; neither this nor a code: the connection drops
    text: str | None = None  # a body that is not Slack's
    headers: dict[str, str] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    stored: bool = False
    hangs: bool = False  # no answer comes, for longer than anybody waits
    times: int = 1


@dataclass
class Address:
    """A response_url and what came there."""

    message: dict[str, Any] | None  # the answer that its button stands below
    made_at: float
    uses: int = 0
    answers: list[dict[str, Any]] = field(default_factory=list)


@dataclass(kw_only=True)
class Upload:
    """A file that somebody was sent."""

    name: str
    length: int
    alt: str = ""
    content: bytes | None = None


class LoopbackSlack(LoopbackServer):
    """A Slack with one workspace. Use as `async with LoopbackSlack() as slack:`."""

    def __init__(self, *, listening: bool = True) -> None:
        super().__init__()
        self.tokens = {"bot": BOT_TOKEN, "app": APP_TOKEN}
        self.team = FIRST_TEAM  # in which people do what they do
        self.workspaces: dict[str, str] = {}  # tokens of those that installed the app, by their ids
        self._codes: dict[str, tuple[str | None, str]] = {}  # of people who said yes → workspace and its name
        self._asked_in = FIRST_TEAM  # the workspace of the token of the call that is being answered
        self.scopes: set[str] = _manifest_scopes()
        self.channels: dict[str, dict[str, Any]] = {
            one: {"id": one, "name": f"room-{one[-1]}", "is_member": True, "is_archived": False}
            for one in (CHANNEL_ID, OTHER_CHANNEL_ID)
        }
        self.files: dict[str, list[Upload]] = {}  # in each channel
        self._uploads: dict[str, Upload] = {}
        self.homes: dict[str, dict[str, Any]] = {}  # the app's own page, by who opened it
        self.groups: dict[str, list[str]] = {}  # the members of user groups, by their ids
        self.zones: dict[str, str] = {}  # of people, by their ids
        self.requests: list[tuple[str, dict[str, Any]]] = []  # (method, arguments), as they came
        self.acks: list[str] = []  # envelope ids, as they came
        self.replies: list[dict[str, Any]] = []  # all that came at response_urls
        self.connects = 0
        self.page_size: int | None = None  # of histories, where it is to be smaller than what is asked for
        self.socket_refuses: int | None = None  # status of the answer to a connect
        self.http_target: str | None = None  # where commands and buttons go instead of the socket
        self._sockets: set[web.WebSocketResponse] = set()
        self._hung: list[asyncio.Transport] = []
        self._tickets: set[str] = set()
        self._addresses: dict[str, Address] = {}
        self._sent_at: dict[str, float] = {}
        self._listening = listening

    async def __aenter__(self):
        await self._set_up(
            [
                web.post("/api/{method}", self._api),
                web.get("/socket", self._socket_mode),
                web.post("/response/{token}", self._respond),
                web.post("/upload/{file_id}", self._upload),
            ]
        )
        self._listener = bound_socket()
        self.host = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.api = f"http://{self.host}/api/"
        if self._listening:
            await self.listen()
        return self

    # What a test does

    async def listen(self) -> None:
        """Begin to listen; until then a connect is refused."""
        await self._listen(self._listener)

    async def stop(self) -> None:
        """Go away: every connect is refused from now on."""
        for transport in self._hung:
            transport.abort()
        await super().stop()
        self._listener.close()

    def fail(self, method: str, error: str | None = None, **what: Any) -> None:
        """Answer the next call of a method with an error, or drop it where neither error nor status is given."""
        self.faults.append(Fault(method, error, **what))

    @property
    def online(self) -> bool:
        """Whether a bot is connected."""
        return bool(self._sockets)

    async def ready(self, times: int = 1) -> None:
        """Wait until the bot has connected that often and is connected."""
        await self.until(lambda: self.connects >= times and self.online)

    def count(self, method: str) -> int:
        """Return how many calls of a method came."""
        return sum(one == method for one, _ in self.requests)

    def put(self, channel_id: str, **message: Any) -> dict[str, Any]:
        """Let somebody write into a channel."""
        stored = {"type": "message", "ts": self._timestamp(), **message}
        self._messages.setdefault(channel_id, []).append(stored)
        return stored

    def delete(self, channel_id: str, timestamp: str) -> None:
        """Let somebody delete a message. One that was answered leaves a stone over its thread."""
        everything = self.messages(channel_id)
        message = next(one for one in everything if one["ts"] == timestamp)
        if any(_is_reply(one) and one["thread_ts"] == timestamp for one in everything):
            stone = {"type": "message", "subtype": "tombstone", "ts": timestamp, "thread_ts": timestamp}
            message.clear()
            message.update(stone, text="This message was deleted.", user="USLACKBOT")
        else:
            everything.remove(message)

    async def slash(self, text: str, *, by: str = READER_ID, **changes: Any) -> dict[str, Any]:
        """Give the command as a reader and return the answer."""
        return await self._asked("slash_commands", self.command_payload(text, by=by) | changes)

    async def shortcut(self, message: dict[str, Any], *, by: str = READER_ID) -> dict[str, Any]:
        """Choose what the menu of a message offers, and return the answer."""
        return await self._asked("interactive", self.shortcut_payload(message, by=by))

    def shortcut_payload(self, message: dict[str, Any], *, by: str = READER_ID) -> dict[str, Any]:
        """Return what Slack sends for a choice from the menu of a message."""
        return {
            "type": "message_action",
            "callback_id": _manifest()["features"]["shortcuts"][0]["callback_id"],
            "token": "old",
            "is_enterprise_install": False,
            "action_ts": self._timestamp(),
            "team": {"id": self.team, "domain": "loopback"},
            "enterprise": None,
            "user": {"id": by, "username": "reader", "name": "reader", "team_id": self.team},
            "channel": {"id": CHANNEL_ID, "name": "room-1"},
            "message_ts": message.get("ts"),
            "message": {"type": "message", "user": "U9", **message},
            "response_url": self._new_address(None),
            "trigger_id": self._trigger(),
        }

    async def open_home(self, *, by: str = READER_ID, tab: str = "home") -> dict[str, Any]:
        """Open the app's own page and return what stands on it then."""
        before = self.count("views.publish")
        payload = {
            "type": "event_callback",
            "token": "old",
            "team_id": self.team,
            "api_app_id": "A1",
            "event_id": f"Ev{next(self._numbers)}",
            "event_time": int(time.time()),
            "authorizations": [{"team_id": self.team, "user_id": "U0", "is_bot": True, "is_enterprise_install": False}],
            "event": {
                "type": "app_home_opened",
                "user": by,
                "channel": "D1",
                "tab": tab,
                "event_ts": self._timestamp(),
            },
        }
        if self.http_target:
            assert await self.post_signed(payload) == 200
        else:
            envelope_id = await self.send("events_api", payload)
            await self.until(lambda: envelope_id in self.acks)
        if tab == "home":
            await self.until(lambda: self.count("views.publish") > before)
        return self.homes.get(by, {})

    async def tell(self, event: dict[str, Any]) -> None:
        """Send an event by HTTP, such as that the app was removed."""
        payload = {
            "type": "event_callback",
            "team_id": self.team,
            "event_id": f"Ev{next(self._numbers)}",
            "event": event,
        }
        assert await self.post_signed(payload) == 200

    async def click(self, label: str, message: dict[str, Any], *, by: str = READER_ID) -> dict[str, Any]:
        """Press a button below a message or an answer and return what comes of it."""
        return await self._asked("interactive", self.button_payload(buttons(message)[label], message, by=by))

    def command_payload(self, text: str, *, by: str = READER_ID) -> dict[str, Any]:
        """Return what Slack sends for the command."""
        typed = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return {
            "token": "old",
            "team_id": self.team,
            "team_domain": "loopback",
            "channel_id": CHANNEL_ID,
            "channel_name": "room-1",
            "user_id": by,
            "user_name": "reader",
            "command": COMMAND,
            "text": typed,
            "api_app_id": "A1",
            "is_enterprise_install": "false",
            "response_url": self._new_address(None),
            "trigger_id": self._trigger(),
        }

    def button_payload(self, button: dict[str, Any], message: dict[str, Any], *, by: str = READER_ID) -> dict[str, Any]:
        """Return what Slack sends for a button."""
        return {
            "type": "block_actions",
            "api_app_id": "A1",
            "token": "old",
            "is_enterprise_install": False,
            "user": {"id": by, "username": "reader", "name": "reader", "team_id": self.team},
            "team": {"id": self.team, "domain": "loopback"},
            "enterprise": None,
            "channel": {"id": CHANNEL_ID, "name": "room-1"},
            "message": message,
            "container": {"type": "message", "channel_id": CHANNEL_ID, "is_ephemeral": "response_type" in message},
            "response_url": self._new_address(message),
            "trigger_id": self._trigger(),
            "actions": [{"block_id": "b1", **button, "action_ts": self._timestamp()}],
        }

    async def send(self, kind: str, payload: dict[str, Any], *, times: int = 1, retry: int = 0) -> str:
        """Send an envelope to whoever is connected, as often as told, and return its id."""
        await self.until(lambda: self._sockets)
        envelope_id = f"envelope-{next(self._numbers)}"
        envelope = {"envelope_id": envelope_id, "type": kind, "payload": payload, "accepts_response_payload": True}
        self._sent_at[envelope_id] = self.turns.seconds
        for number in range(times):
            attempt = {"retry_attempt": retry + number, "retry_reason": "timeout"} if retry + number else {}
            await next(iter(self._sockets)).send_json(envelope | attempt)
        return envelope_id

    async def send_raw(self, text: str) -> None:
        """Send any text through the socket."""
        await self.until(lambda: self._sockets)
        await next(iter(self._sockets)).send_str(text)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask whoever is connected to connect anew."""
        for one in list(self._sockets):
            await one.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "loopback"}})

    def drop(self) -> None:
        """Cut every socket without a goodbye."""
        for one in list(self._sockets):
            one._req.transport.abort()

    def hang(self) -> None:
        """Read nothing from any socket any more, not even a goodbye."""
        self._hung += [one._req.transport for one in self._sockets]
        self._sockets.clear()
        for transport in self._hung:
            transport.pause_reading()

    def expire(self) -> None:
        """Let every response_url grow too old."""
        for address in self._addresses.values():
            address.made_at -= USABLE_FOR

    def answers(self, payload: dict[str, Any]) -> list[dict[str, Any]]:
        """Return what came at the response_url of a payload."""
        return self._addresses[payload["response_url"]].answers

    async def post_signed(
        self,
        payload: dict[str, Any],
        *,
        secret: str = SIGNING_SECRET,
        timestamp: str | None = None,
        raw: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> int:
        """Send a payload by HTTP as Slack does and return the status of the answer."""
        is_event = payload.get("type") == "event_callback"  # JSON, and a form else
        is_interactive = payload.get("type") in {"block_actions", "message_action"}
        form = {"payload": json.dumps(payload)} if is_interactive else payload
        body = json.dumps(payload).encode() if is_event else urlencode(form).encode()
        body = body if raw is None else raw
        timestamp = timestamp or str(int(time.time()))
        signed = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        head = {
            "Content-Type": "application/json" if is_event else "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": f"v0={signed}",
        }
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.http_target, data=body, headers=head | (headers or {})) as response,
        ):
            await response.read()
            return response.status

    # How it does it

    async def _asked(self, kind: str, payload: dict[str, Any]) -> dict[str, Any]:
        if self.http_target:
            begun = self.turns.seconds
            assert await self.post_signed(payload) == 200
            if self.turns.seconds - begun > ACK_WITHIN:
                self.violations.append("acknowledged too late")
        else:
            envelope_id = await self.send(kind, payload)
            await self.until(lambda: envelope_id in self.acks)
        await self.until(lambda: self.answers(payload))
        return self.answers(payload)[0]

    def _new_address(self, message: dict[str, Any] | None) -> str:
        url = f"http://{self.host}/response/{next(self._numbers)}"
        self._addresses[url] = Address(message, time.monotonic())
        return url

    def _trigger(self) -> str:
        return f"{next(self._numbers)}.trigger"

    def _timestamp(self) -> str:
        return f"{time.time():.0f}.{next(self._numbers):06d}"

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments = json.loads(await request.text()) if request.content_type == "application/json" else None
        if arguments is None:
            arguments = dict(await request.post())
        self.requests.append((method, arguments))
        try:
            return await self._answer(request, method, arguments)
        finally:
            self._changed.set()

    async def _answer(self, request: web.Request, method: str, arguments: dict[str, Any]) -> web.StreamResponse:
        fault = self._fault(lambda one: one.method == method)
        if fault:
            if fault.stored:
                self._call(request, method, arguments)
            if fault.hangs:
                await gone(request)
            if fault.error is None and fault.status is None:
                request.transport.abort()
                return web.Response()
            status = fault.status or 200
            if fault.error is None:
                return web.Response(status=status, text=fault.text or "upstream", headers=fault.headers)
            return _json({"ok": False, "error": fault.error, **fault.extra}, status=status, headers=fault.headers)
        body = self._call(request, method, arguments)
        scopes = {"X-OAuth-Scopes": ",".join(sorted(self.scopes)), "X-Accepted-OAuth-Scopes": "any"}
        return _json(body, headers={} if method == "apps.connections.open" else scopes)

    def _call(self, request: web.Request, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if method not in _ARGUMENTS:
            self.violations.append(f"{method}: no such method here")
            return _error("unknown_method")
        if refused := self._token_problem(method, request.headers.get("Authorization", "")):
            return _error(refused)
        if missing := [scope for scope in _SCOPES.get(method, ()) if scope not in self.scopes]:
            return _error("missing_scope") | {"needed": missing[0], "provided": ",".join(sorted(self.scopes))}
        problems = [f"{method}: unknown argument {one}" for one in arguments.keys() - _ARGUMENTS[method]]
        if (request.content_type == "application/json") != (method in _WRITES):
            problems.append(f"{method}: content type {request.content_type}")
        elif method in _WRITES and request.charset != "utf-8":
            problems.append(f"{method}: missing_charset")
        if method == "views.publish":
            problems += home_problems(arguments.get("view") or {})
        elif method in _WRITES:
            problems += message_problems(arguments, alert=True)
        if problems:
            self.violations += problems
            too_long = any("refused" in problem for problem in problems)
            return _error("msg_too_long" if too_long else "invalid_blocks")
        return getattr(self, f"_{method.replace('.', '_').lower()}")(arguments)

    def _token_problem(self, method: str, authorization: str) -> str:
        """Return what is wrong with a token, and remember its workspace where nothing is."""
        teams = {f"Bearer {token}": team for team, token in self.workspaces.items()}
        teams[f"Bearer {self.tokens['bot']}"] = FIRST_TEAM
        if method == "apps.connections.open":
            teams = {f"Bearer {self.tokens['app']}": FIRST_TEAM}
        elif method == "oauth.v2.access":
            teams = {"": FIRST_TEAM}
        if authorization not in teams:
            return "token_revoked" if "xoxb-of-" in authorization else "invalid_auth"
        self._asked_in = teams[authorization]
        return ""

    def consent(self, workspace: str | None, name: str) -> str:
        """Let somebody say yes to the app in a workspace; the code that Slack sends their browser back with."""
        code = f"code-{next(self._numbers)}"
        self._codes[code] = workspace, name
        return code

    def _oauth_v2_access(self, arguments):
        if (arguments.get("client_id"), arguments.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return _error("invalid_client_id")
        if arguments.get("code") not in self._codes:
            return _error("invalid_code")
        workspace, name = self._codes.pop(arguments["code"])
        token = f"xoxb-of-{workspace}-{next(self._numbers)}"
        self.workspaces[workspace or "E1"] = token
        return {
            "ok": True,
            "app_id": "A1",
            "access_token": token,
            "token_type": "bot",
            "scope": ",".join(sorted(self.scopes)),
            "bot_user_id": "U0",
            "team": {"id": workspace, "name": name} if workspace else None,
            "enterprise": None if workspace else {"id": "E1", "name": name},
            "is_enterprise_install": workspace is None,
            "authed_user": {"id": READER_ID},
        }

    def _auth_revoke(self, _arguments):
        del self.workspaces[self._asked_in]
        return {"ok": True, "revoked": True}

    def _auth_test(self, _arguments):
        return {
            "ok": True,
            "team": "Loopback",
            "user": "onrecord",
            "bot_id": BOT_ID,
            "user_id": "U0",
            "team_id": self.team,
        }

    def _conversations_open(self, arguments):
        return {"ok": True, "channel": {"id": self.direct(arguments["users"])}}

    def direct(self, user_id: str) -> str:
        """Return the id of the channel of the bot's direct messages with a person."""
        channel_id = f"D{user_id[1:]}"
        opened = {"id": channel_id, "is_member": True, "is_archived": False, "is_im": True, "team": self._asked_in}
        self.channels.setdefault(channel_id, opened)
        return channel_id

    def _usergroups_users_list(self, arguments):
        members = self.groups.get(arguments["usergroup"])
        return _error("no_such_subteam") if members is None else {"ok": True, "users": members}

    def _files_getuploadurlexternal(self, arguments):
        file_id = f"F{next(self._numbers)}"
        self._uploads[file_id] = Upload(
            name=arguments["filename"], length=int(arguments["length"]), alt=arguments.get("alt_txt", "")
        )
        return {"ok": True, "upload_url": f"http://{self.host}/upload/{file_id}", "file_id": file_id}

    async def _upload(self, request: web.Request) -> web.Response:
        upload = self._uploads[request.match_info["file_id"]]
        upload.content = await request.read()
        if len(upload.content) != upload.length:
            self.violations.append(f"{upload.name}: {len(upload.content)} bytes, and not {upload.length}")
        return web.Response(text="OK")

    def _files_completeuploadexternal(self, arguments):
        for one in json.loads(arguments["files"]):
            upload = self._uploads.get(one["id"])
            if upload is None or upload.content is None:
                return _error("file_not_found")
            if "channel_id" in arguments:  # else it is seen where a message shows it
                self.files.setdefault(arguments["channel_id"], []).append(upload)
        return {"ok": True, "files": []}

    def _views_publish(self, arguments):
        self.homes[arguments["user_id"]] = arguments["view"]
        return {"ok": True, "view": arguments["view"] | {"id": "V1"}}

    def _users_info(self, arguments):
        user_id = arguments["user"]
        return {"ok": True, "user": {"id": user_id, "name": "reader", "tz": self.zones.get(user_id, "Europe/Berlin")}}

    def _apps_connections_open(self, _arguments):
        ticket = f"ticket-{next(self._numbers)}"
        self._tickets.add(ticket)
        return {"ok": True, "url": f"ws://{self.host}/socket?ticket={ticket}&app_id=A1"}

    def _room(self, channel_id: str, *, member: bool = True) -> tuple[dict[str, Any], str]:
        room = self.channels.get(channel_id)
        if room is None or room.get("team", FIRST_TEAM) != self._asked_in:
            return {}, "channel_not_found"
        if member and not room["is_member"]:
            return room, "not_in_channel"
        return room, ""

    def _chat_postmessage(self, arguments):
        room, refused = self._room(arguments["channel"])
        if refused or room["is_archived"]:
            return _error(refused or "is_archived")
        shown_files = [one["slack_file"]["id"] for one in arguments.get("blocks", ()) if one["type"] == "image"]
        if any(one not in self._uploads or self._uploads[one].content is None for one in shown_files):
            return _error("invalid_blocks")
        told = {name: arguments[name] for name in _TEXTS if name in arguments}
        parent = self._message(arguments["channel"], arguments.get("thread_ts"))
        if parent is not None:
            thread_ts = parent.get("thread_ts", parent["ts"])
            parent["thread_ts"] = thread_ts
            told["thread_ts"] = thread_ts
            if arguments.get("reply_broadcast"):
                told["subtype"] = "thread_broadcast"
        # An answer to a message that is gone is not refused: Slack puts it into the channel, and says so by leaving out
        # `thread_ts` (slack-go/slack#1571).
        stored = self.put(arguments["channel"], bot_id=BOT_ID, **told)
        return {"ok": True, "channel": arguments["channel"], "ts": stored["ts"], "message": stored}

    def _message(self, channel_id: str, timestamp: str | None) -> dict[str, Any] | None:
        return next((one for one in self.messages(channel_id) if one["ts"] == timestamp), None)

    def _chat_update(self, arguments):
        _, refused = self._room(arguments["channel"])
        if refused:
            return _error(refused)
        found = self._message(arguments["channel"], arguments["ts"])
        if found is None:
            return _error("message_not_found")
        if found.get("bot_id") != BOT_ID:
            return _error("cant_update_message")
        found.update({name: arguments[name] for name in _TEXTS}, edited={"user": "U0"})
        return {"ok": True, "channel": arguments["channel"], "ts": arguments["ts"], "text": arguments["text"]}

    def _conversations_info(self, arguments):
        room, refused = self._room(arguments["channel"], member=False)
        return _error(refused) if refused else {"ok": True, "channel": room}

    def _conversations_history(self, arguments):
        _, refused = self._room(arguments["channel"])
        if refused:
            return _error(refused)
        oldest = float(arguments.get("oldest", 0))
        newest_first = [
            one
            for one in reversed(self.messages(arguments["channel"]))
            if float(one["ts"]) > oldest and (not _is_reply(one) or one.get("subtype") == "thread_broadcast")
        ]
        return self._page(newest_first, arguments)

    def _conversations_replies(self, arguments):
        _, refused = self._room(arguments["channel"])
        if refused:
            return _error(refused)
        parent = self._message(arguments["channel"], arguments["ts"])
        if parent is None:
            return _error("thread_not_found")
        oldest = float(arguments.get("oldest", 0))
        replies = [
            one
            for one in self.messages(arguments["channel"])
            if _is_reply(one) and one["thread_ts"] == parent["ts"] and float(one["ts"]) > oldest
        ]
        return self._page([parent, *replies], arguments)

    def _page(self, found: list[dict[str, Any]], arguments: dict[str, Any]) -> dict[str, Any]:
        start = int(arguments.get("cursor") or 0)
        end = start + min(int(arguments.get("limit", 100)), self.page_size or 999)
        shown = found[start:end]
        if arguments.get("include_all_metadata") not in {"true", "1"}:
            shown = [{name: value for name, value in one.items() if name != "metadata"} for one in shown]
        more = end < len(found)
        cursor = {"response_metadata": {"next_cursor": str(end)}} if more else {}
        return {"ok": True, "messages": shown, "has_more": more, **cursor}

    async def _socket_mode(self, request: web.Request) -> web.StreamResponse:
        if self.socket_refuses is not None:
            return web.Response(status=self.socket_refuses)
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            self.violations.append("a ticket was used twice")
            return web.Response(status=403)
        self._tickets.discard(ticket)
        ws = web.WebSocketResponse(timeout=0.2)
        await ws.prepare(request)
        await ws.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A1"}})
        self._sockets.add(ws)
        self.connects += 1
        self._changed.set()
        try:
            async for message in ws:
                if message.type is WSMsgType.TEXT:
                    self._acknowledge(json.loads(message.data))
        finally:
            self._sockets.discard(ws)
            self._changed.set()
        return ws

    def _acknowledge(self, ack: dict[str, Any]) -> None:
        envelope_id = ack.get("envelope_id")
        if set(ack) - {"envelope_id", "payload"} or envelope_id not in self._sent_at:
            self.violations.append(f"no acknowledgement: {ack}")
        elif self.turns.seconds - self._sent_at[envelope_id] > ACK_WITHIN:
            self.violations.append("acknowledged too late")
        self.acks.append(envelope_id)
        self._changed.set()

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        address = self._addresses[f"http://{self.host}{request.path}"]
        fault = self._fault(lambda one: one.method == "response_url")
        if fault and fault.stored:
            await self._answered(address, request)
        if fault:
            self._changed.set()
            if fault.hangs:
                await gone(request)
            if fault.status is None:
                request.transport.abort()
            return web.Response(status=fault.status or 500, text="upstream", headers=fault.headers)
        return await self._answered(address, request)

    async def _answered(self, address: Address, request: web.Request) -> web.StreamResponse:
        if address.uses >= USES or time.monotonic() - address.made_at >= USABLE_FOR:
            return _json(_error("used_url" if address.uses >= USES else "expired_url"), status=404)
        address.uses += 1
        body = await request.json()
        if problems := message_problems(body, alert=False):
            self.violations += problems
            return _json(_error("invalid_blocks"), status=400)
        if body.get("replace_original") and address.message is not None:
            if address.message.get("response_type") != "ephemeral":
                self.violations.append("an answer for one reader took the place of a message for all")
            address.message.clear()
            address.message.update(body)
        self.replies.append(body)
        address.answers.append(body)
        self._changed.set()
        return web.Response(text="ok")


def _manifest() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "manifest.yaml").read_text(encoding="utf-8"))


def _manifest_scopes() -> set[str]:
    return set(_manifest()["oauth_config"]["scopes"]["bot"])


def shown(message: dict[str, Any]) -> str:
    """Return all that a reader sees of a message, but for the buttons."""
    lines = []
    for block in message.get("blocks", []):
        if block["type"] in {"header", "section"}:
            lines.append(block["text"]["text"])
        elif block["type"] == "context":
            lines += [element["text"] for element in block["elements"]]
        elif block["type"] == "rich_text":
            lines += ["".join(map(_seen, part["elements"])) for part in block["elements"]]
    return "\n".join(lines) or message.get("text", "")


def _seen(piece: dict[str, Any]) -> str:
    return piece["fallback"] if piece["type"] == "date" else piece["text"]


def pieces(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every piece of rich text of a message."""
    return [
        piece
        for block in message.get("blocks", [])
        if block["type"] == "rich_text"
        for part in block["elements"]
        for piece in part["elements"]
    ]


def buttons(message: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the buttons of a message by label."""
    actions = [block for block in message.get("blocks", []) if block["type"] == "actions"]
    return {button["text"]["text"]: button for block in actions for button in block["elements"]}


def _is_reply(message: dict[str, Any]) -> bool:
    return message.get("thread_ts", message["ts"]) != message["ts"]


def _error(code: str) -> dict[str, Any]:
    return {"ok": False, "error": code}


def _json(body: dict[str, Any], **how: Any) -> web.Response:
    return web.json_response(body, **how)
