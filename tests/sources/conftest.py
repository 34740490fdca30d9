from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.loopback.news import NewsServer
from tests.sources.accounts import LIVES, Account, put
from tests.sources.samples import fetcher_for, source_at

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def news() -> AsyncIterator[NewsServer]:
    async with NewsServer() as server:
        yield server


@pytest.fixture
async def account(news, request):
    """An account of the kind that a test names: by `each`, `paged` or `only` of tests/sources/accounts.py."""
    kind = request.param
    lives = LIVES[kind][0]()
    source = source_at(put(news, kind, lives), kind=kind)
    async with fetcher_for(source) as fetcher:
        yield Account(news, fetcher, source, lives)
