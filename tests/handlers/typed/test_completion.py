"""What is offered while an argument is typed: from memory, and never too long."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers import limits
from handlers.asked import offers as asked_offers
from handlers.command_shapes import Completion
from handlers.render.pieces.text import plain
from handlers.typed.completion import Choice
from tests.handlers.render.test_text import NASTY
from tests.handlers.replies import labels, token
from tests.handlers.samples import EXAMPLES, READER, put, statement_view
from tests.store.samples import (
    after,
)


@pytest.mark.parametrize(
    ("command", "argument", "typed", "expected"),
    [
        pytest.param("latest", "actor", "", ["mayor", "harbour-master"], id="everyone"),
        pytest.param("latest", "actor", "kas", ["harbour-master"], id="a beginning"),
        pytest.param("latest", "actor", "اورلا", ["mayor"], id="another script"),
        pytest.param("statements", "source", "wire", ["wire"], id="source"),
        pytest.param(
            "statements",
            "since",
            "",
            ["today", "yesterday", "2d", "7d", "30d", "this week", "last week", "last month"],
            id="times",
        ),
        pytest.param("statements", "since", "3h", ["3h"], id="own time"),
        pytest.param("statements", "since", "so", [], id="no time"),
        pytest.param("statements", "words", "br", [], id="free words"),
        pytest.param("statement", "id", "", [], id="nothing shown yet"),
        pytest.param("help", "command", "stat", ["statements", "statement", "status"], id="commands"),
        pytest.param("nothing", "at", "all", [], id="no such command"),
    ],
)
async def test_arguments_are_completed_from_memory(commands, store, command, argument, typed, expected):
    await store.close()
    assert [choice.value for choice in await commands.complete(command, argument, typed)] == expected


async def test_statements_shown_of_late_are_offered_newest_first(commands, store):
    await put(store, *(statement_view(f"s{place:02}", first_seen_at=after(place)) for place in range(40)))
    page = await commands.run("statements", {})
    while "Next" in labels(page):
        page = await commands.press(token(page, "Next"), by=READER)
    offered = await commands.complete("statement", "id", "")
    assert len(offered) == limits.DISCORD_CHOICES
    assert offered[0] == Choice(label="Orla Venn: We will build the bridge.", value="s00")
    assert [one.value for one in await commands.complete("statement", "id", "s07")] == ["s07"]


async def test_the_form_of_names_is_made_once_until_somebody_is_added(commands, town, monkeypatch):
    named = []
    monkeypatch.setattr(asked_offers, "typed_form", lambda text: named.append(text) or text.casefold())
    for typed in ("ve", "ven", "venn"):
        assert [one.value for one in await commands.complete("latest", "actor", typed)] == ["mayor"]
    assert len(named) == len(town.actors)
    town.actors.fill([*town.actors, replace(town.actors[0], id="deputy", name="Ilse Varga", aliases=())])
    assert [one.value for one in await commands.complete("latest", "actor", "varga")] == ["deputy"]


async def test_nobody_guesses_at_a_time_while_it_is_typed(commands, monkeypatch):
    monkeypatch.setitem(sys.modules, "dateparser", None)  # importing it would fail
    assert await commands.complete("statements", "since", "the tuesday before easter") == ()
    assert [one.value for one in await commands.complete("statements", "since", "3 days ago")] == ["3 days ago"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from([*EXAMPLES, "?"]), argument=st.sampled_from(list(Completion)), typed=NASTY)
async def test_no_completion_raises_or_is_too_long(commands, name, argument, typed):
    for choice in await commands.complete(name, argument, typed):
        assert 1 <= len(choice.label) <= limits.DISCORD_CHOICE
        assert 1 <= len(choice.value) <= limits.DISCORD_CHOICE
        assert choice.label == plain(choice.label)
