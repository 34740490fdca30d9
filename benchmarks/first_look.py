"""How long an actor's news waits for his record after a start, and what the record takes: memory, and room on disk.

    python -m benchmarks.first_look --statements 25000 100000
    python -m benchmarks.first_look --statements 3000 --transcript 200

An actor has so many statements within three months, made up and written in bulk. `an upgrade` begins with a database in
which nothing says what they are found by, `a start` with one in which all is written. Each is measured in a process of
its own. With `--transcript`: how long so many passages of one article take, and how long the actor is held meanwhile.
Times are of the wall and, in brackets, of the processor: on a busy machine only these mean anything.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.novelty import resident_mb, synthetic
from bot.core.clock import SystemClock
from bot.core.model import Kind, Novelty, Statement
from bot.novelty import Judge
from bot.novelty.compare import Comparer
from bot.store import SqlStore
from bot.store.forms.record_order import first_place

ACTOR = "actor"
SPAN = timedelta(days=85)
REMEMBER = timedelta(days=90)
COLUMNS = "seq, id, actor_id, text, kind, said_at, said_precision, first_seen_at, novelty, confidence, words"


def fill(file: Path, statements: int) -> None:
    """Write the statements into a migrated file."""
    asyncio.run(_migrated(file))
    now = datetime.now(UTC)
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA synchronous = OFF")
    rows = []
    for number, text in enumerate(synthetic(statements, random.Random(1))):  # noqa: S311 - a benchmark
        at = now - SPAN + SPAN * (number / statements)
        written = at.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
        row = (first_place(at), f"s{number}", ACTOR, text, "direct", written, "moment", written, "new", 0.9, "")
        rows.append(row)
    connection.executemany(f"INSERT INTO statements ({COLUMNS}) VALUES ({', '.join('?' * len(row))})", rows)  # noqa: S608
    connection.commit()
    connection.close()


async def _migrated(file: Path) -> None:
    store = SqlStore(f"sqlite:///{file}")
    await store.open()
    await store.close()


async def look(file: Path, name: str) -> None:
    """Print how long the first news of the actor waits, and the whole of the record."""
    store = SqlStore(f"sqlite:///{file}")
    await store.open()
    clock = SystemClock()
    comparer = Comparer(store=store, load=Judge.load, clock=clock, remember=REMEMBER)
    await comparer.ready()
    before, begun, slowest = resident_mb(), _times(), [0.0]
    watch = asyncio.create_task(_longest_pause(slowest))
    news = _said("news", "The harbour will stay closed until the new dam in Norway is inspected.", clock.now())
    async with comparer.holding([ACTOR]):
        await comparer.place(news, beside=())
    first = _since(begun)
    await comparer.filled()
    whole, memory = _since(begun), resident_mb() - before
    watch.cancel()
    size = file.stat().st_size  # noqa: ASYNC240 - nothing waits for it
    print(
        f"  {name:<12} news waits {first}, the whole record in memory after {whole}, {memory:4.0f} MB; "
        f"longest pause of the loop {slowest[0] * 1000:4.0f} ms; file {size / 1e6:.0f} MB"
    )
    await comparer.close()
    await store.close()


async def transcript(file: Path, passages: int) -> None:
    """Print how long the passages of one article take, and how long of that nobody else may add to the record."""
    store = SqlStore(f"sqlite:///{file}")
    await store.open()
    clock = SystemClock()
    comparer = Comparer(store=store, load=Judge.load, clock=clock, remember=REMEMBER)
    await comparer.ready([ACTOR])
    await comparer.filled()
    made_up = iter(synthetic(3 * passages, random.Random(2)))  # noqa: S311 - a benchmark
    texts = [
        ". ".join(one.capitalize() for one in three) + "." for three in zip(made_up, made_up, made_up, strict=True)
    ]
    said = [_said(f"passage-{number}", text, clock.now()) for number, text in enumerate(texts)]
    begun = _times()
    precomputed = await comparer.precompute(said)
    before = _since(begun)
    begun = _times()
    async with comparer.holding([ACTOR]):
        for number, one in enumerate(said):
            await comparer.place(one, beside=said[:number], precomputed=precomputed)
    words = sum(len(text.split()) for text in texts) / passages
    print(
        f"  {passages} passages of {words:.0f} words: compared in {before} before, with the actor held {_since(begun)}"
    )
    await comparer.close()
    await store.close()


def _said(statement_id: str, text: str, at: datetime) -> Statement:
    return Statement(
        id=statement_id,
        actor_id=ACTOR,
        text=text,
        kind=Kind.DIRECT,
        said_at=None,
        first_seen_at=at,
        novelty=Novelty.NEW,
        confidence=0.9,
    )


def _times() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _since(begun: tuple[float, float]) -> str:
    wall, processor = (now - then for now, then in zip(_times(), begun, strict=True))
    return f"{wall:6.2f} s ({processor:.2f})"


async def _longest_pause(slowest: list[float]) -> None:
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(0.005)
        slowest[0] = max(slowest[0], time.perf_counter() - begun - 0.005)


def main() -> None:
    """Run the benchmark, each measure in a process of its own, so that memory is its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, nargs="+", default=[25_000, 100_000])
    parser.add_argument("--transcript", type=int, help="passages of an article that is compared instead")
    parser.add_argument("--look", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--name", default="", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.look is not None:
        what = look(given.look, given.name) if given.transcript is None else transcript(given.look, given.transcript)
        asyncio.run(what)
        return
    for statements in given.statements:
        with tempfile.TemporaryDirectory() as scratch:
            file = Path(scratch) / "record.db"
            fill(file, statements)
            print(f"{statements:,} statements of one actor", flush=True)
            for name in ("an upgrade", "a start") if given.transcript is None else ("a transcript",):
                command = [sys.executable, "-m", "benchmarks.first_look", "--look", str(file), "--name", name]
                command += [] if given.transcript is None else ["--transcript", str(given.transcript)]
                subprocess.run(command, check=True)  # noqa: S603


if __name__ == "__main__":
    main()
