"""What may happen in a world: each plot takes the world's dice and returns a story; `at` is when its page comes up."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from tests.simulation.virtual import NEVER
from tests.simulation.world import (
    ACTORS,
    DAY,
    HOUR,
    MINUTE,
    QUIET_TAIL,
    Article,
    Holds,
    Listing,
    Shown,
    Source,
    Story,
    Utterance,
    Version,
    made_up_words,
    sentence,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(slots=True)
class Maker:
    """Makes the parts of stories from the dice of one world, and counts what it has made."""

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

    def report(self, source: Source, at: float, said: Iterable[Utterance]) -> Article:
        """Return an article that has some words from the first on."""
        return self.article(source, at, Version(at=at, says=keys(said)))

    def two_reports(self, first: Source, at: float, later: float, said: Iterable[Utterance]) -> tuple[Article, Article]:
        """Return the same words in an article of one source, and later in one of another."""
        return self.report(first, at, said), self.report(self.source(but=(first.id,)), later, said)

    def listing(self, path: str, at: float, *, title: str = "", guid: str = "", **fields) -> Listing:
        fields.setdefault("dated", at)
        return Listing(at=at, title=title or sentence(f"title {path}", 6), guid=guid or f"guid {path}", **fields)


def keys(said: Iterable[Utterance]) -> tuple[str, ...]:
    return tuple(one.key for one in said)


def growing(
    at: float, before: tuple[Utterance, ...], again: float, after: tuple[Utterance, ...]
) -> tuple[Version, ...]:
    """Return the versions of a page to which words are added."""
    return Version(at=at, says=keys(before)), Version(at=again, says=keys((*before, *after)))


def plain(make: Maker) -> Story:
    at, said = make.moment(), make.said(3)
    return Story(
        label="an article",
        utterances=said,
        articles=(make.report(make.source(), at, said),),
    )


def silent(make: Maker) -> Story:
    at = make.moment()
    return Story(label="an article that quotes nobody", articles=(make.article(make.source(), at, Version(at=at)),))


def background(make: Maker) -> Story:
    at, said = make.moment(), (make.utterance(said_in=2019),)
    return Story(
        label="words of 2019 recalled",
        utterances=said,
        articles=(make.report(make.source(), at, said),),
    )


def copied(make: Maker) -> Story:
    """Tell the same words by several sources: only the first is news to a channel."""
    at, said = make.moment(), make.said()
    first = make.source()
    articles = [make.report(first, at, said)]
    for _ in range(make.rng.randint(1, 2)):
        other = make.source(but=(first.id,))
        most = max(make.hours * HOUR - QUIET_TAIL - at, 2 * MINUTE)
        at_other = at + make.soon(min(most, 5 * HOUR))
        articles.append(make.report(other, at_other, said))
    return Story(label="words that several sources report", utterances=said, articles=tuple(articles))


def copied_next_day(make: Maker) -> Story:
    """Tell the same words by another source a day later: news to a channel that does not listen to the first."""
    at, said = 30 * MINUTE + make.soon(20 * MINUTE), make.said(1)
    first = make.source()
    later = at + 25 * HOUR
    if later > make.hours * HOUR - QUIET_TAIL:
        return plain(make)
    return Story(
        label="words that another source reports a day later",
        utterances=said,
        articles=make.two_reports(first, at, later, said),
    )


def known_before(make: Maker) -> Story:
    """Tell anew what stood in a feed before the bot was started."""
    said, old = make.said(1), -make.soon(18 * HOUR)
    first = make.source()
    at = min(make.moment(), 3 * HOUR)
    return Story(
        label="words of a baseline, reported anew by another source",
        utterances=said,
        articles=make.two_reports(first, old, at, said),
    )


def stub(make: Maker) -> Story:
    at, said = make.moment(), make.said()
    full = at + make.soon(50 * MINUTE, 8 * MINUTE)
    return Story(
        label="a stub that fills up",
        utterances=said,
        articles=(make.article(make.source(), at, Version(at=at), Version(at=full, says=keys(said))),),
    )


def relisted(make: Maker) -> Story:
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
                versions=growing(at, before, again, after),
                listings=(
                    make.listing(path, at, guid=f"guid {path}#0", until=again),
                    make.listing(path, again, guid=f"guid {path}#1"),
                ),
            ),
        ),
    )


def updated(make: Maker) -> Story:
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
                versions=growing(at, before, again, after),
                listings=(first, second) if announced else (first,),
            ),
        ),
    )


def replaced(make: Maker) -> Story:
    """Put other words into the place of words, on a page that was reported, or that stood there before the start."""
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


def withdrawn(make: Maker) -> Story:
    at, said = make.moment(), make.said(1)
    return Story(
        label="a page that is withdrawn",
        utterances=said,
        articles=(
            make.article(
                make.source(),
                at,
                Version(at=at, says=keys(said)),
                Version(at=at + make.soon(3 * HOUR, 40 * MINUTE), shown=Shown.GONE),
            ),
        ),
    )


def late(make: Maker) -> Story:
    """List a page before it is up."""
    at, said = make.moment(), make.said()
    up = at + make.soon(40 * MINUTE)
    shown = make.rng.choice([Shown.GONE, Shown.GONE, Shown.ERROR, Shown.HANGS, Shown.FRONT, Shown.WALL])
    return Story(
        label=f"a page that answers at first with {shown}",
        utterances=said,
        articles=(make.article(make.source(), at, Version(at=at, shown=shown), Version(at=up, says=keys(said))),),
    )


def walled(make: Maker) -> Story:
    """Put a wall before a page of which the feed holds the full text."""
    at, said = make.moment(), make.said()
    full = [one for one in make.sources if one.holds is Holds.FULL]
    if not full:
        return plain(make)
    return Story(
        label="a wall, and the feed holds the full text",
        utterances=said,
        articles=(make.article(make.rng.choice(full), at, Version(at=at, shown=Shown.WALL, says=keys(said))),),
    )


def live(make: Maker) -> Story:
    """List a live page that began a day, a week or a month ago; it may go on to grow."""
    at, said = make.moment(), make.said()
    source = make.source()
    first, *_ = said
    dice = Random(f"live {first.words}")  # noqa: S311 - dice of its own: what else is in the world stays
    more = Utterance(key=f"{first.key}l", actor=first.actor, words=sentence(f"live {first.words}", 12))
    later = at + dice.uniform(2 * MINUTE, 3 * HOUR)
    grows = dice.random() < 0.7
    days = dice.choice([26 / 24, 26 / 24, 8, 30])
    began = at - days * DAY
    return Story(
        label=f"a live page begun {days:.0f} days ago{', which grows' if grows else ''}",
        utterances=(*said, more) if grows else said,
        articles=(
            make.article(
                source,
                at,
                Version(at=began),
                Version(at=at - MINUTE, says=keys(said)),
                *([Version(at=later, says=keys((*said, more)))] if grows else ()),
                page_date=began if source.pages == "html" else None,
            ),
        ),
    )


def slot(make: Maker) -> Story:
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
                    Version(at=at, says=keys(first)),
                    Version(at=again, says=keys(second), about="the second"),
                ),
                listings=(
                    make.listing(path, at, guid="slot", until=again),
                    make.listing(path, again, guid="slot", title=sentence(f"second {path}", 6), dated=again),
                ),
            ),
        ),
    )


def old_page(make: Maker, *, again: float) -> Story:
    """List a page again under its old title, days after it was read last: nothing but its feed says that it grew."""
    at, before, after = make.soon(HOUR, 20 * MINUTE), make.said(1), make.said(1)
    source, path = make.source(), make.path()
    is_slot = make.rng.random() < 0.3
    title = sentence(f"title {path}", 6)
    first, second = Version(at=at, says=keys(before)), Version(at=again, says=keys((*before, *after)))
    if is_slot:
        second = Version(at=again, says=keys(after), about="the second")
    guid = f"guid {path}#1" if make.rng.random() < 0.5 else ""
    return Story(
        label=f"{'a slot that holds another story' if is_slot else 'a page that grows'} after a week, as its feed says",
        utterances=(*before, *after),
        articles=(
            Article(
                source=source.id,
                path=path,
                versions=(first, second),
                listings=(
                    make.listing(path, at, title=title, until=again),
                    make.listing(path, again, title=title, guid=guid, dated=again),
                ),
            ),
        ),
    )


def unlinked(make: Maker) -> Story:
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
                versions=(Version(at=at, says=keys(said)),),
                listings=(make.listing(path, at, linked=False),),
            ),
        ),
    )


def poisoned(make: Maker) -> Story:
    at, kind = make.moment(), make.rng.choice(["crash", "crash", "hang"])
    label = "a text that kills the process" if kind == "crash" else "a text that is never read to its end"
    return Story(label=label, articles=(make.article(make.source(), at, Version(at=at), poison=kind),))


def burst(make: Maker) -> Story:
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


def more_said(make: Maker) -> Story:
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
            make.report(make.source(), at, (known,)),
            make.report(make.source(), later, (fuller,)),
        ),
    )


STORIES: dict[Callable[[Maker], Story], float] = {
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


def baseline(make: Maker, source: Source) -> Story:
    """Return what stood in a feed when the bot was started."""
    said = make.said(3)
    ages = sorted((make.rng.uniform(10 * MINUTE, 40 * HOUR) for _ in said), reverse=True)
    return Story(
        label=f"what {source.id} listed before the start",
        utterances=said,
        articles=tuple(make.report(source, -age, (one,)) for one, age in zip(said, ages, strict=True)),
    )
