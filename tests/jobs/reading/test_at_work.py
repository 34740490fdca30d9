from __future__ import annotations

import asyncio

from structlog.testing import capture_logs

from bot.jobs.reading import at_work
from bot.jobs.reading.at_work import AtWork
from tests.fakes.clock import FakeClock


async def test_what_takes_long_is_a_line_in_the_log_while_it_is_under_way(monkeypatch):
    monkeypatch.setattr(at_work, "LONG_READ", 0.0)
    work = AtWork(FakeClock())
    with capture_logs() as logs, work.on("reading a live blog (390,000 characters)"):
        for _ in range(50):
            await asyncio.sleep(0.001)
        assert [(one["event"], one["what"]) for one in logs] == [
            ("still under way", "reading a live blog (390,000 characters)")
        ]
        assert list(work.since()) == ["reading a live blog (390,000 characters)"]
    assert work.since() == {}
