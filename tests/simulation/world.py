"""What is published: sources with their habits, and stories whose statements are known. Values only.

Times are seconds since the bot was first started; what is older is negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING

from tests.simulation.virtual import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tests.simulation.faults import Fault

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
    NAIVE = "its own zone ahead of UTC, unnamed"
    NAIVE_BEHIND = "its own zone behind UTC, unnamed"


class Holds(StrEnum):
    """What a feed holds of its articles."""

    NOTHING = "nothing"
    TEASER = "a teaser"
    FULL = "the full text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """A statement of the world: what is to be reported."""

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


def hours(seconds: float) -> str:
    """Write a time of the world: `05:12:07`, or with its day from the second on."""
    if seconds >= NEVER:
        return "never"
    sign, seconds = ("-" if seconds < 0 else ""), abs(seconds)
    days, rest = divmod(int(seconds), int(DAY))
    clock = str(timedelta(seconds=rest)).rjust(8, "0")
    return f"{sign}{f'{days} d ' if days else ''}{clock}"


# Texts

SYLLABLES = "ba be bo da de do fa fi go ha hi ka ke ko la le lo ma mi mo na ne no pa pe ra re ro sa se so ta te to va ve".split()  # noqa: SIM905, E501 - a list of syllables reads best so


def made_up_words(key: str, number: int) -> str:
    """Return words that nobody ever said, always the same of a key: two keys share none but by accident."""
    rng = Random(key)  # noqa: S311 - no secret
    return " ".join("".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 4))) for _ in range(number))


@lru_cache(maxsize=4_000)
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
