"""What the fork server of tests/whole.py loads last: one short life of the bot, before all others are forked.

What every life works out first is then worked out once and inherited: the statements that SQLAlchemy compiles, the
vectors of words, the list of migrations, the types that pydantic and typer look at. That was half of a short life.
"""

from __future__ import annotations

import asyncio
import gc
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from structlog.testing import capture_logs

from tests.compiled import share_compiled
from tests.whole import Newsroom, make_haste

ENDED_WITHIN = 60.0  # seconds


async def _live() -> None:
    with TemporaryDirectory(prefix="onrecord-warm-") as folder:
        async with Newsroom(Path(folder)) as room, room.bot():
            room.publish("wire", "trump: The harbour wall will be finished before the first snow.")
            await room.until_sent(2)


share_compiled()
with pytest.MonkeyPatch.context() as patch, capture_logs():
    make_haste(patch)
    asyncio.run(_live())
for one in threading.enumerate():
    if one is not threading.current_thread():
        one.join(ENDED_WITHIN)
        if one.is_alive():  # a fork has no thread but its own: whatever the others hold then is held for ever
            raise RuntimeError(f"a bot has ended, and {one.name} goes on")
gc.enable()  # tests/quiet.py had turned it off
