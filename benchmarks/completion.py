"""How long an argument is completed while somebody types it on Discord: from the gateway's event to what is offered.

    python -m benchmarks.completion
    python -m benchmarks.completion --statements 1000000 --databases sqlite --keep FOLDER

Discord itself is on loopback and in the same process, so its share is in the times. The record is that of
`benchmarks.lookups`; actors and sources are made up, many more than a newsroom has. Every argument of every command
that Discord completes is typed into: nothing, the first letters of a name, a whole one, a misspelt one, and a page of
nonsense. Slack's slash commands are plain text, in which nothing is completed.

The last column is the time of the processor: the only one that means something on a busy machine.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import random
import statistics
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.lookups import ACTORS, NOW, SOURCES, recorded, word
from bot.core.config import parse_config
from handlers.command_table import SLASH
from handlers.commands import Commands
from handlers.discord_handler import DiscordHandler
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.server import running

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bot.core.config import Config
    from bot.store import SqlStore

LIMIT: Final = 0.05  # seconds, of the 99th percentile
NONSENSE: Final = "قل لي 🐙 *who* <@1> said that " * 60
_BELOW: Final = frozenset({1, 2})  # types of what stands below a command


class _Clock:
    def now(self) -> datetime:
        return NOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One argument that Discord completes."""

    command: tuple[str, ...]  # `("source", "pause")`
    argument: str


def config_of(discord: LoopbackDiscord, *, actors: int, sources: int) -> Config:
    """Return a config with the actors and sources of the record, and as many more as it takes."""
    chance = random.Random(3)  # noqa: S311 - a benchmark

    def name() -> str:
        return " ".join(word(chance.randrange(4_096, 40_000)).title() for _ in range(2))

    people = [*ACTORS, *(f"person-{number}" for number in range(len(ACTORS), actors))]
    outlets = [*SOURCES, *(f"outlet-{number}" for number in range(len(SOURCES), sources))]
    text = "".join(f'[[actors]]\nid = "{one}"\nname = "{name()}"\naliases = ["{name()}"]\n' for one in people)
    text += "".join(
        f'[[sources]]\nid = "{one}"\nname = "The {name()}"\nurl = "https://{one}.example/feed"\ntier = "outlet"\n'
        for one in outlets
    )
    config = parse_config(text)
    at = {"api": discord.api, "gateway": discord.gateway}
    return replace(config, discord=config.discord.model_copy(update=at))


def completed(options: Sequence[dict[str, Any]], above: tuple[str, ...] = ()) -> Iterator[Asked]:
    """Yield each argument of a registered command that is completed."""
    for one in options:
        if one["type"] in _BELOW:
            yield from completed(one.get("options") or [], (*above, one["name"]))
        elif one.get("autocomplete"):
            yield Asked(command=above, argument=one["name"])


def typed(chance: random.Random, config: Config) -> Iterator[str]:
    """Yield what people type into an argument."""
    name = chance.choice([*config.actors, *config.sources]).name
    yield from ("", name[:2], name[:5], name, name[1:].swapcase(), "yesterday", "s00", NONSENSE)


async def measure(discord: LoopbackDiscord, config: Config, runs: int) -> dict[str, list[tuple[float, float]]]:
    """Return how long each took, and what of it the processor, in seconds, by argument."""
    chance = random.Random(11)  # noqa: S311 - a benchmark
    (command,) = [one for one in discord.registered() if one["name"] == SLASH]
    measured: dict[str, list[tuple[float, float]]] = {}
    gc.collect()
    gc.freeze()  # as the bot does
    for asked in completed(command["options"]):
        name, action = asked.command[0], dict(zip(("action",), asked.command[1:], strict=False))
        took = measured.setdefault(f"{' '.join(asked.command)}: {asked.argument}", [])
        for _ in range(runs):
            for text in typed(chance, config):
                used, begun = time.process_time(), time.perf_counter()
                await discord.complete(name, asked.argument, text, **action)
                took.append((time.perf_counter() - begun, time.process_time() - used))
    return measured


async def benchmark(store: SqlStore, about: str, *, actors: int, sources: int, runs: int) -> bool:
    """Measure on one record; returns whether every argument kept to the limit."""
    async with LoopbackDiscord() as discord:
        config = config_of(discord, actors=actors, sources=sources)
        clock = _Clock()
        commands = Commands(store=store.for_people(), config=config, clock=clock)
        handler = DiscordHandler(token=discord.token, config=config, commands=commands, clock=clock)
        async with running(handler):
            await discord.ready()
            for one in ACTORS:  # what was shown of late is what an id is completed with
                await discord.slash("statements", actor=one)
            measured = await measure(discord, config, runs)
    return tell(about, measured)


def tell(about: str, measured: dict[str, list[tuple[float, float]]]) -> bool:
    """Print the times of each argument, and of all; returns whether every argument kept to the limit."""
    print(f"\n| {about} | p50 | p99 | p99, processor |\n|---|---|---|---|")
    is_kept = True
    for name, took in {**measured, "all": [one for many in measured.values() for one in many]}.items():
        wall, busy = (sorted(part) for part in zip(*took, strict=True))
        place = min(int(len(took) * 0.99), len(took) - 1)
        is_kept = is_kept and min(wall[place], busy[place]) <= LIMIT
        shown = (f"{1000 * one:.1f} ms" for one in (statistics.median(wall), wall[place], busy[place]))
        print(f"| {name} | {' | '.join(shown)} |")
    return is_kept


async def run(given: argparse.Namespace, folder: Path) -> bool:
    """Measure on each database."""
    kept = []
    for database in given.databases:
        about = f"{database}, {given.statements:,} statements, {given.actors:,} actors, {given.sources:,} sources"
        async with recorded(database, folder, given.statements) as store:
            kept.append(await benchmark(store, about, actors=given.actors, sources=given.sources, runs=given.runs))
    return all(kept)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--actors", type=int, default=200)
    parser.add_argument("--sources", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgres"], choices=["sqlite", "postgres"])
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        raise SystemExit(0 if asyncio.run(run(given, folder)) else 1)


if __name__ == "__main__":
    main()
