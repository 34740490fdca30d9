"""The record brought up to date without a bot, as `onrecord migrate` does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store import SharedStore, SqlStore
from bot.store.schema import newest_version

if TYPE_CHECKING:
    from bot.core.config import Config


async def migrate_record(config: Config) -> str:
    """Bring the record to the version of this program; returns in a line from which version it came.

    It is made where there is none, with the queue where the work is shared. Where bots of this version are at work,
    there is nothing to do.

    Raises:
        StoreError: a newer program wrote it, bots of another version are at work on it, or it cannot be used.

    """
    store = SharedStore(config.store.url) if config.work.is_shared else SqlStore(config.store.url, beside=True)
    await store.open()
    await store.close()
    before, now = store.version_before, newest_version()
    if before is None:
        return f"{store.address.name}: made, at version {now}"
    if before == now:
        return f"{store.address.name}: is at version {now} already, nothing to do"
    return f"{store.address.name}: brought from version {before} to {now}"
