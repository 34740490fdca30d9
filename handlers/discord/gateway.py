"""Discord's gateway, kept open by discord.py: through it comes what people do. Messages go another way."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.core.errors import TokenRefusedError
from handlers import limits
from handlers.transport.connection import Connection

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.core.config_sections import DiscordSettings
    from bot.core.ports import Clock

log = structlog.get_logger()

_REFUSED = {  # by close code
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
        on_login: is called with the application's id, in the background of each life.
        on_interaction: is called with each interaction.
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
        retry_after: Sequence[float] = limits.DISCORD_RETRY_AFTER,
    ) -> None:
        self._token = token
        self._settings = settings
        self._on_login = on_login
        self._on_interaction = on_interaction
        self._connection = Connection(name="discord", live=self._live, clock=clock, retry_after=retry_after)

    @property
    def state(self) -> str:
        """How the connection stands, in words."""
        return self._connection.state

    def start(self) -> None:
        """Connect in the background. To be called from a running loop."""
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # we do not speak
        # discord.py knows no argument for its addresses; this is the one place that sets them.
        Route.BASE = self._settings.api.rstrip("/")
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self._settings.gateway)
        self._connection.start()

    async def close(self) -> None:
        """Disconnect. May be called twice, and before the start."""
        await self._connection.close()

    async def _live(self, connected: Callable[[str], None]) -> str:
        """Log in, connect, stay; returns why it ended.

        Raises:
            TokenRefusedError: the token or the intents are not valid.
            Exception: whatever discord.py lets out, also for an event without its fields.

        """
        client = _Client(connected=connected, lost=self._connection.lost, on_interaction=self._on_interaction)
        background: asyncio.Task[None] | None = None
        try:
            await client.login(self._token)
            background = asyncio.create_task(self._prepare(client))
            # A lost connection that cannot be resumed ends this life: one loop tries again, and it is ours.
            await client.connect(reconnect=False)
        except discord.LoginFailure as error:
            raise TokenRefusedError("set DISCORD_TOKEN to the bot's current token") from error
        except discord.ConnectionClosed as error:
            if error.code in _REFUSED:
                raise TokenRefusedError(f"{_REFUSED[error.code]} (close code {error.code})") from error
            return f"the gateway closed with {error.code}"
        finally:
            if background is not None:
                background.cancel()
            await _let_go(client)
        return "the gateway closed"

    async def _prepare(self, client: _Client) -> None:
        if client.application_id is not None:
            await self._on_login(client.application_id)


class _Client(discord.Client):
    """Tells what happens; keeps nothing in memory."""

    def __init__(
        self,
        *,
        connected: Callable[[str], None],
        lost: Callable[[str], None],
        on_interaction: Callable[[discord.Interaction], Awaitable[None]],
    ) -> None:
        # Interactions need no intent at all; discord.py asks for this one, which is not privileged.
        super().__init__(
            intents=discord.Intents(guilds=True),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
        )
        self._connected = connected
        self._lost = lost
        self._interact = on_interaction

    async def on_connect(self) -> None:
        self._connected("connected")

    async def on_resumed(self) -> None:
        self._connected("connected")

    async def on_disconnect(self) -> None:
        self._lost("the connection was lost")

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        await self._interact(interaction)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002 - discord.py's
        log.error("discord event failed", event=event_method, exc_info=True)  # noqa: LOG014 - called from a handler


async def _let_go(client: discord.Client) -> None:
    try:
        async with asyncio.timeout(limits.DISCORD_CLOSE_WITHIN):
            await client.close()
    except Exception as error:  # noqa: BLE001 - whatever state it died in, its session must not stay open
        log.debug("discord client closed hard", error=str(error))
    finally:  # also where the goodbye is cancelled: a close cancels again until it is through
        await client.http.close()
