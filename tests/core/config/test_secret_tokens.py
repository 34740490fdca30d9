"""Tokens: where they are read from, and which platforms they switch on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.config import parse_config
from bot.core.errors import ConfigError
from bot.core.model import Platform
from bot.core.secret_tokens import Secrets, idle_platforms, missing_tokens, read_secrets, routes_to_nowhere
from tests.core.config.samples import DIGEST, LEAST


def test_secrets_come_from_the_environment_or_from_files(tmp_path):
    token_file = tmp_path / "token"
    token_file.write_text("xoxb-from-file\n", encoding="utf-8")
    secrets = read_secrets({"DISCORD_TOKEN": " abc ", "SLACK_BOT_TOKEN_FILE": str(token_file)})
    assert (secrets.discord_token, secrets.slack_bot_token) == ("abc", "xoxb-from-file")
    assert secrets.slack_app_token is None
    assert read_secrets({"WEBHOOK_SECRET": "x" * 32}).values() == ["x" * 32]
    assert "abc" not in repr(secrets)
    assert "xoxb" not in repr(secrets)


@pytest.mark.parametrize(
    ("environment", "problem"),
    [
        ({"DISCORD_TOKEN": "a", "DISCORD_TOKEN_FILE": "b"}, "DISCORD_TOKEN: is set, and so is DISCORD_TOKEN_FILE"),
        ({"WEBHOOK_SECRET": "x" * 31}, "WEBHOOK_SECRET: is short enough to be guessed; take 32 characters or more"),
        ({"SLACK_APP_TOKEN_FILE": "/does/not/exist"}, "SLACK_APP_TOKEN_FILE: /does/not/exist cannot be read"),
    ],
)
def test_a_token_that_cannot_be_read_is_a_mistake_of_the_config(environment, problem):
    with pytest.raises(ConfigError, match=problem):
        read_secrets(environment)


def test_a_digest_to_a_platform_that_is_off_is_reported():
    text = LEAST + DIGEST.replace("console", "slack:C024BE91L")
    assert routes_to_nowhere(parse_config(text), Secrets()) == [
        "digests[1]: leads to Slack, which is off: set SLACK_BOT_TOKEN"
    ]


def test_tokens_and_routes_that_do_not_meet_are_reported():
    on_discord = '[[routes]]\nchannel = "discord:123456789012345678"\n'
    on_slack = '[[routes]]\nchannel = "slack:C024BE91L"\n'
    secrets = Secrets(discord_token="t")
    config = parse_config(LEAST + on_discord)
    assert (routes_to_nowhere(config, secrets), idle_platforms(config, secrets)) == ([], [])
    assert routes_to_nowhere(parse_config(LEAST + on_discord + on_slack), secrets) == [
        "routes[2]: leads to Slack, which is off: set SLACK_BOT_TOKEN"
    ]
    assert routes_to_nowhere(parse_config(LEAST), secrets) == []
    (said,) = idle_platforms(parse_config(LEAST), secrets)
    assert said.startswith("Discord has a token and gets no alerts: add a route")


def test_several_workspaces_need_the_apps_own_secrets_and_no_token_of_a_bot():
    config = parse_config(LEAST + "[slack]\nmode = 'http'\nworkspaces = ['T024BE7LD']")
    app = Secrets(slack_client_id="1.2", slack_client_secret="s", slack_signing_secret="t")
    assert Platform.SLACK not in missing_tokens(config, app)
    assert missing_tokens(config, replace(app, slack_client_secret=None))[Platform.SLACK] == "SLACK_CLIENT_SECRET"
    bot = Secrets(slack_bot_token="xoxb", slack_signing_secret="t")
    assert missing_tokens(config, bot)[Platform.SLACK] == "SLACK_CLIENT_ID"
