"""Polls that bring nothing are saved together, and one that cannot be saved takes no other with it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from bot.core.errors import StoreError
from bot.jobs.polling.poll_book import PollBook
from tests.store.samples import poll, poll_state


class CountingStore:
    """Counts transactions; a source called "bad" cannot be saved."""

    def __init__(self):
        self.saved = []
        self.open = asyncio.Event()
        self.open.set()

    @asynccontextmanager
    async def transaction(self):
        await self.open.wait()
        kept = len(self.saved)
        self.saved.append([])
        try:
            yield self
        except BaseException:
            del self.saved[kept:]
            raise

    async def save_polls(self, polled):
        self.saved[-1] += [state.source_id for state, _ in polled]
        if "bad" in self.saved[-1]:
            raise StoreError("disk full")
        if "broken" in self.saved[-1]:
            raise RuntimeError("a bug")


def noted(book, source_id):
    return asyncio.create_task(book.note(poll_state(source_id=source_id), poll(source_id=source_id)))


async def test_what_ends_while_others_are_saved_is_saved_in_one_transaction():
    store = CountingStore()
    book = PollBook(store)
    store.open.clear()
    first = noted(book, "a")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    others = [noted(book, "b"), noted(book, "c")]
    await asyncio.sleep(0)
    assert not first.done()
    store.open.set()
    await asyncio.gather(first, *others)
    assert store.saved == [["a"], ["b", "c"]]


async def test_what_is_noted_is_on_record_when_note_returns():
    store = CountingStore()
    book = PollBook(store)
    for one in "ab":
        await book.note(poll_state(source_id=one), poll(source_id=one))
        assert store.saved[-1] == [one]


@pytest.mark.parametrize("culprit", ["bad", "broken"])
async def test_one_that_cannot_be_saved_takes_no_other_with_it(culprit):
    store = CountingStore()
    book = PollBook(store)
    ended = await asyncio.gather(*(noted(book, one) for one in ("a", culprit, "b")), return_exceptions=True)
    assert [type(one) for one in ended] == [type(None), StoreError, type(None)]
    assert store.saved == [["a"], ["b"]]
    await book.note(poll_state(source_id="c"), poll(source_id="c"))


async def test_one_that_is_cut_off_leaves_the_others_saved():
    store = CountingStore()
    book = PollBook(store)
    store.open.clear()
    cut, stays = noted(book, "a"), noted(book, "b")
    await asyncio.sleep(0)
    cut.cancel()
    await asyncio.sleep(0)
    store.open.set()
    await stays
    assert cut.cancelled()
    assert store.saved == [["a", "b"]]
