"""What commands at the terminal have alike: where the config is, who gives them, and an answer as in a channel."""

from __future__ import annotations

import asyncio
import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from bot.core.config import Config
    from bot.core.model import Member
    from bot.core.secret_tokens import Secrets
    from handlers.command_shapes import Command
    from handlers.render.replies.reply import Reply


EXIT_FAILED = 1
CONFIG = Path("config.toml")

ConfigPath = Annotated[Path, typer.Option("-c", "--config", help="Config file; see config.example.toml.")]
AnyConfigPath = Annotated[
    Path | None, typer.Option("-c", "--config", help="Config file; without one, config.toml or the example.")
]


def config_at(config_path: Path, *, log_level: str = "error") -> Config:
    """Return the config of a file, and have the log say on this terminal what is as bad as that.

    Raises:
        ConfigError: it has mistakes.

    """
    from bot.core.config import read_config  # noqa: PLC0415 - `--help` needs none of this
    from bot.core.logs import set_up_logs  # noqa: PLC0415

    config = read_config(config_path)
    set_up_logs(form="console", level=log_level)
    return config


def config_or_example(path: Path | None) -> Config:
    """Return the config of a file; without one, that of this folder, or the example's.

    Raises:
        ConfigError: it has mistakes.

    """
    from bot.core.config import example_config_path, read_config  # noqa: PLC0415

    if path is not None:
        return read_config(path)
    return read_config(CONFIG if CONFIG.is_file() else example_config_path())


def log_here(*, level: str = "warning") -> None:
    """Have the log say on this terminal what is at least so bad."""
    from bot.core.logs import set_up_logs  # noqa: PLC0415

    set_up_logs(form="console", level=level)


def log_as_configured(config: Config, secrets: Secrets) -> None:
    """Have the log say what the config asks for, and no secret."""
    from bot.core.logs import set_up_logs  # noqa: PLC0415

    set_up_logs(
        form=config.bot.log,
        level=config.bot.log_level,
        of_parts=config.bot.log_levels,
        secrets=secrets.values(),
    )


def console_of(*, highlight: bool = False, **settings: Any) -> Console:
    """Return the terminal; `settings` as rich takes them."""
    from rich.console import Console  # noqa: PLC0415

    return Console(highlight=highlight, **settings)


def operator() -> Member:
    """Return whoever has the machine's own terminal."""
    from bot.core.model import OPERATOR, Member  # noqa: PLC0415

    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a container may have no user of that number
        name = "operator"
    return Member(id=f"{OPERATOR}{name}", name=name, moderator=True)


def answer(config_path: Path, known: Command, given: dict[str, str], *, page: int = 1) -> None:
    """Take an action of `source` or `actor` as in a channel, and print what comes of it; a mistake ends with 1.

    Args:
        config_path: the config.
        known: the command.
        given: its arguments; those that are missing are empty.
        page: of a list, counted from 1.

    """
    print_answer(asyncio.run(_reply(config_at(config_path), known, given, page - 1)))


def print_answer(reply: Reply) -> None:
    """Print an answer; a mistake ends with 1."""
    from rich.console import Console  # noqa: PLC0415

    from handlers.terminal.console_handler import print_reply  # noqa: PLC0415

    print_reply(reply, Console(highlight=False))
    if reply.mistake:
        raise typer.Exit(EXIT_FAILED)


async def _reply(config: Config, known: Command, given: dict[str, str], page: int) -> Reply:
    from bot.core.clock import SystemClock  # noqa: PLC0415
    from bot.store import SqlStore  # noqa: PLC0415
    from bot.tools.stored import changes_by_command  # noqa: PLC0415
    from handlers.actor_command import ActorCommand  # noqa: PLC0415
    from handlers.command_shapes import Who  # noqa: PLC0415
    from handlers.commands import Commands  # noqa: PLC0415
    from handlers.source_command import SourceCommand  # noqa: PLC0415

    clock = SystemClock()
    is_change = any(one.name == given["action"] and one.who is Who.MODERATORS for one in known.actions)
    async with changes_by_command(config, writing=is_change) as changes:
        store = changes.store
        if store is None:  # there is no record yet, and whatever asks for more than the lists is told so
            store = SqlStore(config.store.url, read_only=True)
            if given["action"] != "list":
                await store.open()
        sources = SourceCommand(changes=changes.sources, config=config, clock=clock)
        actors = ActorCommand(changes=changes.actors, store=store, config=config, clock=clock)
        commands = Commands(store, config, clock, sources=sources, actors=actors)
        return await commands.run(known.name, given, page, by=operator())
