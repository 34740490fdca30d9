"""`onrecord actor …`: the actors that people show, add, name and remove at the terminal."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from bot.tools.source_cli import CONFIG, EXIT_FAILED, ConfigPath, operator

if TYPE_CHECKING:
    from pathlib import Path

    from bot.core.config import Config
    from handlers.render.reply import Reply

actor_cli = typer.Typer(help="List, show, add, name and remove whom the bot tracks, also beside a running bot.")
Who = Annotated[str, typer.Argument(help="The id of an actor, or a name in full.")]
Names = Annotated[list[str], typer.Argument(help="Other names, in any script.")]


@actor_cli.command("list")
def list_actors(
    config_path: ConfigPath = CONFIG, page: Annotated[int, typer.Option(help="The page to show.")] = 1
) -> None:
    """List everyone who is tracked, and where each comes from."""
    _answer(config_path, {"action": "list"}, page=page)


@actor_cli.command("show")
def show_actor(actor: Who, config_path: ConfigPath = CONFIG) -> None:
    """Show all that is known of an actor."""
    _answer(config_path, {"action": "show", "what": actor})


@actor_cli.command("add")
def add_actor(
    name: Annotated[str, typer.Argument(help="The name in full.")],
    aliases: Annotated[list[str] | None, typer.Argument(help="Other names, in any script.", show_default=False)] = None,
    *,
    actor_id: Annotated[str, typer.Option("--id", help="Short name; made of the name where it is left out.")] = "",
    role: Annotated[str, typer.Option(help="As alerts show it.")] = "",
    titles: Annotated[str, typer.Option(help="What articles say in place of the name, with commas.")] = "",
    institutions: Annotated[str, typer.Option(help="Whom the actor speaks for, with commas.")] = "",
    namesakes: Annotated[str, typer.Option(help="Others who bear the name, with commas.")] = "",
    pronouns: Annotated[str, typer.Option(help="he, she or they; any of them where it is left out.")] = "",
    config_path: ConfigPath = CONFIG,
) -> None:
    """Track somebody. A running bot finds their statements within seconds, and it is there after a restart."""
    given = {"id": actor_id, "role": role, "titles": titles, "institutions": institutions, "namesakes": namesakes}
    given |= {"pronouns": pronouns, "alias": ", ".join(aliases or ())}
    _answer(config_path, given | {"action": "add", "what": name})


@actor_cli.command("alias")
def add_alias(actor: Who, names: Names, config_path: ConfigPath = CONFIG) -> None:
    """Know an actor by other names too, be it of the config or added."""
    _answer(config_path, {"action": "alias", "what": actor, "alias": ", ".join(names)})


@actor_cli.command("unalias")
def remove_alias(actor: Who, names: Names, config_path: ConfigPath = CONFIG) -> None:
    """Know an actor no more by names that were added by command."""
    _answer(config_path, {"action": "unalias", "what": actor, "alias": ", ".join(names)})


@actor_cli.command("remove")
def remove_actor(actor: Who, config_path: ConfigPath = CONFIG) -> None:
    """Track somebody no more who was added by command. What they said stays on record."""
    _answer(config_path, {"action": "remove", "what": actor})


def _answer(config_path: Path, given: dict[str, str], *, page: int = 1) -> None:
    """Answer as in a channel; what cannot be done ends with 1."""
    from rich.console import Console  # noqa: PLC0415 - `--help` needs none of this

    from bot.core.config import read_config  # noqa: PLC0415
    from bot.core.logs import set_up_logs  # noqa: PLC0415
    from handlers.terminal.console_handler import print_reply  # noqa: PLC0415

    config = read_config(config_path)
    set_up_logs(form="console", level="error")
    reply = asyncio.run(_reply(config, given, page - 1))
    print_reply(reply, Console(highlight=False))
    if reply.mistake:
        raise typer.Exit(EXIT_FAILED)


async def _reply(config: Config, given: dict[str, str], page: int) -> Reply:
    from bot.core.clock import SystemClock  # noqa: PLC0415
    from bot.store import SqlStore  # noqa: PLC0415
    from bot.tools.stored import changes_by_command  # noqa: PLC0415
    from handlers.actor_command import ActorCommand  # noqa: PLC0415
    from handlers.commands import Commands  # noqa: PLC0415

    clock = SystemClock()
    async with changes_by_command(config, writing=given["action"] not in {"list", "show"}) as changes:
        store = changes.store or SqlStore(config.bot.database, read_only=True)
        actors = ActorCommand(changes=changes.actors, store=store, config=config, clock=clock)
        return await Commands(store, config, clock, actors=actors).run("actor", given, page, by=operator())
