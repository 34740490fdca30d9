"""From README's own lines to an alert: what a newcomer types, on their own person and feed, into a loopback Discord."""

from __future__ import annotations

import asyncio
import re
import shlex
from pathlib import Path

import pytest

from tests.loopback.discord import CHANNEL_ID
from tests.whole import ALL_ON_DISCORD, ALL_ON_SLACK, Newsroom, make_haste, onrecord

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
WORDS = "The bridge will be open before the first snow falls on it."
INVENTED = "https://news.example/rss"


def typed_in_readme():
    """Return what README has a newcomer type behind `onrecord`, without the pack, whose sources are on the web."""
    line = re.search(r"`onrecord (init --platform discord [^`]+)`", README)[1]
    return shlex.split(re.sub(r" --pack \S+", "", line))


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    make_haste(monkeypatch)


def test_readme_says_each_step():
    steps = re.search(r"## Run it\n\n```\n(.*?)```", README, re.DOTALL)[1]
    assert [line.split("#")[0].strip() for line in steps.splitlines()] == [
        ".venv/bin/onrecord init",
        "make check",
        "make run",
    ]


async def test_what_readme_has_typed_leads_to_an_alert_on_discord(tmp_path):
    async with Newsroom(tmp_path, sources={"wire": "wire"}) as room:
        own = {"ID": CHANNEL_ID, INVENTED: room.feed_url("wire")}
        typed = [own.get(one, one) for one in typed_in_readme()]
        assert INVENTED not in typed
        room.config_path = tmp_path / "first.toml"
        ended = await asyncio.to_thread(onrecord, *typed, "-c", room.config_path)
        assert ended.code == 0, ended.err
        text = room.config_path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 40
        on_loopback = f'[discord]\napi = "{room.discord.api}"\ngateway = "{room.discord.gateway}"\n'
        quickly = '[polling]\nevery = "0.2s"\nper_host_every = "0s"\n'
        text = text.replace("[bot]\n", f'[bot]\ndatabase = "{room.database}"\n')
        room.config_path.write_text(f"{text}\n{on_loopback}{quickly}[slack]\napi = '{room.slack.api}'\n", "utf-8")
        async with room.bot():
            room.publish("wire", f"varga: {WORDS}")
            await room.reported(1, ALL_ON_DISCORD)
        assert "NEW · Ilse Varga" in room.alerts(ALL_ON_DISCORD)[0]
        assert WORDS in room.alerts(ALL_ON_DISCORD)[0]
        assert room.alerts(ALL_ON_SLACK) == []
