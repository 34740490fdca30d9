"""A text that kills the process or never ends is given up, and holds up no other."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise

import pytest
from structlog.testing import capture_logs

from bot.core.errors import CompareTimeoutError, SourceError, StoreError, WatchTimeoutError
from bot.core.model import FetchOutcome, ItemState
from bot.core.outcomes import Outcome
from bot.jobs.recording.contents import CRASHED
from tests.engine import DISCORD, Engine
from tests.patience import patient

POISON, GOOD = "https://wire.example/poison", "https://wire.example/good"


class Killed(BaseException):
    """The process ends: nothing catches it, nothing is written after it."""


def make_deadly(engine, error=Killed):
    watch = engine.reader._watcher.watch

    async def deadly(articles, **how):
        if "kill" in articles[0].text:
            raise error
        return await watch(articles, **how)

    engine.reader._watcher.watch = deadly
    engine.rechecker._newer_texts._watcher.watch = deadly


def note_tries(engine):
    """Return when the watcher was asked, as it comes."""
    watch, tries = engine.reader._watcher.watch, []

    async def noting(articles, **how):
        tries.append(engine.clock.now())
        return await watch(articles, **how)

    engine.reader._watcher.watch = noting
    return tries


async def live(engine):
    """Run until the process dies."""
    make_deadly(engine)
    try:
        await engine.run()
    except Killed:
        engine.restart()
        return False
    return True


async def test_a_text_that_kills_the_process_is_given_up_after_three_times_and_holds_up_no_news():
    engine = await Engine.started()
    engine.publish("wire", POISON, "kill")
    assert not await live(engine)
    engine.publish("wire", GOOD, "trump: We will win the war.")
    lives = [await live(engine)]
    assert engine.store._memory.items  # the good one was read before the poison had its second turn
    assert [item.entry.url for item in await engine.store.items(ItemState.READ)] == [GOOD]
    for _ in range(4):
        engine.clock.advance(minutes=10)
        lives.append(await live(engine))
    assert lives == [False, False, True, True, True]
    (failed,) = await engine.store.items(ItemState.FAILED)
    assert failed.last_error == f"{POISON}: the process ended while it was read, three times"
    assert engine.reported(DISCORD) == [["We will win the war."]]


async def test_a_page_that_kills_the_process_when_it_is_looked_at_again_is_left_alone_after_three_times():
    engine = await Engine.started()
    engine.publish("wire", POISON, "trump: We will win the war.")
    await engine.run()
    engine.web.pages[POISON] = "trump: We will win the war.\nkill"
    lives = []
    for _ in range(6):
        engine.clock.advance(minutes=10)
        lives.append(await live(engine))
    assert lives == [False, False, False, True, True, True]
    assert await engine.store.rechecks_of(set(engine.store._memory.items)) == []
    (given_up,) = await engine.store.rechecks_given_up(since=engine.clock.now() - timedelta(days=1), limit=9)
    assert given_up.evidence == CRASHED


async def test_a_page_whose_later_text_is_never_read_to_its_end_is_read_again_when_it_has_another():
    engine = await Engine.started()
    engine.publish("wire", POISON, "trump: We will win the war.")
    await engine.run()
    engine.web.pages[POISON] = "trump: We will win the war.\nkill"
    make_deadly(engine, WatchTimeoutError("reading 9,000 characters took more than 69 s"))
    tried = []
    real = engine.rechecker._newer_texts._watcher.watch

    async def counting(articles, **options):
        tried.append(articles)
        return await real(articles, **options)

    engine.rechecker._newer_texts._watcher.watch = counting
    for _ in range(4):
        engine.clock.advance(minutes=20)
        await engine.run()
    assert len(tried) == 1
    (given_up,) = await engine.store.rechecks_given_up(since=engine.clock.now() - timedelta(days=1), limit=9)
    assert given_up.evidence == "reading 9,000 characters took more than 69 s"
    engine.web.pages[POISON] = "trump: We will win the war.\ntrump: The quay will be open before the first snow."
    engine.clock.advance(hours=1)
    await engine.run()
    assert ["The quay will be open before the first snow."] in engine.reported(DISCORD)


@pytest.mark.parametrize("what", ["read", "recheck"])
async def test_what_is_cut_off_in_good_order_is_as_it_was(what):
    engine = await Engine.started()
    engine.publish("wire", POISON, "kill" if what == "read" else "trump: We will win the war.")
    if what == "recheck":
        await engine.run()
        engine.web.pages[POISON] = "kill"
        engine.clock.advance(minutes=10)
    else:
        await engine.poll()
    make_deadly(engine, asyncio.CancelledError)
    items, rechecks = dict(engine.store._memory.items), dict(engine.store._memory.rechecks)
    with pytest.raises(asyncio.CancelledError):
        await (engine.read() if what == "read" else engine.recheck())
    assert (engine.store._memory.items, engine.store._memory.rechecks) == (items, rechecks)


@pytest.mark.parametrize(
    "error",
    [
        WatchTimeoutError("reading 9,000 characters took more than 69 s"),
        CompareTimeoutError("comparing what it says took more than 300 s"),
    ],
    ids=["watcher", "judge"],
)
@pytest.mark.parametrize("restarted", [False, True])
async def test_a_text_that_does_not_come_to_an_end_is_tried_daily_and_given_up_after_two_days(error, restarted):
    engine = await Engine.started()
    engine.publish("wire", POISON, "kill")
    make_deadly(engine, error)
    lives = [note_tries(engine)]
    for hour in range(80):
        await engine.run()
        assert hour >= 48 or await engine.store.items(ItemState.FAILED) == []
        engine.clock.advance(hours=1, seconds=1)
        if restarted and hour == 30:
            engine.restart()
            make_deadly(engine, error)
            lives.append(note_tries(engine))
    tries = [one for life in lives for one in life]
    waits = [(later - earlier) // timedelta(hours=1) for earlier, later in pairwise(tries)]
    assert waits[0] in {1, 2}
    assert waits[1:] in ([24, 24], [24, 25], [25, 24], [25, 25])  # with its jitter
    (failed,) = await engine.store.items(ItemState.FAILED)
    assert failed.last_error == f"{POISON}: {error}"


async def test_a_text_that_hangs_one_process_and_kills_the_next_two_has_had_its_three_times():
    engine = await Engine.started()
    engine.publish("wire", POISON, "kill")
    make_deadly(engine, WatchTimeoutError("reading 9,000 characters took more than 69 s"))
    await engine.run()
    engine.restart()
    lives = []
    for _ in range(4):
        engine.clock.advance(hours=2)
        lives.append(await live(engine))
    assert lives == [False, False, True, True]
    (failed,) = await engine.store.items(ItemState.FAILED)
    assert failed.last_error == f"{POISON}: {CRASHED}"


async def test_a_host_that_answers_nothing_meanwhile_gives_a_text_that_hangs_no_more_tries():
    engine = await Engine.started()
    engine.publish("wire", POISON, "kill")
    make_deadly(engine, WatchTimeoutError("reading 9,000 characters took more than 69 s"))
    tries = note_tries(engine)
    page = engine.web.pages[POISON]
    for hour in range(80):
        is_away = hour % 3 == 1
        engine.web.pages[POISON] = SourceError(FetchOutcome.TIMEOUT, POISON, "nothing in 20 s") if is_away else page
        await engine.run()
        engine.clock.advance(hours=1, seconds=1)
    assert len(tries) <= 4
    assert len(await engine.store.items(ItemState.FAILED)) == 1


async def test_a_page_that_hangs_each_process_when_it_is_looked_at_again_is_left_alone_after_three_times():
    engine = await Engine.started()
    engine.publish("wire", POISON, "trump: We will win the war.")
    await engine.run()
    engine.web.pages[POISON] = "trump: We will win the war.\nkill"
    tried = []
    for _ in range(6):
        make_deadly(engine, WatchTimeoutError("reading 9,000 characters took more than 69 s"))
        watch = engine.rechecker._newer_texts._watcher.watch

        async def counting(articles, *, watch=watch, **options):
            tried.append(articles)
            return await watch(articles, **options)

        engine.rechecker._newer_texts._watcher.watch = counting
        engine.clock.advance(hours=6)
        await engine.run()
        engine.restart()
    assert len(tried) == 3
    assert await engine.store.rechecks_of(set(engine.store._memory.items)) == []
    (given_up,) = await engine.store.rechecks_given_up(since=engine.clock.now() - timedelta(days=2), limit=9)
    assert given_up.evidence == "reading 9,000 characters took more than 69 s"


@pytest.mark.parametrize("error", [WatchTimeoutError("69 s"), CompareTimeoutError("300 s")], ids=repr)
async def test_a_text_that_was_slow_on_a_busy_machine_is_reported_late(error):
    engine = await Engine.started()
    engine.publish("wire", POISON, "trump: We will win the war.\nkill")
    make_deadly(engine, error)
    await engine.run()
    engine.restart()
    engine.clock.advance(hours=1, minutes=1)
    await engine.run()
    assert engine.reported(DISCORD) == [["We will win the war."]]


@pytest.mark.parametrize("later", [False, True], ids=["first read", "looked at again"])
async def test_what_cannot_be_compared_in_time_is_reported_as_new(later, monkeypatch):
    engine = await Engine.started()
    said, asked = "trump: We will win the war.\ntrump: The war is over.", []
    engine.publish("wire", GOOD, "Nothing is said." if later else said)

    async def hangs(statement, **_given):
        asked.append(statement.text)
        raise CompareTimeoutError("comparing what it says took more than 60 s")

    monkeypatch.setattr(engine.comparer, "place", hangs)
    await engine.run()
    engine.web.pages[GOOD] = said
    engine.clock.advance(minutes=20)
    await engine.run()
    assert engine.reported(DISCORD) == [["We will win the war.", "The war is over."]]
    assert asked == ["We will win the war."], "the rest of the text would take as long"
    (article,) = [one for one in engine.store._memory.outcomes.values() if one.outcome is Outcome.HAS_STATEMENTS]
    assert article.evidence.endswith("though it may not be: comparing what it says took more than 60 s")


@pytest.mark.parametrize("later", [False, True], ids=["first read", "looked at again"])
async def test_a_record_that_cannot_be_written_is_no_death_of_the_process(later):
    engine = await Engine.started()
    engine.publish("wire", GOOD, "Nothing is said." if later else "trump: We will win the war.")
    await (engine.run() if later else engine.poll())
    engine.web.pages[GOOD] = "trump: We will win the war."
    real, writes = engine.store.transaction, []

    @asynccontextmanager
    async def full():
        """Take the note that the text is begun, and nothing after it."""
        writes.append(1)
        if len(writes) > 1:
            raise StoreError("the disk is full")
        async with real() as transaction:
            yield transaction

    watch = engine.reader._watcher.watch

    async def watched(articles, **how):
        engine.store.transaction = full
        writes[:] = [1]
        return await watch(articles, **how)

    engine.reader._watcher.watch = engine.rechecker._newer_texts._watcher.watch = watched
    for _ in range(5):
        engine.clock.advance(hours=1)
        with pytest.raises(StoreError):
            await (engine.recheck() if later else engine.read())
        engine.store.transaction = real
    engine.reader._watcher.watch = engine.rechecker._newer_texts._watcher.watch = watch
    for _ in range(2):
        engine.clock.advance(hours=1)
        await engine.run()
    assert engine.reported(DISCORD) == [["We will win the war."]]


async def test_a_text_that_waits_for_its_actor_is_not_suspected_when_the_process_ends():
    engine = await Engine.started()
    engine.publish("wire", GOOD, "trump: We will win the war.")
    await engine.poll()
    real, begun = engine.store.transaction, []

    @asynccontextmanager
    async def noted():
        async with real() as transaction:
            yield transaction
        begun.extend(item.begun for item in await engine.store.items(ItemState.WAITING))

    engine.store.transaction = noted
    async with engine.comparer.holding(["trump"]), asyncio.timeout(patient(30)):  # another text of his is compared
        reading = asyncio.create_task(engine.read())
        while begun[-2:] != [1, 0]:  # noqa: ASYNC110 - suspected while the watcher reads it; nothing tells that it waits
            await asyncio.sleep(0)
    engine.store.transaction = real
    await reading
    assert await engine.store.items(ItemState.WAITING) == []


async def test_a_page_whose_later_text_breaks_a_part_says_so_until_another_is_read():
    engine = await Engine.started()
    engine.publish("wire", GOOD, "trump: We will win the war.")
    await engine.run()
    make_deadly(engine, KeyError("id"))
    engine.web.pages[GOOD] = "trump: We will win the war.\nkill"
    engine.clock.advance(minutes=20)
    with capture_logs():
        await engine.run()
    (given_up,) = await engine.store.rechecks_given_up(since=engine.clock.now() - timedelta(days=1), limit=9)
    assert given_up.evidence == "KeyError: 'id'"
    engine.web.pages[GOOD] = "trump: We will win the war.\ntrump: And we will win the peace."
    engine.clock.advance(hours=1)
    await engine.run()
    assert engine.reported(DISCORD)[-1] == ["And we will win the peace."]
    assert await engine.store.rechecks_given_up(since=engine.clock.now() - timedelta(days=1), limit=9) == []
