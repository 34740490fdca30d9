"""What 100, 10,000 and 1,000,000 sources need, and the whole news web: what breaks first at each step.

    .venv/bin/python -m benchmarks.scale
    .venv/bin/python -m benchmarks.scale --sources 30000 --poll-every 300

Arithmetic over costs that other benchmarks measure (`Costs`, each with its command, which are printed first) and over
what is assumed of sources and hosts (`Mix`). For each number of sources it prints how much of each thing is used in the
busiest hour, in one process and in many, what is used up first, and what is put there. Then a stretch of that hour is
simulated in the smallest form that carries it: articles come by chance, and queue for whoever reads, for the turn of
their transaction and for their channel; printed is what the news waits.
"""

from __future__ import annotations

import argparse
import heapq
import random
import statistics
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DAY, HOUR = 86_400.0, 3_600.0
STEPS = {"100": 100, "10,000": 10_000, "1,000,000": 1_000_000, "the whole news web": 5_000_000}


def _measured(seconds: float, *, by: str, what: str) -> Any:
    return field(default=seconds, metadata={"by": f"python -m benchmarks.{by}", "what": what})


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Seconds, of the processor where nothing else is said, as commands printed them on 30 November 2026.

    All but that of a page stand in docs/benchmarks.md; it was measured later on that day.
    """

    poll: float = _measured(0.0005, by="polling --scale", what="a poll that brings nothing")
    job: float = _measured(0.001, by="sharing", what="a job of the queue, in one of four workers")
    handed_out: float = _measured(0.00006, by="sharing", what="a job handed out, by the wall")
    transaction: float = _measured(0.001, by="sharing", what="a transaction in PostgreSQL, in the process")
    turn: float = _measured(0.0027, by="sharing", what="a turn, by the wall: 370 items a second are saved by many")
    page: float = _measured(0.022, by="bot", what="a page fetched and its text taken out")
    article: float = _measured(0.5, by="lag", what="an article read, compared, saved and posted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """What a source brings, after sixty sources of a desk with 23 statements an hour. All of it is assumed."""

    poll_every: float = 120.0  # seconds
    pages: float = 40.0  # a day
    with_statements: float = 6.0  # of them
    statements: float = 9.0  # a day
    looks: float = 20.0  # at a page, after the first, within a week
    busiest: float = 3.0  # times as much in the busiest hour as on the mean
    channels: float = 2.0  # that want a statement, on the mean
    channels_in_all: float = 20.0
    answer: float = 0.5  # seconds for which a host or a platform lets us wait
    turn_in_sqlite: float = 0.0004  # seconds for which a transaction there holds up the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Who does the work."""

    name: str
    is_shared: bool
    cores: float  # that poll and read
    seats: float  # polls under way at a time
    looks_at_once: float  # pages looked at again at a time
    records: int = 1  # with as many databases; each has a part of the sources


ALONE = Form(name="one process, SQLite, two cores", is_shared=False, cores=2, seats=100, looks_at_once=25)
MANY = Form(name="ten hosts of four cores, one PostgreSQL", is_shared=True, cores=40, seats=1_000, looks_at_once=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much of one thing is used in the busiest hour: 1 is all there is."""

    what: str
    used: float
    remedy: str


def loads(sources: float, form: Form, *, costs: Costs, mix: Mix) -> list[Load]:
    """Return what a form has to do of each thing, the most used first.

    Args:
        sources: how many there are, for each record of the form.
        form: who does it.
        costs: of each thing.
        mix: what a source brings.

    """
    polls = sources / mix.poll_every
    pages = sources * mix.pages * mix.busiest / DAY
    news = sources * mix.with_statements * mix.busiest / DAY
    looks = sources * mix.pages * mix.looks / DAY
    posts = sources * mix.statements * mix.busiest * mix.channels / DAY
    jobs = polls + pages + looks + posts
    turns = polls + 2 * pages + looks + 2 * posts
    own = polls * costs.poll + (pages + looks) * costs.page + news * costs.article
    shared = jobs * costs.job + turns * costs.transaction if form.is_shared else 0.0
    found = [
        Load(what="processors", used=(own + shared) / form.cores, remedy="more workers"),
        Load(what="polls at a time", used=polls * mix.answer / form.seats, remedy="polling.at_once, or more workers"),
        Load(
            what="pages looked at again at a time",
            used=looks * mix.answer / form.looks_at_once,
            remedy="several records; a lower recheck_until"
            if form.is_shared
            else "a higher polling.at_once, or workers",
        ),
        Load(
            what="messages in a channel, one a second",
            used=posts / mix.channels_in_all,
            remedy="routes that ask for less; digests",
        ),
        Load(
            what="turns of transactions",
            used=turns * (costs.turn if form.is_shared else mix.turn_in_sqlite),
            remedy="several records, each with a part of the sources; a longer polling.every",
        ),
    ]
    if form.is_shared:
        found.append(
            Load(what="the tick that hands out", used=max(polls / 500, jobs * costs.handed_out), remedy="a part each")
        )
    return sorted(found, key=lambda one: one.used, reverse=True)


def wait(
    sources: float, form: Form, *, costs: Costs, mix: Mix, seconds: float = 600.0, seed: int = 1
) -> tuple[float, float]:
    """Simulate a stretch of the busiest hour; returns the median and the 95th percentile from seen to posted.

    Articles with statements come by chance. Each takes a reader (the cores that polls and pages leave free), then its
    two turns among the transactions of all, then its turn in each channel that wants it, one message a second.
    """
    chance = random.Random(seed)  # noqa: S311 - a story that can be told again
    news = sources * mix.with_statements * mix.busiest / DAY
    polls, pages = sources / mix.poll_every, sources * mix.pages * (mix.busiest + mix.looks) / DAY
    upkeep = polls * (costs.poll + (costs.job + costs.transaction if form.is_shared else 0)) + pages * costs.page
    readers = [0.0] * max(int(form.cores - upkeep), 1)
    turn = costs.turn if form.is_shared else mix.turn_in_sqlite
    others = min((polls + pages) * turn, 0.99)
    turn /= 1 - others  # what is left of the turns for news
    channels = [0.0] * int(mix.channels_in_all)
    turns_free, now, taken = 0.0, 0.0, []
    while now < seconds:
        now += chance.expovariate(news)
        begun = max(now + mix.answer, heapq.heappop(readers))
        read = begun + costs.article * (0.5 + chance.random())
        heapq.heappush(readers, read)
        turns_free = max(turns_free, read) + 2 * turn
        posted = turns_free
        for place in chance.sample(range(len(channels)), k=int(mix.channels)):
            channels[place] = max(channels[place], turns_free + mix.answer) + 1.0
            posted = max(posted, channels[place] - 1.0)
        taken.append(posted - now)
    if len(taken) < 2:  # noqa: PLR2004 - a quantile takes two
        return (taken or [0.0])[0], (taken or [0.0])[0]
    return statistics.median(taken), statistics.quantiles(taken, n=100, method="inclusive")[94]


def form_for(sources: float, *, costs: Costs, mix: Mix) -> Form:
    """Return the smallest form that carries so many sources.

    One process, or ten hosts; beyond that parts of the sources, each with hosts and a record of its own.
    """
    if loads(sources, ALONE, costs=costs, mix=mix)[0].used < 1:
        return ALONE
    most = max(one.used for one in loads(sources, MANY, costs=costs, mix=mix) if "channel" not in one.what)
    parts = max(int(most / 0.7) + 1, 1) if most >= 1 else 1
    return replace(MANY, records=parts, name=MANY.name if parts == 1 else f"{parts} times {MANY.name}")


def tell(console: Console, steps: Mapping[str, float], *, costs: Costs, mix: Mix) -> None:
    """Print what a thing costs, what each step uses, what breaks first, and what the news waits where it is carried."""
    table = Table("thing", "costs", "printed by", title="What is measured")
    for one in fields(costs):
        table.add_row(one.metadata["what"], f"{1e3 * getattr(costs, one.name):g} ms", one.metadata["by"])
    console.print(table)
    for form in (ALONE, MANY):
        table = Table("sources", *(one.what for one in _in_one_order(100, form, costs, mix)), "breaks first", "remedy")
        table.title = f"{form.name}: used in the busiest hour, 100 % is all there is"
        for name, sources in steps.items():
            first = loads(sources, form, costs=costs, mix=mix)[0]
            used = [f"{one.used:,.0%}" for one in _in_one_order(sources, form, costs, mix)]
            broken = (first.what, first.remedy) if first.used >= 1 else ("nothing", "")
            table.add_row(name, *used, *broken)
        console.print(table)
    table = Table(
        "sources", "form that carries it", "seen to posted, p50", "p95", title="A simulated stretch of that hour"
    )
    for name, sources in steps.items():
        form = form_for(sources, costs=costs, mix=mix)
        part = sources / form.records
        within = replace(mix, channels_in_all=max(mix.channels_in_all, part * mix.statements * mix.busiest * 4 / DAY))
        median, late = wait(part, form, costs=costs, mix=within)
        table.add_row(name, form.name, f"{median:.1f} s", f"{late:.1f} s")
    console.print(table)


def _in_one_order(sources: float, form: Form, costs: Costs, mix: Mix) -> Sequence[Load]:
    return sorted(loads(sources, form, costs=costs, mix=mix), key=lambda one: one.what)


def main() -> None:
    """Count, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, help="so many in place of the four steps")
    parser.add_argument("--poll-every", type=float, default=Mix().poll_every, help="seconds")
    parser.add_argument("--article", type=float, default=Costs().article, help="seconds of a processor for one")
    parser.add_argument(
        "--turn", type=float, default=Costs().turn, help="seconds for which a transaction holds up others"
    )
    given = parser.parse_args()
    steps = STEPS if given.sources is None else {f"{given.sources:,}": given.sources}
    costs = Costs(article=given.article, turn=given.turn)
    tell(Console(), steps, costs=costs, mix=Mix(poll_every=given.poll_every))


if __name__ == "__main__":
    main()
