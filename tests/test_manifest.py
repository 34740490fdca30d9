"""manifest.yaml asks Slack for what the code needs, and for nothing more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from bot.core.config_sections import SlackSettings
from handlers.command_table import COMMANDS, FIND_STATEMENTS, IMPORT_SOURCES
from handlers.slack.message import FIND_ID, IMPORT_ID
from handlers.slack.rest import SCOPES

ROOT = Path(__file__).parents[1]
SCHEMA = ROOT.parent / "shared" / "specs" / "slack-manifest.schema.json"


@pytest.fixture(scope="module")
def manifest():
    return yaml.safe_load((ROOT / "manifest.yaml").read_text(encoding="utf-8"))


def test_it_follows_slacks_schema(manifest):
    if not SCHEMA.is_file():
        pytest.skip(f"Slack's schema is not at hand: {SCHEMA.name}")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert [error.message for error in Draft7Validator(schema).iter_errors(manifest)] == []


def test_its_command_is_the_one_that_the_bot_listens_to(manifest):
    [command] = manifest["features"]["slash_commands"]
    assert command["command"] == SlackSettings().command
    assert command["should_escape"] is False  # what people type is read as they typed it


def test_its_usage_hint_names_commands_that_exist(manifest):
    hint = manifest["features"]["slash_commands"][0]["usage_hint"]
    named = {usage.split()[0] for usage in hint.split(" | ")}
    assert named <= {command.name for command in COMMANDS}
    assert {"statements", "latest", "help"} <= named


def test_its_scopes_are_those_of_the_methods_that_are_called(manifest):
    needed = {"commands", *(scope for scopes in SCOPES.values() for scope in scopes)}
    asked = manifest["oauth_config"]["scopes"]["bot"]
    assert sorted(asked) == sorted(needed)


def test_it_switches_on_what_the_default_mode_needs(manifest):
    assert SlackSettings().mode == "socket"
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert manifest["settings"]["interactivity"]["is_enabled"] is True


def test_it_hears_of_the_apps_own_page_and_of_its_removal_and_of_nothing_else(manifest):
    heard = ["app_home_opened", "app_uninstalled", "tokens_revoked"]
    assert manifest["settings"]["event_subscriptions"] == {"bot_events": heard}
    assert manifest["features"]["app_home"]["home_tab_enabled"] is True


def test_the_menu_of_a_message_offers_what_the_bot_listens_to(manifest):
    offered = [(one["name"], one["type"], one["callback_id"]) for one in manifest["features"]["shortcuts"]]
    assert offered == [(FIND_STATEMENTS, "message", FIND_ID), (IMPORT_SOURCES, "message", IMPORT_ID)]
    assert all(len(one["name"]) <= 24 for one in manifest["features"]["shortcuts"])


def test_it_uses_no_rotating_tokens(manifest):
    assert manifest["settings"]["token_rotation_enabled"] is False
