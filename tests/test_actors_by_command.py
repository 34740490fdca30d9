"""Actors that people add, name and remove by command: at the terminal beside a running bot, and in channels."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing

import pytest

from bot.core.secret_tokens import Secrets
from tests.loopback import slack as slack_side
from tests.loopback.discord import MANAGER
from tests.whole import ALL_ON_SLACK, Newsroom, onrecord, with_fake_models

BEFORE = "The bridge was never safe in winter."
WORDS = "The bridge will be open before the first snow."
OTHER_WORDS = "The lighthouse is sold to nobody."
MODERATORS = f'moderators = ["slack:{slack_side.READER_ID}"]\n'


@pytest.fixture
async def room(tmp_path, monkeypatch):
    with_fake_models(monkeypatch)
    async with Newsroom(tmp_path, bot=MODERATORS) as room:
        yield room


def rows(room, query):
    with closing(sqlite3.connect(room.record)) as database:
        return database.execute(query).fetchall()


async def actor(room, *arguments):
    return await asyncio.to_thread(onrecord, "actor", *arguments, "-c", room.config_path)


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_a_moderator_adds_names_and_removes_in_a_channel(room, platform):
    async def said(action, what="", **more):
        if platform == "discord":
            given = {"action": action, **({"what": what} if what else {}), **more}
            return (await room.discord.slash("actor", by=MANAGER, **given)).text
        keyed = " ".join(f'{key}:"{value}"' for key, value in more.items())
        return slack_side.shown(await room.slack.slash(f"actor {action} {what} {keyed}"))

    async with room.bot():
        await room.discord.ready()
        await room.slack.ready()
        room.publish("wire", f"varga: {BEFORE}")
        await room.until_read(1)
        assert "Actor added" in await said("add", "Ilse Varga", role="Arden's minister")
        room.publish("wire", f"varga: {WORDS}")
        await room.reported_once(WORDS)  # what was read before is not read again
        assert "Ilse Varga" in room.alerts(ALL_ON_SLACK)[0]
        assert "Name added" in await said("alias", "varga", alias="I. Varga")
        assert "also I. Varga" in await said("show", "Ilse Varga")
        assert "3 from the config, 1 added by command" in await said("list")
        assert "Actor removed" in await said("remove", "varga")
        room.publish("wire", f"varga: {OTHER_WORDS}")
        await room.until_read(3)
        await room.reported_once(WORDS)
        # What she said stays on record, under her name.
        found = await room.discord.slash("statements", words="snow")
        assert "Ilse Varga" in found.text
    log = rows(room, "SELECT subject, action, by, subject_id FROM audit_log ORDER BY seq")
    by = f"discord:{MANAGER.id}" if platform == "discord" else f"slack:{slack_side.READER_ID}"
    assert log == [("actor", action, by, "varga") for action in ("added", "named", "removed")]


async def test_who_is_added_beside_a_running_bot_is_heard_and_is_there_after_a_restart(room):
    async with room.bot():
        added = await actor(room, "add", "Ilse Varga", "I. Varga", "Varguita")
        assert (added.code, added.err) == (0, "")
        assert "also I. Varga, Varguita" in added.out
        await room.slack.ready()

        async def is_known():
            return "Ilse Varga" in slack_side.shown(await room.slack.slash("actors"))

        async with asyncio.timeout(30):
            while not await is_known():
                pass
        room.publish("wire", f"varga: {WORDS}")
        await room.reported_once(WORDS)
    async with room.bot():
        room.publish("wire", f"varga: {OTHER_WORDS}")
        await room.reported(2)
        assert OTHER_WORDS in room.alerts(ALL_ON_SLACK)[1]


async def test_actors_of_the_database_and_of_a_config_that_is_read_again_stand_beside_each_other(room):
    assert (await actor(room, "add", "Ilse Varga")).code == 0
    async with room.bot():
        await room.slack.ready()
        text = room.config_path.read_text(encoding="utf-8")
        more = '\n[[actors]]\nid = "ash"\nname = "Tom Ash"\n'
        room.config_path.write_text(f"{text}{more}", encoding="utf-8")
        answered = slack_side.shown(await room.slack.slash("reload"))
        assert "actor added: Tom Ash (ash)" in answered
        assert "1 change, in effect now" in answered  # what was added by command is none
        listed = slack_side.shown(await room.slack.slash("actor list"))
        assert "5 actors: 4 from the config, 1 added by command" in listed
        room.publish("wire", f"varga: {WORDS}", f"ash: {OTHER_WORDS}")
        await room.reported_once(WORDS, OTHER_WORDS)


async def test_nothing_is_read_twice_or_lost_while_actors_come_and_go(room):
    async with room.bot(Secrets()):
        for number in range(6):
            room.publish("wire", f"trump: {WORDS} That is certain for quay number {number}.")
            added = await actor(room, "add", f"Person Number{number}", "--id", f"n{number}")
            assert added.code == 0, added.err
        await room.until_read(6)
        assert len(rows(room, "SELECT 1 FROM articles")) == 6
        assert rows(room, "SELECT max(attempts) FROM items") == [(1,)]
        assert len(rows(room, "SELECT 1 FROM statements WHERE actor_id = 'trump'")) == 6


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "Donald Trump"), "trump stands in the config, which wins"),
        (("remove", "trump"), "trump stands in the config"),
        (("alias", "nobody", "Somebody"), "Nobody who is tracked is called “nobody”."),
    ],
)
async def test_what_cannot_be_done_ends_with_one(room, arguments, said):
    ended = await actor(room, *arguments)
    assert ended.code == 1
    assert said in " ".join(ended.out.split())


async def test_who_is_tracked_by_command_is_not_erased(room):
    assert (await actor(room, "add", "Ilse Varga")).code == 0
    ended = await asyncio.to_thread(onrecord, "erase", "--actor", "varga", "-c", room.config_path)
    assert ended.code == 1
    assert "onrecord actor remove" in ended.err
