"""What a tick costs that finds nothing to do: `python -m benchmarks.tick [--ticks N] [--databases sqlite postgresql]`.

The whole bot, with the platforms on loopback and fake models, over three sources of which none is due for hours. Its
own ticker rests, and ticks are made one after the other: nine of ten ask, and the tenth leaves a sign of life besides.
Milliseconds of the processor, of the bot; what PostgreSQL's server takes comes to them. A bot ticks once a second, so
ten milliseconds are a hundredth of a core.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from pathlib import Path

import pytest
import structlog

from benchmarks.saving import database
from bot.jobs.scheduling import scheduler
from bot.jobs.scheduling.scheduler import Scheduler
from tests.whole import Newsroom, make_haste

DATABASES = ("sqlite", "postgresql")
ROUNDS = 5
HOUR = 3600.0  # seconds


class _Ticker(Scheduler):
    """The bot's own, whose ticks are made from here."""

    made: list[_Ticker]

    def start(self) -> None:
        self.made.append(self)
        super().start()


async def per_tick(folder: Path, url: str, *, ticks: int) -> list[float]:
    """Return the milliseconds of a tick, of each round."""
    _Ticker.made = []
    found = []
    async with Newsroom(folder, database=url, every=6 * HOUR) as room:
        room.awaited = ()
        async with room.bot():
            await room.until(lambda: all(room.news.asked(f"/{one}/feed") for one in room.sources) and _Ticker.made)
            (ticker,) = _Ticker.made
            await ticker.idle()
            for _ in range(ROUNDS + 1):  # the first one does more
                begun = time.process_time()
                for _ in range(ticks):
                    await ticker.tick()
                    await ticker.idle()
                found.append((time.process_time() - begun) / ticks * 1e3)
    return found[1:]


def measured(name: str, *, ticks: int) -> list[float]:
    """Return the milliseconds of a tick on an empty database of this make."""
    with tempfile.TemporaryDirectory() as folder, database(name, Path(folder)) as url:
        return asyncio.run(per_tick(Path(folder), url, ticks=ticks))


def main() -> None:
    """Print a row for each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ticks", type=int, default=200)
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=DATABASES)
    asked = parser.parse_args()
    structlog.configure(processors=[_dropped])
    with pytest.MonkeyPatch.context() as patch:
        make_haste(patch)
        patch.setattr(scheduler, "TICK_EVERY", HOUR)
        patch.setattr("bot.app.jobs.Scheduler", _Ticker)
        print("| An idle tick on | processor, at best of five rounds | in the middle |\n|---|---|---|", flush=True)
        for name in asked.databases:
            found = measured(name, ticks=asked.ticks)
            print(f"| {name} | {min(found):.2f} ms | {statistics.median(found):.2f} ms |", flush=True)


def _dropped(*_: object) -> str:
    raise structlog.DropEvent


if __name__ == "__main__":
    main()
