"""`onrecord replay`, from a bot that ran to what other rules would have reported."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.sources import replayed
from bot.store import SqlStore
from tests.fakes.parser import InlineParser
from tests.whole import (
    ALL_ON_DISCORD,
    ALL_ON_SLACK,
    FAKE_MODELS,
    NETANYAHU_ON_DISCORD,
    NETANYAHU_ON_SLACK,
    FakePipeline,
    Newsroom,
    make_haste,
    onrecord,
)

BRIDGE = "The bridge will be open before the first snow falls on it."
HARBOUR = "The harbour is closed to every ship but the ferries."
FERRIES = "The ferries go twice a day from now on, whatever the weather."
WEATHER = "Nobody was ever drowned by a forecast."


class DeafPipeline(FakePipeline):
    """Other rules: what is said of the weather is no statement, and Netanyahu's words are Trump's."""

    def watch(self, texts, **options):
        deaf = [replace(one, text=one.text.replace(f"trump: {WEATHER}", f"nobody {WEATHER}")) for one in texts]
        return [
            replace(
                one,
                quotations=tuple(
                    replace(said, actor_id="trump") if said.actor_id == "netanyahu" else said for said in one.quotations
                ),
            )
            for one in super().watch(deaf, **options)
        ]


class SnowlessPipeline(FakePipeline):
    """Other rules: what is said of snow is no statement."""

    def watch(self, texts, **options):
        return super().watch(
            [replace(one, text=one.text.replace("trump: ", "nobody ")) if "snow" in one.text else one for one in texts],
            **options,
        )


@pytest.fixture
async def room(tmp_path, monkeypatch):
    make_haste(monkeypatch)
    by_other_rules(monkeypatch, FakePipeline)
    monkeypatch.setattr(replayed, "ParserPool", InlineParser)
    async with Newsroom(tmp_path) as room:
        yield room


def by_other_rules(monkeypatch, pipeline):
    for name, fake in (FAKE_MODELS | {"SpacyWatcher": pipeline}).items():
        monkeypatch.setattr(f"bot.tools.replay.rereading.{name}", fake)


async def again(room, *options, config=None):
    ended = await asyncio.to_thread(onrecord, "replay", *options, "-c", config or room.config_path)
    assert ended.code == 0, ended.err
    return ended.out


async def again_as_json(room, *options, config=None):
    lines = (await again(room, "--json", *options, config=config)).splitlines()
    (found,) = [line for line in lines if line.startswith("{")]  # the bot in this process logs beside it
    return json.loads(found)


async def dump(room):
    """Return all that is on record, but the sign of life."""
    store = SqlStore(room.database, read_only=True)
    await store.open()
    try:
        return await store.counts(), await store.originals_kept(), await store.unexplained()
    finally:
        await store.close()


async def test_the_same_rules_change_nothing_and_write_nothing_while_the_bot_runs(room):
    async with room.bot():
        room.publish("wire", f"trump: {BRIDGE}")
        await room.reported(1)
        room.publish("paper", f"netanyahu: {HARBOUR}", f"trump: {BRIDGE}")
        await room.until_read(3)
        await room.reported(1, NETANYAHU_ON_DISCORD)
        await room.until_sent(6)
        before = await dump(room)
        found = await again_as_json(room)
        assert await dump(room) == before
        assert len(room.alerts(ALL_ON_DISCORD)) == 2
    assert found["changes"] == []
    assert found["alerts"] == {"on_record": 6, "by_these_rules": 6}
    assert found["texts"] == 3
    shown = await again(room)
    assert "0 come, 0 go, 0 change" in " ".join(shown.split())


async def test_other_rules_show_what_comes_goes_and_changes(room, monkeypatch):
    async with room.bot():
        room.publish("wire", f"trump: {WEATHER}")
        await room.reported(1)
        both = room.publish("paper", f"netanyahu: {HARBOUR}\ntrump: {FERRIES}")
        await room.reported(3)
    by_other_rules(monkeypatch, DeafPipeline)
    found = await again_as_json(room)
    rows = [
        (one["alert"], one["actor"], [said["text"] for said in one["before"]], [said["text"] for said in one["after"]])
        for one in found["changes"]
    ]
    assert sorted(rows) == [
        ("changes", "trump", [FERRIES], [FERRIES, HARBOUR]),
        ("goes", "netanyahu", [HARBOUR], []),
        ("goes", "trump", [WEATHER], []),
    ]
    of_netanyahu = next(one for one in found["changes"] if one["actor"] == "netanyahu")
    assert of_netanyahu["channels"] == sorted([ALL_ON_DISCORD, ALL_ON_SLACK, NETANYAHU_ON_DISCORD, NETANYAHU_ON_SLACK])
    assert of_netanyahu["url"].endswith(both)
    shown = " ".join((await again(room)).split())
    assert "0 come, 6 go, 2 change" in shown
    assert "- new: Nobody" in shown


async def test_another_config_is_another_set_of_rules(room, tmp_path):
    async with room.bot():
        room.publish("wire", f"trump: {BRIDGE}")
        room.publish("paper", f"netanyahu: {HARBOUR}")
        await room.reported(2)
        await room.reported(1, NETANYAHU_ON_DISCORD, NETANYAHU_ON_SLACK)
    other = tmp_path / "other.toml"
    text = room.config_path.read_text(encoding="utf-8")
    text = text.replace(f'channel = "{ALL_ON_DISCORD}"', f'channel = "{ALL_ON_DISCORD}"\nsources = ["paper"]')
    text = text.replace(f'"{NETANYAHU_ON_SLACK}"\nactors = ["netanyahu"]', f'"{NETANYAHU_ON_SLACK}"')
    other.write_text(text, encoding="utf-8")
    found = await again_as_json(room, config=other)
    assert sorted((one["alert"], one["actor"], *one["channels"]) for one in found["changes"]) == [
        ("comes", "trump", NETANYAHU_ON_SLACK),
        ("goes", "trump", ALL_ON_DISCORD),
    ]
    other.write_text(text.replace('"paper"', '"gazette"'), encoding="utf-8")
    found = await again_as_json(room, config=other)
    assert (found["texts"], found["without_source"]) == (1, 1)


async def test_a_later_text_of_a_page_is_read_as_such_beside_what_was_on_record_before(room):
    room.settings["polling"] = 'recheck_every = "0.1s"\n'
    room.config_path.write_text(room._config_text(), encoding="utf-8")
    async with room.bot():
        path = room.publish("wire", f"trump: {BRIDGE}")
        await room.reported(1)
        room.republish(path, f"trump: {BRIDGE}\ntrump: {FERRIES}")
        await room.reported(2)
    found = await again_as_json(room)
    assert (found["texts"], found["alerts"]["on_record"], found["changes"]) == (2, 4, [])
    store = SqlStore(room.database, read_only=True)
    await store.open()
    first, second = await store.originals(since=datetime(2000, 1, 1, tzinfo=UTC), limit=9)
    await store.close()
    since = second.fetched_at.strftime("%Y-%m-%d")
    assert first.fetched_at < second.fetched_at
    assert (await again_as_json(room, "--since", since))["changes"] == []


async def test_corrections_are_reported_again_and_what_other_rules_make_of_them_is_shown(room, monkeypatch):
    room.settings["polling"] = 'recheck_every = "0.1s"\n'
    room.config_path.write_text(room._config_text(), encoding="utf-8")
    changed = BRIDGE.replace("snow", "rain")
    async with room.bot():
        path = room.publish("wire", f"trump: {BRIDGE}")
        await room.reported(1)
        room.republish(path, f"trump: {changed}")
        await room.until(lambda: any("CORRECTION" in one for one in room.alerts(ALL_ON_DISCORD)))
    found = await again_as_json(room)
    assert (found["texts"], found["changes"]) == (2, [])
    by_other_rules(monkeypatch, SnowlessPipeline)
    found = await again_as_json(room)
    (change,) = found["changes"]
    assert change["alert"] == "changes"
    said = [one for one in change["before"] if one not in change["after"]]
    assert [(one["text"], one.get("correction")) for one in said] == [(BRIDGE, None), (changed, "changed")]
    assert [one["text"] for one in change["after"]] == [changed]
    assert "- correction," in await again(room)


async def test_what_is_too_much_for_a_channel_is_collapsed_in_a_replay_as_well(room, tmp_path):
    limit = "limit = 1\n"
    async with room.bot():
        room.publish("wire", f"trump: {BRIDGE}")
        await room.reported(1)
        room.publish("paper", f"netanyahu: {HARBOUR}")
        await room.reported(2)
        await room.reported(1, NETANYAHU_ON_DISCORD, NETANYAHU_ON_SLACK)
    other = tmp_path / "other.toml"
    text = room.config_path.read_text(encoding="utf-8")
    other.write_text(text.replace("[alerts]\n", f"[alerts]\n{limit}"), encoding="utf-8")
    assert limit in other.read_text(encoding="utf-8")
    found = await again_as_json(room, config=other)
    (change,) = found["changes"]
    assert (change["alert"], change["actor"]) == ("changes", "netanyahu")
    assert change["channels"] == sorted([ALL_ON_DISCORD, ALL_ON_SLACK])
    assert change["collapsed"] == {"before": False, "after": True}
    assert change["before"] == change["after"]
    assert found["collapsed"] == {"on_record": 0, "by_these_rules": 2}
    shown = " ".join((await again(room, config=other)).split())
    assert "6 alerts on record, 6 by these rules (2 of them collapsed into a line): 0 come, 0 go, 2 change." in shown
    assert "+ collapsed" in shown


async def test_what_the_bot_collapsed_is_no_change(room):
    room.settings["alerts"] = "limit = 1\n"
    room.config_path.write_text(room._config_text(), encoding="utf-8")
    async with room.bot():
        room.publish("wire", f"trump: {BRIDGE}")
        await room.reported(1)
        room.publish("paper", f"netanyahu: {HARBOUR}", f"trump: {FERRIES}")
        await room.until_read(3)
        await room.reported(1, NETANYAHU_ON_DISCORD, NETANYAHU_ON_SLACK)
        await room.until(lambda: any("MORE" in one for one in room.alerts(ALL_ON_SLACK)))
    found = await again_as_json(room)
    assert found["collapsed"]["on_record"] == found["collapsed"]["by_these_rules"] > 0
    assert found["changes"] == []


async def test_nothing_kept_is_said_with_the_way_out(room):
    ended = await asyncio.to_thread(onrecord, "replay", "-c", room.config_path)
    why = "onrecord: nothing is kept to be read again yet: from its next start on the bot keeps what it reads"
    assert (ended.code, ended.err.strip()) == (1, why)
    ended = await asyncio.to_thread(onrecord, "replay", "--since", "someday", "-c", room.config_path)
    assert ended.code == 2
    assert "'someday' is not a time" in ended.err
