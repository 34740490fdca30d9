"""Discord, Slack and the terminal offer the same commands, explain them alike and give the same answers."""

from __future__ import annotations

import re
from io import StringIO

import pytest
import typer
import yaml
from rich.console import Console

from bot.cli import cli
from handlers.asked.explained import OLD_NAMES_SAID
from handlers.command_table import COMMANDS, OLD_NAMES, SLASH
from handlers.discord.registration import registrations
from handlers.terminal.console_handler import print_reply
from tests.documents import text_of
from tests.handlers.test_commands import EXAMPLES
from tests.handlers.test_discord_rest import handler_for as on_discord
from tests.handlers.test_slack_rest import handler_for as on_slack
from tests.loopback import discord as discord_side
from tests.loopback import slack as slack_side
from tests.loopback.server import running

NAMES = [one.name for one in COMMANDS]


def registered():
    return {one["name"]: one for one in registrations()}


def test_the_commands_are_the_same_everywhere():
    assert [one["name"] for one in registered()[SLASH]["options"]] == NAMES
    in_terminal = typer.main.get_command(cli).commands
    assert [name for name in NAMES if name not in in_terminal] == []
    (command,) = yaml.safe_load(text_of("manifest.yaml"))["features"]["slash_commands"]
    assert command["command"] == f"/{SLASH}"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.name)
def test_a_command_is_explained_alike_everywhere(command):
    (offered,) = [one for one in registered()[SLASH]["options"] if one["name"] == command.name]
    assert offered["description"] == command.help
    below = command.actions or ()
    assert [(one["name"], one["description"]) for one in offered["options"]] == [
        (one.name, one.help) for one in (below or command.arguments)
    ]
    if command.name not in {"source", "why"}:  # which take options of their own in the terminal
        assert typer.main.get_command(cli).commands[command.name].help == f"{command.help}."


def test_the_names_of_old_say_what_they_are_called_now():
    old = registered()
    assert list(old) == [SLASH, *OLD_NAMES]
    for name in OLD_NAMES:
        assert old[name]["description"].startswith(f"Now /{SLASH} {name}. ")
    assert OLD_NAMES_SAID.split(", such as ")[1].startswith("/statements and /latest")


def bare(text):
    """Return letters and digits alone: without the marks of any platform."""
    return re.sub(r"\W+|_", "", re.sub(r"\]\(\S+?\)|\(https?://\S+\)", "", text))


def as_pattern(text):
    """Return a pattern of an answer on Discord, which writes moments as numbers."""
    return ".+?".join(re.escape(bare(one)) for one in re.split(r"<t:\d+:\w>", text))


@pytest.mark.usefixtures("seven_statements")
@pytest.mark.parametrize("name", NAMES)
async def test_a_command_is_answered_alike_everywhere(discord, slack, commands, name):
    given = EXAMPLES[name]
    typed = " ".join([name, *given.values()])
    terminal = Console(file=StringIO(), width=2000, highlight=False)
    print_reply(await commands.parse_and_run(typed), terminal)
    moderators = (f"discord:{discord_side.READER_ID}",)
    async with running(on_discord(discord, commands=commands, moderators=moderators)):
        await discord.ready()
        there = (await discord.slash(name, **given)).text
    async with running(on_slack(slack, commands=commands)):
        await slack.ready()
        here = slack_side.shown(await slack.slash(typed))
    pattern = re.compile(as_pattern(there.partition("\npage ")[0]))
    for shown in (bare(here), bare(terminal.file.getvalue())):
        assert pattern.match(shown), (pattern.pattern, shown)
