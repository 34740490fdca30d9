"""Measure polls by the number of sources: `python -m benchmarks.polling --scale [--sources N …] [--peer PYTHON]`.

The feeds stand on loopback, each at an address of its own where that matters, and answer "unchanged" (304). Per number:
a round of all (polls a second, processor a poll, memory), beside lemon24/reader with one and with eight workers where
`--peer` names an interpreter whose environment has it (`pip install reader sgmllib3k`); the bot's own scheduler over
sources of which none is due; and over sources that fall due a hundred a second, with lateness, once more with a tenth
of the hosts hanging. The processor's time is what counts on a busy machine; rates and lateness are by the wall.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import structlog

from bot.core.clock import SystemClock
from bot.core.config_sections import AlertSettings, PollingSettings
from bot.core.model import FetchOutcome, Poll, PollState, Source, Tier
from bot.jobs.deliveries.dispatch import Dispatcher
from bot.jobs.polling.poll import Poller
from bot.jobs.scheduling.pulse import Pulse
from bot.jobs.scheduling.scheduler import Scheduler, Services
from bot.sources.fetcher import WebFetcher
from bot.store.sql_store import SqlStore

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

HERE = Path(__file__).resolve().parents[1]
SIZES = (500, 2_000, 10_000)
ROUNDS = 3  # the first fetches each feed whole
IDLE_FOR = 20.0  # seconds
STEADY_FOR = 30.0
STEADY_RATE = 100  # sources that fall due in a second
HANGING = 0.1  # of the hosts
WORKERS = (1, 8)


def row(name: str, *values: str) -> None:
    """Print figures in columns."""
    print(f"{name:<34}" + "".join(f"{value:>16}" for value in values), flush=True)


def sources_of(port: int, number: int, *, every: timedelta, hanging: float = 0.0, hosts: bool = False) -> list[Source]:
    """Return sources; with `hosts` each at an address of its own."""
    made = []
    for one in range(number):
        host = f"127.1.{one // 250}.{one % 250 + 1}" if hosts else "127.0.0.1"
        path = "hang" if hanging and one % round(1 / hanging) == 0 else "feed"
        url = f"http://{host}:{port}/{path}/{one}"
        made.append(Source(id=f"s{one}", name=f"S{one}", url=url, tier=Tier.WIRE, language="en", poll_every=every))
    return made


class Bench:
    """The bot's parts over a record of its own. Use as an async context manager."""

    def __init__(self, folder: str, sources: list[Source], settings: PollingSettings) -> None:
        self.sources, self.settings, self.clock = sources, settings, SystemClock()
        self.store = SqlStore(f"sqlite:///{folder}/polls.db")
        self.web = WebFetcher(clock=self.clock, settings=settings, sources=sources, contact="bench@example.org")
        self.poller = Poller(
            store=self.store,
            fetcher=self.web,
            clock=self.clock,
            settings=settings,
            jitter=lambda: random.uniform(-1, 1),  # noqa: S311 - spreads load
        )
        self.late: list[float] = []

    async def __aenter__(self) -> Self:
        """Open all, and enlist the sources."""
        await self.store.open()
        await self.web.open()
        async with self.store.transaction() as transaction:
            await transaction.enlist([one.id for one in self.sources], now=self.clock.now())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close all."""
        await self.web.close()
        await self.store.close()

    async def due_in(self, spread: timedelta, *, after: timedelta = timedelta(0)) -> None:
        """Let the sources fall due one by one, as those that were polled at different times do."""
        begin = self.clock.now() + after
        states = {one.source_id: one for one in await self.store.poll_states()}
        async with self.store.transaction() as transaction:
            for place, one in enumerate(self.sources):
                state = replace(states[one.id], next_poll_at=begin + spread * place / len(self.sources))
                await transaction.save_poll(state, _poll_of(state))

    async def run(self, seconds: float, poller: Any) -> float:
        """Let the bot's scheduler run; returns the processor's time."""
        gc.collect()
        gc.freeze()  # as the bot does
        dispatcher = Dispatcher(
            store=self.store,
            messengers={},
            clock=self.clock,
            settings=AlertSettings(),
            sources=self.sources,
            routes=(),
            lost=None,  # type: ignore[arg-type]  # nothing is posted
            jitter=random.random,
        )
        services = Services(
            poller=poller,
            reader=None,  # type: ignore[arg-type]  # no feed lists anything
            rechecker=None,  # type: ignore[arg-type]
            dispatcher=dispatcher,
        )
        scheduler = Scheduler(
            store=self.store,
            services=services,
            pulse=Pulse(store=self.store, clock=self.clock, platforms=dict),
            sources=self.sources,
            clock=self.clock,
            settings=self.settings,
        )
        scheduler.start()
        await asyncio.sleep(2)  # the first tick does more
        begun = time.process_time()
        await asyncio.sleep(seconds)
        worked = time.process_time() - begun
        await scheduler.stop()
        return worked


class Noting:
    """A poller that notes how late each source is polled that answers."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    async def poll(self, source: Source, state: PollState, seat: Any = None) -> None:
        """Poll and note."""
        if "/hang/" not in source.url:
            self._bench.late.append((self._bench.clock.now() - state.next_poll_at).total_seconds())
        await self._bench.poller.poll(source, state, seat)


def _poll_of(state: PollState) -> Poll:
    return Poll(source_id=state.source_id, polled_at=datetime.now(UTC), outcome=FetchOutcome.OK)


async def rounds(port: int, number: int) -> dict[str, float]:
    """Poll each source, and again when its feed is unchanged, eight at a time."""
    # One host here, each its own in the world.
    settings = PollingSettings.model_validate({"per_host": 10, "per_host_every": "0s"})
    with tempfile.TemporaryDirectory() as folder:
        async with Bench(folder, sources_of(port, number, every=timedelta(minutes=2)), settings) as bench:
            gc.collect()
            gc.freeze()
            wall, worked = [], []
            for _ in range(ROUNDS):
                states = {one.source_id: one for one in await bench.store.poll_states()}
                waiting, begun, begun_work = iter(bench.sources), time.perf_counter(), time.process_time()

                async def poll_some() -> None:
                    for one in waiting:  # noqa: B023 - all of them end in this round
                        await bench.poller.poll(one, states[one.id])  # noqa: B023

                await asyncio.gather(*(poll_some() for _ in range(settings.at_once)))
                wall.append(time.perf_counter() - begun)
                worked.append(time.process_time() - begun_work)
    return {
        "wall": min(wall[1:]) / number,
        "processor": min(worked[1:]) / number,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
    }


async def idle(port: int, number: int) -> dict[str, float]:
    """Run the scheduler over sources of which none is due."""
    with tempfile.TemporaryDirectory() as folder:
        async with Bench(folder, sources_of(port, number, every=timedelta(hours=6)), PollingSettings()) as bench:
            await bench.due_in(timedelta(hours=1), after=timedelta(hours=1))
            return {"processor": await bench.run(IDLE_FOR, bench.poller) / IDLE_FOR}


async def steady(port: int, number: int, hanging: float) -> dict[str, float]:
    """Run the scheduler over sources that fall due a hundred a second."""
    every = timedelta(seconds=number / STEADY_RATE)
    sources = sources_of(port, number, every=every, hanging=hanging, hosts=True)
    with tempfile.TemporaryDirectory() as folder:
        async with Bench(folder, sources, PollingSettings()) as bench:
            await bench.due_in(every)
            worked = await bench.run(STEADY_FOR, Noting(bench))
            late = sorted(bench.late)
    return {
        "rate": len(late) / (STEADY_FOR + 2),
        "processor": worked / max(len(late), 1),
        "late": statistics.median(late),
        "latest": late[int(len(late) * 0.95)],
    }


def child(port: int, *what: object) -> dict[str, float]:
    """Measure in a process of its own: memory and the state of others are not its."""
    command = [sys.executable, "-m", "benchmarks.polling_scale", "--port", str(port), "--child", *map(str, what)]
    environment = os.environ | {"PYTHONPATH": str(HERE)}
    answer = subprocess.run(command, cwd=HERE, env=environment, check=True, stdout=subprocess.PIPE)  # noqa: S603
    found: dict[str, float] = json.loads(answer.stdout)
    return found


def peer(python: str | None, port: int, number: int, workers: int) -> dict[str, float] | None:
    """Measure lemon24/reader, or say why not."""
    if python is None:
        return None
    command = [
        python,
        str(HERE / "benchmarks" / "polling_peer.py"),
        f"http://127.0.0.1:{port}",
        str(number),
        str(workers),
    ]
    answer = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
    if answer.returncode:
        print(f"  {python} cannot run `reader`: {answer.stderr.strip().splitlines()[-1]}")
        return None
    found: dict[str, float] = json.loads(answer.stdout)
    return found


def measured(port: int, number: int, python: str | None) -> None:
    """Print what so many sources take."""
    columns = ["this bot", *(f"reader, {one}" for one in WORKERS)]
    found = [child(port, "rounds", number), *(peer(python, port, number, one) for one in WORKERS)]
    row(f"{number:,} sources", *(column for column, one in zip(columns, found, strict=True) if one))
    there = [one for one in found if one]
    row("  polls a second", *(f"{1 / one['wall']:.0f}" for one in there))
    row("  processor a poll (1.5 ms at most)", *(f"{one['processor'] * 1e3:.2f} ms" for one in there))
    row("  memory", *(f"{one['memory_mb']:.0f} MB" for one in there))
    row("  none due: of a core (below 3 %)", f"{child(port, 'idle', number)['processor']:.1%}")
    shares: list[float] = []  # of what fell due at hosts that answer, that was polled
    for hanging in (0.0, HANGING):
        one = child(port, "steady", number, hanging)
        shares.append(one["rate"] / (STEADY_RATE * (1 - hanging)))
        wanted = STEADY_RATE * (1 - hanging)
        row(
            f"  {wanted:.0f}/s due, {hanging:.0%} of hosts hang",
            f"{one['rate']:.0f}/s",
            f"{one['processor'] * 1e3:.2f} ms each",
            f"{one['late']:.2f} s late",
            f"95 %: {one['latest']:.2f} s",
        )
    row("  lost to them (a tenth at most)", f"{max(1 - shares[1] / shares[0], 0):.1%}")


def scale(sizes: Sequence[int], python: str | None) -> None:
    """Print what each number of sources takes; `python` is an interpreter that has `reader`."""
    server = subprocess.Popen([sys.executable, str(HERE / "benchmarks" / "polling_server.py")], stdout=subprocess.PIPE)  # noqa: S603
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        row("load of the machine", f"{os.getloadavg()[0]:.1f}")
        if python is None:
            print("  without --peer, lemon24/reader is not measured beside")
        for number in sizes:
            measured(port, number, python)
    finally:
        server.kill()
        server.wait()


def main() -> None:
    """Measure one thing in this process, for `child`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--child", nargs="+", required=True)
    asked = parser.parse_args()
    structlog.configure(processors=[_dropped])
    what, number, *rest = asked.child
    ways: dict[str, Callable[..., Coroutine[Any, Any, dict[str, float]]]] = {
        "rounds": rounds,
        "idle": idle,
        "steady": steady,
    }
    print(json.dumps(asyncio.run(ways[what](asked.port, int(number), *map(float, rest)))))


def _dropped(*_: object) -> str:
    raise structlog.DropEvent


if __name__ == "__main__":
    main()
