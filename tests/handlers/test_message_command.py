"""Statements in a message: what its menu answers, on both platforms, and what is fetched for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.errors import SourceError, WatchError
from bot.core.model import FetchOutcome, Watched
from handlers import limits
from handlers.command_table import FIND_STATEMENTS
from handlers.commands import Commands
from handlers.discord.written import said_on_discord
from handlers.looks import Looks
from handlers.message_command import MessageCommand
from handlers.slack.written import said_on_slack
from tests.fakes.watcher import FakeWatcher
from tests.handlers.conftest import OnePage
from tests.handlers.discord.test_discord_rest import handler_for as on_discord
from tests.handlers.replies import text_of
from tests.handlers.samples import CONFIG, READER
from tests.handlers.slack.test_slack_rest import handler_for as on_slack
from tests.loopback import slack as slack_side
from tests.loopback.server import running

BRIDGE = "mayor: The bridge will be open before the first snow."
LINK = "https://news.example/lighthouse"


class Reading(FakeWatcher):
    """Notes what it reads; fails with an error where it is given one."""

    def __init__(self):
        self.read = []
        self.error = None

    async def watch(self, articles, **options):
        if self.error is not None:
            raise self.error
        self.read += [one.text for one in articles]
        return await super().watch(articles, **options)


@pytest.fixture
def watcher():
    return Reading()


@pytest.fixture
def pages():
    return OnePage()


@pytest.fixture
def finding(store, clock, watcher, pages):
    messages = MessageCommand(watcher=watcher, pages=pages, looks=Looks(clock), config=CONFIG, clock=clock)
    return Commands(store=store, config=CONFIG, clock=clock, messages=messages)


async def found(finding, text, *links, by=READER):
    return await finding.find_in_message(text, links, by=by)


async def test_statements_of_a_message_are_shown_and_its_link_is_left_alone(finding, pages):
    reply = await found(finding, f"Look at this.\n{BRIDGE}\nclerk: It will not.", LINK)
    assert reply.title == "2 statements in this message"
    assert "Orla Venn · direct speech · high confidence (90 %)" in text_of(reply)
    assert "“The bridge will be open before the first snow.”" in text_of(reply)
    assert reply.ephemeral
    assert pages.asked == []


async def test_where_a_message_holds_none_the_page_behind_its_first_link_is_read(finding, pages):
    pages.text = f"A page.\n{BRIDGE}"
    reply = await found(finding, "Look at this.", LINK, "https://other.example")
    assert reply.title == "1 statement on the page"
    assert "Read: The lighthouse" in text_of(reply)
    assert pages.asked == [LINK]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Nothing to see.", "It names nobody who is tracked."),
        ("mayor? The bridge is safe.", "not reported: not said: the text says that it was not"),
        ("mayor! The bridge is safe.", "but not so that it would be reported:"),
        ("mayor < clerk: The bridge is safe.", "second-hand: somebody else reports it"),
    ],
)
async def test_why_a_message_holds_none(finding, text, said):
    reply = await found(finding, text)
    assert reply.title == "No statement in this message"
    assert said in text_of(reply)


async def test_many_statements_are_counted(finding):
    reply = await found(finding, "\n".join(f"{BRIDGE} {number}" for number in range(limits.MESSAGE_STATEMENTS + 3)))
    assert f"{limits.MESSAGE_STATEMENTS + 3} statements" in reply.title
    assert "and 3 more" in text_of(reply)


async def test_only_the_beginning_of_a_long_text_is_read(finding, watcher):
    reply = await found(finding, f"{BRIDGE}\n" + "x" * limits.MESSAGE_READ)
    assert [len(one) for one in watcher.read] == [limits.MESSAGE_READ]
    assert "Only the first 20,000 characters were read." in text_of(reply)


async def test_a_message_without_words_says_so(finding):
    reply = await found(finding, "  ")
    assert reply.mistake
    assert "holds no text" in text_of(reply)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (SourceError(FetchOutcome.GONE, LINK, permanent=True), "cannot be read: gone."),
        (
            SourceError(FetchOutcome.REFUSED_ADDRESS, LINK, "10.0.0.1 is private", permanent=True, leads_inside=True),
            "it is not on the open internet",
        ),
    ],
)
async def test_a_page_that_cannot_be_fetched_says_why_and_no_private_name(finding, pages, error, said):
    pages.text = error
    reply = await found(finding, "Look.", LINK)
    assert reply.mistake
    assert said in text_of(reply)
    assert "10.0.0.1" not in text_of(reply)


async def test_nobody_has_more_pages_fetched_than_sites(finding, clock):
    for _ in range(limits.FINDS_A_PERSON):
        assert not (await found(finding, "Look.", LINK)).mistake
    refused = await found(finding, "Look.", LINK)
    assert refused.mistake
    assert f"You have had {limits.FINDS_A_PERSON} addresses looked at in 10 minutes." in text_of(refused)
    assert not (await found(finding, BRIDGE, LINK)).mistake  # nothing is fetched for it
    assert not (await found(finding, "Look.", LINK, by=replace(READER, id="discord:777"))).mistake
    clock.advance(minutes=11)
    assert not (await found(finding, "Look.", LINK)).mistake


@pytest.mark.parametrize("error", [WatchError("the weights are damaged"), TimeoutError()])
async def test_a_text_that_cannot_be_read_now_is_to_be_tried_again(finding, watcher, error):
    watcher.error = error
    reply = await found(finding, BRIDGE)
    assert reply.mistake
    assert "Try again in a minute." in text_of(reply)


async def test_a_text_over_which_the_watcher_broke_says_so(finding, watcher, monkeypatch):
    async def broken(*_, **__):
        return [Watched(error="KeyError: 'x'")]

    monkeypatch.setattr(watcher, "watch", broken)
    reply = await found(finding, BRIDGE)
    assert "the log of the bot says why" in text_of(reply)
    assert "KeyError" not in text_of(reply)


async def test_where_no_texts_are_read_that_is_said(store, clock):
    reply = await Commands(store=store, config=CONFIG, clock=clock).find_in_message(BRIDGE, (), by=READER)
    assert "Messages are read by the running bot." in text_of(reply)


@pytest.mark.parametrize(
    ("text", "said", "links"),
    [
        ("plain words", "plain words", []),
        ("a &lt;b&gt; &amp; c", "a <b> & c", []),
        ("see <https://a.example/?x=1&amp;y=2|the page>", "see the page", ["https://a.example/?x=1&y=2"]),
        ("<@U024BE7LH> wrote in <#C024BE91L|quay>: <!here> look", " wrote in quay:  look", []),
        ("<https://a.example> <https://b.example>", " ", ["https://a.example", "https://b.example"]),
        ("<mailto:a@b.example|a@b.example>", "a@b.example", []),
    ],
)
def test_what_is_said_on_slack(text, said, links):
    assert said_on_slack(text) == (said, links)


@pytest.mark.parametrize(
    ("message", "said", "links"),
    [
        ({"content": "plain words"}, "plain words", []),
        ({"content": "> **Bold** and __line__ ||hidden||"}, "Bold and line hidden", []),
        ({"content": "[the page](https://a.example/x)"}, "the page", ["https://a.example/x"]),
        ({"content": "see <https://a.example> now"}, "see  now", ["https://a.example"]),
        ({"content": "<@123> in <#456> <:quay:789> @everyone"}, " in   ", []),
        ({"content": r"five \* six"}, "five * six", []),
        (
            {"content": "", "embeds": [{"title": "Title", "description": "Words.", "url": "https://a.example"}]},
            "Title\n\nWords.",
            [],
        ),
        ({}, "", []),
    ],
)
def test_what_is_said_on_discord(message, said, links):
    assert said_on_discord(message) == (said, links)


async def test_it_is_chosen_in_the_menu_of_a_message_on_discord(discord, finding):
    async with running(on_discord(discord, commands=finding)):
        await discord.ready()
        reply = await discord.choose(FIND_STATEMENTS, {"content": f"**{BRIDGE}**"})
        assert reply.ephemeral
        assert "1 statement in this message" in reply.text
        empty = await discord.choose(FIND_STATEMENTS, {"content": ""})
        assert "holds no text" in empty.text


async def test_it_is_chosen_in_the_menu_of_a_message_on_slack(slack, finding, pages):
    pages.text = BRIDGE
    async with running(on_slack(slack, commands=finding)):
        await slack.ready()
        reply = await slack.shortcut({"text": BRIDGE, "ts": "1.1"})
        assert reply["response_type"] == "ephemeral"
        assert "1 statement in this message" in slack_side.shown(reply)
        there = await slack.shortcut({"text": f"<{LINK}|the lighthouse>", "ts": "1.2"})
        assert "1 statement on the page" in slack_side.shown(there)
    assert slack.violations == []
    assert slack.count("chat.postMessage") == 0
