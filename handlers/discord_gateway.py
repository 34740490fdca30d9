"""Discord's gateway, kept open by discord.py: through it comes what people do. Messages go another way."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from bot.config import DiscordSettings
    from bot.ports import Clock

log = structlog.get_logger()

RETRY_AFTER = (1.0, 2.0, 5.0, 15.0, 60.0)  # seconds to the next try, by failures in a row; the last one stays
REFUSED_RETRY_AFTER = 900.0  # Discord resets a token after too many logins, and bans after too many refused ones
STEADY_AFTER = 60.0  # seconds: a connection that lasted so long was no failure
CLOSE_WITHIN = 1.0  # seconds for the goodbye; a host that does not answer is left

_REFUSED = "token refused"
_REFUSED_CODES = {
    4004: "the token is not valid",
    4013: "the intents are not valid",
    4014: "the intents are not allowed",
}


class DiscordGateway:
    """Stays connected in the background, whatever happens, until it is closed.

    discord.py gives up for good where the first connect fails or an event lacks a field, so each life of the
    connection gets a client of its own. Within one, discord.py resumes by itself.

    Args:
        token: the bot's.
        settings: the addresses.
        clock: the time, to say since when it has been away.
        on_login: is told the application's id, in the background of each life.
        on_interaction: is told each interaction.
        retry_after: seconds to the next try, by failures in a row.

    """

    def __init__(
        self,
        *,
        token: str,
        settings: DiscordSettings,
        clock: Clock,
        on_login: Callable[[int], Awaitable[None]],
        on_interaction: Callable[[discord.Interaction], Awaitable[None]],
        retry_after: Sequence[float] = RETRY_AFTER,
    ) -> None:
        self._token = token
        self._settings = settings
        self._clock = clock
        self._on_login = on_login
        self._on_interaction = on_interaction
        self._retry_after = retry_after
        self._task: asyncio.Task[None] | None = None
        self._lost_at: datetime | None = None
        self.state = "not started"  # in words, for `/status`

    def start(self) -> None:
        """Connect in the background. To be called from a running loop."""
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # we do not speak
        # discord.py knows no argument for its addresses; this is the one place that sets them.
        Route.BASE = self._settings.api.rstrip("/")
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self._settings.gateway)
        self.state = "connecting"
        self._task = asyncio.create_task(self._stay_connected())

    async def close(self) -> None:
        """Disconnect. May be called twice, and before the start."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        self.state = "closed"

    async def _stay_connected(self) -> None:
        loop = asyncio.get_running_loop()
        failures = 0
        while True:
            begun_at = loop.time()
            wait, reason = await self._live()
            failures = 0 if loop.time() - begun_at >= STEADY_AFTER else failures
            wait = self._retry_after[min(failures, len(self._retry_after) - 1)] if wait is None else wait
            failures += 1
            log.warning("discord disconnected", reason=reason, retry_after=wait)
            self.lost(reason)
            await asyncio.sleep(wait)

    async def _live(self) -> tuple[float | None, str]:
        """Log in, connect, stay; returns seconds to wait where it matters, and in words why it ended."""
        client = _Client(self)
        background: asyncio.Task[None] | None = None
        try:
            await client.login(self._token)
            background = asyncio.create_task(self._prepare(client))
            # A lost connection that cannot be resumed ends this life: one loop tries again, and it is ours.
            await client.connect(reconnect=False)
        except discord.LoginFailure:
            return REFUSED_RETRY_AFTER, f"{_REFUSED}: set DISCORD_TOKEN to the bot's present token"
        except discord.ConnectionClosed as error:
            if error.code in _REFUSED_CODES:
                return REFUSED_RETRY_AFTER, f"{_REFUSED}: {_REFUSED_CODES[error.code]} (close code {error.code})"
            return None, f"the gateway closed with {error.code}"
        except Exception as error:  # noqa: BLE001 - discord.py lets out what an event without its fields raises
            return None, f"{type(error).__name__}: {error}"[:200]
        finally:
            if background is not None:
                background.cancel()
            await _let_go(client)
        return None, "the gateway closed"

    async def _prepare(self, client: _Client) -> None:
        if client.application_id is not None:
            await self._on_login(client.application_id)

    def connected(self) -> None:
        """Note that people are heard."""
        self._lost_at = None
        self.state = "connected"
        log.info("discord connected")

    def lost(self, reason: str) -> None:
        """Note that they are not, and why."""
        self._lost_at = self._lost_at or self._clock.now()
        refused = reason.startswith(_REFUSED)
        self.state = reason if refused else f"connecting since {self._lost_at:%Y-%m-%d %H:%M} UTC: {reason}"

    async def interact(self, interaction: discord.Interaction) -> None:
        """Pass an interaction on."""
        await self._on_interaction(interaction)


class _Client(discord.Client):
    """Tells a gateway what happens; keeps nothing in memory."""

    def __init__(self, gateway: DiscordGateway) -> None:
        # Interactions need no intent at all; discord.py asks for this one, which is not privileged.
        super().__init__(
            intents=discord.Intents(guilds=True),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
        )
        self._gateway = gateway

    async def on_connect(self) -> None:
        self._gateway.connected()

    async def on_resumed(self) -> None:
        self._gateway.connected()

    async def on_disconnect(self) -> None:
        self._gateway.lost("the connection was lost")

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        await self._gateway.interact(interaction)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002 - discord.py's
        log.error("discord event failed", event=event_method, exc_info=True)  # noqa: LOG014 - called from a handler


async def _let_go(client: discord.Client) -> None:
    try:
        async with asyncio.timeout(CLOSE_WITHIN):
            await client.close()
    except Exception as error:  # noqa: BLE001 - whatever state it died in, its session must not stay open
        log.debug("discord client closed hard", error=str(error))
        await client.http.close()
