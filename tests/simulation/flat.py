"""A day at ten times the usual rate: do memory and lag stay as they are?

    python -m tests.simulation.flat
    python -m tests.simulation.flat --hours 6 --rate 60

A usual rate is that of sixty sources, 23 articles with a statement an hour. Nothing fails in this day; the record is in
SQLite, so that what grows there is no memory. Of each hour are printed how many statements came on record, how long
after their listing (95 of 100), and the memory of the process when it ended. The mean of the last quarter is held
against that of the second: more than five per cent apart is a failure, and the command ends with 1.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from tests.simulation.lives import Lives
from tests.simulation.run import run
from tests.simulation.world import (
    ACTORS,
    HOUR,
    MINUTE,
    Article,
    Listing,
    Source,
    Story,
    Utterance,
    Version,
    World,
    made_up_words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

USUAL = 23  # statements an hour
SOURCES = 20
LISTED_FOR = 2 * HOUR
SHOWN = 100  # messages that the world keeps: none of this day is edited, since each statement is in one article
APART = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """What an hour was like."""

    statements: int
    lag: float  # seconds from the listing until it was on record, of 95 in 100
    memory: float  # MB of the process when it was over


def day(*, hours: int, rate: int) -> World:
    """Return a world in which so many articles an hour come out, evenly, each with one statement."""
    sources = tuple(Source(id=f"outlet{number}", every=2 * MINUTE) for number in range(SOURCES))
    stories = []
    for number in range(hours * rate):
        at = number * HOUR / rate + MINUTE
        source, actor = sources[number % SOURCES].id, sorted(ACTORS)[number % len(ACTORS)]
        said = Utterance(key=f"k{number}", actor=actor, words=f"{made_up_words(f'day {number}', 12).capitalize()}.")
        listing = Listing(at=at, until=at + LISTED_FOR, title=f"Dispatch {number}", guid=str(number), dated=at)
        article = Article(
            source=source, path=f"/{number}", versions=(Version(at=at, says=(said.key,)),), listings=(listing,)
        )
        stories.append(Story(label="a day", utterances=(said,), articles=(article,)))
    start = datetime(2026, 6, 10, tzinfo=UTC)
    return World(seed=0, start=start, hours=hours, sources=sources, stories=tuple(stories), store="sqlite")


def measured(world: World) -> list[Hour]:
    """Let the day go by, and return its hours."""
    memory: dict[int, float] = {}

    def note(lives: Any, _what: str) -> None:  # in the place of a log that would grow
        del lives.platforms.posted[:-SHOWN]
        hour = int(lives.clock.true() // HOUR)
        if hour not in memory:
            gc.collect()
            memory[hour] = _resident()

    with patch.object(Lives, "note", note):
        result = run(world)
    assert not result.broken, result.broken
    assert result.unexplained == []
    published = {
        said.words: article.listings[0].at
        for story in world.stories
        for said, article in zip(story.utterances, story.articles, strict=True)
    }
    lags: dict[int, list[float]] = {}
    for one in result.statements:
        at = published[one.text]
        lags.setdefault(int(at // HOUR), []).append((one.first_seen_at - world.start).total_seconds() - at)
    return [
        Hour(
            statements=len(lags.get(hour, ())),
            lag=_of_95(lags.get(hour, ())),
            memory=memory.get(hour + 1, memory[max(memory)]),
        )
        for hour in range(int(world.hours))
    ]


def _of_95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else 0.0


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def growth(values: Sequence[float]) -> float:
    """Return by which share the mean of the last quarter is more than that of the second; the first is a start."""
    quarter = max(len(values) // 4, 1)
    before, after = values[quarter : 2 * quarter], values[-quarter:]
    return statistics.mean(after) / statistics.mean(before) - 1


def main() -> int:
    """Measure, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--rate", type=int, default=10 * USUAL, help="articles an hour")
    given = parser.parse_args()
    hours = measured(day(hours=given.hours, rate=given.rate))
    table = Table("hour", "statements", "lag, 95 in 100", "memory", title="A day at a steady rate")
    for number, one in enumerate(hours):
        table.add_row(str(number), str(one.statements), f"{one.lag:.0f} s", f"{one.memory:.0f} MB")
    grown = {"lag": growth([one.lag for one in hours]), "memory": growth([one.memory for one in hours])}
    console = Console(highlight=False)
    console.print(table)
    console.print(", ".join(f"{name}: {share:+.1%}" for name, share in grown.items()), f"(at most {APART:+.0%})")
    return 0 if max(grown.values()) <= APART else 1


if __name__ == "__main__":
    raise SystemExit(main())
