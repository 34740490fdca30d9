"""What people do with the bot on loopback: the command, menus, buttons, the app's own page; and what they get."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from handlers.command_table import FIND_STATEMENTS
from tests.loopback.server import bound_socket, gone
from tests.loopback.slack.objects import (
    ACK_WITHIN,
    CHANNEL_ID,
    COMMAND,
    READER_ID,
    SIGNING_SECRET,
    USABLE_FOR,
    USES,
    Address,
    as_json,
    buttons,
    manifest,
    refusal,
)
from tests.loopback.slack.socket_mode import SocketMode
from tests.loopback.slack_validation import message_problems


class LoopbackSlack(SocketMode):
    """A Slack with one workspace. Use as `async with LoopbackSlack() as slack:`."""

    def __init__(self, *, listening: bool = True) -> None:
        super().__init__()
        self.replies: list[dict[str, Any]] = []  # all that came at response_urls
        self.http_target: str | None = None  # where commands and buttons go instead of the socket
        self._addresses: dict[str, Address] = {}
        self._listening = listening

    async def __aenter__(self):
        await self._set_up(
            [
                web.post("/api/{method}", self._api),
                web.get("/socket", self._socket_mode),
                web.post("/response/{token}", self._respond),
                web.post("/upload/{file_id}", self._upload),
                web.get("/files-pri/{file_id}/{name}", self._sent_file),
            ]
        )
        self._listener = bound_socket()
        self.host = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.api = f"http://{self.host}/api/"
        if self._listening:
            await self.listen()
        return self

    async def listen(self) -> None:
        """Begin to listen; until then a connect is refused."""
        await self._listen(self._listener)

    async def stop(self) -> None:
        """Go away: every connect is refused from now on."""
        for transport in self._hung:
            transport.abort()
        await super().stop()
        self._listener.close()

    # What people do

    async def slash(self, text: str, *, by: str = READER_ID, **changes: Any) -> dict[str, Any]:
        """Give the command as a reader and return the answer."""
        return await self._asked("slash_commands", self.command_payload(text, by=by) | changes)

    async def shortcut(
        self, message: dict[str, Any], *, by: str = READER_ID, name: str = FIND_STATEMENTS
    ) -> dict[str, Any]:
        """Choose what the menu of a message offers, and return the answer."""
        return await self._asked("interactive", self.shortcut_payload(message, by=by, name=name))

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

    async def click(self, label: str, message: dict[str, Any], *, by: str = READER_ID) -> dict[str, Any]:
        """Press a button below a message or an answer and return what comes of it."""
        return await self._asked("interactive", self.button_payload(buttons(message)[label], message, by=by))

    async def tell(self, event: dict[str, Any]) -> None:
        """Send an event by HTTP, such as that the app was removed."""
        payload = {
            "type": "event_callback",
            "team_id": self.team,
            "event_id": f"Ev{next(self._numbers)}",
            "event": event,
        }
        assert await self.post_signed(payload) == 200

    def expire(self) -> None:
        """Let every response_url grow too old."""
        for address in self._addresses.values():
            address.made_at -= USABLE_FOR

    def answers(self, payload: dict[str, Any]) -> list[dict[str, Any]]:
        """Return what came at the response_url of a payload."""
        return self._addresses[payload["response_url"]].answers

    # What Slack sends then

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

    def shortcut_payload(
        self, message: dict[str, Any], *, by: str = READER_ID, name: str = FIND_STATEMENTS
    ) -> dict[str, Any]:
        """Return what Slack sends for a choice from the menu of a message."""
        offered = {one["name"]: one["callback_id"] for one in manifest()["features"]["shortcuts"]}
        return {
            "type": "message_action",
            "callback_id": offered[name],
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

    def _trigger(self) -> str:
        return f"{next(self._numbers)}.trigger"

    # Where it is answered

    def _new_address(self, message: dict[str, Any] | None) -> str:
        url = f"http://{self.host}/response/{next(self._numbers)}"
        self._addresses[url] = Address(message, time.monotonic())
        return url

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
            return as_json(refusal("used_url" if address.uses >= USES else "expired_url"), status=404)
        address.uses += 1
        body = await request.json()
        if problems := message_problems(body, alert=False):
            self.violations += problems
            return as_json(refusal("invalid_blocks"), status=400)
        if body.get("replace_original") and address.message is not None:
            if address.message.get("response_type") != "ephemeral":
                self.violations.append("an answer for one reader took the place of a message for all")
            address.message.clear()
            address.message.update(body)
        self.replies.append(body)
        address.answers.append(body)
        self._changed.set()
        return web.Response(text="ok")
