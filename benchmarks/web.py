"""How long the archive's pages take on a record of a given size, through its server on loopback.

    python -m benchmarks.web
    python -m benchmarks.web --statements 1000000 --runs 200 --keep FOLDER

The record is that of `benchmarks.lookups`. The last column is the time of the processor: what a page takes on a machine
that has nothing else to do, and the only one that means something on a busy one.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import random
import socket
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import aiohttp

from benchmarks.lookups import ACTORS, NOW, SOURCES, common, fill_sqlite, middling, rare
from bot.core.config import parse_config
from bot.store import SqlStore
from handlers.web import ArchiveServer

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.core.config import Config

PAGE_LIMIT = 0.15  # seconds, of the 99th percentile


class _Clock:
    def now(self) -> datetime:
        return NOW


def config_of(port: int) -> Config:
    """Return a config with the actors and sources of the record."""
    actors = "".join(f'[[actors]]\nid = "{one}"\nname = "Actor Number {place}"\n' for place, one in enumerate(ACTORS))
    sources = "".join(
        f'[[sources]]\nid = "{one}"\nname = "{one}"\nurl = "https://{one}.example/feed"\ntier = "outlet"\n'
        for one in SOURCES
    )
    config = parse_config(actors + sources)
    return replace(config, web=config.web.model_copy(update={"port": port}))


def forms(statements: int) -> dict[str, Callable[[random.Random], str]]:
    """Return the address of each form of a page, with values by chance."""

    def search(**fields: Callable[[random.Random], object]) -> Callable[[random.Random], str]:
        return lambda chance: f"/?{urlencode({name: value(chance) for name, value in fields.items()})}"

    def actor(chance: random.Random) -> str:
        return chance.choice(ACTORS)

    def statement(chance: random.Random) -> str:
        return f"s{chance.randrange(statements):09}"

    return {
        "search, all": search(),
        "search, all, page 40": search(page=lambda _: 40),
        "search, common word": search(q=common),
        "search, middling word": search(q=middling),
        "search, rare word": search(q=rare),
        "search, two common words": search(q=lambda chance: f"{common(chance)} {common(chance)}"),
        "search, unknown word": search(q=lambda _: "xyzzyxyzzy"),
        "search, actor, source, word, week": search(
            q=common, actor=actor, source=lambda chance: chance.choice(SOURCES), since=lambda _: "7d"
        ),
        "statement": lambda chance: f"/statements/{statement(chance)}",
        "actor, 30 days": lambda chance: f"/actors/{actor(chance)}",
        "actor, a year": lambda chance: f"/actors/{actor(chance)}?since=365d",
        "actors": lambda _: "/actors",
        "not reported": lambda _: "/unreported",
        "why, a statement": lambda chance: f"/why?what={statement(chance)}",
        "feed": lambda chance: f"/statements.rss?q={common(chance)}",
    }


async def measure(root: str, statements: int, runs: int) -> dict[str, list[tuple[float, float]]]:
    """Return what each form took, and what of it the processor, in seconds; the browser is in the same process."""
    chance = random.Random(11)  # noqa: S311 - a benchmark
    gc.collect()
    gc.freeze()  # as the bot does
    measured: dict[str, list[tuple[float, float]]] = {}
    async with aiohttp.ClientSession() as browser:
        for name, address in forms(statements).items():
            took = []
            for _ in range(runs):
                path = address(chance)
                used, begun = time.process_time(), time.perf_counter()
                async with browser.get(f"{root}{path}") as answer:
                    await answer.read()
                    assert answer.status == 200, (path, answer.status)  # noqa: PLR2004 - what a page answers
                took.append((time.perf_counter() - begun, time.process_time() - used))
            measured[name] = took
    return measured


async def until_listening(port: int) -> None:
    """Wait until somebody listens."""
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except ConnectionRefusedError:
            continue
        writer.close()
        return


async def benchmark(folder: Path, statements: int, runs: int) -> bool:
    """Fill a record and measure; returns whether every page kept to the limit."""
    file = folder / f"{statements}.db"
    is_new = not file.exists()
    store = SqlStore(f"sqlite:///{file}", lookup_cut_off_after=timedelta(seconds=30))
    await store.open()
    if is_new:
        await store.close()
        fill_sqlite(file, statements)
        await store.open()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    archive = ArchiveServer(config=config_of(port), password=None, store=store.for_people(), clock=_Clock())
    await archive.start()
    await until_listening(port)
    try:
        measured = await measure(f"http://127.0.0.1:{port}", statements, runs)
    finally:
        await archive.close()
        await store.close()
    print(f"\n| {statements:,} statements, {runs} runs | p50 | p99 | p99, processor |\n|---|---|---|---|")
    well = True
    for name, took in measured.items():
        waits, busy = sorted(one for one, _ in took), sorted(one for _, one in took)
        last = min(int(runs * 0.99), runs - 1)
        median = statistics.median(waits)
        figures = " | ".join(f"{one * 1000:.1f} ms" for one in (median, waits[last], busy[last]))
        print(f"| {name} | {figures} |")
        well = well and waits[last] <= PAGE_LIMIT
    return well


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        raise SystemExit(0 if asyncio.run(benchmark(folder, given.statements, given.runs)) else 1)


if __name__ == "__main__":
    main()
