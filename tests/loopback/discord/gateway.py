"""The gateway on loopback, v10: sessions, events, resumes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from tests.loopback.discord.guild import Guild
from tests.loopback.discord.objects import (
    APPLICATION_ID,
    BOT_ID,
    DIRECT,
    GUILD_ID,
    READER_ID,
    TOKEN,
    Session,
    member_of,
    user_of,
)

if TYPE_CHECKING:
    import asyncio


class Gateway(Guild):
    """The socket through which a bot hears of what happens in the guild."""

    def __init__(self, channels, *, gateway_open: bool) -> None:
        super().__init__(channels)
        self.token = TOKEN
        self.identifies: list[dict[str, Any]] = []
        self.resumes: list[dict[str, Any]] = []
        self._sessions: dict[str, Session] = {}
        self._sockets: dict[web.WebSocketResponse, str] = {}  # → session id, of those that are ready
        self._transports: dict[web.WebSocketResponse, asyncio.Transport] = {}
        self._gateway_open = gateway_open
        self._stopped = False

    # What a test does

    async def stop(self) -> None:
        """Go away: every connect is refused from now on."""
        self._stopped = True
        for transport in list(self._transports.values()):
            transport.abort()
        await super().stop()
        self._gateway_socket.close()  # where nobody listened on it yet

    async def open_gateway(self) -> None:
        """Listen; until then a connect to the gateway is refused."""
        await self._listen(self._gateway_socket)

    @property
    def online(self) -> bool:
        """Whether a bot is connected and ready to be asked."""
        return bool(self._sockets)

    def hang(self) -> None:
        """Read nothing on the gateway any more, not even a goodbye."""
        for transport in self._transports.values():
            transport.pause_reading()

    async def dispatch(self, event: str, data: dict[str, Any]) -> None:
        """Send an event to whoever is connected."""
        await self.until(lambda: self._sockets)
        for ws, session_id in list(self._sockets.items()):
            await self._send_event(ws, session_id, event, data)

    async def close_gateway(self, code: int) -> None:
        """Close every connection with a code; the sessions can be resumed."""
        for ws in list(self._sockets):
            await ws.close(code=code)

    def forget_sessions(self) -> None:
        """Let no session be resumed any more."""
        self._sessions.clear()

    # How it does it

    async def _gateway(self, request: web.Request):
        if self._stopped:
            raise web.HTTPServiceUnavailable
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        self._transports[ws] = request.transport
        await ws.send_json({"op": 10, "s": None, "t": None, "d": {"heartbeat_interval": 41250}})
        try:
            async for frame in ws:
                if frame.type is WSMsgType.TEXT:
                    await self._receive(ws, json.loads(frame.data))
        finally:
            self._sockets.pop(ws, None)
            self._transports.pop(ws)
            self._changed.set()
        return ws

    async def _receive(self, ws: web.WebSocketResponse, frame: dict[str, Any]) -> None:
        data = frame["d"]
        if frame["op"] == 1:
            await ws.send_json({"op": 11, "s": None, "t": None, "d": None})
        elif frame["op"] == 2:
            self.identifies.append(data)
            if data["token"] != self.token:
                await ws.close(code=4004)
                return
            session_id = f"session-{next(self._numbers)}"
            self._sessions[session_id] = Session(intents=data["intents"])
            await self._send_event(ws, session_id, "READY", self._ready(session_id))
            if data["intents"] & 1:
                await self._send_event(ws, session_id, "GUILD_CREATE", self._guild())
            self._sockets[ws] = session_id
            self._changed.set()
        elif frame["op"] == 6:
            self.resumes.append(data)
            session = self._sessions.get(data["session_id"])
            if session is None:
                await ws.send_json({"op": 9, "s": None, "t": None, "d": False})
                return
            for number, event in session.sent:
                if number > data["seq"]:
                    await ws.send_json(event)
            await self._send_event(ws, data["session_id"], "RESUMED", {})
            self._sockets[ws] = data["session_id"]
            self._changed.set()

    async def _send_event(self, ws: web.WebSocketResponse, session_id: str, name: str, data: dict[str, Any]) -> None:
        session = self._sessions.setdefault(session_id, Session())
        event = {"op": 0, "t": name, "s": len(session.sent) + 1, "d": data}
        session.sent.append((event["s"], event))
        if not ws.closed:
            await ws.send_json(event)

    def _ready(self, session_id: str) -> dict[str, Any]:
        return {
            "v": 10,
            "user": user_of(BOT_ID),
            "guilds": [{"id": GUILD_ID, "unavailable": True}],
            "session_id": session_id,
            "resume_gateway_url": self.gateway,
            "application": {"id": APPLICATION_ID, "flags": 0},
        }

    def _guild(self) -> dict[str, Any]:
        empty = ("emojis", "stickers", "features", "threads", "voice_states", "presences", "stage_instances")
        zero = ("verification_level", "default_message_notifications", "explicit_content_filter", "mfa_level")
        return {
            "id": GUILD_ID,
            "name": "A desk",
            "owner_id": READER_ID,
            "roles": self._roles(),
            "channels": [one for one in self.channels.values() if one["type"] != DIRECT],
            "members": [member_of(BOT_ID)],
            "member_count": 2,
            "large": False,
            "unavailable": False,
            "joined_at": "2026-03-01T12:00:00.000000+00:00",
            "preferred_locale": "en-US",
            "afk_timeout": 300,
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            **{key: [] for key in empty},
            **dict.fromkeys((*zero, "nsfw_level", "premium_tier", "system_channel_flags"), 0),
        }
