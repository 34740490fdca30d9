"""A small HTTP server of the bot: it listens until it is closed, and tries again for a port that others have."""

from __future__ import annotations

import asyncio
import errno
from typing import Final

import structlog
from aiohttp import web

log = structlog.get_logger()

PORT_RETRY: Final = 5.0  # seconds until a port that others have is tried again


class HttpServer:
    """Serves from `start` to `close`.

    Args:
        name: of what is served, in the log.
        application: what answers.
        host, port: where to listen.
        path: the first thing that anybody would ask for.
        close_within: seconds that answers under way get to end.

    """

    def __init__(
        self, name: str, application: web.Application, *, host: str, port: int, path: str, close_within: float
    ) -> None:
        self._name = name
        self._application = application
        self._host, self._port = host, port
        self._where = f"http://{host}:{port}{path}"
        self._close_within = close_within
        self._listening: asyncio.Task[None] | None = None
        self.state = "connecting: the port is not open yet"

    async def start(self) -> None:
        """Begin to listen; a port that cannot be had is tried again."""
        self._listening = asyncio.create_task(self._listen(), name=self._name)

    async def close(self) -> None:
        """Answer nobody any more, and end what is under way."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)

    async def _listen(self) -> None:
        runner = web.AppRunner(self._application, access_log=None, shutdown_timeout=self._close_within)
        await runner.setup()
        try:
            while True:
                try:
                    await web.TCPSite(runner, self._host, self._port).start()
                    break
                except OSError as error:
                    self._refused(error)
                    await asyncio.sleep(PORT_RETRY)
            self.state = f"listening on {self._where}"
            log.info("server listens", server=self._name, address=self._where)
            await asyncio.get_running_loop().create_future()  # until it is cancelled
        finally:
            await runner.cleanup()

    def _refused(self, error: OSError) -> None:
        """Say once why nobody can ask here; whatever else the process does goes on."""
        why = f"{self._where} cannot be had ({error.strerror or error})"
        if error.errno == errno.EADDRINUSE:
            why = f"port {self._port} of {self._host} is taken by another process; give each process a port of its own"
        if self.state != f"connecting: {why}":
            self.state = f"connecting: {why}"
            log.error("server cannot listen, it is tried again", server=self._name, why=why)
