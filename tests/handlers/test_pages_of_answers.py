"""Answers in pages: they are turned by what their buttons carry, and stay within the limits of every platform."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import (
    CorrectionKind,
    DeliveryState,
    ItemState,
    Novelty,
    Precision,
)
from handlers import limits
from handlers.commands import Commands
from handlers.render.messages.card import card
from handlers.render.pieces.costs import cost
from handlers.render.pieces.segments import Style
from handlers.render.pieces.text import plain
from tests.examples import dear
from tests.fakes.clock import FakeClock
from tests.fakes.store import MemoryStore
from tests.handlers.render.test_text import NASTY
from tests.handlers.replies import labels, segments_of, text_of, token
from tests.handlers.samples import CONFIG, EXAMPLES, READER, correction, put, statement_view
from tests.store.samples import (
    NOON,
    after,
    delivery,
    item,
    pause,
    poll,
    poll_state,
    quotation,
    report,
    save,
    turned_from,
)


async def test_a_long_timeline_has_pages(commands, store):
    await put(store, *(statement_view(f"s{place:02}", said_at=after(place)) for place in range(30)))
    reply = await commands.parse_and_run("timeline bridge venn")
    seen = [part.text for part in segments_of(reply, Style.CODE)]
    while "Next" in labels(reply):
        reply = await commands.press(token(reply, "Next"), by=READER)
        seen += [part.text for part in segments_of(reply, Style.CODE)]
    assert seen == [f"s{place:02}" for place in range(30)]


async def test_pages_are_turned_by_what_the_buttons_carry(commands, store):
    await put(store, *(statement_view(f"s{place:02}", first_seen_at=after(place)) for place in range(12)))
    first = await commands.parse_and_run("statements venn since:1d bridge")
    assert (first.page, first.pages, labels(first), first.footer) == (0, 3, ["Next"], "page 1 of 3")
    second = await commands.press(token(first, "Next"), by=READER)
    third = await commands.press(token(second, "Next"), by=READER)
    assert (third.page, labels(second), labels(third)) == (2, ["Previous", "Next"], ["Previous"])
    assert (first.replaces, second.replaces) == (False, True)
    ids = [part.text for reply in (first, second, third) for part in segments_of(reply, Style.CODE)]
    assert ids == [f"s{place:02}" for place in reversed(range(12))]
    back = await commands.press(token(second, "Previous"), by=READER)
    assert replace(back, replaces=False) == first
    again = await commands.parse_and_run("statements venn since:1d bridge page:2")
    assert replace(again, replaces=True) == second


async def test_a_page_beyond_the_last_is_the_last(commands, store):
    await put(store, *(statement_view(f"s{place:02}") for place in range(6)))
    assert (await commands.run("statements", {}, page=99)).page == 1
    assert (await commands.run("statements", {}, page=-3)).page == 0


async def test_a_query_too_long_for_a_button_says_how_to_go_on(commands, store):
    words = "the long and winding way over the bridge to the old and weary harbour town at night"
    await put(store, *(statement_view(f"s{place:02}", text=words) for place in range(6)))
    reply = await commands.run("statements", {"words": words})
    assert labels(reply) == []
    assert "add page:2 to the command" in text_of(reply)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "~",
        "nonsense~1",
        "turn~statements~x~~~~",
        "turn~report~1",
        "show~report",
        "show",
        "show~nonsense",
        "show~latest~nobody",
        "ask~wrong speaker~nothing",
        "ask~nonsense~report",
        "say~not new~nothing",
        "say~not new~s1~s1",
        "unsay~not new~nothing",
        "~~~~~~~",
    ],
)
async def test_a_broken_button_still_answers(commands, token):
    reply = await commands.press(token, by=READER)
    assert reply.blocks
    assert reply.mistake


async def test_a_full_page_of_the_wordiest_statements_loses_no_id(store):
    wordy = "&<*" * 200
    config = replace(
        CONFIG,
        actors=tuple(replace(actor, name=wordy) for actor in CONFIG.actors),
        sources=tuple(replace(source, name=wordy) for source in CONFIG.sources),
    )
    for place in range(5):
        view = statement_view(
            f"s{place}", text=wordy, sense=wordy, teller=wordy, seen=(("gazette", 0.0), ("wire", 1.0))
        )
        outlets = enumerate(("gazette", "wire"))
        lost = [correction(of=f"s{place}", source_id=source_id, minutes=2000 + nth) for nth, source_id in outlets]
        await put(store, replace(view, corrections=tuple(lost)))
    reply = await Commands(store=store, config=config, clock=FakeClock(after(9000))).run("statements", {})
    assert [part.text for part in segments_of(reply, Style.CODE)] == [f"s{place}" for place in reversed(range(5))]
    assert sum(cost(block.lines) for block in reply.blocks) <= limits.PAGE_COST


def _one_spaced(part):
    """Return the text of a piece; of a row without the spaces that fill its columns."""
    return re.sub("  +", " ", part.text) if part.style is Style.ROW else part.text


@dear(15)
@given(text=NASTY, other=NASTY, url=NASTY, size=st.integers(1, 20), count=st.integers(1, 6))
async def test_any_text_on_record_gives_pages_within_every_limit(text, other, url, size, count):
    store = MemoryStore()
    await store.open()
    found = quotation(content=((0, 50),), evidence=(10, 90), manner=other, links=(text * size,) * 3)
    kinds = list(CorrectionKind)
    for place in range(count):
        view = statement_view(
            f"s{place}",
            text=text * size,
            sense=other,
            quotation=found,
            seen=(("gazette", 0.0), ("wire", 1.0), ("copies", 2.0)),
            teller=other * size if place % 2 else None,
            novelty=list(Novelty)[place % 3],
            earlier_id="s0" if place else None,
            verdict=turned_from(other, text),
            said_at=datetime(2019, 1, 1, tzinfo=UTC),
            said_precision=Precision.WEEK,
        )
        view = replace(
            view,
            corrections=tuple(
                correction(kinds[(place + nth) % len(kinds)], of=f"s{place}", source_id=source_id, text=other * size)
                for nth, source_id in enumerate(("gazette", "wire", "copies"))
            ),
        )
        first = view.sightings[0]
        page = replace(
            first.article, text=f"{other * size}\n{text * size}", title=other * 9, url=f"https://a.example/{url}"
        )
        await put(store, replace(view, sightings=(replace(first, article=page), *view.sightings[1:])))
    everything = tuple(f"s{place}" for place in range(count))
    await save(
        store,
        report(article_id="article-gazette", statement_ids=everything),
        delivery(state=DeliveryState.DEAD, last_error=other * size),
        item(state=ItemState.FAILED, last_error=text * size),
        pause(reason=other * size),
    )
    async with store.transaction() as transaction:
        await transaction.save_poll(poll_state(failures=3.0, last_error=text * size), poll())
    commands = Commands(store=store, config=CONFIG, clock=FakeClock(NOON + timedelta(hours=1)))
    replies = [await commands.run(name, arguments) for name, arguments in EXAMPLES.items()]
    replies += [await commands.run("statement", {"id": one}) for one in everything]
    shown = card(await store.report("report"), config=CONFIG)
    replies += [await commands.press(button.token, by=READER) for button in shown.buttons]
    for first in replies:
        reply = first
        for _ in range(100):
            assert 1 <= len(reply.title) <= limits.TITLE
            assert len(reply.blocks) <= 25
            assert sum(cost(block.lines) for block in reply.blocks) <= 4000
            assert all(cost(block.lines) <= 2900 for block in reply.blocks)
            assert all(_one_spaced(part) == plain(part.text) for style in Style for part in segments_of(reply, style))
            assert all(len(button.token) <= limits.TOKEN for button in reply.buttons)
            assert all(1 <= len(button.label) <= limits.LABEL for button in reply.buttons)
            if "Next" not in labels(reply):
                break
            reply = await commands.press(token(reply, "Next"), by=READER)
        assert reply.page == reply.pages - 1
