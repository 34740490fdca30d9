"""Routes are changed by command: what is refused, what stands in the log, and what a running bot sees of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.config import read_route
from bot.core.errors import RouteChangeError
from bot.core.live_list import LiveList
from bot.core.model import Member
from bot.core.routes import route_id
from bot.jobs.by_command.route_changes import RouteChanges
from bot.rules.thresholds import MOST_ROUTES
from tests.fakes.clock import FakeClock
from tests.fakes.store import MemoryStore
from tests.handlers.samples import CONFIG
from tests.store.samples import NOON

CHANNEL = "discord:700000000000000009"
WANTED = {"channel": CHANNEL, "actors": ["mayor"], "words": ["oil"]}
ROUTE = replace(read_route(WANTED, CONFIG), by_command=True)
WHICH = route_id(ROUTE)
KIM = Member(id="discord:999999999999999999", name="Kim")
ANN = Member(id="terminal:ann", name="Ann", moderator=True)
LATER = NOON + timedelta(hours=2)


@pytest.fixture
async def store():
    memory = MemoryStore()
    await memory.open()
    return memory


def own_config(*configured):
    return replace(CONFIG, routes=LiveList(configured))


@pytest.fixture
def config():
    return own_config()


@pytest.fixture
def changes(store, config):
    return RouteChanges(store=store, config=config, clock=FakeClock(NOON))


async def test_a_route_is_followed_muted_unmuted_and_removed_with_a_line_each_in_the_log(changes, config, store):
    assert await changes.follow(WANTED, by=KIM) == ROUTE
    assert config.routes == (ROUTE,)
    await changes.mute([ROUTE], until=LATER, by=ANN)
    assert config.routes == (replace(ROUTE, muted_until=LATER),)
    await changes.unmute([ROUTE], by=KIM)
    assert config.routes == (ROUTE,)
    await changes.unfollow(WHICH, by=KIM)
    assert config.routes == ()
    log = list(reversed(await store.changes()))
    assert [(one.subject, one.subject_id, one.action, one.by, one.name, one.at) for one in log] == [
        ("route", WHICH, "added", KIM.id, "Kim", NOON),
        ("route", WHICH, "muted", ANN.id, "Ann", NOON),
        ("route", WHICH, "unmuted", KIM.id, "Kim", NOON),
        ("route", WHICH, "removed", KIM.id, "Kim", NOON),
    ]
    plain = {"channel": CHANNEL, "settings": WANTED, "removed": False, "muted_until": None}
    assert [(one.before, one.after) for one in log] == [
        (None, plain),
        (plain, plain | {"muted_until": LATER.isoformat()}),
        (plain | {"muted_until": LATER.isoformat()}, plain),
        (plain, plain | {"removed": True}),
    ]


async def test_a_running_bot_sees_what_another_process_changed_and_so_does_one_that_starts(changes, store):
    running = own_config()
    bot = RouteChanges(store=store, config=running, clock=FakeClock(NOON))
    await bot.refresh()
    await changes.follow(WANTED, by=ANN)
    assert running.routes == ()
    await bot.refresh()
    assert running.routes == (ROUTE,)
    restarted = own_config()
    await RouteChanges(store=store, config=restarted, clock=FakeClock(NOON)).refresh()
    assert restarted.routes == (ROUTE,)


async def test_what_the_config_says_is_not_followed_again_nor_taken_out_but_muted(store):
    configured = replace(ROUTE, least_confidence=0.9, by_command=False)
    config = own_config(configured)
    changes = RouteChanges(store=store, config=config, clock=FakeClock(NOON))
    with pytest.raises(RouteChangeError, match="the config has this route already"):
        await changes.follow(WANTED, by=KIM)
    with pytest.raises(RouteChangeError, match="stands in the config; take it out there, or mute it"):
        await changes.unfollow(WHICH, by=KIM)
    await changes.mute(config.routes.now, until=LATER, by=KIM)
    assert config.routes == (replace(configured, muted_until=LATER),)
    assert [one.action for one in await store.changes()] == ["muted"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (WANTED | {"actors": ["nobody"]}, "actors: 'nobody' is not one of the actors: mayor"),
        (WANTED | {"words": ["-oil"]}, r"words\[1\]: '-oil': begins with a minus"),
        (WANTED | {"channel": "irc:1"}, "channel: 'irc:1': is not a channel"),
    ],
)
async def test_what_is_no_route_is_refused(changes, store, settings, said):
    with pytest.raises(RouteChangeError, match=said):
        await changes.follow(settings, by=KIM)
    assert await store.stored_routes() == []


async def test_a_route_is_followed_once_and_again_after_it_was_removed(changes, config):
    await changes.follow(WANTED, by=KIM)
    with pytest.raises(RouteChangeError, match="this is followed here already"):
        await changes.follow(WANTED | {"words": ["OIL"]}, by=ANN)
    await changes.unfollow(WHICH, by=KIM)
    with pytest.raises(RouteChangeError, match="there is no route"):
        await changes.unfollow(WHICH, by=KIM)
    await changes.follow(WANTED, by=ANN)
    assert config.routes == (ROUTE,)


async def test_a_channel_has_so_many_routes_and_another_has_its_own(changes, config):
    for number in range(MOST_ROUTES):
        await changes.follow(WANTED | {"words": [f"w{number}"]}, by=KIM)
    with pytest.raises(RouteChangeError, match=f"{MOST_ROUTES} routes lead here already"):
        await changes.follow(WANTED, by=KIM)
    await changes.follow(WANTED | {"channel": "console"}, by=KIM)
    assert len(config.routes) == MOST_ROUTES + 1


async def test_nothing_is_muted_until_a_time_that_is_over(changes):
    await changes.follow(WANTED, by=KIM)
    with pytest.raises(RouteChangeError, match="that time is over"):
        await changes.mute([ROUTE], until=NOON, by=KIM)


NIGHT = {"from": "22:00", "to": "07:00", "zone": "Europe/Berlin"}


async def test_quiet_hours_are_set_and_ended_with_before_and_after_in_the_log(changes, config, store):
    await changes.follow(WANTED, by=KIM)
    assert [str(one.quiet) for one in await changes.quieten([ROUTE], NIGHT, by=ANN)] == ["22:00-07:00 Europe/Berlin"]
    assert str(config.routes[0].quiet) == "22:00-07:00 Europe/Berlin"
    await changes.quieten([ROUTE], NIGHT, by=KIM)
    assert await changes.quieten([ROUTE], None, by=KIM) == [ROUTE]
    assert config.routes == (ROUTE,)
    ended, begun, added = await store.changes()
    assert [(one.action, one.by) for one in (added, begun, ended)] == [
        ("added", KIM.id),
        ("quiet hours set", ANN.id),
        ("quiet hours ended", KIM.id),
    ]
    assert [(one.before["settings"], one.after["settings"]) for one in (begun, ended)] == [
        (WANTED, WANTED | {"quiet": NIGHT}),
        (WANTED | {"quiet": NIGHT}, WANTED),
    ]
    (row,) = await store.stored_routes()
    assert (row.set_by, row.settings) == (KIM.id, WANTED)


async def test_quiet_hours_leave_what_the_config_says_and_hold_no_nonsense(store):
    configured = replace(ROUTE, by_command=False)
    config = own_config(configured)
    changes = RouteChanges(store=store, config=config, clock=FakeClock(NOON))
    with pytest.raises(RouteChangeError, match="what leads here stands in the config"):
        await changes.quieten([configured], NIGHT, by=KIM)
    other = await changes.follow(WANTED | {"words": ["gas"]}, by=KIM)
    assert await changes.quieten([configured, other], NIGHT, by=KIM) == [config.routes[1]]
    assert config.routes[0] == configured
    with pytest.raises(RouteChangeError, match="begins and ends at the same time"):
        await changes.quieten([other], NIGHT | {"to": "22:00"}, by=KIM)
    assert str(config.routes[1].quiet) == "22:00-07:00 Europe/Berlin"


async def test_a_mute_outlives_quiet_hours(changes, config):
    await changes.follow(WANTED, by=KIM)
    await changes.mute([ROUTE], until=LATER, by=ANN)
    await changes.quieten(config.routes.now, NIGHT, by=KIM)
    assert config.routes[0].muted_until == LATER
