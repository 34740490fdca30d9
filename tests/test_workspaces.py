"""One bot in two workspaces of Slack, the whole of it: people install the app, a feed item comes, both are told."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.secret_tokens import Secrets
from tests.handlers.slack.test_slack_workspaces import install
from tests.loopback import slack as slack_side
from tests.loopback.server import free_port
from tests.loopback.slack import CLIENT_ID, CLIENT_SECRET, OTHER_TEAM, SIGNING_SECRET
from tests.whole import Newsroom, make_haste, onrecord

FIRST_TEAM = "T0000000001"
ROOM = "C0000000022"  # of the other workspace
WORDS = "The bridge will be open before the first snow falls on it."
OTHER_WORDS = "Nobody has ever built a harbour wall as long as this one."
APP = Secrets(slack_client_id=CLIENT_ID, slack_client_secret=CLIENT_SECRET, slack_signing_secret=SIGNING_SECRET)


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    make_haste(monkeypatch)


async def test_a_feed_item_is_reported_in_both_and_a_workspace_that_leaves_is_named_to_the_other(tmp_path, monkeypatch):
    for name in ("slack_client_id", "slack_client_secret", "slack_signing_secret"):
        monkeypatch.setenv(name.upper(), getattr(APP, name))
    port = free_port()
    there = f"slack:{OTHER_TEAM}/{ROOM}"
    room = Newsroom(
        tmp_path,
        sources={"wire": "wire"},
        bot=f'ops_channel = "slack:{slack_side.OTHER_CHANNEL_ID}"\n',
        more=f'[[routes]]\nchannel = "{there}"\n',
    )
    desk = room.slack
    for one in desk.channels.values():
        one["team"] = FIRST_TEAM
    desk.channels[ROOM] = {"id": ROOM, "name": "other", "is_member": True, "is_archived": False, "team": OTHER_TEAM}
    address = f"http://127.0.0.1:{port}"
    async with room:
        text = room.config_path.read_text("utf-8")
        several = f'[slack]\nmode = "http"\nport = {port}\nworkspaces = ["{FIRST_TEAM}", "{OTHER_TEAM}"]\n'
        room.config_path.write_text(text.replace("[slack]\n", several), "utf-8")
        desk.http_target = f"{address}/slack/events"
        async with room.bot(APP):
            for team in (FIRST_TEAM, OTHER_TEAM):
                assert (await install(desk, address, team))[0] == 200
            room.publish("wire", f"trump: {WORDS}")
            await room.until(lambda: WORDS in reported(desk, ROOM) and WORDS in reported(desk, slack_side.CHANNEL_ID))
        checked = await asyncio.to_thread(onrecord, "check", "-c", room.config_path)
        assert f"ok   slack workspace {OTHER_TEAM}" in checked.out
        async with room.bot(APP):  # the tokens are on record
            desk.team = OTHER_TEAM
            del desk.workspaces[OTHER_TEAM]
            await desk.tell({"type": "app_uninstalled"})
            room.publish("wire", f"trump: {OTHER_WORDS}")
            await room.until(lambda: OTHER_WORDS in reported(desk, slack_side.CHANNEL_ID))
            await room.until(lambda: there in reported(desk, slack_side.OTHER_CHANNEL_ID))
        assert OTHER_WORDS not in reported(desk, ROOM)


def reported(desk, channel_id):
    return " ".join(slack_side.shown(one) for one in desk.messages(channel_id))
