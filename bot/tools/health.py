"""Is the bot alive? Asked every half minute by the container's health check, so as little as possible is imported."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.core.database import database_of
from bot.core.errors import StoreError
from bot.rules.health import is_alive
from bot.store.sign_of_life import last_beat_at

if TYPE_CHECKING:
    from pathlib import Path


def sign_of_life(config_path: Path) -> tuple[bool, str]:
    """Tell whether the bot of this config gave a sign of life within the last minute, and say so.

    Raises:
        ConfigError: the config is wrong, with every mistake in it.
        StoreError: the record cannot be read.

    """
    database = database_of(config_path)
    try:
        beat_at = None if database is None else last_beat_at(database)
    except StoreError:
        beat_at = None
    if beat_at is None:
        beat_at = _in_full(config_path)
    if beat_at is None:
        return False, "the bot has not run yet"
    now = datetime.now(UTC)
    return is_alive(beat_at, now=now), f"last sign of life {(now - beat_at).total_seconds():.0f} s ago"


def _in_full(config_path: Path) -> datetime | None:
    """Ask again with everything that can say in words what is wrong."""
    import asyncio  # noqa: PLC0415

    from bot.core.config import read_config  # noqa: PLC0415
    from bot.store import SqlStore  # noqa: PLC0415

    store = SqlStore(read_config(config_path).bot.database, read_only=True)

    async def ask() -> datetime | None:
        await store.open()
        try:
            beat = await store.last_beat()
        finally:
            await store.close()
        return None if beat is None else beat.at

    return asyncio.run(ask())
