"""Routes that people add, mute and remove by command: in channels, in direct messages and at the terminal."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from tests.loopback import discord as discord_side
from tests.loopback import slack as slack_side
from tests.loopback.discord import CHANNEL_MANAGER, READER
from tests.whole import (
    ALL_ON_DISCORD,
    ALL_ON_SLACK,
    NETANYAHU_ON_DISCORD,
    NETANYAHU_ON_SLACK,
    Newsroom,
    make_haste,
    onrecord,
)

WORDS, OTHER_WORDS = "The bridge will be open before the first snow.", "The lighthouse is sold to nobody."
GROUP = "S0614TZR7"
MANAGERS = f'route_managers = ["{GROUP}"]\n'


class Desk:
    """One platform of a newsroom: where a manager of channels and a reader give commands."""

    def __init__(self, room, platform):
        self.room = room
        self.on_discord = platform == "discord"
        self.channel = NETANYAHU_ON_DISCORD if self.on_discord else NETANYAHU_ON_SLACK
        reader = READER.id if self.on_discord else slack_side.READER_ID
        direct = room.discord.direct(reader)["id"] if self.on_discord else room.slack.direct(reader)
        self.direct = f"{platform}:{direct}"
        self.manager = CHANNEL_MANAGER.id if self.on_discord else slack_side.MODERATOR_ID
        room.slack.groups[GROUP] = [slack_side.MODERATOR_ID]

    async def ready(self):
        await (self.room.discord if self.on_discord else self.room.slack).ready()

    async def said(self, name, *, manager=False, direct=False, **given):
        """Give a command in the channel that hears of Netanyahu alone, or in direct messages, and return the answer."""
        if self.on_discord:
            by = CHANNEL_MANAGER if manager else READER
            where = self.channel.partition(":")[2]
            return (await self.room.discord.slash(name, by=by, where=where, direct=direct, **given)).text
        by = slack_side.MODERATOR_ID if manager else slack_side.READER_ID
        where = (self.direct if direct else self.channel).partition(":")[2]
        keyed = " ".join(f'{key}:"{value}"' for key, value in given.items())
        return slack_side.shown(await self.room.slack.slash(f"{name} {keyed}", by=by, channel_id=where))


@pytest.fixture(params=["discord", "slack"])
async def desk(request, tmp_path, monkeypatch):
    make_haste(monkeypatch)
    async with Newsroom(tmp_path) as room:
        text = room.config_path.read_text(encoding="utf-8")
        room.config_path.write_text(text.replace("[slack]\n", f"[slack]\n{MANAGERS}"), encoding="utf-8")
        yield Desk(room, request.param)


async def test_who_manages_a_channel_follows_mutes_and_unfollows_there(desk):
    room = desk.room
    async with room.bot():
        await desk.ready()
        assert "Following Donald Trump" in await desk.said("follow", manager=True, actor="trump")
        assert "2 routes here" in await desk.said("routes")
        room.publish("wire", f"trump: {WORDS}")
        await room.reported(1, ALL_ON_DISCORD, ALL_ON_SLACK, desk.channel)
        assert WORDS in room.alerts(desk.channel)[0]
        assert "1 route muted" in await desk.said("mute", manager=True, route="trump", time="2h")
        room.publish("wire", f"trump: {OTHER_WORDS}")
        await room.reported(2)
        await room.until_sent(5)
        assert len(room.alerts(desk.channel)) == 1
        assert "1 route unmuted" in await desk.said("unmute", manager=True)
        assert "1 route removed" in await desk.said("unfollow", manager=True, route="trump")
        room.publish("wire", "trump: The ferry goes at noon, and not before.")
        await room.reported(3)
        await room.until_sent(7)
        assert len(room.alerts(desk.channel)) == 1
    with closing(sqlite3.connect(room.record)) as database:
        log = database.execute("SELECT subject, action, by FROM audit_log ORDER BY seq").fetchall()
        why = database.execute("SELECT outcome FROM outcomes WHERE channel = ?", [desk.channel]).fetchall()
    by = f"{desk.channel.partition(':')[0]}:{desk.manager}"
    assert log == [("route", action, by) for action in ("added", "muted", "unmuted", "removed")]
    assert ("muted",) in why


async def test_alerts_wait_in_quiet_hours_and_come_when_they_are_ended(desk):
    room, now = desk.room, datetime.now(UTC)
    hours = f"{now - timedelta(hours=2):%H:%M}-{now + timedelta(hours=2):%H:%M}"
    async with room.bot():
        await desk.ready()
        await desk.said("follow", manager=True, actor="trump")
        assert "For your own direct messages" in await desk.said("quiet", hours=hours, zone="UTC")
        begun = await desk.said("quiet", manager=True, hours=hours, zone="UTC")
        assert f"Quiet hours: {hours} UTC" in begun.replace("\\", "")
        assert f"quiet {hours} UTC" in (await desk.said("routes")).replace("\\", "")
        assert "1 route with quiet hours here" in await desk.said("quiet")
        room.publish("wire", f"trump: {WORDS}")
        await room.reported(1, ALL_ON_DISCORD, ALL_ON_SLACK)
        assert room.alerts(desk.channel) == []
        assert "No quiet hours any more" in await desk.said("quiet", manager=True, hours="off")
        await room.reported(1, desk.channel)
        assert WORDS in room.alerts(desk.channel)[0]
    with closing(sqlite3.connect(room.record)) as database:
        log = database.execute("SELECT action FROM audit_log ORDER BY seq").fetchall()
    assert log == [("added",), ("quiet hours set",), ("quiet hours ended",)]


async def test_everyone_follows_for_himself_and_it_is_there_after_a_restart(desk):
    room = desk.room
    async with room.bot():
        await desk.ready()
        refused = await desk.said("follow", actor="trump")
        assert "That did not work" in refused
        assert "For your own direct messages" in refused
        followed = await desk.said("follow", actor="trump", words="bridge", channel="dm")
        assert "come as direct messages" in followed
        assert "already" in await desk.said("follow", direct=True, actor="trump", words="BRIDGE")
    async with room.bot():
        room.publish("wire", f"trump: {OTHER_WORDS}")
        room.publish("wire", f"trump: {WORDS}")
        await room.reported(1, desk.direct)
        await room.reported(2)
        await room.until_sent(5)
        (alert,) = room.alerts(desk.direct)
        assert WORDS in alert
        assert room.alerts(desk.channel) == []


async def test_a_channel_that_refuses_the_bot_is_not_followed_and_says_what_is_missing(desk):
    room = desk.room
    async with room.bot():
        await desk.ready()
        if desk.on_discord:
            room.discord.permissions = str(0x400 | 0x4000 | 0x10000)
        else:
            room.slack.channels[slack_side.OTHER_CHANNEL_ID]["is_member"] = False
        said = await desk.said("follow", manager=True, actor="trump")
        wanted = "the bot lacks Send Messages" if desk.on_discord else "type there: /invite @onrecord"
        assert "Nothing was changed" in said
        assert wanted in said
        assert "1 route here" in await desk.said("routes")


async def test_a_route_that_is_added_beside_a_running_bot_brings_an_alert(tmp_path, monkeypatch):
    make_haste(monkeypatch)
    async with Newsroom(tmp_path) as room:

        async def typed(*words):
            return await asyncio.to_thread(onrecord, *words, "-c", room.config_path)

        async with room.bot():
            added = await typed("follow", "trump", "bridge", f"channel:{NETANYAHU_ON_DISCORD}")
            assert added.code == 0
            assert "Donald Trump, with “bridge”" in added.out
            listed = await typed("routes")
            assert "5 routes" in listed.out
            assert f"to {NETANYAHU_ON_DISCORD}" in listed.out
            room.publish("wire", f"trump: {WORDS}")
            await room.reported(1, ALL_ON_DISCORD, ALL_ON_SLACK, NETANYAHU_ON_DISCORD)
            removed = await typed("unfollow", "trump", f"channel:{NETANYAHU_ON_DISCORD}")
            assert removed.code == 0, removed.out
            again = await typed("unfollow", "trump", f"channel:{NETANYAHU_ON_DISCORD}")
            assert (again.code, "for Donald Trump alone" in again.out) == (1, True)


async def test_a_lost_channel_is_reported_once_and_tried_at_once_when_somebody_asks(tmp_path, monkeypatch):
    make_haste(monkeypatch)
    ops = f'ops_channel = "{NETANYAHU_ON_SLACK}"\n'
    async with Newsroom(tmp_path, bot=ops) as room:
        desk = Desk(room, "discord")
        async with room.bot():
            await desk.ready()
            room.discord.closed_channels.add(discord_side.OTHER_CHANNEL_ID)
            room.publish("wire", f"netanyahu: {WORDS}", f"netanyahu: {OTHER_WORDS}")
            await room.reported(3, NETANYAHU_ON_SLACK)
            (lost,) = [one for one in room.alerts(NETANYAHU_ON_SLACK) if "as they should" in one]
            assert NETANYAHU_ON_DISCORD in lost
            assert "Missing Access" in lost
            assert "the bot cannot see it" in await desk.said("routes", manager=True, action="retry")
            room.discord.closed_channels.clear()
            assert "Open again" in await desk.said("routes", manager=True, action="retry")
            await room.reported(2, NETANYAHU_ON_DISCORD)
            await room.reported(4, NETANYAHU_ON_SLACK)
            notices = [one for one in room.alerts(NETANYAHU_ON_SLACK) if "reach" in one]
            assert [f"Alerts reach {NETANYAHU_ON_DISCORD} again" in one for one in notices] == [False, True]
