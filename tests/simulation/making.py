"""A world made from a seed: its sources, what happens in it, and what breaks."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from tests.simulation.faults import Fault, Kind, make_faults
from tests.simulation.plots import STORIES, Maker, baseline, old_page
from tests.simulation.world import (
    CHANNELS,
    DAY,
    HOUR,
    MINUTE,
    QUIET_TAIL,
    Article,
    Dates,
    Holds,
    Source,
    Story,
    World,
)

if TYPE_CHECKING:
    from collections.abc import Collection

LEAST_MAX_AGE = 4 * HOUR  # of what is reported, in some worlds
SILENT_SHARE = 0.03  # of worlds have an outage that is longer
TEMPLATE_SHARE = 0.05  # of worlds have a source whose pages all have one date
OLD_SHARE = 0.01  # of worlds go on for nine days: they take several times as long as others
OWN_NUMBERS = 1000  # from which on what is added to a world is counted
# The days around a change of the clocks in Europe and in America, and one in the middle of the year.
STARTS = (
    datetime(2026, 3, 28, 18, tzinfo=UTC),
    datetime(2026, 10, 31, 23, tzinfo=UTC),
    datetime(2026, 6, 10, 6, tzinfo=UTC),
)


def make_source(rng: Random, number: int) -> Source:
    """Return a source; two in three have a bad habit."""
    tier = ["primary", "wire", "outlet", "aggregator"][number] if number < 4 else "outlet"
    odd = rng.random() < 0.6
    return Source(
        id=f"source{number + 1}",
        tier=tier,
        every=rng.choice([2, 5, 10, 15]) * MINUTE,
        form="rss" if rng.random() < 0.35 else "json",
        pages="html" if rng.random() < 0.3 else "text",
        dates=rng.choice([one for one in Dates if one not in {Dates.RIGHT, Dates.NAIVE_BEHIND}])
        if odd and rng.random() < 0.4
        else Dates.RIGHT,
        holds=rng.choice(list(Holds)),
        max_age=rng.choice([600, 3600]) if odd and rng.random() < 0.25 else None,
        stuck_etag=odd and rng.random() < 0.08,
        random_guids=odd and rng.random() < 0.08,
        late=rng.choice([0.1, 0.5, 3.0]),
    )


def make_world(seed: int, *, without: Collection[str] = ()) -> World:
    """Return the world of a seed.

    Args:
        seed: the same gives the same world.
        without: what is left out of it: names of stories ("stub"), of faults ("KILL"), of ways to date ("EPOCH"), and
            of habits and settings ("random_guids", "judge_errs").

    """
    rng = Random(seed)  # noqa: S311 - no secret
    long = rng.random() < 0.06
    hours = rng.uniform(24, 34) if long else rng.uniform(4.5, 8)
    sources = tuple(make_source(rng, number) for number in range(rng.randint(2, 4)))
    sources = tuple(_without_habits(one, without) for one in sources)
    make = Maker(rng=rng, sources=sources, hours=hours)
    stories = [baseline(make, one) for one in sources]
    weights = {kind: weight for kind, weight in STORIES.items() if kind.__name__ not in without}
    number = rng.randint(8, 14) if long else rng.randint(3, 8)
    stories += [kind(make) for kind in rng.choices(list(weights), weights=list(weights.values()), k=number)]
    faults = make_faults(rng, [one.id for one in sources], list(CHANNELS), hours * HOUR - QUIET_TAIL)
    judge_errs, max_age = (0.2 if rng.random() < 0.2 else 0.0), rng.choice([24 * HOUR, 24 * HOUR, LEAST_MAX_AGE])
    watcher_errs = 0.3 if Random(f"watcher {seed}").random() < 0.3 else 0.0  # noqa: S311 - dice of its own: worlds stay
    world = World(
        seed=seed,
        start=rng.choice(STARTS) + timedelta(minutes=rng.randint(0, 600)),
        hours=hours,
        sources=sources,
        stories=tuple(stories),
        faults=tuple(one for one in faults if one.kind.name not in without),
        judge_errs=0.0 if "judge_errs" in without else judge_errs,
        max_age=24 * HOUR if "max_age" in without else max_age,
        baseline_after=rng.choice([12, 2]) * HOUR,
        watcher_errs=0.0 if "watcher_errs" in without else watcher_errs,
        store="sqlite" if not long and hours < 6 and rng.random() < 0.06 else "memory",
    )
    for add in ADDED:
        if add.__name__ not in without:
            world = add(world)
    return replace(world, sources=tuple(_without_habits(one, without) for one in world.sources))


# What was thought of later: each with dice of its own, so that all other worlds stay as they are.


def zones_behind(world: World) -> World:
    """Let half of the sources that name no zone be behind UTC."""
    rng = Random(f"zones {world.seed}")  # noqa: S311 - no secret
    naive = [one.id for one in world.sources if one.dates is Dates.NAIVE and rng.random() < 0.5]
    return replace(
        world,
        sources=tuple(replace(one, dates=Dates.NAIVE_BEHIND) if one.id in naive else one for one in world.sources),
    )


def template_date(world: World) -> World:
    """Let one source of a few worlds have the date of its template on every page, and none in its feed."""
    rng = Random(f"template {world.seed}")  # noqa: S311 - no secret
    if rng.random() >= TEMPLATE_SHARE:
        return world
    of, age = rng.choice(world.sources).id, rng.choice([3, 90, 300, 1100]) * DAY + rng.choice([0.0, 7.0])
    dated = -age - (world.start.minute * MINUTE if age % DAY == 0 else 0)

    def with_date(one: Article) -> Article:
        return replace(one, page_date=dated) if one.source == of else one

    return replace(
        world,
        sources=tuple(replace(one, dates=Dates.NONE, pages="html") if one.id == of else one for one in world.sources),
        stories=tuple(
            replace(one, articles=tuple(with_date(article) for article in one.articles)) for one in world.stories
        ),
    )


def old_pages(world: World) -> World:
    """Let a few worlds go on for nine days, and have pages of their first hour listed again under the same title."""
    rng = Random(f"old pages {world.seed}")  # noqa: S311 - no secret
    if rng.random() >= OLD_SHARE:
        return world
    world = replace(world, sources=tuple(replace(one, every=max(one.every, HOUR)) for one in world.sources))
    make = Maker(rng=rng, sources=world.sources, hours=world.hours, number=2 * OWN_NUMBERS)
    stories = [old_page(make, again=rng.uniform(7.1, 8.8) * DAY) for _ in range(3)]
    last = max(one.listings[-1].at for story in stories for one in story.articles)
    # A watcher that errs needs another look, and such a page is looked at once.
    return replace(
        world,
        hours=max(world.hours, (last + 2 * QUIET_TAIL) / HOUR),
        stories=(*world.stories, *stories),
        watcher_errs=0.0,
    )


def silence(world: World) -> World:
    """Let a platform be out of order for longer than alerts may be old in a few worlds, and report words again then.

    The dice hit upon such an outage, and a report on either side of it, once in very many worlds.
    """
    rng = Random(f"silence {world.seed}")  # noqa: S311 - dice of its own: the other worlds stay as they are
    if rng.random() >= SILENT_SHARE or len(world.sources) == 1:
        return world
    make = Maker(rng=rng, sources=world.sources, hours=world.hours, number=OWN_NUMBERS)
    said, first, at = make.said(1), make.source(), make.soon(HOUR, 20 * MINUTE)
    over = at + LEAST_MAX_AGE + make.soon(20 * MINUTE)
    again = over + make.soon(40 * MINUTE, 10 * MINUTE)
    story = Story(
        label="words that are reported again after an outage that their first alert did not outlive",
        utterances=said,
        articles=make.two_reports(first, at, again, said),
    )
    outage = Fault(kind=Kind.PLATFORM_503, at=at - 5 * MINUTE, until=over, where=rng.choice(["discord", "slack"]))
    return replace(
        world,
        hours=max(world.hours, (again + QUIET_TAIL) / HOUR),
        stories=(*world.stories, story),
        faults=(*world.faults, outage),
        max_age=LEAST_MAX_AGE,
    )


ADDED = (silence, zones_behind, template_date, old_pages)


def _without_habits(source: Source, without: Collection[str]) -> Source:
    plain = {one.name: one.default for one in fields(Source) if one.name in without}
    if source.dates.name in without:
        plain["dates"] = Dates.RIGHT
    if source.holds.name in without:
        plain["holds"] = Holds.NOTHING
    return replace(source, **plain)
