"""All lines about one text are found by one id, from its fetch to its post, whatever form the log has."""

from __future__ import annotations

import json
import re

import pytest

from tests.whole import ALL_ON_DISCORD, ALL_ON_SLACK, Newsroom

BRIDGE, TAX = "The bridge will be open before the first snow.", "The salt tax comes back to the table every summer."
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
EVENT = re.compile(r"\[(?:debug|info|warning|error)\s*\] (?P<event>.+?)(?:\s{2,}|\s+\w+=|$)")


def reported(log):
    """Yield each line as its event and its values, in whatever form it was written."""
    for line in COLOURS.sub("", log).splitlines():
        if line.startswith("{"):
            values = json.loads(line)
            yield values.pop("event"), values
        elif found := EVENT.search(line):
            yield found["event"].strip(), dict(re.findall(r"(\w+)=(\S+)", line))


@pytest.mark.parametrize("form", ["json", "console"])
async def test_a_text_has_one_id_from_its_fetch_to_its_post(tmp_path, form):
    async with Newsroom(tmp_path, bot=f'log = "{form}"\nlog_level = "debug"\n') as room:
        room.slack.fail("chat.postMessage", status=503)
        process = room.start_process()
        try:
            await room.baseline()
            first = room.publish("wire", f"trump: {BRIDGE}")
            second = room.publish("paper", f"trump: {TAX}")
            await room.reported_once(BRIDGE, TAX)
        finally:
            process.kill()
            process.join()
        said = list(reported(room.log()))
    ids = {
        path: next(one["item"] for event, one in said if event == "read" and path in one["url"])
        for path in (first, second)
    }
    assert len(set(ids.values())) == 2
    waited = 0
    for item in ids.values():
        events = [event for event, one in said if one.get("item") == item]
        assert events[:4] == ["listed", "fetched", "understood", "read"]
        assert sorted(set(events[4:])) in (["delivered"], ["delivered", "delivery waits"])
        channels = sorted(one["channel"] for event, one in said if one.get("item") == item and event == "delivered")
        assert channels == sorted([ALL_ON_DISCORD, ALL_ON_SLACK])
        waited += events.count("delivery waits")
    assert waited == 1
    assert not [one for event, one in said if event in {"delivered", "read"} and one.get("item") not in ids.values()]
