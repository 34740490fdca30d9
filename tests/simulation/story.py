"""A world that fails, made small and told as a list."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from tests.simulation.expectations import expected
from tests.simulation.faults import Kind
from tests.simulation.invariants import Breach, breaches
from tests.simulation.run import run
from tests.simulation.virtual import NEVER
from tests.simulation.world import HOUR, QUIET_TAIL, Shown, Source, World, hours

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.simulation.lives import Result
    from tests.simulation.world import Article, Story

FEW = 3  # stories
MOST_RUNS = 60  # of one world while it is shrunk
HABITS = ("form", "pages", "dates", "holds", "max_age", "stuck_etag", "random_guids", "late", "every")
PLAIN = Source(id="plain", late=0.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A world that breaks an invariant, as small as it was made."""

    world: World
    breach: Breach

    @property
    def cause(self) -> str:
        """What is left of the world, in a line: two failures of one cause have the same."""
        world = self.world
        odd = sorted({f"{name} {getattr(one, name)}" for one in world.sources for name in _odd_habits(one)})
        kinds = sorted({str(one.kind) for one in world.faults})
        settings = ["a judge that errs"] * (world.judge_errs > 0)
        settings += ["a watcher that errs"] * (world.watcher_errs > 0)
        about = [one.label for one in world.stories]
        return f"{self.breach.invariant} | {'; '.join([*about, *kinds, *odd, *settings])}"


def _odd_habits(source: Source) -> Iterator[str]:
    for name in HABITS:
        if name not in {"every", "late"} and getattr(source, name) != getattr(PLAIN, name):
            yield name


def label_of(world: World, breach: Breach) -> str:
    """Return the label of the story that a breach is about, or its subject where it is about none."""
    subject = breach.subject.split(" ")[0]
    own = (one.label for one in world.stories if any(said.key == subject for said in one.utterances))
    return next(own, subject)


def is_same(one: Breach, other: Breach) -> bool:
    """Tell whether two breaches are of one kind, on one subject."""
    return one.invariant == other.invariant and one.subject.split(" ")[0] == other.subject.split(" ")[0]


def shrink(world: World, breach: Breach) -> Failure:
    """Leave out of a world whatever its failure does not need."""
    runs = 0

    def fails(smaller: World) -> bool:
        nonlocal runs
        runs += 1
        return runs <= MOST_RUNS and any(is_same(breach, one) for one in breaches(smaller, run(smaller)))

    changed = True
    while changed and runs < MOST_RUNS:
        changed = False
        for smaller in _smaller(world, breach):
            if fails(smaller):
                world, changed = smaller, True
                break
    last = next((one for one in breaches(world, run(world)) if is_same(breach, one)), breach)
    return Failure(world=world, breach=last)


def _smaller(world: World, breach: Breach) -> Iterator[World]:
    """Yield worlds with less in them, the smallest first."""
    subject = breach.subject.split(" ")[0]
    yield from _with_its_own_story(world, subject)
    yield from _with_fewer_stories(world)
    if world.faults:
        yield replace(world, faults=())
        for place in range(len(world.faults)):
            yield replace(world, faults=world.faults[:place] + world.faults[place + 1 :])
    for name in ("store", "judge_errs", "watcher_errs", "max_age", "baseline_after"):
        default = next(one.default for one in fields(World) if one.name == name)
        if getattr(world, name) != default:
            yield replace(world, **{name: default})
    yield from _with_plainer_sources(world)
    for place, story in enumerate(world.stories):
        for fewer in _with_less_in_it(story, subject):
            yield replace(world, stories=(*world.stories[:place], fewer, *world.stories[place + 1 :]))
    ends = _last_event(world) + QUIET_TAIL
    if ends < world.end - HOUR:
        yield replace(world, hours=ends / HOUR)


def _with_its_own_story(world: World, subject: str) -> Iterator[World]:
    own = tuple(one for one in world.stories if any(said.key == subject for said in one.utterances))
    if own and own != world.stories:
        used = {article.source for story in own for article in story.articles}
        alone = replace(world, stories=own, sources=tuple(one for one in world.sources if one.id in used))
        plain = replace(alone, faults=(), store="memory", judge_errs=0.0, watcher_errs=0.0)
        yield replace(plain, hours=(_last_event(plain) + QUIET_TAIL) / HOUR)
        yield plain
        yield alone
        yield replace(world, stories=own)


def _with_fewer_stories(world: World) -> Iterator[World]:
    if len(world.stories) > FEW:
        half = len(world.stories) // 2
        yield replace(world, stories=world.stories[:half])
        yield replace(world, stories=world.stories[half:])
    for place in range(len(world.stories)) if len(world.stories) > 1 else ():
        yield replace(world, stories=world.stories[:place] + world.stories[place + 1 :])


def _with_plainer_sources(world: World) -> Iterator[World]:
    used = {one.source for one in world.articles()}
    if used and used != {one.id for one in world.sources}:
        yield replace(world, sources=tuple(one for one in world.sources if one.id in used))
    for place, source in enumerate(world.sources):
        for name in HABITS:
            if getattr(source, name) != getattr(PLAIN, name):
                simpler = replace(source, **{name: getattr(PLAIN, name)})
                yield replace(world, sources=(*world.sources[:place], simpler, *world.sources[place + 1 :]))


def _with_less_in_it(story: Story, subject: str) -> Iterator[Story]:
    for number in range(len(story.articles)) if len(story.articles) > 1 else ():
        yield replace(story, articles=story.articles[:number] + story.articles[number + 1 :])
    for number, said in enumerate(story.utterances):
        if said.key != subject and len(story.utterances) > 1:
            yield replace(story, utterances=story.utterances[:number] + story.utterances[number + 1 :])


def _last_event(world: World) -> float:
    times = [0.0, *(one.until for one in world.faults if one.until < NEVER)]
    for article in world.articles():
        times += [one.at for one in (*article.versions, *article.listings)]
    return max(times)


def tell(world: World, result: Result, broken: list[Breach]) -> str:
    """Tell what was published, what failed, what was posted, and which invariants broke."""
    lines = [
        f"seed {world.seed}: {world.hours:.1f} hours from {world.start:%d %b %Y %H:%M} UTC, on {world.store}"
        + (f", a judge that errs in {world.judge_errs:.0%}" if world.judge_errs else "")
        + (f", a watcher that errs in {world.watcher_errs:.0%}" if world.watcher_errs else "")
        + f"; what is older than {hours(world.max_age)} is not reported",
        "",
        "Sources",
        *(f"  {_source(one)}" for one in world.sources),
        "",
        "What happened",
        *(f"  {hours(at):>10}  {what}" for at, what in sorted(_events(world, result), key=lambda one: one[0])),
        "",
        "What is on record",
        *(
            f"  item {one.entry.url}: {one.state}, {one.attempts} tries, quiet={one.quiet}{_error(one.last_error)}"
            for one in result.items
        ),
        *(
            f"  {one.kind} in {one.channel}: {one.state}, {one.attempts} tries{_error(one.last_error)}"
            for one in result.deliveries
        ),
        "",
        "What was expected",
        *(f"  {key} in {channel}: {one.duty} ({one.why})" for (key, channel), one in expected(world, result).items()),
        "",
        "Broken",
        *(f"  {one}" for one in broken or ["nothing"]),
    ]
    return "\n".join(lines)


def _error(error: str | None) -> str:
    return f", {error}" if error else ""


def _source(one: Source) -> str:
    odd = [f"{name} {getattr(one, name)}" for name in _odd_habits(one)]
    return f"{one.id}: {one.tier}, every {one.every / 60:.0f} min, answers in {one.late:g} s" + "".join(
        f", {habit}" for habit in odd
    )


def _events(world: World, result: Result) -> Iterator[tuple[float, str]]:
    for one in world.faults:
        about = f" ({one.where})" if one.where else ""
        amount = (
            f" by {one.amount:g} s" if one.kind is Kind.CLOCK else f" after {one.amount:g} steps" if one.amount else ""
        )
        until = f" until {hours(one.until)}" if one.until > one.at else ""
        yield one.at, f"FAULT {one.kind}{about}{amount}{until}"
    for start, end in result.away:
        yield start, f"the process is killed, back at {hours(end)}"
    for story in world.stories:
        for article in story.articles:
            yield from _article_events(world, article, story.label)
    for post in result.posted:
        yield post.at, f"POSTED in {post.channel} ({post.kind}): {', '.join(_key(world, one) for one in post.reported)}"


def _article_events(world: World, article: Article, label: str) -> Iterator[tuple[float, str]]:
    page = f"{article.source}{article.path}"
    known = world.utterances()
    for one in article.versions:
        says = " ".join(key for key in one.says if key in known) or "nothing"
        shown = f"says {says}" if one.shown is Shown.TEXT else f"answers with {one.shown}"
        yield one.at, f"PAGE {page} {shown}  [{label}]" + (f" poison: {article.poison}" if article.poison else "")
    for one in article.listings:
        dated = "" if one.dated == one.at else f", dated {hours(one.dated)}"
        gone = f", until {hours(one.until)}" if one.until < NEVER else ""
        yield (
            one.at,
            f"FEED {page} listed as {one.guid!r}{dated}{gone}" + ("" if one.linked else ", without an address"),
        )


def _key(world: World, words: str) -> str:
    found = next((key for key, one in world.utterances().items() if one.words.rstrip(".") == words.rstrip(".")), None)
    return found or repr(words)
