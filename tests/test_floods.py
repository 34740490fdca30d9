"""Long pages and busy hours: a channel gets few messages that a person can read, and loses nothing."""

from __future__ import annotations

import re

import pytest

from bot.app import engine
from bot.core.model import DeliveryState as State
from tests.loopback import discord
from tests.whole import (
    ALL_ON_DISCORD,
    ALL_ON_SLACK,
    FAKE_MODELS,
    Newsroom,
    needs_tagger,
    needs_weights,
    with_fake_models,
)

CHANNELS = (ALL_ON_DISCORD, ALL_ON_SLACK)
THINGS = (
    *("harbour", "bridge", "ferry", "tunnel", "quay", "lighthouse", "market", "orchard", "railway", "mill", "dam"),
    *("airport", "library", "stadium", "vineyard", "canal", "museum", "hospital", "school", "fishery", "windmill"),
)
PLANS = (
    "I will have the {thing} open again before the {season} is over, and the workers know it.",
    "Nobody in the county asked for the {thing} to be sold, so it stays where it is.",
    "The people who look after the {thing} have waited {number} years for a new roof.",
    "We found {number} million for the {thing}, and every coin of it was saved elsewhere.",
    "They told us that the {thing} could never pay for itself, and they were wrong by a mile.",
    "My first visit as a young man was to the {thing}, on a cold morning with my father.",
    "If the owners of the {thing} want to talk, they know the way to my office.",
    "The new rules for the {thing} come into force in {season}, without exceptions.",
)
SEASONS = ("spring", "summer", "autumn", "winter")
PLACES = ("old", "upper", "lower", "northern", "eastern")
PAGE = 450  # words


def sentences(count):
    """Return so many sentences, no two alike."""
    things = [f"{place} {thing}" for place in PLACES for thing in THINGS]
    return [
        PLANS[number % len(PLANS)].format(
            thing=things[number // len(PLANS)], season=SEASONS[number % 4], number=3 + number % 90
        )
        for number in range(count)
    ]


def transcript(turns, *, each):
    """Return questions and long answers with labels."""
    said = iter(sentences(turns * each))
    lines = ["The White House released the following transcript of remarks on the lawn."]
    for number in range(turns):
        lines.append(f"Q: Mr. President, what about point {number + 1} on the list?")
        lines.append("PRESIDENT TRUMP: " + " ".join(next(said) for _ in range(each)))
    return "\n".join(lines)


def live_blog(entries):
    """Return entries by the minute, of three actors and of others."""
    who = ("Donald Trump", "Benjamin Netanyahu", "Esmail Baghaei", "the mayor of the old town")
    said = sentences(entries)
    return "\n".join(
        f"{9 + number // 12:02}:{number % 12 * 5:02}\n“{words}” {who[number % 4]} told reporters at stop {number}."
        for number, words in enumerate(said)
    )


@needs_tagger
@pytest.mark.parametrize(
    ("turns", "pages", "more"),
    [
        pytest.param(12, 5, "[12][0-9]", id="five pages"),
        pytest.param(45, 20, "[789][0-9]", id="twenty pages", marks=pytest.mark.thorough),
    ],
)
async def test_a_long_transcript_is_one_message_with_the_rest_behind_a_button(
    turns, pages, more, tmp_path, monkeypatch
):
    monkeypatch.setattr(engine, "Judge", FAKE_MODELS["Judge"])  # what the real one costs here is for a benchmark
    text = transcript(turns, each=12)
    assert len(text.split()) > pages * PAGE
    async with Newsroom(tmp_path) as room, room.bot():
        await room.discord.ready()
        room.publish("ministry", text)
        await room.reported(1)
        await room.until_sent(2)
        for channel in CHANNELS:
            (alert,) = room.alerts(channel)
            assert len(alert) < 1200
            assert "Donald Trump" in alert
            assert "primary source" in alert
            assert re.search(rf"and {more} more", alert), alert
            shown = re.findall("“(.+)”", alert)
            assert len(shown) == 3
            assert all(one in text for one in shown), "no word is invented"
            assert "point" not in alert, "the questions are nobody's"
        (message,) = room.discord.messages(discord.CHANNEL_ID)
        everything = await room.discord.click(discord.buttons(message)["All"])
        assert everything.ephemeral
        assert "page 1 of" in everything.text


@needs_weights
async def test_a_live_blog_of_sixty_entries_is_one_message_for_each_actor(tmp_path):
    async with Newsroom(tmp_path) as room, room.bot():
        room.publish("paper", live_blog(60))
        await room.reported(3)
        await room.until_sent(8)
        for channel in CHANNELS:
            alerts = room.alerts(channel)
            assert len(alerts) == 3
            for actor in ("Donald Trump", "Benjamin Netanyahu", "Esmail Baghaei"):
                (alert,) = (one for one in alerts if actor in one)
                assert len(alert) < 1200
                assert re.search(r"and 1[012] more", alert), alert
                stops = [int(number) for number in re.findall(r"at stop (\d+)", alert)]
                assert len({number % 4 for number in stops}) == 1, "each actor's own words alone"


async def test_a_busy_hour_is_as_many_alerts_as_a_channel_takes_and_one_line_for_the_rest(tmp_path, monkeypatch):
    with_fake_models(monkeypatch)
    async with Newsroom(tmp_path, alerts="limit = 4\n") as room, room.bot():
        await room.discord.ready()
        room.publish("wire", *(f"trump: {one}" for one in sentences(15)))
        await room.until_read(15)
        await room.until_counted(lambda counts: counts.deliveries == {State.SENT: 10, State.COLLAPSED: 22})
        for channel in CHANNELS:
            alerts = room.alerts(channel)
            assert len(alerts) == 5
            (line,) = (one for one in alerts if "MORE" in one)
            assert "11 more alerts" in line
            assert "Trump" in line
        found = (await room.discord.slash("statements", actor="trump")).text
        assert "15 statements" in found, "what was collapsed is on record"
