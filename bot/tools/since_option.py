"""A time that somebody gives as an option, read as in a lookup."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.config import Config


def time_meant(text: str, config: Config) -> datetime:
    """Return when something begins: `7d`, `monday`, `2026-11-01`."""
    from bot.core.clock import SystemClock  # noqa: PLC0415 - `--help` needs none of this
    from handlers.typed.periods import period_at  # noqa: PLC0415

    period = period_at(text, now=SystemClock().now(), zone=config.bot.time_zone)
    if period is None or period.since is None:
        raise typer.BadParameter(f'{text!r} is not a time; write one like "2026-11-01", "30d" or "last monday"')
    return period.since
