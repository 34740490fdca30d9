"""Alerts that fall due in quiet hours wait for the end, and are reported there once: in one message if many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.errors import RetryLaterError
from bot.core.model import DeliveryState, Member
from bot.core.routes import route_id
from bot.jobs.by_command.route_changes import RouteChanges
from bot.jobs.deliveries.holding import UNFOLLOWED
from tests.engine import CONFIG, DISCORD, SLACK, Engine
from tests.jobs.deliveries.test_catch_up import alerts, caught_up, every_statement
from tests.jobs.deliveries.test_dispatch import in_state, rounds
from tests.jobs.deliveries.test_overflow import about, publish, say, states
from tests.jobs.kills import killed

QUIET = CONFIG + 'quiet = {from = "22:00", to = "07:00", zone = "Europe/Berlin"}\n'  # of the route to Slack
TEN_AT_NIGHT = datetime(2026, 11, 2, 21, tzinfo=UTC)
SEVEN = datetime(2026, 11, 3, 6, tzinfo=UTC)
THINGS = [f"{colour} {thing}" for thing in ("gate", "pier") for colour in "abcdef"]


async def started(config=QUIET, *, at=TEN_AT_NIGHT - timedelta(minutes=10)):
    desk = Engine(config)
    desk.clock.time = at
    await desk.store.open()
    await desk.run()
    return desk


async def night(desk, *things):
    """Publish something about each thing, ten minutes apart, from ten at night on."""
    for place, thing in enumerate(things):
        desk.clock.time = TEN_AT_NIGHT + timedelta(minutes=10 * place)
        await publish(desk, thing)
        await rounds(desk, 3, seconds=20)


async def at_seven(desk, number=3):
    desk.clock.time = SEVEN
    await desk.dispatcher.dispatch_due()
    await rounds(desk, number, seconds=20)


async def test_nothing_comes_in_them_and_one_message_when_they_end():
    desk = await started()
    await night(desk, *THINGS)
    desk.clock.time = SEVEN - timedelta(seconds=1)
    await desk.dispatcher.dispatch_due()
    assert desk.reported(SLACK) == []
    assert desk.reported(DISCORD) != [], "another channel has none"
    await at_seven(desk)
    (message,) = desk.reported(SLACK)
    assert message[0] == f"caught up with {len(THINGS)}"
    assert set(message[1:]) == set(map(say, THINGS))


@pytest.mark.parametrize("number", [1, 3])
async def test_a_few_come_as_they_are_when_they_end(number):
    desk = await started()
    await night(desk, *THINGS[:number])
    await at_seven(desk)
    assert desk.reported(SLACK) == about(*THINGS[:number])


async def test_those_of_the_last_minutes_are_reported_with_the_others():
    desk = await started()
    await night(desk, *THINGS[:5])
    desk.clock.time = SEVEN - timedelta(minutes=5)
    await publish(desk, THINGS[6])
    await desk.dispatcher.dispatch_due()
    await at_seven(desk)
    assert len(caught_up(desk)) == 1
    assert alerts(desk) == []


async def test_what_came_before_and_after_them_comes_at_once():
    desk = await started()
    await publish(desk, THINGS[0])
    await desk.dispatcher.dispatch_due()
    assert desk.reported(SLACK) == about(THINGS[0])
    await night(desk, *THINGS[1:6])
    await at_seven(desk)
    await publish(desk, THINGS[7])
    await desk.dispatcher.dispatch_due()
    assert alerts(desk) == about(THINGS[0], THINGS[7])


async def test_what_was_reported_when_they_ended_is_reported_no_more():
    desk = await started()
    await night(desk, *THINGS[:6])
    await at_seven(desk)
    reported = desk.reported(SLACK)
    for thing in THINGS[:6]:
        desk.publish("ministry", f"https://ministry.example/{thing}".replace(" ", "-"), f"baghaei: {say(thing)}")
    await desk.poll()
    await desk.read()
    await rounds(desk, 3, minutes=1)
    assert desk.reported(SLACK) == reported


async def test_an_outage_that_ends_at_night_wakes_nobody():
    desk = await started()
    desk.slack.faults = [RetryLaterError("503")] * 1000
    await publish(desk, *THINGS[:5])
    await rounds(desk, 60, minutes=1)
    desk.slack.faults = []
    await rounds(desk, 10, minutes=30)
    assert desk.reported(SLACK) == []
    await at_seven(desk)
    assert every_statement(desk).total() == 5
    assert len(caught_up(desk)) == 1


async def test_a_restart_at_night_changes_nothing():
    desk = await started()
    await night(desk, *THINGS[:3])
    desk.restart()
    await rounds(desk, 10, minutes=1)
    assert desk.reported(SLACK) == []
    await night(desk, *THINGS[3:6])
    desk.restart()
    await at_seven(desk)
    assert [message[0] for message in desk.reported(SLACK)] == ["caught up with 6"]


@pytest.mark.parametrize(
    ("route", "reported"),
    [
        pytest.param("", 3, id="another route that wants it and is never quiet"),
        pytest.param('words = ["tram"]', 0, id="another route that does not want it"),
        pytest.param('words = ["pier"]', 0, id="one that wants others"),
        pytest.param('words = ["gate"]', 3, id="one that wants it"),
    ],
)
async def test_another_route_of_the_channel_brings_what_it_wants(route, reported):
    desk = await started(f'{QUIET}[[routes]]\nchannel = "{SLACK}"\n{route}')
    await night(desk, *THINGS[:3])
    assert len(desk.reported(SLACK)) == reported
    await at_seven(desk)
    assert every_statement(desk).total() == 3


async def test_a_mention_is_let_through_where_they_say_so():
    through = QUIET.replace('Berlin"}', 'Berlin", mentions = true}') + 'urgency = "mention"\nmention = "S0614TZR7"\n'
    desk = await started(through)
    await night(desk, *THINGS[:2])
    assert desk.reported(SLACK) == about(*THINGS[:2])


async def test_hours_that_are_changed_count_as_they_are_now():
    desk = await started()
    await night(desk, *THINGS[:2])
    longer = Engine(QUIET.replace("07:00", "09:00")).config
    desk.config.routes.fill(longer.routes.now)
    await at_seven(desk)
    assert desk.reported(SLACK) == []
    desk.clock.time = SEVEN + timedelta(hours=2)
    await desk.dispatcher.dispatch_due()
    assert desk.reported(SLACK) == about(*THINGS[:2])


KIM = Member(id="slack:U0000000004", name="Kim")
HOURS = {"from": "22:00", "to": "07:00", "zone": "Europe/Berlin"}


async def followed(*others):
    """Start with routes to Slack that were added by command, the first with quiet hours."""
    desk = await started(CONFIG.partition('[[routes]]\nchannel = "slack')[0])
    changes = RouteChanges(store=desk.store, config=desk.config, clock=desk.clock)
    for settings in ({"actors": ["baghaei"], "quiet": HOURS}, *others):
        await changes.follow({"channel": SLACK, **settings}, by=KIM)
    return desk, changes


@pytest.mark.parametrize(
    ("hours", "released"),
    [
        pytest.param(None, True, id="ended"),
        pytest.param(HOURS | {"to": "23:00"}, True, id="over by now"),
        pytest.param(HOURS | {"zone": "America/New_York"}, True, id="begun no more"),
        pytest.param(HOURS, False, id="the same"),
        pytest.param(HOURS | {"to": "06:00"}, False, id="an hour less"),
    ],
)
@pytest.mark.parametrize(("number", "messages"), [(3, 3), (6, 1)])
async def test_what_waits_is_reported_when_hours_are_ended_and_else_waits_for_their_new_end(
    hours, released, number, messages
):
    desk, changes = await followed()
    await night(desk, *THINGS[:number])
    desk.clock.time = TEN_AT_NIGHT + timedelta(minutes=90)
    await desk.dispatcher.dispatch_due()
    assert desk.reported(SLACK) == []
    await changes.quieten(desk.config.routes.now, hours, by=KIM)
    await rounds(desk, 3, seconds=5)
    assert len(desk.reported(SLACK)) == (messages if released else 0)
    desk.clock.time = SEVEN if hours == HOURS else SEVEN - timedelta(hours=1)
    await rounds(desk, 3, seconds=20)
    assert len(desk.reported(SLACK)) == messages
    assert every_statement(desk).total() == number


async def test_a_process_that_knows_of_new_hours_a_second_later_holds_nothing_until_the_old_end():
    desk, changes = await followed()
    await night(desk, *THINGS[:2])
    old = desk.config.routes.now
    await changes.quieten(old, None, by=KIM)
    new = desk.config.routes.now
    desk.config.routes.fill(old)
    await rounds(desk, 2, seconds=1)
    desk.config.routes.fill(new)
    await rounds(desk, 2, seconds=2)
    assert desk.reported(SLACK) == about(*THINGS[:2])


async def test_a_retry_that_quiet_hours_caught_up_with_is_reported_when_they_are_ended():
    desk, changes = await followed()
    desk.clock.time = TEN_AT_NIGHT - timedelta(seconds=1)
    desk.slack.faults = [RetryLaterError("503")]
    await publish(desk, THINGS[0])
    await desk.dispatcher.dispatch_due()
    await rounds(desk, 20, minutes=1)
    assert desk.reported(SLACK) == []
    await changes.quieten(desk.config.routes.now, None, by=KIM)
    await rounds(desk, 2, seconds=5)
    assert desk.reported(SLACK) == about(THINGS[0])


OTHERS = {"words": ["pier"]}


@pytest.mark.parametrize(
    ("others", "reported"),
    [
        pytest.param([], [], id="nobody follows it there"),
        pytest.param([OTHERS], [], id="another route there wants others"),
        pytest.param([{"words": ["gate"]}], THINGS[:2], id="another route there wants it, and is never quiet"),
        pytest.param([{"words": ["gate"], "quiet": HOURS}], None, id="another one wants it, when it is quiet no more"),
    ],
)
@pytest.mark.parametrize("by", ["command", "reload"])
async def test_what_waits_is_given_up_where_nobody_follows_it_any_more(others, reported, by):
    desk, changes = await followed(*others)
    await night(desk, *THINGS[:2])
    desk.clock.time = TEN_AT_NIGHT + timedelta(minutes=90)
    (which,) = (route_id(one) for one in desk.config.routes if one.quiet is not None and not one.words)
    if by == "command":
        await changes.unfollow(which, by=KIM)
    else:
        changes.configure(())
        desk.store._memory.stored_routes.pop(which)
        await changes.refresh()
    await rounds(desk, 3, seconds=5)
    given_up = await in_state(desk, DeliveryState.DEAD)
    is_kept = by == "reload" and not others  # the config may have the channel again
    if reported is None or is_kept:
        assert (given_up, desk.reported(SLACK)) == ([], [])
    else:
        assert sorted(desk.reported(SLACK)) == sorted(about(*reported))
        assert {one.last_error for one in given_up} == ({UNFOLLOWED} if not reported else set())
    await at_seven(desk)
    assert every_statement(desk).total() == (0 if reported == [] else 2)
    if not is_kept:
        assert await in_state(desk, DeliveryState.PENDING) == []
    assert await desk.store.unexplained() == []


async def test_what_waits_for_a_platform_is_not_reported_to_a_channel_that_follows_no_more():
    desk, changes = await followed()
    desk.clock.time = SEVEN + timedelta(hours=2)
    desk.slack.faults = [RetryLaterError("503")] * 4
    await publish(desk, THINGS[0])
    await rounds(desk, 2, seconds=2)
    await changes.unfollow(route_id(desk.config.routes.now[1]), by=KIM)
    await rounds(desk, 20, minutes=1)
    assert desk.reported(SLACK) == []
    (given_up,) = await in_state(desk, DeliveryState.DEAD)
    assert given_up.last_error == UNFOLLOWED


async def test_what_waits_in_a_channel_that_is_muted_meanwhile_waits_for_the_end_of_that_too():
    desk, changes = await followed()
    await night(desk, *THINGS[:2])
    await changes.mute(desk.config.routes.now[1:], until=SEVEN + timedelta(hours=1), by=KIM)
    await at_seven(desk)
    assert desk.reported(SLACK) == []
    await rounds(desk, 4, minutes=20)
    assert desk.reported(SLACK) == about(*THINGS[:2])


@pytest.mark.parametrize("steps", range(1, 6))
async def test_a_kill_when_they_end_loses_nothing_and_tells_nothing_twice(steps):
    desk = await started()
    await night(desk, *THINGS[:6])
    desk.clock.time = SEVEN
    with killed(desk, at=steps):
        await desk.dispatcher.dispatch_due()
    await rounds(desk, 5, seconds=20)
    assert every_statement(desk).total() == 6
    assert [message[0] for message in caught_up(desk)] == ["caught up with 6"]
    assert await in_state(desk, DeliveryState.PENDING) == []
    assert (await states(desk))["collapsed"] == 6
