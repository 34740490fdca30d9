"""Statements in messages of a channel: the bot reads the message, or the page behind its link, and tells who asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.command_table import FIND_STATEMENTS
from tests.loopback import slack as slack_side
from tests.loopback.news import page
from tests.whole import ALL_ON_DISCORD, ALL_ON_SLACK, FILLER, Newsroom, with_fake_models

WORDS = "The bridge will be open before the first snow."
LINE = f"trump: {WORDS}"


async def a_room(tmp_path, monkeypatch, **settings):
    with_fake_models(monkeypatch)
    return Newsroom(tmp_path, **settings)


async def asked(room, platform, text, link=""):
    if platform == "discord":
        await room.discord.ready()
        reply = await room.discord.choose(FIND_STATEMENTS, {"content": f"{text} {link}"})
        assert reply.ephemeral
        return reply.text
    await room.slack.ready()
    reply = await room.slack.shortcut({"text": f"{text} <{link}|the page>" if link else text, "ts": "1.1"})
    assert reply["response_type"] == "ephemeral"
    return slack_side.shown(reply)


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_a_message_and_a_page_are_read_and_nothing_is_saved_or_reported(tmp_path, monkeypatch, platform):
    polling = 'allowed_private_hosts = ["127.0.0.1"]\n'
    async with await a_room(tmp_path, monkeypatch, polling=polling) as room, room.bot():
        assert WORDS in await asked(room, platform, LINE)
        room.news.put_page("/elsewhere", page("The quay", [LINE, *FILLER], published_at=datetime.now(UTC)))
        there = await asked(room, platform, "Look:", f"{room.news.url}/elsewhere")
        assert WORDS in there
        assert "on the page" in there
        gone = await asked(room, platform, "Look:", f"{room.news.url}/none")
        assert "cannot be read" in gone
        assert (await room.counts()).statements == 0
        for channel in (ALL_ON_DISCORD, ALL_ON_SLACK):
            assert room.alerts(channel) == []


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_nothing_private_is_fetched_at_a_strangers_word(tmp_path, monkeypatch, platform):
    async with await a_room(tmp_path, monkeypatch) as room, room.bot():
        room.news.put_page("/secret", f"<html><body><p>{LINE}</p></body></html>")
        said = await asked(room, platform, "Look:", f"{room.news.url}/secret")
        assert "not on the open internet" in said
        assert room.news.asked("/secret") == []
