"""`onrecord run` as a process: how it ends, what it refuses, and what it never says."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import sys
import time

import pytest

from bot import app
from bot.app.ending import until_stopped
from bot.core.errors import WeightsError
from bot.core.model import DeliveryState
from bot.core.secret_tokens import Secrets
from tests.loopback.news import Answer
from tests.patience import patient
from tests.whole import (
    ALL_ON_DISCORD,
    ALL_ON_SLACK,
    CHECKOUT,
    FAKE_MODELS,
    WITHIN,
    Newsroom,
    SlowPipeline,
    needs_weights,
    with_fake_models,
)

ENDS_WITHIN = 5.0  # seconds, as promised

LINES = [f"trump: The {thing} will be finished before the first snow." for thing in ("wall", "roof", "quay", "mill")]


@pytest.fixture
async def room(tmp_path):
    async with Newsroom(tmp_path) as room:
        yield room


@pytest.fixture
async def process(room):
    process = room.start_process()
    yield process
    process.kill()
    await asyncio.to_thread(process.join)


async def ended(room, process, number):
    """Send a signal; return the exit code, and the seconds that the end took."""
    begun_at = time.monotonic()
    os.kill(process.pid, number)
    await room.until(lambda: not process.is_alive())
    return process.exitcode, time.monotonic() - begun_at


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_cleanly_with_nothing_half_done(room, process, number):
    await room.baseline()
    room.publish("wire", *LINES)
    await room.reported(1)
    code, seconds = await ended(room, process, number)
    assert code == 0
    assert seconds < patient(ENDS_WITHIN)
    counts = await room.counts()
    assert counts.deliveries.keys() <= {DeliveryState.PENDING, DeliveryState.SENT}
    assert sum(len(room.alerts(one)) for one in (ALL_ON_DISCORD, ALL_ON_SLACK)) == counts.deliveries[DeliveryState.SENT]
    assert "Traceback" not in room.log()
    again = room.start_process()
    await room.baseline()  # it runs: the first one may have sent all, and a signal that comes before that kills it
    await room.until_sent(2 * len(LINES))
    assert len(room.alerts(ALL_ON_DISCORD)) == len(room.alerts(ALL_ON_SLACK)) == len(LINES)
    assert (await ended(room, again, signal.SIGTERM))[0] == 0


async def test_hosts_that_hang_do_not_keep_it_from_ending(room, process):
    await room.baseline()
    await room.discord.ready()
    room.news.put("/paper/feed", Answer(body=b"<rss>", hold=asyncio.Event()))
    await room.until(room.news.held.is_set)
    room.discord.hang()
    code, seconds = await ended(room, process, signal.SIGTERM)
    assert code == 0
    assert seconds < patient(ENDS_WITHIN)


async def test_a_model_that_is_still_loading_does_not_keep_it_from_ending(room):
    process = room.start_process(FAKE_MODELS | {"SpacyWatcher": SlowPipeline})
    try:
        await room.baseline()
        code, seconds = await ended(room, process, signal.SIGTERM)
    finally:
        process.kill()
    assert code == 0
    assert seconds < patient(ENDS_WITHIN)


async def test_what_is_loaded_is_not_searched_for_garbage_again():
    async def loading():
        pass

    stop, before = asyncio.Event(), gc.get_freeze_count()
    await until_stopped(stop, (loading(),), stop.set)
    assert gc.get_freeze_count() > before


@needs_weights
async def test_the_command_polls_at_once_and_ends_at_a_signal(room):
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "-c", str(room.config_path)),
        cwd=CHECKOUT,
        env=os.environ | room.environment(),
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        await room.baseline()
        child.send_signal(signal.SIGTERM)
        async with asyncio.timeout(WITHIN):
            _, errors = await child.communicate()
    finally:
        if child.returncode is None:
            child.kill()
    assert child.returncode == 0
    assert b"Traceback" not in errors, errors.decode()


async def test_a_second_instance_is_refused_with_one_clear_line(room, process):
    await room.baseline()
    second = room.start_process()
    try:
        await room.until(lambda: not second.is_alive())
    finally:
        second.kill()
    assert second.exitcode == 1
    (line,) = (one for one in room.log().splitlines() if one.startswith("onrecord: "))  # the first one goes on
    assert line.startswith("onrecord: the SQLite file ")
    assert "in use by another On Record" in line
    assert str(process.pid) in line
    assert "Traceback" not in room.log()


async def test_weights_that_are_missing_end_the_run_with_the_way_out(room, monkeypatch):
    class Missing:
        @classmethod
        def load(cls, _actors):
            raise WeightsError("weights: not there; install the package again")

    with_fake_models(monkeypatch, SpacyWatcher=Missing)
    with pytest.raises(WeightsError, match="install the package again"):
        await app.run(room.config(), Secrets(), asyncio.Event())


@pytest.mark.parametrize("form", ["console", "json"])
async def test_no_secret_is_ever_written(tmp_path, form):
    """Both platforms refuse the tokens, and everything that is logged is looked through."""
    settings = {"bot": f'log = "{form}"\nlog_level = "debug"\n'}
    async with Newsroom(tmp_path, **settings) as room:
        room.secrets = Secrets(
            discord_token="secret-of-discord",
            slack_bot_token="xoxb-secret-of-the-bot",
            slack_app_token="xapp-secret-of-the-app",
        )
        process = room.start_process()
        try:
            await room.baseline()
            room.publish("wire", *LINES)
            await room.until(lambda: room.log().count("channel paused") >= 2)
            code, _ = await ended(room, process, signal.SIGTERM)
        finally:
            process.kill()
        assert code == 0
        assert "secret-of" not in room.log()
        assert "DISCORD_TOKEN" in room.log()
        if form == "json":
            assert all(json.loads(line) for line in room.log().splitlines())
