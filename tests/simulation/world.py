"""What is published: sources with their habits, and stories whose statements are known. Values only, made from a seed.

Times are seconds since the bot was first started; what is older is negative.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING

from tests.simulation.faults import Fault, Kind, make_faults
from tests.simulation.virtual import NEVER

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
ACTORS = {"tarn": "Ulla Tarn", "okoro": "Ben Okoro"}
ALL, OF_TARN, OF_PRIMARY = "discord:111111111111111111", "slack:C0000000001", "discord:222222222222222222"
# Who wants what: the actor and the tier that a route asks for; None is any.
CHANNELS: dict[str, tuple[str | None, str | None]] = {
    ALL: (None, None),
    OF_TARN: ("tarn", None),
    OF_PRIMARY: (None, "primary"),
}
QUIET_TAIL = 2.5 * HOUR  # at the end of each world, in which nothing happens and all that waits comes to its end

LEAST_MAX_AGE = 4 * HOUR  # of what is reported, in some worlds
SILENT_SHARE = 0.03  # of worlds have an outage that is longer
OWN_NUMBERS = 1000  # from which on what is added to a world is counted


class Shown(StrEnum):
    """What a page answers."""

    TEXT = "text"
    GONE = "404"
    ERROR = "503"
    HANGS = "no answer"
    WALL = "a wall, with 200"
    FRONT = "a redirect to the front page"


class Dates(StrEnum):
    """How a source dates what it lists."""

    RIGHT = "right"
    NONE = "no dates"
    EPOCH = "1 January 1970"
    YEAR_ONE = "year 1"
    FUTURE = "a day ahead"
    DAY_ONLY = "the day only"
    NAIVE = "its own zone, unnamed"


class Holds(StrEnum):
    """What a feed holds of its articles."""

    NOTHING = "nothing"
    TEASER = "a teaser"
    FULL = "the full text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """A statement of the world: what is to be told."""

    key: str
    actor: str
    words: str
    said_in: int | None = None  # a year long gone, which the text names


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a page answers from a time on."""

    at: float
    shown: Shown = Shown.TEXT
    says: tuple[str, ...] = ()  # keys of utterances
    about: str = ""  # another text altogether around them


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """An entry of a feed, from a time on."""

    at: float
    title: str
    guid: str
    dated: float
    until: float = NEVER
    linked: bool = True  # False: a description and nothing else


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A page with its entries in its source's feed."""

    source: str
    path: str
    versions: tuple[Version, ...]
    listings: tuple[Listing, ...]
    poison: str = ""  # "crash": reading it kills the process; "hang": reading it never ends
    page_date: float | None = None  # what the page itself says; None: it says nothing

    def version_at(self, at: float) -> Version | None:
        return next((one for one in reversed(self.versions) if one.at <= at), None)

    def spans(self) -> Iterator[tuple[Version, float]]:
        """Yield each version with its end."""
        for place, one in enumerate(self.versions):
            yield one, self.versions[place + 1].at if place + 1 < len(self.versions) else NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Something that happens; each stands by itself, so that any can be left out."""

    label: str
    utterances: tuple[Utterance, ...] = ()
    articles: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source with its habits."""

    id: str
    tier: str = "outlet"
    every: float = 5 * MINUTE
    form: str = "json"  # "json" or "rss": how the feed is written
    pages: str = "text"  # "text" or "html": how the pages are
    dates: Dates = Dates.RIGHT
    holds: Holds = Holds.NOTHING
    max_age: int | None = None  # the hint in Cache-Control, in seconds
    stuck_etag: bool = False  # answers 304 for ever to one who knows an ETag of it
    random_guids: bool = False  # another guid for each entry at each fetch
    late: float = 0.0  # seconds until each answer

    @property
    def host(self) -> str:
        return f"{self.id}.example"

    @property
    def feed_url(self) -> str:
        return f"https://{self.host}/feed"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """All of it."""

    seed: int
    start: datetime
    hours: float
    sources: tuple[Source, ...]
    stories: tuple[Story, ...]
    faults: tuple[Fault, ...] = ()
    judge_errs: float = 0.0  # share of pairs that the judge surely takes for one, wrongly
    watcher_errs: float = 0.0  # share of later looks at words on which the watcher has none of them, or a part
    max_age: float = 24 * HOUR
    baseline_after: float = 12 * HOUR
    store: str = "memory"  # or "sqlite"
    back_within: float = NEVER  # after an outage a source is to be asked again; else within half as long as that was

    @property
    def end(self) -> float:
        return self.hours * HOUR

    def source(self, source_id: str) -> Source:
        return next(one for one in self.sources if one.id == source_id)

    def utterances(self) -> dict[str, Utterance]:
        return {one.key: one for story in self.stories for one in story.utterances}

    def articles(self) -> list[Article]:
        return [one for story in self.stories for one in story.articles]

    def config(self) -> str:
        """Return the bot's config.toml for this world."""
        tables = [
            f'[polling]\nbaseline_after = "{self.baseline_after:.0f}s"',
            f'[alerts]\nmax_age = "{self.max_age:.0f}s"',
        ]
        tables += [f'[[actors]]\nid = "{key}"\nname = "{name}"' for key, name in ACTORS.items()]
        tables += [
            f'[[sources]]\nid = "{one.id}"\nname = "The {one.id.title()}"\nurl = "{one.feed_url}"\n'
            f'tier = "{one.tier}"\nevery = "{one.every:.0f}s"'
            for one in self.sources
        ]
        for channel, (actor, tier) in CHANNELS.items():
            wants = [f'actors = ["{actor}"]'] if actor else []
            wants += [f'tiers = ["{tier}"]'] if tier else []
            tables.append("\n".join([f'[[routes]]\nchannel = "{channel}"', *wants]))
        return "\n".join(tables)


# Texts

SYLLABLES = "ba be bo da de do fa fi go ha hi ka ke ko la le lo ma mi mo na ne no pa pe ra re ro sa se so ta te to va ve".split()  # noqa: SIM905, E501 - a list of syllables reads best so


def made_up_words(key: str, number: int) -> str:
    """Return words that nobody ever said, always the same of a key: two keys share none but by accident."""
    rng = Random(key)  # noqa: S311 - no secret
    return " ".join("".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 4))) for _ in range(number))


@lru_cache(maxsize=20_000)
def sentence(key: str, number: int) -> str:
    return f"{made_up_words(key, number).capitalize()}."


def paragraphs(article: Article, version: Version, utterances: dict[str, Utterance]) -> list[str]:
    """Return the text of a page in one of its versions."""
    around = f"{article.source}{article.path}{version.about}"
    text = [sentence(f"{around} {place}", 24) for place in range(3)]
    for place, key in enumerate(version.says):
        if key not in utterances:  # left out of a shrunk story
            continue
        said = utterances[key]
        when = f" in {said.said_in}" if said.said_in else ""
        text.append(f"{ACTORS[said.actor]} said{when}: “{said.words}”")
        text.append(sentence(f"{around} after {key} {place}", 12))
    return text


# Stories. Each takes the world's dice and returns what happens; `at` is when its page comes up.


@dataclass(slots=True)
class _Maker:
    rng: Random
    sources: tuple[Source, ...]
    hours: float
    number: int = 0
    utterances: list[Utterance] = field(default_factory=list)

    def utterance(self, *, said_in: int | None = None, actor: str | None = None) -> Utterance:
        self.number += 1
        key = f"u{self.number}"
        words = sentence(f"said {key} {self.rng.random()}", self.rng.randint(9, 18))
        one = Utterance(key=key, actor=actor or self.rng.choice(list(ACTORS)), words=words, said_in=said_in)
        self.utterances.append(one)
        return one

    def said(self, most: int = 2) -> tuple[Utterance, ...]:
        return tuple(self.utterance() for _ in range(self.rng.randint(1, most)))

    def source(self, *, but: tuple[str, ...] = ()) -> Source:
        return self.rng.choice([one for one in self.sources if one.id not in but] or list(self.sources))

    def path(self) -> str:
        self.number += 1
        return f"/{self.number}"

    def moment(self) -> float:
        """Return a time at which something may happen, with enough left for all that follows."""
        last = self.hours * HOUR - QUIET_TAIL
        return self.rng.uniform(20 * MINUTE, max(last, 30 * MINUTE))

    def soon(self, most: float = HOUR, least: float = MINUTE) -> float:
        return self.rng.uniform(least, most)

    def article(
        self, source: Source, at: float, *versions: Version, listings: tuple[Listing, ...] = (), **fields
    ) -> Article:
        path = self.path()
        listings = listings or (self.listing(path, at),)
        return Article(source=source.id, path=path, versions=versions, listings=listings, **fields)

    def listing(self, path: str, at: float, *, title: str = "", guid: str = "", **fields) -> Listing:
        fields.setdefault("dated", at)
        return Listing(at=at, title=title or sentence(f"title {path}", 6), guid=guid or f"guid {path}", **fields)


def _keys(said: tuple[Utterance, ...]) -> tuple[str, ...]:
    return tuple(one.key for one in said)


def plain(make: _Maker) -> Story:
    at, said = make.moment(), make.said(3)
    return Story(
        label="an article",
        utterances=said,
        articles=(make.article(make.source(), at, Version(at=at, says=_keys(said))),),
    )


def silent(make: _Maker) -> Story:
    at = make.moment()
    return Story(label="an article that quotes nobody", articles=(make.article(make.source(), at, Version(at=at)),))


def background(make: _Maker) -> Story:
    at, said = make.moment(), (make.utterance(said_in=2019),)
    return Story(
        label="words of 2019 recalled",
        utterances=said,
        articles=(make.article(make.source(), at, Version(at=at, says=_keys(said))),),
    )


def copied(make: _Maker) -> Story:
    """Tell the same words by several sources: only the first is news to a channel."""
    at, said = make.moment(), make.said()
    first = make.source()
    articles = [make.article(first, at, Version(at=at, says=_keys(said)))]
    for _ in range(make.rng.randint(1, 2)):
        other = make.source(but=(first.id,))
        most = max(make.hours * HOUR - QUIET_TAIL - at, 2 * MINUTE)
        at_other = at + make.soon(min(most, 5 * HOUR))
        articles.append(make.article(other, at_other, Version(at=at_other, says=_keys(said))))
    return Story(label="words that several sources report", utterances=said, articles=tuple(articles))


def copied_next_day(make: _Maker) -> Story:
    """Tell the same words by another source a day later: news to a channel that does not listen to the first."""
    at, said = 30 * MINUTE + make.soon(20 * MINUTE), make.said(1)
    first = make.source()
    later = at + 25 * HOUR
    if later > make.hours * HOUR - QUIET_TAIL:
        return plain(make)
    return Story(
        label="words that another source reports a day later",
        utterances=said,
        articles=(
            make.article(first, at, Version(at=at, says=_keys(said))),
            make.article(make.source(but=(first.id,)), later, Version(at=later, says=_keys(said))),
        ),
    )


def known_before(make: _Maker) -> Story:
    """Tell anew what stood in a feed before the bot was started."""
    said, old = make.said(1), -make.soon(18 * HOUR)
    first = make.source()
    at = min(make.moment(), 3 * HOUR)
    return Story(
        label="words of a baseline, reported anew by another source",
        utterances=said,
        articles=(
            make.article(first, old, Version(at=old, says=_keys(said))),
            make.article(make.source(but=(first.id,)), at, Version(at=at, says=_keys(said))),
        ),
    )


def stub(make: _Maker) -> Story:
    at, said = make.moment(), make.said()
    full = at + make.soon(50 * MINUTE, 8 * MINUTE)
    return Story(
        label="a stub that fills up",
        utterances=said,
        articles=(make.article(make.source(), at, Version(at=at), Version(at=full, says=_keys(said))),),
    )


def relisted(make: _Maker) -> Story:
    at, before, after = make.moment(), make.said(1) if make.rng.random() < 0.5 else (), make.said(1)
    again = at + make.soon(2 * HOUR, 12 * MINUTE)
    source, path = make.source(), make.path()
    return Story(
        label="a page listed again under a new guid, with new words",
        utterances=(*before, *after),
        articles=(
            Article(
                source=source.id,
                path=path,
                versions=(Version(at=at, says=_keys(before)), Version(at=again, says=_keys((*before, *after)))),
                listings=(
                    make.listing(path, at, guid=f"guid {path}#0", until=again),
                    make.listing(path, again, guid=f"guid {path}#1"),
                ),
            ),
        ),
    )


def updated(make: _Maker) -> Story:
    """Add words to a page, hours later; the feed may say so, under the old guid."""
    at, before, after = make.moment(), make.said(1), make.said(1)
    again = at + make.soon(3 * HOUR, 12 * MINUTE)
    source, path = make.source(), make.path()
    announced = make.rng.random() < 0.5
    first = make.listing(path, at, until=again if announced else NEVER)
    second = make.listing(path, again, title=f"Update: {first.title}", dated=again)
    return Story(
        label=f"a page that grows{', and the feed says so' if announced else ''}",
        utterances=(*before, *after),
        articles=(
            Article(
                source=source.id,
                path=path,
                versions=(Version(at=at, says=_keys(before)), Version(at=again, says=_keys((*before, *after)))),
                listings=(first, second) if announced else (first,),
            ),
        ),
    )


def replaced(make: _Maker) -> Story:
    """Put other words into the place of words, on a page that was told, or that stood there before the start."""
    baseline = make.rng.random() < 0.5
    at, before = -make.soon(3 * HOUR) if baseline else make.moment(), make.utterance()
    after = Utterance(key=f"{before.key}b", actor=before.actor, words=_with_other_words(make.rng, before.words))
    again = max(at, 10 * MINUTE) + make.soon(2 * HOUR, 12 * MINUTE)
    return Story(
        label="words that take the place of others" + (" on a page of the baseline" if baseline else ""),
        utterances=(before, after),
        articles=(
            make.article(make.source(), at, Version(at=at, says=(before.key,)), Version(at=again, says=(after.key,))),
        ),
    )


def _with_other_words(rng: Random, words: str) -> str:
    parts = words.removesuffix(".").split()
    for place in rng.sample(range(1, len(parts)), 3):
        parts[place] = made_up_words(f"{words} {place}", 1)
    return f"{' '.join(parts)}."


def withdrawn(make: _Maker) -> Story:
    at, said = make.moment(), make.said(1)
    return Story(
        label="a page that is withdrawn",
        utterances=said,
        articles=(
            make.article(
                make.source(),
                at,
                Version(at=at, says=_keys(said)),
                Version(at=at + make.soon(3 * HOUR, 40 * MINUTE), shown=Shown.GONE),
            ),
        ),
    )


def late(make: _Maker) -> Story:
    """List a page before it is up."""
    at, said = make.moment(), make.said()
    up = at + make.soon(40 * MINUTE)
    shown = make.rng.choice([Shown.GONE, Shown.GONE, Shown.ERROR, Shown.HANGS, Shown.FRONT, Shown.WALL])
    return Story(
        label=f"a page that answers at first with {shown}",
        utterances=said,
        articles=(make.article(make.source(), at, Version(at=at, shown=shown), Version(at=up, says=_keys(said))),),
    )


def walled(make: _Maker) -> Story:
    """Put a wall before a page of which the feed holds the full text."""
    at, said = make.moment(), make.said()
    full = [one for one in make.sources if one.holds is Holds.FULL]
    if not full:
        return plain(make)
    return Story(
        label="a wall, and the feed holds the full text",
        utterances=said,
        articles=(make.article(make.rng.choice(full), at, Version(at=at, shown=Shown.WALL, says=_keys(said))),),
    )


def live(make: _Maker) -> Story:
    """List a live page that began a day ago; it may go on to grow."""
    at, said = make.moment(), make.said()
    began = at - 26 * HOUR
    source = make.source()
    first, *_ = said
    dice = Random(f"live {first.words}")  # noqa: S311 - dice of its own: what else is in the world stays
    more = Utterance(key=f"{first.key}l", actor=first.actor, words=sentence(f"live {first.words}", 12))
    later = at + dice.uniform(2 * MINUTE, 3 * HOUR)
    grows = dice.random() < 0.7
    return Story(
        label=f"a live page begun 26 hours ago{', which grows' if grows else ''}",
        utterances=(*said, more) if grows else said,
        articles=(
            make.article(
                source,
                at,
                Version(at=began),
                Version(at=at - MINUTE, says=_keys(said)),
                *([Version(at=later, says=_keys((*said, more)))] if grows else ()),
                page_date=began if source.pages == "html" else None,
            ),
        ),
    )


def slot(make: _Maker) -> Story:
    """Put another story into one place: the same guid and address, all of it new."""
    at, first, second = make.moment(), make.said(1), make.said(1)
    again = at + make.soon(2 * HOUR, 12 * MINUTE)
    source, path = make.source(), make.path()
    return Story(
        label="a slot that holds another story later",
        utterances=(*first, *second),
        articles=(
            Article(
                source=source.id,
                path=path,
                versions=(
                    Version(at=at, says=_keys(first)),
                    Version(at=again, says=_keys(second), about="the second"),
                ),
                listings=(
                    make.listing(path, at, guid="slot", until=again),
                    make.listing(path, again, guid="slot", title=sentence(f"second {path}", 6), dated=again),
                ),
            ),
        ),
    )


def unlinked(make: _Maker) -> Story:
    """Give an entry nothing but its description."""
    at, said = make.moment(), make.said(1)
    path = make.path()
    return Story(
        label="an entry that is only a description",
        utterances=said,
        articles=(
            Article(
                source=make.source().id,
                path=path,
                versions=(Version(at=at, says=_keys(said)),),
                listings=(make.listing(path, at, linked=False),),
            ),
        ),
    )


def poisoned(make: _Maker) -> Story:
    at, kind = make.moment(), make.rng.choice(["crash", "crash", "hang"])
    label = "a text that kills the process" if kind == "crash" else "a text that is never read to its end"
    return Story(label=label, articles=(make.article(make.source(), at, Version(at=at), poison=kind),))


def burst(make: _Maker) -> Story:
    """Publish more at once than a channel takes."""
    at, source = make.moment(), make.source()
    said = tuple(make.utterance(actor="okoro") for _ in range(make.rng.randint(13, 18)))
    return Story(
        label=f"{len(said)} articles within minutes",
        utterances=said,
        articles=tuple(
            make.article(source, at + place * 7.0, Version(at=at, says=(one.key,))) for place, one in enumerate(said)
        ),
    )


def more_said(make: _Maker) -> Story:
    """Say known words again, with new ones beside them."""
    at, known = make.moment(), make.utterance()
    fuller = Utterance(
        key=f"{known.key}f",
        actor=known.actor,
        words=f"{sentence(f'more {known.key} {known.words}', 8)} {known.words}",
    )
    later = at + make.soon(2 * HOUR, 12 * MINUTE)
    return Story(
        label="known words with new ones beside them",
        utterances=(known, fuller),
        articles=(
            make.article(make.source(), at, Version(at=at, says=(known.key,))),
            make.article(make.source(), later, Version(at=later, says=(fuller.key,))),
        ),
    )


STORIES: dict[Callable[[_Maker], Story], float] = {
    plain: 5,
    silent: 1,
    background: 0.5,
    copied: 3,
    copied_next_day: 1,
    known_before: 1,
    stub: 1.5,
    relisted: 1.5,
    updated: 2,
    replaced: 1.5,
    withdrawn: 1,
    late: 2.5,
    walled: 1,
    live: 1,
    slot: 0.7,
    unlinked: 0.5,
    poisoned: 0.5,
    burst: 0.2,
    more_said: 0.7,
}


def baseline(make: _Maker, source: Source) -> Story:
    """Return what stood in a feed when the bot was started."""
    said = make.said(3)
    ages = sorted((make.rng.uniform(10 * MINUTE, 40 * HOUR) for _ in said), reverse=True)
    return Story(
        label=f"what {source.id} listed before the start",
        utterances=said,
        articles=tuple(
            make.article(source, -age, Version(at=-age, says=(one.key,))) for one, age in zip(said, ages, strict=True)
        ),
    )


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
        dates=rng.choice([one for one in Dates if one is not Dates.RIGHT])
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
    make = _Maker(rng=rng, sources=sources, hours=hours)
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
    return world if "silence" in without else _with_a_silence(world)


def _with_a_silence(world: World) -> World:
    """Let a platform be out of order for longer than alerts may be old in a few worlds, and report words again then.

    The dice hit upon such an outage, and a report on either side of it, once in very many worlds.
    """
    rng = Random(f"silence {world.seed}")  # noqa: S311 - dice of its own: the other worlds stay as they are
    if rng.random() >= SILENT_SHARE or len(world.sources) == 1:
        return world
    make = _Maker(rng=rng, sources=world.sources, hours=world.hours, number=OWN_NUMBERS)
    said, first, at = make.said(1), make.source(), make.soon(HOUR, 20 * MINUTE)
    over = at + LEAST_MAX_AGE + make.soon(20 * MINUTE)
    again = over + make.soon(40 * MINUTE, 10 * MINUTE)
    story = Story(
        label="words that are reported again after an outage that their first alert did not outlive",
        utterances=said,
        articles=(
            make.article(first, at, Version(at=at, says=_keys(said))),
            make.article(make.source(but=(first.id,)), again, Version(at=again, says=_keys(said))),
        ),
    )
    outage = Fault(kind=Kind.PLATFORM_503, at=at - 5 * MINUTE, until=over, where=rng.choice(["discord", "slack"]))
    return replace(
        world,
        hours=max(world.hours, (again + QUIET_TAIL) / HOUR),
        stories=(*world.stories, story),
        faults=(*world.faults, outage),
        max_age=LEAST_MAX_AGE,
    )


def _without_habits(source: Source, without: Collection[str]) -> Source:
    plain = {one.name: one.default for one in fields(Source) if one.name in without}
    if source.dates.name in without:
        plain["dates"] = Dates.RIGHT
    if source.holds.name in without:
        plain["holds"] = Holds.NOTHING
    return replace(source, **plain)
