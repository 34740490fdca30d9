"""Texts that are never read to their end: the process starts itself anew, and everything else is reported once."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.core.model import ItemState, NoticeKind
from bot.jobs.recording.contents import CRASHED
from bot.rules.thresholds import MOST_CRASHES, MOST_STARTS_ANEW
from tests.chaos import SCHEDULER, SHARED, WORKER
from tests.hanging import HANGS, KEEPS_THE_LOCK, main
from tests.whole import WITHIN, Newsroom, onrecord

ANEW = "the bot starts itself anew"
THINGS = ("harbour wall", "night train", "salt tax")
SENTENCES = [f"The {thing} will be finished before the first snow of the year." for thing in THINGS]


@asynccontextmanager
async def hanging(room, *command):
    """Run a process whose watcher hangs over some texts."""
    child = room.start_process(command=command, main=main)
    try:
        yield child
    finally:
        child.kill()
        await asyncio.to_thread(child.join)


def is_put_off(item):
    """Tell whether a text was tried again in vain, and waits for a day."""
    return item.next_try_at - item.first_seen_at > timedelta(hours=12) and "took more than" in item.last_error


async def ended_well(child):
    os.kill(child.pid, signal.SIGTERM)
    await asyncio.to_thread(child.join, WITHIN)
    assert child.exitcode == 0


async def put_off_and_the_others_reported_once(room):
    for number, sentence in enumerate(SENTENCES):
        if number % 2 == 0:
            room.publish("wire", f"trump: {number} is lost.\n{HANGS}")
        room.publish("paper", f"trump: {sentence}")
    await room.reported_once(*SENTENCES)
    async with room._reader() as store, asyncio.timeout(WITHIN):
        while not all(map(is_put_off, waiting := await store.items(ItemState.WAITING, limit=9))):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)
        assert len(waiting) == 2, waiting
        notices = await store.notices(since=waiting[0].first_seen_at)
    assert 1 <= room.log().count(ANEW) <= MOST_STARTS_ANEW
    assert {one.kind for one in notices} == {NoticeKind.STARTED_ANEW}
    assert "Traceback" not in room.log()
    status = await asyncio.to_thread(onrecord, "status", "-c", room.config_path)
    assert "The bot started itself anew" in status.out
    assert f"reading {room.news.url}/wire/" in status.out


async def test_the_bot_starts_itself_anew_puts_off_what_never_ends_and_reports_all_else_once(tmp_path):
    async with Newsroom(tmp_path) as room, hanging(room, "run") as child:
        await room.baseline()
        await put_off_and_the_others_reported_once(room)
        assert child.is_alive(), "it is the same process to who started it"
        await ended_well(child)


async def test_so_does_a_worker_beside_others(tmp_path, postgres_url):
    async with Newsroom(tmp_path, database=postgres_url, more=SHARED) as room:
        scheduler = room.start_process(command=SCHEDULER)
        try:
            async with hanging(room, *WORKER) as child:
                await room.baseline()
                await put_off_and_the_others_reported_once(room)
                assert child.is_alive()
                await ended_well(child)
        finally:
            scheduler.kill()
            scheduler.join()


async def test_a_text_that_keeps_the_interpreter_s_lock_ends_the_process_until_it_is_given_up(tmp_path):
    async with Newsroom(tmp_path) as room:
        async with hanging(room, "run") as child:
            await room.baseline()
            room.publish("wire", f"trump: it is lost.\n{KEEPS_THE_LOCK}")
            await ended_at_a_standstill(child)
        for _ in range(MOST_CRASHES - 1):  # as whoever supervises it would
            async with hanging(room, "run") as child:
                await ended_at_a_standstill(child)
        async with hanging(room, "run") as child:
            room.publish("paper", f"trump: {SENTENCES[0]}")
            await room.reported_once(SENTENCES[0])
            await ended_well(child)
        async with room._reader() as store:
            (given_up,) = await store.items(ItemState.FAILED, limit=9)
        assert given_up.last_error.endswith(CRASHED)
        assert room.log().count("most recent call first") >= MOST_CRASHES, "where it was is in the log"


async def ended_at_a_standstill(child):
    await asyncio.to_thread(child.join, WITHIN)
    assert child.exitcode == signal.SIGPROF
