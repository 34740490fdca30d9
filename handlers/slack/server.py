"""HTTP mode: Slack sends what people do to a port of ours, each request signed."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.request.async_request import AsyncBoltRequest

from handlers import limits
from handlers.slack.installing import RETURN_PATH
from handlers.slack.workspaces import INSTALL_PATH

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt.async_app import AsyncApp

    from handlers.slack.installing import Installer

log = structlog.get_logger()

PATH = "/slack/events"  # for commands and for buttons


class SlackServer:
    """Listens, and passes on what comes. slack-bolt refuses what is not signed, or older than five minutes.

    Args:
        app: gets each request.
        host: to listen on.
        port: to listen on.
        installer: takes up other workspaces; None: there is one.

    """

    def __init__(self, *, app: AsyncApp, host: str, port: int, installer: Installer | None = None) -> None:
        self._app = app
        self._installer = installer
        self._host = host
        self._port = port

    async def live(self, connected: Callable[[str], None]) -> str:
        """Listen, call `connected` then, and stay.

        Raises:
            OSError: the port cannot be had.

        """
        application = web.Application(client_max_size=limits.SLACK_LARGEST_REQUEST)
        application.add_routes([web.post(PATH, self._take)])
        if self._installer is not None:
            pages = web.get(INSTALL_PATH, self._installer.begin), web.get(RETURN_PATH, self._installer.end)
            application.add_routes(pages)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=limits.SLACK_SERVER_CLOSE_WITHIN)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
            connected(f"listening on http://{self._host}:{self._port}{PATH}")
            await asyncio.get_running_loop().create_future()  # until it is cancelled
        finally:
            await runner.cleanup()
        return "the server ended"

    async def _take(self, request: web.Request) -> web.Response:
        raw = await request.read()
        try:
            # Bolt reads the body, and the time in the head, before it has checked the signature.
            int(request.headers.get("X-Slack-Request-Timestamp", "0"))
            asked = AsyncBoltRequest(
                body=raw.decode(),
                query=request.query_string,
                headers={name: str(value) for name, value in request.headers.items()},
            )
        except (ValueError, RecursionError):
            return web.Response(status=HTTPStatus.BAD_REQUEST, text="unreadable request")
        if not request.headers.get("X-Slack-Signature", "").isascii():
            return web.Response(status=HTTPStatus.UNAUTHORIZED, text="invalid request")
        return await to_aiohttp_response(await self._app.async_dispatch(asked))
