"""Lists of sources, handed over and taken in channels: on Discord attached to a command, on Slack in a message."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing

import pytest

from handlers import limits
from handlers.command_table import IMPORT_SOURCES
from handlers.opml import read_opml
from tests.loopback import slack as slack_side
from tests.loopback.discord import MANAGER, READER, Attached
from tests.loopback.slack import MODERATOR_ID, READER_ID
from tests.whole import Newsroom, onrecord, with_fake_models

LINE = "trump: The bridge will be open before the first snow."
WORDS = "The bridge will be open before the first snow."
MODERATORS = f'moderators = ["slack:{MODERATOR_ID}"]\n'
EXTRA = "extra"
BOTH = pytest.mark.parametrize("platform", ["discord", "slack"])
BOMB = b'<!DOCTYPE opml [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><opml><body><outline text="&b;"/></body></opml>'


class RoomWithMore(Newsroom):
    """A newsroom with one site more than its config names, and people on both platforms who hand lists over."""

    def __init__(self, folder) -> None:
        super().__init__(folder, bot=MODERATORS, polling='allowed_private_hosts = ["127.0.0.1"]\n')
        self._items[EXTRA] = []

    async def __aenter__(self):
        await super().__aenter__()
        self._put_feed(EXTRA)
        return self

    def outline(self, path: str, **attributes: str) -> str:
        given = " ".join(f'{key}="{value}"' for key, value in attributes.items())
        return f'<outline type="rss" text="{path}" xmlUrl="{self.news.url}/{path}" {given}/>'

    def rows(self, query: str):
        with closing(sqlite3.connect(self.record)) as database:
            return database.execute(query).fetchall()

    async def hand_over(self, platform, body: bytes, *, name="feeds.opml", moderator=True, said=None):
        """Hand over a list, and return all that is shown."""
        if platform == "discord":
            await self.discord.ready()
            file = Attached(id="1", name=name, content=body, said=said or {})
            by = MANAGER if moderator else READER
            reply = await self.discord.slash("source", by=by, action="import", file=file)
            assert reply.ephemeral
            return reply.text
        await self.slack.ready()
        file = self.slack.send_file(name, body, **(said or {}))
        by = MODERATOR_ID if moderator else READER_ID
        reply = await self.slack.shortcut({"text": "Ours", "files": [file]}, by=by, name=IMPORT_SOURCES)
        assert reply["response_type"] == "ephemeral"
        return slack_side.shown(reply)

    def fetched(self, platform) -> bool:
        """Tell whether anybody asked for a file, or for what Slack knows of it."""
        if platform == "discord":
            return bool(self.discord.count("GET", "/attachments/"))
        return bool(self.slack.count("files.info"))


def opml(*outlines: str) -> bytes:
    return f'<opml version="2.0"><body>{"".join(outlines)}</body></opml>'.encode()


@pytest.fixture
async def room(tmp_path, monkeypatch):
    with_fake_models(monkeypatch)
    async with RoomWithMore(tmp_path) as room, room.bot():
        yield room


@BOTH
async def test_a_list_that_is_handed_over_brings_an_alert_and_what_was_refused_is_named(room, platform):
    said = await room.hand_over(
        platform,
        opml(
            room.outline("extra/feed", tier="wire", title="The Extra"),
            room.outline("wire/feed"),  # polled already
            room.outline("bad/feed", tier="gossip"),
            '<outline text="inside" xmlUrl="http://10.0.0.1/feed"/>',
            '<outline text="none" xmlUrl="javascript:alert(1)"/>',
            '<outline text="folder" xmlUrl="https://a.example/" kind="inbox"/>',
        ),
    )
    assert "1 source added, 1 polled already, 4 refused" in said
    for part in ("tier: 'gossip'", "10.0.0.1/feed is not on the open internet", "refused: not a web address", "folder"):
        assert part in said, part
    asked = len(room.news.asked("/extra/feed"))
    await room.until(lambda: len(room.news.asked("/extra/feed")) >= asked + 2)
    room.publish(EXTRA, LINE)
    await room.reported_once(WORDS)
    who = {"discord": f"discord:{MANAGER.id}", "slack": f"slack:{MODERATOR_ID}"}[platform]
    assert room.rows("SELECT by, action FROM audit_log") == [(who, "added")]


@BOTH
async def test_what_is_taken_from_a_channel_is_what_the_terminal_writes(room, platform):
    await room.hand_over(platform, opml(room.outline("extra/feed", tier="wire", every="7m")))
    if platform == "discord":
        reply = await room.discord.slash("source", by=MANAGER, action="export")
        said, content = reply.text, room.discord.files["sources.opml"]
    else:
        said = slack_side.shown(await room.slack.slash("source export", by=MODERATOR_ID))
        [[upload]] = room.slack.files.values()
        assert upload.name == "sources.opml"
        assert "The file is in your messages with this app." in said
        content = upload.content
    assert "4 sources in sources.opml" in said
    at_terminal = await asyncio.to_thread(onrecord, "source", "export", "-c", room.config_path)
    assert content.decode() == at_terminal.out
    assert {"every": "420s", "tier": "wire"}.items() <= read_opml(content)[-1].items()


@BOTH
async def test_only_a_moderator_hands_over_and_takes_lists_and_nothing_is_fetched_for_others(room, platform):
    said = await room.hand_over(platform, opml(room.outline("extra/feed")), moderator=False)
    assert "Only a moderator may use source import" in said
    assert not room.fetched(platform)
    if platform == "discord":
        refused = (await room.discord.slash("source", action="export")).text
        assert "sources.opml" not in room.discord.files
    else:
        refused = slack_side.shown(await room.slack.slash("source export"))
        assert not room.slack.files
    assert "Only a moderator may use source export" in refused
    assert room.rows("SELECT by FROM audit_log") == []


HOSTILE = {
    "a bomb": (BOMB, "declares a document type"),
    "no XML": (b"\x00\xff" * 500, "is not XML"),
    "HTML": (b"<html><body>Sign in</body></html>", "but not OPML"),
    "nothing": (b"", "is not XML"),
    "nested": (b"<opml>" * 5000, "nested more than 20 deep"),
    "a million elements": (b"<opml>" + b"<a/>" * 100_000, "more than 20,000 elements"),
    "a great many outlines": (opml('<outline xmlUrl="https://a.example/"/>' * 2001), "more than 2000 outlines"),
    "too large": (b"<opml>" + b" " * limits.IMPORTED_BYTES, "is larger than 1 MB"),
}


@BOTH
@pytest.mark.parametrize(("body", "why"), HOSTILE.values(), ids=HOSTILE)
async def test_a_hostile_list_is_refused_with_why(room, platform, body, why):
    assert why in await room.hand_over(platform, body)
    assert room.rows("SELECT by FROM audit_log") == []


@BOTH
async def test_what_is_said_to_be_too_large_is_not_fetched_and_what_hides_its_size_is_cut_off(room, platform):
    said = await room.hand_over(platform, opml(), said={"size": 50_000_000})
    assert "is larger than 1 MB" in said
    assert not room.fetched(platform)
    said = await room.hand_over(platform, b" " * (2 * limits.IMPORTED_BYTES), said={"size": 10})
    assert "is larger than 1 MB" in said


@BOTH
@pytest.mark.parametrize(
    "address",
    [
        "{news}/list.opml",
        "https://cdn.discordapp.com.evil.example/list.opml",
        "https://cdn.discordapp.com@127.0.0.1/list.opml",
        "http://cdn.discordapp.com/list.opml",
        "http://files.slack.com/list.opml",
        "https://files.slack.com:8443/list.opml",
        "file:///etc/passwd",
        "https://[::1",
        "",
    ],
)
async def test_no_address_but_the_platforms_own_file_host_is_asked(room, platform, address):
    room.news.put_page("/list.opml", opml(room.outline("extra/feed")).decode())
    address = address.format(news=room.news.url)
    said = await room.hand_over(
        platform, b"", said={"url": address, "url_private_download": address, "url_private": address}
    )
    assert "does not lie where this platform keeps its files" in said
    assert room.news.asked("/list.opml") == []


async def test_a_list_that_discord_does_not_give_is_said_in_words(room):
    room.discord.fail("GET", "/attachments/", 404)
    assert "“feeds.opml” cannot be fetched: its host answered 404." in await room.hand_over("discord", opml())
    room.discord.fail("GET", "/attachments/", 503)
    assert "its host answered 503; try again in a minute." in await room.hand_over("discord", opml())
    room.discord.fail("GET", "/attachments/", 302, headers={"Location": f"{room.news.url}/list.opml"})
    assert "its host answered 302." in await room.hand_over("discord", opml())
    room.discord.fail("GET", "/attachments/", times=3)
    assert "Discord gave no answer" in await room.hand_over("discord", opml())
    assert room.news.asked("/list.opml") == []


async def test_a_list_that_slack_does_not_give_is_said_in_words(room):
    room.slack.fail("files.info", "file_not_found")
    assert "it is gone, or the app sees only files that are sent to it" in await room.hand_over("slack", opml())
    room.slack.fail("files.info", "missing_scope", extra={"needed": "files:read"})
    assert "the app may not read files; reinstall it with manifest.yaml." in await room.hand_over("slack", opml())
    room.slack.fail("files.info", "ratelimited", status=429)
    assert "Slack does not answer now; try again in a minute." in await room.hand_over("slack", opml())
    page = {"url_private_download": f"http://{room.slack.host}/nothing"}
    assert "its host answered 404; the app sees only files" in await room.hand_over("slack", opml(), said=page)


async def test_a_command_on_slack_says_how_a_list_is_handed_over_there(room):
    await room.slack.ready()
    said = slack_side.shown(await room.slack.slash("source import", by=MODERATOR_ID))
    assert "Slack hands no file to a command. Send the file to this app" in said
    assert "“Import sources” in the menu of that message" in said
    empty = slack_side.shown(await room.slack.shortcut({"text": "Hello"}, by=MODERATOR_ID, name=IMPORT_SOURCES))
    assert "source import needs an OPML file." in empty


@BOTH
async def test_of_a_list_that_changes_nothing_that_is_said(room, platform):
    said = await room.hand_over(platform, opml('<outline text="a group"/>'))
    assert "No source in the file" in said
    assert "None of its outlines has an address, as xmlUrl." in said
    said = await room.hand_over(platform, opml(room.outline("wire/feed")))
    assert "0 sources added, 1 polled already" in said
    assert "Nothing was changed." in said


async def test_of_several_files_in_a_message_the_list_is_taken(room):
    await room.slack.ready()
    files = [
        room.slack.send_file("cat.png", b"\x89PNG"),
        room.slack.send_file("OURS.OPML", opml(room.outline("extra/feed"))),
    ]
    reply = await room.slack.shortcut({"text": "", "files": [None, *files]}, by=MODERATOR_ID, name=IMPORT_SOURCES)
    assert "1 source added" in slack_side.shown(reply)


@BOTH
async def test_of_a_long_list_the_beginning_is_shown_and_the_rest_is_a_file(room, platform):
    many = [room.outline(f"{number}/feed", title=f"Paper {number}") for number in range(60)]
    bad = [f'<outline text="{number}" xmlUrl="http://10.0.0.{number}/{"x" * 300}"/>' for number in range(40)]
    said = await room.hand_over(platform, opml(*many, *bad))
    assert "60 sources added, 40 refused" in said
    assert "88 more stand in import.txt." in said
    if platform == "discord":
        whole = room.discord.files["import.txt"]
    else:
        [[upload]] = room.slack.files.values()
        whole = upload.content
    assert len(whole.decode().splitlines()) == 101
    assert len(room.rows("SELECT by FROM audit_log")) == 60
