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

actor_cli = typer.Typer(help="List, show, add, name, remove and test whom the bot tracks, also beside a running bot.")
ActorName = Annotated[str, typer.Argument(help="The id of an actor, or a name in full.")]
OtherNames = Annotated[list[str], typer.Argument(help="Other names, in any script.")]


@actor_cli.command("list")
def list_actors(
    config_path: ConfigPath = CONFIG, page: Annotated[int, typer.Option(help="The page to show.")] = 1
) -> None:
    """List everyone who is tracked, and where each comes from."""
    _answer(config_path, {"action": "list"}, page=page)


@actor_cli.command("show")
def show_actor(actor: ActorName, config_path: ConfigPath = CONFIG) -> None:
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
def add_alias(actor: ActorName, names: OtherNames, config_path: ConfigPath = CONFIG) -> None:
    """Know an actor by other names too, be it of the config or added."""
    _answer(config_path, {"action": "alias", "what": actor, "alias": ", ".join(names)})


@actor_cli.command("unalias")
def remove_alias(actor: ActorName, names: OtherNames, config_path: ConfigPath = CONFIG) -> None:
    """Know an actor no more by names that were added by command."""
    _answer(config_path, {"action": "unalias", "what": actor, "alias": ", ".join(names)})


@actor_cli.command("remove")
def remove_actor(actor: ActorName, config_path: ConfigPath = CONFIG) -> None:
    """Track somebody no more who was added by command. What they said stays on record."""
    _answer(config_path, {"action": "remove", "what": actor})


@actor_cli.command("suggest")
def suggest_names(
    name: Annotated[str, typer.Argument(help="The name in full, of somebody who is tracked or is to be.")],
    *,
    since: Annotated[str, typer.Option(help="How far back articles are looked through: 1d, 7d, monday.")] = "1d",
    config_path: ConfigPath = CONFIG,
) -> None:
    """Propose other names, scripts, titles and namesakes from the articles on record, with counts and examples."""
    from rich.console import Console  # noqa: PLC0415 - `--help` needs none of this

    from bot.tools.actor_names import command_for, shown_suggestions, suggest  # noqa: PLC0415
    from bot.tools.since_option import time_meant  # noqa: PLC0415

    config = _config_at(config_path)
    suggestions = asyncio.run(suggest(config, name, since=time_meant(since, config)))
    Console(highlight=False).print(shown_suggestions(suggestions))
    if command := command_for(suggestions):
        typer.echo(command)  # in one line, however wide the terminal is


@actor_cli.command("test")
def try_actor(
    name: Annotated[str, typer.Argument(help="The name in full, of somebody who is tracked or is to be.")],
    texts: Annotated[list[str], typer.Argument(help="Files, and addresses of pages.")],
    *,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Show which statements of a person would be found in texts, and which mentions are not covered. Saves nothing."""
    from rich.console import Console  # noqa: PLC0415 - `--help` needs none of this

    from bot.tools.actor_names import shown_tests, try_texts  # noqa: PLC0415

    config = _config_at(config_path)
    Console(highlight=False).print(shown_tests(asyncio.run(try_texts(config, name, texts)), name))


def _config_at(config_path: Path) -> Config:
    from bot.core.config import read_config  # noqa: PLC0415
    from bot.core.logs import set_up_logs  # noqa: PLC0415

    config = read_config(config_path)
    set_up_logs(form="console", level="error")
    return config


def _answer(config_path: Path, given: dict[str, str], *, page: int = 1) -> None:
    """Answer as in a channel; what cannot be done ends with 1."""
    from rich.console import Console  # noqa: PLC0415 - `--help` needs none of this

    from handlers.terminal.console_handler import print_reply  # noqa: PLC0415

    reply = asyncio.run(_reply(_config_at(config_path), given, page - 1))
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
