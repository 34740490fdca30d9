"""What a text was read from goes on record with it, for as long as `[replay]` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.config_sections import ReplaySettings
    from bot.core.model import Original
    from bot.core.ports import OriginalWrites


async def keep(transaction: OriginalWrites, original: Original | None, settings: ReplaySettings) -> None:
    """Keep what a text was read from, where anything is kept."""
    if original is not None and settings.keeps:
        await transaction.keep_original(original)
