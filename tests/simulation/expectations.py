"""By when what has to be posted in which channel, worked out from the world alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from tests.simulation.faults import Kind
from tests.simulation.virtual import NEVER
from tests.simulation.world import CHANNELS, DAY, HOUR, MINUTE, Dates, Holds, Shown, hours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.core.model import Item
    from tests.simulation.faults import Fault
    from tests.simulation.lives import Result
    from tests.simulation.world import Article, Listing, Source, Utterance, World

Span = tuple[float, float]

SLACK = 3 * MINUTE  # ticks of the simulation (a minute), answers that take seconds, restarts
LONGEST_RETRY = 19 * MINUTE  # a quarter of an hour and its jitter, between two tries at a message
LONGEST_PAGE_RETRY = 75 * MINUTE  # between two tries at a page: as long as it has been out of order, at most an hour
LONGEST_PAUSE = 6 * HOUR
GIVE_UP_AFTER = 48 * HOUR
LISTED_APART = 30 * MINUTE  # pages that have one date, which is none then
FIRST_RECHECK = 10 * MINUTE
WHOLE_EVERY = 30 * MINUTE  # in which a host that answers 304 for ever is asked for the whole feed
RECHECK_UNTIL = 7 * DAY  # from our first sight of a page; then it is fetched again where its feed says something of it
SHARE_OF_THE_RESTLESS = 1 / 50  # a page is looked at again for its feed's sake after a 64th of its age
SHARE_OF_AGE = 1 / 3  # a page is fetched again after a quarter of its age at the last look: a third of it at most
SHARE_OF_AN_EMPTY_PAGE = 1.1  # one that holds no statement is fetched again when it is twice as old
FURTHEST_BEHIND = 8 * HOUR  # how much older a page says it is that is dated in its own zone, unnamed
TOO_OLD = 2 * NEVER  # when words are read that are too old by then

FEED_FAULTS = (Kind.HOST_REFUSES, Kind.HOST_HANGS, Kind.HOST_503, Kind.HOST_429, Kind.NOT_A_FEED)
PAGE_FAULTS = (
    Kind.HOST_REFUSES, Kind.HOST_HANGS, Kind.HOST_503, Kind.HOST_429, Kind.PAGES_404, Kind.PAGES_503, Kind.PAGES_HANG,
)  # fmt: skip
MACHINE_FAULTS = (Kind.NETWORK, Kind.MACHINE_OFF, Kind.SUSPENDED, Kind.DISK_FULL, Kind.DATABASE_GONE, Kind.CLOCK)


class Duty(StrEnum):
    """What the world says of a statement and a channel."""

    MUST = "must be posted"
    MAY = "may be posted"
    MUST_NOT = "must not be posted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What is expected of a statement in a channel."""

    duty: Duty
    by: float = NEVER
    why: str = ""


def expected(world: World, result: Result) -> dict[tuple[str, str], Expectation]:
    """Return what is expected of each statement in each channel.

    For each statement and channel the world says one of three things: it **must** be posted by a time, it **may** be,
    or it must **not**. What must be is put cautiously. There has to be a stretch, long enough for the bot as its
    operator set it up, in which the statement could be read and nothing on its way was out of order; what had less
    time than that only may.
    """
    utterances = world.utterances()
    return {
        (key, channel): _expectation(world, result, one, channel)
        for key, one in utterances.items()
        for channel in CHANNELS
    }


def _expectation(world: World, result: Result, said: Utterance, channel: str) -> Expectation:
    actor, tier = CHANNELS[channel]
    reports = [
        (one, source)
        for one in world.articles()
        if any(said.key in version.says for version in one.versions)
        and (source := world.source(one.source)).tier == (tier or source.tier)
    ]
    must_not = {
        "its actor is not asked for": actor not in {None, said.actor},
        "said long ago": said.said_in is not None,
        "no source that is asked for reports it": not reports,
        "it stood there before the start": all(_is_baseline(article, said) for article, _ in reports),
    }
    for why, holds in must_not.items():
        if holds:
            return Expectation(duty=Duty.MUST_NOT, why=why)
    read = [_read_by(world, result, said, article, source) for article, source in reports]
    by = min(_posted_by(world, result, channel, one) for one in read)
    if by >= NEVER:
        return Expectation(duty=Duty.MAY, why="it had no stretch long enough in which all was in order")
    if by >= world.end:
        return Expectation(duty=Duty.MAY, why="the world ends first")
    return Expectation(duty=Duty.MUST, by=by, why=f"readable, and all in order, by {hours(by)}")


def _is_baseline(article: Article, said: Utterance) -> bool:
    """Tell whether an article has the words, in the feed and on the page, since before the bot was started."""
    begins = [start for start, _ in _said_spans(article, said)]
    return bool(begins) and max(begins) <= 0 and article.listings[0].at <= 0


def _read_by(world: World, result: Result, said: Utterance, article: Article, source: Source) -> float:
    """Return when the words are surely read in an article, or NEVER where nobody can say."""
    if article.poison:
        return NEVER
    own = _read_as_dated_by(world, result, said, article, source)
    if article.page_date is None or source.dates is Dates.RIGHT or own >= NEVER:
        return own
    if article.listings[0].at <= 0 and len(article.listings) == 1:
        # A page of the baseline that says that it is old, where its feed gives no date, is looked at as rarely as it
        # says. That this date is none may turn out later, by another page that has it; what it hid is read again then.
        # Of a baseline it hid nothing, and its hundreds of pages are not all looked at each hour for that.
        return NEVER
    if source.dates is not Dates.NONE or any(
        one.page_date not in {None, article.page_date} for one in world.articles() if one.source == article.source
    ):
        return NEVER  # all that is known is that the page is old
    read = _read_in_spite_of_its_date(world, result, article, own)
    # Where it is read again for that, the words have to stand there still: nobody reports as news what a page no longer
    # has, and whose age was not known for as long as it had it.
    return (
        read if read == own or any(start <= own and read < end for start, end in _said_spans(article, said)) else NEVER
    )


def _read_in_spite_of_its_date(world: World, result: Result, article: Article, own: float) -> float:
    """Return when it is surely known of a page's date that another one has it, and the page is read with that known.

    Args:
        world: all of it.
        result: what became of it.
        article: the page.
        own: when it was read first.

    """
    at = article.listings[0].at
    others = [
        one
        for one in world.articles()
        if one is not article
        and (one.source, one.page_date, one.poison) == (article.source, article.page_date, "")
        and one.listings[0].linked  # an entry that is only a description has no page that could say a date
    ]
    if any(at - tried_by(world, result, one) >= LISTED_APART for one in others):
        return own
    known = min(
        (tried_by(world, result, one) for one in others if one.listings[0].at - own >= LISTED_APART), default=NEVER
    )
    if known >= NEVER:
        return NEVER
    blocks = _merged([*_away(world, result), *_spans(world.faults, PAGE_FAULTS, article.source), *_unreadable(article)])
    return _first_stretch(known, SLACK, blocks, after=_page_retry) if known - at <= world.max_age - SLACK else NEVER


def _read_as_dated_by(world: World, result: Result, said: Utterance, article: Article, source: Source) -> float:
    """Return when the words are surely read in an article, if what its feed says of its date is believed."""
    away = _away(world, result)
    feed_blocks = _merged([*away, *_spans(world.faults, FEED_FAULTS, source.id)])
    faulty = _merged([*away, *_spans(world.faults, PAGE_FAULTS, source.id)])
    page_blocks = _merged([*faulty, *_unreadable(article)])
    off = [*_spans(world.faults, [one for one in MACHINE_FAULTS if one is not Kind.NETWORK]), *result.away]
    found = NEVER
    for start, end in _said_spans(article, said):
        for listing in article.listings:
            seen = _seen_by(world, source, listing, feed_blocks)
            if seen >= min(listing.until, end):
                continue
            if start <= seen and _seems_older_than_a_look(world, result, source, listing, seen):
                break  # it may be on record as a baseline, and no later listing makes news of these words
            is_tried = not any(began <= seen + 2 * MINUTE and ended >= listing.at for began, ended in off)
            read = _page_read_by(
                world, source, article, listing, (start, end), seen, page_blocks, faulty, is_tried=is_tried
            )
            found = min(found, read)
            if read >= TOO_OLD:
                break  # that is on record of these words, and no later listing makes news of them
    return found


def _seems_older_than_a_look(world: World, result: Result, source: Source, listing: Listing, seen: float) -> bool:
    """Tell whether an entry may be older than the last look at its feed by the clock of that look, which was ahead.

    After an outage that is longer than `baseline_after` such an entry is a baseline: the feed did not have it when by
    that clock it was out already, so it came there late. When it is seen at last the clock is right, and nothing of the
    look says that it was not. Without such an outage, or dated after what the clock showed, it is news.
    """
    every = source.every * 1.1 + SLACK
    kinds = [one for one in MACHINE_FAULTS if one is not Kind.CLOCK]  # by a clock that is wrong a feed is read
    blocks = _merged([*_spans(world.faults, kinds), *_spans(world.faults, FEED_FAULTS, source.id), *result.away])
    outages = [began for began, ended in blocks if began < seen and ended + (ended - began) / 2 + every > listing.at]
    if not outages:
        return False
    began = min(outages)
    return any(
        one.kind is Kind.CLOCK
        and one.amount > 0
        and one.at < began
        and listing.dated <= min(listing.at, one.until, began) + one.amount
        and seen - (began - every + one.amount) > world.baseline_after
        for one in world.faults
    )


def _seen_by(world: World, source: Source, listing: Listing, blocks: Sequence[Span]) -> float:
    """Return when the bot has surely seen an entry of a feed."""
    every = source.every * 1.1 + SLACK
    if source.stuck_etag:
        every += WHOLE_EVERY
    return _first_stretch(
        max(listing.at, 0.0), every, blocks, after=lambda lasted: min(lasted / 2 + 5 * MINUTE, world.back_within)
    )


def _page_read_by(
    world: World,
    source: Source,
    article: Article,
    listing: Listing,
    span: Span,
    seen: float,
    blocks: Sequence[Span],
    faulty: Sequence[Span],
    *,
    is_tried: bool,
) -> float:
    start, end = span
    ahead = _ahead(world)

    def retried(lasted: float) -> float:
        wait = _page_retry(lasted)
        if source.holds is Holds.TEASER:  # it had to do: the page is looked at after a quarter of its age
            wait = max(wait, (lasted + max(seen, start) - _known_since(world, listing)) * SHARE_OF_AGE)
        return wait + ahead

    first = article.listings[0]
    listing = _as_noticed(world, source, first, listing)
    is_first = listing is first
    of_page = True  # not only what the feed holds of it
    if listing.at <= 0 and start <= 0:  # a baseline: only what comes onto the page later is news
        return NEVER
    if listing.at > 0 and is_first and not listing.linked:
        read, of_page = seen + SLACK, False
    elif listing.at > 0 and is_first and article.versions[0].shown is Shown.WALL and source.holds is Holds.FULL:
        # Whatever the page shows, the feed has the words; but what is not there was taken back.
        read, of_page = _first_stretch(seen, SLACK, faulty, after=retried), False
    elif start <= listing.at:
        # There when the entry came: what is read then has it.
        wait = SLACK + _heeded_within(world, source, article, listing)
        read = _first_stretch(max(seen, start), wait, blocks, after=retried)
    else:
        read = _looked_at_by(world, source, article, listing, max(seen, start), start, blocks, retried)
    if of_page and read >= end:
        return NEVER
    if not of_page or start <= max(listing.at, seen) or not is_first:  # it may stand there when the page is first read
        # What was tried from its first sight on is as old as it was then, until it is given up.
        age_from = seen if is_tried and read - seen < GIVE_UP_AFTER - HOUR else read
        if age_from - listing.dated > world.max_age - SLACK:
            return TOO_OLD
    return read


def _heeded_within(world: World, source: Source, article: Article, listing: Listing) -> float:
    """Return how long a page waits of which its feed says something else: one that does so ever again is heeded so."""
    first, *later = article.listings
    if listing is first or (listing is later[0] and not source.random_guids):
        return 0.0
    return max(2 * FIRST_RECHECK, (listing.at - _known_since(world, first)) * SHARE_OF_THE_RESTLESS)


def _looked_at_by(
    world: World,
    source: Source,
    article: Article,
    listing: Listing,
    begin: float,
    start: float,
    blocks: Sequence[Span],
    retried: Callable[[float], float],
) -> float:
    """Return when words are read that come onto a page that was read before, or could not be: by its next look or try.

    Args:
        world: all of it.
        source: that lists the page.
        article: the page.
        listing: by which it was found.
        begin: when the words stand there, and the entry was seen.
        start: when they stand there.
        blocks: when the page cannot be read.
        retried: by how much later it is tried again after it could not be for so long.

    """
    before, ahead = article.version_at(max(listing.at, 0.0)), _ahead(world)
    age = start - _known_since(world, article.listings[0])
    if article.listings[0].at <= 0 and source.dates is Dates.NAIVE_BEHIND:  # a baseline is as old as it says
        age += FURTHEST_BEHIND
    if age > RECHECK_UNTIL - DAY:
        return NEVER  # nobody looks at it any more, unless its feed says something of it
    if before is None or before.shown is not Shown.TEXT:
        return _first_stretch(begin, SLACK, blocks, after=retried)
    then = article.version_at(start)
    if source.holds is Holds.FULL and then is not None and then.about != before.about:
        return NEVER  # a page that has nothing of what its feed holds may be a wall: the feed is believed
    wait = max(FIRST_RECHECK, (age + ahead) * (SHARE_OF_AGE if before.says else SHARE_OF_AN_EMPTY_PAGE)) + ahead
    return _first_stretch(begin, wait + SLACK, blocks, after=lambda lasted: wait + lasted)


def _as_noticed(world: World, source: Source, first: Listing, listing: Listing) -> Listing:
    """Return the first listing of a page in place of one that is the same, or has but a guid drawn at each fetch.

    Then no reader of the feed can know that the page has other words: they are found by the next look at it. Where the
    title, the text or a date that can be read is another, it has to be noticed at once.
    """
    days = {(world.start + timedelta(seconds=one.dated)).date() for one in (first, listing)}
    has_no_dates = source.dates in {Dates.NONE, Dates.EPOCH, Dates.YEAR_ONE} or first.dated == listing.dated
    has_no_dates |= source.dates is Dates.DAY_ONLY and len(days) == 1
    is_same = first.linked == listing.linked and first.title == listing.title and source.holds is not Holds.FULL
    is_named_alike = source.random_guids or first.guid == listing.guid
    return first if is_named_alike and is_same and has_no_dates else listing


def _ahead(world: World) -> float:
    """Return by how much the clock was ahead at most: what is put off then comes so much later when it is right again.

    The bot takes the clock for set back only where something is put off further than anything ever is.
    """
    return max([0.0, *(one.amount for one in world.faults if one.kind is Kind.CLOCK)])


def _known_since(world: World, listing: Listing) -> float:
    """Return since when the bot knows a page, at the earliest: what it saw by a clock behind is older.

    How old the page says that it is counts for nothing, but in a baseline, whose pages are as old as they are listed.
    """
    behind = max([0.0, *(-one.amount for one in world.faults if one.kind is Kind.CLOCK)])
    return listing.at - behind


def _page_retry(lasted: float) -> float:
    """Return how long a page waits for its next try after it was out of order for so long."""
    return min(1.3 * lasted, LONGEST_PAGE_RETRY) + 2 * MINUTE


def _posted_by(world: World, result: Result, channel: str, ready: float) -> float:
    if ready >= NEVER:
        return NEVER
    platform = channel.partition(":")[0]
    kinds = (Kind.PLATFORM_503, Kind.PLATFORM_429, Kind.ANSWERS_LOST, Kind.REQUESTS_LOST)
    blocks = _merged([*_away(world, result), *_spans(world.faults, kinds, platform)])
    paused = _merged(
        [*_spans(world.faults, [Kind.TOKEN_REFUSED], platform), *_spans(world.faults, [Kind.CHANNEL_REFUSED], channel)]
    )
    ahead = _ahead(world)
    by = _first_stretch(ready, SLACK, blocks, after=lambda _: LONGEST_RETRY + ahead)
    by = _first_stretch(by, SLACK, paused, after=lambda lasted: min(lasted, LONGEST_PAUSE) + 5 * MINUTE + ahead)
    by = _first_stretch(by, SLACK, blocks, after=lambda _: LONGEST_RETRY + ahead)
    return by if by - ready < world.max_age - SLACK else NEVER


def is_put_off_by_its_feed(world: World, item: Item) -> bool:
    """Tell whether a page rests at the end since its feed has another guid for it at each fetch.

    Each is heeded, but no sooner than the last one by a 64th of the page's age: there is always one more to come.
    """
    end = world.start + timedelta(seconds=world.end)
    age = (end - item.first_seen_at).total_seconds()
    wait = timedelta(seconds=max(2 * FIRST_RECHECK, age * SHARE_OF_THE_RESTLESS))
    return world.source(item.source_id).random_guids and end < item.next_try_at <= end + wait


def tried_by(world: World, result: Result, article: Article) -> float:
    """Return when a page has surely been tried after all that was out of order, from when on its feed was read."""
    away = _away(world, result)
    blocks = _merged([*away, *_spans(world.faults, PAGE_FAULTS, article.source), *_unreadable(article)])
    feed_blocks = _merged([*away, *_spans(world.faults, FEED_FAULTS, article.source)])
    seen = _seen_by(world, world.source(article.source), article.listings[0], feed_blocks)
    return _first_stretch(seen, SLACK + _ahead(world), blocks, after=_page_retry)


def may_rest(world: World, channel: str) -> bool:
    """Tell whether what a channel is to get may wait still at the end."""
    return _is_paused(world, channel) or _is_late(world)


def _is_late(world: World) -> bool:
    """Tell whether what was put off while the clock was ahead may wait still at the end."""
    return any(
        one.kind is Kind.CLOCK and one.amount > 0 and one.until + one.amount + LONGEST_RETRY > world.end
        for one in world.faults
    )


def _is_paused(world: World, channel: str) -> bool:
    """Tell whether a channel that was closed may still rest at the end."""
    wheres = {channel, channel.partition(":")[0]}
    return any(
        one.kind in {Kind.CHANNEL_REFUSED, Kind.TOKEN_REFUSED}
        and one.where in wheres
        and one.until + min(one.until - one.at, LONGEST_PAUSE) + 6 * MINUTE > world.end
        for one in world.faults
    )


# Stretches of time


def _first_stretch(start: float, lasts: float, blocks: Sequence[Span], *, after) -> float:
    """Return the end of the first stretch without a block; after one it has to last longer, by how long that was.

    A short one in the wait that a long one left makes that wait no shorter. A try may fall into it, and then there is
    as long a wait again: it counts from the beginning of the long one, since nothing had come to its end between them.
    """
    end = start + lasts
    first = waits_until = -NEVER
    for began, ended in blocks:
        first = first if began < waits_until else began
        extra = after(ended - first)
        waits_until = max(waits_until, ended + lasts + extra)
        if ended + extra <= start:
            continue
        if began >= end:
            break
        start = max(start, ended)
        end = max(end, start + lasts + extra)
    return end


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans without overlaps; those with less than a minute between them are one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] + MINUTE:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _spans(faults: Iterable[Fault], kinds: Sequence[Kind], where: str = "") -> Iterator[Span]:
    for one in faults:
        if one.kind in kinds and one.where in {"", where}:
            yield one.at, one.until


def _away(world: World, result: Result) -> list[Span]:
    return [*_spans(world.faults, MACHINE_FAULTS), *result.away]


def _unreadable(article: Article) -> Iterator[Span]:
    for version, end in article.spans():
        if version.shown is not Shown.TEXT:
            yield version.at, end


def _said_spans(article: Article, said: Utterance) -> Iterator[Span]:
    """Yield from when to when the words stand on the page, versions that keep them taken together."""
    begin = None
    for version, end in article.spans():
        if said.key in version.says:
            begin = version.at if begin is None else begin
            if end >= NEVER:
                yield begin, NEVER
        elif begin is not None:
            yield begin, version.at
            begin = None
