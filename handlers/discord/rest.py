"""Discord's REST as an outbox needs it: one try, one answer, each failure as the error that tells what to do next.

discord.py's own client retries on its own for up to half a minute, sleeps through rate limits, and does not tell a
refused connection from a dropped one. Here the outbox decides; and messages go out while the gateway is away.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from http import HTTPStatus
from json import dumps
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.core.errors import (
    ChannelRefusedError,
    MessageRefusedError,
    OutcomeUnknownError,
    RetryLaterError,
    TokenRefusedError,
)
from handlers import limits
from handlers.transport.files import fetched_file
from handlers.transport.http import Http, is_passing, seconds, unreadable, user_agent_text, version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.errors import MessengerError
    from handlers.render.replies.reply import AnswerFile

UNKNOWN_MESSAGE = 10008
NOT_OUR_MESSAGE = 50005
ARCHIVED_THREAD = 50083
EDITED_TOO_OFTEN = 30046
NO_HISTORY_TO_ANSWER = 160002
ACKNOWLEDGED = 40060
UNKNOWN_CHANNEL = 10003
THREAD_EXISTS = 160004
NOT_A_TEXT_CHANNEL = 50008
_OF_THE_MESSAGE = frozenset({UNKNOWN_MESSAGE, NOT_OUR_MESSAGE})
_PROXY_GAVE_UP = frozenset({502, 504, 520, 521, 522, 523, 524})  # of a proxy: the request may have arrived
_EVERYTHING = "*"
_FILE_HOSTS = frozenset({"cdn.discordapp.com", "media.discordapp.net"})


class AcknowledgedError(MessageRefusedError):
    """An interaction was acknowledged before: a try arrived of which nobody knew."""


class ThreadExistsError(MessageRefusedError):
    """A message has its thread already."""


class NoMessagesHereError(MessageRefusedError):
    """A channel takes no messages of its own: it is a forum, or holds voices or other channels."""


class UnknownChannelError(ChannelRefusedError):
    """A channel or a thread is gone, or its id is none."""


class ArchivedThreadError(ChannelRefusedError):
    """A thread was not written in for long, and takes no edits before it is taken out of the archive."""


class DiscordRest:
    """Sends requests as the bot.

    Args:
        token: the bot's.
        api: the address of the API with its version, without a slash at the end.
        contact: an address of a person, for the User-Agent.

    """

    def __init__(self, *, token: str, api: str, contact: str) -> None:
        self._api = api.rstrip("/")
        # The form of the User-Agent is what Discord asks for.
        user_agent = f"DiscordBot ({user_agent_text(contact)}, {version()}) OnRecord"
        headers = {"Authorization": f"Bot {token}", "User-Agent": user_agent}
        self._http = Http(platform="Discord", headers=headers)
        self._files = Http(
            platform="Discord", headers={"User-Agent": user_agent}
        )  # their addresses are signed: no token
        self._opens_at: dict[str, float] = {}  # bucket → time of the loop before which Discord would refuse

    async def request(
        self,
        method: str,
        path: str,
        *,
        subject: str,
        json: object = None,
        params: Mapping[str, str] | None = None,
        bucket: str | None = None,
        file: AnswerFile | None = None,
        within: float | None = None,
    ) -> Any:
        """Send one request and return the decoded answer, None where there is no body.

        Args:
            method: of HTTP.
            path: below the API's address.
            subject: what it is about, for messages: `discord:123`.
            json: the body, if any.
            params: the query.
            bucket: requests that share a rate limit, where the path does not tell.
            file: goes with the body.
            within: seconds in which the answer is to come; by default as many as for any request.

        Raises:
            RetryLaterError: nothing was done.
            OutcomeUnknownError: a POST went out and no answer came.
            ChannelRefusedError: 403 or 404.
            TokenRefusedError: 401.
            MessageRefusedError: 400; or the message is gone or not ours, or cannot be answered. Kinds of it, and of
                ChannelRefusedError, stand above.

        """
        bucket = bucket or f"{method} {path}"
        await self._wait(bucket, subject)
        url = f"{self._api}{path}"
        encoded: dict[str, Any] = {"json": json} if file is None else {"data": _with_file(json, file)}
        async with self._http.request(
            method, url, subject=subject, posts=method == "POST", within=within, params=params, **encoded
        ) as response:
            self._note_limit(response, bucket)
            body = await _decoded_body(response)
            if HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
                if body is None and response.status != HTTPStatus.NO_CONTENT:
                    raise unreadable("Discord")
                return body
            raise self._refusal(response, body, method=method, bucket=bucket, subject=subject)

    async def attachment(self, url: str, most: int) -> bytes:
        """Fetch what somebody attached to a command, at most so many bytes.

        Raises:
            FileRefusedError, RetryLaterError: it is not to be had.

        """
        return await fetched_file(self._files, url, hosts=_FILE_HOSTS, api=self._api, most=most)

    async def close(self) -> None:
        """Let go of the connections. May be called twice."""
        await self._http.close()
        await self._files.close()

    async def _wait(self, bucket: str, subject: str) -> None:
        now = asyncio.get_running_loop().time()
        wait = max(self._opens_at.get(bucket, now), self._opens_at.get(_EVERYTHING, now)) - now
        if wait > limits.DISCORD_LONGEST_WAIT:
            raise RetryLaterError(
                f"{subject}: Discord's rate limit is used up for {wait:.0f} s", after=timedelta(seconds=wait)
            )
        if wait > 0:
            await asyncio.sleep(wait)

    def _note_limit(self, response: aiohttp.ClientResponse, bucket: str) -> None:
        self._opens_at.pop(bucket, None)
        if response.headers.get("X-RateLimit-Remaining") == "0":
            self._hold(bucket, seconds(response.headers.get("X-RateLimit-Reset-After")))

    def _hold(self, bucket: str, after: timedelta | None) -> None:
        now = asyncio.get_running_loop().time()
        opens_at = now + (after.total_seconds() if after else 0.0)
        self._opens_at = {one: at for one, at in self._opens_at.items() if at > now} | {bucket: opens_at}

    def _refusal(
        self, response: aiohttp.ClientResponse, body: object, *, method: str, bucket: str, subject: str
    ) -> MessengerError:
        status = response.status
        said = body if isinstance(body, dict) else {}
        message = f"{subject}: Discord answered {status}{f' ({_said_by_discord(said)})' if said else ''}"
        if status in _PROXY_GAVE_UP and method == "POST":
            return OutcomeUnknownError(message)
        if is_passing(status):
            after = seconds(said.get("retry_after")) or seconds(response.headers.get("Retry-After"))
            if status == HTTPStatus.TOO_MANY_REQUESTS:
                self._hold(_EVERYTHING if said.get("global") or not said else bucket, after)
            return RetryLaterError(message, after=after)
        if status == HTTPStatus.UNAUTHORIZED:
            return TokenRefusedError(f"{message}; set DISCORD_TOKEN to the bot's current token")
        if not said:
            hint = "and not in Discord's own form; is discord.api right, or is this address banned?"
            # Not for long: one page of a proxy held up a channel for ten minutes, and retries come ever more rarely.
            return RetryLaterError(f"{message}, {hint}")
        return _refusal_by_code(status, said.get("code"), message)


_CHECK = "; `onrecord check` says what the bot needs there"
_OF_A_KIND: dict[object, type[MessageRefusedError]] = {
    ACKNOWLEDGED: AcknowledgedError,
    THREAD_EXISTS: ThreadExistsError,
    NOT_A_TEXT_CHANNEL: NoMessagesHereError,
}
_OF_THE_PLACE: dict[object, type[ChannelRefusedError]] = {
    UNKNOWN_CHANNEL: UnknownChannelError,
    ARCHIVED_THREAD: ArchivedThreadError,
}


def _refusal_by_code(status: int, code: object, message: str) -> MessengerError:
    if code in _OF_A_KIND:
        return _OF_A_KIND[code](message)
    if code == EDITED_TOO_OFTEN:
        return RetryLaterError(message)
    if code == NO_HISTORY_TO_ANSWER:  # alerts still go out: they answer nothing
        return MessageRefusedError(f"{message}; grant the bot Read Message History in the channel's settings")
    if code in _OF_THE_PLACE:
        return _OF_THE_PLACE[code](f"{message}{_CHECK}")
    if status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND} and code not in _OF_THE_MESSAGE:
        return ChannelRefusedError(f"{message}{_CHECK}")
    return MessageRefusedError(message)


def _with_file(body: object, file: AnswerFile) -> aiohttp.FormData:
    form = aiohttp.FormData()
    described = {"description": file.alt} if file.alt else {}
    named = {"attachments": [{"id": "0", "filename": file.name, **described}]}
    form.add_field(
        "payload_json", dumps(body | named if isinstance(body, dict) else named), content_type="application/json"
    )
    form.add_field("files[0]", file.content, filename=file.name, content_type=file.media_type)
    return form


async def _decoded_body(response: aiohttp.ClientResponse) -> Any:
    if response.content_type != "application/json":
        await response.read()
        return None
    try:
        return await response.json()
    except ValueError:
        return None


def _said_by_discord(said: Mapping[str, Any]) -> str:
    """Return what Discord said: its code, its message, and which fields it found wrong."""
    wrong = ", ".join(_wrong_fields(said.get("errors"), ""))
    return f"{said.get('code', 'no code')}: {said.get('message', 'no message')}{f': {wrong}' if wrong else ''}"[:300]


def _wrong_fields(errors: object, path: str) -> list[str]:
    if not isinstance(errors, dict):
        return []
    if isinstance(found := errors.get("_errors"), list):
        return [f"{path}: {one.get('message')}" for one in found if isinstance(one, dict)]
    return [
        line for key, value in errors.items() for line in _wrong_fields(value, f"{path}.{key}" if path else str(key))
    ]
