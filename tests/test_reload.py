"""The config is read again while the bot runs: at a signal, at a command in a channel, at a command beside it."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
import sqlite3
from contextlib import closing

import pytest
from structlog.testing import capture_logs

from tests.loopback import slack as slack_side
from tests.loopback.discord import MANAGER
from tests.whole import (
    ALL_ON_DISCORD,
    ALL_ON_SLACK,
    NETANYAHU_ON_DISCORD,
    NETANYAHU_ON_SLACK,
    Newsroom,
    onrecord,
    with_fake_models,
)

BRIDGE = "The bridge will be open before the first snow."
LIGHTHOUSE = "The lighthouse is sold to nobody."
HARBOUR = "The harbour stays with the town."
BOT = f'log_level = "info"\nmoderators = ["slack:{slack_side.READER_ID}"]\n'
ROUTE = f'\n[[routes]]\nchannel = "{NETANYAHU_ON_SLACK}"\nactors = ["trump"]\n'


@pytest.fixture
async def room(tmp_path, monkeypatch):
    with_fake_models(monkeypatch)
    level = logging.getLogger("bot").level
    async with Newsroom(tmp_path, bot=BOT) as room:
        yield room
    for name in ("bot", "handlers"):
        logging.getLogger(name).setLevel(level)


def edit(room, old, new):
    text = room.config_path.read_text(encoding="utf-8")
    assert old in text
    room.config_path.write_text(text.replace(old, new), encoding="utf-8")


def add(room, more):
    room.config_path.write_text(room.config_path.read_text(encoding="utf-8") + more, encoding="utf-8")


async def logged(room, logs, event):
    await room.until(lambda: any(entry["event"] == event for entry in logs))
    return next(entry for entry in logs if entry["event"] == event)


async def on_slack(room, typed="reload"):
    await room.slack.ready()
    return slack_side.shown(await room.slack.slash(typed))


async def test_a_new_route_gets_the_next_alert_after_a_signal(room):
    async with room.bot():
        room.publish("wire", f"trump: {BRIDGE}")
        await room.reported_once(BRIDGE)
        assert room.alerts(NETANYAHU_ON_SLACK) == []
        add(room, ROUTE)
        with capture_logs() as logs:
            room.read_again.set()
            entry = await logged(room, logs, "config read again")
        assert entry["changed"] == (f'route added: {NETANYAHU_ON_SLACK}, actors ["trump"]',)
        room.publish("wire", f"trump: {LIGHTHOUSE}")
        await room.reported(1, NETANYAHU_ON_SLACK)
        assert LIGHTHOUSE in room.alerts(NETANYAHU_ON_SLACK)[0]
        await room.reported(2)
        assert len(room.alerts(ALL_ON_SLACK)) == len(room.alerts(ALL_ON_DISCORD)) == 2
        assert room.alerts(NETANYAHU_ON_DISCORD) == []


async def test_a_process_heeds_the_signal_and_goes_on_with_a_broken_file(room):
    process = room.start_process()
    try:
        await room.baseline()
        await room.slack.ready()
        add(room, '\n[alerts]\nlimit = "many"\n')
        os.kill(process.pid, signal.SIGHUP)
        await room.until(lambda: "the bot goes on as before" in room.log())
        assert re.search(r"config\.toml:\d+: ", room.log())
        room.publish("wire", f"trump: {BRIDGE}")
        await room.reported_once(BRIDGE)
        edit(room, '\n[alerts]\nlimit = "many"\n', ROUTE)
        os.kill(process.pid, signal.SIGHUP)
        await room.until(lambda: "config read again" in room.log())
        room.publish("wire", f"trump: {LIGHTHOUSE}")
        await room.reported(1, NETANYAHU_ON_SLACK)
    finally:
        process.kill()
        await asyncio.to_thread(process.join)


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_a_moderator_reads_what_has_changed_and_what_waits(room, platform):
    async with room.bot():
        edit(room, 'edit_every = "0.1s"', 'edit_every = "0.1s"\nlimit = 3')
        edit(room, 'log_level = "info"', 'log_level = "info"\nlookup_cut_off_after = "9s"')
        edit(room, 'name = "The Wire"', 'name = "The Northern Wire"')
        if platform == "slack":
            said = await on_slack(room)
        else:
            await room.discord.ready()
            said = (await room.discord.slash("reload", by=MANAGER)).text
        assert "alerts.limit: 12 → 3" in said
        assert 'source changed: The Northern Wire (wire): name "The Wire" → "The Northern Wire"' in said
        assert re.search(r"next started\W+bot.lookup_cut_off_after", said)
        room.publish("wire", f"trump: {BRIDGE}")
        await room.reported_once(BRIDGE)
        assert "The Northern Wire" in room.alerts(ALL_ON_SLACK)[0]
    with closing(sqlite3.connect(room.record)) as database:
        (line,) = database.execute("SELECT subject, subject_id, action, by FROM audit_log").fetchall()
    by = f"discord:{MANAGER.id}" if platform == "discord" else f"slack:{slack_side.READER_ID}"
    assert line == ("config", "config.toml", "reloaded", by)


async def test_what_waits_for_a_start_is_named_each_time_until_then(room):
    async with room.bot():
        edit(room, 'log_level = "info"', 'log_level = "info"\nlookup_cut_off_after = "9s"')
        assert "bot.lookup_cut_off_after" in await on_slack(room)
        assert "bot.lookup_cut_off_after" in await on_slack(room)
    async with room.bot():
        assert "Nothing in it has changed" in await on_slack(room)


async def test_a_mistake_is_named_with_its_line_and_changes_nothing(room):
    async with room.bot():
        edit(room, 'edit_every = "0.1s"', 'edit_every = "0.1s"\nlimit = 3')
        add(room, '\n[[routes]]\nchannel = "console"\nsources = ["wier"]\n')
        line = len(room.config_path.read_text(encoding="utf-8").splitlines())
        said = await on_slack(room)
        assert "The config has mistakes" in said
        assert f"config.toml:{line}: routes[5].sources: 'wier' is not one of the sources" in said
        assert "alerts.limit" not in said
        edit(room, 'sources = ["wier"]', 'sources = ["wire"]')
        assert "alerts.limit: 12 → 3" in await on_slack(room)


async def test_who_is_no_moderator_reads_that_nothing_is_read_again(room):
    async with room.bot():
        await room.discord.ready()
        said = (await room.discord.slash("reload")).text
    assert "bot.moderators" in said


async def test_an_actor_that_leaves_and_one_that_comes(room):
    async with room.bot():
        room.publish("wire", f"trump: {BRIDGE}")
        await room.reported_once(BRIDGE)
        edit(room, 'id = "trump"\nname = "Donald Trump"', 'id = "vance"\nname = "James Vance"')
        said = await on_slack(room)
        assert "actor added: James Vance (vance)" in said
        assert "actor removed: Donald Trump (trump)" in said
        assert "James Vance" in await on_slack(room, "actors")
        # What somebody said who was tracked is shown under the name.
        assert "Donald Trump" in await on_slack(room, "statements bridge")


async def test_a_source_that_comes_is_polled_and_one_that_leaves_is_not(room):
    async with room.bot():
        before = len(room.news.asked("/paper/feed"))
        text = room.config_path.read_text(encoding="utf-8")
        table = re.search(r'\[\[sources\]\]\nid = "paper"\n(?:[a-z].*\n)+', text)[0]
        edit(room, table, "")
        assert "source removed: The Paper (paper)" in await on_slack(room)
        await room.until(lambda: len(room.news.asked("/wire/feed")) > before + 3)
        asked = len(room.news.asked("/paper/feed"))
        wire = len(room.news.asked("/wire/feed"))
        await room.until(lambda: len(room.news.asked("/wire/feed")) > wire + 3)
        assert len(room.news.asked("/paper/feed")) == asked
        add(room, f"\n{table}")
        assert "source added: The Paper (paper)" in await on_slack(room)
        await room.until(lambda: len(room.news.asked("/paper/feed")) > asked + 1)


async def test_a_terminal_beside_the_bot_has_it_read_again(room):
    async with room.bot():
        add(room, ROUTE)
        with capture_logs() as logs:
            ended = await asyncio.to_thread(onrecord, "reload", "-c", room.config_path)
            assert (ended.code, ended.err) == (0, "")
            assert "It has no mistakes" in ended.out
            await logged(room, logs, "config read again")
        room.publish("wire", f"trump: {HARBOUR}")
        await room.reported(1, NETANYAHU_ON_SLACK)
        add(room, "\n[alerts]\n")
        ended = await asyncio.to_thread(onrecord, "reload", "-c", room.config_path)
        assert ended.code == 2
        assert "config.toml:" in ended.err


async def test_a_part_has_another_level_from_then_on(room):
    async with room.bot():
        edit(room, 'log_level = "info"', 'log_level = "info"\nlog_levels = { "jobs.polling" = "error" }')
        assert "bot.log_levels: " in await on_slack(room)
        assert logging.getLogger("bot.jobs.polling").getEffectiveLevel() == logging.ERROR
        assert logging.getLogger("bot.sources").getEffectiveLevel() == logging.INFO
        edit(room, '\nlog_levels = { "jobs.polling" = "error" }', "")
        assert "bot.log_levels: " in await on_slack(room)
        assert logging.getLogger("bot.jobs.polling").getEffectiveLevel() == logging.INFO


async def test_the_log_is_quieter_from_then_on(room):
    async with room.bot():
        edit(room, 'log_level = "info"', 'log_level = "error"')
        assert 'bot.log_level: "info" → "error"' in await on_slack(room)
        assert logging.getLogger("bot").level == logging.ERROR
