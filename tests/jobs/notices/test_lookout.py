"""What is out of order is reported once to who runs the bot, and its end once, however often the bot starts anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.errors import SourceError
from bot.core.model import Beat, FetchOutcome
from bot.rules.health import troubles
from tests.engine import CONFIG, Engine
from tests.jobs.scheduling.schedulers import make_scheduler, ticks

OPS = "slack:C0000000009"
DOWN = SourceError(FetchOutcome.HTTP_ERROR, "https://wire.example/feed", "HTTP 503")
OFFLINE = SourceError(FetchOutcome.DNS_ERROR, "https://wire.example/feed", "name or service not known")


def config_with(sources=0, *, settings=""):
    more = "".join(
        f'[[sources]]\nid = "s{one}"\nname = "S{one}"\nurl = "https://s{one}.example/feed"\ntier = "wire"\n'
        for one in range(sources)
    )
    bot = f'[bot]\nops_channel = "{OPS}"\n{settings}'
    return bot + CONFIG.replace("[[routes]]", f"{more}[[routes]]", 1)


@pytest.fixture
async def engine():
    return await begun(config_with())


async def begun(config):
    engine = await Engine.start(config)
    async with engine.store.transaction() as transaction:
        await transaction.enlist([source.id for source in engine.config.sources], now=engine.clock.now())
    await minutes(engine, 3)
    return engine


async def minutes(engine, number, *, step=1):
    """Live so many steps of a minute, or of more: poll what is due, look out, send."""
    sources = {source.id: source for source in engine.config.sources}
    for _ in range(number):
        now = engine.clock.now()
        for state in await engine.store.due_polls(now=now, limit=1000):
            await engine.poller.poll(sources[state.source_id], state)
        await engine.lookout.look()
        await engine.store.beat(Beat(at=now, started_at=now, platforms={}))
        await engine.dispatcher.dispatch_due()
        engine.clock.advance(minutes=step)


def fail(engine, *source_ids, with_=DOWN):
    for one in source_ids or [source.id for source in engine.config.sources]:
        engine.web.feeds[one] = with_


def mend(engine, *source_ids):
    for one in source_ids or list(engine.web.feeds):
        engine.web.feeds[one] = []


def ops(engine):
    return [line for lines in engine.reported(OPS) for line in lines]


async def test_a_source_that_fails_is_reported_once_with_its_cause_and_its_end_once(engine):
    fail(engine, "wire")
    await minutes(engine, 14)
    assert ops(engine) == []
    await minutes(engine, 10)
    reported = ["failing: 1 source: wire answered with an error (HTTP 503)"]
    assert ops(engine) == reported
    await minutes(engine, 600)
    assert ops(engine) == reported
    mend(engine, "wire")
    await minutes(engine, 20)
    assert ops(engine) == [*reported, "over: failing: 1 source: wire well answered with an error (HTTP 503)"]
    await minutes(engine, 60)
    assert len(ops(engine)) == 2


async def test_a_hiccup_is_reported_to_nobody(engine):
    fail(engine, "wire")
    await minutes(engine, 10)
    mend(engine, "wire")
    await minutes(engine, 60)
    assert ops(engine) == []
    assert await engine.store.notices(since=engine.clock.now().replace(year=2000)) == []


async def test_a_restart_tells_nothing_again(engine):
    fail(engine, "wire")
    for _ in range(40):
        await minutes(engine, 2)
        engine.restart()
    assert len(ops(engine)) == 1
    mend(engine, "wire")
    for _ in range(20):
        await minutes(engine, 2)
        engine.restart()
    assert len(ops(engine)) == 2


async def test_all_sources_failing_at_once_are_one_notice_with_one_end():
    engine = await begun(config_with(60))
    fail(engine, with_=OFFLINE)
    await minutes(engine, 14)
    assert ops(engine) == []
    await minutes(engine, 120)
    (reported,) = ops(engine)
    assert reported.startswith("no answer: 62 sources")
    mend(engine)
    await minutes(engine, 90)
    assert [line.partition(" sources")[0] for line in ops(engine)] == ["no answer: 62", "over: no answer: 62"]


async def test_what_still_fails_after_an_outage_of_all_is_reported_by_itself():
    engine = await begun(config_with(20))
    fail(engine, with_=OFFLINE)
    await minutes(engine, 30)
    mend(engine, *(source.id for source in engine.config.sources if source.id != "s7"))
    await minutes(engine, 90)
    assert [line.partition(":")[0] for line in ops(engine)] == ["no answer", "over", "failing"]
    assert ops(engine)[-1] == "failing: 1 source: s7 host not found (name or service not known)"


async def test_many_that_fail_at_once_are_one_notice_and_who_stays_behind_is_reported_later():
    engine = await begun(config_with(40))
    down = [f"s{one}" for one in range(25)]
    fail(engine, *down)
    await minutes(engine, 40)
    (reported,) = ops(engine)
    assert reported.startswith("failing: 25 sources")
    mend(engine, *down[1:])
    await minutes(engine, 60)
    assert [line.partition(" sources")[0] for line in ops(engine)] == ["failing: 25", "over: failing: 25"]
    assert ops(engine)[-1].count(" well ") == 24
    mend(engine, "s0")
    await minutes(engine, 30)
    assert ops(engine)[2:] == ["over: failing: 1 source: s0 well answered with an error (HTTP 503)"]


async def test_a_source_that_comes_and_goes_floods_no_channel(engine):
    for _ in range(36):  # a day of twenty minutes of each
        fail(engine, "wire")
        await minutes(engine, 20)
        mend(engine, "wire")
        await minutes(engine, 20)
    assert 2 <= len(ops(engine)) <= 12


async def test_sources_that_fail_one_after_the_other_are_reported_together():
    engine = await begun(config_with(40))
    for one in range(40):
        fail(engine, f"s{one}")
        await minutes(engine, 3)
    await minutes(engine, 90)
    assert len(ops(engine)) <= 12
    named = {word for line in ops(engine) for word in line.split() if word.startswith("s") and word[1:].isdigit()}
    assert len(named) == 40


async def test_a_source_that_the_config_has_no_more_is_passed_over_in_silence(engine):
    fail(engine, "wire")
    await minutes(engine, 30)
    assert len(ops(engine)) == 1
    engine.config = replace(engine.config, sources=engine.config.sources[1:])
    async with engine.store.transaction() as transaction:
        await transaction.enlist(["ministry"], now=engine.clock.now())
    engine.restart()
    await minutes(engine, 30)
    assert len(ops(engine)) == 1
    assert [
        one.ended_at is None for one in await engine.store.notices(since=engine.clock.now().replace(year=2000))
    ] == [False]


async def test_without_a_channel_it_is_on_record():
    engine = await begun(CONFIG)
    fail(engine, "wire")
    await minutes(engine, 30)
    mend(engine, "wire")
    await minutes(engine, 30)
    (notice,) = await engine.store.notices(since=engine.clock.now().replace(year=2000))
    assert (notice.reported, notice.ended_at is None) == (False, False)
    assert engine.reported(OPS) == []


async def test_a_night_in_which_the_bot_was_off_is_no_outage_of_theirs(engine):
    engine.clock.advance(hours=9)
    engine.restart()
    fail(engine)
    await minutes(engine, 14)
    assert ops(engine) == []
    await minutes(engine, 5)
    assert [line.partition(":")[0] for line in ops(engine)] == ["no answer"]


async def test_one_dead_source_among_others_that_are_asked_seldom_is_not_the_machine():
    rare = config_with(3).replace('tier = "wire"', 'tier = "wire"\nevery = "6h"')
    engine = await begun(rare)
    fail(engine, "s0")
    await minutes(engine, 60 * 20)
    assert [line.partition(":")[0] for line in ops(engine)] == ["failing"]


async def test_health_says_that_no_source_answers(engine):
    scheduler = make_scheduler(engine, lookout=engine.lookout)
    fail(engine)
    for _ in range(20):
        await ticks(scheduler, 10)
        engine.clock.advance(minutes=1)
    await ticks(scheduler, 10)
    wrong = troubles(await engine.store.last_beat(), now=engine.clock.now())
    assert len(wrong) == 1
    assert wrong[0].startswith("no source has answered for 1")
    mend(engine)
    engine.clock.advance(minutes=16)
    await ticks(scheduler, 10)
    engine.clock.advance(minutes=1)
    await ticks(scheduler, 20)
    assert troubles(await engine.store.last_beat(), now=engine.clock.now()) == []


async def test_a_clock_set_back_tells_nothing_again(engine):
    fail(engine, "wire")
    await minutes(engine, 30)
    engine.clock.advance(days=-30)
    await minutes(engine, 60)
    assert len(ops(engine)) == 1
