"""A headline without its page is reported as one, and gives way to a fuller report of the same statement: whole bot."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.loopback.news import Answer, NewsItem, page, rss
from tests.whole import ALL_ON_DISCORD, ALL_ON_SLACK, FILLER, Newsroom, make_haste

WORDS = "The bridge will be open before the first snow falls on it."
CHANNELS = (ALL_ON_DISCORD, ALL_ON_SLACK)


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    make_haste(monkeypatch)


def put_closed(room, *titles):
    """List headlines of the wire whose pages are closed to programs."""
    now = datetime.now(UTC)
    items = [NewsItem(title=title, path=f"/wire/9{place}", published_at=now) for place, title in enumerate(titles)]
    for item in items:
        room.news.put(item.path, Answer(status=403))
    room.news.put_feed("/wire/feed", rss(items), ETag=f'"closed {len(items)}"')


async def test_a_wires_headline_is_reported_as_one_and_a_fuller_report_takes_its_place(tmp_path):
    async with Newsroom(tmp_path) as room, room.bot():
        put_closed(room, f"trump: {WORDS}", "The tide was high.")
        await room.reported(1)
        for channel in CHANNELS:
            (alert,) = room.alerts(channel)
            assert "NEW, headline only" in alert
            assert WORDS.rstrip(".") in alert
            assert "The Wire" in alert
        path = room.publish("paper", f"trump: {WORDS}")
        await room.until(lambda: not any("headline only" in room.alerts(channel)[0] for channel in CHANNELS))
        for channel in CHANNELS:
            (alert,) = room.alerts(channel)
            assert "Dispatch 1 from the quay" in alert
            assert alert.index("The Paper") < alert.index("The Wire")
            assert "also reported by The Wire" in alert
        assert path in str(room.discord.messages(ALL_ON_DISCORD.partition(":")[2]))


async def test_the_page_itself_takes_the_place_of_its_headline_when_it_opens(tmp_path):
    async with Newsroom(tmp_path, polling='recheck_every = "0.3s"\n') as room, room.bot():
        put_closed(room, f"trump: {WORDS}")
        await room.reported(1)
        assert "headline only" in room.alerts(ALL_ON_DISCORD)[0]
        room.news.put_page("/wire/90", page("Bridge to open", [f"trump: {WORDS}", *FILLER]))
        await room.until(lambda: not any("headline only" in room.alerts(channel)[0] for channel in CHANNELS))
        assert [len(room.alerts(channel)) for channel in CHANNELS] == [1, 1]
