"""What the bot may do in a channel follows Discord's own order: roles, everyone's overwrite, roles', its own."""

from __future__ import annotations

import pytest

from handlers.discord.permissions import permissions_in

VIEW, SEND, ADMINISTRATOR = 1 << 10, 1 << 11, 1 << 3


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
