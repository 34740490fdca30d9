"""Discord on loopback: REST v10 and gateway v10 as far as a bot of ours needs them, as strict as Discord and stricter.

What breaks a rule is refused, and told again when the server is left.
"""

from __future__ import annotations

from tests.loopback.discord.objects import (
    ADMINISTRATOR,
    CHANNEL_ID,
    CHANNEL_MANAGER,
    GUILD_ID,
    MANAGE_GUILD,
    MANAGER,
    OTHER_CHANNEL_ID,
    READER,
    READER_ID,
    TOKEN,
    Attached,
    Reader,
    buttons,
    shown,
)
from tests.loopback.discord.rest import LoopbackDiscord

__all__ = [
    "ADMINISTRATOR",
    "CHANNEL_ID",
    "CHANNEL_MANAGER",
    "GUILD_ID",
    "MANAGER",
    "MANAGE_GUILD",
    "OTHER_CHANNEL_ID",
    "READER",
    "READER_ID",
    "TOKEN",
    "Attached",
    "LoopbackDiscord",
    "Reader",
    "buttons",
    "shown",
]
