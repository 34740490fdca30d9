"""The platforms on loopback, and a record of seven statements."""

from __future__ import annotations

import pytest

from tests.fakes.store import MemoryStore
from tests.handlers.samples import put, statement_view
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.slack import LoopbackSlack


@pytest.fixture
async def discord():
    async with LoopbackDiscord() as server:
        yield server


@pytest.fixture
async def slack():
    async with LoopbackSlack() as server:
        yield server


@pytest.fixture
async def store():
    store = MemoryStore()
    await store.open()
    await put(store, *(statement_view(f"s{number}", text=f"Bridge number {number}.") for number in range(7)))
    return store
