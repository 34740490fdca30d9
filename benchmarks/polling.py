"""Measure polls: `python -m benchmarks.polling [--sources N]`.

It prints how many feeds a second are asked that are unchanged (304), on loopback, through the real poller, client and
record on SQLite; and what the processes that parse add to the bot's memory, at work and at rest. The rate on the wall
is that of an idle machine only; by the processor's time it stands on a busy one too.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from bot.core.clock import SystemClock
from bot.core.config import PollingSettings
from bot.core.model import Source, Tier
from bot.jobs.poll import Poller
from bot.sources.fetcher import WebFetcher
from bot.sources.parsing import ParserPool
from bot.sources.thresholds import IDLE_SECONDS, PROCESSES
from bot.store.sql_store import SqlStore
from tests.loopback.news import NewsItem, NewsServer, page, rss

ROUNDS = 3  # the first fetches each feed whole
ENDED_AFTER = 10.0  # seconds, on a busy machine
TARGETS = {"polls a second, unchanged": "at least 230", "parsers between two bodies": "under 60 MB"}


def row(name: str, value: str) -> None:
    """Print one figure."""
    print(f"{name:<58} {value:>14}   {TARGETS.get(name, '')}")


async def serve(sources: int) -> None:
    """Serve feeds until the other process ends."""
    async with NewsServer() as news:
        for number in range(sources):
            items = [NewsItem(title=f"Item {number}", path=f"/{number}", guid=str(number))]
            news.put_feed(f"/feed/{number}", rss(items), ETag=f'"{number}"')
        print(news.port, flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


async def measure_polls(sources: int, folder: Path) -> None:
    """Poll each source, and again when its feed is unchanged."""
    news = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.polling", "--serve", "--sources", str(sources)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert news.stdout is not None
    url = f"http://127.0.0.1:{int(await news.stdout.readline())}"
    common = {"tier": Tier.WIRE, "language": "en", "poll_every": timedelta(minutes=2)}
    polled = [Source(id=f"s{one}", name=f"Source {one}", url=f"{url}/feed/{one}", **common) for one in range(sources)]
    settings = PollingSettings(per_host=10, per_host_every="0s")  # in the world each has a host of its own
    store, clock = SqlStore(f"sqlite:///{folder / 'polls.db'}"), SystemClock()
    await store.open()
    async with WebFetcher(clock=clock, settings=settings, sources=polled, contact="bench@example.org") as web:
        poller = Poller(store=store, fetcher=web, clock=clock, settings=settings, jitter=lambda: 0.0)
        for round_ in range(ROUNDS):
            states = {one.source_id: one for one in await store.poll_states()}
            at_once, begun_at, worked = asyncio.Semaphore(settings.at_once), time.perf_counter(), time.process_time()

            async def poll(source: Source) -> str:
                async with at_once:  # noqa: B023 - all of them end in this round
                    return str((await poller.poll(source, states.get(source.id))).outcome)  # noqa: B023

            outcomes = set(await asyncio.gather(*map(poll, polled)))
            seconds, worked = time.perf_counter() - begun_at, time.process_time() - worked
            assert outcomes == {"unchanged" if round_ else "ok"}, outcomes
        row("polls a second, unchanged", f"{sources / seconds:.0f}")
        row("polls in a second of the processor, unchanged", f"{sources / worked:.0f}")
    await store.close()
    news.kill()
    await news.wait()


async def measure_parsers() -> None:
    """Print what the processes that parse hold of the memory."""
    pool, now = ParserPool(), datetime.now(UTC)
    feed = rss([NewsItem(title="Item", path="/1", guid="1")]).encode()
    html = page(
        "Item", ["The quay is closed, and the ferries wait for the wind to turn."] * 20, published_at=now
    ).encode()

    async def parse(number: int) -> None:
        of = {"url": f"https://example.org/{number}", "content_type": "text/html", "now": now}
        await pool.feed(feed, **of)
        await pool.page(html, **of)

    await asyncio.gather(*map(parse, range(2 * PROCESSES)))
    row("parsers between two bodies", f"{shared_out_mb():.0f} MB")
    print(f"  {len(children())} processes")
    await asyncio.sleep(IDLE_SECONDS + ENDED_AFTER)
    row(f"parsers with nothing to do for {IDLE_SECONDS:.0f} s", f"{shared_out_mb():.0f} MB")
    await pool.close()


def children() -> list[int]:
    """Return the processes that this one has started and that live."""
    return [int(one) for one in Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()]


def shared_out_mb() -> float:
    """Return the memory of all children in MB; what several share counts in parts."""
    lines = [line for pid in children() for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1e3


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=1000, help="feeds that are polled")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        asyncio.run(serve(asked.sources))
        return
    structlog.configure(processors=[_drop])
    row("load of the machine in the last minute", f"{os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure_polls(asked.sources, Path(folder)))
    asyncio.run(measure_parsers())


def _drop(*_: object) -> str:
    raise structlog.DropEvent


if __name__ == "__main__":
    main()
