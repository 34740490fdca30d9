"""The command line: each command a few lines over the parts that do the work.

What a command needs is imported where the command begins: `--help` and the health check need next to nothing, and only
reading a text needs spaCy. `tests/test_imports.py` holds each command to what it may import.
"""

from __future__ import annotations

import asyncio
import json
import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.core.errors import ConfigError, OnRecordError
from bot.tools.actor_cli import actor_cli
from bot.tools.at_terminal import CONFIG, EXIT_FAILED, ConfigPath, config_at, console_of, log_here
from bot.tools.check_cli import check
from bot.tools.init_cli import init
from bot.tools.lookup_cli import add_lookups
from bot.tools.record_cli import RECORD_COMMANDS
from bot.tools.run_cli import RUN_COMMANDS
from bot.tools.since_option import time_meant
from bot.tools.source_cli import source_cli
from bot.tools.text_cli import TEXT_COMMANDS
from bot.tools.web_cli import web

EXIT_BAD_CONFIG = 2

cli = typer.Typer(
    name="onrecord",
    help="Tells Discord and Slack channels when a tracked person has said something new.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

cli.command()(init)
cli.command()(check)
cli.command()(web)
cli.add_typer(source_cli, name="source")
cli.add_typer(actor_cli, name="actor")
add_lookups(cli, but=frozenset({"source", "actor", "why"}))  # which take options of their own here
for _command in (*RUN_COMMANDS, *RECORD_COMMANDS, *TEXT_COMMANDS):
    cli.command()(_command)


def _show_version(asked: bool) -> None:  # noqa: FBT001 - typer's own form
    if asked:
        from bot.core.version import release  # noqa: PLC0415

        typer.echo(f"onrecord {release()}")
        raise typer.Exit


def main() -> None:
    """Run the command line; an expected error is one message on standard error and an exit code."""
    try:
        match sys.argv[1:]:
            # As the container asks, every half minute for ever: typer would import pydantic to read the path.
            case ["health"]:
                sys.exit(_tell_health(CONFIG))
            case ["health", "-c" | "--config", path]:
                sys.exit(_tell_health(Path(path)))
            case _:
                cli()
    except OnRecordError as error:
        bad_config = isinstance(error, ConfigError)
        sys.stderr.write(f"{error}\n" if bad_config else f"onrecord: {error}\n")
        sys.exit(EXIT_BAD_CONFIG if bad_config else EXIT_FAILED)
    except BrokenPipeError:
        sys.exit(EXIT_FAILED)


@cli.callback()
def options(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    """Take the options of the program itself."""


@cli.command()
def why(
    what: Annotated[
        list[str], typer.Argument(help="The address of an article, the id of a statement or a message, or words.")
    ],
    *,
    live: Annotated[
        bool, typer.Option("--live", help="Fetch the address and show beside it what the rules find in it today.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Tell step by step why something was or was not reported, from the record."""
    from bot.tools import why as ways  # noqa: PLC0415
    from handlers.terminal.console_handler import print_reply  # noqa: PLC0415

    config = config_at(config_path, log_level="warning")
    explained = asyncio.run(ways.explain(config, " ".join(what)))
    if not as_json:
        for page in explained.pages:
            print_reply(page, console_of())
    if live:
        from bot.tools import why_live  # noqa: PLC0415

        now = asyncio.run(why_live.read_now(config, explained.way))
        if not as_json:
            console_of(highlight=True).print(now.table())
            return
        sys.stdout.write(ways.way_json(explained.way, live=now.as_json()) + "\n")
    elif as_json:
        sys.stdout.write(ways.way_json(explained.way) + "\n")


@cli.command()
def replay(
    since: Annotated[str, typer.Option(help="How far back: 2d, today, monday, 2026-11-01.")] = "7d",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Read again by this config and today's rules what was fetched, and show which alerts would come, go or change."""
    from rich.progress import Progress  # noqa: PLC0415

    from bot.tools import replay as replays  # noqa: PLC0415
    from bot.tools.replay.show import replay_json, shown_replay  # noqa: PLC0415

    config = config_at(config_path)
    begin_at = time_meant(since, config)
    with Progress(console=console_of(stderr=True, highlight=True), transient=True) as bar:
        task = bar.add_task("loading", total=None)
        replayed = asyncio.run(
            replays.read_again(
                config,
                since=begin_at,
                begin=lambda number: bar.update(task, description="reading again", total=number),
                advance=partial(bar.advance, task),
            )
        )
    if as_json:
        sys.stdout.write(json.dumps(replay_json(replayed)) + "\n")
    else:
        console_of().print(shown_replay(replayed, config))


@cli.command()
def demo(
    seconds: Annotated[float, typer.Option(help="Stop after this long, whatever happens.")] = 55.0,
) -> None:
    """Run the bot for a moment on bundled sample news, with the terminal as its channel."""
    from bot.demo import run_demo  # noqa: PLC0415

    log_here(level="error")
    if not asyncio.run(run_demo(seconds=seconds)):
        raise typer.Exit(EXIT_FAILED)


@cli.command()
def health(config_path: ConfigPath = CONFIG) -> None:
    """Exit 0 while the bot shows signs of life, 1 otherwise: the container's health check."""
    raise typer.Exit(_tell_health(config_path))


def _tell_health(config_path: Path) -> int:
    from bot.tools.health import sign_of_life  # noqa: PLC0415

    alive, message = sign_of_life(config_path)
    typer.echo(message)
    return 0 if alive else EXIT_FAILED
