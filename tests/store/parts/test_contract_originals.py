"""What `Originals` promises: what a text was read from comes back as it was, once, and the oldest goes first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.model import Entry, FetchedPage, FetchFailure, FetchOutcome, ItemState, Original
from tests.store.samples import NOON, after, item

BODIES = [bytes([number]) * 1000 + bytes(range(256)) * number for number in range(10)]  # each has a size of its own
PAGE = FetchedPage(url="https://news.example/1?x", content_type="text/html; charset=windows-1256", body=b"\n\0\xff<p>")
ODD = "\ud800 \0 \u202e אמר"


def original(number=0, **changes):
    values = {"item": item(f"i{number}"), "fetched_at": after(number), "page": replace(PAGE, body=BODIES[number])}
    return Original(**values | changes)


async def put(store, *originals):
    async with store.transaction() as transaction:
        for one in originals:
            await transaction.keep_original(one)


async def forget(store, **wanted):
    async with store.transaction() as transaction:
        return await transaction.forget_originals(**{"before": NOON, "most_bytes": 10**9, "limit": 100} | wanted)


async def kept(store):
    return [one.item.id for one in await store.originals(since=NOON, limit=100)]


@pytest.mark.parametrize(
    "one",
    [
        original(page=PAGE),
        original(page=replace(PAGE, body=b"")),
        original(page=None),
        original(page=None, failure=FetchFailure(outcome=FetchOutcome.GONE)),
        original(
            page=None,
            failure=FetchFailure(
                outcome=FetchOutcome.REFUSED_ADDRESS, detail="10.0.0.1", permanent=True, leads_inside=True
            ),
        ),
        original(item=item(entry=Entry(key=ODD, url="https://a.example", title=ODD, text=ODD))),
        original(item=item(quiet=True, state=ItemState.READ, attempts=3, begun=1, last_error="timeout")),
    ],
)
async def test_an_original_comes_back_as_it_was(store, one):
    await put(store, one)
    assert await store.originals(since=NOON, limit=10) == [one]


async def test_they_come_first_fetched_first_in_parts_and_none_twice(store):
    many = [original(number, fetched_at=after(number // 3)) for number in range(9)]
    await put(store, *reversed(many))
    found, last = [], None
    while part := await store.originals(since=after(1), after=last, limit=2):
        found += part
        last = part[-1]
    assert sorted(one.item.id for one in found) == [f"i{number}" for number in range(3, 9)]
    assert [one.fetched_at for one in found] == sorted(one.fetched_at for one in found)


async def test_the_same_page_of_an_item_is_kept_once_and_another_beside_it(store):
    one = original(1)
    edited = replace(one, item=replace(one.item, entry=replace(one.item.entry, text="Another")), fetched_at=after(9))
    changed = replace(one, page=replace(PAGE, body=b"changed"), fetched_at=after(8))
    await put(store, one, replace(one, fetched_at=after(5)), changed, edited)
    assert await store.originals(since=NOON, limit=10) == [one, changed, edited]


async def test_they_are_counted_with_what_they_take(store):
    assert (await store.originals_kept(), await store.first_original_at()) == ((0, 0), None)
    await put(store, *(original(number) for number in range(4)))
    number, size = await store.originals_kept()
    of_later, less = await store.originals_kept(since=after(2))
    assert (number, of_later) == (4, 2)
    assert 0 < less < size
    assert await store.first_original_at() == after(0)


async def test_the_old_ones_are_forgotten_and_no_more_than_the_limit_at_a_time(store):
    await put(store, *(original(number) for number in range(6)))
    assert await forget(store, before=after(4), limit=3) == 3
    assert await forget(store, before=after(4), limit=3) == 1
    assert await forget(store, before=after(4), limit=3) == 0
    assert await kept(store) == ["i4", "i5"]


async def test_beyond_the_size_the_oldest_are_forgotten_and_the_rest_fits(store):
    await put(store, *(original(number) for number in range(6)))
    _, newest = await store.originals_kept(since=after(4))
    assert await forget(store, most_bytes=newest) == 4
    assert await kept(store) == ["i4", "i5"]
    assert await forget(store, most_bytes=newest - 1) == 1
    assert await forget(store, most_bytes=0) == 1
    assert await store.originals_kept() == (0, 0)


@pytest.mark.parametrize("fitting", [0, 1, 3, 6])
@pytest.mark.parametrize("old", [0, 2, 6])
async def test_what_is_counted_as_beyond_the_limits_is_what_is_forgotten(store, old, fitting):
    await put(store, *(original(number) for number in range(6)))
    _, most_bytes = await store.originals_kept(since=after(6 - fitting))
    limits = {"before": after(old), "most_bytes": most_bytes}
    number, size = await store.originals_beyond(**limits)
    before, taken = await store.originals_kept()
    assert number == await forget(store, **limits) == 6 - min(fitting, 6 - old)
    assert await store.originals_kept() == (before - number, taken - size)
