"""What every store holds of actors by command: the real ones and the one in memory."""

from __future__ import annotations

from dataclasses import replace

from bot.core.model import StoredActor
from tests.store.samples import NOON, after

ADDED = StoredActor(
    id="varga",
    settings={"id": "varga", "name": "Ilse Varga", "aliases": ["I. Varga"]},
    set_at=NOON,
    set_by="discord:999999999999999999",
)
NAMED = StoredActor(
    id="ash",
    settings=None,
    aliases=("Tom A.", "توم آش"),
    set_at=after(1),
    set_by="terminal:ann",
    beside={"titles": ["the mayor ☂"]},
)


async def test_what_is_set_is_there_by_id_in_the_place_of_what_was(store):
    async with store.transaction() as transaction:
        await transaction.save_stored_actor(ADDED)
        await transaction.save_stored_actor(NAMED)
        assert await transaction.stored_actors() == [NAMED, ADDED]
    later = replace(ADDED, aliases=("Varguita",), removed_at=after(5))
    async with store.transaction() as transaction:
        await transaction.save_stored_actor(later)
    assert await store.stored_actors() == [NAMED, later]
    assert [one.is_added for one in (ADDED, NAMED, later)] == [True, False, False]
