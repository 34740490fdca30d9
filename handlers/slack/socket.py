"""Socket Mode: Slack sends what people do through a socket that we open, so no port of ours is open to the world.

slack-bolt does the reading and answering of each envelope. Its socket is not used: where a connect fails it tries the
same address forever, and that holds a ticket which is good for one connect within seconds; it writes that ticket to
the log; and it cannot tell a refused token from an outage.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.core.errors import RetryLaterError, TokenRefusedError
from handlers import limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt.async_app import AsyncApp

    from handlers.slack.rest import SlackRest

log = structlog.get_logger()

_ACKNOWLEDGED = 200


class SlackSocket:
    """Opens the socket and passes on what comes.

    Args:
        app: gets each envelope.
        rest: the Web API, which says where the socket is.
        app_token: for the socket, `xapp-…`.

    """

    def __init__(self, *, app: AsyncApp, rest: SlackRest, app_token: str) -> None:
        self._app = app
        self._rest = rest
        self._app_token = app_token

    async def live(self, connected: Callable[[str], None]) -> str:
        """Connect, call `connected` once Slack says hello, and stay until the end; returns why it ended.

        Raises:
            RetryLaterError: no socket could be opened now.
            TokenRefusedError: the app's token is not valid, or Socket Mode is switched off.

        """
        opened = await self._rest.call("apps.connections.open", {}, subject="slack socket", app_token=self._app_token)
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=limits.SLACK_CONNECT_WITHIN)
        async with aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as session:
            socket = await self._connect(session, str(opened.get("url", "")))
            async with socket:
                async for message in socket:
                    if message.type is aiohttp.WSMsgType.TEXT and (
                        reason := await self._read(message, socket, connected)
                    ):
                        return reason
                return "the connection was lost"

    @staticmethod
    async def _connect(session: aiohttp.ClientSession, url: str) -> aiohttp.ClientWebSocketResponse:
        try:
            async with asyncio.timeout(limits.SLACK_CONNECT_WITHIN):
                return await session.ws_connect(
                    url,
                    heartbeat=limits.SLACK_HEARTBEAT_EVERY,
                    timeout=aiohttp.ClientWSTimeout(ws_close=limits.SLACK_SOCKET_CLOSE_WITHIN),
                    max_msg_size=limits.SLACK_LARGEST_ENVELOPE,
                )
        except aiohttp.WSServerHandshakeError as error:  # its own words hold the ticket
            raise RetryLaterError(f"slack socket: Slack answered {error.status} to the connection request") from error
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise RetryLaterError(f"slack socket: Slack cannot be reached ({type(error).__name__})") from error

    async def _read(
        self,
        message: aiohttp.WSMessage,
        socket: aiohttp.ClientWebSocketResponse,
        connected: Callable[[str], None],
    ) -> str | None:
        """Read one message; returns why the connection is to be left, or None to stay."""
        try:
            envelope = json.loads(message.data)
        except ValueError:
            envelope = None
        if not isinstance(envelope, dict):
            log.warning("slack message not read")
            return None
        if envelope.get("type") == "hello":
            connected("connected")
        elif envelope.get("type") == "disconnect":
            reason = str(envelope.get("reason"))
            if reason == "link_disabled":
                raise TokenRefusedError("slack socket: Socket Mode is switched off; switch it on in the app's settings")
            return f"Slack asked for a new connection ({reason})"
        else:
            await self._pass_on(envelope, socket)
        return None

    async def _pass_on(self, envelope: dict[str, Any], socket: aiohttp.ClientWebSocketResponse) -> None:
        request = SocketModeRequest.from_dict(envelope)
        if request is None or not isinstance(request.payload, dict):
            log.warning("slack envelope of an unknown form", type=str(envelope.get("type")))
            return
        response = await run_async_bolt_app(self._app, request)
        if response is None or response.status != _ACKNOWLEDGED:
            log.warning("slack envelope not taken", type=request.type)
            return
        await socket.send_json({"envelope_id": request.envelope_id})
