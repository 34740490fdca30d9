"""`source`, as it is typed in a channel or in the terminal: what it answers, and who may."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.model import SourceKind
from tests.handlers.replies import text_of
from tests.handlers.samples import CONFIG, MODERATOR, READER

ADD = "source add https://quay.example/rss"


async def test_what_is_not_typed_is_made_of_the_address(commands, town):
    added = text_of(await commands.parse_and_run(ADD, by=MODERATOR))
    assert "quay.example · quay-example · feed" in added
    source = town.sources.get("quay-example")
    assert (source.url, source.tier, source.language) == ("https://quay.example/rss", "outlet", "en")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (f"{ADD} The Evening Post", {"id": "the-evening-post", "name": "The Evening Post"}),
        (f'{ADD} name:"Two Words" id:two tier:wire', {"id": "two", "name": "Two Words", "tier": "wire"}),
        ("source add quay.example/rss", {"url": "https://quay.example/rss"}),
        ("source add feed://quay.example/rss", {"url": "https://quay.example/rss"}),
        ("source add feed:http://quay.example/rss", {"url": "http://quay.example/rss"}),
        (f"{ADD} hosts:a.example,b.example", {"article_hosts": ("a.example", "b.example")}),
        (f"{ADD} kind:listing pages:3 select:h2", {"kind": "listing", "pages": 3, "select": "h2"}),
        ("source add https://t.me/s/Quay_en", {"kind": "telegram", "name": "Quay_en on Telegram"}),
        ("source add https://truthsocial.com/@quay", {"kind": "mastodon"}),
        ("source add https://bsky.app/profile/quay.example", {"kind": "bluesky"}),
        ("source add https://gazette.example/other", {"id": "gazette-example"}),
        (f"SOURCE ADD https://quay.example/rss voice:mayor", {"voice": "mayor"}),  # noqa: F541
    ],
)
async def test_it_is_typed_in_many_ways(commands, town, typed, expected):
    reply = await commands.parse_and_run(typed, by=MODERATOR)
    assert not reply.mistake, text_of(reply)
    source = town.sources[-1]
    assert {key: getattr(source, key) for key in expected} == expected


async def test_two_of_one_name_get_ids_of_their_own(commands, town):
    for path in ("rss", "other"):
        await commands.parse_and_run(f"source add https://quay.example/{path}", by=MODERATOR)
    assert [one.id for one in town.sources][-2:] == ["quay-example", "quay-example-2"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("source", "source needs an action"),
        ("source paus wire", "Did you mean pause?"),
        ("source fly", "Try add, export, find, import, list, pause, remove, resume or test."),
        ("source pause", "source pause needs the id of a source"),
        ("source test", "source test needs the id of a source, or an address"),
        ("source test wire", "Sources are asked by the running bot."),
        ("source import", "Attach it: choose source import, and the file beside it."),
        ("source add", "source add needs the address of what is to be polled"),
        ("source pause wyre", "Did you mean wire?"),
        ("source pause nothing-like-it", "No source has the id “nothing-like-it”."),
        ("source remove wire", "wire stands in the config; take it out there, or pause it."),
        ("source add https://quay.example/rss pages:many kind:listing", "pages: 'many'"),
        ("source add http://10.0.0.1/rss", "is not on the open internet"),
        ("source add javascript:alert(1)", "is not a web address"),
    ],
)
async def test_a_mistake_says_the_way_out(commands, town, typed, said):
    reply = await commands.parse_and_run(typed, by=MODERATOR)
    assert reply.mistake
    assert said in text_of(reply)
    assert town.sources == CONFIG.sources


@pytest.mark.parametrize("action", ["add", "pause", "resume", "remove", "import", "export"])
@pytest.mark.parametrize("who", ["discord", "slack"])
async def test_only_a_moderator_changes_sources(commands, store, action, who):
    """On Slack nobody is an admin unless the config says so, whereas everybody may ask for the status there."""
    reader = READER if who == "discord" else type(READER)(id="slack:U111111", name="Rea")
    reply = await commands.parse_and_run(f"source {action} wire", by=reader)
    assert reply.mistake
    assert f"Only a moderator may use source {action}" in text_of(reply)
    assert await store.last_change() == 0
    assert not (await commands.parse_and_run("source list", by=reader)).mistake


async def test_the_list_says_which_came_from_where(commands):
    await commands.parse_and_run(ADD, by=MODERATOR)
    await commands.parse_and_run('source pause "Coast Wire"', by=MODERATOR)
    shown = text_of(await commands.parse_and_run("source list", by=READER))
    assert (
        f"{len(CONFIG.sources) + 1} sources: {len(CONFIG.sources)} from the config, 1 added by command, 1 paused"
        in shown
    )
    assert "Coast Wire · wire · news agency · feed · paused by discord:999999999999999999" in shown
    assert "added by discord:999999999999999999" in shown
    sources = text_of(await commands.parse_and_run("sources", by=READER))
    assert any(line.split()[:3] == ["Coast", "Wire", "paused"] for line in sources.splitlines())


async def test_what_was_removed_is_searched_by_name_no_more_and_credited_still(commands, town):
    await commands.parse_and_run(ADD, by=MODERATOR)
    removed = text_of(await commands.parse_and_run("source remove quay-example", by=MODERATOR))
    assert "is no longer polled. What it reported stays on record" in removed
    assert town.sources.ever("quay-example").name == "quay.example"


async def test_the_actions_and_the_sources_are_completed(commands):
    assert [one.value for one in await commands.complete("source", "action", "pa")] == ["pause"]
    assert [one.value for one in await commands.complete("source", "what", "coast")] == ["wire"]


async def test_a_list_is_the_file_that_it_is_whatever_form_is_asked_for(commands):
    reply = await commands.parse_and_run("source export as:csv", by=MODERATOR)
    assert reply.file.name == "sources.opml"


async def test_what_has_no_address_is_named_beside_the_list_that_it_is_not_in(commands, town):
    desk = replace(CONFIG.sources[0], id="desk", url="inbox:desk", kind=SourceKind.INBOX, folder="desk")
    assert "want of an address" not in text_of(await commands.parse_and_run("source export", by=MODERATOR))
    town.sources.fill((*CONFIG.sources, desk))
    reply = await commands.parse_and_run("source export", by=MODERATOR)
    assert "Not in the file, for want of an address: desk." in text_of(reply)
    assert "desk" not in reply.file.content.decode()


async def test_who_asks_at_the_terminal_is_told_of_its_own_command(commands):
    assert "onrecord source import FILE" in text_of(await commands.parse_and_run("source import"))
