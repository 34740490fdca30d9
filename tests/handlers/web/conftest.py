"""The archive of the town on a real port of loopback, and a browser of few words."""

from __future__ import annotations

from dataclasses import dataclass, replace

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer
from lxml import html

from bot.core.config_sections import WebSettings
from handlers.web import ArchiveServer
from tests.fakes.clock import FakeClock
from tests.fakes.store import MemoryStore
from tests.handlers.samples import CONFIG
from tests.handlers.web.town import town
from tests.store.samples import after


@dataclass
class Shown:
    """An answer as a browser has it."""

    status: int
    headers: object
    body: str

    @property
    def page(self):
        return html.document_fromstring(self.body)

    @property
    def words(self):
        """What a reader sees."""
        return " ".join(self.page.find("body").text_content().split())

    def links(self):
        return [one.get("href") for one in self.page.iter("a")]


class Browser:
    """Asks one archive."""

    def __init__(self, client):
        self._client = client

    async def get(self, path, *, method="GET", **options):
        async with self._client.request(method, path, allow_redirects=False, **options) as response:
            return Shown(response.status, response.headers, await response.text())

    async def post(self, path):
        return await self.get(path, method="POST", data={"q": "bridge"})


@pytest.fixture
async def record():
    memory = MemoryStore()
    await memory.open()
    return memory


@pytest.fixture
async def archive(record):
    """Return what makes a browser of an archive with these settings; all of them end with the test."""
    clients = []

    async def made(store=None, *, config=CONFIG, password=None, **settings):
        config = _with_web(config, settings)
        server = ArchiveServer(config=config, password=password, store=store or record, clock=FakeClock(after(60)))
        client = TestClient(TestServer(server.application), cookie_jar=aiohttp.DummyCookieJar())
        await client.start_server()
        clients.append(client)
        return Browser(client)

    yield made
    for client in clients:
        await client.close()


def _with_web(config, settings):
    return replace(config, web=WebSettings(**settings), sources=config.sources.now)


@pytest.fixture
async def browser(archive, record):
    """A browser of the archive, with the town on record."""
    await town(record)
    return await archive()
