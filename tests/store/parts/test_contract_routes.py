"""What `StoredRoutes` promises: what people set for routes by command."""

from __future__ import annotations

from dataclasses import replace

from bot.core.model import StoredRoute
from tests.store.samples import NOON, after

ADDED = StoredRoute(
    id="3f9k2m",
    channel="discord:80351110224678912",
    settings={"channel": "discord:80351110224678912", "actors": ["trump"], "words": ["oil ☂"]},
    set_at=after(1),
    set_by="discord:80351110224678912",
    set_by_name="Ann",
)
MUTED = StoredRoute(
    id="zzzzzz",
    channel="slack:C024BE91L",
    settings=None,
    set_at=NOON,
    set_by="terminal:ann",
    removed_at=after(2),
    muted_until=after(3),
    muted_by="terminal:ann",
)


async def test_what_is_set_comes_back_as_it_was_set_first_and_is_replaced(store):
    async with store.transaction() as transaction:
        for stored in (ADDED, MUTED):
            await transaction.save_stored_route(stored)
        assert await transaction.stored_routes() == [MUTED, ADDED]
    later = replace(ADDED, removed_at=after(4))
    async with store.transaction() as transaction:
        await transaction.save_stored_route(later)
    assert await store.stored_routes() == [MUTED, later]
