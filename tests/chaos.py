"""A world in which processes of the bot are killed and platforms fail, and the ledger of what was reported in it.

`python -m benchmarks.chaos` runs it for as long as is wanted, `tests/test_many_processes.py` for a few seconds.
"""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from collections import Counter
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import cycle
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web

from bot.core.model import DeliveryState, ItemState
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.news import NewsServer
from tests.loopback.server import gone
from tests.loopback.slack import LoopbackSlack
from tests.whole import (
    ALL_ON_DISCORD,
    ALL_ON_SLACK,
    AT_ONCE,
    NETANYAHU_ON_DISCORD,
    NETANYAHU_ON_SLACK,
    Newsroom,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
    from multiprocessing.process import BaseProcess
    from pathlib import Path

    from bot.core.model import Counts

ALONE = ("run",)
SHARED = '[work]\nengine = "procrastinate"\n'
SCHEDULER, GATEWAY = ("run", "--role", "scheduler"), ("run", "--role", "gateway")
WORKER = ("worker", "--queues", "poll,read,deliver")
WANTED_BY = {  # whose statements each channel wants
    **dict.fromkeys((ALL_ON_DISCORD, ALL_ON_SLACK), frozenset({"trump", "netanyahu"})),
    **dict.fromkeys((NETANYAHU_ON_DISCORD, NETANYAHU_ON_SLACK), frozenset({"netanyahu"})),
}
SILENT_FOR = 0.5  # seconds before a connection is cut without an answer
HASTY = 1.0  # seconds in which a platform has to answer, where nobody has time for the bot's own limit
ON_ITS_WAY = timedelta(seconds=2.0)  # then: longer than a request may take, as it is without haste
POLLS_A_SECOND = 40  # of all sources; more would be all that two processors do
CALM_LOOKS = 3  # seconds that nothing is to be done, before it is over
BALLAST = 64 * 1024  # bytes
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


class Failure(StrEnum):
    """How a call fails. To the bot 429 and 503 say that nothing was done, as the platforms mean it; else who knows."""

    TOO_MANY = "429"
    UNAVAILABLE = "503"
    GATEWAY = "504 after it was done"
    UNANSWERED = "cut off, done"
    LOST = "cut off, not done"
    TIMED_OUT = "timed out, done"  # nothing comes for as long as the bot waits
    TIMED_OUT_LOST = "timed out, not done"


IS_DONE = frozenset({Failure.GATEWAY, Failure.UNANSWERED, Failure.TIMED_OUT})
IS_CUT_OFF = frozenset({Failure.UNANSWERED, Failure.LOST})
IS_TIMED_OUT = frozenset({Failure.TIMED_OUT, Failure.TIMED_OUT_LOST})


@dataclass
class Weather:
    """How often a platform fails: a share of its calls, each kind of failure in its turn."""

    share: float
    seed: int
    failed: Counter[Failure] = field(default_factory=Counter)
    calm: bool = False
    chance: random.Random = field(init=False)
    kinds: Iterator[Failure] = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - a story that can be told again
        self.kinds = cycle(self.chance.sample(list(Failure), k=len(Failure)))

    async def pass_through(self, request: web.Request, proceed: Callable[[], Awaitable[Any]]) -> Any:
        """Answer a call as the weather is."""
        if self.calm or self.chance.random() >= self.share:
            return await proceed()
        failure = next(self.kinds)
        self.failed[failure] += 1
        if failure in IS_DONE:
            await proceed()
        if failure in IS_TIMED_OUT:
            await gone(request)
            return web.Response()
        if failure in IS_CUT_OFF:
            await asyncio.sleep(SILENT_FOR)
            if request.transport is not None:  # whoever asked may have been killed meanwhile
                request.transport.abort()
            return web.Response()
        headers = {"Retry-After": "1"} if failure is Failure.TOO_MANY else {}
        return web.Response(status=int(failure[:3]), headers=headers)


class StormyDiscord(LoopbackDiscord):
    """Fails for a share of its calls."""

    def __init__(self, weather: Weather) -> None:
        super().__init__()
        self.weather = weather

    async def _respond(self, request: web.Request, handler: Any, path: str, body: Any) -> Any:
        respond = super()._respond
        if "/messages" not in path:
            return await respond(request, handler, path, body)
        return await self.weather.pass_through(request, lambda: respond(request, handler, path, body))


class StormySlack(LoopbackSlack):
    """Fails for a share of its calls."""

    def __init__(self, weather: Weather) -> None:
        super().__init__()
        self.weather = weather

    async def _answer(self, request: web.Request, method: str, arguments: Any) -> Any:
        answer = super()._answer
        if not method.startswith("c"):
            return await answer(request, method, arguments)
        return await self.weather.pass_through(request, lambda: answer(request, method, arguments))


class ManyHosts(Newsroom):
    """Each source has a host of its own, where the machine's whole 127.0.0.0/8 is loopback: one host has one job."""

    def feed_url(self, source_id: str) -> str:
        place = 2 + sorted(self.sources).index(source_id) % 250
        return f"http://127.0.0.{place}:{self.news.port}/{source_id}/feed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What happens."""

    seconds: float  # for which news is published and processes are killed
    workers: int = 3  # 0: one process that does everything, as on SQLite
    sources: int = 12
    publish_every: float = 1.0
    kill_every: float = 4.0
    failing: float = 0.2  # of the platforms' calls
    seed: int = 1
    in_haste: bool = False  # what failed is tried again at once, no answer is waited for long, and nothing rests
    stuck_after: float = 120.0  # seconds after the storm in which nothing more is read or reported: what waits is stuck


@dataclass(frozen=True, slots=True, kw_only=True)
class Blow:
    """Something that befalls the record once."""

    at: float  # the share of the storm that is over by then
    what: str
    strike: Callable[[], Awaitable[None]]  # returns when it is over


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What was published and what became of it."""

    published: Mapping[str, str]  # what was said, with who said it
    reported: Mapping[str, Counter[str]]  # by channel: how often each sentence stands there
    overtaken: Mapping[str, int]  # by channel: alerts that stand behind one that was made later
    killed: Counter[str]
    failed_calls: Counter[Failure]
    blows: tuple[str, ...]
    counts: Counts
    settled_after: float  # seconds from the end of the storm until nothing was left to do, or went on
    is_settled: bool  # nothing was left to do; else what is lost by this ledger may only wait
    refused: int  # lines of the log that say that the disk is full
    tracebacks: int  # in the log

    def wanted(self, channel: str) -> list[str]:
        """Return what is to be reported in a channel."""
        return [one for one, actor in self.published.items() if actor in WANTED_BY[channel]]

    @property
    def missing(self) -> list[tuple[str, str]]:
        """What was not reported, with the channel that wants it."""
        return [(at, one) for at, reported in self.reported.items() for one in self.wanted(at) if not reported[one]]

    @property
    def doubled(self) -> list[tuple[str, str]]:
        """What was reported more than once, with the channel."""
        return [(at, one) for at, reported in self.reported.items() for one in self.published if reported[one] > 1]

    @property
    def strange(self) -> list[tuple[str, str]]:
        """What was reported in a channel that does not want it, with the channel; "?" is what nobody published."""
        return [
            (at, one) for at, reported in self.reported.items() for one in sorted(set(reported) - set(self.wanted(at)))
        ]

    @property
    def is_balanced(self) -> bool:
        """Whether each sentence was reported once in each channel that wants it, in order, and nothing else was."""
        return not (self.missing or self.doubled or self.strange or any(self.overtaken.values()))


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
        shared = {"scheduler": SCHEDULER, "standby": SCHEDULER, "gateway": GATEWAY}
        shared |= {f"worker {number}": WORKER for number in range(1, plan.workers + 1)}
        self._commands = shared if plan.workers else {"the bot": ALONE}
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


async def run(
    folder: Path, database: str, plan: Plan, *, said: Callable[[str], None], blows: Sequence[Blow] = ()
) -> Ledger:
    """Let the plan happen, wait until nothing is left to do, and return what was reported.

    Args:
        folder: for config and log.
        database: the address of the record.
        plan: what happens.
        said: is told what happens.
        blows: what befalls the record meanwhile.

    """
    weather = Weather(share=plan.failing, seed=plan.seed, calm=True)
    sources = {f"source{number}": "wire" for number in range(plan.sources)}
    async with AsyncExitStack() as world:
        room = await world.enter_async_context(
            (ManyHosts if sys.platform == "linux" else Newsroom)(
                folder,
                news=NewsServer(listen_on="0.0.0.0" if sys.platform == "linux" else "127.0.0.1"),  # noqa: S104
                discord=StormyDiscord(weather),
                slack=StormySlack(weather),
                database=database,
                sources=sources,
                more=SHARED if plan.workers else "",
                alerts="limit = 1000\n",
                every=max(0.2, plan.sources / POLLS_A_SECOND),
            )
        )
        if plan.in_haste:
            room.first_retry, room.on_its_way, room.request_within = AT_ONCE, ON_ITS_WAY, HASTY
        company = Company(room, plan)
        world.callback(company.end)
        company.start()
        await room.baseline()
        processes = f"{plan.workers} workers" if plan.workers else "one process"
        said(f"{len(sources)} sources polled, {processes}, the storm begins")
        weather.calm = False
        storm = Storm(room, company, plan, said)
        async with asyncio.TaskGroup() as going_on:
            for blow in blows:
                going_on.create_task(storm.blow(blow))
            going_on.create_task(storm.publish())
        if plan.in_haste:
            room.let_pass_what_rests()
        begun = asyncio.get_running_loop().time()
        said(f"{len(storm.published)} statements published, {company.killed.total()} processes killed; now it is calm")
        counts, is_settled = await _settled(room, company, articles=storm.articles, stuck_after=plan.stuck_after)
        settled_after = asyncio.get_running_loop().time() - begun
        return Ledger(
            published=storm.published,
            reported={at: _reported(room.alerts(at), storm.published) for at in WANTED_BY},
            overtaken=await _overtaken(room),
            killed=company.killed,
            failed_calls=weather.failed,
            blows=tuple(blow.what for blow in blows),
            counts=counts,
            settled_after=settled_after,
            is_settled=is_settled,
            refused=room.log().count("disk is full"),
            tracebacks=room.log().count("Traceback"),
        )


class Storm:
    """What happens for as long as the plan says."""

    def __init__(self, room: Newsroom, company: Company, plan: Plan, said: Callable[[str], None]) -> None:
        self._room = room
        self._company = company
        self._plan = plan
        self._said = said
        self._chance = random.Random(plan.seed)  # noqa: S311 - a story that can be told again
        self.published: dict[str, str] = {}
        self.articles = 0

    async def blow(self, blow: Blow) -> None:
        """Let one thing befall the record when its time has come."""
        await asyncio.sleep(blow.at * self._plan.seconds)
        self._said(f"begins: {blow.what}")
        await blow.strike()
        self._said(f"is over: {blow.what}")

    async def publish(self) -> None:
        """Publish, and kill."""
        loop, plan, chance = asyncio.get_running_loop(), self._plan, self._chance
        begun, next_kill = loop.time(), loop.time() + plan.kill_every
        news, sources = iter(sentences()), sorted(self._room.sources)
        while loop.time() - begun < plan.seconds:
            sentence, actor = next(news), "netanyahu" if chance.random() < 0.4 else "trump"
            for source in chance.sample(sources, k=2 if chance.random() < 0.3 else 1):  # some by two outlets at once
                self._room.publish(source, f"{actor}: {sentence}")
                self.articles += 1
            self.published[sentence] = actor
            await asyncio.sleep(plan.publish_every)
            if loop.time() >= next_kill:
                self._company.kill_one(chance)
                next_kill = loop.time() + plan.kill_every * (0.5 + chance.random())
            if ended := self._company.start_again():
                self._said(f"ended by themselves, and were started again: {', '.join(ended)}")


async def _settled(room: Newsroom, company: Company, *, articles: int, stuck_after: float) -> tuple[Counts, bool]:
    """Wait until all that was published is read, and nothing is to be delivered, for as long as something goes on.

    How long that takes a busy machine says; what is stuck is stuck on any.

    Returns:
        What is on record then, and whether nothing was left to do.

    """
    unsent = [DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.STALE]
    loop = asyncio.get_running_loop()
    went_on, before, calm = loop.time(), None, 0
    while True:
        company.start_again()
        counts = await room.counts()
        is_read = not counts.items.get(ItemState.WAITING) and sum(counts.items.values()) >= articles
        calm = calm + 1 if is_read and not any(counts.deliveries.get(one) for one in unsent) else 0
        if counts != before:
            went_on, before = loop.time(), counts
        if calm == CALM_LOOKS or loop.time() > went_on + stuck_after:
            return counts, calm == CALM_LOOKS
        await asyncio.sleep(1.0)


def _reported(alerts: Sequence[str], published: Mapping[str, str]) -> Counter[str]:
    return Counter(next((one for one in published if one in alert), "?") for alert in alerts)


async def _overtaken(room: Newsroom) -> dict[str, int]:
    """Count in each channel the alerts that stand behind one that was made later."""
    made = {one.message_ref: one.created_at for one in await room.deliveries(DeliveryState.SENT)}
    overtaken: dict[str, int] = {}
    for channel in WANTED_BY:
        latest, behind = datetime.min.replace(tzinfo=UTC), 0
        for ref in room.message_refs(channel):
            if ref in made:
                behind += made[ref] < latest
                latest = max(latest, made[ref])
        overtaken[channel] = behind
    return overtaken


class SmallDisk:
    """A disk of a few megabytes in memory, to be filled. Making one takes the rights of root, and Linux."""

    def __init__(self, folder: Path, *, megabytes: int) -> None:
        self.folder = folder
        self._megabytes = megabytes
        self._ballast = folder / "ballast"

    def __enter__(self) -> Self:
        self.folder.mkdir()
        made = subprocess.run(  # noqa: S603 - our own words
            ["mount", "-t", "tmpfs", "-o", f"size={self._megabytes}m,mode=755", "tmpfs", self.folder],  # noqa: S607
            check=False,
            capture_output=True,
            text=True,
        )
        if made.returncode:
            raise OSError(made.stderr.strip())
        return self

    def __exit__(self, *what: object) -> None:
        subprocess.run(["umount", "-l", self.folder], check=False)  # noqa: S603, S607

    async def fill(self, seconds: float) -> None:
        """Let no byte be free for so long."""
        until = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < until:  # a file that shrinks meanwhile makes no room
            await asyncio.to_thread(self.fill_now)
            await asyncio.sleep(0.2)
        self.free()

    def free(self) -> None:
        """Give back what was filled."""
        self._ballast.unlink()

    def fill_now(self) -> None:
        """Leave no byte free in this moment."""
        with suppress(OSError), self._ballast.open("ab", buffering=0) as ballast:
            while ballast.write(bytes(BALLAST)):
                pass
