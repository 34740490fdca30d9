"""`onrecord actor …` offers at the terminal what `actor` takes in a channel."""

from __future__ import annotations

from bot.tools.actor_cli import actor_cli
from bot.tools.source_cli import source_cli
from handlers.tracking_commands import ACTOR_COMMAND, SOURCE_COMMAND


def names_of(cli):
    return {one.name for one in cli.registered_commands}


def test_each_action_has_a_command_at_the_terminal():
    assert {one.name for one in ACTOR_COMMAND.actions} <= names_of(actor_cli)
    assert {one.name for one in SOURCE_COMMAND.actions} <= names_of(source_cli)
