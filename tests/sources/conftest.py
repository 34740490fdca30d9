from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.loopback.news import NewsServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def news() -> AsyncIterator[NewsServer]:
    async with NewsServer() as server:
        yield server
