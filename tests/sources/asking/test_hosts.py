from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome
from bot.sources.asking import hosts
from bot.sources.asking.hosts import HostGate
from tests.sources.samples import Naps


def gate_on(time, *, every=1.0, at_once=1):
    return HostGate(every=every, at_once=at_once, monotonic=time.monotonic, sleep=time.sleep)


async def starts(gate, time, *names):
    times = []
    for name in names:
        async with gate.turn(name, f"http://{name}/"):
            times.append(time.monotonic())
    return times


async def test_requests_to_one_host_are_spaced_and_to_others_not():
    time = Naps()
    assert await starts(gate_on(time), time, "a", "a", "b", "a") == [0.0, 1.0, 1.0, 2.0]


async def test_a_crawl_delay_spaces_further_and_never_closer():
    time = Naps()
    gate = gate_on(time)
    gate.slow_down("a", 3.0)
    gate.slow_down("b", 0.1)
    assert await starts(gate, time, "a", "a", "a") == [0.0, 3.0, 6.0]
    assert await starts(gate, time, "b", "b") == [6.0, 7.0]


async def test_a_closed_host_is_left_alone():
    time = Naps()
    gate = gate_on(time)
    gate.close("a", timedelta(seconds=20))
    assert await starts(gate, time, "a") == [20.0]
    gate.close("a", timedelta(minutes=30))
    with pytest.raises(SourceError) as caught:
        await starts(gate, time, "a")
    assert caught.value.outcome is FetchOutcome.RATE_LIMITED
    assert caught.value.retry_after == timedelta(minutes=30)
    assert await starts(gate, time, "b") == [20.0]


async def test_a_request_that_was_sent_away_takes_no_turn():
    time = Naps()
    gate = gate_on(time)
    gate.close("a", timedelta(minutes=2))
    for _ in range(5):
        with pytest.raises(SourceError):
            await starts(gate, time, "a")
    time.taken.append(120.0)
    assert await starts(gate, time, "a") == [120.0]


async def test_only_so_many_run_at_once():
    time = Naps()
    gate = gate_on(time, every=0.0, at_once=2)
    running, most, leave = 0, 0, asyncio.Event()

    async def one():
        nonlocal running, most
        async with gate.turn("a", "http://a/"):
            running += 1
            most = max(most, running)
            await leave.wait()
            running -= 1

    tasks = [asyncio.create_task(one()) for _ in range(5)]
    await asyncio.sleep(0)
    leave.set()
    await asyncio.gather(*tasks)
    assert most == 2


async def test_a_cancelled_request_gives_its_seat_back():
    time = Naps()
    gate = gate_on(time)
    seated = asyncio.Event()

    async def one():
        async with gate.turn("a", "http://a/"):
            seated.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(one())
    await seated.wait()
    task.cancel()
    await asyncio.wait([task])
    assert await starts(gate, time, "a") == [1.0]


async def test_hosts_at_rest_are_forgotten(monkeypatch):
    monkeypatch.setattr(hosts, "MANY_HOSTS", 3)
    time = Naps()
    gate = gate_on(time)
    gate.close("closed", timedelta(minutes=1))
    for n in range(10):
        await starts(gate, time, f"h{n}")
        time.taken.append(2)
    assert "closed" in gate._hosts
    assert len(gate._hosts) <= 3
