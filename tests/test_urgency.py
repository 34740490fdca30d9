"""How loudly alerts come, the whole bot on both platforms: silent, as usual, or with a mention of one role or group."""

from __future__ import annotations

import pytest

from tests.loopback import slack as slack_side
from tests.whole import ALL_ON_DISCORD, ALL_ON_SLACK, Newsroom, make_haste

ROLE, GROUP = "444444444444444444", "S0614TZR7"
PLAIN, ALARMING = "The bridge will be open before the first snow.", "This means war, and nothing less."
LOUD = f"""
[[routes]]
channel = "{ALL_ON_DISCORD}"
words = ["war"]
urgency = "mention"
mention = "{ROLE}"
[[routes]]
channel = "{ALL_ON_SLACK}"
words = ["war"]
urgency = "mention"
mention = "{GROUP}"
"""
SILENT = 1 << 12


class Room(Newsroom):
    """A newsroom whose channels get all silently, and war with a mention."""

    def _config_text(self) -> str:
        text = super()._config_text()
        for channel in (ALL_ON_DISCORD, ALL_ON_SLACK):
            one = f'[[routes]]\nchannel = "{channel}"\n'
            assert one in text
            text = text.replace(one, f'{one}urgency = "silent"\n', 1)
        return text


@pytest.fixture
async def room(tmp_path, monkeypatch):
    make_haste(monkeypatch)
    async with Room(tmp_path, more=LOUD) as room:
        yield room


async def test_one_is_mentioned_where_the_route_says_so_and_nobody_by_an_edit(room):
    async with room.bot():
        room.publish("wire", f"trump: {PLAIN}")
        await room.reported_once(PLAIN)
        room.publish("wire", f"trump: {ALARMING}")
        await room.reported_once(PLAIN, ALARMING)
        room.publish("paper", f"trump: {ALARMING}")
        await room.until(lambda: room.discord.count("PATCH", "/channels/") and room.slack.count("chat.update"))
        await room.until_sent(4)
    asked = [(method, path.rpartition("/")[2], body) for method, path, body in room.discord.requests]
    plain, alarming = [body for method, what, body in asked if (method, what) == ("POST", "messages")]
    assert (plain["flags"], plain["allowed_mentions"]) == (SILENT, {"parse": [], "replied_user": False})
    assert alarming["allowed_mentions"] == {"parse": [], "replied_user": False, "roles": [ROLE]}
    assert alarming["content"].endswith(f"\n<@&{ROLE}>")
    assert "flags" not in alarming
    edits = [body for method, path, body in room.discord.requests if method == "PATCH" and "/channels/" in path]
    assert {str(body["allowed_mentions"]) for body in edits} == {str({"parse": [], "replied_user": False})}
    assert not any("flags" in body for body in edits)
    on_slack = [body for method, body in room.slack.requests if method == "chat.postMessage"]
    assert [_groups(body) for body in on_slack] == [[], [f"<!subteam^{GROUP}>"]]
    assert not any(slack_side.READER_ID in str(body) or "<!here" in str(body) for body in on_slack)


def _groups(body):
    return [block["text"]["text"] for block in body["blocks"] if block.get("text", {}).get("type") == "mrkdwn"]
