"""How long news takes from the listing in which it is seen to each channel, and where the time goes.

    python -m benchmarks.lag --articles 60 --every 1

`onrecord run`, with its real models and as a process of its own, polls a news site on loopback each second, which
publishes an article of some 250 words with one statement in it every so many seconds, and posts to Discord and Slack on
loopback. The steps are read from its log, in which all lines about one text have one id. Times are of a clock on the
wall: run it on a machine that has nothing else to do; beside them stands what the processor was busy for.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.bot import CHECKOUT, processor_seconds
from tests.chaos import sentences
from tests.whole import FILLER, Newsroom

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

STEPS = {  # by the event that ends it, in order
    "fetched": "seen to fetched",
    "understood": "fetched to understood: the tagger",
    "read": "understood to on record: compared and saved",
}
POSTS = {"discord": "on record to posted on Discord", "slack": "on record to posted on Slack"}
WHOLE = "seen to posted, on the later of both"
TARGET = 2.0  # seconds of the last row, of 95 in 100
WARM = 5  # articles that are not counted
REPORTED_WITHIN = 300.0  # seconds after the last article


async def _lines(child: asyncio.subprocess.Process, found: dict[str, dict[str, float]], loaded: asyncio.Event) -> None:
    """Note when what happened to each text, by its id."""
    assert child.stderr is not None
    async for line in child.stderr:
        if not line.startswith(b"{"):
            continue
        said: dict[str, Any] = json.loads(line)
        if said["event"] == "pipeline loaded":
            loaded.set()
        if "item" in said:
            event = said["event"]
            if event == "delivered":
                event = said["channel"].partition(":")[0]
            found[said["item"]].setdefault(event, datetime.fromisoformat(said["timestamp"]).timestamp())
    loaded.set()


async def measured(folder: Path, *, articles: int, every: float) -> tuple[list[dict[str, float]], float]:
    """Publish, and return the seconds of each step for each text, and those of the processor for one text."""
    async with Newsroom(folder, every=1.0, bot='log = "json"\nlog_level = "debug"\n', alerts="limit = 1000\n") as room:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", "-c", str(room.config_path)),
            cwd=CHECKOUT,
            env={**os.environ, **room.environment()},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        found: dict[str, dict[str, float]] = defaultdict(dict)
        loaded = asyncio.Event()
        listening = asyncio.create_task(_lines(child, found, loaded))
        try:
            await room.baseline()
            await loaded.wait()
            await room.discord.ready()
            used = processor_seconds(child.pid)
            for number, sentence in zip(range(articles), sentences(), strict=False):
                said = f"“{sentence[:-1]},” Donald Trump told reporters on the quay."
                room.publish(("wire", "paper", "ministry")[number % 3], "\n".join([FILLER[0], said, *FILLER]))
                await asyncio.sleep(every)
            async with asyncio.timeout(REPORTED_WITHIN):
                while sum(POSTS.keys() <= one.keys() for one in found.values()) < articles:  # noqa: ASYNC110 - a log
                    await asyncio.sleep(0.1)
            used = processor_seconds(child.pid) - used
        finally:
            if child.returncode is None:
                child.terminate()
            await child.wait()
            await listening
    texts = sorted((one for one in found.values() if "listed" in one), key=lambda one: one["listed"])
    return [_steps(one) for one in texts[WARM:] if POSTS.keys() <= one.keys()], used / articles


def _steps(at: Mapping[str, float]) -> dict[str, float]:
    taken, before = {}, at["listed"]
    for event, name in STEPS.items():
        taken[name], before = at[event] - before, at[event]
    taken |= {name: at[platform] - before for platform, name in POSTS.items()}
    return taken | {WHOLE: max(at[platform] for platform in POSTS) - at["listed"]}


def _of_100(times: Sequence[float], place: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[place - 1]


def main() -> int:
    """Measure, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--every", type=float, default=1.0, help="seconds between two articles")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onrecord-lag-") as folder:
        taken, processor = asyncio.run(measured(Path(folder), articles=given.articles, every=given.every))
    print(f"| an article every {given.every:g} s, {len(taken)} counted | p50 | p95 | worst |\n|---|---|---|---|")
    for name in (*STEPS.values(), *POSTS.values(), WHOLE):
        times = [one[name] for one in taken]
        print(f"| {name} | {statistics.median(times):.2f} s | {_of_100(times, 95):.2f} s | {max(times):.2f} s |")
    print(f"| the processor, for one article with its share of all polls | {processor:.2f} s | | |")
    whole = _of_100([one[WHOLE] for one in taken], 95)
    print(f"\np95 from seen to posted: {whole:.2f} s (at most {TARGET:g} s)")
    return 0 if whole <= TARGET else 1


if __name__ == "__main__":
    raise SystemExit(main())
