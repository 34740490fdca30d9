"""After an outage what waited long comes in one message to a channel, what is young as it is; each statement once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from bot.core.errors import MessageRefusedError, OutcomeUnknownError, RetryLaterError
from bot.core.model import Beat, DeliveryKind, DeliveryState, FeedbackKind, StatementQuery
from tests.engine import SLACK, Engine
from tests.jobs.deliveries.test_dispatch import in_state, rounds
from tests.jobs.deliveries.test_overflow import publish, say, states
from tests.jobs.kills import killed

DOWN = RetryLaterError("503")
THINGS = [f"{colour} {thing}" for thing in ("gate", "pier", "mill", "tram") for colour in "abcdefghij"]


@pytest.fixture
async def desk():
    return await Engine.started()


async def outage(desk, *things, every, fault=DOWN):
    """Publish something about each thing while Slack is down, so many minutes apart, and try to tell of it."""
    desk.slack.faults = [fault] * 10_000
    for thing in things:
        await publish(desk, thing)
        await desk.dispatcher.dispatch_due()
        desk.clock.advance(minutes=every)
    desk.slack.faults = []


def caught_up(desk):
    return [reported for reported in desk.reported(SLACK) if reported[0].startswith("caught up")]


def alerts(desk):
    return [reported for reported in desk.reported(SLACK) if not reported[0].startswith("caught up")]


def every_statement(desk):
    return Counter(text for reported in desk.reported(SLACK) for text in reported if text.startswith("We shall"))


async def test_three_hours_with_forty_alerts_are_one_message_and_the_young_ones(desk):
    await outage(desk, *THINGS, every=4.5)
    await rounds(desk, 2, minutes=15)
    young = 6  # of 40, one each 4.5 minutes, those of the last half hour when the platform was tried again
    (message,) = caught_up(desk)
    assert message[0] == f"caught up with {len(message) - 1}"
    assert len(alerts(desk)) + len(message) - 1 == len(THINGS)
    assert 1 <= len(alerts(desk)) <= young
    assert every_statement(desk) == Counter(say(thing) for thing in THINGS)
    assert desk.reported(SLACK)[0] == message, "what came later stands below it"
    assert await in_state(desk, DeliveryState.PENDING) == []


@pytest.mark.parametrize(("number", "messages"), [(1, 1), (3, 3), (4, 1), (5, 1)])
async def test_a_few_that_waited_go_out_as_they_are(desk, number, messages):
    await outage(desk, *THINGS[:number], every=1)
    desk.clock.advance(minutes=31)
    await rounds(desk, 1, minutes=15)
    assert len(desk.reported(SLACK)) == messages
    assert every_statement(desk) == Counter(say(thing) for thing in THINGS[:number])


async def test_what_a_catch_up_reported_is_reported_no_more(desk):
    await outage(desk, *THINGS[:6], every=6)
    desk.clock.advance(minutes=30)
    await rounds(desk, 1, minutes=15)
    reported = desk.reported(SLACK)
    for thing in THINGS[:6]:
        desk.publish("ministry", f"https://ministry.example/{thing}".replace(" ", "-"), f"baghaei: {say(thing)}")
    await desk.poll()
    await desk.read()
    await rounds(desk, 3, minutes=1)
    assert desk.reported(SLACK) == reported
    assert (await states(desk))["collapsed"] == 6


async def test_all_that_it_reported_can_be_looked_up(desk):
    await outage(desk, *THINGS[:6], every=6)
    desk.clock.advance(minutes=30)
    await rounds(desk, 1, minutes=15)
    (sent,) = [one for one in await in_state(desk, DeliveryState.SENT) if one.kind is DeliveryKind.CATCH_UP]
    page = await desk.store.statements(StatementQuery(overflow_id=sent.id))
    assert {one.statement.text for one in page.statements} == set(map(say, THINGS[:6]))


async def test_changes_lead(desk):
    desk.publish("wire", "https://wire.example/old", "baghaei: There will be 25 ships in the bay by then.")
    await desk.run()
    desk.slack.faults = [DOWN] * 100
    await publish(desk, *THINGS[:5])
    desk.publish("wire", "https://wire.example/turn", "baghaei: There will be 35 ships in the bay by then.")
    await desk.poll()
    await desk.read()
    await desk.dispatcher.dispatch_due()
    desk.slack.faults = []
    desk.clock.advance(minutes=31)
    await rounds(desk, 1, minutes=15)
    (message,) = caught_up(desk)
    assert message[1] == "There will be 35 ships in the bay by then."


async def test_a_restart_in_the_outage_changes_nothing(desk):
    await outage(desk, *THINGS[:10], every=6)
    desk.restart()
    await outage(desk, *THINGS[10:20], every=6)
    desk.restart()
    await rounds(desk, 2, minutes=15)
    assert len(caught_up(desk)) == 1
    assert every_statement(desk) == Counter(say(thing) for thing in THINGS[:20])


@pytest.mark.parametrize("steps", range(1, 12))
async def test_a_kill_at_any_transaction_loses_nothing_and_tells_nothing_twice(desk, steps):
    await outage(desk, *THINGS[:12], every=6)
    desk.clock.advance(minutes=15)
    with killed(desk, at=steps):
        await desk.dispatcher.dispatch_due()
    await rounds(desk, 3, seconds=20)
    assert every_statement(desk) == Counter(say(thing) for thing in THINGS[:12])
    assert len(caught_up(desk)) == 1


@pytest.mark.parametrize("arrived", [True, False])
async def test_one_of_which_nobody_knows_whether_it_was_posted_is_reported_once(desk, arrived):
    await outage(desk, *THINGS[:6], every=6)
    desk.clock.advance(minutes=30)
    post = desk.slack.post

    async def post_and_drop(delivery, message):
        if arrived:
            await post(delivery, message)
        raise OutcomeUnknownError("connection dropped")

    desk.slack.post = post_and_drop
    await rounds(desk, 1, minutes=15)
    desk.slack.post = post
    desk.restart()
    await publish(desk, *THINGS[6:8])
    desk.clock.advance(minutes=40)
    await rounds(desk, 3, minutes=1)
    (message,) = caught_up(desk)
    assert len(message) == 7, "what came after its post was begun is not reported by it"
    assert every_statement(desk) == Counter(say(thing) for thing in THINGS[:8])


async def test_what_the_desk_ruled_out_meanwhile_is_not_reported(desk):
    await outage(desk, *THINGS[:6], every=1)
    found = await desk.store.statements(StatementQuery())
    wrong = found.statements[0].statement
    async with desk.store.transaction() as transaction:
        await transaction.rule(wrong.id, FeedbackKind.WRONG_SPEAKER)
    desk.clock.advance(minutes=40)
    await rounds(desk, 1, minutes=15)
    (message,) = caught_up(desk)
    assert message[0] == "caught up with 5"
    assert wrong.text not in message


async def test_one_that_the_platform_refuses_is_reported_again_by_later_reports(desk):
    await outage(desk, *THINGS[:5], every=1)
    desk.clock.advance(minutes=40)
    desk.slack.faults = [MessageRefusedError("too long")]
    await rounds(desk, 1, minutes=15)
    assert desk.reported(SLACK) == []
    desk.publish("ministry", "https://ministry.example/again", f"baghaei: {say(THINGS[0])}")
    await desk.poll()
    await desk.read()
    await rounds(desk, 1, minutes=1)
    assert desk.reported(SLACK) == [[say(THINGS[0])]]


async def test_an_outage_longer_than_any_patience_gives_up_what_is_too_old_alone(desk):
    await outage(desk, *THINGS[:5], every=60)
    desk.slack.faults = [DOWN] * 100_000
    await rounds(desk, 300, minutes=10)  # 50 hours from the last
    desk.slack.faults = []
    assert (await states(desk))["dead"] == 1
    await outage(desk, *THINGS[5:10], every=60)
    await rounds(desk, 2, minutes=15)
    (message,) = caught_up(desk)
    assert message[0] == "caught up with 5"


async def test_a_channel_that_was_asked_to_wait_is_caught_up_with_too(desk):
    await publish(desk, THINGS[0])
    desk.slack.faults = [RetryLaterError("429", after=timedelta(hours=2))]
    await desk.dispatcher.dispatch_due()
    for thing in THINGS[1:9]:
        desk.clock.advance(minutes=10)
        await publish(desk, thing)
        await desk.dispatcher.dispatch_due()
    desk.clock.advance(minutes=50)
    await rounds(desk, 1, minutes=1)
    assert len(caught_up(desk)) == 1
    assert every_statement(desk) == Counter(say(thing) for thing in THINGS[:9])


# After the bot itself was off


async def was_off(desk, **span):
    """Be off for so long, with a sign of life before, and start again."""
    now = desk.clock.now()
    await desk.store.beat(Beat(at=now, started_at=now, platforms={}))
    desk.clock.advance(**span)
    desk.restart()
    await desk.lookout.look()


def published(desk, *things, minutes):
    for place, thing in enumerate(things):
        url = f"https://wire.example/{thing}".replace(" ", "-")
        desk.publish("wire", url, f"baghaei: {say(thing)}", minutes=minutes[place % len(minutes)])


async def test_news_of_hours_in_which_the_bot_was_off_is_one_message_and_the_young_ones():
    desk = await Engine.started()
    await was_off(desk, hours=3)
    published(desk, *THINGS[:12], minutes=[170, 120, 60, 40])
    published(desk, *THINGS[12:15], minutes=[25, 5, 1])
    await desk.poll()
    await desk.read()
    await rounds(desk, 3, seconds=20)
    assert every_statement(desk) == Counter(say(thing) for thing in THINGS[12:15])
    desk.restart()
    await rounds(desk, 6, minutes=1)
    (message,) = caught_up(desk)
    assert message[0] == "caught up with 12"
    assert every_statement(desk) == Counter(say(thing) for thing in THINGS[:15])


async def test_a_few_of_them_come_as_they_are():
    desk = await Engine.started()
    await was_off(desk, hours=3)
    published(desk, *THINGS[:3], minutes=[100])
    await desk.poll()
    await desk.read()
    await rounds(desk, 8, minutes=1)
    assert len(alerts(desk)) == 3
    assert caught_up(desk) == []


@pytest.mark.parametrize(
    ("off", "minutes", "later"),
    [
        pytest.param({"minutes": 9}, 8, 0, id="off for minutes"),
        pytest.param({"hours": 3}, 60 * 5, 0, id="published before that"),
        pytest.param({"hours": 3}, 60, 6, id="found long after the start"),
    ],
)
async def test_other_old_news_comes_at_once(off, minutes, later):
    desk = await Engine.started()
    await was_off(desk, **off)
    desk.clock.advance(minutes=later)
    published(desk, *THINGS[:6], minutes=[minutes])
    await desk.poll()
    await desk.read()
    await desk.dispatcher.dispatch_due()
    assert len(alerts(desk)) == 6
