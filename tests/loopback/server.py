"""What every platform on loopback has, whatever it speaks: faults that a test programs, and rules that hold."""

from __future__ import annotations

import asyncio
import secrets
import socket
from contextlib import asynccontextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Callable

WITHIN = 60.0  # seconds that a test waits for something to happen; a machine with other work needs them
TURN = 0.05  # seconds
FIRST_PORT, PORTS = 10_000, 20_000  # 32768 is the first that Linux gives, 49152 that of other systems


class Turns:
    """A clock that stands still while the machine does something else: it counts turns of the loop, each of `TURN`.

    What a platform allows is measured with it, so that a busy machine breaks no rule, and a bot that waits does.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self._task = asyncio.create_task(self._count())

    async def _count(self) -> None:
        while True:
            await asyncio.sleep(TURN)
            self.seconds += TURN

    def stop(self) -> None:
        """Count no more."""
        self._task.cancel()


class LoopbackServer:
    """The ground of a platform; see `LoopbackDiscord` and `LoopbackSlack`, which say how they listen and stop."""

    def __init__(self) -> None:
        self.faults: list[Any] = []
        self.violations: list[str] = []
        self._messages: dict[str, list[dict[str, Any]]] = {}  # channel id → what stands there, oldest first
        self._changed = asyncio.Event()
        self._numbers = count(1)
        self._doors: list[int] = []  # ports on which connects are refused for a while

    async def __aexit__(self, kind, *_):
        await self.stop()
        if kind is None:
            assert not self.violations, self.violations

    async def _set_up(self, routes: list[web.RouteDef], *, middlewares=()) -> None:
        self.turns = Turns()
        app = web.Application(middlewares=middlewares)
        app.add_routes(routes)
        self._runner = web.AppRunner(app, shutdown_timeout=0.5)
        await self._runner.setup()

    async def _listen(self, where: socket.socket) -> None:
        await web.SockSite(self._runner, where).start()

    async def refuse(self) -> None:
        """Cut every connection, and refuse new ones until `take_again`."""
        self._doors = [int(one.name.rpartition(":")[2].strip("/")) for one in self._runner.sites]
        for one in list(self._runner.sites):
            await one.stop()
        for connection in self._runner.server.connections:
            connection.force_close()
            if connection.transport is not None:
                connection.transport.abort()

    async def take_again(self) -> None:
        """Listen again where this listened before."""
        for port in self._doors:
            await self._listen(bound_socket(port))

    async def stop(self) -> None:
        """Go away: every connect is refused from now on."""
        self.turns.stop()
        await self._runner.cleanup()

    async def until(self, happened: Callable[[], object]) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(WITHIN):
            while not happened():
                self._changed.clear()
                await self._changed.wait()

    def messages(self, channel_id: str) -> list[dict[str, Any]]:
        """Return what stands in a channel, oldest first."""
        return self._messages.get(channel_id, [])

    def _fault(self, meant: Callable[[Any], object]) -> Any:
        """Return the first fault that is meant, and forget it once it has happened often enough."""
        fault = next((one for one in self.faults if meant(one)), None)
        if fault is not None:
            fault.times -= 1
            if fault.times <= 0:
                self.faults.remove(fault)
        return fault


@asynccontextmanager
async def running(handler):
    """Run a handler for the length of a block."""
    await handler.start()
    try:
        yield handler
    finally:
        await handler.close()


async def until(happened: Callable[[], object]) -> None:
    """Let the loop run until something is so that no server sees."""
    async with asyncio.timeout(WITHIN):
        while not happened():  # noqa: ASYNC110 - a state in words or a line in a log, and nothing tells of its change
            await asyncio.sleep(0.005)


async def gone(request: web.Request) -> None:
    """Wait until whoever asked has given up."""
    while request.transport is not None and not request.transport.is_closing():  # noqa: ASYNC110 - nothing tells
        await asyncio.sleep(TURN)


def bound_socket(port: int = 0) -> socket.socket:
    """Return a socket with a port, by default one of its own, on which nobody listens yet."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # so that it can be had again at once
    bound.bind(("127.0.0.1", port))
    return bound


def free_port(more: int = 0) -> int:
    """Return a port on which nobody listens; `more`: nor on so many behind it.

    It lies below those that the kernel gives to connections and to servers that ask for any port: another test had one
    of these before the bot listened on it, answered in its place, and the bot's test waited for minutes.
    """
    while True:
        port = FIRST_PORT + secrets.randbelow(PORTS - more)
        if all(map(_is_free, range(port, port + more + 1))):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as taken:
        try:
            taken.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def units(text: str) -> int:
    """Return the length in UTF-16, in which the platforms' clients count."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2
