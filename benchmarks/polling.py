"""Measure polls: `python -m benchmarks.polling [--sources N] [--beside TREE]`.

It prints how many feeds a second are asked that are unchanged (304), on loopback, through the real poller, client and
record on SQLite; and what the processes that parse add to the bot's memory, at work and at rest. The rate on the wall
is that of an idle machine only; by the processor's time it stands on a busy one too.

With `--beside`, only polls are measured, by this checkout and another in turn, so that a machine that slows down slows
both; a tree of before the floors (`bot/poll.py`) will do:

    git worktree add --detach ../before REVISION
    python -m benchmarks.polling --beside ../before

With `--scale` 500, 2,000 and 10,000 sources are measured, or as many as `--sources` says: polls, and the scheduler
where none is due and where a tenth of the hosts hang (`benchmarks/polling_scale.py`). `--peer PYTHON` names an
interpreter whose environment has lemon24/reader (`pip install reader sgmllib3k`), which is measured beside.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import structlog

HERE = Path(__file__).resolve().parents[1]
ROUNDS = 3  # the first fetches each feed whole
TURNS = 3  # of each tree
# What is measured, and where it stood before the floors.
PARTS = {
    "SystemClock": ("bot.core.clock", "bot.app"),
    "PollingSettings": ("bot.core.config_sections", "bot.core.config", "bot.config"),
    "Source": ("bot.core.model", "bot.model"),
    "Tier": ("bot.core.model", "bot.model"),
    "Poller": ("bot.jobs.polling.poll", "bot.jobs.polling.poll", "bot.poll"),
    "WebFetcher": ("bot.sources.fetcher",),
    "SqlStore": ("bot.store.sql_store",),
}
ENDED_AFTER = 10.0  # seconds, on a busy machine
TARGETS = {"polls a second, unchanged": "at least 230", "parsers between two bodies": "under 60 MB"}


def part(name: str) -> Any:
    """Return a part of the tree whose `bot` is imported."""
    tree = Path(str(import_module("bot").__file__)).parents[1]
    # By its files: an import may find what this tree lacks in another one that is installed.
    paths = {one: tree / one.replace(".", "/") for one in PARTS[name]}
    places = [one for one, path in paths.items() if path.with_suffix(".py").exists() or (path / "__init__.py").exists()]
    return getattr(import_module(places[0]), name)


def row(name: str, value: str) -> None:
    """Print one figure."""
    print(f"{name:<58} {value:>14}   {TARGETS.get(name, '')}")


async def serve(sources: int) -> None:
    """Serve feeds until the other process ends."""
    from tests.loopback.news import NewsItem, NewsServer, rss  # noqa: PLC0415 - the other tree measures without it

    async with NewsServer() as news:
        for number in range(sources):
            items = [NewsItem(title=f"Item {number}", path=f"/{number}", guid=str(number))]
            news.put_feed(f"/feed/{number}", rss(items), ETag=f'"{number}"')
        print(news.port, flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


async def measure_polls(sources: int, folder: Path) -> tuple[float, float]:
    """Poll each source, and again when its feed is unchanged; returns the rate by the wall and by the processor."""
    news = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.polling", "--serve", "--sources", str(sources)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=HERE,
        env=os.environ | {"PYTHONPATH": str(HERE)},
    )
    assert news.stdout is not None
    url = f"http://127.0.0.1:{int(await news.stdout.readline())}"
    common = {"tier": part("Tier").WIRE, "language": "en", "poll_every": timedelta(minutes=2)}
    source_of = part("Source")
    polled = [
        source_of(id=f"s{one}", name=f"Source {one}", url=f"{url}/feed/{one}", **common) for one in range(sources)
    ]
    settings = part("PollingSettings")(per_host=10, per_host_every="0s")  # in the world each has a host of its own
    store, clock = part("SqlStore")(f"sqlite:///{folder / 'polls.db'}"), part("SystemClock")()
    await store.open()
    web_of = part("WebFetcher")
    async with web_of(clock=clock, settings=settings, sources=polled, contact="bench@example.org") as web:
        poller = part("Poller")(store=store, fetcher=web, clock=clock, settings=settings, jitter=lambda: 0.0)
        gc.collect()
        gc.freeze()  # as the bot does
        for round_ in range(ROUNDS):
            states = {one.source_id: one for one in await store.poll_states()}
            at_once, begun_at, worked = asyncio.Semaphore(settings.at_once), time.perf_counter(), time.process_time()

            async def poll(source: Any) -> str:
                async with at_once:  # noqa: B023 - all of them end in this round
                    return str((await poller.poll(source, states.get(source.id))).outcome)  # noqa: B023

            outcomes = set(await asyncio.gather(*map(poll, polled)))
            seconds, worked = time.perf_counter() - begun_at, time.process_time() - worked
            assert outcomes == {"unchanged" if round_ else "ok"}, outcomes
    await store.close()
    news.kill()
    await news.wait()
    return sources / seconds, sources / worked


def beside(tree: Path, sources: int) -> None:
    """Print what this tree and another poll, in turns."""
    polls: dict[Path, list[tuple[float, float]]] = {tree.resolve(): [], HERE: []}
    for _ in range(TURNS):
        for one, found in polls.items():
            command = [sys.executable, "-P", __file__, "--polls-only", "--sources", str(sources)]
            environment = os.environ | {"PYTHONPATH": str(one)}
            answer = subprocess.run(command, cwd=one, env=environment, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
            wall, processor = map(float, answer.stdout.split())
            found.append((wall, processor))
    for one, found in polls.items():
        for name, figures in zip(
            ("polls a second", "polls in a second of the processor"), zip(*found, strict=True), strict=True
        ):
            row(f"{one.name}: {name}", f"{statistics.median(figures):.0f}")


async def measure_parsers() -> None:
    """Print what the processes that parse hold of the memory."""
    from bot.sources.parsing import ParserPool  # noqa: PLC0415 - as above
    from bot.sources.thresholds import IDLE_SECONDS, PROCESSES, SPARE_SECONDS  # noqa: PLC0415
    from tests.loopback.news import NewsItem, page, rss  # noqa: PLC0415

    pool, now = ParserPool(), datetime.now(UTC)
    source = part("Source")(
        id="one", name="One", url="", tier=part("Tier").WIRE, language="en", poll_every=timedelta(minutes=2)
    )
    feed = rss([NewsItem(title="Item", path="/1", guid="1")]).encode()
    html = page(
        "Item", ["The quay is closed, and the ferries wait for the wind to turn."] * 20, published_at=now
    ).encode()

    async def parse(number: int) -> None:
        of = {"url": f"https://example.org/{number}", "content_type": "text/html", "now": now}
        await pool.listing(feed, source=source, **of)
        await pool.page(html, **of)

    await pool.ready()  # as the bot does when it starts
    await asyncio.gather(*map(parse, range(2 * PROCESSES)))
    row("parsers right after two bodies at once", f"{shared_out_mb():.0f} MB")
    await asyncio.sleep(SPARE_SECONDS + ENDED_AFTER)
    row("parsers between two bodies", f"{shared_out_mb():.0f} MB")
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
    parser.add_argument("--sources", type=int, help="feeds that are polled, by default 1000")
    parser.add_argument("--scale", action="store_true", help="measure by the number of sources, and the scheduler")
    parser.add_argument("--peer", help="with --scale: a Python whose environment has lemon24/reader")
    parser.add_argument("--beside", type=Path, help="another checkout, whose polls are measured in turn with these")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--polls-only", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.scale:
        from benchmarks.polling_scale import SIZES, scale  # noqa: PLC0415 - another tree measures without it

        scale(SIZES if asked.sources is None else (asked.sources,), asked.peer)
        return
    asked.sources = asked.sources or 1000
    if asked.serve:
        asyncio.run(serve(asked.sources))
        return
    structlog.configure(processors=[_drop])
    if not asked.polls_only:
        row("load of the machine in the last minute", f"{os.getloadavg()[0]:.1f}")
    if asked.beside is not None:
        beside(asked.beside, asked.sources)
        return
    with tempfile.TemporaryDirectory() as folder:
        wall, processor = asyncio.run(measure_polls(asked.sources, Path(folder)))
    if asked.polls_only:
        print(wall, processor)
        return
    row("polls a second, unchanged", f"{wall:.0f}")
    row("polls in a second of the processor, unchanged", f"{processor:.0f}")
    asyncio.run(measure_parsers())


def _drop(*_: object) -> str:
    raise structlog.DropEvent


if __name__ == "__main__":
    main()
