"""What the bot may do in a channel follows Discord's own order: roles, everyone's overwrite, roles', its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.live_list import LiveList
from bot.core.model import Route, Urgency
from handlers.commands import Commands
from handlers.discord.permissions import permissions_in, problem_of
from handlers.discord.rest import DiscordRest
from handlers.discord_handler import DiscordHandler
from tests.fakes.clock import FakeClock
from tests.fakes.store import MemoryStore
from tests.handlers.discord.test_discord_rest import HERE, config_for
from tests.loopback.discord import CHANNEL_ID, GUILD_ID

VIEW, SEND, ADMINISTRATOR = 1 << 10, 1 << 11, 1 << 3
TEXT = VIEW | SEND | 1 << 14 | 1 << 16  # and embed links, read message history
THREADS = 1 << 35 | 1 << 38  # begin them, write in them


def overwrite(whose, *, allow=0, deny=0):
    return {"id": whose, "type": 0, "allow": str(allow), "deny": str(deny)}


@pytest.mark.parametrize(
    ("roles", "overwrites", "may_send"),
    [
        pytest.param({"guild": VIEW | SEND}, [], True, id="everyone may"),
        pytest.param({"guild": VIEW}, [], False, id="nobody may"),
        pytest.param({"guild": VIEW, "bots": SEND}, [], True, id="a role may"),
        pytest.param({"guild": VIEW, "others": SEND}, [], False, id="a role that it lacks may"),
        pytest.param({"guild": VIEW | SEND}, [overwrite("guild", deny=SEND)], False, id="denied to everyone here"),
        pytest.param(
            {"guild": SEND, "bots": 0},
            [overwrite("guild", deny=SEND), overwrite("bots", allow=SEND)],
            True,
            id="a role is let in",
        ),
        pytest.param(
            {"guild": SEND, "bots": 0, "more": 0},
            [overwrite("more", deny=SEND), overwrite("bots", allow=SEND)],
            True,
            id="among roles the one that allows wins",
        ),
        pytest.param(
            {"guild": SEND, "bots": 0},
            [overwrite("bots", allow=SEND), overwrite("bot", deny=SEND)],
            False,
            id="the bot itself is kept out",
        ),
        pytest.param(
            {"guild": 0, "bots": ADMINISTRATOR}, [overwrite("bot", deny=SEND)], True, id="an administrator may"
        ),
    ],
)
def test_permissions(roles, overwrites, may_send):
    guild = {"id": "guild", "owner_id": "owner", "roles": [{"id": k, "permissions": str(v)} for k, v in roles.items()]}
    channel = {"permission_overwrites": overwrites}
    held = permissions_in(channel, guild=guild, role_ids=["bots", "more"], member_id="bot")
    assert held.send_messages is may_send


def test_the_owner_may_do_everything():
    guild = {"id": "guild", "owner_id": "bot", "roles": []}
    assert permissions_in({}, guild=guild, role_ids=[], member_id="bot").send_messages


@pytest.mark.parametrize(
    ("channel", "held", "threads", "problem"),
    [
        pytest.param({}, TEXT, False, None, id="a channel"),
        pytest.param({}, TEXT, True, "Create Public Threads, Send Messages in Threads", id="threads in a channel"),
        pytest.param({}, TEXT | THREADS, True, None, id="threads that it may begin"),
        pytest.param({"type": 15}, TEXT, True, "Send Messages in Threads", id="a forum"),
        pytest.param({"type": 15}, TEXT | THREADS, True, None, id="a forum in which it may write"),
        pytest.param({"type": 15, "flags": 1 << 4}, TEXT | THREADS, True, "asks for a tag", id="a forum with tags"),
        pytest.param({"type": 4}, TEXT, False, "is not a text channel", id="a category"),
    ],
)
async def test_threads_and_forums_need_rights_of_their_own(discord, channel, held, threads, problem):
    discord.permissions = str(held)
    discord.channels[CHANNEL_ID] |= channel
    rest = DiscordRest(token=discord.token, api=discord.api, contact="")
    found = await problem_of(rest, CHANNEL_ID, bot_id="9" * 18, threads=threads)
    await rest.close()
    assert found is None if problem is None else problem in found


MENTION_EVERYONE = 1 << 17


@pytest.mark.parametrize(
    ("role", "held", "problem"),
    [
        pytest.param({"mentionable": True}, "", None, id="anybody may"),
        pytest.param({"mentionable": False}, "", "@Desk on duty cannot be mentioned", id="nobody may"),
        pytest.param({"mentionable": False}, str(MENTION_EVERYONE), None, id="the bot may mention all roles"),
        pytest.param({"id": "4" * 18}, "", "is no role that may be mentioned", id="there is no such role"),
    ],
)
async def test_a_role_that_cannot_be_mentioned_is_reported_before_it_has_to_be(discord, role, held, problem):
    discord.roles = [{"id": "333333333333333333", "name": "Desk on duty", **role}]
    if held:
        discord.permissions = str(int(discord.permissions) | int(held))
    route = Route(channel=HERE, urgency=Urgency.MENTION, mention="333333333333333333")
    config = replace(config_for(discord), routes=LiveList([route]))
    commands = Commands(store=MemoryStore(), config=config, clock=FakeClock())
    handler = DiscordHandler(token=discord.token, config=config, commands=commands, clock=FakeClock())
    _, (_, _, found) = await handler.check([HERE])
    assert await handler.problem_in(HERE) is None, "alerts reach it, if without the mention"
    await handler.close()
    assert (problem or "the bot can post there") in found


async def test_everyone_is_no_role_that_may_be_mentioned(discord):
    rest = DiscordRest(token=discord.token, api=discord.api, contact="x")
    found = await problem_of(rest, CHANNEL_ID, bot_id="1", mentions=[GUILD_ID])
    await rest.close()
    assert "is no role that may be mentioned" in found
