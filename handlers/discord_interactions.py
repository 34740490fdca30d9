"""What people do on Discord (commands, completions, buttons) → `Commands` → an answer that only they see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
import structlog

from bot.errors import MessengerError
from handlers.discord_message import EPHEMERAL, NO_MENTIONS, Context, Turn, answer, button_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.commands import Commands
    from handlers.discord_rest import DiscordRest
    from handlers.reply import Reply

log = structlog.get_logger()

_DEFERRED_MESSAGE, _DEFERRED_UPDATE, _COMPLETIONS, _MESSAGE = 5, 6, 8, 4
_UNKNOWN_BUTTON = "This button is of another version of the bot. The commands still work; try /help."


class Interactions:
    """Answers interactions. Each is acknowledged at once: after three seconds Discord takes no answer any more."""

    def __init__(self, *, rest: DiscordRest, commands: Commands) -> None:
        self._rest = rest
        self._commands = commands

    async def answer(self, interaction: discord.Interaction) -> None:
        """Answer one. Raises no MessengerError: what cannot be answered any more is logged."""
        data: Mapping[str, Any] = interaction.data or {}
        try:
            if interaction.type is discord.InteractionType.autocomplete:
                await self._complete(interaction, data)
            elif interaction.type is discord.InteractionType.application_command:
                await self._acknowledge(interaction, _DEFERRED_MESSAGE)
                arguments = {one["name"]: str(one.get("value", "")) for one in data.get("options", ())}
                await self._show(interaction, await self._commands.run(str(data.get("name", "")), arguments))
            elif interaction.type is discord.InteractionType.component:
                await self._press(interaction, str(data.get("custom_id", "")))
            else:
                log.warning("interaction of an unknown type", type=str(interaction.type))
        except MessengerError as error:
            log.warning("interaction not answered", interaction=interaction.id, error=str(error))

    async def _press(self, interaction: discord.Interaction, custom_id: str) -> None:
        button = button_of(custom_id)
        if isinstance(button, Turn):
            await self._acknowledge(interaction, _DEFERRED_UPDATE)
            await self._show(interaction, await self._commands.turn(button.token))
        elif isinstance(button, Context):
            await self._acknowledge(interaction, _DEFERRED_MESSAGE)
            await self._show(interaction, await self._commands.run("statement", {"id": button.statement_id}))
        else:
            said = {"content": _UNKNOWN_BUTTON, "flags": EPHEMERAL, "allowed_mentions": NO_MENTIONS}
            await self._call_back(interaction, {"type": _MESSAGE, "data": said})

    async def _complete(self, interaction: discord.Interaction, data: Mapping[str, Any]) -> None:
        focused: Mapping[str, Any] = next((one for one in data.get("options", ()) if one.get("focused")), {})
        found = await self._commands.complete(
            str(data.get("name", "")), str(focused.get("name", "")), str(focused.get("value", ""))
        )
        choices = [{"name": choice.label, "value": choice.value} for choice in found]
        await self._call_back(interaction, {"type": _COMPLETIONS, "data": {"choices": choices}})

    async def _acknowledge(self, interaction: discord.Interaction, kind: int) -> None:
        # Whether the answer is for one reader alone is decided here; the answer cannot change it.
        flags = {"data": {"flags": EPHEMERAL}} if kind == _DEFERRED_MESSAGE else {}
        await self._call_back(interaction, {"type": kind, **flags})

    async def _call_back(self, interaction: discord.Interaction, body: dict[str, Any]) -> None:
        path = f"/interactions/{interaction.id}/{interaction.token}/callback"
        await self._rest.request("POST", path, json=body, subject=f"discord interaction {interaction.id}")

    async def _show(self, interaction: discord.Interaction, reply: Reply) -> None:
        path = f"/webhooks/{interaction.application_id}/{interaction.token}/messages/@original"
        await self._rest.request("PATCH", path, json=answer(reply), subject=f"discord interaction {interaction.id}")
