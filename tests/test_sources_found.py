"""`source find` and `source test`: at the terminal and in channels, over the real fetcher."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bot.sources import fetcher
from bot.tools import source_trial
from handlers import limits
from tests.fakes.parser import InlineParser
from tests.loopback import slack as slack_side
from tests.loopback.discord import MANAGER
from tests.loopback.news import Answer, NewsItem, NewsServer, page, rss
from tests.whole import FakePipeline, Newsroom, onrecord, with_fake_models

LINE = "trump: The bridge will be open before the first snow."
WORDS = "The bridge will be open before the first snow."


class Site(Newsroom):
    """A newsroom whose wire has a front page that declares its feed."""

    def __init__(self, folder, **options) -> None:
        super().__init__(folder, polling='allowed_private_hosts = ["127.0.0.1"]\n', **options)

    async def __aenter__(self):
        await super().__aenter__()
        declared = '<link rel="alternate" type="application/rss+xml" title="All of the wire" href="/wire/feed">'
        self.news.put_page("/", f"<html><head><title>The Wire</title>{declared}</head><body></body></html>")
        return self


@pytest.fixture
async def room(tmp_path, monkeypatch):
    with_fake_models(monkeypatch)
    monkeypatch.setattr(source_trial, "SpacyWatcher", FakePipeline)
    monkeypatch.setattr(fetcher, "ParserPool", InlineParser)
    monkeypatch.setenv("COLUMNS", "160")
    async with Site(tmp_path) as room:
        yield room


async def source(room, *arguments):
    return await asyncio.to_thread(onrecord, "source", *arguments, "-c", room.config_path)


def unwrapped(text: str) -> str:
    return " ".join(text.split())


async def test_find_shows_a_table_at_the_terminal(room):
    room.publish("wire", LINE)
    ended = await source(room, "find", room.news.url)
    assert (ended.code, ended.err) == (0, "")
    assert f"The Wire ({room.news.url})" in ended.out
    row = next(line for line in ended.out.splitlines() if "/wire/feed" in line)
    assert [cell.strip() for cell in row.strip("│").split("│")][0::2][:2] == ["feed", "1"]
    assert "All of the wire" in row
    assert "Add one: onrecord source add ADDRESS" in ended.out


async def test_find_ends_with_1_where_nothing_is_found_or_the_site_is_down(room):
    room.news.put_page("/empty", "<html><body><p>Nothing here.</p></body></html>")
    room.news.put_page("/", "<html></html>")
    assert (await source(room, "find", f"{room.news.url}/empty")).code == 1
    down = await source(room, "find", "http://127.0.0.1:9/")
    assert down.code == 1
    assert "connection failed" in down.err


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_find_answers_in_a_channel_and_tells_a_moderator_how_to_add(room, platform):
    async def said(what, *, admin=False):
        if platform == "discord":
            by = {"by": MANAGER} if admin else {}
            return (await room.discord.slash("source", action="find", what=what, **by)).text
        return slack_side.shown(await room.slack.slash(f"source find {what}"))

    async with room.bot():
        await room.discord.ready()
        await room.slack.ready()
        room.publish("wire", LINE)
        await room.reported_once(WORDS)
        found = await said(room.news.url)
        for part in ("1 possible source on 127.0.0.1", "All of the wire", "1 item in the last day, the newest"):
            assert part in unwrapped(found)
        assert "source add" not in found
        if platform == "discord":
            assert f"source add {room.news.url}/wire/feed" in await said(room.news.url, admin=True)


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_from_a_channel_nothing_inside_is_reached_and_nothing_told_of_it(room, platform):
    """The host of the newsroom is allowed by its config; another port of it would be too, another name is not."""
    async with NewsServer() as inside, room.bot():
        inside.put_page("/", "<html><head><title>The safe</title></head></html>")
        await room.discord.ready()
        await room.slack.ready()
        url = f"http://localhost:{inside.port}/"
        if platform == "discord":
            answered = (await room.discord.slash("source", action="find", what=url)).text
        else:
            answered = slack_side.shown(await room.slack.slash(f"source find {url}"))
        assert inside.requests == []
    assert "cannot be looked at" in unwrapped(answered)
    assert "The safe" not in answered


async def test_a_person_looks_at_few_sites_and_others_are_not_kept_from_it(room):
    async with room.bot():
        await room.discord.ready()
        await room.slack.ready()
        for _ in range(limits.FINDS_A_PERSON):
            assert "possible source" in (await room.discord.slash("source", action="find", what=room.news.url)).text
        asked = len(room.news.asked("/"))
        refused = (await room.discord.slash("source", action="find", what=room.news.url)).text
        assert f"You have had {limits.FINDS_A_PERSON} addresses looked at in 10 minutes." in refused
        assert len(room.news.asked("/")) == asked
        other = slack_side.shown(await room.slack.slash(f"source find {room.news.url}"))
        assert "possible source" in other


# source test


async def test_test_shows_each_step_the_items_their_texts_and_the_statements(room):
    room.publish("wire", "The quay is long.")
    room.publish("wire", LINE)
    ended = await source(room, "test", "wire")
    assert (ended.code, ended.err) == (0, "")
    out = unwrapped(ended.out)
    for step in (
        "ok robots.txt: open to programs",
        "ok fetch: ok, answered in",
        "ok kind: feed",
        "ok parse: 2 items, the newest of",
        "ok text: 2 of 2 newest items could be read",
        "ok statements: 1 statement by tracked people",
    ):
        assert step in out
    assert "The bridge will be open before the first snow." in out
    assert "It names no tracked actor." in out
    assert "Read also" not in out  # the boilerplate around the text
    assert "not polled yet" in (await asyncio.to_thread(onrecord, "ask", "sources", "-c", room.config_path)).out


async def test_test_takes_an_address_too_and_at_most_five_items(room):
    for number in range(7):
        room.publish("wire", f"Story number {number} is short.")
    ended = await source(room, "test", room.feed_url("wire"))
    assert ended.code == 0
    assert "5 of 5 newest items could be read" in unwrapped(ended.out)
    assert ended.out.count("Dispatch") == 5


def put_wall(room):
    """List an article of the wire whose page is a wall in words of its own, with its statement in the feed."""
    room.news.put_page("/wire/90", page("A vote", ["Verifying you are human. This may take a few seconds."]))
    listed = NewsItem(title="A vote", path="/wire/90", text=LINE, published_at=datetime.now(UTC))
    room.news.put_feed("/wire/feed", rss([listed]))


async def test_in_place_of_a_wall_what_the_feed_says_is_shown(room):
    put_wall(room)
    ended = await source(room, "test", "wire")
    assert "ok statements: 1 statement by tracked people" in unwrapped(ended.out)
    assert WORDS in ended.out


async def test_an_item_without_a_text_is_shown_with_why(room):
    room.publish("wire", LINE)
    room.publish("wire", LINE, gone=True)
    ended = await source(room, "test", "wire")
    assert ended.code == 0
    assert "1 of 2 newest items could be read" in unwrapped(ended.out)
    assert "no text: " in ended.out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("wyre",), 1, "there is no source wyre"),
        (("http://127.0.0.1:9/feed",), 1, "FAIL fetch: http://127.0.0.1:9/feed: connection failed"),
        (("{news}/",), 1, "FAIL parse: "),
        (("{news}/paper/feed",), 1, "FAIL parse: 0 items"),
        (("{news}/wire/feed", "--kind", "telegram"), 1, "is not a Telegram channel"),
        (("http://[", "--kind", "feed"), 1, "there is no source http://["),
        (("http://a.b:x/",), 1, "is not a web address"),
    ],
)
async def test_a_step_that_fails_ends_with_1(room, arguments, code, said):
    room.publish("wire", LINE)
    ended = await source(room, "test", *(one.replace("{news}", room.news.url) for one in arguments))
    assert ended.code == code
    assert said in unwrapped(ended.out + ended.err)


async def test_robots_txt_is_named_and_the_operators_own_address_is_asked(room):
    room.publish("wire", LINE)
    room.news.put("/robots.txt", Answer(body=b"User-agent: *\nDisallow: /wire/feed"))
    out = unwrapped((await source(room, "test", "wire")).out)
    assert "robots.txt closes it to OnRecord; it is asked all the same, since you wrote it down" in out
    assert "ok parse: 1 item" in out


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_a_moderator_tries_a_source_in_a_channel(room, platform):
    async def asked(what, *, by=None):
        if platform == "slack":
            by = slack_side.MODERATOR_ID if by else slack_side.READER_ID
            return unwrapped(slack_side.shown(await room.slack.slash(f"source test {what}", by=by)))
        given = {"by": by} if by else {}
        return unwrapped((await room.discord.slash("source", action="test", what=what, **given)).text)

    moderator = {"by": MANAGER}
    text = room.config_path.read_text("utf-8")
    named = f'[bot]\nmoderators = ["slack:{slack_side.MODERATOR_ID}"]\n'
    room.config_path.write_text(text.replace("[bot]\n", named), "utf-8")
    async with room.bot():
        await room.discord.ready()
        await room.slack.ready()
        room.publish("wire", LINE, "The tide was high.")
        said = await asked("wire", **moderator)
        assert "The Wire" in said
        assert "feed · 2 items" in said
        assert "1 statement" in said
        assert f"“{WORDS}”" in said.partition("Donald Trump")[2]
        assert "0 statements" in said
        put_wall(room)
        assert f"“{WORDS}”" in await asked("wire", **moderator)
        assert "Only a moderator may use source test" in await asked("wire")
        assert "is not on the open internet" in await asked("http://10.0.0.1/rss", **moderator)
        assert "No source has the id “wyre”. Did you mean wire?" in await asked("wyre", **moderator)
    assert (await room.counts()).statements <= 1
