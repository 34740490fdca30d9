"""A comparer over a record in memory, and where it places what is said."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta

from bot.novelty.compare import Comparer
from tests.fakes.clock import FakeClock
from tests.fakes.store import MemoryStore
from tests.store.samples import save


@asynccontextmanager
async def comparing(load, now):
    """Give a comparer with a judge of its own, over an empty record."""
    store = MemoryStore()
    await store.open()
    comparer = Comparer(store=store, load=load, clock=FakeClock(now), remember=timedelta(days=4000))
    yield comparer
    await comparer.close()


async def placed(comparer, new, *on_record, beside=()):
    """Save what is on record before, and return where a statement stands then."""
    if on_record:
        await save(comparer._store, *on_record)
    async with comparer.holding([new.actor_id]):
        return await comparer.place(new, beside=beside)
