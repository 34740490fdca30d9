"""The whole bot, and who runs it: what is out of order at a source stands in the ops channel, and its end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.model import DeliveryState, Entry, FetchOutcome, ItemState, Poll, PollState
from bot.jobs.notices import lookout
from bot.jobs.scheduling import scheduler
from bot.rules import outages
from bot.store import SqlStore
from tests.loopback.news import Answer
from tests.store.samples import item, save, statement
from tests.whole import (
    ALL_ON_SLACK,
    NETANYAHU_ON_DISCORD,
    NETANYAHU_ON_SLACK,
    TICK_EVERY,
    Newsroom,
    with_fake_models,
)


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(scheduler, "LOOKOUT_EVERY", timedelta(seconds=TICK_EVERY))
    monkeypatch.setattr(outages, "NOTICE_EVERY", timedelta(seconds=0))
    with_fake_models(monkeypatch)


def room_of(folder, channel):
    return Newsroom(folder, bot=f'ops_channel = "{channel}"\n', polling='longest = "0.5s"\n')


@pytest.mark.parametrize("channel", [NETANYAHU_ON_DISCORD, ALL_ON_SLACK])
async def test_a_source_that_fails_is_reported_to_who_runs_the_bot_and_so_is_its_end(tmp_path, channel, monkeypatch):
    monkeypatch.setattr(outages, "FAILING_AFTER", timedelta(seconds=0.3))
    async with room_of(tmp_path, channel) as room:
        async with room.bot():
            room.news.put("/paper/feed", Answer(status=503, body=b"down"))
            await room.reported(1, channel)
            (reported,) = room.alerts(channel)
            for part in ("OUT OF ORDER", "The Paper fails", "answered with an error (HTTP 503)", "since"):
                assert part in reported
        async with room.bot():  # a restart tells nothing again
            room.publish("paper", "The ferry company has ordered two more boats.")
            await room.reported(2, channel)
            await room.until_sent(2)
        reported, over = room.alerts(channel)
        for part in ("IN ORDER AGAIN", "The Paper answers again", "after"):
            assert part in over
        assert (await room.counts()).deliveries == {DeliveryState.SENT: 2}


async def test_no_source_answering_is_one_message(tmp_path, monkeypatch):
    monkeypatch.setattr(outages, "NO_ANSWER_AFTER", timedelta(seconds=0.3))
    async with room_of(tmp_path, ALL_ON_SLACK) as room, room.bot():
        for source_id in room.sources:
            room.news.put(f"/{source_id}/feed", Answer(status=502))
        await room.reported(1, ALL_ON_SLACK)
        (reported,) = room.alerts(ALL_ON_SLACK)
        assert "No source answers" in reported
        assert "is this machine offline?" in reported
        for source_id in room.sources:
            room.publish(source_id, "The ferry company has ordered two more boats.")
        await room.reported(2, ALL_ON_SLACK)
        assert "Sources answer again" in room.alerts(ALL_ON_SLACK)[1]


def history(now):
    """Return what came every hour for eight weeks, up to ten days ago: of a source, and of an actor."""
    times = [now - timedelta(days=10, hours=one) for one in range(8 * 168)]
    entry = Entry(key="guid", url="https://wire.example/1", title="A title", text="", published_at=None)
    items = [
        item(f"i{place}", source_id="wire", entry=entry, first_seen_at=at, state=ItemState.READ)
        for place, at in enumerate(times)
    ]
    said = [statement(f"s{place}", actor_id="baghaei", first_seen_at=at) for place, at in enumerate(times)]
    return times[0], [*items, *said]


async def test_a_source_and_an_actor_of_whom_nothing_comes_are_reported_and_so_is_the_end(tmp_path, monkeypatch):
    monkeypatch.setattr(lookout, "SILENCE_LOOKED_FOR_EVERY", timedelta(seconds=TICK_EVERY))
    now = datetime.now(UTC)
    async with room_of(tmp_path, NETANYAHU_ON_SLACK) as room:
        last, values = history(now)
        store = SqlStore(room.database)
        await store.open()
        await save(store, *values)
        known = PollState(source_id="wire", next_poll_at=now, last_polled_at=now, last_ok_at=now, last_new_at=last)
        async with store.transaction() as transaction:
            await transaction.save_poll(known, Poll(source_id="wire", polled_at=now, outcome=FetchOutcome.OK))
        await store.close()
        async with room.bot():
            await room.reported(2, NETANYAHU_ON_SLACK)
            silent, unheard = sorted(room.alerts(NETANYAHU_ON_SLACK), key=lambda one: "statement" in one)
            assert "The Wire is silent" in silent
            assert "It answers, but with nothing new for 10 days; usually every 1 h" in silent
            assert "No new statement by Esmail Baghaei" in unheard
            assert "nothing new for 10 days; usually 24 a day" in unheard
            room.publish("wire", "baghaei: The ferry will run again on the first of the month.")
            await room.reported(4, NETANYAHU_ON_SLACK)
        over = sorted(room.alerts(NETANYAHU_ON_SLACK)[2:], key=lambda one: "statement" in one)
        assert "The Wire has news again" in over[0]
        assert "A new statement by Esmail Baghaei" in over[1]
