"""A connection is begun again for as long as it is wanted, says how it stands, and waits as long as it should."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.core.errors import RetryLaterError, TokenRefusedError
from handlers import limits
from handlers.transport.connection import Connection, Heard
from tests.fakes.clock import FakeClock
from tests.loopback.server import until
from tests.patience import patient

WAITS = (0.0, 0.001, 0.002)


class Lives:
    """Lives that go as told, one after the other; the last one stays."""

    def __init__(self, *ends) -> None:
        self.ends = list(ends)
        self.all_begun = asyncio.Event()
        self.begun = 0

    async def live(self, connected):
        self.begun += 1
        if self.begun > len(self.ends):
            self.all_begun.set()
            await asyncio.Event().wait()
        end = self.ends[self.begun - 1]
        if isinstance(end, Exception):
            raise end
        if end == "heard":
            connected("listening")
        return f"ended: {end}"


@asynccontextmanager
async def living(lives, *, clock=None):
    one = Connection(name="pigeon", live=lives.live, clock=clock or FakeClock(), retry_after=WAITS)
    one.start()
    try:
        yield one
    finally:
        await one.close()


async def logs_of(*ends):
    """Return the log lines of lives that end so."""
    lives = Lives(*ends)
    with capture_logs() as logs:
        async with living(lives), asyncio.timeout(patient(5)):
            await lives.all_begun.wait()
    return logs


async def first_end(error):
    """Return state and wait after a life that ended with an error; nobody waits that long."""
    with capture_logs() as logs:
        async with living(Lives(error)) as one:
            await until(lambda: logs)
            return one.state, logs[0]["retry_after"]


async def test_each_failure_in_a_row_is_waited_for_longer_up_to_a_limit():
    logs = await logs_of("a", "b", "c", "d")
    assert [one["retry_after"] for one in logs] == [0.0, 0.001, 0.002, 0.002]


async def test_a_connection_that_lasted_was_no_failure(monkeypatch):
    monkeypatch.setattr(limits, "STEADY_AFTER", 0.0)
    assert [one["retry_after"] for one in await logs_of("a", "b", "c")] == [0.0, 0.0, 0.0]


async def test_the_log_names_the_platform_and_warns_where_people_are_not_heard_for_a_while():
    assert [(one["log_level"], one["event"]) for one in await logs_of("heard", "heard")] == [
        ("info", "pigeon connected"),
        ("info", "pigeon disconnected"),
        ("info", "pigeon connected"),
        ("warning", "pigeon disconnected"),
    ]


@pytest.mark.parametrize(
    ("error", "state", "wait"),
    [
        pytest.param(TokenRefusedError("set it"), "token refused: set it", 900.0, id="refused"),
        pytest.param(
            RetryLaterError("no room", after=timedelta(hours=1)),
            "connecting since 2026-03-01 12:00 UTC: no room",
            3600.0,
            id="asked to wait",
        ),
    ],
)
async def test_what_ends_a_life_is_said_and_waited_for(error, state, wait):
    assert await first_end(error) == (state, wait)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        pytest.param(RetryLaterError("no room"), "no room", id="not now"),
        pytest.param(KeyError("version"), "KeyError: 'version'", id="anything"),
        pytest.param(OSError("x" * 500), f"OSError: {'x' * 191}", id="at length"),
    ],
)
async def test_no_error_ends_it_all(error, reason):
    assert [one["reason"] for one in await logs_of(error, "again")] == [reason, "ended: again"]


async def test_it_is_away_since_it_was_lost_first_and_until_people_are_heard():
    clock = FakeClock()
    one = Connection(name="pigeon", live=Lives().live, clock=clock, retry_after=WAITS)
    assert one.state == "not started"
    one.lost("gone")
    clock.advance(hours=1)
    one.lost("still gone")
    assert one.state == "connecting since 2026-03-01 12:00 UTC: still gone"
    one.connected("connected")
    assert one.state == "connected"
    one.lost("gone again")
    assert one.state == "connecting since 2026-03-01 13:00 UTC: gone again"


async def test_closing_ends_it_and_may_be_done_twice_and_before_the_start():
    lives = Lives()
    one = Connection(name="pigeon", live=lives.live, clock=FakeClock(), retry_after=WAITS)
    await one.close()
    one.start()
    assert one.state == "connecting"
    await lives.all_begun.wait()
    await one.close()
    await one.close()
    assert one.state == "closed"
    assert lives.begun == 1


async def test_closing_ends_a_life_that_loses_a_cancel(monkeypatch):
    monkeypatch.setattr(limits, "CANCEL_AGAIN_AFTER", 0.01)
    begun, lost = asyncio.Event(), asyncio.Event()

    async def live(_connected):
        begun.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        lost.set()
        await asyncio.Event().wait()

    one = Connection(name="pigeon", live=live, clock=FakeClock(), retry_after=WAITS)
    one.start()
    await begun.wait()
    async with asyncio.timeout(patient(5)):
        await one.close()
    assert lost.is_set()
    assert one.state == "closed"


def test_what_is_heard_twice_is_new_once_and_forgotten_after_a_while(monkeypatch):
    monkeypatch.setattr(limits, "REMEMBERED", 2)
    heard = Heard()
    assert [heard.is_new(key) for key in ("a", "a", "", "", "b", "c", "a")] == [
        True,
        False,
        True,
        True,
        True,
        True,
        True,
    ]
