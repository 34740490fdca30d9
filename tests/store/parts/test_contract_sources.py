"""What `StoredSources` promises: what people set by command, and the log of it."""

from __future__ import annotations

from dataclasses import replace

from bot.core.model import Change, StoredSource
from tests.store.samples import NOON, after

ADDED = StoredSource(
    id="quay",
    settings={"id": "quay", "name": "The Quay ☂", "url": "https://quay.example/rss", "tier": "outlet", "pages": 2},
    set_at=NOON,
    set_by="discord:80351110224678912",
)
PAUSED = StoredSource(
    id="gazette",
    settings=None,
    set_at=NOON,
    set_by="terminal:ann",
    removed_at=after(1),
    paused_at=after(2),
    paused_by="terminal:ann",
)


def change(number, **fields) -> Change:
    plain = Change(
        at=after(number),
        by="terminal:ann",
        name="Ann",
        subject="source",
        subject_id="quay",
        action="added",
        before=None,
        after={"settings": ADDED.settings, "paused": False},
    )
    return replace(plain, **fields)


async def test_what_is_set_comes_back_by_id_and_is_replaced(store):
    async with store.transaction() as transaction:
        for stored in (ADDED, PAUSED):
            await transaction.save_stored_source(stored)
        assert await transaction.stored_sources() == [PAUSED, ADDED]
    later = replace(ADDED, settings=None, removed_at=after(3))
    async with store.transaction() as transaction:
        await transaction.save_stored_source(later)
    assert await store.stored_sources() == [PAUSED, later]


async def test_each_change_has_a_higher_number_and_the_log_is_read_from_its_end(store):
    assert await store.last_change() == 0
    assert await store.changes() == []
    numbers = []
    for number in (1, 2, 3):
        async with store.transaction() as transaction:
            await transaction.log_change(change(number, before={"paused": True} if number == 2 else None))
        numbers.append(await store.last_change())
    assert numbers == sorted(set(numbers))
    assert await store.changes(limit=2) == [change(3), change(2, before={"paused": True})]
