"""Slack on loopback: Web API, Socket Mode, answers and signed requests, as strict as Slack and stricter.

What breaks a rule is refused, and told again when the server is left.
"""

from __future__ import annotations

from tests.loopback.slack.objects import (
    APP_TOKEN,
    BOT_ID,
    BOT_TOKEN,
    CHANNEL_ID,
    CLIENT_ID,
    CLIENT_SECRET,
    FIRST_TEAM,
    MODERATOR_ID,
    OTHER_BOT_ID,
    OTHER_CHANNEL_ID,
    OTHER_TEAM,
    READER_ID,
    SIGNING_SECRET,
    buttons,
    pieces,
    shown,
)
from tests.loopback.slack.people import LoopbackSlack

__all__ = [
    "APP_TOKEN",
    "BOT_ID",
    "BOT_TOKEN",
    "CHANNEL_ID",
    "CLIENT_ID",
    "CLIENT_SECRET",
    "FIRST_TEAM",
    "MODERATOR_ID",
    "OTHER_BOT_ID",
    "OTHER_CHANNEL_ID",
    "OTHER_TEAM",
    "READER_ID",
    "SIGNING_SECRET",
    "LoopbackSlack",
    "buttons",
    "pieces",
    "shown",
]
