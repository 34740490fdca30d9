"""A fuller quotation of a remark that was reported: what it adds is reported below that alert, within its day."""

from __future__ import annotations

import pytest

from bot.core.errors import MessageRefusedError
from bot.core.model import DeliveryState
from bot.core.outcomes import Outcome
from tests.engine import CONFIG, DISCORD, SLACK, Engine
from tests.jobs.deliveries.test_dispatch import in_state
from tests.jobs.remarks import report, statements

DAM, NEWS, ROAD = "We will keep the old dam shut.", "The mayor has resigned.", "The road is closed for the winter."
TWO_CHANNELS = CONFIG.replace('actors = ["baghaei"]', 'sources = ["ministry"]')


async def alerts(engine, channel=SLACK):
    """Return the alerts of a channel, oldest first, each with the place of the one that it answers; None: none."""
    found = [one for state in DeliveryState for one in await in_state(engine, state) if str(one.channel) == channel]
    found.sort(key=lambda one: (one.created_at, one.id))
    places = {one.id: place for place, one in enumerate(found)}
    return [places.get(one.parent_id) for one in found]


async def later(engine, *lines, minutes=20, by="ministry", number=2):
    engine.clock.advance(minutes=minutes)
    await report(engine, "\n".join(f"baghaei: {line}" for line in lines), by=by, number=number)


@pytest.mark.parametrize(
    ("first", "fuller"),
    [
        pytest.param(DAM, f"{DAM} {NEWS}", id="a sentence behind it"),
        pytest.param(DAM, f"{NEWS} {DAM}", id="a sentence before it"),
        pytest.param(DAM, f"{DAM[:-1]}, and we are leaving the pact.", id="a clause"),
        pytest.param(f"{DAM} {NEWS}", f"{DAM} {ROAD}", id="another half of it"),
    ],
)
async def test_what_a_fuller_quotation_adds_is_reported_below_the_alert(engine, first, fuller):
    await report(engine, f"baghaei: {first}")
    await later(engine, fuller)
    assert await alerts(engine) == [None, 0]
    assert engine.reported(SLACK) == [[first], [fuller]]
    assert len(await statements(engine)) == 2


async def test_the_message_names_the_one_that_it_answers_and_the_record_says_why(engine):
    await report(engine, f"baghaei: {DAM}")
    await later(engine, f"{DAM} {NEWS}")
    found = {
        one.parent_id is None: one for one in await in_state(engine, DeliveryState.SENT) if "slack" in str(one.channel)
    }
    assert (await engine.store.message(found[False])).parent_ref == found[True].message_ref
    assert (await engine.store.message(found[True])).parent_ref == ""
    (view,) = (one for one in await statements(engine) if NEWS in one.statement.text)
    concluded = await engine.store.conclusions([view.statement.id])
    assert {one.outcome for one in concluded if one.channel} == {Outcome.REPORTED}
    assert all("more of a remark reported there" in one.evidence for one in concluded if one.channel)


async def test_a_quotation_that_is_fuller_still_is_reported_below_the_first_alert(engine):
    await report(engine, f"baghaei: {DAM}")
    await later(engine, f"{DAM} {NEWS}")
    await later(engine, f"{DAM} {NEWS} {ROAD}", by="wire", number=3)
    assert await alerts(engine) == [None, 0, 0]


async def test_it_is_reported_once_and_an_excerpt_of_it_not_at_all(engine):
    await report(engine, f"baghaei: {DAM}")
    await later(engine, f"{DAM} {NEWS}")
    await later(engine, f"{DAM} {NEWS}", by="wire", number=3)
    await later(engine, NEWS, by="wire", number=4)
    assert engine.slack.posts == 2


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param((DAM.replace("old", "new") + " " + NEWS,), id="other words"),
        pytest.param((f"“{DAM}” is what my rivals say. {NEWS}",), id="words of others"),
        pytest.param((f"{DAM} {NEWS}", ROAD), id="beside another remark"),
        pytest.param((NEWS,), id="the rest alone"),
    ],
)
async def test_what_is_not_surely_more_of_it_alone_is_an_alert_of_its_own(engine, lines):
    await report(engine, f"baghaei: {DAM}")
    await later(engine, *lines)
    assert await alerts(engine) == [None, None]


@pytest.mark.parametrize(("minutes", "parents"), [(23 * 60, [None, 0]), (25 * 60, [None, None])])
async def test_a_day_later_it_is_an_alert_of_its_own(engine, minutes, parents):
    await report(engine, f"baghaei: {DAM}")
    await later(engine, f"{DAM} {NEWS}", minutes=minutes)
    assert await alerts(engine) == parents


async def test_a_channel_that_did_not_hear_of_the_first_gets_an_alert():
    engine = await Engine.started(TWO_CHANNELS)
    await report(engine, f"baghaei: {DAM}")
    await later(engine, f"{DAM} {NEWS}")
    assert await alerts(engine, DISCORD) == [None, 0]
    assert await alerts(engine, SLACK) == [None]
    assert engine.reported(SLACK) == [[f"{DAM} {NEWS}"]]


async def test_below_an_alert_that_was_never_posted_nothing_is_reported(engine):
    engine.slack.faults = [MessageRefusedError("too long")]
    await report(engine, f"baghaei: {DAM}")
    await later(engine, f"{DAM} {NEWS}")
    assert await alerts(engine) == [None, None]
    assert engine.reported(SLACK) == [[f"{DAM} {NEWS}"]]


async def test_where_the_first_is_refused_while_both_wait_the_second_stands_by_itself(engine):
    for source_id, text in (("wire", DAM), ("ministry", f"{DAM} {NEWS}")):
        engine.publish(source_id, f"https://{source_id}.example/1", f"baghaei: {text}")
        await engine.poll()
        await engine.read()
        engine.clock.advance(minutes=1)
    assert await alerts(engine) == [None, 0]
    engine.slack.faults = [MessageRefusedError("too long")]
    await engine.dispatcher.dispatch_due()
    assert engine.reported(SLACK) == [[f"{DAM} {NEWS}"]]
    (sent,) = (one for one in await in_state(engine, DeliveryState.SENT) if str(one.channel) == SLACK)
    assert (await engine.store.message(sent)).parent_ref == ""


async def test_those_that_are_too_many_are_counted_in_the_line_like_any_alert():
    engine = await Engine.started(CONFIG + "\n[alerts]\nlimit = 1\n")
    await report(engine, f"baghaei: {DAM}")
    await later(engine, f"{DAM} {NEWS}", minutes=1)
    assert engine.reported(SLACK) == [[DAM], ["1 more"]]
