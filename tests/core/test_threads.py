"""Jobs with a limit of time: what does not end is counted until it does, and nothing else is."""

from __future__ import annotations

import asyncio
from functools import partial
from threading import Event

import pytest

from bot.core import threads
from bot.core.threads import LostJobs, TimedThread
from tests.patience import patient


@pytest.fixture
def lost():
    return LostJobs()


@pytest.fixture
def thread(lost):
    made = TimedThread("test", lost)
    yield made
    made.close()


async def test_what_does_not_end_is_counted_until_it_ends_and_another_thread_goes_on(lost, thread):
    let_go = Event()
    with pytest.raises(TimeoutError):
        await thread.run(let_go.wait, seconds=0.01, what="reading a", mark="a")
    assert [one.what for one in lost.now()] == ["reading a"]
    assert await thread.run(lambda: "b", seconds=patient(10), what="reading b") == "b"
    let_go.set()
    async with asyncio.timeout(patient(10)):
        while lost.now():  # noqa: ASYNC110 - the thread ends when it ends
            await asyncio.sleep(0.01)


async def test_what_ends_in_the_moment_in_which_its_time_is_over_is_done(lost, thread, monkeypatch):
    async def too_late(working, **_):
        await asyncio.gather(*working)

    monkeypatch.setattr(threads.asyncio, "wait", too_late)
    assert await thread.run(partial(str, "a"), seconds=0, what="reading a", mark="a") == "a"
    assert lost.now() == []


async def test_an_error_of_what_was_given_up_on_is_nobody_s(lost, thread):
    let_go = Event()

    def breaks():
        let_go.wait()
        return 1 / 0

    with pytest.raises(TimeoutError):
        await thread.run(breaks, seconds=0.01, what="reading a", mark="a")
    let_go.set()
    async with asyncio.timeout(patient(10)):
        while lost.now():  # noqa: ASYNC110 - the thread ends when it ends
            await asyncio.sleep(0.01)


async def test_an_error_of_a_job_is_raised_and_nothing_is_counted(lost, thread):
    with pytest.raises(ZeroDivisionError):
        await thread.run(lambda: 1 / 0, seconds=patient(10), what="reading a")
    assert lost.now() == []
