"""The archive in the bot's own process, and by a command of its own beside it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from base64 import b64encode

import aiohttp
import pytest

from bot import app
from bot.core.config import read_config
from bot.core.errors import ConfigError, StoreError
from bot.core.secret_tokens import Secrets
from bot.tools import web_serving
from bot.tools.lookup_cli import reply_to
from bot.tools.web_serving import require_free, serve
from tests.canaries import WEB_PASSWORD as PASSWORD
from tests.handlers.web.test_access import basic
from tests.whole import CHECKOUT, WITHIN, Newsroom, onrecord, with_fake_models

LINE = "trump: The bridge will be open before the first snow."


@pytest.fixture
async def room(tmp_path, monkeypatch, unused_tcp_port):
    with_fake_models(monkeypatch)
    async with Newsroom(tmp_path, more=f"[web]\nenabled = true\nport = {unused_tcp_port}\n") as room:
        room.publish("wire", LINE)
        yield room, f"http://127.0.0.1:{unused_tcp_port}"


async def read(url):
    """Return a page as soon as somebody listens, to a reader who knows the password."""
    async with asyncio.timeout(WITHIN), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(url, headers=basic("ann", PASSWORD)) as answer:
                    return answer.status, await answer.text()
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0)


async def test_the_bot_serves_what_it_has_just_read(room):
    newsroom, root = room
    async with newsroom.bot(Secrets()):
        await newsroom.until_read(1)
        status, text = await read(f"{root}/?q=first+snow")
    assert status == 200
    assert "1 statement with “first snow”" in text
    assert "The bridge will be open before the first snow." in text


async def test_the_command_serves_beside_a_bot_and_lets_go(room):
    newsroom, root = room
    config = read_config(newsroom.config_path)
    async with newsroom.bot(Secrets()):
        await newsroom.until_read(1)
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(config, Secrets(), stop))
    status, text = await read(f"{root}/actors/trump")
    assert status == 200
    assert "1 statement, new, on " in text
    stop.set()
    await serving
    with pytest.raises(aiohttp.ClientConnectorError):
        async with aiohttp.ClientSession() as session:
            await session.get(root)


async def test_who_is_tracked_by_command_is_shown_after_a_while(room, monkeypatch):
    newsroom, root = room
    monkeypatch.setattr(web_serving, "REFRESH_EVERY", 0.05)
    config = read_config(newsroom.config_path)
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(config, Secrets(), stop))
    assert (await read(f"{root}/actors"))[0] == 200
    assert not (await reply_to('actor add "Ilse Varga"', read_config(newsroom.config_path))).mistake
    async with asyncio.timeout(WITHIN):
        while "Ilse Varga" not in (await read(f"{root}/actors"))[1]:
            pass
    stop.set()
    await serving


async def test_neither_starts_open_to_strangers(room):
    newsroom, _ = room
    text = newsroom.config_path.read_text(encoding="utf-8")
    newsroom.config_path.write_text(text.replace("[web]\n", '[web]\nhost = "0.0.0.0"\n'), encoding="utf-8")
    config = read_config(newsroom.config_path)
    for start in (app.run, serve):
        with pytest.raises(ConfigError, match="set WEB_PASSWORD"):
            await start(config, Secrets(), asyncio.Event())
    ended = await asyncio.to_thread(onrecord, "web", "-c", newsroom.config_path)
    assert ended.code == 2
    assert ended.err.startswith("web: web.host = '0.0.0.0' would show the archive to anybody; set WEB_PASSWORD")


async def test_a_record_that_is_not_there_is_said(room):
    newsroom, _ = room
    newsroom.record.unlink()
    with pytest.raises(StoreError, match="start the bot with `onrecord run` first"):
        await serve(read_config(newsroom.config_path), Secrets(), asyncio.Event())


async def test_the_command_ends_at_a_signal(room):
    newsroom, root = room
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "web", "-c", str(newsroom.config_path)),
        cwd=CHECKOUT,
        env=os.environ | newsroom.environment(),
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        status, text = await read(f"{root}/")
        child.send_signal(signal.SIGTERM)
        async with asyncio.timeout(WITHIN):
            _, errors = await child.communicate()
    finally:
        if child.returncode is None:
            child.kill()
    assert (status, child.returncode) == (200, 0)
    assert "0 statements" in text
    assert b"Traceback" not in errors


def test_the_command_ends_where_its_port_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            ConfigError, match=rf"web\.port: 127\.0\.0\.1:{port} cannot be had \(.+\); end what listens"
        ):
            require_free("127.0.0.1", port)
    require_free("127.0.0.1", port)


async def test_after_ten_wrong_passwords_the_right_one_has_to_wait_too(archive):
    browser = await archive(password=PASSWORD)
    wrong, right = (
        {"Authorization": f"Basic {b64encode(f'ann:{one}'.encode()).decode()}"} for one in ("guess", PASSWORD)
    )
    assert (await browser.get("/", headers=right)).status == 200
    assert [(await browser.get("/")).status for _ in range(20)] == [401] * 20, "who gives none guesses nothing"
    assert [(await browser.get("/", headers=wrong)).status for _ in range(10)] == [401] * 10
    refused = await browser.get("/", headers=right)
    assert (refused.status, refused.headers["Retry-After"]) == (429, "600")
    assert "Too many wrong passwords" in refused.body
