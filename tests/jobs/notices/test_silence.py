"""A source or an actor with nothing new for longer than ever is reported once, and that it speaks again once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.model import Entry, Item, ItemState, NoticeKind
from tests.jobs.notices.test_lookout import begun, config_with, fail, mend, ops
from tests.jobs.notices.test_lookout import minutes as live
from tests.store.samples import statement

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
WEDNESDAY = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
RARE = 'every = "10m"'  # what is reported does not depend on it, and a day has a tenth of the polls


async def minutes(engine, number):
    """Live on in steps of ten minutes: the lookout looks for silence no more often."""
    await live(engine, number // 10, step=10)


def config():
    return config_with(2).replace('tier = "wire"', f'tier = "wire"\n{RARE}')


def history(source_id, *, until, weeks=8, every=2 * HOUR):
    """Return items of a source that lists something every two hours from 6 to 20 o'clock."""
    at, items = until, []
    while at > until - weeks * WEEK:
        if 6 <= at.hour < 20:
            items.append(made(source_id, f"{source_id}-{len(items)}", at))
        at -= every
    return items


def made(source_id, key, at):
    return Item(
        id=key,
        source_id=source_id,
        entry=Entry(key=key, url=f"https://{source_id}.example/{key}", title=key),
        first_seen_at=at,
        quiet=False,
        state=ItemState.READ,
        next_try_at=at,
    )


async def record(engine, items=(), statements=()):
    async with engine.store.transaction() as transaction:
        for one in items:
            await transaction.save_item(one)
        for one in statements:
            await transaction.save_statement(one)
    newest = {one.source_id: one.first_seen_at for one in reversed(items)}
    states = {one.source_id: one for one in await engine.store.poll_states()}
    for source_id, at in newest.items():
        engine.store._saved.poll_states[source_id] = replace(states[source_id], last_new_at=at)


@pytest.fixture
async def engine():
    engine = await begun(config())
    engine.clock.time = WEDNESDAY
    return engine


async def test_a_source_that_falls_silent_is_reported_once_and_so_is_its_end(engine):
    await record(engine, history("wire", until=WEDNESDAY))
    await minutes(engine, 60 * 24)
    assert ops(engine) == []
    await minutes(engine, 60 * 72)
    assert ops(engine) == ["silent source: 1 source: wire"]
    (notice,) = [
        one for one in await engine.store.notices(since=engine.clock.now()) if one.kind is NoticeKind.SILENT_SOURCE
    ]
    (subject,) = notice.subjects
    assert subject.since == WEDNESDAY
    assert subject.per_day == pytest.approx(7, abs=1)
    engine.publish("wire", "https://wire.example/new", "Nothing is said in it.")
    await minutes(engine, 120)
    assert ops(engine) == ["silent source: 1 source: wire", "over: silent source: 1 source: wire well"]


async def test_silence_is_not_reported_again_after_a_restart(engine):
    await record(engine, history("wire", until=WEDNESDAY))
    for _ in range(16):
        await minutes(engine, 60 * 6)
        engine.restart()
    assert ops(engine) == ["silent source: 1 source: wire"]


@pytest.mark.parametrize("weeks", [1, 2])
async def test_a_source_that_was_added_lately_is_not_called_silent(engine, weeks):
    await record(engine, history("wire", until=WEDNESDAY, weeks=weeks, every=HOUR))
    await minutes(engine, 60 * 72)
    assert ops(engine) == []


async def test_days_in_which_the_bot_was_off_are_no_silence(engine):
    await record(engine, history("wire", until=WEDNESDAY))
    await minutes(engine, 60)
    engine.clock.advance(days=4)
    engine.restart()
    await minutes(engine, 60 * 12)
    engine.restart()  # nor are they after one more restart
    await minutes(engine, 60 * 12)
    assert ops(engine) == []
    await minutes(engine, 60 * 72)
    assert ops(engine) == ["silent source: 1 source: wire"]


async def test_a_source_that_fails_is_said_to_fail_and_not_to_be_silent(engine):
    await record(engine, history("wire", until=WEDNESDAY))
    fail(engine, "wire")
    await minutes(engine, 60 * 96)
    mend(engine, "wire")
    await minutes(engine, 60 * 12)
    assert [line.partition(": 1")[0] for line in ops(engine)] == ["failing", "over: failing"]


async def test_several_that_fall_silent_at_once_are_one_message(engine):
    for one in ("wire", "s0", "s1"):
        await record(engine, history(one, until=WEDNESDAY))
    await minutes(engine, 60 * 96)
    assert ops(engine) == ["silent source: 3 sources: s0, s1, wire"]


def said(actor_id, *, until, weeks=8):
    """Return an actor's statements: four a day on weekdays."""
    made_up = []
    for day in range(weeks * 7):
        for hour in (8, 11, 14, 17):
            at = (until - day * DAY).replace(hour=hour)
            if at <= until and at.weekday() < 5:
                made_up.append(statement(f"{actor_id}-{day}-{hour}", actor_id=actor_id, first_seen_at=at))
    return made_up


async def test_an_actor_of_whom_nothing_new_is_found_is_reported_once_and_so_is_the_end(engine):
    await record(engine, statements=said("baghaei", until=WEDNESDAY))
    await minutes(engine, 60 * 36)
    assert ops(engine) == []
    await minutes(engine, 60 * 24 * 7)
    assert ops(engine) == ["silent actor: 1 source: baghaei"]
    new = statement("new", actor_id="baghaei", first_seen_at=engine.clock.now())
    await record(engine, statements=[new])
    await minutes(engine, 60)
    assert ops(engine)[1:] == ["over: silent actor: 1 source: baghaei well"]


async def test_a_weekend_is_no_silence_of_an_actor(engine):
    friday = WEDNESDAY + 2 * DAY
    engine.clock.time = friday
    await record(engine, statements=said("baghaei", until=friday))
    await minutes(engine, 60 * 24 * 3 - 30)
    assert ops(engine) == []


async def test_an_actor_is_not_called_silent_while_we_read_nothing(engine):
    await record(engine, statements=said("baghaei", until=WEDNESDAY))
    waiting = replace(made("wire", "waits", WEDNESDAY), state=ItemState.WAITING)
    async with engine.store.transaction() as transaction:
        await transaction.save_item(waiting)
    await minutes(engine, 60 * 24 * 7)
    assert ops(engine) == []


async def test_an_actor_is_not_called_silent_while_half_of_the_sources_fail(engine):
    await record(engine, statements=said("baghaei", until=WEDNESDAY))
    fail(engine, "wire", "s0")
    await minutes(engine, 60 * 24 * 7)
    assert [line.partition(": ")[0] for line in ops(engine)] == ["failing"]
