"""An empty record in SQLite, made once in a process: the migrations take longer than many a test."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.store import SqlStore
from bot.store.engines import SQLITE_SETTINGS

# Nobody cuts the power during these tests, and the disk may be busy; a process that is killed loses nothing by it.
UNSYNCED = (*SQLITE_SETTINGS, "PRAGMA synchronous = OFF")


@cache
def empty_record() -> bytes:
    """Return a file of the newest version with all tables and no row, to be written where a bot looks for its own."""
    with TemporaryDirectory(prefix="onrecord-empty-") as folder:
        file = Path(folder) / "empty.db"

        async def make() -> None:
            store = SqlStore(f"sqlite:///{file}")
            await store.open()
            await store.close()

        with ThreadPoolExecutor(1) as thread:  # whoever asks may have a loop of its own already
            thread.submit(asyncio.run, make()).result()
        return file.read_bytes()
