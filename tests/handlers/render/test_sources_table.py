"""`sources` is a table that a person reads: the worst first, and the reasons below it, on every platform."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from rich.console import Console

from bot.core.model import FetchOutcome, NoticeKind, Tier
from bot.core.source_list import SourceList
from handlers.commands import Commands
from handlers.discord import message as discord
from handlers.discord.markup import markup
from handlers.limits import SOURCES_A_PAGE
from handlers.render.pieces.segments import Style, line_text, row, words
from handlers.slack import message as slack
from handlers.terminal.console_handler import print_reply
from tests.handlers.messages import notice_view
from tests.handlers.replies import text_of
from tests.handlers.samples import CONFIG, put, statement_view
from tests.store.samples import after, poll, poll_state

DOWN = "https://wire.example/rss: timeout (no whole answer within 30 s)"


async def polled(store, *states):
    async with store.transaction() as transaction:
        await transaction.save_polls([(one, poll(source_id=one.source_id)) for one in states])


def state(source_id, *, new=None, **changes):
    values = {"last_polled_at": after(58), "last_ok_at": after(58), "next_poll_at": after(62)}
    return poll_state(source_id=source_id, last_new_at=None if new is None else after(new), **values | changes)


FAILS = state(
    "wire", new=-60, failures=1.25, failing_since=after(-120), last_error=DOWN, last_outcome=FetchOutcome.TIMEOUT
)


async def test_the_worst_comes_first_and_says_why_below(commands, store):
    await put(store, statement_view("s1"), statement_view("s2", seen=(("gazette", 0.0), ("evening", 5.0))))
    await polled(
        store,
        state("gazette", new=30),
        FAILS,
        state("evening", new=55, answer_seconds=14.2),
        state("copies", new=-31 * 60),
    )
    async with store.transaction() as transaction:
        await transaction.save_notice(notice_view("copies", kind=NoticeKind.SILENT_SOURCE).notice)
    assert text_of(await commands.run("sources", {})).splitlines() == [
        "5 sources: 1 working, 1 failing, 1 silent, 1 slow, 1 not polled yet",
        "source                 state            last new 7 d",
        "Coast Wire             failing 3 h      2 h      0",
        "All Copies             silent 1 h       32 h     0",
        "Evening Quay           slow, 14 s       5 min    1",
        "Harbour Gazette        working          30 min   2",
        "Town Hall              not polled yet            0",
        "Coast Wire: timeout (no whole answer within 30 s) · since 11:00 CET · next try in 2 min",
        "7 d: statements by tracked people, in seven days",
    ]


async def test_no_table_says_a_score(commands, store):
    await polled(store, FAILS)
    assert "1.25" not in text_of(await commands.run("sources", {}))


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        (("A", "b"), "A    b"),
        (("A long name", "b"), "A l… b"),
        (("港の新聞", "b"), "港…  b"),
        (("two\nlines\u202e", "b"), "two… b"),
        (("", ""), ""),
        (("A", "as long as it is"), "A    as…"),
    ],
)
def test_a_row_keeps_its_columns(cells, shown):
    assert row(cells, (4, 3)).text == shown


def test_rows_stand_in_one_block_of_code_on_discord():
    rows = [(row(("a`b", "1"), (4, 3)),), (row(("@everyone", "2"), (10, 3)),)]
    assert (
        markup([(words("Head"),), *rows, (words("Foot"),)], limit=200) == "Head\n```\na'b  1\n@everyone  2\n```\nFoot"
    )


@pytest.mark.parametrize("limit", range(10, 60))
def test_a_table_that_is_cut_is_closed(limit):
    rows = [(row((f"row {one}", "1"), (8, 3)),) for one in range(9)]
    cut = markup(rows, limit=limit)
    assert len(cut) <= limit
    assert cut.count("```") in {0, 2}
    assert cut.endswith(("…", "```"))


@pytest.fixture
def many(store, clock):
    """Commands over a hundred sources that all fail, with the longest names and errors."""
    source = CONFIG.sources[0]
    sources = [
        replace(source, id=f"s{one}", name="`*_<@1>" * 8 + str(one), url=f"https://s{one}.example/", tier=Tier.WIRE)
        for one in range(100)
    ]
    return Commands(store, replace(CONFIG, sources=SourceList(sources)), clock)


async def test_a_long_list_has_pages_that_fit_into_a_message_of_any_platform(many, store):
    error = "https://s1.example/: timeout (" + "<&`*" * 60 + ")"
    await polled(store, *(replace(FAILS, source_id=f"s{one}", last_error=error) for one in range(100)))
    seen = []
    for page in range(7):
        reply = await many.run("sources", {}, page)
        assert reply.footer == f"page {page + 1} of 7"
        rows = [line for line in reply.blocks[0].lines[1:] if line[0].style is Style.ROW]
        seen += [line_text(line) for line in rows]
        assert len(rows) == (SOURCES_A_PAGE if page < 6 else 10)
        body = discord.answer(reply)
        assert "…" not in body["embeds"][0]["description"][-1:]
        assert body["embeds"][0]["description"].count("```") == 2
        assert len(json.dumps(slack.answer(reply, command="/onrecord")["blocks"], ensure_ascii=False)) < 10_000
        assert "The rest does not fit" not in json.dumps(slack.answer(reply, command="/onrecord"))
    assert len(seen) == 100
    assert (await many.run("sources", {}, 99)).page == 6


async def test_slack_shows_the_rows_in_letters_of_one_width(commands, store):
    await polled(store, FAILS)
    (table,) = [
        one
        for block in slack.answer(await commands.run("sources", {}), command="/onrecord")["blocks"]
        if block["type"] == "rich_text"
        for one in block["elements"]
        if one["type"] == "rich_text_preformatted"
    ]
    assert "Coast Wire             failing" in table["elements"][0]["text"]


async def test_the_terminal_shows_the_table(commands, store):
    await polled(store, FAILS)
    console = Console(record=True, width=100)
    with console.capture() as captured:
        print_reply(await commands.run("sources", {}), console)
    assert "Coast Wire             failing 3 h      2 h      0" in captured.get()
