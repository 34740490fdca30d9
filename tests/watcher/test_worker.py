"""A text over which the watcher hangs is given up after its time, and the next one is read."""

from __future__ import annotations

import asyncio
import threading
from types import SimpleNamespace

import pytest

from bot.core.errors import WatchError, WatchTimeoutError
from bot.core.model import Watched
from bot.core.threads import LostJobs
from bot.core.thresholds import MOST_LOST
from bot.watcher import thresholds
from bot.watcher.worker import WatcherThread


@pytest.fixture
def let_go(monkeypatch):
    monkeypatch.setattr(thresholds, "SECONDS_FOR_ANY", 0.05)
    monkeypatch.setattr(thresholds, "SECONDS_FOR_THOUSAND", 0)
    event = threading.Event()
    yield event
    event.set()


def article(text):
    return SimpleNamespace(text=text, title="", url="https://wire.example/1", published_at=None)


async def test_it_gives_a_text_up_and_reads_the_next_until_too_many_threads_hang(let_go):
    class Pipeline:
        def watch(self, texts, *, view):  # noqa: ARG002 - as the pipeline is called
            if "hang" in texts[0].text:
                let_go.wait()
            return [Watched()]

    lost = LostJobs()
    watcher = WatcherThread(Pipeline, lost=lost)
    await watcher.ready()
    too_many = asyncio.create_task(lost.too_many())
    for number in range(MOST_LOST):
        assert await watcher.watch([article("well")]) == [Watched()]
        assert not too_many.done()
        with pytest.raises(WatchTimeoutError, match="reading 5 characters took more than 0 s"):
            await watcher.watch([article(f"hang{number}")])
    await too_many
    with pytest.raises(WatchError, match=r"reading https://wire.example/1 \(5 characters\) and reading"):
        await watcher.watch([article("well")])
    let_go.set()
    while lost.now():  # noqa: ASYNC110 - the threads end when they end
        await asyncio.sleep(0.01)
    assert await watcher.watch([article("well")]) == [Watched()], "the machine was busy, that was all"
    assert lost.too_many_since is None
    watcher.close()


async def test_a_text_that_hangs_takes_one_thread_however_often_it_is_tried_and_is_read_when_that_has_ended(let_go):
    tried = []

    class Pipeline:
        def watch(self, texts, *, view):  # noqa: ARG002 - as the pipeline is called
            tried.append(texts[0].text)
            if texts[0].text == "hang":
                let_go.wait()
            return [Watched()]

    lost = LostJobs()
    watcher = WatcherThread(Pipeline, lost=lost)
    await watcher.ready()
    for _ in range(3):
        with pytest.raises(WatchTimeoutError):
            await watcher.watch([article("hang")])
    assert tried == ["hang"]
    let_go.set()
    while lost.now():  # noqa: ASYNC110 - the thread ends when it ends
        await asyncio.sleep(0.01)
    assert await watcher.watch([article("hang")]) == [Watched()]
    watcher.close()


class Tracking:
    """A pipeline that says whom it knows, and reads for as long as it is held."""

    def __init__(self, known, hold=None):
        self._known, self._hold = known, hold
        self.begun = threading.Event()

    def tracking(self, actors):
        return Tracking(actors)

    def watch(self, texts, *, view):  # noqa: ARG002 - as the pipeline is called
        self.begun.set()
        if self._hold is not None:
            self._hold.wait()
        return [Watched(error=self._known)]


async def test_others_are_tracked_from_the_next_text_on_and_the_one_under_way_is_read_to_its_end():
    hold = threading.Event()
    first = Tracking("the first", hold)
    watcher = WatcherThread(lambda: first)
    await watcher.ready()
    under_way = asyncio.create_task(watcher.watch([article("one")]))
    await asyncio.to_thread(first.begun.wait)
    waiting = asyncio.create_task(watcher.watch([article("two")]))
    await asyncio.sleep(0)
    watcher.use(await watcher.prepared("the others"))
    hold.set()
    assert await under_way == [Watched(error="the first")]
    assert await waiting == [Watched(error="the others")]
    watcher.close()


async def test_where_nothing_is_loaded_yet_nothing_is_prepared():
    watcher = WatcherThread(lambda: Tracking("the first"))
    assert await watcher.prepared("the others") is None
    assert await watcher.watch([article("one")]) == [Watched(error="the first")]
    watcher.close()
