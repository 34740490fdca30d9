"""Registers the commands with Discord, those of `handlers.command_table`, and only when they changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog

from bot.core.errors import ChannelRefusedError, MessageRefusedError
from handlers import limits
from handlers.command_shapes import Completion
from handlers.command_table import AS_FILE, COMMANDS, FIND_STATEMENTS, OLD_NAMES, SLASH
from handlers.render.pieces.lengths import short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.command_shapes import Argument, Command
    from handlers.discord.rest import DiscordRest

log = structlog.get_logger()

_CHAT_INPUT, _MESSAGE, _SUBCOMMAND, _GROUP, _STRING, _ATTACHMENT = 1, 3, 1, 2, 3, 11
_IN_SERVERS, _WITH_THE_BOT, _FOR_SERVERS = 0, 1, 0
_FOR_ALL_SERVERS = {"integration_types": [_FOR_SERVERS]}  # a guild's own have none of this
_EVERYWHERE_KEYS = ("contexts", *_FOR_ALL_SERVERS)


def registrations() -> list[dict[str, Any]]:
    """Return all that is registered, as Discord wants it in one guild: `/onrecord …`, older names, a message's menu."""
    old = [one for one in COMMANDS if one.name in OLD_NAMES]
    return [
        _registration(SLASH, "Look up what tracked people have said", [_subcommand(one) for one in COMMANDS]),
        *(
            _registration(one.name, _old_description(one), [_option(argument) for argument in one.arguments])
            for one in old
        ),
        {"type": _MESSAGE, "name": FIND_STATEMENTS, "default_member_permissions": None},
    ]


def _registration(name: str, description: str, options: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": _CHAT_INPUT,
        "name": name,
        "description": description,
        # `Commands` decides who may: it knows those whom the config names, and Discord would hide it from them.
        "default_member_permissions": None,
        "options": options,
    }


def _subcommand(command: Command) -> dict[str, Any]:
    """Return a command that stands below another: a subcommand, or a group of those of its actions."""
    if command.actions:
        actions = [_subcommand(one) for one in command.actions]
        return {"type": _GROUP, "name": command.name, "description": command.help, "options": actions}
    options = [_option(argument) for argument in (*command.arguments, *((AS_FILE,) if command.as_file else ()))]
    return {"type": _SUBCOMMAND, "name": command.name, "description": command.help, "options": options}


def _option(argument: Argument) -> dict[str, Any]:
    return {
        "type": _ATTACHMENT if argument.is_file else _STRING,
        "name": argument.name,
        "description": argument.help,
        "required": argument.required,
        "autocomplete": argument.completion not in {Completion.NOTHING, Completion.KEYED},
        **({"choices": [{"name": one, "value": one} for one in argument.choices]} if argument.choices else {}),
    }


def _old_description(command: Command) -> str:
    return short(f"Now /{SLASH} {command.name}. {command.help}", limits.DISCORD_COMMAND_HELP)


async def register(rest: DiscordRest, *, application_id: int, guilds: Sequence[str]) -> None:
    """Bring what is registered to what there is: in the given guilds alone, or everywhere where none is given.

    Raises:
        RetryLaterError, OutcomeUnknownError, TokenRefusedError

    """
    wanted = registrations()
    base = f"/applications/{application_id}"
    places = {f"{base}/guilds/{guild}/commands": wanted for guild in guilds}
    # Commands that are registered both ways are offered twice in a guild; in direct messages a guild's own are not.
    everywhere = [one for one in wanted if one["name"] == SLASH] if guilds else wanted
    contexts = [_WITH_THE_BOT] if guilds else [_IN_SERVERS, _WITH_THE_BOT]
    places[f"{base}/commands"] = [one | _FOR_ALL_SERVERS | {"contexts": contexts} for one in everywhere]
    for path, commands in places.items():
        try:
            await _register(rest, path, commands)
        except (ChannelRefusedError, MessageRefusedError) as error:
            log.warning("commands not registered; was the bot invited with applications.commands?", error=str(error))


async def _register(rest: DiscordRest, path: str, wanted: list[dict[str, Any]]) -> None:
    subject = f"discord {path}"
    registered = await rest.request("GET", path, subject=subject)
    everywhere = "/guilds/" not in path
    old, new = ([_comparable(command, everywhere=everywhere) for command in one] for one in (registered, wanted))
    if sorted(old, key=str) != sorted(new, key=str):
        await rest.request("PUT", path, json=wanted, subject=subject)
        log.info("commands registered", place=path, commands=[command["name"] for command in wanted])


def _comparable(command: dict[str, Any], *, everywhere: bool) -> dict[str, Any]:
    """Return what we decide of a command; Discord leaves out what is false and adds ids and versions."""
    permissions = command.get("default_member_permissions")
    return {
        **{key: command.get(key) for key in ("type", "name", *(_EVERYWHERE_KEYS if everywhere else ()))},
        "description": command.get("description") or "",  # what stands in a menu has none
        "default_member_permissions": None if permissions is None else str(permissions),
        "options": _comparable_options(command),
    }


def _comparable_options(parent: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "type": option["type"],
            "name": option["name"],
            "description": option["description"],
            "required": bool(option.get("required")),
            "autocomplete": bool(option.get("autocomplete")),
            "choices": [(one["name"], one["value"]) for one in option.get("choices") or []],
            "options": _comparable_options(option),
        }
        for option in parent.get("options") or []
    ]
