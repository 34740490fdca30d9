"""REST v10 on loopback: what breaks a rule is refused."""

from __future__ import annotations

import re
from typing import Any

from aiohttp import web

from tests.loopback.discord.http import PARTS, answered, read_json, read_parts, refused
from tests.loopback.discord.interactions import Interactions
from tests.loopback.discord.objects import (
    APPLICATION_ID,
    BOT_ID,
    CHANNEL_ID,
    OTHER_CHANNEL_ID,
    READER_ID,
    Fault,
    user_of,
)
from tests.loopback.discord_validation import command_problems, flag_problems, message_problems, schema_problems
from tests.loopback.server import bound_socket, gone


class LoopbackDiscord(Interactions):
    """A Discord with one guild. Use as `async with LoopbackDiscord() as discord:`."""

    def __init__(self, *, channels=(CHANNEL_ID, OTHER_CHANNEL_ID), gateway_open: bool = True) -> None:
        super().__init__(channels, gateway_open=gateway_open)
        self.requests: list[tuple[str, str, Any]] = []  # (method, path, body), as they came

    async def __aenter__(self):
        await self._set_up(
            [
                web.get("/gateway/", self._gateway),
                web.get("/attachments/{file_id}/{name}", self._attachment),
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

    def fail(self, method: str, path: str, status: int | None = None, **what: Any) -> None:
        """Answer the next request whose path matches with a status and a body, or drop it where no status is given."""
        self.faults.append(Fault(method, re.compile(path), status, **what))

    async def ready(self, times: int = 1) -> None:
        """Wait until the bot has identified itself that often, is connected, and its commands are registered."""
        await self.until(lambda: len(self.identifies) >= times and self.online and self.registered())

    def count(self, method: str, path: str) -> int:
        """Return how many requests came."""
        return sum(one == method and bool(re.search(path, where)) for one, where, _ in self.requests)

    # How it does it

    @web.middleware
    async def _middleware(self, request: web.Request, handler):
        path = request.path.removeprefix("/api/v10")
        if path.startswith("/gateway"):
            return await handler(request)
        if request.content_type == "multipart/form-data":
            await read_parts(request)
        body = await read_json(request)
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
            return answered(fault.body, status=fault.status, headers=fault.headers)
        public = path.startswith(("/interactions/", "/webhooks/", "/attachments/"))
        if not public and request.headers.get("Authorization") != f"Bot {self.token}":
            return refused(401, 0, "401: Unauthorized")
        problems = [*self._schema_problems(request, body), *self._rule_problems(request, path, body)]
        if problems:
            self.violations += [f"{request.method} {path}: {problem}" for problem in problems]
            return refused(400, 50035, f"Invalid Form Body: {problems[0]}")
        try:
            return await handler(request)
        except web.HTTPNotFound:
            return refused(404, 0, "404: Not Found")

    def _schema_problems(self, request: web.Request, body: Any) -> list[str]:
        if request.method not in {"POST", "PUT", "PATCH"} or request.match_info.route.resource is None:
            return []
        template = request.match_info.route.resource.canonical.removeprefix("/api/v10")
        return schema_problems(request.method.lower(), template, body)

    def _rule_problems(self, request, path, body):
        if request.method not in {"POST", "PATCH", "PUT"}:
            return
        if request.content_type == "multipart/form-data":
            if [one["filename"] for one in body.get("attachments", ())] != list(request[PARTS][1]):
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
        return answered(user_of(BOT_ID))

    async def _application(self, _request):
        return answered(
            {
                "id": APPLICATION_ID,
                "name": "On Record",
                "icon": None,
                "description": "",
                "bot_public": False,
                "bot_require_code_grant": False,
                "verify_key": "0",
                "owner": user_of(READER_ID),
                "team": None,
                "flags": 0,
                "summary": "",
            }
        )
