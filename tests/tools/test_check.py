"""`onrecord check`: every mistake before the first alert is missed; it posts nothing and saves nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.core.secret_tokens import Secrets
from tests.loopback.discord import CHANNEL_ID, OTHER_CHANNEL_ID
from tests.loopback.news import Answer
from tests.loopback.slack import CHANNEL_ID as SLACK_CHANNEL_ID
from tests.whole import ALL_ON_DISCORD, ALL_ON_SLACK, SOURCES, Newsroom, onrecord


@pytest.fixture
async def room(tmp_path):
    async with Newsroom(tmp_path) as room:
        for source_id in SOURCES:
            room.publish(source_id, "trump: The bridge will be open before the first snow.")
        yield room


async def check(room, monkeypatch):
    """Return the exit code and the lines."""
    for name, token in room.environment().items():
        monkeypatch.setenv(name, token)
    ended = await asyncio.to_thread(onrecord, "check", "-c", room.config_path)
    return ended.code, ended.out.splitlines()


def line(lines, subject):
    (found,) = [one for one in lines if one[5:].startswith(f"{subject}: ")]
    return found


async def test_where_all_is_well_each_part_has_a_line_and_nothing_is_posted_or_saved(room, monkeypatch):
    room.record.unlink()
    code, lines = await check(room, monkeypatch)
    assert code == 0, lines
    assert all(one.startswith("ok   ") for one in lines)
    for subject in ("config", "discord", ALL_ON_DISCORD, "slack", ALL_ON_SLACK, *(f"source {one}" for one in SOURCES)):
        line(lines, subject)
    assert "1 items, newest of" in line(lines, "source wire")
    assert not list(room.folder.glob("onrecord.db*"))
    assert room.discord.messages(CHANNEL_ID) == room.slack.messages(SLACK_CHANNEL_ID) == []


async def test_each_part_that_is_not_well_is_named_with_the_reason(room, monkeypatch):
    room.news.put("/paper/feed", Answer(status=404))
    room.news.put("/ministry/feed", Answer(body=b"<html><p>No feed here</p></html>"))
    room.discord.closed_channels.add(OTHER_CHANNEL_ID)
    room.slack.channels[SLACK_CHANNEL_ID]["is_member"] = False
    code, lines = await check(room, monkeypatch)
    assert code == 1
    failed = {one[5:].split(": ")[0]: one for one in lines if one.startswith("FAIL ")}
    assert failed.keys() == {"source paper", "source ministry", f"discord:{OTHER_CHANNEL_ID}", ALL_ON_SLACK}
    assert "gone (HTTP 404)" in failed["source paper"]
    assert "not a feed" in failed["source ministry"]
    assert "was the bot invited there" in failed[f"discord:{OTHER_CHANNEL_ID}"]
    assert "/invite" in failed[ALL_ON_SLACK]


async def test_a_feed_that_lists_nothing_is_asked_about(tmp_path, monkeypatch):
    async with Newsroom(tmp_path) as room:
        _, lines = await check(room, monkeypatch)
    assert (
        line(lines, "source wire") == f"FAIL source wire: {room.feed_url('wire')} lists nothing; is it the right feed?"
    )


async def test_a_source_whose_language_is_not_read_is_named(room, monkeypatch):
    config = room.config_path.read_text(encoding="utf-8")
    first = f'url = "{room.feed_url("wire")}"'
    assert first in config
    room.config_path.write_text(config.replace(first, f'{first}\nlanguage = "fa"'), encoding="utf-8")
    code, lines = await check(room, monkeypatch)
    assert code == 1
    assert line(lines, "source wire").startswith('FAIL source wire: its texts are in "fa"')


async def test_refused_tokens_are_named_and_not_shown(room, monkeypatch):
    room.secrets = Secrets(
        discord_token="secret-of-discord", slack_bot_token="secret-of-slack", slack_app_token="secret-of-the-app"
    )
    code, lines = await check(room, monkeypatch)
    assert code == 1
    assert "DISCORD_TOKEN" in line(lines, "discord")
    assert "SLACK_BOT_TOKEN" in line(lines, "slack")
    assert "secret-of" not in "".join(lines)


async def test_routes_to_a_platform_that_is_off_are_named(room, monkeypatch):
    room.secrets = Secrets(discord_token=room.secrets.discord_token)
    code, lines = await check(room, monkeypatch)
    assert code == 1
    said = line(lines, "slack")
    assert said.startswith("FAIL slack: off: SLACK_BOT_TOKEN is not set")
    assert ALL_ON_SLACK in said


async def test_a_platform_that_cannot_be_reached_is_named_and_the_rest_is_checked(room, monkeypatch):
    await room.slack.stop()
    code, lines = await check(room, monkeypatch)
    assert code == 1
    assert "Slack cannot be reached" in line(lines, "slack")
    assert line(lines, "source wire").startswith("ok")


async def test_an_archive_that_would_be_open_to_strangers_is_named(room, monkeypatch):
    room.secrets = replace(room.secrets, web_password=None)
    text = room.config_path.read_text(encoding="utf-8")
    room.config_path.write_text(f"{text}\n[web]\nenabled = true\n", encoding="utf-8")
    _, lines = await check(room, monkeypatch)
    assert line(lines, "archive") == "ok   archive: pages are served at http://127.0.0.1:8791"
    public = 'public_url = "https://archive.example"\n'
    room.config_path.write_text(f"{text}\n[web]\nenabled = true\n{public}", encoding="utf-8")
    code, lines = await check(room, monkeypatch)
    assert code == 1
    assert line(lines, "archive").startswith("FAIL archive: web: web.public_url = 'https://archive.example' would show")


async def test_a_channel_that_was_followed_by_command_is_checked_too(room, monkeypatch):
    followed = "discord:700000000000000077"
    added = await asyncio.to_thread(onrecord, "follow", "trump", f"channel:{followed}", "-c", room.config_path)
    assert added.code == 0, added.err
    _, lines = await check(room, monkeypatch)
    assert line(lines, followed).startswith("FAIL ")
