"""`onrecord statements …`, `onrecord latest …` and the others: what is asked in a channel, asked at the terminal."""

from __future__ import annotations

import asyncio
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.tools.at_terminal import CONFIG, ConfigPath, config_at, print_answer
from handlers.command_table import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.config import Config
    from bot.store import SqlStore
    from handlers.command_shapes import Command
    from handlers.commands import Commands
    from handlers.render.replies.reply import Reply

_PANEL = "As in a channel"
# What writes to the record; `routes` and `quiet` do where more than their name is typed.
_CHANGING = frozenset({"source", "actor", "follow", "unfollow", "routes", "mute", "unmute", "quiet", "reload"})
_READING_ALONE = frozenset({"routes", "quiet"})
_KEYED_WORDS = re.compile(r"(\w+):(.*\s.*)", re.DOTALL)
_EPILOG = "-c PATH names the config file; without it, config.toml."

Words = Annotated[list[str] | None, typer.Argument(help="As in a channel.", show_default=False)]


def add_lookups(cli: typer.Typer, *, but: frozenset[str]) -> None:
    """Add each command of a channel by its own name, but for those that have a form of their own."""
    for known in COMMANDS:
        if known.name not in but:
            (_add_status if known.name == "status" else _add_command)(cli, known)

    @cli.command(rich_help_panel=_PANEL)
    def ask(
        words: Annotated[list[str], typer.Argument(help='A command as in a channel: "statements mayor since:2d".')],
        config_path: ConfigPath = CONFIG,
    ) -> None:
        """Give any command of a channel as one line; ends with 1 where it is a mistake."""
        answer_line(" ".join(words), config_path)


def _add_command(cli: typer.Typer, known: Command) -> None:
    @cli.command(known.name, **_shown_as(known))
    def look_up(words: Words = None) -> None:
        rest, config_path = split_config(words or [])
        answer_line(" ".join([known.name, *map(as_typed, rest)]), config_path)


def _add_status(cli: typer.Typer, known: Command) -> None:
    @cli.command(known.name, **_shown_as(known))
    def look_at_status(
        words: Words = None,
        *,
        watch: Annotated[bool, typer.Option("--watch", help="Show it anew every two seconds, until Ctrl-C.")] = False,
    ) -> None:
        rest, config_path = split_config(words or [])
        if watch:
            _watch(config_path)
        else:
            answer_line(" ".join([known.name, *map(as_typed, rest)]), config_path)


def _watch(config_path: Path) -> None:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - `--help` needs none of this

    from rich.console import Console  # noqa: PLC0415

    from bot.core.config import read_config  # noqa: PLC0415
    from bot.core.logs import set_up_logs  # noqa: PLC0415
    from bot.tools.status_watch import watch_until_signal  # noqa: PLC0415

    console = Console(highlight=False)
    if not console.is_terminal:
        raise typer.BadParameter("--watch needs a terminal; without it, `status` answers once")
    config = read_config(config_path)
    set_up_logs(form="console", level="critical")  # the screen says what is wrong
    zone = ZoneInfo(config.bot.time_zone)
    asyncio.run(watch_until_signal(partial(reply_to, "status", config), console, zone))


def _shown_as(known: Command) -> dict[str, Any]:
    """Return how a command is shown, and read, at the terminal."""
    return {
        "help": f"{known.help}.",
        "epilog": f"As in a channel: {known.usage}. {_EPILOG}".replace("[", r"\["),  # it is read as markup
        "rich_help_panel": _PANEL,
        "context_settings": {"ignore_unknown_options": True},  # "-ferry" is a word that is not to be found
    }


def split_config(words: Sequence[str]) -> tuple[list[str], Path]:
    """Take the config file out of the words. `-cease` is a word: only `-c` alone names a file."""
    rest: list[str] = []
    path = CONFIG
    left = iter(words)
    for word in left:
        if word in {"-c", "--config"}:
            named = next(left, None)
            if named is None:
                raise typer.BadParameter(f"{word} needs the path of a config file")
            path = Path(named)
        elif word.startswith("--config="):
            path = Path(word.partition("=")[2])
        else:
            rest.append(word)
    return rest, path


def as_typed(word: str) -> str:
    """Put the marks back that the shell took away: `since:last week` was `since:"last week"`."""
    if '"' in word or not re.search(r"\s", word):
        return word
    keyed = _KEYED_WORDS.fullmatch(word)
    return f'{keyed[1]}:"{keyed[2]}"' if keyed else f'"{word}"'


def answer_line(line: str, config_path: Path) -> None:
    """Answer a line as in a channel; a mistake ends with 1."""
    config = config_at(config_path, log_level="warning")
    print_answer(asyncio.run(reply_to(line, config, path=config_path)))


def _is_alone(line: str) -> bool:
    """Tell whether nothing but a channel or a page is named behind a command."""
    return all(word.startswith(("channel:", "page:")) for word in line.split()[1:])


async def reply_to(line: str, config: Config, *, path: Path = CONFIG) -> Reply:
    """Answer a line as in a channel, of a record that is open for no longer than that.

    Args:
        line: as typed.
        config: as read.
        path: where it stands.

    Raises:
        StoreError: the record cannot be opened.

    """
    from bot.store import SqlStore  # noqa: PLC0415
    from bot.tools.at_terminal import operator  # noqa: PLC0415

    name = (line.split(maxsplit=1) or [""])[0].lstrip("/!").casefold()
    changing = name in _CHANGING and not (name in _READING_ALONE and _is_alone(line))
    within = config.bot.lookup_cut_off_after
    store = SqlStore(config.store.url, read_only=not changing, beside=changing, lookup_cut_off_after=within)
    needs_record = name not in {"", "help"}  # there may be none yet
    try:
        if needs_record:
            await store.open()
        commands = await _commands(store, config, path, refreshed=needs_record)
        return await commands.parse_and_run(line, by=operator() if changing else None)
    finally:
        await store.close()


async def _commands(store: SqlStore, config: Config, path: Path, *, refreshed: bool) -> Commands:
    """Make what answers commands, with what was changed by command; where it is not refreshed, as the config has it."""
    from bot.core.clock import SystemClock  # noqa: PLC0415
    from bot.jobs.by_command.actor_changes import ActorChanges  # noqa: PLC0415
    from bot.jobs.by_command.reload import ReloadRequest  # noqa: PLC0415
    from bot.jobs.by_command.route_changes import RouteChanges  # noqa: PLC0415
    from bot.jobs.by_command.source_changes import SourceChanges  # noqa: PLC0415
    from bot.jobs.by_command.tracking import Tracking  # noqa: PLC0415
    from bot.jobs.notices.lost_channels import LostChannels  # noqa: PLC0415
    from bot.tools.side_by_side import JudgeOnDemand  # noqa: PLC0415
    from handlers.actor_command import ActorCommand  # noqa: PLC0415
    from handlers.asked.routes import RouteAnswers  # noqa: PLC0415
    from handlers.commands import Commands  # noqa: PLC0415
    from handlers.reload_command import ReloadCommand  # noqa: PLC0415
    from handlers.source_command import SourceCommand  # noqa: PLC0415

    clock = SystemClock()
    actors = ActorChanges(store=store, config=config, clock=clock, tracking=Tracking(config=config))
    sources = SourceChanges(store=store, config=config, clock=clock)
    routes = RouteChanges(store=store, config=config, clock=clock)
    lost = LostChannels(store=store, clock=clock, config=config)
    if refreshed:
        for changes in (actors, sources, routes):
            await changes.refresh()
    return Commands(
        store,
        config,
        clock,
        judge=JudgeOnDemand(),
        sources=SourceCommand(changes=sources, config=config, clock=clock),
        routes=RouteAnswers(changes=routes, lost=lost, config=config, clock=clock, access={}),
        actors=ActorCommand(changes=actors, store=store, config=config, clock=clock),
        reload=ReloadCommand(ReloadRequest(path=path, config=config, store=store, sources=sources, clock=clock)),
    )
