"""`onrecord status --watch`: the status drawn anew, whatever becomes of the record meanwhile."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from bot.core.config import read_config
from bot.core.errors import StoreError
from bot.core.model import Beat
from bot.store import SqlStore
from bot.tools.lookup_cli import reply_to
from bot.tools.status_watch import watch_status
from tests.records import empty_record
from tests.tools.test_exports import CONFIG
from tests.whole import onrecord


@pytest.fixture
def config(tmp_path):
    (tmp_path / "onrecord.db").write_bytes(empty_record())
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.format(url=f"sqlite:///{tmp_path / 'onrecord.db'}"), encoding="utf-8")
    return read_config(path)


async def watched(config, *meanwhile, height=60):
    """Return what stood on the screen at the start and after each of these."""
    console = Console(file=StringIO(), force_terminal=True, color_system=None, width=200, height=height)
    frames, left = [], iter(meanwhile)

    async def pause():
        frames.append(console.file.getvalue())
        console.file.seek(0)
        console.file.truncate()
        happens = next(left, None)
        if happens is None:
            raise asyncio.CancelledError
        await happens()

    with pytest.raises(asyncio.CancelledError):
        await watch_status(partial(reply_to, "status", config), console, ZoneInfo("UTC"), pause=pause)
    return frames, console.file.getvalue()


async def test_what_a_bot_writes_is_seen_after_the_next_pause(config):
    bot = SqlStore(config.store.url)
    await bot.open()

    async def lives():
        now = datetime.now(UTC)
        await bot.beat(Beat(at=now, started_at=now, platforms={"discord": "connected"}))

    async def hangs():
        long_ago = datetime.now(UTC) - timedelta(hours=1)
        await bot.beat(Beat(at=long_ago, started_at=long_ago, platforms={}))

    frames, _ = await watched(config, lives, hangs)
    await bot.close()
    assert [
        next(title for title in ("has not run yet", "is running", "is not running") if f"The bot {title}" in frame)
        for frame in frames
    ] == ["has not run yet", "is running", "is not running"]
    assert all("Ctrl-C ends" in frame for frame in frames)


async def test_a_record_that_is_gone_is_named_and_waited_for(config, tmp_path):
    file, aside = tmp_path / "onrecord.db", tmp_path / "aside.db"

    async def goes():
        file.rename(aside)

    async def comes_back():
        aside.rename(file)

    frames, end = await watched(config, goes, comes_back)
    assert "The record cannot be read" in frames[1]
    assert f"{file} does not exist" in frames[1]
    assert "The last answer came at" in frames[1]
    assert "has not run yet" not in frames[1]
    assert "has not run yet" in frames[2]
    assert not file.with_name("aside.db").exists()
    assert end.endswith(("\x1b[?25h", "\x1b[?1049l"))  # the cursor and the screen as they were


async def test_on_a_low_terminal_whether_it_runs_is_seen_still(config):
    frames, _ = await watched(config, height=4)
    assert "The bot has not run yet" in frames[0]


async def test_without_a_record_at_the_start_it_ends_as_without_watching(config, tmp_path):
    (tmp_path / "onrecord.db").unlink()
    with pytest.raises(StoreError, match="does not exist"):
        await watched(config)
    assert not (tmp_path / "onrecord.db").exists()


@pytest.mark.usefixtures("config")
async def test_in_a_file_there_is_nothing_to_watch(tmp_path):
    ended = await asyncio.to_thread(onrecord, "status", "--watch", "-c", tmp_path / "config.toml")
    assert ended.code == 2
    assert "needs a terminal" in ended.err
    once = await asyncio.to_thread(onrecord, "status", "-c", tmp_path / "config.toml")
    assert (once.code, once.out.splitlines()[0]) == (0, "The bot has not run yet")
