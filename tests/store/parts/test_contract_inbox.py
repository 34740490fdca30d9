"""What `Inbox` promises: polls and items, and which items are due."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.model import FetchOutcome, ItemState, OlderPages
from tests.store.asking import ids
from tests.store.samples import NOON, after, item, poll, poll_state, save


async def test_a_poll_state_comes_back_as_it_was_saved(store):
    bare = poll_state(source_id="b")
    full = poll_state(
        source_id="a",
        etag='"x"',
        last_modified="Tue, 04 Mar 2025 12:00:00 GMT",
        body_hash="h",
        failures=0.25,
        last_outcome=FetchOutcome.RATE_LIMITED,
        last_error="429",
        last_polled_at=after(1),
        last_ok_at=after(2),
        last_new_at=after(3),
        failing_since=after(4),
        answer_seconds=0.5,
        read_as="telegram https://t.me/s/harbour 1",
        older=OlderPages(address="https://t.me/s/harbour?before=7", before=after(-2), until=after(-9), since=after(-1)),
        missed="posts of the morning",
        missed_at=after(-1),
    )
    async with store.transaction() as transaction:
        await transaction.save_poll(bare, poll(source_id="b"))
        await transaction.save_poll(full, poll(source_id="a"))
    assert await store.poll_states() == [full, bare]
    assert [await store.poll_state(one) for one in ("a", "b", "c")] == [full, bare, None]


async def test_a_known_poll_state_is_replaced(store):
    for etag in ("old", None):
        async with store.transaction() as transaction:
            await transaction.save_poll(poll_state(etag=etag), poll())
    assert await store.poll_states() == [poll_state()]


async def test_the_last_thirty_polls_of_each_source_are_kept_newest_first(store):
    async with store.transaction() as transaction:
        await transaction.save_poll(poll_state(source_id="other"), poll(source_id="other"))
        for number in range(33):
            await transaction.save_poll(poll_state(), poll(listed=number, new=1, detail="d"))
    kept = await store.polls("gazette", limit=100)
    assert [one.listed for one in kept] == list(range(32, 2, -1))
    assert kept[0] == poll(listed=32, new=1, detail="d")
    assert [one.listed for one in await store.polls("gazette", limit=2)] == [32, 31]
    assert len(await store.polls("other")) == 1
    assert await store.polls("nobody") == []


async def test_an_item_comes_back_as_it_was_saved(store):
    full = item(quiet=True, attempts=3, last_error="timeout")
    bare = item("bare", entry=replace(full.entry, published_at=None, text=""), first_seen_at=after(-1))
    await save(store, full, bare)
    assert await store.items(ItemState.WAITING) == [full, bare]


async def test_a_known_item_is_replaced(store):
    await save(store, item())
    await save(store, item(state=ItemState.READ))
    assert await store.items(ItemState.WAITING) == []
    assert await store.items(ItemState.READ) == [item(state=ItemState.READ)]


@pytest.mark.parametrize("asked", [0, 1, 1_200], ids=lambda number: f"{number} ids")
async def test_what_a_source_listed_before_has_one_of_the_ids_or_addresses(store, asked):
    here = replace(item().entry, url="https://news.example/here")
    await save(
        store,
        item("0"),
        item("1000", first_seen_at=after(-1)),
        item("at", entry=here, first_seen_at=after(1)),
        item("elsewhere"),
        item("1", source_id="another"),
    )
    numbers = [str(number) for number in range(asked)]
    known = await store.listed_before("gazette", item_ids=numbers, urls={here.url})
    assert ids(known) == [*(["1000"] if asked > 1000 else []), *(["0"] if asked else []), "at"]


async def test_the_history_of_a_source_begins_with_its_earliest_other_date(store):
    def dated(days, **fields):
        return replace(item().entry, published_at=None if days is None else after(-1440 * days), **fields)

    assert await store.history_since("gazette", but=after(0)) is None
    await save(store, item("1", entry=dated(None)), item("2", entry=dated(9000), first_seen_at=after(-5)))
    await save(store, item("3", entry=dated(9000)), item("other", source_id="other", entry=dated(99)))
    assert await store.history_since("gazette", but=after(-1440 * 9000)) == after(-5)
    await save(store, item("4", entry=dated(2)), item("5", entry=dated(1)))
    assert await store.history_since("gazette", but=after(-1440 * 9000)) == after(-2880)
    assert await store.history_since("gazette", but=after(-1440 * 2)) == after(-1440 * 9000)


async def test_due_items_are_waiting_ones_longest_due_first(store):
    await save(
        store,
        item("c", next_try_at=NOON, first_seen_at=after(1)),
        item("b", next_try_at=NOON, first_seen_at=NOON),
        item("a", next_try_at=NOON, first_seen_at=after(1)),
        item("first", next_try_at=after(-9), first_seen_at=after(2)),
        item("early", next_try_at=after(0.001)),
        item("read", state=ItemState.READ),
        item("failed", state=ItemState.FAILED),
    )
    assert ids(await store.due_items(now=NOON, limit=9)) == ["first", "b", "a", "c"]
    assert ids(await store.due_items(now=NOON, limit=2)) == ["first", "b"]


async def test_news_is_due_before_a_baseline_and_what_may_have_killed_the_process_comes_last(store):
    await save(
        store,
        item("suspect", next_try_at=after(-9), begun=1),
        item("baseline", next_try_at=after(-8), quiet=True),
        item("news", next_try_at=NOON),
    )
    assert ids(await store.due_items(now=NOON, limit=9)) == ["news", "baseline", "suspect"]
    assert ids(await store.due_items(now=NOON, limit=1)) == ["news"]


async def test_what_was_read_of_its_feed_alone_comes_last_seen_first(store):
    error = {"state": ItemState.READ, "last_error": "a wall"}
    await save(
        store,
        item("a", **error),
        item("b", first_seen_at=after(1), **error),
        item("old", first_seen_at=after(-1), **error),
        item("of its page", state=ItemState.READ),
        item("waits", last_error="a wall"),
    )
    assert ids(await store.read_of_feeds(since=NOON, limit=9)) == ["b", "a"]
    assert ids(await store.read_of_feeds(since=NOON, limit=1)) == ["b"]


async def test_items_in_a_state_come_last_seen_first(store):
    await save(store, item("a"), item("b"), item("c", first_seen_at=after(1)), item("d", state=ItemState.READ))
    assert ids(await store.items(ItemState.WAITING)) == ["c", "b", "a"]
    assert ids(await store.items(ItemState.WAITING, limit=1)) == ["c"]


async def test_a_source_with_many_due_items_hides_no_other_source(store):
    many = [item(f"a{number}", next_try_at=after(-9 + number)) for number in range(4)]
    await save(store, *many, item("b", source_id="herald"))
    assert ids(await store.due_items(now=NOON, limit=2)) == ["a0", "a1", "b"]


async def enlisted(store, *source_ids, at=0):
    async with store.transaction() as transaction:
        await transaction.enlist(source_ids, now=after(at))


async def due(store, at=0, limit=10):
    return [one.source_id for one in await store.due_polls(now=after(at), limit=limit)]


async def test_a_source_that_was_never_polled_is_due_once_it_is_enlisted(store):
    await enlisted(store, "b", "a", at=1)
    assert await due(store, at=0) == []
    assert await due(store, at=1) == ["a", "b"]
    assert await store.poll_states() == [poll_state(source_id=one, next_poll_at=after(1)) for one in "ab"]


async def test_to_enlist_a_known_source_again_changes_nothing(store):
    known = poll_state(source_id="a", next_poll_at=after(9), etag="kept", last_polled_at=after(0))
    async with store.transaction() as transaction:
        await transaction.save_poll(known, poll(source_id="a"))
    await enlisted(store, "a", at=5)
    assert await store.poll_states() == [known]


async def test_a_source_that_is_not_in_use_is_never_due_and_keeps_its_state(store):
    await enlisted(store, "a", "b")
    await enlisted(store, "b", at=1)
    assert await due(store, at=9) == ["b"]
    assert [one.source_id for one in await store.poll_states()] == ["a", "b"]
    await enlisted(store, "a", at=2)
    assert await due(store, at=9) == ["a"]


async def test_the_longest_due_source_comes_first_and_no_more_than_are_asked_for(store):
    async with store.transaction() as transaction:
        await transaction.save_polls(
            [
                (poll_state(source_id=one, next_poll_at=after(at), last_polled_at=after(-9)), poll(source_id=one))
                for one, at in (("c", 3), ("a", 2), ("b", 1), ("later", 7))
            ]
        )
    assert await due(store, at=3) == ["b", "a", "c"]
    assert await due(store, at=3, limit=2) == ["b", "a"]
    assert await due(store, at=2) == ["b", "a"]


async def test_a_source_that_was_polled_in_the_future_is_due_after_the_others(store):
    async with store.transaction() as transaction:
        for one, last, then in (("future", 30, 32), ("due", -5, 0), ("waits", -1, 1), ("both", 20, -1)):
            state = poll_state(source_id=one, next_poll_at=after(then), last_polled_at=after(last))
            await transaction.save_poll(state, poll(source_id=one))
    assert await due(store) == ["both", "due", "future"]
    assert await due(store, limit=1) == ["both"]


async def test_failing_sources_come_longest_first_and_only_those_in_use(store):
    assert await store.failing_polls() == []
    async with store.transaction() as transaction:
        for one, since in (("young", 3), ("old", 1), ("well", None), ("gone", 0)):
            state = poll_state(source_id=one, failing_since=None if since is None else after(since), failures=1.0)
            await transaction.save_poll(state, poll(source_id=one))
        await transaction.enlist(["young", "old", "well"], now=after(5))
    assert [one.source_id for one in await store.failing_polls()] == ["old", "young"]
    assert [one.failing_since for one in await store.failing_polls()] == [after(1), after(3)]


async def test_the_last_answer_is_that_of_a_source_in_use_that_does_not_fail(store):
    assert await store.last_answer_at() is None
    async with store.transaction() as transaction:
        for one, polled, ok, failing in (("a", 2, 2, None), ("b", 5, 1, 3), ("c", 9, 9, None), ("d", 1, 1, None)):
            state = poll_state(
                source_id=one,
                last_polled_at=after(polled),
                last_ok_at=after(ok),
                failing_since=None if failing is None else after(failing),
            )
            await transaction.save_poll(state, poll(source_id=one))
        await transaction.enlist(["a", "b", "d", "never"], now=after(9))
    assert await store.last_answer_at() == after(2)


async def test_many_polls_are_saved_at_once_each_with_its_history(store):
    pairs = [(poll_state(source_id=f"s{one}", etag=str(one)), poll(source_id=f"s{one}")) for one in range(3)]
    async with store.transaction() as transaction:
        await transaction.save_polls(pairs)
        await transaction.save_polls([])
    assert await store.poll_states() == [state for state, _ in pairs]
    assert [len(await store.polls(f"s{one}")) for one in range(3)] == [1, 1, 1]
