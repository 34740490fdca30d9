"""`activity`: how much an actor said, as a picture, in words and as rows."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.core.model import Novelty, SaidCount
from handlers import limits
from handlers.asked import activity as asked_activity
from handlers.render.replies.activity import activity_of, stretches_of
from handlers.render.replies.plot import activity_png
from handlers.terminal.console_handler import print_reply
from tests.handlers.replies import text_of
from tests.handlers.samples import put, statement_view
from tests.store.samples import after

PNG = b"\x89PNG\r\n\x1a\n"
BEGIN = datetime(
    2026, 3, 28, 22, 30, tzinfo=UTC
)  # half an hour before midnight in Berlin, the night before clocks change


def said(minutes, number=1, novelty=Novelty.NEW):
    return BEGIN + timedelta(minutes=minutes), novelty, number


def chart(*said_at, days=2, zone="Europe/Berlin", actor="Orla Venn"):
    """Return the chart of what was said, counted as the record counts it."""
    stretches = stretches_of(BEGIN, BEGIN + timedelta(days=days), zone=zone)
    numbers = Counter()
    for at, novelty, number in said_at:
        numbers[max(bound for bound in stretches.bounds[:-1] if bound <= at), novelty] += number
    counted = [SaidCount(begins_at=at, novelty=novelty, number=number) for (at, novelty), number in numbers.items()]
    return activity_of(counted, stretches, actor=actor)


@pytest.mark.parametrize(
    ("minutes", "zone", "day"),
    [
        (0, "Europe/Berlin", date(2026, 3, 28)),
        (30, "Europe/Berlin", date(2026, 3, 29)),
        (30 + 22 * 60 + 45, "Europe/Berlin", date(2026, 3, 29)),  # 29 March has 23 hours there
        (30 + 23 * 60, "Europe/Berlin", date(2026, 3, 30)),
        (0, "UTC", date(2026, 3, 28)),
        (0, "Asia/Kathmandu", date(2026, 3, 29)),  # +05:45
    ],
)
def test_a_day_is_that_of_the_reader(minutes, zone, day):
    drawn = chart(said(minutes), zone=zone)
    assert [bar.first_day for bar in drawn.bars if bar.total] == [day]


@pytest.mark.parametrize(
    ("days", "unit", "first", "bars"),
    [
        (1, "day", "28 Mar", 3),
        (limits.CHART_DAYS - 2, "day", "28 Mar", limits.CHART_DAYS),
        (limits.CHART_DAYS + 1, "week", "23 Mar", 8),
        (360, "week", "23 Mar", 53),
        (800, "month", "Mar 2026", 28),
        (10_000, "year", "2026", 28),
    ],
)
def test_a_longer_time_has_wider_bars(days, unit, first, bars):
    drawn = chart(said(0), days=days)
    assert (drawn.unit, drawn.bars[0].label, len(drawn.bars)) == (unit, first, bars)


@given(
    st.lists(st.tuples(st.integers(0, 9000 * 24 * 4 - 1), st.sampled_from(Novelty), st.integers(1, 99)), max_size=30),
    st.integers(1, 9000),
    st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia"]),
)
def test_nothing_is_lost_between_the_bars(counted, days, zone):
    within = [said(15 * quarter, number, novelty) for quarter, novelty, number in counted if quarter < days * 96]
    drawn = chart(*within, days=days, zone=zone)
    assert drawn.total == sum(number for _, _, number in within)
    assert [bar.first_day for bar in drawn.bars] == sorted({bar.first_day for bar in drawn.bars})
    assert len(drawn.words) <= limits.ALT_TEXT


def test_the_words_say_what_the_picture_shows():
    drawn = chart(said(0, 3), said(45, 1, Novelty.CHANGED), said(60, 4, Novelty.REPEAT))
    assert drawn.words == (
        "Statements by Orla Venn by day, 28 Mar 2026 to 31 Mar 2026. "
        "8 statements: 3 new, 1 changed, 4 said before. Most on 29 Mar: 5. 28 Mar: 3, 29 Mar: 5."
    )


@pytest.mark.parametrize(
    ("counted", "words"),
    [
        pytest.param([], "No statements.", id="none"),
        pytest.param([said(45, 1, Novelty.REPEAT)], "1 statement, said before, on 29 Mar.", id="one"),
        pytest.param([said(0, 2)], "2 statements: 2 new. All on 28 Mar.", id="on one day"),
        pytest.param([said(0, 2), said(45, 2)], "4 statements: 4 new. Most in one day: 2.", id="alike"),
    ],
)
def test_few_statements_are_said_as_a_person_would(counted, words):
    assert chart(*counted).summary == words


@pytest.mark.parametrize("actor", ["Orla Venn", "$x^2$ \\frac", "漢字", "אורלה ון", "A_{b}%&"])
def test_a_picture_is_drawn_of_any_name(actor):
    assert activity_png(chart(said(0), actor=actor)).startswith(PNG)


async def test_the_answer_is_a_picture_with_words_and_drawn_outside_the_event_loop(commands, store, monkeypatch):
    drawn_in = []

    def draw(drawn):
        drawn_in.append(threading.current_thread())
        return activity_png(drawn)

    monkeypatch.setattr(asked_activity, "activity_png", draw)
    await put(store, statement_view("s1"), statement_view("s2", novelty=Novelty.REPEAT, earlier_id="s1"))
    reply = await commands.parse_and_run("activity mayor last week")
    assert not reply.file
    reply = await commands.parse_and_run("activity Vehn since:7d")
    assert reply.title == "Statements by Orla Venn by day, 25 Feb 2025 to 4 Mar 2025"
    assert "2 statements: 1 new, 1 said before. All on 4 Mar." in text_of(reply)
    assert reply.file.name == "activity-mayor.png"
    assert reply.file.media_type == "image/png"
    assert reply.file.content.startswith(PNG)
    assert reply.file.alt.startswith(f"{reply.title}. 2 statements")
    assert threading.main_thread() not in drawn_in
    assert len(drawn_in) == 1


async def test_pictures_asked_for_at_once_are_all_drawn(commands, store):
    await put(store, statement_view("s1"))
    replies = await asyncio.gather(*(commands.run("activity", {"actor": "mayor"}) for _ in range(2)))
    assert [reply.file.content[:8] for reply in replies] == [PNG, PNG]


@pytest.mark.parametrize(
    ("typed", "said_back"),
    [
        ("activity", "activity needs an actor"),
        ("activity trmup", "is not a tracked person"),
        ("activity mayor since:never", "is not a time"),
        ("activity mayor since:2999-01-01", "is in the future"),
    ],
)
async def test_a_mistake_is_reported_with_the_way_out(commands, typed, said_back):
    reply = await commands.parse_and_run(typed)
    assert reply.mistake
    assert said_back in text_of(reply)


async def test_where_nothing_was_said_a_longer_time_is_offered(commands):
    reply = await commands.parse_and_run("activity mayor")
    assert not reply.mistake
    assert not reply.file
    assert "activity mayor since:365d" in text_of(reply)


async def test_the_terminal_shows_a_table(commands, store):
    await put(store, statement_view("s1"), statement_view("s2", first_seen_at=after(-24 * 60)))
    console = Console(file=StringIO(), width=100, color_system=None)
    print_reply(await commands.parse_and_run("activity mayor since:2025-03-02"), console)
    shown = console.file.getvalue()
    assert re.search(r"^day +new +changed +said before +all$", shown, re.MULTILINE)
    assert re.search(r"^2 Mar +0 +0 +0 +0$", shown, re.MULTILINE)
    assert re.search(r"^4 Mar +1 +0 +0 +1 +█{24}$", shown, re.MULTILINE)
    assert "PNG" not in shown


async def test_the_numbers_are_rows_of_a_file(commands, store):
    await put(store, statement_view("s1"))
    asked = "activity mayor since:2025-03-03"
    reply = await commands.parse_and_run(f"{asked} as:csv")
    assert list(csv.DictReader(io.StringIO(reply.file.content.decode()))) == [
        {"day": "2025-03-03", "new": "0", "changed": "0", "repeat": "0", "all": "0"},
        {"day": "2025-03-04", "new": "1", "changed": "0", "repeat": "0", "all": "1"},
    ]
    reply = await commands.parse_and_run(f"{asked} as:json")
    assert json.loads(reply.file.content)["rows"][1]["new"] == 1
