"""The whole bot, and who runs it: what is out of order at a source stands in the ops channel, and its end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import app
from bot.core.model import DeliveryState
from bot.jobs import scheduler
from bot.rules import outages
from tests.loopback.news import Answer
from tests.whole import ALL_ON_SLACK, FAKE_MODELS, NETANYAHU_ON_DISCORD, TICK_EVERY, Newsroom


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(scheduler, "TICK_EVERY", TICK_EVERY)
    monkeypatch.setattr(scheduler, "LOOKOUT_EVERY", timedelta(seconds=TICK_EVERY))
    monkeypatch.setattr(outages, "NOTICE_EVERY", timedelta(seconds=0))
    for name, fake in FAKE_MODELS.items():
        monkeypatch.setattr(app, name, fake)


def room_of(folder, channel):
    return Newsroom(folder, bot=f'ops_channel = "{channel}"\n', polling='longest = "0.5s"\n')


@pytest.mark.parametrize("channel", [NETANYAHU_ON_DISCORD, ALL_ON_SLACK])
async def test_a_source_that_fails_is_told_to_who_runs_the_bot_and_so_is_its_end(tmp_path, channel, monkeypatch):
    monkeypatch.setattr(outages, "FAILING_AFTER", timedelta(seconds=0.3))
    async with room_of(tmp_path, channel) as room:
        async with room.bot():
            room.news.put("/paper/feed", Answer(status=503, body=b"down"))
            await room.told(1, channel)
            (told,) = room.alerts(channel)
            for part in ("OUT OF ORDER", "The Paper fails", "http error (HTTP 503)", "since"):
                assert part in told
        async with room.bot():  # a restart tells nothing again
            room.publish("paper", "The ferry company has ordered two more boats.")
            await room.told(2, channel)
            await room.until_sent(2)
        told, over = room.alerts(channel)
        for part in ("IN ORDER AGAIN", "The Paper answers again", "after"):
            assert part in over
        assert (await room.counts()).deliveries == {DeliveryState.SENT: 2}


async def test_no_source_answering_is_one_message(tmp_path, monkeypatch):
    monkeypatch.setattr(outages, "NO_ANSWER_AFTER", timedelta(seconds=0.3))
    async with room_of(tmp_path, ALL_ON_SLACK) as room, room.bot():
        for source_id in room.sources:
            room.news.put(f"/{source_id}/feed", Answer(status=502))
        await room.told(1, ALL_ON_SLACK)
        (told,) = room.alerts(ALL_ON_SLACK)
        assert "No source answers" in told
        assert "is this machine offline?" in told
        for source_id in room.sources:
            room.publish(source_id, "The ferry company has ordered two more boats.")
        await room.told(2, ALL_ON_SLACK)
        assert "Sources answer again" in room.alerts(ALL_ON_SLACK)[1]
