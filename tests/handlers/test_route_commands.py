"""`follow`, `unfollow`, `routes`, `mute`, `unmute` and `quiet`: what they answer, and who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.config import read_route
from bot.core.errors import MessageRefusedError, RetryLaterError
from bot.core.live_list import LiveList
from bot.core.model import AskedIn, Channel, ChannelPause, Member, NoticeKind, Platform
from bot.core.routes import route_id
from tests.handlers.replies import text_of
from tests.handlers.samples import CONFIG
from tests.store.samples import after

HERE = Channel(platform=Platform.DISCORD, channel_id="700000000000000001")
DIRECT = Channel(platform=Platform.DISCORD, channel_id="600000000000000001")
IN_CHANNEL = AskedIn(channel=HERE)
KIM = Member(id="discord:900000000000000004", name="Kim", place=replace(IN_CHANNEL, may_manage=True))
REA = Member(id="discord:900000000000000003", name="Rea", place=IN_CHANNEL)
ALONE = replace(REA, place=AskedIn(channel=DIRECT, is_direct=True))
MODERATOR = replace(REA, moderator=True)
CONFIGURED = read_route({"channel": str(HERE), "actors": ["harbour-master"], "tiers": ["primary", "wire"]}, CONFIG)


class FakeAccess:
    """Implements `ChannelAccess`: every person's direct messages are one channel."""

    def __init__(self) -> None:
        self.problem: str | None = None
        self.fault: Exception | None = None

    async def problem_in(self, _channel):
        if self.fault:
            raise self.fault
        return self.problem

    async def direct_channel(self, _person_id):
        if self.fault:
            raise self.fault
        return DIRECT


@pytest.fixture
def platform():
    return FakeAccess()


@pytest.fixture
def access(platform):
    return {Platform.DISCORD: platform}


@pytest.fixture
def town():
    return replace(CONFIG, sources=CONFIG.sources.now, routes=LiveList([CONFIGURED]))


@pytest.fixture
def said(commands):
    async def ask(line, by=KIM):
        return text_of(await commands.parse_and_run(line, by=by))

    return ask


@pytest.mark.parametrize(
    ("typed", "words", "not_words"),
    [
        ("follow venn", (), ()),
        ("follow the mayor", (), ()),
        ("follow Orla Venn oil", ("oil",), ()),
        ("follow oil venn gas", ("oil", "gas"), ()),
        ('follow vehn "nuclear deal" oil -gas -"olive oil"', ("oil", "nuclear deal"), ("gas", "olive oil")),
        ("follow mayor may 2026", ("may", "2026"), ()),
        ("follow actor:mayor words:oil", ("oil",), ()),
    ],
)
async def test_whom_and_words_are_typed_as_in_a_search(said, town, typed, words, not_words):
    assert "Following Orla Venn" in await said(typed)
    route = town.routes[-1]
    assert (route.channel, route.actor_ids, route.words, route.not_words) == (HERE, ("mayor",), words, not_words)


@pytest.mark.parametrize(
    ("typed", "mistake"),
    [
        ("follow", "follow needs an actor"),
        ("follow obama oil", "“obama” is not a tracked person"),
        ("follow venn channel:slack:C024BE91L", "cannot be changed from here"),
        ("unfollow", "unfollow needs a route"),
        ("unfollow venn", "No route here is for Orla Venn alone."),
        ("unfollow kasvili", "stands in the config; take it out there, or mute it"),
        ("mute", "mute needs a time"),
        ("mute for ever", "“for ever” is not a time to mute for. Write one like 2h, until 9:00 or until monday."),
        ("mute venn 2h", "No route here is for Orla Venn alone."),
        ("unmute", "No route that leads here is muted."),
        ("quiet at night", "“at night” is not a span of hours. Write 22:00-07:00"),
        ("quiet 22:00-07:00 Mars", "“mars” is not a time zone. Write one like UTC or Europe/Berlin"),
        ("quiet 22:00-07:00", "what leads here stands in the config"),
        ("quiet off", "what leads here stands in the config"),
        ("quiet off channel:slack:C024BE91L", "cannot be changed from here"),
        ("routes retry", "This channel does not refuse the bot"),
        ("routes fly", "routes has no action “fly”. Try routes retry."),
    ],
)
async def test_a_mistake_says_the_way_out_and_changes_nothing(commands, store, typed, mistake):
    reply = await commands.parse_and_run(typed, by=KIM)
    assert reply.mistake
    assert mistake in text_of(reply)
    assert await store.last_change() == 0


@pytest.mark.parametrize(
    "typed", ["mute kasvili 2h", "mute 2h kasvili", "mute 2h route:kasvili", "mute kasvili time:2h"]
)
async def test_a_time_and_a_route_stand_in_either_order(said, town, typed):
    await said(typed)
    assert "muted until 4 Mar 2025" in (await said("routes", by=REA)), town


async def test_what_leads_here_is_listed_with_where_it_comes_from(said, town, clock):
    await said('follow venn oil "grain deal" -gas')
    clock.advance(hours=2)
    await said("mute kasvili until 9:00")
    ids = [route_id(one) for one in town.routes]
    assert (await said("routes", by=REA)).strip().splitlines() == [
        "2 routes here",
        "Tibor Kasvili, from primary or wire sources",
        f"{ids[0]} · from the config · muted until 5 Mar 2025, 09:00 CET",
        "Orla Venn, with “oil” or “grain deal”, without “gas”",
        f"{ids[1]} · followed by Kim 2 h ago",
    ]


async def test_the_terminal_lists_every_route_and_changes_any(said, town):
    await said("follow venn", by=KIM)
    await said("follow venn", by=None)
    listed = await said("routes", by=None)
    assert "3 routes\n" in listed
    assert f"Orla Venn · to {HERE}" in listed
    assert "Orla Venn · to console" in listed
    assert "1 route removed" in await said(f"unfollow venn channel:{HERE}", by=None)
    assert [str(one.channel) for one in town.routes] == [str(HERE), "console"]
    assert "is not a channel" in await said("follow venn channel:irc:1", by=None)


@pytest.mark.parametrize("line", ["follow venn", "unfollow kasvili", "mute 2h", "unmute", "quiet off", "routes retry"])
@pytest.mark.parametrize(
    ("by", "may"),
    [
        pytest.param(KIM, True, id="who manages the channel"),
        pytest.param(MODERATOR, True, id="a moderator"),
        pytest.param(ALONE, True, id="everyone in their direct messages"),
        pytest.param(REA, False, id="a reader"),
        pytest.param(replace(REA, id="slack:U1"), False, id="a reader on Slack"),
    ],
)
async def test_who_may_change_what_is_reported_here(said, store, line, by, may):
    answer = await said(line, by=by)
    assert ("For your own direct messages, add channel:dm." in answer) is not may
    if not may:
        assert await store.last_change() == 0
        assert "For your own direct messages" not in await said("routes", by=by)


async def test_everyone_leads_alerts_to_their_direct_messages(said, town):
    assert "come as direct messages" in await said("follow venn channel:dm", by=REA)
    assert town.routes[-1].channel == DIRECT
    assert "1 route to your direct messages" in await said("routes channel:dm", by=REA)
    assert "1 route here" in await said("routes", by=ALONE)
    assert "1 route here" in await said("routes", by=REA)
    assert "1 route removed" in await said("unfollow venn", by=ALONE)
    assert town.routes == (CONFIGURED,)


async def test_a_route_of_another_channel_is_out_of_reach(said, town):
    await said("follow venn channel:dm", by=REA)
    which = route_id(town.routes[-1])
    for line in (f"unfollow {which}", f"mute {which} 2h"):
        assert "No route here has the name or the id" in await said(line, by=KIM)
    assert len(town.routes) == 2


async def test_what_the_bot_lacks_is_said_before_anything_is_followed(said, platform, town):
    platform.problem = "the bot lacks Send Messages; grant it in the channel's settings"
    answer = await said("follow venn")
    assert "Nothing was changed: the bot lacks Send Messages; grant it in the channel's settings." in answer
    assert town.routes == (CONFIGURED,)


async def test_a_platform_that_cannot_tell_now_keeps_nobody_from_following(said, platform, town):
    platform.fault = RetryLaterError("discord: busy")
    answer = await said("follow venn")
    assert "Following Orla Venn" in answer
    assert "Whether the bot may post there could not be checked just now" in answer
    assert len(town.routes) == 2


async def test_who_takes_no_direct_messages_is_told(said, platform):
    platform.fault = MessageRefusedError("discord: Cannot send messages to this user")
    assert "The bot cannot send you direct messages." in await said("follow venn channel:dm", by=REA)


async def test_a_mute_is_for_all_routes_here_or_for_one_and_ends_by_itself(said, town, clock):
    await said("follow venn")
    assert "1 route muted" in await said("mute venn for 90 min")
    assert [one.muted_until for one in town.routes] == [None, clock.now() + timedelta(minutes=90)]
    assert "2 routes muted" in await said("mute 2h")
    clock.advance(hours=1)
    assert "2 routes unmuted" in await said("unmute")
    await said(f"mute {route_id(CONFIGURED)} 2h")
    clock.advance(hours=3)
    assert "muted" not in await said("routes")


async def test_quiet_hours_are_set_shown_and_ended_for_what_was_followed_here(said, town):
    await said("follow venn")
    assert "No quiet hours here" in await said("quiet", by=REA)
    assert (await said("quiet 22:00 - 7:00 europe/london")).strip().splitlines() == [
        "Quiet hours: 22:00-07:00 Europe/London",
        "Orla Venn",
        "Alerts wait until they end; quiet off ends them now.",
        "What is followed here later has none until they are set again.",
        "1 route of the config stays as it is, and what it wants comes as before.",
    ]
    shown = (await said("quiet", by=REA)).strip().splitlines()
    assert shown[0] == "1 route with quiet hours here"
    assert shown[2].endswith("followed by Kim 0 s ago · quiet 22:00-07:00 Europe/London")
    assert shown[2] in await said("routes", by=REA)
    assert [one.quiet is None for one in town.routes] == [True, False]
    ended = await said("quiet off")
    assert "No quiet hours any more" in ended
    assert "Alerts are posted at once again, those that waited too." in ended
    assert "quiet" not in await said("routes", by=REA)


@pytest.mark.parametrize(
    ("by", "zone"),
    [
        pytest.param(KIM, "Europe/Berlin", id="that of the config"),
        pytest.param(replace(KIM, time_zone="America/New_York"), "America/New_York", id="the asker's own"),
    ],
)
async def test_quiet_hours_without_a_zone_are_in_that_of_who_asks(said, town, by, zone):
    await said("follow venn", by=by)
    assert f"Quiet hours: 22:00-07:00 {zone}" in await said("quiet 22:00-07:00", by=by)
    assert town.routes[-1].quiet.zone == zone


async def test_everyone_sets_quiet_hours_of_their_direct_messages(said, town):
    await said("follow venn", by=KIM)
    await said("follow venn channel:dm", by=REA)
    answer = await said("quiet 22:00-07:00 UTC channel:dm", by=REA)
    assert "Quiet hours: 22:00-07:00 UTC" in answer
    assert "quiet off channel:dm ends them" in answer
    assert "1 route with quiet hours in your direct messages" in await said("quiet channel:dm", by=REA)
    assert [one.channel for one in town.routes if one.quiet] == [DIRECT]


async def test_what_was_not_checked_is_said(said, access, town):
    access.clear()
    line = f"follow venn channel:{HERE}"
    unchecked = f"Whether the bot may post there was not checked; if it may not, routes channel:{HERE} says so."
    assert unchecked in await said(line, by=None)
    assert f"quiet off channel:{HERE} ends them" in await said(f"quiet 22:00-07:00 channel:{HERE}", by=None)
    assert "not checked" not in await said("follow venn", by=None), "nobody is refused at the terminal"
    assert len(town.routes) == 3


async def paused(store, clock):
    pause = ChannelPause(
        channel=HERE,
        since=clock.now() - timedelta(minutes=20),
        until=clock.now() + timedelta(minutes=20),
        reason="Discord answered 403 (50001: Missing Access)",
    )
    async with store.transaction() as transaction:
        await transaction.save_pause(pause)
    return pause


async def test_a_channel_that_refused_the_bot_is_tried_at_once(said, store, clock, platform):
    await paused(store, clock)
    listed = await said("routes", by=REA)
    assert "The bot cannot post here, since 20 min ago: Discord answered 403 (50001: Missing Access)" in listed
    assert "It tries again in 20 min; routes retry tries at once." in listed
    platform.problem = "the bot lacks View Channel; grant it in the channel's settings"
    assert "The bot still cannot post here: the bot lacks View Channel" in await said("routes retry")
    assert await store.pauses()
    platform.problem = None
    assert "Open again" in await said("routes retry")
    assert await store.pauses() == []


async def test_at_the_terminal_the_running_bot_tries_it(commands, said, store, clock, access):
    pause = await paused(store, clock)
    access.clear()
    assert "The running bot tries it" in await said(f"routes retry channel:{HERE}", by=None)
    assert await store.pauses() == [replace(pause, until=clock.now())]
    assert NoticeKind.LOST_CHANNEL not in {one.kind for one in await store.notices(since=after(0))}
    assert not (await commands.parse_and_run("routes", by=None)).mistake
