"""The Web API on loopback: what breaks a rule is refused."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from tests.loopback.server import gone
from tests.loopback.slack.objects import (
    APP_TOKEN,
    BOT_ID,
    BOT_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    FIRST_TEAM,
    READER_ID,
    Fault,
    as_json,
    manifest_scopes,
    refusal,
)
from tests.loopback.slack.workspace import Workspace
from tests.loopback.slack_validation import home_problems, message_problems

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
    "files.info": ("files:read",),
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
    "files.info": {"file", "cursor", "limit"},
    "usergroups.users.list": {"usergroup", "include_disabled"},
    "users.info": {"user", "include_locale"},
    "views.publish": {"user_id", "view", "hash"},
}
_WRITES = {"chat.postMessage", "chat.update", "views.publish"}


class WebApi(Workspace):
    """The Web API: tokens, scopes and arguments are as strict as Slack's and stricter."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens = {"bot": BOT_TOKEN, "app": APP_TOKEN}
        self.workspaces: dict[str, str] = {}  # tokens of those that installed the app, by their ids
        self._codes: dict[str, tuple[str | None, str]] = {}  # of people who said yes → workspace and its name
        self.scopes: set[str] = manifest_scopes()
        self.requests: list[tuple[str, dict[str, Any]]] = []  # (method, arguments), as they came

    # What a test does

    def fail(self, method: str, error: str | None = None, **what: Any) -> None:
        """Answer the next call of a method with an error, or drop it where neither error nor status is given."""
        self.faults.append(Fault(method, error, **what))

    def count(self, method: str) -> int:
        """Return how many calls of a method came."""
        return sum(one == method for one, _ in self.requests)

    def consent(self, workspace: str | None, name: str) -> str:
        """Let somebody say yes to the app in a workspace; the code that Slack sends their browser back with."""
        code = f"code-{next(self._numbers)}"
        self._codes[code] = workspace, name
        return code

    # How it does it

    async def _sent_file(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {self.tokens['bot']}":
            raise web.HTTPFound(f"http://{self.host}/signin")  # as Slack does, for people
        return web.Response(body=self.sent[request.match_info["file_id"]][1])

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
            return as_json({"ok": False, "error": fault.error, **fault.extra}, status=status, headers=fault.headers)
        body = self._call(request, method, arguments)
        scopes = {"X-OAuth-Scopes": ",".join(sorted(self.scopes)), "X-Accepted-OAuth-Scopes": "any"}
        return as_json(body, headers={} if method == "apps.connections.open" else scopes)

    def _call(self, request: web.Request, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if method not in _ARGUMENTS:
            self.violations.append(f"{method}: no such method here")
            return refusal("unknown_method")
        if refused := self._token_problem(method, request.headers.get("Authorization", "")):
            return refusal(refused)
        if missing := [scope for scope in _SCOPES.get(method, ()) if scope not in self.scopes]:
            return refusal("missing_scope") | {"needed": missing[0], "provided": ",".join(sorted(self.scopes))}
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
            return refusal("msg_too_long" if too_long else "invalid_blocks")
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

    def _auth_test(self, _arguments):
        return {
            "ok": True,
            "team": "Loopback",
            "user": "onrecord",
            "bot_id": BOT_ID,
            "user_id": "U0",
            "team_id": self.team,
        }

    def _auth_revoke(self, _arguments):
        del self.workspaces[self._asked_in]
        return {"ok": True, "revoked": True}

    def _oauth_v2_access(self, arguments):
        if (arguments.get("client_id"), arguments.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return refusal("invalid_client_id")
        if arguments.get("code") not in self._codes:
            return refusal("invalid_code")
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
