"""Each message is posted once and in order, and waits, is edited or is given up as its platform answers."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from unittest.mock import AsyncMock

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from bot.core.errors import (
    ChannelRefusedError,
    MessageRefusedError,
    OutcomeUnknownError,
    RetryLaterError,
    StoreError,
    TokenRefusedError,
)
from bot.core.model import Channel, DeliveryState, FeedbackKind, Platform, StatementQuery
from bot.jobs.deliveries import dispatch
from bot.rules.thresholds import ON_ITS_WAY, POSTED_WITHIN
from handlers.limits import DISCORD_LONGEST_WAIT, REQUEST_WITHIN, SLACK_POST_EVERY
from tests.engine import DISCORD, SLACK, Engine

ONE, TWO = "We carefully weigh every word of the offer.", "There is no date for another round of talks."
WORDS = ["The bridge", "A harbour", "Our winter grain", "The ferry timetable", "Every court ruling"]


@pytest.fixture
async def engine():
    engine = await Engine.started()
    engine.publish("wire", "https://wire.example/1", f"baghaei: {ONE}")
    engine.publish("wire", "https://wire.example/2", f"baghaei: {TWO}")
    await engine.poll()
    await engine.read()
    return engine


async def in_state(engine, state):
    return await engine.store.deliveries(state)


async def rounds(engine, number, **pause):
    for _ in range(number):
        engine.clock.advance(**pause)
        await engine.dispatcher.dispatch_due()


async def test_each_channel_gets_each_message_once_in_order(engine):
    await rounds(engine, 3, seconds=1)
    assert engine.reported(DISCORD) == engine.reported(SLACK) == [[ONE], [TWO]]
    assert engine.slack.posts == engine.discord.posts == 2
    assert len(await in_state(engine, DeliveryState.SENT)) == 4


async def test_a_rate_limit_holds_its_channel_for_as_long_as_asked_and_no_other(engine):
    engine.slack.faults = [RetryLaterError("429", after=timedelta(seconds=30))]
    await engine.dispatcher.dispatch_due()
    await rounds(engine, 29, seconds=1)
    assert (engine.slack.posts, engine.discord.posts) == (0, 2)
    await rounds(engine, 2, seconds=1)
    assert engine.reported(SLACK) == [[ONE], [TWO]]


async def test_an_outage_delays_and_loses_nothing(engine):
    engine.slack.faults = [RetryLaterError("503") for _ in range(8)]
    await rounds(engine, 60, minutes=1)
    assert sorted(engine.reported(SLACK)) == sorted([[ONE], [TWO]])


async def test_after_a_post_of_unknown_outcome_the_channel_is_looked_through(engine):
    async def post_and_drop(delivery, message):
        await type(engine.slack).post(engine.slack, delivery, message)
        raise OutcomeUnknownError("connection dropped")

    engine.slack.post, post = post_and_drop, engine.slack.post
    await engine.dispatcher.dispatch_due()
    assert len(await in_state(engine, DeliveryState.SENDING)) == 1
    engine.slack.post = post
    await rounds(engine, 3, seconds=10)
    assert engine.reported(SLACK) == [[ONE], [TWO]]
    assert engine.slack.posts == 2


class Killed(BaseException):
    pass


@pytest.mark.parametrize("end", [Killed(), OutcomeUnknownError("no answer"), TimeoutError()], ids=repr)
async def test_a_post_that_arrives_after_its_sender_is_gone_is_not_posted_again_nor_overtaken(engine, end):
    """Slack knows no post by its name: a look through the channel before it arrives finds nothing."""
    on_its_way = []

    async def post(delivery, message):
        on_its_way.append((delivery, message))
        raise end

    real, engine.slack.post = engine.slack.post, post
    try:
        await engine.dispatcher.dispatch_due()
    except Killed:
        engine.restart()
    engine.slack.post = real
    await rounds(engine, 14, seconds=2)
    assert engine.reported(SLACK) == []
    await real(*on_its_way.pop())  # at last
    await rounds(engine, 3, seconds=1)
    assert engine.reported(SLACK) == [[ONE], [TWO]]
    assert engine.slack.posts == 2


@pytest.mark.parametrize("error", [RetryLaterError("503"), OutcomeUnknownError("no answer")])
async def test_a_restart_changes_nothing_in_the_order_of_a_channel(engine, error):
    engine.slack.faults = [error]
    await engine.dispatcher.dispatch_due()
    engine.restart()
    await rounds(engine, 40, seconds=1)
    assert engine.reported(SLACK) == [[ONE], [TWO]]


async def test_nor_does_it_in_an_outage_of_an_hour(engine):
    engine.slack.faults = [OutcomeUnknownError("no answer")] * 99
    await rounds(engine, 60, seconds=60)  # the next try is a quarter of an hour away then
    assert engine.reported(SLACK) == []
    engine.slack.faults = []
    engine.restart()
    await rounds(engine, 20, seconds=60)
    assert engine.reported(SLACK) == [[ONE], [TWO]]


async def test_what_a_bug_stopped_holds_up_no_other_after_a_restart(engine, monkeypatch):
    real = engine.slack.post

    async def broken(delivery, message):
        if message.statements[0].statement.text == ONE:
            raise KeyError("id")
        return await real(delivery, message)

    monkeypatch.setattr(engine.slack, "post", broken)
    monkeypatch.setattr(engine.slack, "find", broken)
    with capture_logs():  # a traceback is slow to draw
        await rounds(engine, 30, seconds=60)
        engine.publish("wire", "https://wire.example/3", f"baghaei: {WORDS[0]}.")
        await engine.poll()
        await engine.read()
        engine.restart()
        monkeypatch.setattr(engine.slack, "post", broken)
        await engine.dispatcher.dispatch_due()
    assert engine.reported(SLACK) == [[TWO], [f"{WORDS[0]}."]]


async def test_nor_does_it_where_a_thousand_wait_behind_what_failed(engine):
    engine.slack.faults = [RetryLaterError("503")]
    await engine.dispatcher.dispatch_due()
    (waiting,) = [one for one in await in_state(engine, DeliveryState.PENDING) if one.last_error is None]
    async with engine.store.transaction() as transaction:
        for number in range(1001):
            later = waiting.created_at + timedelta(milliseconds=number)
            await transaction.add_delivery(replace(waiting, id=f"later {number}", created_at=later))
    engine.restart()
    await engine.dispatcher.dispatch_due()
    assert engine.reported(SLACK) == []


async def test_what_is_compared_for_long_is_reported_after_what_came_on_record_meanwhile(engine):
    """It was read first, and its actor was held: with the time of its reading it would stand before what is posted."""
    for number, words in enumerate(("baghaei: It was read first.", "trump: It came on record first.")):
        engine.publish("wire", f"https://wire.example/order{number}", words)
    await engine.poll()
    first, second = await engine.store.due_items(now=engine.clock.now(), limit=9)
    async with engine.comparer.holding(["baghaei"]):
        waiting = asyncio.create_task(engine.reader.read(first))
        for _ in range(50):  # until it waits for its actor
            await asyncio.sleep(0)
        engine.clock.advance(seconds=1)
        await engine.reader.read(second)
        engine.clock.advance(seconds=1)
    await waiting
    made = sorted(await in_state(engine, DeliveryState.PENDING), key=lambda one: (one.created_at, one.id))
    reported = [
        (await engine.store.message(one)).statements[0].statement.text for one in made if str(one.channel) == DISCORD
    ]
    assert reported[-2:] == ["It came on record first.", "It was read first."]


async def test_another_process_that_has_the_channel_next_keeps_its_order(engine):
    other = Engine(shared=engine.store)
    other.clock = engine.clock
    other.restart()
    other.slack = engine.slack
    other.restart()
    channel = Channel.parse(SLACK)
    await other.dispatcher.dispatch(channel)  # nothing is held at its first look
    engine.publish("wire", "https://wire.example/3", f"baghaei: {WORDS[0]}.")
    await engine.poll()
    await engine.read()
    engine.slack.faults = [RetryLaterError("503")]
    await engine.dispatcher.dispatch(channel)
    engine.clock.advance(seconds=0.5)
    engine.publish("wire", "https://wire.example/4", f"baghaei: {WORDS[1]}.")
    await engine.poll()
    await engine.read()
    for _ in range(6):
        await other.dispatcher.dispatch(channel)
        engine.clock.advance(seconds=1)
    assert engine.reported(SLACK)[-2:] == [[f"{WORDS[0]}."], [f"{WORDS[1]}."]]


async def test_a_post_that_hangs_is_cut_off_before_others_may_look_for_it(engine, monkeypatch):
    async def post(_delivery, _message):
        await asyncio.get_running_loop().create_future()

    monkeypatch.setattr(engine.slack, "post", post)
    monkeypatch.setattr(dispatch, "POSTED_WITHIN", timedelta(0))
    await engine.dispatcher.dispatch_due()
    (begun,) = await in_state(engine, DeliveryState.SENDING)
    assert begun.last_error == f"{SLACK}: no answer came in 0 s"
    assert begun.next_try_at == engine.clock.now() + ON_ITS_WAY


def test_no_post_is_looked_for_while_it_may_be_made():
    longest = REQUEST_WITHIN + max(SLACK_POST_EVERY, DISCORD_LONGEST_WAIT)
    assert timedelta(seconds=longest) < POSTED_WITHIN < ON_ITS_WAY


async def test_a_kill_between_the_post_and_its_note_tells_nothing_twice(engine):
    real = engine.store.transaction
    killed = {"at": 3}

    class Killed(BaseException):
        pass

    def transaction():
        killed["at"] -= 1
        if killed["at"] == 0:
            raise Killed
        return real()

    engine.store.transaction = transaction
    with pytest.raises(Killed):
        await engine.dispatcher.dispatch_due()
    engine.store.transaction = real
    engine.restart()
    await rounds(engine, 3, seconds=1)
    assert engine.reported(DISCORD) == engine.reported(SLACK) == [[ONE], [TWO]]
    assert engine.slack.posts == engine.discord.posts == 2


@pytest.mark.parametrize("error", [ChannelRefusedError("403 no permission"), TokenRefusedError("401")])
async def test_a_channel_that_refuses_is_paused_asked_rarely_and_resumes_alone(engine, error):
    engine.slack.faults = [error] * 4
    await rounds(engine, 200, seconds=1)
    (pause,) = await engine.store.pauses()
    assert (str(pause.channel), pause.reason) == (SLACK, str(error))
    assert engine.slack.faults == [error]  # it was asked at once, after 30 s and after 2 min more
    assert engine.reported(DISCORD) == [[ONE], [TWO]]
    await rounds(engine, 5, minutes=5)
    assert await engine.store.pauses() == []
    assert engine.reported(SLACK) == [[ONE], [TWO]]


async def test_a_channel_that_hangs_holds_up_no_other_and_is_not_posted_to_twice(engine):
    hold, post = asyncio.Event(), engine.slack.post

    async def hang(delivery, message):
        await hold.wait()
        return await post(delivery, message)

    engine.slack.post = hang
    hanging = asyncio.create_task(engine.dispatcher.dispatch_due())
    while len(engine.reported(DISCORD)) < 2:  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(0)
    engine.publish("wire", "https://wire.example/3", "baghaei: A third sentence about the offer.")
    await engine.poll()
    await engine.read()
    await engine.dispatcher.dispatch_due()
    assert len(engine.reported(DISCORD)) == 3
    hold.set()
    await hanging
    await rounds(engine, 2, seconds=1)
    assert engine.slack.posts == 3


async def test_a_platform_that_is_off_keeps_no_other_waiting_however_much_waits_there(engine, monkeypatch):
    monkeypatch.setattr("bot.jobs.deliveries.dispatch.DELIVERIES_AT_A_TIME", 1)
    del engine.dispatcher._messengers[Platform.SLACK]
    await rounds(engine, 3, seconds=1)
    assert engine.reported(DISCORD) == [[ONE], [TWO]]


async def test_a_message_that_is_refused_for_good_is_dead_and_listed_and_the_next_goes_out(engine):
    engine.slack.faults = [MessageRefusedError("400 invalid blocks")]
    await rounds(engine, 2, seconds=1)
    (dead,) = await in_state(engine, DeliveryState.DEAD)
    assert dead.last_error == "400 invalid blocks"
    assert engine.reported(SLACK) == [[TWO]]


@pytest.mark.parametrize("method", ["post", "edit"])
async def test_a_message_that_breaks_a_part_is_given_up_after_two_days_and_holds_up_no_other(engine, method):
    if method == "edit":
        await engine.dispatcher.dispatch_due()
        engine.publish("ministry", "https://ministry.example/1", f"baghaei: {ONE}")
        engine.publish("ministry", "https://ministry.example/2", f"baghaei: {TWO}")
        await engine.poll()
        await engine.read()
        engine.clock.advance(minutes=2)
    real = getattr(engine.slack, method)
    broken_at = []

    async def broken(delivery, message):
        if message.statements[0].statement.text == ONE:
            broken_at.append(engine.clock.now())
            raise KeyError("id")
        return await real(delivery, message)

    setattr(engine.slack, method, broken)
    with capture_logs():  # a traceback is slow to draw
        await engine.dispatcher.dispatch_due()
        assert getattr(engine.slack, f"{method}s") == 1
        await rounds(engine, 10, hours=4)
        assert await in_state(engine, DeliveryState.DEAD) == []
        await rounds(engine, 5, hours=2)
    assert len(broken_at) == {"post": 14, "edit": 15}[method]
    assert [one.last_error for one in await in_state(engine, DeliveryState.DEAD)] == ["KeyError: 'id'"]
    assert getattr(engine.discord, f"{method}s") == 2


async def test_an_edit_that_has_to_wait_holds_up_no_news(engine):
    await engine.dispatcher.dispatch_due()
    engine.publish("ministry", "https://ministry.example/1", f"baghaei: {ONE}")
    engine.publish("ministry", "https://ministry.example/2", f"baghaei: {TWO}")
    await engine.poll()
    await engine.read()
    engine.clock.advance(minutes=2)
    engine.slack.faults = [RetryLaterError("429", after=timedelta(minutes=10))]
    await engine.dispatcher.dispatch_due()
    assert engine.slack.faults == []
    engine.publish("wire", "https://wire.example/3", "baghaei: A third sentence about the offer.")
    await engine.poll()
    await engine.read()
    await rounds(engine, 5, seconds=1)
    assert (engine.slack.posts, engine.slack.edits) == (3, 0)
    await rounds(engine, 3, minutes=5)
    assert engine.slack.edits == 2


async def test_a_hold_from_before_the_clock_went_back_is_over(engine):
    engine.slack.faults = [RetryLaterError("503")]
    await engine.dispatcher.dispatch_due()
    engine.clock.advance(days=-300)
    await engine.dispatcher.dispatch_due()
    assert engine.reported(SLACK) == [[ONE], [TWO]]


@pytest.mark.parametrize("method", ["post", "message"])
@pytest.mark.parametrize("bug", [KeyError("report"), TypeError("unhashable")], ids=["KeyError", "TypeError"])
async def test_a_bug_loses_no_message(engine, method, bug):
    """A KeyError in a view was taken for a report that is not on record, and its message was dead at once."""
    part = engine.slack if method == "post" else engine.store
    real = getattr(part, method)

    async def broken(delivery, *rest):
        if delivery.channel.platform is Platform.SLACK:
            raise bug
        return await real(delivery, *rest)

    setattr(part, method, broken)
    with capture_logs(processors=[merge_contextvars]) as logged:
        await rounds(engine, 11, hours=4)
    broken_off = [one for one in logged if one["event"] == "delivery broke off"]
    waiting = await in_state(engine, DeliveryState.PENDING) + await in_state(engine, DeliveryState.SENDING)
    assert {one["delivery"] for one in broken_off} == {one.id for one in waiting}
    assert {one.last_error for one in waiting} == {f"{type(bug).__name__}: {bug}"}
    assert engine.reported(DISCORD) == [[ONE], [TWO]]
    setattr(part, method, real)
    await rounds(engine, 2, minutes=15)
    assert engine.reported(SLACK) == [[ONE], [TWO]]


async def test_what_could_not_be_posted_for_two_days_is_dead_and_not_reported_late(engine):
    engine.slack.faults = [RetryLaterError("down")] * 500
    with capture_logs() as logged:
        await rounds(engine, 47, hours=1)
        assert await in_state(engine, DeliveryState.DEAD) == []
        await rounds(engine, 1, hours=1)
        engine.slack.faults = []
        await rounds(engine, 3, hours=1)
    dead = await in_state(engine, DeliveryState.DEAD)
    assert sorted(one["error"] for one in logged if one["event"] == "delivery dead") == ["down", "too old to tell"]
    assert {one.last_error for one in dead} == {"down", "too old to tell"}
    assert engine.reported(SLACK) == []


@pytest.mark.parametrize(
    ("ruling", "posted"),
    [
        (FeedbackKind.WRONG_SPEAKER, False),
        (FeedbackKind.NOT_A_STATEMENT, False),
        (FeedbackKind.NOT_NEW, True),
        (None, True),
    ],
)
async def test_what_the_desk_ruled_out_before_it_was_posted_is_not_posted(engine, ruling, posted):
    engine.slack.faults = [RetryLaterError("down")] * 2
    await rounds(engine, 1, minutes=1)
    async with engine.store.transaction() as transaction:
        for view in (await engine.store.statements(StatementQuery())).statements:
            await transaction.rule(view.statement.id, ruling)
    engine.slack.faults = []
    await rounds(engine, 5, minutes=1)
    assert bool(engine.reported(SLACK)) is posted


async def test_deliveries_to_a_platform_that_is_off_wait(engine):
    del engine.dispatcher._messengers[Platform.SLACK]
    await engine.dispatcher.dispatch_due()
    assert {str(one.channel) for one in await in_state(engine, DeliveryState.PENDING)} == {SLACK}


async def test_an_edit_that_fails_is_tried_again(engine):
    await engine.dispatcher.dispatch_due()
    engine.publish("ministry", "https://ministry.example/1", f"baghaei: {ONE}")
    await engine.poll()
    await engine.read()
    engine.slack.faults = [RetryLaterError("503")]
    await rounds(engine, 2, minutes=2)
    assert engine.slack.edits == 1
    assert ["ministry", "wire"] in engine.reported(SLACK)


async def test_an_edit_that_never_succeeds_holds_up_no_other_edit_of_its_channel(engine):
    for number in range(5):
        engine.publish("wire", f"https://wire.example/more{number}", f"baghaei: {WORDS[number]} is what we say today.")
    await engine.run()
    for number in range(5):
        twin = f"https://ministry.example/more{number}"
        engine.publish("ministry", twin, f"baghaei: {WORDS[number]} is what we say today.")
    await engine.poll()
    await engine.read()
    edit, refused = engine.slack.edit, []

    async def html_for_the_first(delivery, message):
        if not refused or delivery.id in refused:
            refused.append(delivery.id)
            raise RetryLaterError("Slack answered 200 and not in Slack's own form")
        await edit(delivery, message)

    engine.slack.edit = html_for_the_first
    await rounds(engine, 12, minutes=1)
    assert len(set(refused)) == 1
    assert engine.slack.edits == 4


async def test_an_edit_of_a_message_that_somebody_deleted_is_given_up(engine):
    await engine.dispatcher.dispatch_due()
    engine.publish("ministry", "https://ministry.example/1", f"baghaei: {ONE}")
    await engine.poll()
    await engine.read()
    engine.slack.faults = [MessageRefusedError("message not found")]
    await rounds(engine, 3, minutes=2)
    assert [dead.last_error for dead in await in_state(engine, DeliveryState.DEAD)] == ["message not found"]


async def test_a_post_of_unknown_outcome_that_left_no_trace_for_two_days_is_not_reported_late(engine):
    engine.slack.faults = [OutcomeUnknownError("connection dropped")]
    await engine.dispatcher.dispatch_due()
    engine.clock.advance(hours=48)
    await rounds(engine, 3, seconds=1)
    assert {one.last_error for one in await in_state(engine, DeliveryState.DEAD)} == {
        "connection dropped",
        "too old to tell",
    }
    assert engine.reported(SLACK) == []


async def test_a_record_that_fails_under_one_channel_is_reported_when_the_others_have_ended(engine):
    real, asked = engine.store.message, []

    async def message(delivery):
        asked.append(delivery)
        if len(asked) == 1:
            raise StoreError("disk full")
        return await real(delivery)

    engine.store.message = message
    with pytest.raises(StoreError):
        await engine.dispatcher.dispatch_due()
    assert engine.discord.posts + engine.slack.posts == 2
    assert not engine.dispatcher._busy


async def test_very_many_messages_that_break_a_part_hold_up_no_other(engine, monkeypatch):
    monkeypatch.setattr("bot.jobs.deliveries.dispatch.DELIVERIES_AT_A_TIME", 2)
    engine.discord.post = engine.slack.post = broken = AsyncMock(side_effect=KeyError("id"))
    with capture_logs():
        await rounds(engine, 2, seconds=1)
    assert broken.await_count >= 2
    del engine.discord.post, engine.slack.post
    engine.publish("ministry", "https://ministry.example/3", "baghaei: Nobody was asked to leave the hall.")
    await engine.poll()
    await engine.read()
    await engine.dispatcher.dispatch_due()
    assert engine.reported(SLACK) == [["Nobody was asked to leave the hall."]]
