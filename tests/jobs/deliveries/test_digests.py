"""A digest at its time: what came since the one before, once, over restarts, kills, and times at which nothing ran."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.errors import OutcomeUnknownError
from bot.core.model import DeliveryKind, DeliveryState, StatementQuery
from tests.engine import CONFIG, SLACK, Engine
from tests.jobs.deliveries.test_dispatch import rounds
from tests.jobs.kills import killed

DESK = "slack:C0000000009"
DAILY = f"""
[[digests]]
channel = "{DESK}"
cron = "0 8 * * *"
zone = "Europe/Berlin"
"""
EIGHT = datetime(2026, 11, 3, 7, tzinfo=UTC)  # in Berlin


async def started(digest=DAILY, *, before=timedelta(hours=3)):
    engine = Engine(CONFIG + digest)
    engine.clock.time = EIGHT - before
    await engine.store.open()
    await engine.run()
    await engine.digester.make_due()
    return engine


async def publish(engine, *texts, source="wire", actor="baghaei"):
    for text in texts:
        place = f"https://{source}.example/{actor}/{abs(hash(text))}"
        engine.publish(source, place, f"{actor}: {text}")
    await engine.poll()
    await engine.read()


async def tick(engine, number=1, **pause):
    for _ in range(number):
        engine.clock.advance(**pause)
        await engine.digester.make_due()
        await engine.dispatcher.dispatch_due()


def digests(engine, channel=DESK):
    return [reported for reported in engine.reported(channel) if reported[0].startswith("digest of")]


ONE, TWO, THREE = "We leave the harbour open.", "Nobody has asked us for a list.", "There is no third bridge."


async def test_it_comes_at_its_time_with_what_was_said_since_the_one_before():
    desk = await started()
    await publish(desk, ONE)
    await tick(desk, 2, hours=1)
    assert digests(desk) == []
    await tick(desk, 1, hours=1)
    assert digests(desk) == [["digest of 1", ONE]]
    await publish(desk, TWO, THREE)
    await tick(desk, 24, hours=1)
    assert digests(desk)[1:] == [["digest of 2", *sorted([TWO, THREE], key=digests(desk)[1].index)]]


async def test_one_that_has_nothing_to_tell_says_so():
    desk = await started()
    await tick(desk, 1, hours=3)
    assert digests(desk) == [["digest of 0"]]


@pytest.mark.parametrize(
    ("late", "reported"),
    [(timedelta(minutes=5), 1), (timedelta(hours=5, minutes=59), 1), (timedelta(hours=6, minutes=1), 0)],
)
async def test_one_that_was_missed_is_sent_once_if_it_is_not_too_late(late, reported):
    desk = await started()
    await publish(desk, ONE)
    desk.restart()
    desk.clock.time = EIGHT + late
    await tick(desk, 3, seconds=20)
    desk.restart()
    await tick(desk, 3, seconds=20)
    assert len(digests(desk)) == reported


async def test_what_a_missed_one_would_have_reported_the_next_one_tells():
    desk = await started()
    await publish(desk, ONE)
    desk.clock.time = EIGHT + timedelta(hours=8)
    desk.restart()
    await tick(desk, 1, seconds=1)
    await publish(desk, TWO)
    desk.clock.time = EIGHT + timedelta(days=1)
    await tick(desk, 1, seconds=1)
    assert [reported[0] for reported in digests(desk)] == ["digest of 2"]


async def test_a_first_digest_waits_for_its_time_and_tells_of_a_whole_span():
    engine = await Engine.start()
    engine.clock.time = EIGHT + timedelta(hours=1)
    await engine.run()
    engine.clock.advance(hours=1)
    await publish(engine, ONE)
    config = Engine(CONFIG + DAILY).config
    engine.config = config
    engine.clock.advance(hours=1)
    engine.restart()
    await tick(engine, 3, seconds=1)
    assert digests(engine) == []
    engine.clock.time = EIGHT + timedelta(days=1)
    await tick(engine, 1, seconds=1)
    assert digests(engine) == [["digest of 1", ONE]]


@pytest.mark.parametrize(
    ("wants", "reported"),
    [
        ("", [ONE, TWO, THREE]),
        ('actors = ["trump"]', [THREE]),
        ('tiers = ["primary"]', [TWO]),
        ('words = ["harbour"]', [ONE]),
        ("least_confidence = 1.0", []),
    ],
)
async def test_it_tells_what_its_plan_asks_for(wants, reported):
    desk = await started(DAILY + wants)
    await publish(desk, ONE)
    await publish(desk, TWO, source="ministry")
    await publish(desk, THREE, actor="trump")
    await tick(desk, 1, hours=3)
    assert sorted(digests(desk)[0][1:]) == sorted(reported)


async def test_changes_lead():
    desk = await started()
    await publish(desk, "There will be 25 ships in the bay by then.", ONE, TWO)
    desk.clock.advance(minutes=30)
    await publish(desk, "There will be 35 ships in the bay by then.")
    await tick(desk, 1, hours=3)
    assert digests(desk)[0][1] == "There will be 35 ships in the bay by then."


async def test_what_stood_there_long_before_is_not_reported():
    desk = await started(before=timedelta(hours=2))
    desk.publish("wire", "https://wire.example/old", f"baghaei: {ONE}", days=3)
    await desk.poll()
    await desk.read()
    await tick(desk, 1, hours=2)
    assert digests(desk) == [["digest of 0"]]


async def test_words_that_were_saved_after_the_digest_and_seen_before_it_are_reported_by_the_next():
    desk = await started()
    await tick(desk, 1, hours=3)
    desk.clock.time = EIGHT - timedelta(minutes=4)  # as its reading began
    await publish(desk, ONE)
    desk.clock.time = EIGHT + timedelta(days=1)
    await tick(desk, 1, seconds=1)
    assert digests(desk) == [["digest of 0"], ["digest of 1", ONE]]
    desk.clock.time = EIGHT + timedelta(days=2)
    await tick(desk, 1, seconds=1)
    assert digests(desk)[2:] == [["digest of 0"]]


async def test_all_that_it_tells_can_be_looked_up():
    desk = await started()
    await publish(desk, ONE, TWO)
    await tick(desk, 1, hours=3)
    (sent,) = [one for one in await desk.store.deliveries(DeliveryState.SENT) if one.kind is DeliveryKind.DIGEST]
    page = await desk.store.statements(StatementQuery(overflow_id=sent.id))
    assert {view.statement.text for view in page.statements} == {ONE, TWO}


async def test_a_digest_takes_no_alert_from_anybody():
    desk = await started(DAILY.replace(DESK, SLACK))
    await publish(desk, ONE)
    await tick(desk, 1, hours=3)
    desk.publish("ministry", "https://ministry.example/1", f"baghaei: {TWO}")
    await desk.run()
    assert [ONE] in desk.reported(SLACK)
    assert [TWO] in desk.reported(SLACK)
    assert digests(desk, SLACK) == [["digest of 1", ONE]]


@pytest.mark.parametrize("steps", range(1, 5))
async def test_a_kill_at_any_transaction_posts_it_once(steps):
    desk = await started()
    await publish(desk, ONE)
    await rounds(desk, 3, seconds=1)
    desk.clock.time = EIGHT
    with killed(desk, at=steps):
        await tick(desk, 1, seconds=1)
    await tick(desk, 5, seconds=10)
    assert digests(desk) == [["digest of 1", ONE]]


@pytest.mark.parametrize("arrived", [True, False])
async def test_one_of_which_nobody_knows_whether_it_was_posted_is_posted_once(arrived):
    desk = await started()
    await publish(desk, ONE)
    post = desk.slack.post

    async def post_and_drop(delivery, message):
        if arrived or delivery.kind is not DeliveryKind.DIGEST:
            await post(delivery, message)
        raise OutcomeUnknownError("connection dropped")

    desk.clock.time = EIGHT
    desk.slack.post = post_and_drop
    await tick(desk, 1, seconds=1)
    desk.slack.post = post
    desk.restart()
    await tick(desk, 5, seconds=10)
    assert digests(desk) == [["digest of 1", ONE]]


async def test_a_clock_that_was_a_year_ahead_stops_no_digest():
    desk = await started()
    desk.clock.time = EIGHT + timedelta(days=365)
    await tick(desk, 1, seconds=1)
    desk.clock.time = EIGHT - timedelta(minutes=1)
    desk.restart()
    await publish(desk, ONE)
    desk.clock.time = EIGHT
    await tick(desk, 2, seconds=1)
    assert ["digest of 1", ONE] in digests(desk)


async def test_a_plan_of_which_no_time_has_come_for_years_waits_for_its_first():
    desk = await started(DAILY.replace("0 8 * * *", "0 8 29 2 *"))
    await publish(desk, ONE)
    await tick(desk, 3, hours=1)
    assert digests(desk) == []
    desk.clock.time = datetime(2028, 2, 29, 7, tzinfo=UTC)
    await tick(desk, 2, seconds=1)
    assert len(digests(desk)) == 1


@pytest.mark.parametrize(
    ("eve", "hours"),
    [
        pytest.param(datetime(2026, 3, 28, 12, tzinfo=UTC), 23, id="the hour that is left out"),
        pytest.param(datetime(2026, 10, 24, 12, tzinfo=UTC), 25, id="the hour that comes twice"),
    ],
)
async def test_in_the_nights_when_clocks_are_changed_it_comes_once(eve, hours):
    desk = Engine(CONFIG + DAILY.replace("0 8", "30 2"))
    desk.clock.time = eve
    await desk.store.open()
    await desk.digester.make_due()
    await tick(desk, 4 * hours, minutes=15)
    assert len(digests(desk)) == 1
