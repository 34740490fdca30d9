"""Slack's Web API as an outbox needs it: one try, one answer, each failure as the error that tells what to do next.

slack-sdk's own client sends a request again when the connection drops, and so posts twice; its handler for rate limits
sleeps where the outbox could serve other channels. Here the outbox decides: it keeps Retry-After, and looks in the
channel before it posts anew.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp

from bot.core.errors import (
    ChannelRefusedError,
    MessageRefusedError,
    OutcomeUnknownError,
    RetryLaterError,
    TokenRefusedError,
)
from handlers.transport.files import FileRefusedError, fetched_file
from handlers.transport.http import Http, is_passing, seconds, unreadable, user_agent_text, version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.errors import MessengerError

# Every method that is called, with the scopes that it needs of a bot token; manifest.yaml asks for these.
SCOPES: dict[str, tuple[str, ...]] = {
    "apps.connections.open": (),  # connections:write, of the app token
    "auth.revoke": (),
    "auth.test": (),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": ("channels:history", "groups:history", "im:history"),
    "conversations.info": ("channels:read", "groups:read"),
    "conversations.replies": ("channels:history", "groups:history"),
    "conversations.open": ("im:write",),
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.info": ("files:read",),
    "oauth.v2.access": (),
    "usergroups.users.list": ("usergroups:read",),
    "users.info": ("users:read",),
    "views.publish": (),
}
_TAKES_JSON = frozenset({"chat.postMessage", "chat.update", "views.publish"})  # the others take a form only
_POSTS = frozenset({"chat.postMessage"})

_OF_THE_TOKEN = frozenset(
    {
        "access_denied",
        "account_inactive",
        "ekm_access_denied",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    }
)
_OF_THE_CHANNEL = frozenset(
    {
        "channel_not_found",
        "is_archived",
        "is_inactive",
        "messages_tab_disabled",
        "method_not_supported_for_channel_type",
        "not_in_channel",
        "posting_to_general_channel_denied",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
    }
)
_OF_THE_THREAD = frozenset(
    {
        "cannot_reply_to_message",
        "restricted_action_non_threadable_channel",
        "restricted_action_thread_locked",
        "thread_not_found",
    }
)
_OF_THE_FILE = frozenset({"file_deleted", "file_not_found", "file_not_visible"})
_OF_THE_MOMENT = frozenset(
    {
        "accesslimited",
        "external_channel_migrating",
        "rate_limited",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    }
)
_LACKS_SCOPE = "the app may not read files; reinstall it with manifest.yaml"
_CLOSED = "the app sees only files that are sent to it, or into a channel that it is in"
_PERHAPS_DONE = frozenset({"fatal_error", "internal_error"})  # Slack: "some aspect of the operation" may have succeeded
_GATEWAY_GAVE_UP = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT})


class ThreadRefusedError(MessageRefusedError):
    """The message that is to be answered is gone, or takes no answers; the channel itself may."""


class SlackRest:
    """Calls the Web API as the bot, and answers at addresses that Slack names.

    Args:
        token: the bot's.
        api: the address of the API.
        contact: an address of a person, for the User-Agent.
        renewed_by: what to do where the token is refused, for messages.

    """

    def __init__(
        self, *, token: str, api: str, contact: str, renewed_by: str = "set SLACK_BOT_TOKEN to the app's current token"
    ) -> None:
        self._token = token
        self._renewed_by = renewed_by
        self._own: dict[str, Any] = {}
        self._api = api.rstrip("/")
        self._http = Http(
            platform="Slack", headers={"User-Agent": f"OnRecord/{version()} ({user_agent_text(contact)})"}
        )
        self.scopes: frozenset[str] | None = None  # of the bot's token, as Slack said with the last answer

    async def call(
        self, method: str, arguments: Mapping[str, Any], *, subject: str, app_token: str | None = None
    ) -> dict[str, Any]:
        """Call a method and return what it answers.

        Args:
            method: one of `SCOPES`.
            arguments: of the method.
            subject: what it is about, for messages: `slack:C024BE91L`.
            app_token: to be used instead of the bot's.

        Raises:
            RetryLaterError: nothing was done.
            OutcomeUnknownError: a message went out and no certain answer came.
            ChannelRefusedError: the channel is gone, or closed to the bot.
            TokenRefusedError: the token is not valid, or lacks a scope.
            ThreadRefusedError: a message cannot be answered, or its answers cannot be read.
            MessageRefusedError: a message or an edit will never be taken.
            FileRefusedError: a file is gone, or closed to the bot.

        """
        encoded: dict[str, Any] = {"data": dict(arguments)}
        headers = {"Authorization": f"Bearer {token}"} if (token := app_token or self._token) else {}
        if method in _TAKES_JSON:
            encoded = {"data": json.dumps(arguments).encode()}
            headers["Content-Type"] = "application/json; charset=utf-8"
        url = f"{self._api}/{method}"
        async with self._http.request(
            "POST", url, subject=subject, posts=method in _POSTS, headers=headers, **encoded
        ) as response:
            body = _decoded(await response.read())
            if body is not None and app_token is None and (scopes := response.headers.get("X-OAuth-Scopes")):
                self.scopes = frozenset(one.strip() for one in scopes.split(","))
            if body is not None and body.get("ok") is True:
                return body
            if body is None and HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
                raise unreadable("Slack")
            raise _refusal(response, body, method=method, subject=subject, renewed_by=self._renewed_by)

    async def own(self) -> dict[str, Any]:
        """Return who the bot is, as `auth.test` says: `bot_id`, `user`, `team`; asked for once.

        Raises:
            MessengerError: Slack does not tell.

        """
        if not self._own:
            self._own = await self.call("auth.test", {}, subject="slack")
        return self._own

    async def file(self, file_id: str, most: int) -> bytes:
        """Fetch a file that somebody sent, at most so many bytes.

        Raises:
            FileRefusedError: the app may not have it, or it is gone.
            RetryLaterError: it is not to be had now.

        """
        try:
            found = (await self.call("files.info", {"file": file_id}, subject="slack")).get("file") or {}
        except TokenRefusedError as error:
            lacks = "missing_scope" in str(error)
            raise FileRefusedError(_LACKS_SCOPE if lacks else _CLOSED) from error
        except RetryLaterError as error:
            raise RetryLaterError("Slack does not answer now; try again in a minute", after=error.after) from error
        url = str(found.get("url_private_download") or found.get("url_private") or "")
        hosts = {f"files.{urlsplit(self._api).hostname}"}
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            return await fetched_file(self._http, url, hosts=hosts, api=self._api, most=most, headers=headers)
        except FileRefusedError as error:  # Slack sends who may not have it to a page where people sign in
            raise FileRefusedError(f"{error}; {_CLOSED}") from error

    async def upload(self, upload_url: str, content: bytes, *, subject: str) -> None:
        """Send a file to where `files.getUploadURLExternal` wants it.

        Raises:
            RetryLaterError: it could not be sent.

        """
        async with self._http.request("POST", upload_url, subject=subject, posts=False, data=content) as response:
            await response.read()
            if response.status != HTTPStatus.OK:
                raise RetryLaterError(f"{subject}: Slack answered {response.status} to a file")

    async def respond(self, response_url: str, body: Mapping[str, Any]) -> None:
        """Send an answer to where a command or a button wants it.

        Raises:
            RetryLaterError: it was not taken now.
            OutcomeUnknownError: nobody knows whether it was taken; sent again it might show twice.
            MessageRefusedError: Slack does not take it, or the address is used up.

        """
        # The address is a secret of its own: whoever has it can write into the channel. It stands in no message.
        try:
            async with self._http.session.post(response_url, json=body, allow_redirects=False) as response:
                text = (await response.read())[:200].decode(errors="replace")
                if response.status == HTTPStatus.OK:
                    return
                said = f"slack answer: Slack answered {response.status} ({text})"
                if response.status in _GATEWAY_GAVE_UP:
                    raise OutcomeUnknownError(said)
                if is_passing(response.status):
                    raise RetryLaterError(said, after=seconds(response.headers.get("Retry-After")))
                raise MessageRefusedError(said)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise RetryLaterError(f"slack answer: Slack cannot be reached ({type(error).__name__})") from error
        except aiohttp.InvalidURL as error:
            raise MessageRefusedError("slack answer: Slack named no address for it") from error
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise OutcomeUnknownError(f"slack answer: Slack gave no answer ({type(error).__name__})") from error

    async def close(self) -> None:
        """Let go of the connections. May be called twice."""
        await self._http.close()


def _refusal(
    response: aiohttp.ClientResponse, body: dict[str, Any] | None, *, method: str, subject: str, renewed_by: str
) -> MessengerError:
    status = response.status
    code = str(body.get("error", "no code")) if body is not None else ""
    message = (
        f"{subject}: Slack answered {status} to {method}{f' ({_said_by_slack(code, body or {})})' if code else ''}"
    )
    if method in _POSTS and (code in _PERHAPS_DONE or status in _GATEWAY_GAVE_UP):
        return OutcomeUnknownError(message)
    if is_passing(status) or code in _OF_THE_MOMENT:
        return RetryLaterError(message, after=seconds(response.headers.get("Retry-After")))
    if body is None:
        # Not for long: retries that fail come ever more rarely by themselves, and a proxy's page is gone in a moment.
        return RetryLaterError(f"{message}, and not in Slack's own form; is slack.api right?")
    return _refusal_by_error(code, message, method=method, renewed_by=renewed_by)


def _refusal_by_error(code: str, message: str, *, method: str, renewed_by: str) -> MessengerError:
    if code in _OF_THE_TOKEN:
        if method == "apps.connections.open":
            renewed_by = "set SLACK_APP_TOKEN to the app's current token"
        way_out = "reinstall the app with manifest.yaml" if code == "missing_scope" else renewed_by
        return TokenRefusedError(f"{message}; {way_out}")
    if code in _OF_THE_FILE:
        return FileRefusedError(f"it is gone, or {_CLOSED}")
    if code in _OF_THE_THREAD:
        return ThreadRefusedError(message)
    if code in _OF_THE_CHANNEL:
        return ChannelRefusedError(f"{message}; `onrecord check` says what the bot needs there")
    if method in _TAKES_JSON and code not in _PERHAPS_DONE:
        return MessageRefusedError(message)
    return RetryLaterError(message)


def _decoded(raw: bytes) -> dict[str, Any] | None:
    try:
        body = json.loads(raw)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _said_by_slack(code: str, body: Mapping[str, Any]) -> str:
    """Return what Slack said: its code, what scope is needed, and what it found wrong in the blocks."""
    details = body.get("response_metadata")
    wrong = details.get("messages") if isinstance(details, dict) else None
    said = [code, *([f"needed: {body['needed']}"] if "needed" in body else [])]
    said += [str(one) for one in wrong] if isinstance(wrong, list) else []
    return ", ".join(said)[:300]
