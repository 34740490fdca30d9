"""What people do on Discord (commands, completions, buttons) → `Commands` → an answer that only they see."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

import discord
import structlog

from bot.core.errors import MessengerError, OutcomeUnknownError
from bot.core.model import AskedIn, Channel, Member, Platform
from handlers import limits
from handlers.attached import AttachedFile
from handlers.command_table import SLASH
from handlers.discord.message import EPHEMERAL, answer, token_in
from handlers.discord.rest import AcknowledgedError
from handlers.discord.written import said_on_discord
from handlers.render.messages.buttons import takes_place
from handlers.transport.answering import UnderWay, body_of, sent
from handlers.transport.connection import Heard

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping, Sequence

    from bot.core.config import Config
    from handlers.commands import Commands
    from handlers.discord.rest import DiscordRest
    from handlers.render.replies.reply import Reply

log = structlog.get_logger()

_DEFERRED_MESSAGE, _DEFERRED_UPDATE, _COMPLETIONS = 5, 6, 8


class Interactions:
    """Answers interactions. Each is acknowledged at once: after three seconds Discord takes no answer any more.

    Args:
        rest: to answer through.
        commands: what people may ask.
        config: who looks after the bot, and where its channels are.

    """

    def __init__(self, *, rest: DiscordRest, commands: Commands, config: Config) -> None:
        self._rest = rest
        self._commands = commands
        self._config = config
        self._heard = Heard()
        self._under_way = UnderWay()

    async def close(self) -> None:
        """Let answers under way finish, for a moment."""
        await self._under_way.end()

    async def hear(self, interaction: discord.Interaction) -> None:
        """Answer one in the background, whatever becomes of the connection through which it came."""
        self._under_way.add(asyncio.create_task(self.answer(interaction)))

    async def answer(self, interaction: discord.Interaction) -> None:
        """Answer one, once. Raises no MessengerError: what cannot be answered any more is logged."""
        if not self._heard.is_new(str(interaction.id)):
            log.info("discord delivered it twice", interaction=interaction.id)
            return
        data: Mapping[str, Any] = interaction.data or {}
        try:
            if interaction.type is discord.InteractionType.autocomplete:
                await self._complete(interaction, data)
            elif data.get("type") == discord.AppCommandType.message.value:
                await self._find(interaction, data)
            elif interaction.type is discord.InteractionType.application_command:
                name, options = _asked_for(data)
                arguments = {str(one.get("name", "")): str(one.get("value", "")) for one in options}
                await self._acknowledge(interaction, _DEFERRED_MESSAGE)
                by = self._person(interaction)
                await self._show(
                    interaction, self._commands.run(name, arguments, by=by, file=self._file(data, options))
                )
            elif interaction.type is discord.InteractionType.component:
                await self._press(interaction, token_in(str(data.get("custom_id", ""))))
            else:
                log.warning("interaction of an unknown type", type=str(interaction.type))
        except MessengerError as error:
            log.warning("interaction not answered", interaction=interaction.id, error=str(error))

    async def _press(self, interaction: discord.Interaction, token: str) -> None:
        # Whatever a button asks for: an alert, which is there for all, stays.
        for_one = interaction.message is not None and interaction.message.flags.ephemeral
        await self._acknowledge(interaction, _DEFERRED_UPDATE if for_one and takes_place(token) else _DEFERRED_MESSAGE)
        await self._show(interaction, self._commands.press(token, by=self._person(interaction)))

    async def _find(self, interaction: discord.Interaction, data: Mapping[str, Any]) -> None:
        """Find the statements in a message, whatever channel it stands in: Discord sends it along."""
        messages: Mapping[str, Any] = (data.get("resolved") or {}).get("messages") or {}
        text, links = said_on_discord(messages.get(str(data.get("target_id", "")), {}))
        await self._acknowledge(interaction, _DEFERRED_MESSAGE)
        await self._show(interaction, self._commands.find_in_message(text, links, by=self._person(interaction)))

    def _file(self, data: Mapping[str, Any], options: Sequence[Mapping[str, Any]]) -> AttachedFile | None:
        """Return the file that came with a command; it is fetched when it is asked for."""
        attachments: Mapping[str, Any] = (data.get("resolved") or {}).get("attachments") or {}
        is_file = discord.AppCommandOptionType.attachment.value
        ids = (str(one.get("value", "")) for one in options if one.get("type") == is_file)
        found: Mapping[str, Any] | None = next((attachments[one] for one in ids if one in attachments), None)
        if found is None:
            return None
        fetch = partial(self._rest.attachment, str(found.get("url", "")))
        return AttachedFile(name=str(found.get("filename", "")), size=int(found.get("size") or 0), fetch=fetch)

    def _person(self, interaction: discord.Interaction) -> Member:
        person_id = f"{Platform.DISCORD}:{interaction.user.id}"
        permissions = interaction.permissions
        moderator = person_id in self._config.bot.moderators or (
            (permissions.manage_guild or permissions.administrator) and self._is_ours(interaction)
        )
        place = self._place(interaction)
        return Member(id=person_id, name=interaction.user.display_name, moderator=moderator, place=place)

    def _place(self, interaction: discord.Interaction) -> AskedIn:
        permissions = interaction.permissions
        # Where the desk names its servers, a stranger's is none of them; else any that invited the bot has channels.
        guilds = self._config.discord.guilds
        is_known = not guilds or str(interaction.guild_id) in guilds
        return AskedIn(
            channel=Channel(platform=Platform.DISCORD, channel_id=str(interaction.channel_id or 0)),
            is_direct=interaction.guild_id is None,
            may_manage=is_known and (permissions.manage_channels or permissions.administrator),
        )

    def _is_ours(self, interaction: discord.Interaction) -> bool:
        """Tell whether it comes from a server of the desk: a stranger may invite the bot to one of theirs."""
        channels = {
            int(route.channel.channel_id)
            for route in self._config.routes
            if route.channel.platform is Platform.DISCORD and not route.by_command
        }
        if str(interaction.guild_id) in self._config.discord.guilds or interaction.channel_id in channels:
            return True
        guild = interaction.guild
        return guild is not None and any(guild.get_channel_or_thread(one) for one in channels)

    async def _complete(self, interaction: discord.Interaction, data: Mapping[str, Any]) -> None:
        name, options = _asked_for(data)
        focused: Mapping[str, Any] = next((one for one in options if one.get("focused")), {})
        found = await self._commands.complete(name, str(focused.get("name", "")), str(focused.get("value", "")))
        choices = [{"name": choice.label, "value": choice.value} for choice in found]
        await self._call_back(interaction, {"type": _COMPLETIONS, "data": {"choices": choices}})

    async def _acknowledge(self, interaction: discord.Interaction, kind: int) -> None:
        # Whether the answer is for one reader alone is decided here; the answer cannot change it.
        flags = {"data": {"flags": EPHEMERAL}} if kind == _DEFERRED_MESSAGE else {}
        await self._call_back(interaction, {"type": kind, **flags})

    async def _call_back(self, interaction: discord.Interaction, body: dict[str, Any]) -> None:
        path, subject = f"/interactions/{interaction.id}/{interaction.token}/callback", _subject(interaction)
        post = partial(
            self._rest.request, "POST", path, json=body, subject=subject, within=limits.DISCORD_CALL_BACK_TRY
        )
        try:
            await sent(post, within=limits.DISCORD_CALL_BACK_WITHIN, repeatable=True)
        except AcknowledgedError:
            log.info("interaction acknowledged by an earlier try", interaction=interaction.id)
        except OutcomeUnknownError as error:  # it may have been heard, and then the answer is taken
            log.info("interaction perhaps not acknowledged", interaction=interaction.id, error=str(error))

    async def _show(self, interaction: discord.Interaction, work: Awaitable[Reply]) -> None:
        body, file = await body_of(work, answer, event="discord answer failed", interaction=interaction.id)
        path = f"/webhooks/{interaction.application_id}/{interaction.token}/messages/@original"
        edit = partial(self._rest.request, "PATCH", path, json=body, file=file, subject=_subject(interaction))
        await sent(edit, within=limits.ANSWER_WITHIN, repeatable=True)


def _subject(interaction: discord.Interaction) -> str:
    return f"discord interaction {interaction.id}"


def _asked_for(data: Mapping[str, Any]) -> tuple[str, Sequence[Mapping[str, Any]]]:
    """Return the name of the command that is given, and its options. An action of a command is its first option."""
    name, options = str(data.get("name", "")), data.get("options") or ()
    if name != SLASH:
        return name, options
    below: Mapping[str, Any] = next(iter(options), {})
    name, options = str(below.get("name", "")), below.get("options") or ()
    if below.get("type") == discord.AppCommandOptionType.subcommand_group.value:
        action: Mapping[str, Any] = next(iter(options), {})
        options = [{"name": "action", "value": action.get("name", "")}, *(action.get("options") or ())]
    return name, options
