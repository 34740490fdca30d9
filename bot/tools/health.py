"""Is the bot alive? Asked every half minute by the container's health check, so as little as possible is imported."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.core.database import database_of
from bot.core.errors import StoreError
from bot.rules.health import span_words, troubles
from bot.store.sign_of_life import last_beat

if TYPE_CHECKING:
    from pathlib import Path

    from bot.core.model import Beat


def sign_of_life(config_path: Path) -> tuple[bool, str]:
    """Tell whether the bot of this config gave a sign of life within the last minute and does its work, and say so.

    Raises:
        ConfigError: the config is wrong, with every mistake in it.
        StoreError: the record cannot be read.

    """
    database = database_of(config_path)
    try:
        beat = None if database is None else last_beat(database)
    except StoreError:
        beat = None
    if beat is None:
        beat = _in_full(config_path)
    if beat is None:
        return False, "the bot has not run yet"
    now = datetime.now(UTC)
    wrong = troubles(beat, now=now)
    last = f"last sign of life {span_words((now - beat.at).total_seconds())} ago"
    return not wrong, "; ".join([last, *wrong])


def _in_full(config_path: Path) -> Beat | None:
    """Ask again with everything that can say in words what is wrong."""
    import asyncio  # noqa: PLC0415

    from bot.core.config import read_config  # noqa: PLC0415
    from bot.store import SqlStore  # noqa: PLC0415

    store = SqlStore(read_config(config_path).store.url, read_only=True)

    async def ask() -> Beat | None:
        await store.open()
        try:
            return await store.last_beat()
        finally:
            await store.close()

    return asyncio.run(ask())
