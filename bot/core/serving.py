"""A small HTTP server of the bot: it listens until it is closed, and tries again for a port that others have."""

from __future__ import annotations

import asyncio
import errno
from typing import Final

import structlog
from aiohttp import web

from bot.core.thresholds import PORT_RETRY

log = structlog.get_logger()

LAST_PORT: Final = 65535


class HttpServer:
    """Serves from `start` to `close`.

    Args:
        name: of what is served, in the log.
        application: what answers.
        host, port: where to listen.
        ports: how many ports are tried from that one on, where several processes of a host serve the same.
        path: the first thing that anybody would ask for.
        close_within: seconds that answers under way get to end.

    """

    def __init__(
        self,
        name: str,
        application: web.Application,
        *,
        host: str,
        port: int,
        path: str,
        close_within: float,
        ports: int = 1,
    ) -> None:
        self._name = name
        self._application = application
        self._host, self._port, self._ports, self._path = host, port, ports, path
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
            while (port := await self._opened(runner)) is None:  # noqa: ASYNC110 - nothing tells of a port that is free
                await asyncio.sleep(PORT_RETRY)
            address = f"http://{self._host}:{port}{self._path}"
            self.state = f"listening on {address}"
            log.info("server listens", server=self._name, address=address)
            await asyncio.get_running_loop().create_future()  # until it is cancelled
        finally:
            await runner.cleanup()

    async def _opened(self, runner: web.AppRunner) -> int | None:
        """Listen on the first port that is free and return it; None: it can be had nowhere now."""
        last = min(self._port + self._ports - 1, LAST_PORT)
        for port in range(self._port, last + 1):
            try:
                await web.TCPSite(runner, self._host, port).start()
            except OSError as error:
                if error.errno != errno.EADDRINUSE or port == last:
                    self._refused(error, port)
                    return None
            else:
                return port
        return None

    def _refused(self, error: OSError, port: int) -> None:
        """Say once why nobody can ask here; whatever else the process does goes on."""
        why = f"http://{self._host}:{port}{self._path} cannot be had ({error.strerror or error})"
        if error.errno == errno.EADDRINUSE:
            taken = f"port {port} of {self._host} is taken by another process"
            if port > self._port:
                taken = f"ports {self._port} to {port} of {self._host} are taken by other processes"
            why = f"{taken}; give each process a port of its own"
        if self.state != f"connecting: {why}":
            self.state = f"connecting: {why}"
            log.error("server cannot listen, it is tried again", server=self._name, why=why)
