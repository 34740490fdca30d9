"""Discord, Slack and the terminal offer the same commands, explain them alike and give the same answers."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO

import pytest
import typer
import yaml
from rich.console import Console

from bot.cli import cli
from handlers.asked.explained import OLD_NAMES_SAID
from handlers.command_table import AS_FILE, COMMANDS, FIND_STATEMENTS, OLD_NAMES, SLASH
from handlers.discord.registration import registrations
from handlers.terminal.console_handler import print_reply
from tests.documents import text_of
from tests.handlers.discord.test_discord_rest import handler_for as on_discord
from tests.handlers.samples import BEFORE, EXAMPLES, put, statement_view
from tests.handlers.slack.test_slack_rest import handler_for as on_slack
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
    below = command.actions or (*command.arguments, *((AS_FILE,) if command.as_file else ()))
    assert [(one["name"], one["description"]) for one in offered["options"]] == [(one.name, one.help) for one in below]
    if command.name not in {"source", "actor", "why"}:  # which take options of their own in the terminal
        assert typer.main.get_command(cli).commands[command.name].help == f"{command.help}."


def test_the_names_of_old_say_what_they_are_called_now():
    old = registered()
    assert list(old) == [SLASH, *OLD_NAMES, FIND_STATEMENTS]
    for name in OLD_NAMES:
        assert old[name]["description"].startswith(f"Now /{SLASH} {name}. ")
    assert set(re.findall(r"/(\w+)", OLD_NAMES_SAID)) <= set(OLD_NAMES)


def bare(text):
    """Return letters and digits alone: without the marks of any platform."""
    return re.sub(r"\W+|_", "", re.sub(r"\]\(\S+?\)|\(https?://\S+\)", "", text))


def as_pattern(text):
    """Return a pattern of an answer on Discord, which writes moments as numbers."""
    return ".+?".join(re.escape(bare(one)) for one in re.split(r"<t:\d+:\w>", text))


@pytest.mark.usefixtures("seven_statements")
@pytest.mark.parametrize("name", NAMES)
async def test_a_command_is_answered_alike_everywhere(discord, slack, commands, access, name):
    given = EXAMPLES[name]
    typed = " ".join([name, *given.values()])
    terminal = Console(file=StringIO(), width=2000, highlight=False)
    first = [(one, EXAMPLES[one]) for one in BEFORE.get(name, ())]
    for one, before in first:
        await commands.run(one, before)
    print_reply(await commands.parse_and_run(typed), terminal)
    moderators = (f"discord:{discord_side.READER_ID}", f"slack:{slack_side.READER_ID}")
    async with running(on_discord(discord, commands=commands, moderators=moderators)) as handler:
        access[handler.platform] = handler
        await discord.ready()
        for one, before in first:
            await discord.slash(one, **before)
        there = (await discord.slash(name, **given)).text
    async with running(on_slack(slack, commands=commands, moderators=moderators)) as handler:
        access[handler.platform] = handler
        await slack.ready()
        for one, before in first:
            await slack.slash(" ".join([one, *before.values()]))
        here = slack_side.shown(await slack.slash(typed))
    pattern = re.compile(as_pattern(there.partition("\npage ")[0]))
    assert "That did not work" not in there
    for shown in (bare(here), bare(terminal.file.getvalue())):
        assert pattern.match(shown), (pattern.pattern, shown)


@pytest.mark.usefixtures("seven_statements")
@pytest.mark.parametrize("form", ["csv", "json"])
async def test_an_answer_can_be_had_as_a_file_everywhere(discord, slack, commands, form):
    terminal = Console(file=StringIO(), width=80)
    print_reply(await commands.parse_and_run(f"statements venn as:{form}"), terminal)
    written = terminal.file.getvalue().encode()
    async with running(on_discord(discord, commands=commands)):
        await discord.ready()
        reply = await discord.slash("statements", **{"actor": "venn", "as": form})
    assert "7 rows in statements" in reply.text
    assert discord.files == {f"statements.{form}": written}
    async with running(on_slack(slack, commands=commands)):
        await slack.ready()
        assert "in your messages with this app" in slack_side.shown(await slack.slash(f"statements venn as:{form}"))
        assert [one.content for one in slack.files[f"D{slack_side.READER_ID[1:]}"]] == [written]
        slack.scopes.remove("files:write")
        refused = slack_side.shown(await slack.slash(f"statements venn as:{form}"))
    assert "reinstall it with manifest.yaml" in refused
    if form == "csv":
        head, *rows = csv.reader(written.decode().splitlines())
        assert [dict(zip(head, row, strict=True))["text"] for row in rows][:2] == [
            "Bridge number 6.",
            "Bridge number 5.",
        ]
    else:
        answer = json.loads(written)
        assert (answer["title"], len(answer["rows"])) == ("7 statements by Orla Venn", 7)
        assert answer["rows"][0]["sightings"][0]["source"] == "gazette"


CHANGING = {"follow", "unfollow", "mute", "unmute"}  # what they answer a second time is another thing


@pytest.mark.usefixtures("seven_statements")
async def test_a_picture_goes_with_its_words_everywhere(discord, slack, commands):
    reply = await commands.parse_and_run("activity venn")
    async with running(on_discord(discord, commands=commands)):
        await discord.ready()
        assert "7 statements: 7 new." in (await discord.slash("activity", actor="venn")).text
    (picture,) = discord.files.values()
    (attached,) = [one for _, _, body in discord.requests for one in _attached(body)]
    assert attached == {"id": "0", "filename": "activity-mayor.png", "description": reply.file.alt}
    async with running(on_slack(slack, commands=commands)):
        await slack.ready()
        assert "7 statements: 7 new." in slack_side.shown(await slack.slash("activity venn"))
        (uploaded,) = slack.files[f"D{slack_side.READER_ID[1:]}"]
        assert (uploaded.name, uploaded.alt) == ("activity-mayor.png", reply.file.alt)
        slack.scopes.remove("files:write")
        refused = slack_side.shown(await slack.slash("activity venn"))
    assert "reinstall it with manifest.yaml" in refused
    assert "4 Mar" in refused  # the same as a table
    assert picture == uploaded.content == reply.file.content


@pytest.mark.usefixtures("seven_statements")
@pytest.mark.parametrize("name", [name for name in NAMES if name not in CHANGING])
@pytest.mark.parametrize("form", ["csv", "json"])
async def test_any_answer_can_be_had_as_a_file(commands, name, form):
    for one in BEFORE.get(name, ()):
        await commands.run(one, EXAMPLES[one])
    plain_reply = await commands.run(name, EXAMPLES[name])
    reply = await commands.run(name, EXAMPLES[name] | {"as": form}, page=3)
    assert (reply.title, reply.file.name) == (plain_reply.title, f"{name}.{form}")
    assert len(reply.file.content.splitlines()) > 1


async def test_a_file_that_cannot_be_is_a_mistake_and_of_nothing_there_is_none(commands):
    refused = await commands.parse_and_run("statements as:pdf")
    assert refused.mistake
    assert "Write as:csv or as:json." in str(refused)
    nothing = await commands.parse_and_run("statements venn as:csv")
    assert (nothing.title, nothing.file) == ("No statements", None)


async def test_words_of_strangers_are_no_formulas_in_a_spreadsheet(commands, store):
    await put(store, statement_view("s1", text='=HYPERLINK("https://evil.example")'))
    reply = await commands.parse_and_run("statements as:csv")
    assert b"'=HYPERLINK" in reply.file.content
    await put(store, statement_view("s2", text="We pay."))
    explained = await commands.run("why", {"what": "s2", "as": "csv"})
    assert explained.file.content.splitlines()[0] == b"part,text,links"


def _attached(body):
    return body.get("attachments", ()) if isinstance(body, dict) else ()
