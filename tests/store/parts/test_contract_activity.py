"""What `Activity` promises: when something came of a source and of an actor."""

from __future__ import annotations

from tests.store.samples import NOON, after, item, save, statement


async def test_what_a_source_listed_is_counted_by_when_it_was_first_seen(store):
    await save(
        store,
        item("late", first_seen_at=after(9)),
        item("early", first_seen_at=after(1)),
        item("before", first_seen_at=after(-1)),
        item("baseline", first_seen_at=after(2), quiet=True),
        item("other", source_id="wire", first_seen_at=after(3)),
    )
    assert await store.listed_at("gazette", since=NOON) == [after(1), after(9)]
    assert await store.listed_at("nobody", since=NOON) == []


async def test_what_an_actor_said_is_counted_by_when_it_was_first_seen(store):
    day = 24 * 60
    await save(
        store,
        statement("late", first_seen_at=after(day + 9), published_at=after(day)),
        statement("early", first_seen_at=after(1), published_at=None),
        statement("before", first_seen_at=after(-1)),
        statement("found old", first_seen_at=after(day + 5), published_at=after(4)),
        statement("told by another", first_seen_at=after(3), teller="Orla Venn"),
        statement("other", actor_id="other", first_seen_at=after(3)),
    )
    actor_id = statement("late").actor_id
    assert await store.said_at(actor_id, since=NOON) == [after(1), after(day + 9)]
    assert await store.said_at("nobody", since=NOON) == []
