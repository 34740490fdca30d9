"""Sources that people add, pause and remove by command: at the terminal beside a running bot, and in channels."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing

import pytest
from structlog.testing import capture_logs

from bot import app
from bot.core.errors import ConfigError
from bot.core.secret_tokens import Secrets
from tests.loopback import slack as slack_side
from tests.loopback.discord import MANAGER
from tests.whole import NETANYAHU_ON_SLACK, Newsroom, onrecord, with_fake_models

LINE = "trump: The bridge will be open before the first snow."
WORDS = "The bridge will be open before the first snow."
OTHER_LINE = "trump: The lighthouse is sold to nobody."
OTHER_WORDS = "The lighthouse is sold to nobody."
MODERATORS = f'moderators = ["slack:{slack_side.READER_ID}"]\n'
EXTRA = "extra"


class RoomWithMore(Newsroom):
    """A newsroom with one site more than its config names."""

    def __init__(self, folder, **options) -> None:
        super().__init__(folder, bot=MODERATORS, polling='allowed_private_hosts = ["127.0.0.1"]\n', **options)
        self._items[EXTRA] = []

    async def __aenter__(self):
        await super().__aenter__()
        self._put_feed(EXTRA)
        return self

    @property
    def extra(self) -> str:
        return self.feed_url(EXTRA)

    async def polled(self, times: int) -> None:
        """Wait until the site that the config does not name was asked so often from now on."""
        asked = len(self.news.asked("/extra/feed"))
        await self.until(lambda: len(self.news.asked("/extra/feed")) >= asked + times)

    async def others_polled(self, times: int) -> None:
        asked = len(self.news.asked("/paper/feed"))
        await self.until(lambda: len(self.news.asked("/paper/feed")) >= asked + times)

    def rows(self, query: str):
        with closing(sqlite3.connect(self.record)) as database:
            return database.execute(query).fetchall()


@pytest.fixture
async def room(tmp_path, monkeypatch):
    with_fake_models(monkeypatch)
    async with RoomWithMore(tmp_path) as room:
        yield room


async def source(room, *arguments):
    return await asyncio.to_thread(onrecord, "source", *arguments, "-c", room.config_path)


async def test_a_source_that_is_added_beside_a_running_bot_brings_an_alert(room):
    async with room.bot():
        added = await source(room, "add", room.extra, "--id", "extra", "--name", "The Extra", "--tier", "wire")
        assert (added.code, added.err) == (0, "")
        assert "The Extra · extra · feed" in added.out
        await room.polled(2)
        room.publish(EXTRA, LINE)
        await room.reported_once(WORDS)
        assert "The Extra" in room.alerts(f"slack:{slack_side.CHANNEL_ID}")[0]


async def test_it_is_there_after_a_restart_and_is_no_baseline_again(room):
    assert (await source(room, "add", room.extra, "--id", "extra")).code == 0
    async with room.bot(Secrets()):
        await room.polled(2)
    room.publish(EXTRA, LINE)
    async with room.bot():
        await room.reported_once(WORDS)


async def test_it_survives_a_kill_of_the_bot_that_it_was_added_to(room):
    process = room.start_process()
    try:
        await room.baseline()
        assert (await source(room, "add", room.extra, "--id", "extra")).code == 0
        await room.polled(2)
    finally:
        process.kill()
        await asyncio.to_thread(process.join)
    room.publish(EXTRA, LINE)
    process = room.start_process()
    try:
        await room.reported_once(WORDS)
    finally:
        process.kill()
        await asyncio.to_thread(process.join)


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_a_moderator_adds_pauses_resumes_and_removes_in_a_channel(room, platform):
    async def said(action, what="", **more):
        if platform == "discord":
            given = {"action": action, **({"what": what} if what else {}), **more}
            return (await room.discord.slash("source", by=MANAGER, **given)).text
        keyed = " ".join(f'{key}:"{value}"' for key, value in more.items())
        return slack_side.shown(await room.slack.slash(f"source {action} {what} {keyed}"))

    async with room.bot():
        await room.discord.ready()
        await room.slack.ready()
        assert "Source added" in await said("add", room.extra, id="extra", name="The Extra")
        await room.polled(2)
        room.publish(EXTRA, LINE)
        await room.reported_once(WORDS)
        assert "Source paused" in await said("pause", "extra")
        assert "1 paused" in await said("list")
        # A poll may be under way. Once others have been asked five times, one that is not paused would have been too.
        await room.others_polled(2)
        asked = len(room.news.asked("/extra/feed"))
        room.publish(EXTRA, OTHER_LINE)
        await room.others_polled(5)
        assert len(room.news.asked("/extra/feed")) == asked
        assert "Source resumed" in await said("resume", "extra")
        await room.reported_once(WORDS, OTHER_WORDS)
        assert "Source removed" in await said("remove", "extra")
        assert "3 from the config, 0 added" in await said("list")
        # What it reported stays on record, under its name.
        found = await room.discord.slash("statements", words="lighthouse")
        assert "The Extra" in found.text
    log = room.rows("SELECT action, by, subject_id FROM audit_log ORDER BY seq")
    by = f"discord:{MANAGER.id}" if platform == "discord" else f"slack:{slack_side.READER_ID}"
    assert log == [(action, by, "extra") for action in ("added", "paused", "resumed", "removed")]


async def test_a_source_of_the_config_rests_while_it_is_paused_and_across_a_restart(room):
    assert (await source(room, "pause", "wire")).code == 0
    listed = await source(room, "list")
    assert "The Wire · wire · news agency · feed · paused by terminal:" in " ".join(listed.out.split())
    room.awaited = ("paper", "ministry")
    async with room.bot():
        assert room.news.asked("/wire/feed") == []
        resumed = await source(room, "resume", "wire")
        assert "is polled again" in resumed.out
        await room.until(lambda: len(room.news.asked("/wire/feed")) >= 2)
        room.publish("wire", LINE)
        await room.reported_once(WORDS)


async def test_the_config_wins_and_says_so_at_check_at_start_and_in_the_list(room):
    assert (await source(room, "add", room.extra, "--id", "extra")).code == 0
    text = room.config_path.read_text(encoding="utf-8")
    own = f'[[sources]]\nid = "extra"\nname = "Of the config"\nurl = "{room.news.url}/other"\ntier = "wire"\n'
    room.config_path.write_text(f"{text}\n{own}", encoding="utf-8")
    said = f"extra: the config names this id too, and wins; {room.extra}, added by command, is not polled"
    assert said in " ".join((await source(room, "list")).out.split())
    checked = await asyncio.to_thread(onrecord, "check", "-c", room.config_path)
    assert said in checked.out
    with capture_logs() as logs:
        async with room.bot(Secrets()):
            pass
    assert [one["why"][: len(said)] for one in logs if one["event"] == "source not polled"] == [said]
    assert room.news.asked("/extra/feed") == []
    assert (await source(room, "remove", "extra")).code == 0
    assert said not in (await source(room, "list")).out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("pause", "wyre"), 1, "Did you mean wire?"),
        (("remove", "wire"), 1, "wire stands in the config"),
        (("add", "nonsense://x"), 1, "is not a web address"),
        (("add", "https://x.example/feed", "--tier", "gossip"), 1, "tier: 'gossip'"),
        (("resume", "wire"), 1, "wire is not paused."),
        (("list",), 0, "3 sources: 3 from the config, 0 added by command"),
    ],
)
async def test_what_cannot_be_done_ends_with_1(room, arguments, code, said):
    ended = await source(room, *arguments)
    assert ended.code == code
    assert said in " ".join(ended.out.split())


async def test_before_the_first_run_the_database_is_made_for_what_is_added_alone(room):
    room.record.unlink()
    assert "3 sources" in (await source(room, "list")).out
    assert not room.record.exists()
    assert (await source(room, "add", room.extra)).code == 0
    assert "1 added by command" in (await source(room, "list")).out


def test_a_bad_config_ends_with_2(tmp_path):
    assert onrecord("source", "list", "-c", tmp_path / "none.toml").code == 2


async def test_a_lookup_in_the_terminal_knows_the_sources_that_were_added(room):
    assert (await source(room, "add", room.extra, "--id", "extra", "--name", "The Extra")).code == 0
    listed = await asyncio.to_thread(onrecord, "ask", "sources", "-c", room.config_path)
    assert "The Extra" in listed.out
    paused = await asyncio.to_thread(onrecord, "ask", "source pause extra", "-c", room.config_path)
    assert "Source paused" in paused.out


# OPML


def outline(room, path, **attributes):
    given = " ".join(f'{key}="{value}"' for key, value in attributes.items())
    return f'<outline type="rss" text="{path}" xmlUrl="{room.news.url}/{path}" {given}/>'


def opml_file(room, *outlines):
    file = room.folder / "sources.opml"
    file.write_text(f'<opml version="2.0"><body>{"".join(outlines)}</body></opml>', encoding="utf-8")
    return file


async def test_an_imported_source_brings_an_alert_and_what_was_refused_is_named(room):
    file = opml_file(
        room,
        outline(room, "extra/feed", tier="wire", title="The Extra"),
        outline(room, "wire/feed"),  # polled already
        outline(room, "bad/feed", tier="gossip"),
        '<outline text="inside" xmlUrl="http://10.0.0.1/feed"/>',
        '<outline text="none" xmlUrl="javascript:alert(1)"/>',
    )
    async with room.bot():
        ended = await source(room, "import", file)
        assert ended.code == 1
        said = ended.out.splitlines()  # the log of the bot, which runs in this process, among them
        assert "1 source added, 1 polled already, 3 refused" in said
        assert f"  added the-extra: {room.extra}" in said
        inside = "10.0.0.1/feed: http://10.0.0.1/feed is not on the open internet"
        for part in ("bad/feed: tier: 'gossip'", inside, "not a web address"):
            assert any(part in line for line in said), said
        await room.polled(2)
        room.publish(EXTRA, LINE)
        await room.reported_once(WORDS)
    assert [by.partition(":")[0] for (by,) in room.rows("SELECT by FROM audit_log")] == ["opml"]


async def test_what_is_exported_is_imported_as_it_was(room, tmp_path):
    first = outline(room, "a", tier="wire", kind="sitemap", id="a")
    file = opml_file(room, first, outline(room, "b", every="7m", hosts="c.example"))
    assert (await source(room, "import", file)).code == 0
    out = tmp_path / "out.opml"
    assert (await source(room, "export", out)).out.strip().endswith("out.opml: 5 sources")
    assert (await source(room, "export")).out == out.read_text(encoding="utf-8")
    listed = await source(room, "list")
    room.record.unlink()
    again = await source(room, "import", out)
    assert again.out.splitlines()[0] == "2 sources added, 3 polled already"
    assert (await source(room, "export")).out == out.read_text(encoding="utf-8")
    assert "2 added by command" in listed.out


@pytest.mark.parametrize(
    ("name", "said"),
    [("none.opml", "cannot be read"), ("config.toml", "is not XML"), ("folder", "cannot be read")],
)
async def test_a_file_that_is_none_ends_with_1(room, name, said):
    (room.folder / "folder").mkdir()
    ended = await source(room, "import", room.folder / name)
    assert ended.code == 1
    assert said in ended.err
    assert (await source(room, "export", room.folder / "none" / "x.opml")).code == 1


def route_extra_to(room, source_id):
    """Have the channel of Netanyahu's words on Slack hear of one source instead, whoever speaks there."""
    text = room.config_path.read_text(encoding="utf-8")
    wanted = f'channel = "{NETANYAHU_ON_SLACK}"\n'
    assert wanted + 'actors = ["netanyahu"]' in text
    room.config_path.write_text(
        text.replace(wanted + 'actors = ["netanyahu"]', f'{wanted}sources = ["{source_id}"]'), encoding="utf-8"
    )


async def test_a_route_of_the_config_may_name_a_source_that_was_added_by_command(room):
    assert (await source(room, "add", room.extra, "--id", "extra")).code == 0
    route_extra_to(room, "extra")
    async with room.bot():
        await room.polled(2)
        room.publish("wire", OTHER_LINE)
        room.publish(EXTRA, LINE)
        await room.reported(2)
        await room.reported(1, NETANYAHU_ON_SLACK)
        await room.until_sent(5)
        (alert,) = room.alerts(NETANYAHU_ON_SLACK)
        assert WORDS in alert
    assert (await source(room, "remove", "extra")).code == 0  # its history stays, and so may the route
    async with room.bot():
        await room.others_polled(1)


async def test_a_route_that_names_a_source_of_nowhere_is_refused_by_run_and_named_by_check(room):
    route_extra_to(room, "extra")
    problem = "routes[4].sources: 'extra' is not one of the sources: ministry, wire, paper"
    with pytest.raises(ConfigError, match=re.escape(problem)):
        await app.run(room.config(), room.secrets, asyncio.Event())
    checked = await asyncio.to_thread(onrecord, "check", "-c", room.config_path)
    assert checked.code == 1
    assert f"FAIL route: {problem}" in checked.out
