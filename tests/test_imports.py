"""What each command imports: a health check runs every half minute for ever, and somebody waits for a lookup.

Times and memory are no test; `python -m benchmarks.imports` prints them.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.model import Beat
from bot.store import SqlStore
from tests.whole import CHECKOUT, SOURCES, Newsroom

READING = {"spacy", "thinc", "onnxruntime", "trafilatura", "htmldate"}
PLATFORMS = {"discord", "slack_bolt", "slack_sdk"}
WEB = {"aiohttp", "feedparser", "feedparser_rs", "lxml", "protego"}
RECORD = {"sqlalchemy", "alembic", "aiosqlite", "psycopg"}
SETTINGS = {"pydantic", "structlog"}
LEAST = READING | PLATFORMS | WEB | RECORD | SETTINGS | {"numpy", "rapidfuzz", "apscheduler"}


@pytest.fixture
async def room(tmp_path):
    """A newsroom whose bot has just shown that it lives."""
    async with Newsroom(tmp_path) as room:
        for source_id in SOURCES:
            room.publish(source_id, "trump: The bridge will be open before the first snow.")
        store = SqlStore(room.database)
        await store.open()
        now = datetime.now(UTC)
        await store.beat(Beat(at=now, started_at=now, platforms={}))
        await store.close()
        yield room


async def imported_by(room, *arguments, code=0):
    """Run a command as a process of its own; return the top-level packages that it imported."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-X", "importtime", "-m", "bot", *map(str, arguments)),
        cwd=CHECKOUT,
        env=os.environ | room.environment() | {"NO_COLOR": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, errors = (text.decode() for text in await child.communicate())
    assert child.returncode == code, (out, errors[-2000:])
    found = set(re.findall(r"^import time:[ \d]+\|[ \d]+\|\s*([A-Za-z_]\w*)", errors, re.MULTILINE))
    assert "bot" in found
    return found


@pytest.mark.parametrize(
    ("arguments", "never"),
    [
        (["--help"], LEAST),
        (["--version"], LEAST | {"rich"}),
        (["health", "-c"], LEAST | {"rich"}),
        (["ask", "status", "-c"], READING | PLATFORMS | WEB | {"numpy"}),
        (["ask", "compare 1 2", "-c"], READING | PLATFORMS | WEB | {"numpy"}),  # of which there are none
        (["why", "snow", "-c"], READING | PLATFORMS | WEB | {"numpy"}),
        (["migrate", "-c"], READING | PLATFORMS | WEB | {"numpy", "procrastinate"}),
        (["check", "-c"], READING | {"numpy"}),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
async def test_a_command_imports_only_what_it_needs(room, arguments, never):
    config = [room.config_path] if arguments[-1] == "-c" else []
    code = 1 if "compare 1 2" in arguments else 0
    assert sorted(await imported_by(room, *arguments, *config, code=code) & never) == []


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="this system does not list the threads of a process")
async def test_a_product_of_matrices_has_one_thread():
    product = "numpy.ones((999, 999)) @ numpy.ones((999, 999))"
    code = f"import bot, os, numpy; {product}; print(len(os.listdir('/proc/self/task')))"
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code), cwd=CHECKOUT, env=environment, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await child.communicate()
    assert out.decode().split() == ["1"]
