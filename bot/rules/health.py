"""Whether the bot runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.rules.thresholds import ALIVE_WITHIN

if TYPE_CHECKING:
    from datetime import datetime


def is_alive(beat_at: datetime, *, now: datetime) -> bool:
    """Tell whether the bot's last sign of life shows that it runs; one far in the future is older than it looks."""
    return abs(now - beat_at) <= ALIVE_WITHIN
