"""The demo: the real bot on bundled news, in the terminal; it ends by itself."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from bot.demo import run_demo
from tests.whole import needs_weights, onrecord


@pytest.fixture
def console():
    return Console(file=StringIO(), width=100)


@needs_weights
@pytest.mark.xdist_group("demo")
async def test_it_shows_alerts_an_update_a_lookup_and_what_was_skipped_and_ends_by_itself(console):
    assert await run_demo(seconds=90, console=console)
    shown = " ".join(console.file.getvalue().split())
    alerts, _, rest = shown.partition("a lookup: onrecord ask")
    lookup, _, skipped = rest.partition("what was not told, and why")
    for name in ("Esmail Baghaei", "Donald Trump", "Benjamin Netanyahu"):
        assert f"NEW {name}" in alerts
    assert "updated" in alerts
    assert "by Esmail Baghaei with “timetable”" in lookup
    for why in ("baseline", "names no tracked actor", "gone (HTTP 404)", "not said", "no statement by a tracked actor"):
        assert why in skipped


async def test_where_time_runs_out_it_says_so(console):
    assert not await run_demo(seconds=0.01, console=console)
    assert "Stopped after 0 s" in console.file.getvalue()


def test_where_time_runs_out_the_command_ends_with_1():
    assert onrecord("demo", "--seconds", "0.01").code == 1
