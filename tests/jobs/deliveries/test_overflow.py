"""A channel gets no more alerts than its limit, and those beyond are collapsed into one line that counts them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.errors import (
    MessageRefusedError,
    OutcomeUnknownError,
    OverflowEmptyError,
    ReportNotFoundError,
    RetryLaterError,
)
from bot.core.model import Correction, CorrectionKind, DeliveryKind, DeliveryState, Platform
from tests.engine import CONFIG, DISCORD, SLACK, Engine
from tests.jobs.deliveries.test_dispatch import in_state, rounds

LIMIT = "\n[alerts]\nlimit = 3\n"  # in ten minutes
ON_TWO_ROUTES = """
[[routes]]
channel = "slack:C0000000001"
actors = ["trump"]
"""
THINGS = [f"{colour} {thing}" for thing in ("gate", "pier", "mill", "tram") for colour in ("red", "grey", "old", "new")]


@pytest.fixture
async def desk():
    return await Engine.started(CONFIG + LIMIT)


async def publish(engine, *things, source="wire", actor="baghaei"):
    """Publish an article about each thing and read it, as alerts made in this moment."""
    for thing in things:
        engine.publish(source, f"https://{source}.example/{actor}/{thing}".replace(" ", "-"), f"{actor}: {say(thing)}")
    await engine.poll()
    await engine.read()


def say(thing):
    return f"We shall not discuss the {thing} with anybody today."


def about(*things):
    return [[say(thing)] for thing in things]


async def states(engine, channel=SLACK):
    found = [one for state in DeliveryState for one in await in_state(engine, state)]
    return Counter(str(one.state) for one in found if str(one.channel) == channel)


async def test_a_burst_gives_as_many_alerts_as_fit_and_one_line_that_counts_the_others(desk):
    await publish(desk, *THINGS[:10])
    await desk.dispatcher.dispatch_due()
    reported = desk.reported(SLACK)
    assert sorted(map(len, reported)) == [1, 1, 1, 1]
    assert reported.count(["7 more"]) == 1
    assert await states(desk) == {"sent": 4, "collapsed": 7}
    await rounds(desk, 60, minutes=1)
    assert desk.reported(SLACK) == reported


async def test_later_alerts_raise_the_count_of_the_line_at_most_once_a_minute(desk):
    await publish(desk, *THINGS[:4])
    await desk.dispatcher.dispatch_due()
    assert ["1 more"] in desk.reported(SLACK)
    for thing in THINGS[4:16]:
        desk.clock.advance(seconds=15)
        await publish(desk, thing)
        await desk.dispatcher.dispatch_due()
    assert desk.slack.edits == 3
    await rounds(desk, 2, minutes=1)
    assert desk.reported(SLACK)[3] == ["13 more"]
    assert (desk.slack.posts, desk.slack.edits) == (4, 3)


async def test_when_there_is_room_again_new_alerts_go_out_and_collapsed_ones_stay_collapsed(desk):
    await publish(desk, *THINGS[:5])
    await desk.dispatcher.dispatch_due()
    desk.clock.advance(minutes=10)
    await publish(desk, *THINGS[5:8])
    await rounds(desk, 2, minutes=1)
    assert sorted(desk.reported(SLACK)[4:]) == sorted(about(*THINGS[5:8]))
    assert await states(desk) == {"sent": 7, "collapsed": 2}


async def test_the_next_burst_has_a_line_of_its_own(desk):
    await publish(desk, *THINGS[:5])
    await desk.dispatcher.dispatch_due()
    desk.clock.advance(minutes=11)
    await publish(desk, *THINGS[5:9])
    await rounds(desk, 2, minutes=1)
    assert [lines for lines in desk.reported(SLACK) if "more" in lines[0]] == [["2 more"], ["1 more"]]


async def test_each_channel_has_a_limit_of_its_own(desk):
    await publish(desk, *THINGS[:3], actor="trump")
    await publish(desk, *THINGS[3:6])
    await desk.dispatcher.dispatch_due()
    assert sorted(desk.reported(SLACK)) == sorted(about(*THINGS[3:6]))
    assert ["3 more"] in desk.reported(DISCORD)


async def test_the_limit_holds_across_the_routes_of_a_channel():
    desk = await Engine.started(CONFIG + ON_TWO_ROUTES + LIMIT)
    await publish(desk, *THINGS[:2], actor="trump")
    await publish(desk, *THINGS[2:4])
    await desk.dispatcher.dispatch_due()
    assert ["1 more"] in desk.reported(SLACK)
    assert len(desk.reported(SLACK)) == 4


async def test_changes_and_primary_sources_get_room_first(desk):
    desk.publish("wire", "https://wire.example/old", "baghaei: There will be 25 ships in the bay by then.")
    await desk.run()
    desk.clock.advance(minutes=30)
    desk.publish("wire", "https://wire.example/turn", "baghaei: There will be 35 ships in the bay by then.")
    await publish(desk, *THINGS[:8])
    await publish(desk, THINGS[8], source="ministry")
    await desk.dispatcher.dispatch_due()
    reported = desk.reported(SLACK)[1:]
    assert ["There will be 35 ships in the bay by then."] in reported
    assert about(THINGS[8])[0] in reported
    assert ["7 more"] in reported
    assert len(reported) == 4


async def test_an_alert_that_cannot_be_weighed_holds_up_no_other(desk):
    real = desk.store.message

    async def message(delivery):
        shown = await real(delivery)
        if delivery.kind is DeliveryKind.ALERT and shown.statements[0].statement.text == say(THINGS[0]):
            raise TypeError("id")
        return shown

    desk.store.message = message
    await publish(desk, *THINGS[:5])
    await rounds(desk, 200, seconds=1)
    assert ["2 more"] in desk.reported(SLACK)
    assert sum((await states(desk)).values()) == 6


async def test_a_burst_larger_than_one_look_is_collapsed_into_one_line(desk, monkeypatch):
    monkeypatch.setattr("bot.jobs.deliveries.dispatch.DELIVERIES_AT_A_TIME", 4)
    await publish(desk, *THINGS[:12])
    await rounds(desk, 2, minutes=1)
    assert ["9 more"] in desk.reported(SLACK)
    assert await states(desk) == {"sent": 4, "collapsed": 9}


async def test_restarts_change_nothing(desk):
    undisturbed = await Engine.started(CONFIG + LIMIT)
    for engine in (desk, undisturbed):
        for thing in THINGS[:12]:
            engine.clock.advance(seconds=40)
            await publish(engine, thing)
            if engine is desk:
                engine.restart()
            await engine.dispatcher.dispatch_due()
        await rounds(engine, 2, minutes=1)
    assert desk.reported(SLACK) == undisturbed.reported(SLACK)
    assert await states(desk) == await states(undisturbed) == {"sent": 4, "collapsed": 9}


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param([RetryLaterError("503")] * 500, id="asked again and again"),
        pytest.param([RetryLaterError("503", after=timedelta(hours=2))], id="asked when it is over"),
    ],
)
async def test_bursts_in_an_outage_are_reported_by_what_tells_of_it_when_it_is_over(desk, faults):
    desk.slack.faults = list(faults)
    await publish(desk, THINGS[10])
    await desk.dispatcher.dispatch_due()
    desk.clock.advance(minutes=20)
    await publish(desk, *THINGS[:5])
    await rounds(desk, 30, minutes=1)
    await publish(desk, *THINGS[5:9])
    await rounds(desk, 30, minutes=1)
    desk.slack.faults = []
    await rounds(desk, 8, minutes=15)
    assert [lines[0] for lines in desk.reported(SLACK) if "more" in lines[0]] == []
    assert sum(len(lines) - (len(lines) > 1) for lines in desk.reported(SLACK)) == 10
    assert max(map(len, desk.reported(SLACK))) >= 10


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_rate_limit_amid_a_burst_collapses_none_that_was_to_go_out(desk, restarted):
    await publish(desk, *THINGS[:3])
    desk.slack.faults = [None, RetryLaterError("429", after=timedelta(seconds=30))]
    await desk.dispatcher.dispatch_due()
    assert len(desk.reported(SLACK)) == 1
    if restarted:
        desk.restart()
    desk.clock.advance(seconds=5)
    await publish(desk, THINGS[3])
    await rounds(desk, 40, seconds=1)
    assert sorted(desk.reported(SLACK)) == sorted([*about(*THINGS[:3]), ["1 more"]])


async def test_an_alert_whose_post_has_begun_counts_and_is_never_collapsed(desk):
    await publish(desk, *THINGS[:3])
    desk.slack.faults = [OutcomeUnknownError("connection dropped")]
    await desk.dispatcher.dispatch_due()
    assert (await states(desk))["sending"] == 1
    desk.restart()
    desk.clock.advance(seconds=1)
    await publish(desk, *THINGS[3:6])
    await rounds(desk, 20, seconds=2)
    assert sorted(desk.reported(SLACK)) == sorted([*about(*THINGS[:3]), ["3 more"]])


async def test_later_reports_of_collapsed_statements_change_nothing(desk):
    await publish(desk, *THINGS[:6])
    await desk.dispatcher.dispatch_due()
    reported = desk.reported(SLACK)
    desk.clock.advance(minutes=2)
    for message_ref, (_, lines) in list(desk.slack.shown.items()):
        if "more" not in lines[0]:
            del desk.slack.shown[message_ref]
    collapsed = [say(thing) for thing in THINGS[:6] if [say(thing)] not in reported]
    for number, text in enumerate(collapsed):
        desk.publish("ministry", f"https://ministry.example/again/{number}", f"baghaei: {text}")
    await desk.poll()
    await desk.read()
    await rounds(desk, 5, minutes=1)
    assert desk.reported(SLACK) == [["3 more"]]
    assert (await states(desk))["collapsed"] == 3


async def test_a_kill_between_collapse_and_post_loses_no_line(desk):
    class Killed(BaseException):
        pass

    async def killed(*_):
        raise Killed

    await publish(desk, *THINGS[:5])
    desk.slack.post, post = killed, desk.slack.post
    desk.discord.post, post_on_discord = killed, desk.discord.post
    with pytest.raises(Killed):
        await desk.dispatcher.dispatch_due()
    under_way = await in_state(desk, DeliveryState.SENDING)
    assert [one.attempts for one in under_way] == [1, 1], "counted before the post: a kill there is an attempt too"
    assert (await states(desk))["collapsed"] == 2
    desk.slack.post, desk.discord.post = post, post_on_discord
    desk.restart()
    await rounds(desk, 5, seconds=8)
    for channel in (SLACK, DISCORD):
        assert len(desk.reported(channel)) == 4
        assert ["2 more"] in desk.reported(channel)


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_line_whose_post_has_an_unknown_outcome_is_reported_once_with_the_right_count(desk, arrived):
    await publish(desk, *THINGS[:3])
    await desk.dispatcher.dispatch_due()
    real = desk.slack.post

    async def post_and_drop(delivery, message):
        if arrived:
            await real(delivery, message)
        raise OutcomeUnknownError("connection dropped")

    await publish(desk, *THINGS[3:5])
    desk.slack.post = post_and_drop
    await desk.dispatcher.dispatch_due()
    assert (await states(desk))["sending"] == 1
    desk.restart()
    await publish(desk, THINGS[5])
    desk.slack.post = real
    await rounds(desk, 3, seconds=5)
    await rounds(desk, 2, minutes=1)
    assert [lines for lines in desk.reported(SLACK) if "more" in lines[0]] == [["3 more"]]
    assert desk.slack.posts == 4


async def test_after_a_line_that_somebody_deleted_a_new_one_counts_what_comes(desk):
    await publish(desk, *THINGS[:5])
    await desk.dispatcher.dispatch_due()
    desk.clock.advance(minutes=2)
    await publish(desk, THINGS[5])
    desk.slack.faults = [MessageRefusedError("message not found")]
    await desk.dispatcher.dispatch_due()
    assert (await states(desk))["dead"] == 1
    desk.clock.advance(minutes=1)
    await publish(desk, *THINGS[6:8])
    await rounds(desk, 2, seconds=1)
    assert [lines for lines in desk.reported(SLACK) if "more" in lines[0]] == [["2 more"], ["2 more"]]


async def test_a_line_that_died_unposted_silences_no_later_report(desk):
    await publish(desk, *THINGS[:3])
    await desk.dispatcher.dispatch_due()
    desk.clock.advance(minutes=1)
    await publish(desk, *THINGS[3:5])
    desk.slack.faults = [MessageRefusedError("400 invalid blocks")]
    await desk.dispatcher.dispatch_due()
    assert (await states(desk)) == {"sent": 3, "collapsed": 2, "dead": 1}
    desk.clock.advance(hours=1)
    await publish(desk, *THINGS[3:5], source="ministry")
    await desk.dispatcher.dispatch_due()
    assert sorted(desk.reported(SLACK)[3:]) == sorted(about(*THINGS[3:5]))


async def test_a_line_that_counts_nothing_any_more_is_dead(desk):
    real = desk.store.message

    async def message(delivery):
        if delivery.kind is DeliveryKind.OVERFLOW:
            raise OverflowEmptyError(delivery.id)
        return await real(delivery)

    desk.store.message = message
    await publish(desk, *THINGS[:4])
    await desk.dispatcher.dispatch_due()
    assert {one.last_error for one in await in_state(desk, DeliveryState.DEAD)} == {
        "the alerts that it counts are not on record any more"
    }
    assert sorted(map(len, desk.reported(SLACK))) == [1, 1, 1]


async def test_an_alert_whose_report_is_not_on_record_is_dead_and_holds_up_no_other(desk):
    real = desk.store.message

    async def message(delivery):
        if delivery.channel.platform is Platform.SLACK and delivery.kind is DeliveryKind.ALERT:
            raise ReportNotFoundError(delivery.report_id)
        return await real(delivery)

    desk.store.message = message
    await publish(desk, *THINGS[:4])
    await desk.dispatcher.dispatch_due()
    assert await in_state(desk, DeliveryState.DEAD)
    assert {one.last_error for one in await in_state(desk, DeliveryState.DEAD)} == {
        "its report is not on record any more"
    }


async def test_a_bug_in_what_a_line_shows_loses_nothing(desk):
    real, broken = desk.store.message, []

    async def message(delivery):
        if delivery.kind is DeliveryKind.OVERFLOW and not broken:
            broken.append(delivery.id)
            raise KeyError("said_at")
        return await real(delivery)

    desk.store.message = message
    await publish(desk, *THINGS[:4])
    await desk.dispatcher.dispatch_due()
    assert broken
    assert not await in_state(desk, DeliveryState.DEAD)
    await rounds(desk, 60, seconds=1)
    assert sorted(map(len, desk.reported(SLACK))) == [1, 1, 1, 1]


async def correct(engine, alert):
    """Say that the words of an alert were changed at their source."""
    report = await engine.store.report(alert.report_id)
    (seen,) = report.statements[0].sightings
    correction = Correction(
        id=f"correction of {alert.id}",
        sighting_id=seen.sighting.id,
        statement_id=seen.sighting.statement_id,
        article_id=seen.article.id,
        kind=CorrectionKind.CHANGED,
        noticed_at=engine.clock.now(),
    )
    answer = replace(
        alert,
        id=f"answer {alert.id}",
        kind=DeliveryKind.CORRECTION,
        state=DeliveryState.PENDING,
        parent_id=alert.id,
        correction_id=correction.id,
        created_at=engine.clock.now(),
        next_try_at=engine.clock.now(),
        message_ref=None,
        sent_at=None,
    )
    async with engine.store.transaction() as transaction:
        await transaction.save_correction(correction)
        await transaction.add_delivery(answer)


async def alert_about(engine, thing):
    found = [one for state in DeliveryState for one in await in_state(engine, state) if str(one.channel) == SLACK]
    for one in found:
        if one.report_id and (await engine.store.report(one.report_id)).statements[0].statement.text == say(thing):
            return one
    raise AssertionError(thing)


async def test_a_correction_is_posted_after_its_alert_whatever_the_limit(desk):
    await publish(desk, *THINGS[:3])
    await desk.dispatcher.dispatch_due()
    await publish(desk, THINGS[3])
    await correct(desk, await alert_about(desk, THINGS[0]))
    await rounds(desk, 5, minutes=1)
    assert [f"changed: {say(THINGS[0])}"] in desk.reported(SLACK)
    assert desk.slack.edits == 0
    assert await states(desk) == {"sent": 5, "collapsed": 1}


async def test_a_correction_of_an_alert_that_was_not_posted_is_dead(desk):
    await publish(desk, THINGS[0])
    desk.slack.faults = [MessageRefusedError("400 invalid blocks")]
    await desk.dispatcher.dispatch_due()
    await correct(desk, await alert_about(desk, THINGS[0]))
    await rounds(desk, 2, seconds=1)
    assert sorted(one.last_error for one in await in_state(desk, DeliveryState.DEAD)) == [
        "400 invalid blocks",
        "the alert that it answers is not on record as posted any more",
    ]
    assert desk.reported(SLACK) == []
