"""Run worlds: `python -m tests.simulation --seeds 20000`, or `--seed 7` to see one."""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import islice
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tests.compiled import share_compiled
from tests.garbage import collect_rarely
from tests.simulation.invariants import Breach, breaches
from tests.simulation.making import make_world
from tests.simulation.run import run
from tests.simulation.story import label_of, shrink, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

AT_A_TIME = 10  # seeds in one job of a process


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for; returns how the process is to end."""
    asked = _arguments(arguments)
    if asked.seed is not None:
        return _one(asked.seed, without=asked.without, smaller=asked.shrink, log=asked.log)
    return _many(range(asked.first, asked.first + asked.seeds), without=asked.without, jobs=asked.jobs)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=200, help="how many worlds to run")
    parser.add_argument("--first", type=int, default=0, help="the first of their seeds")
    parser.add_argument("--seed", type=int, help="run this one world and tell its story")
    parser.add_argument(
        "--shrink", action="store_true", help="with --seed: make a world that fails as small as it goes"
    )
    parser.add_argument("--log", action="store_true", help="with --seed: show what the program logged")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument(
        "--without",
        type=lambda text: tuple(text.split(",")),
        default=(),
        help="stories, faults and habits to leave out",
    )
    return parser.parse_args(arguments)


def _one(seed: int, *, without: Sequence[str], smaller: bool, log: bool) -> int:
    console = Console(highlight=False, soft_wrap=True)
    world = make_world(seed, without=without)
    result = run(world)
    broken = breaches(world, result)
    if broken and smaller:
        world = shrink(world, broken[0]).world
        result = run(world)
        broken = breaches(world, result)
    console.print(tell(world, result, broken), markup=False)
    if log:
        console.print("\n".join(["", "Log", *result.log]), markup=False)
    return 1 if broken else 0


def _begin() -> None:
    """Prepare a process for thousands of worlds."""
    share_compiled()
    collect_rarely()


def _broken(seeds: Sequence[int], without: Sequence[str]) -> list[tuple[int, Breach, str]]:
    """Run worlds; returns what each of them breaks, one of each kind, with the label of its story."""
    found: dict[tuple[int, str, str], Breach] = {}
    for seed in seeds:
        world = make_world(seed, without=without)
        for one in breaches(world, run(world)):
            found.setdefault((seed, one.invariant, label_of(world, one)), one)
    return [(seed, one, label) for (seed, _, label), one in found.items()]


def _shrunk(seed: int, broken: Breach, without: Sequence[str]) -> str:
    smaller = shrink(make_world(seed, without=without), broken)
    result = run(smaller.world)
    return f"{smaller.cause}\n\n{tell(smaller.world, result, breaches(smaller.world, result))}"


def _many(seeds: range, *, without: Sequence[str], jobs: int) -> int:
    console = Console(highlight=False, soft_wrap=True)
    known: dict[tuple[str, str], list[int]] = {}
    batches = iter([seeds[place : place + AT_A_TIME] for place in range(0, len(seeds), AT_A_TIME)])
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with ProcessPoolExecutor(jobs, initializer=_begin) as pool, Progress(*columns, console=console) as progress:
        bar = progress.add_task("worlds", total=len(seeds))
        running: dict[Future, int] = {
            pool.submit(_broken, list(batch), without): len(batch) for batch in islice(batches, 2 * jobs)
        }
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                progress.advance(bar, running.pop(future))
                if isinstance(future.result(), str):
                    progress.console.print(f"\n{future.result()}\n", markup=False)
                    continue
                for seed, one, label in future.result():
                    if (one.invariant, label) not in known:  # of each kind the first is made small and reported
                        running[pool.submit(_shrunk, seed, one, without)] = 0
                    known.setdefault((one.invariant, label), []).append(seed)
                for batch in islice(batches, 1):
                    running[pool.submit(_broken, list(batch), without)] = len(batch)
            progress.update(bar, description=f"worlds, {sum(map(len, known.values()))} failures")
    for (invariant, label), failed in sorted(known.items(), key=lambda row: -len(row[1])):
        console.print(f"{len(failed):6} × {invariant}: {label} (seeds {', '.join(map(str, failed[:5]))})", markup=False)
    return 1 if known else 0


if __name__ == "__main__":
    sys.exit(main())
