"""A world in which processes of the bot are killed and platforms fail, and the ledger of what was told in it.

`python -m benchmarks.chaos` runs it for as long as is wanted, `tests/test_many_processes.py` for a few seconds.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.core.model import DeliveryState, ItemState
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.slack import LoopbackSlack
from tests.whole import ALL_ON_DISCORD, ALL_ON_SLACK, Newsroom

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from multiprocessing.process import BaseProcess
    from pathlib import Path

    from bot.core.model import Counts

SHARED = '[work]\nengine = "procrastinate"\n'
SCHEDULER, GATEWAY = ("run", "--role", "scheduler"), ("run", "--role", "gateway")
WORKER = ("worker", "--queues", "poll,read,deliver")
_PLACES = (
    "Ash",
    "Birch",
    "Cedar",
    "Elder",
    "Hazel",
    "Juniper",
    "Larch",
    "Maple",
    "Oak",
    "Pine",
    "Rowan",
    "Willow",
    "Yew",
)
_THINGS = ("wall", "train", "tax", "school", "ferry", "lighthouse", "market", "tram", "bridge", "library", "museum")
_ENDS = (
    "will be finished before the first snow",
    "costs the island less than anybody has promised",
    "was decided without asking the people of the ward",
    "is for the council to explain when it meets in May",
    "comes back to the table every summer since the flood",
    "keeps two hundred families on the north shore",
    "never had the money that was written down for it",
)


@dataclass
class Weather:
    """How often a platform fails: a share of its calls, half with 503, half with 504 after what was asked for is done.

    To the bot 503 says that nothing was done, as the platforms mean it, and what a proxy says that it may have been.
    """

    share: float
    seed: int
    failed: int = 0
    calm: bool = False
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - a story that can be told again

    def strikes(self) -> bool:
        """Tell whether this call fails."""
        struck = not self.calm and self.chance.random() < self.share
        self.failed += struck
        return struck

    def is_late(self) -> bool:
        """Tell whether what was asked for has been done all the same."""
        return self.chance.random() < 0.5


class StormyDiscord(LoopbackDiscord):
    """Fails for a share of its calls."""

    def __init__(self, weather: Weather) -> None:
        super().__init__()
        self.weather = weather

    async def _respond(self, request: web.Request, handler: Any, path: str, body: Any) -> Any:
        if "/messages" not in path or not self.weather.strikes():
            return await super()._respond(request, handler, path, body)
        if not self.weather.is_late():
            return web.Response(status=503)
        await super()._respond(request, handler, path, body)
        return web.Response(status=504)


class StormySlack(LoopbackSlack):
    """Fails for a share of its calls."""

    def __init__(self, weather: Weather) -> None:
        super().__init__()
        self.weather = weather

    async def _answer(self, request: web.Request, method: str, arguments: Any) -> Any:
        if not method.startswith("c") or not self.weather.strikes():
            return await super()._answer(request, method, arguments)
        if not self.weather.is_late():
            return web.Response(status=503)
        await super()._answer(request, method, arguments)
        return web.Response(status=504)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What happens."""

    seconds: float  # for which news is published and processes are killed
    workers: int = 3
    sources: int = 12
    publish_every: float = 1.0
    kill_every: float = 4.0
    failing: float = 0.2  # of the platforms' calls
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What was published and what became of it."""

    published: tuple[str, ...]
    told: Mapping[str, Counter[str]]  # by channel: how often each sentence stands there
    in_order: Mapping[str, bool]
    killed: Counter[str]
    failed_calls: int
    counts: Counts
    settled_after: float  # seconds from the end of the storm until nothing was left to do

    @property
    def missing(self) -> list[tuple[str, str]]:
        """What was not told, with the channel."""
        return [(at, one) for at, told in self.told.items() for one in self.published if not told[one]]

    @property
    def doubled(self) -> list[tuple[str, str]]:
        """What was told more than once, with the channel."""
        return [(at, one) for at, told in self.told.items() for one in self.published if told[one] > 1]

    @property
    def strange(self) -> int:
        """How many messages tell nothing that was published."""
        return sum(told["?"] for told in self.told.values())

    @property
    def is_balanced(self) -> bool:
        """Whether each sentence was told once in each channel, and nothing else was."""
        return not (self.missing or self.doubled or self.strange)


def sentences() -> list[str]:
    """Return a thousand different things to be said, neighbours with few words in common."""
    total = len(_PLACES) * len(_THINGS) * len(_ENDS)  # of numbers that have no common factor: each comes once
    return [
        f"The {_PLACES[one % len(_PLACES)]} Street {_THINGS[one % len(_THINGS)]} {_ENDS[one % len(_ENDS)]}."
        for one in range(total)
    ]


class Company:
    """The processes of the bot: whoever is killed is started again, as a supervisor does."""

    def __init__(self, room: Newsroom, plan: Plan) -> None:
        self._room = room
        commands = {"scheduler": SCHEDULER, "standby": SCHEDULER, "gateway": GATEWAY}
        self._commands = commands | {f"worker {number}": WORKER for number in range(1, plan.workers + 1)}
        self._running: dict[str, BaseProcess] = {}
        self.killed: Counter[str] = Counter()

    def start(self) -> None:
        """Start all."""
        for name in self._commands:
            self._start(name)

    def _start(self, name: str) -> None:
        self._running[name] = self._room.start_process(command=self._commands[name])

    def kill_one(self, chance: random.Random) -> None:
        """Kill one with SIGKILL, and start another in its place."""
        name = chance.choice(sorted(self._commands))
        self._running[name].kill()
        self._running[name].join()
        self.killed[name] += 1
        self._start(name)

    def start_again(self) -> list[str]:
        """Start anew who has ended by himself; returns their names."""
        ended = [name for name, process in self._running.items() if not process.is_alive()]
        for name in ended:
            self._start(name)
        return ended

    def end(self) -> None:
        """Kill all."""
        for process in self._running.values():
            process.kill()
            process.join()


async def run(folder: Path, database: str, plan: Plan, *, said: Callable[[str], None]) -> Ledger:
    """Let the plan happen, wait until nothing is left to do, and return what was told."""
    weather = Weather(share=plan.failing, seed=plan.seed, calm=True)
    chance = random.Random(plan.seed)  # noqa: S311 - as above
    sources = {f"source{number}": "wire" for number in range(plan.sources)}
    async with AsyncExitStack() as world:
        room = await world.enter_async_context(
            Newsroom(
                folder,
                discord=StormyDiscord(weather),
                slack=StormySlack(weather),
                database=database,
                sources=sources,
                more=SHARED,
                alerts="limit = 1000\n",
            )
        )
        company = Company(room, plan)
        world.callback(company.end)
        company.start()
        await room.baseline()
        said(f"{len(sources)} sources polled, {plan.workers} workers, the storm begins")
        weather.calm = False
        published = await _storm(room, company, plan, chance, sorted(sources), said)
        begun = asyncio.get_running_loop().time()
        said(f"{len(published)} statements published, {company.killed.total()} processes killed; no more of either")
        counts = await _settled(room, company, len(published))
        settled_after = asyncio.get_running_loop().time() - begun
        return _ledger(room, published, company.killed, weather.failed, counts, settled_after)


async def _storm(
    room: Newsroom,
    company: Company,
    plan: Plan,
    chance: random.Random,
    sources: Sequence[str],
    said: Callable[[str], None],
) -> list[str]:
    loop = asyncio.get_running_loop()
    begun, next_kill = loop.time(), loop.time() + plan.kill_every
    published: list[str] = []
    news = iter(sentences())
    while loop.time() - begun < plan.seconds:
        sentence = next(news)
        for source in chance.sample(sources, k=2 if chance.random() < 0.3 else 1):  # some of it by two outlets at once
            room.publish(source, f"trump: {sentence}")
        published.append(sentence)
        await asyncio.sleep(plan.publish_every)
        if loop.time() >= next_kill:
            company.kill_one(chance)
            next_kill = loop.time() + plan.kill_every * (0.5 + chance.random())
        if ended := company.start_again():
            said(f"ended by themselves, and were started again: {', '.join(ended)}")
    return published


async def _settled(room: Newsroom, company: Company, published: int) -> Counts:
    """Wait until all that was published is read, and nothing is to be delivered."""
    done: Counts | None = None

    def is_done(counts: Counts) -> bool:
        nonlocal done
        done = counts
        company.start_again()
        unsent = [DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.STALE]
        is_read = not counts.items.get(ItemState.WAITING) and sum(counts.items.values()) >= published
        return is_read and not any(counts.deliveries.get(one) for one in unsent)

    while True:
        await room.until_counted(is_done)
        await asyncio.sleep(2.0)  # what a feed lists is polled meanwhile
        await room.until_counted(is_done)
        assert done is not None
        return done


def _ledger(
    room: Newsroom,
    published: Sequence[str],
    killed: Counter[str],
    failed_calls: int,
    counts: Counts,
    settled_after: float,
) -> Ledger:
    places = {one: place for place, one in enumerate(published)}
    told: dict[str, Counter[str]] = {}
    in_order: dict[str, bool] = {}
    for channel in (ALL_ON_DISCORD, ALL_ON_SLACK):
        found = [next((one for one in published if one in alert), "?") for alert in room.alerts(channel)]
        told[channel] = Counter(found)
        known = [places[one] for one in found if one in places]
        in_order[channel] = known == sorted(known)
    return Ledger(
        published=tuple(published),
        told=told,
        in_order=in_order,
        killed=killed,
        failed_calls=failed_calls,
        counts=counts,
        settled_after=settled_after,
    )
