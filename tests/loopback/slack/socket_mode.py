"""Socket Mode on loopback."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from tests.loopback.slack.objects import ACK_WITHIN
from tests.loopback.slack.web_api import WebApi

if TYPE_CHECKING:
    import asyncio


class SocketMode(WebApi):
    """The socket through which a bot hears of what people do: envelopes and their acknowledgements."""

    def __init__(self) -> None:
        super().__init__()
        self.acks: list[str] = []  # envelope ids, as they came
        self.connects = 0
        self.socket_refuses: int | None = None  # status of the answer to a connect
        self._sockets: set[web.WebSocketResponse] = set()
        self._hung: list[asyncio.Transport] = []
        self._tickets: set[str] = set()
        self._sent_at: dict[str, float] = {}

    # What a test does

    @property
    def online(self) -> bool:
        """Whether a bot is connected."""
        return bool(self._sockets)

    async def ready(self, times: int = 1) -> None:
        """Wait until the bot has connected that often and is connected."""
        await self.until(lambda: self.connects >= times and self.online)

    async def send(self, kind: str, payload: dict[str, Any], *, times: int = 1, retry: int = 0) -> str:
        """Send an envelope to whoever is connected, as often as told, and return its id."""
        await self.until(lambda: self._sockets)
        envelope_id = f"envelope-{next(self._numbers)}"
        envelope = {"envelope_id": envelope_id, "type": kind, "payload": payload, "accepts_response_payload": True}
        self._sent_at[envelope_id] = self.turns.seconds
        for number in range(times):
            attempt = {"retry_attempt": retry + number, "retry_reason": "timeout"} if retry + number else {}
            await next(iter(self._sockets)).send_json(envelope | attempt)
        return envelope_id

    async def send_raw(self, text: str) -> None:
        """Send any text through the socket."""
        await self.until(lambda: self._sockets)
        await next(iter(self._sockets)).send_str(text)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask whoever is connected to connect anew."""
        for one in list(self._sockets):
            await one.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "loopback"}})

    def drop(self) -> None:
        """Cut every socket without a goodbye."""
        for one in list(self._sockets):
            one._req.transport.abort()

    def hang(self) -> None:
        """Read nothing from any socket any more, not even a goodbye."""
        self._hung += [one._req.transport for one in self._sockets]
        self._sockets.clear()
        for transport in self._hung:
            transport.pause_reading()

    # How it does it

    def _apps_connections_open(self, _arguments):
        ticket = f"ticket-{next(self._numbers)}"
        self._tickets.add(ticket)
        return {"ok": True, "url": f"ws://{self.host}/socket?ticket={ticket}&app_id=A1"}

    async def _socket_mode(self, request: web.Request) -> web.StreamResponse:
        if self.socket_refuses is not None:
            return web.Response(status=self.socket_refuses)
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            self.violations.append("a ticket was used twice")
            return web.Response(status=403)
        self._tickets.discard(ticket)
        ws = web.WebSocketResponse(timeout=0.2)
        await ws.prepare(request)
        await ws.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A1"}})
        self._sockets.add(ws)
        self.connects += 1
        self._changed.set()
        try:
            async for message in ws:
                if message.type is WSMsgType.TEXT:
                    self._acknowledge(json.loads(message.data))
        finally:
            self._sockets.discard(ws)
            self._changed.set()
        return ws

    def _acknowledge(self, ack: dict[str, Any]) -> None:
        envelope_id = ack.get("envelope_id")
        if set(ack) - {"envelope_id", "payload"} or envelope_id not in self._sent_at:
            self.violations.append(f"no acknowledgement: {ack}")
        elif self.turns.seconds - self._sent_at[envelope_id] > ACK_WITHIN:
            self.violations.append("acknowledged too late")
        self.acks.append(envelope_id)
        self._changed.set()
