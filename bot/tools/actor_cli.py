"""`onrecord actor …`: the actors that people show, add, name and remove at the terminal."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.tools.at_terminal import CONFIG, ConfigPath, answer, config_at
from handlers.tracking_commands import ACTOR_COMMAND

actor_cli = typer.Typer(help="List, show, add, name, remove and test whom the bot tracks, also beside a running bot.")
ActorName = Annotated[str, typer.Argument(help="The id of an actor, or a name in full.")]
ActorRole = Annotated[str, typer.Option(help="As alerts show it.")]
Titles = Annotated[str, typer.Option(help="What articles say in place of the name, with commas.")]
Institutions = Annotated[str, typer.Option(help="Whom the actor speaks for, with commas.")]
Namesakes = Annotated[str, typer.Option(help="Others who bear the name, with commas.")]
Pronouns = Annotated[str, typer.Option(help="he, she or they; any of them where it is left out.")]
OtherNames = Annotated[list[str], typer.Argument(help="Other names, in any script.")]


@actor_cli.command("list")
def list_actors(
    config_path: ConfigPath = CONFIG, page: Annotated[int, typer.Option(help="The page to show.")] = 1
) -> None:
    """List everyone who is tracked, and where each comes from."""
    answer(config_path, ACTOR_COMMAND, {"action": "list"}, page=page)


@actor_cli.command("show")
def show_actor(actor: ActorName, config_path: ConfigPath = CONFIG) -> None:
    """Show all that is known of an actor."""
    answer(config_path, ACTOR_COMMAND, {"action": "show", "what": actor})


@actor_cli.command("add")
def add_actor(
    name: Annotated[str, typer.Argument(help="The name in full.")],
    aliases: Annotated[list[str] | None, typer.Argument(help="Other names, in any script.", show_default=False)] = None,
    *,
    actor_id: Annotated[str, typer.Option("--id", help="Short name; made of the name where it is left out.")] = "",
    role: ActorRole = "",
    titles: Titles = "",
    institutions: Institutions = "",
    namesakes: Namesakes = "",
    pronouns: Pronouns = "",
    config_path: ConfigPath = CONFIG,
) -> None:
    """Track somebody. A running bot finds their statements within seconds, and it is there after a restart."""
    given = {"id": actor_id, "role": role, "titles": titles, "institutions": institutions, "namesakes": namesakes}
    given |= {"pronouns": pronouns, "alias": ", ".join(aliases or ())}
    answer(config_path, ACTOR_COMMAND, given | {"action": "add", "what": name})


@actor_cli.command("set")
def set_actor(
    actor: ActorName,
    *,
    role: ActorRole = "",
    titles: Titles = "",
    institutions: Institutions = "",
    namesakes: Namesakes = "",
    pronouns: Pronouns = "",
    config_path: ConfigPath = CONFIG,
) -> None:
    """Say by what else articles call an actor; of one of the config, beside what stands there."""
    given = {"role": role, "titles": titles, "institutions": institutions, "namesakes": namesakes}
    answer(config_path, ACTOR_COMMAND, given | {"pronouns": pronouns, "action": "set", "what": actor})


@actor_cli.command("alias")
def add_alias(actor: ActorName, names: OtherNames, config_path: ConfigPath = CONFIG) -> None:
    """Know an actor by other names too, be it of the config or added."""
    answer(config_path, ACTOR_COMMAND, {"action": "alias", "what": actor, "alias": ", ".join(names)})


@actor_cli.command("unalias")
def remove_alias(actor: ActorName, names: OtherNames, config_path: ConfigPath = CONFIG) -> None:
    """Know an actor no more by names that were added by command."""
    answer(config_path, ACTOR_COMMAND, {"action": "unalias", "what": actor, "alias": ", ".join(names)})


@actor_cli.command("remove")
def remove_actor(actor: ActorName, config_path: ConfigPath = CONFIG) -> None:
    """Track somebody no more who was added by command. What they said stays on record."""
    answer(config_path, ACTOR_COMMAND, {"action": "remove", "what": actor})


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

    config = config_at(config_path)
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

    config = config_at(config_path)
    Console(highlight=False).print(shown_tests(asyncio.run(try_texts(config, name, texts)), name))
