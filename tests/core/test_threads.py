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


async def test_what_ends_in_the_moment_in_which_it_is_given_up_on_is_not_counted_for_ever(lost, thread, monkeypatch):
    async def too_late(working, _seconds):
        await working
        raise TimeoutError

    monkeypatch.setattr(threads.asyncio, "wait_for", too_late)
    with pytest.raises(TimeoutError):
        await thread.run(partial(str, "a"), seconds=1, what="reading a", mark="a")
    assert lost.now() == []


async def test_an_error_of_a_job_is_raised_and_nothing_is_counted(lost, thread):
    with pytest.raises(ZeroDivisionError):
        await thread.run(lambda: 1 / 0, seconds=patient(10), what="reading a")
    assert lost.now() == []
