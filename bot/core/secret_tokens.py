"""Tokens, from the environment alone, and which platforms they turn on."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.core.errors import ConfigError
from bot.core.model import Platform
from bot.core.thresholds import SHORTEST_PASSWORD, SHORTEST_SECRET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.config import Config

_NAMES: Final = {Platform.DISCORD: "Discord", Platform.SLACK: "Slack"}
_TOKENS: Final = (
    *("discord_token", "slack_bot_token", "slack_app_token", "slack_signing_secret"),
    *("slack_client_id", "slack_client_secret"),
    *("webhook_secret", "web_password"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """Tokens; `repr` never shows them."""

    discord_token: str | None = field(default=None, repr=False)
    slack_bot_token: str | None = field(default=None, repr=False)
    slack_app_token: str | None = field(default=None, repr=False)
    slack_signing_secret: str | None = field(default=None, repr=False)
    slack_client_id: str | None = field(default=None, repr=False)
    slack_client_secret: str | None = field(default=None, repr=False)
    webhook_secret: str | None = field(default=None, repr=False)
    web_password: str | None = field(default=None, repr=False)

    def values(self) -> list[str]:
        """Return those that are set, for a log filter."""
        named = (self.discord_token, self.slack_bot_token, self.slack_app_token, self.slack_signing_secret)
        others = (self.slack_client_id, self.slack_client_secret, self.webhook_secret, self.web_password)
        return [token for token in (*named, *others) if token]


def read_secrets(environment: Mapping[str, str] = os.environ) -> Secrets:
    """Read tokens from the environment: `DISCORD_TOKEN` and so on, each also as a file named by `DISCORD_TOKEN_FILE`.

    Raises:
        ConfigError: a token is given twice, or its file cannot be read.

    """
    problems: list[str] = []
    tokens = {name: _secret(name.upper(), environment, problems) for name in _TOKENS}
    if len(tokens["webhook_secret"] or " " * SHORTEST_SECRET) < SHORTEST_SECRET:
        problems.append(f"WEBHOOK_SECRET: is short enough to be guessed; take {SHORTEST_SECRET} characters or more")
    if len(tokens["web_password"] or " " * SHORTEST_PASSWORD) < SHORTEST_PASSWORD:
        problems.append(f"WEB_PASSWORD: is short enough to be guessed; take {SHORTEST_PASSWORD} characters or more")
    if problems:
        raise ConfigError(problems)
    return Secrets(**tokens)


def missing_tokens(config: Config, secrets: Secrets) -> dict[Platform, str]:
    """Return the platforms that are off, each with the environment variable that would turn it on."""
    off: dict[Platform, str] = {}
    if not secrets.discord_token:
        off[Platform.DISCORD] = "DISCORD_TOKEN"
    if lacks := next((name for name, value in _of_slack(config, secrets).items() if not value), None):
        off[Platform.SLACK] = lacks
    return off


def _of_slack(config: Config, secrets: Secrets) -> dict[str, str | None]:
    """Return what Slack needs, by the names of the variables."""
    signed = {"SLACK_SIGNING_SECRET": secrets.slack_signing_secret}
    if config.slack.workspaces:  # each has a token of its own, from when the app is installed there
        return {
            "SLACK_CLIENT_ID": secrets.slack_client_id,
            "SLACK_CLIENT_SECRET": secrets.slack_client_secret,
            **signed,
        }
    second = {"SLACK_APP_TOKEN": secrets.slack_app_token} if config.slack.mode == "socket" else signed
    return {"SLACK_BOT_TOKEN": secrets.slack_bot_token, **second}


def routes_to_nowhere(config: Config, secrets: Secrets) -> list[str]:
    """Say which routes and digests lead to a platform that is off."""
    off = missing_tokens(config, secrets)
    leads = [(f"routes[{place}]", one.channel.platform) for place, one in enumerate(config.routes, 1)]
    leads += [(f"digests[{place}]", one.wants.channel.platform) for place, one in enumerate(config.digests, 1)]
    return [
        f"{where}: leads to {_NAMES[platform]}, which is off: set {off[platform]}"
        for where, platform in leads
        if platform in off
    ]


def idle_platforms(config: Config, secrets: Secrets) -> list[str]:
    """Say which platforms are on and get no alerts."""
    routed = {one.channel.platform for one in (*config.routes, *(digest.wants for digest in config.digests))}
    return [
        f'{name} has a token and gets no alerts: add a route with channel = "{platform}:<channel id>"'
        for platform, name in _NAMES.items()
        if platform not in missing_tokens(config, secrets) and platform not in routed
    ]


def _secret(name: str, environment: Mapping[str, str], problems: list[str]) -> str | None:
    value, file_name = environment.get(name, "").strip(), environment.get(f"{name}_FILE", "").strip()
    if value and file_name:
        problems.append(f"{name}: is set, and so is {name}_FILE; set one of them")
    elif file_name:
        try:
            value = Path(file_name).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{name}_FILE: {file_name} cannot be read ({error}); name a file that holds the token")
    return value or None
