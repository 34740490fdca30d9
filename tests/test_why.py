"""The whole bot is asked why: of what was reported, what was not, what could not be read; on each platform."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace

import pytest

from bot.core.model import FetchOutcome
from tests.loopback import slack as slack_side
from tests.loopback.discord import CHANNEL_ID, MANAGER
from tests.whole import ALL_ON_DISCORD, FakePipeline, Newsroom, onrecord, with_fake_models

SURE = "The bridge will be open before the first snow falls on it."
UNSURE = "Perhaps nobody has ever built a harbour wall as long as this one."
BARE = "A harbour of harbours"
DENIED = "The ferries will not run in March."


class UnsurePipeline(FakePipeline):
    """Is less than sure of what begins with a doubt."""

    def _watched(self, read, *, view):
        shown = super()._watched(read, view=view)
        unsure = {one for one in read.quotations if one.actor_id == "netanyahu"}
        return replace(
            shown,
            quotations=tuple(replace(one, confidence=0.43) if one in unsure else one for one in shown.quotations),
        )


@pytest.fixture
async def room(tmp_path, monkeypatch):
    with_fake_models(monkeypatch, SpacyWatcher=UnsurePipeline)
    monkeypatch.setattr("bot.tools.why_live.SpacyWatcher", UnsurePipeline)
    async with Newsroom(tmp_path) as room:
        yield room


def bare(text):
    """Return what a platform shows without its markup."""
    return " ".join(re.sub(r"[*`\\\\_~]", "", text).split())


async def in_terminal(room, *asked):
    ended = await asyncio.to_thread(onrecord, "why", *asked, "-c", room.config_path)
    assert ended.code == 0, ended.err
    return " ".join(ended.out.split())


async def test_each_platform_says_why_something_was_or_was_not_reported(room):
    async with room.bot():
        await room.discord.ready()
        await room.slack.ready()
        reported, unsure, screened, denied, bare_phrase, gone = (
            f"{room.news.url}{path}"
            for path in (
                room.publish("wire", f"trump: {SURE}"),
                room.publish("paper", f"netanyahu: {UNSURE}"),
                room.publish("paper", "Snow fell on the pier."),
                room.publish("paper", f"trump? {DENIED}"),
                room.publish("paper", f"trump! {BARE}"),
                room.publish("wire", "", gone=True),
            )
        )
        expected = {
            reported: [
                "Listed by The Wire",
                "It holds statements",
                SURE,
                "Put on record as a new statement",
                "Reported in",
            ],
            unsure: ["Not reported in 4 channels: confidence 0.43, the route asks for 0.50."],
            screened: ["Screened out: it names no tracked actor."],
            denied: ["Not a statement: not said", DENIED],
            bare_phrase: ["Rejected: a bare phrase, which says nothing by itself", BARE, "Trump"],
            gone: ["Waiting: next try", "1 failed attempt", str(FetchOutcome.GONE), "gives up"],
        }
        await room.reported(1, ALL_ON_DISCORD)
        await room.until_sent(2)
        await room.until_counted(lambda counts: sum(counts.items.values()) == 6 and counts.articles == 5)
        await room.until(lambda: room.news.asked(gone.removeprefix(room.news.url)))

        for address, sentences in expected.items():
            by_reader = bare((await room.discord.slash("why", what=f"{address}?utm_source=mail#top")).text)
            on_slack = bare(slack_side.shown(await room.slack.slash(f"why {address}")))
            typed = await in_terminal(room, address)
            for sentence in sentences:
                assert sentence in by_reader
                for in_full in (on_slack, bare(typed)):
                    for part in sentence.split(" in 4 channels"):
                        assert part in in_full
            assert CHANNEL_ID not in by_reader
            assert CHANNEL_ID in typed or "Reported in" not in sentences

        named = bare((await room.discord.slash("why", by=MANAGER, what=reported)).text)
        assert f"Reported in discord:{CHANNEL_ID}: " in named
        assert "message discord:" in named or f"message {CHANNEL_ID}" in named
        status = bare((await room.discord.slash("status", by=MANAGER)).text)
        assert "1 screened out" in status
        assert "4 below confidence" in status

    by_words = await in_terminal(room, "harbour", "wall")
    assert "confidence 0.43, the route asks for 0.50" in by_words
    assert DENIED in await in_terminal(room, "ferries march")
    assert "(watcher.bare_phrases)" in await in_terminal(room, BARE)
    assert "These are polled from the same site" in await in_terminal(room, f"{room.news.url}/wire/99")
    found = json.loads(await in_terminal(room, unsure, "--json"))
    (step,) = found["statements"]
    assert {one["conclusion"]["outcome"] for one in step["channels"]} == {"below confidence"}
    live = await in_terminal(room, reported, "--live")
    assert "reported?" in live
    beside = json.loads(await in_terminal(room, denied, "--live", "--json"))["live"]
    assert [one["why_not"] for one in beside["attributions"]] == ["not said: the text says that it was not"]
