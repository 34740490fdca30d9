"""Interactions on loopback: what people ask of the bot, and its answers."""

from __future__ import annotations

import asyncio
from copy import deepcopy
from typing import Any

from aiohttp import web

from handlers.command_table import SLASH
from tests.loopback.discord.gateway import Gateway
from tests.loopback.discord.http import PARTS, answered, read_json, refused
from tests.loopback.discord.objects import (
    APPLICATION_ID,
    ATTACHMENT,
    CHANNEL_ID,
    EPHEMERAL,
    GROUP,
    GUILD_ID,
    IN_SERVERS,
    READER,
    READER_ID,
    STRING,
    WITH_THE_BOT,
    Attached,
    Interaction,
    Reader,
    Reply,
    as_sent,
    buttons,
    channel_of,
    member_of,
    put_into,
)
from tests.loopback.server import WITHIN


class Interactions(Gateway):
    """What people do with the bot: commands, the menu of a message, buttons; and what they get for it."""

    def __init__(self, channels, *, gateway_open: bool) -> None:
        super().__init__(channels, gateway_open=gateway_open)
        self.commands: dict[str, list[dict[str, Any]]] = {}  # "" or guild id → registered
        self.replies: list[Reply] = []
        self.attached: dict[str, Attached] = {}  # by readers, by their ids
        self._interactions: dict[str, Interaction] = {}
        self._reply_messages: list[dict[str, Any]] = []

    # What a test does

    def registered(self, context: int = IN_SERVERS) -> list[dict[str, Any]]:
        """Return the commands that a reader is offered in the guild, or in direct messages."""
        everywhere = [one for one in self.commands.get("", []) if context in one["contexts"]]
        return [*everywhere, *(self.commands.get(GUILD_ID, []) if context == IN_SERVERS else [])]

    async def slash(
        self,
        name: str,
        /,
        *,
        by: Reader = READER,
        where: str = CHANNEL_ID,
        direct: bool = False,
        **options: str | Attached,
    ) -> Reply:
        """Give `/onrecord NAME` as a reader and return the answer; an option `action` is a subcommand of a group.

        In a channel of the guild, or in direct messages with the bot.
        """
        offered = self.registered(WITH_THE_BOT if direct else IN_SERVERS)
        (command,) = [one for one in offered if one["name"] == SLASH]
        place: dict[str, Any] = {"channel_id": where, "channel": channel_of(where)}
        if direct:
            channel = self.direct(by.id)
            place = {"channel_id": channel["id"], "channel": channel, "guild_id": None, "member": None, "context": 1}
            place["user"] = member_of(by.id)["user"]
        data = _chosen(command, [name], options) | self._resolved(options)
        interaction = await self.send_interaction(2, data, by=by, **place)
        async with asyncio.timeout(WITHIN):
            return await interaction.reply

    async def choose(self, name: str, message: dict[str, Any], /, *, by: Reader = READER) -> Reply:
        """Choose what the menu of a message offers, and return the answer."""
        assert (3, name) in {(one["type"], one["name"]) for one in self.registered()}, f"{name} is not registered"
        stored = as_sent(self._message(message, CHANNEL_ID, READER_ID))
        data = {
            "id": "1",
            "name": name,
            "type": 3,
            "target_id": stored["id"],
            "resolved": {"messages": {stored["id"]: stored}},
        }
        return await self.interact(2, data, by=by)

    async def old_slash(self, name: str, /, *, by: Reader = READER, **options: str | Attached) -> Reply:
        """Give a command by its name of old, beside the others."""
        assert name in {one["name"] for one in self.registered()}, f"/{name} is not registered"
        data = {"id": "1", "name": name, "type": 1, "options": _options(options)} | self._resolved(options)
        return await self.interact(2, data, by=by)

    async def complete(self, name: str, argument: str, typed: str, **options: str) -> Reply:
        """Type into an argument of `/onrecord NAME` and return what is offered."""
        (command,) = [one for one in self.registered() if one["name"] == SLASH]
        return await self.interact(4, _chosen(command, [name], options | {argument: typed}, focused=argument))

    async def click(self, custom_id: str, *, by: Reader = READER) -> Reply:
        """Press a button that stands somewhere, the newest of those that carry this."""
        everywhere = [*(one for many in self._messages.values() for one in many), *self._reply_messages]
        message = next(one for one in reversed(everywhere) if custom_id in buttons(one).values())
        return await self.interact(3, {"custom_id": custom_id, "component_type": 2}, message=message, by=by)

    async def interact(self, kind: int, data: dict[str, Any], *, message=None, by: Reader = READER) -> Reply:
        """Send an interaction and wait for its answer."""
        interaction = await self.send_interaction(kind, data, message=message, by=by)
        async with asyncio.timeout(WITHIN):
            return await interaction.reply

    async def send_interaction(
        self, kind: int, data: dict[str, Any], *, message=None, by: Reader = READER, **changes: Any
    ) -> Interaction:
        """Send an interaction; `changes` replace parts of the event, None takes them out."""
        interaction = Interaction(self._id(), f"aW50ZXJhY3Rpb24{next(self._numbers)}", message, _future())
        self._interactions[interaction.token] = interaction
        event = {
            "id": interaction.id,
            "application_id": APPLICATION_ID,
            "type": kind,
            "token": interaction.token,
            "version": 1,
            "guild_id": GUILD_ID,
            "channel_id": CHANNEL_ID,
            "channel": channel_of(CHANNEL_ID),
            "member": {**member_of(by.id), "nick": by.name, "permissions": str(by.permissions)},
            "locale": "en-US",
            "entitlements": [],
            "attachment_size_limit": 10_000_000,
            "authorizing_integration_owners": {"0": GUILD_ID},
            "context": 0,
            "data": data,
            **({"message": as_sent(message)} if message else {}),
        }
        interaction.event = {key: value for key, value in (event | changes).items() if value is not None}
        await self.dispatch("INTERACTION_CREATE", interaction.event)
        return interaction

    async def send_again(self, interaction: Interaction) -> None:
        """Deliver an interaction a second time, as after a gap in the connection."""
        await self.dispatch("INTERACTION_CREATE", interaction.event)

    # How it does it

    def _resolved(self, options: dict[str, str | Attached]) -> dict[str, Any]:
        """Return what Discord sends along of the files among the options, and keep them where they can be fetched."""
        found: dict[str, Any] = {}
        for one in options.values():
            if isinstance(one, Attached):
                self.attached[one.id] = one
                url = f"{self.api.removesuffix('/api/v10')}/attachments/{one.id}/{one.name}"
                about = {"id": one.id, "filename": one.name, "size": len(one.content), "url": url, "proxy_url": url}
                found[one.id] = about | {"content_type": "application/octet-stream", "ephemeral": True} | one.said
        return {"resolved": {"attachments": found}} if found else {}

    async def _attachment(self, request):
        if "Authorization" in request.headers:
            self.violations.append("the token was sent to the host of files")
        return web.Response(body=self.attached[request.match_info["file_id"]].content)

    async def _get_commands(self, request):
        return answered(self.commands.get(request.match_info.get("guild_id", ""), []))

    async def _put_commands(self, request):
        guild_id = request.match_info.get("guild_id", "")
        self.commands[guild_id] = [self._registered(one, guild_id) for one in await read_json(request)]
        return answered(self.commands[guild_id])

    def _registered(self, command: dict[str, Any], guild_id: str) -> dict[str, Any]:
        permissions = command.get("default_member_permissions")
        kept = {key: value for key, value in command.items() if value is not None and key != "options"}
        options = [{k: v for k, v in one.items() if v is not False} for one in command.get("options") or []]
        answer = kept | {"id": self._id(), "version": self._id(), "application_id": APPLICATION_ID}
        answer |= {"default_member_permissions": None if permissions is None else str(permissions), "nsfw": False}
        if options:
            answer["options"] = options
        if guild_id:
            answer |= {"guild_id": guild_id, "contexts": None}
        return answer

    async def _call_back(self, request):
        interaction = self._interactions.get(request.match_info["interaction_token"])
        if interaction is None or interaction.id != request.match_info["interaction_id"]:
            return refused(404, 10062, "Unknown interaction")
        if interaction.callback is not None:
            return refused(400, 40060, "Interaction has already been acknowledged.")
        interaction.callback = await read_json(request)
        if interaction.callback["type"] in {4, 8}:
            self._replied(interaction, None)
        return web.Response(status=204)

    async def _edit_original(self, request):
        interaction = self._interactions.get(request.match_info["webhook_token"])
        if interaction is None or interaction.callback is None:
            return refused(404, 10015, "Unknown Webhook")
        body = await read_json(request)
        if interaction.callback["type"] == 6:
            assert interaction.message is not None
            if not interaction.message["flags"] & EPHEMERAL:
                self.violations.append("an answer for one reader took the place of a message for all")
            put_into(interaction.message, body)
            message = interaction.message
        elif interaction.shown is not None:
            put_into(interaction.shown, body)
            return answered(as_sent(interaction.shown))
        else:
            flags = (interaction.callback.get("data") or {}).get("flags") or 0
            message = interaction.shown = self._message(body | {"flags": flags}, CHANNEL_ID)
            self._reply_messages.append(message)
        if request.content_type == "multipart/form-data":
            self.files.update(request[PARTS][1])
        self._replied(interaction, deepcopy(message))
        return answered(as_sent(message))

    def _replied(self, interaction: Interaction, message: dict[str, Any] | None) -> None:
        assert interaction.callback is not None
        if not interaction.reply.done():
            self.replies.append(Reply(interaction.callback, message))
            interaction.reply.set_result(self.replies[-1])


def _future() -> asyncio.Future[Reply]:
    return asyncio.get_running_loop().create_future()


def _options(options: dict[str, str | Attached]) -> list[dict[str, Any]]:
    return [
        {"name": name, "type": ATTACHMENT, "value": value.id}
        if isinstance(value, Attached)
        else {"name": name, "type": STRING, "value": value}
        for name, value in options.items()
    ]


def _chosen(
    command: dict[str, Any], path: list[str], options: dict[str, str | Attached], *, focused: str | None = None
) -> dict[str, Any]:
    """Return what a client sends for a command: what was chosen below it, as far as it is registered."""
    if not path:
        known = {one["name"]: one for one in command.get("options", ())}
        assert options.keys() <= known.keys(), f"{command['name']} has no {options.keys() - known.keys()}"
        assert focused is None or known[focused].get("autocomplete"), f"{focused} is not completed"
        for one in _options(options):
            assert one["type"] == known[one["name"]]["type"], f"{one['name']} takes another type"
            chosen = [choice["value"] for choice in known[one["name"]].get("choices", ())]
            assert not chosen or one["value"] in chosen, f"{one['value']} cannot be chosen"
        missing = [name for name, one in known.items() if one.get("required") and name not in options]
        assert focused or not missing, f"{command['name']} needs {missing}"
        given = [one | ({"focused": True} if one["name"] == focused else {}) for one in _options(options)]
        return {"id": "1", "name": command["name"], "type": command["type"], "options": given}
    found = next((one for one in command.get("options", ()) if one["name"] == path[0]), None)
    assert found, f"/{command['name']} {path[0]} is not registered"
    rest = path[1:]
    if found["type"] == GROUP:
        options = dict(options)
        rest = [str(options.pop("action"))]
    below = _chosen(found, rest, options, focused=focused)
    return {"id": "1", "name": command["name"], "type": command["type"], "options": [below]}
