"""What the simulation found, each as the small world that was left of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.simulation.faults import Fault, Kind
from tests.simulation.invariants import breaches
from tests.simulation.lives import MOMENT, TICK
from tests.simulation.run import run
from tests.simulation.story import tell
from tests.simulation.world import (
    DAY,
    HOUR,
    MINUTE,
    QUIET_TAIL,
    Article,
    Dates,
    Holds,
    Listing,
    Shown,
    Source,
    Story,
    Utterance,
    Version,
    World,
    sentence,
)

START = datetime(2026, 6, 10, 6, tzinfo=UTC)
AT = HOUR  # when it happens, if nothing else is said
OUTLET, OTHER = Source(id="outlet"), Source(id="other")
GAP = HOUR  # between what happens first and what happens then


def said(key: str, **fields) -> Utterance:
    return Utterance(**({"key": key, "actor": "okoro", "words": sentence(f"found {key}", 12)} | fields))


A, B = said("a"), said("b")


def listed(at: float = AT, *, guid: str = "guid", title: str = "The quay is closed", **fields) -> Listing:
    return Listing(**({"at": at, "title": title, "guid": guid, "dated": at} | fields))


def page(*versions: Version, source: str = "outlet", path: str = "/1", listings=(), **fields) -> Article:
    return Article(
        source=source,
        path=path,
        versions=versions,
        listings=listings or (listed(max(versions[0].at, 0.0) or versions[0].at, guid=path),),
        **fields,
    )


def says(*keys: str, at: float = AT, **fields) -> Version:
    return Version(at=at, says=keys, **fields)


def world(*articles: Article, sources=(OUTLET,), faults=(), utterances=(A, B), hours: float = 0.0, **settings) -> World:
    last = max([one.until for one in faults] + [version.at for one in articles for version in one.versions])
    story = Story(label="found", utterances=utterances, articles=articles)
    return World(
        seed=0,
        start=START,
        hours=hours or (last + QUIET_TAIL) / HOUR,
        sources=sources,
        stories=(story,),
        faults=faults,
        **settings,
    )


def fault(kind: Kind, lasts: float, *, at: float = AT - MINUTE, where: str = "", amount: float = 0.0) -> Fault:
    return Fault(kind=kind, at=at, until=at + lasts, where=where, amount=amount)


def with_habit(**habits) -> tuple[Source, ...]:
    return (Source(id="outlet", **habits),)


LATER = AT + GAP
OLD = AT + 9 * DAY  # older than `recheck_until`
SELDOM = with_habit(every=HOUR)  # asked: nine days of it are a second
MISSED = AT + 85 * MINUTE  # soon after a look at a page that held no statement; the next one is hours off
PLAIN = page(says("a"))
SECOND = page(says("b", at=LATER), path="/2")
RELISTED = (listed(until=LATER, guid="guid#0"), listed(LATER, guid="guid#1"))
UPDATED = (listed(until=LATER), listed(LATER, title="Update: the quay is closed"))

A2 = said("a2", words=A.words.replace(A.words.split()[4], "bolamika"))

# The name says what happens; the number is the point of issue 8.
FOUND = {
    "0: a judge that errs, and other words in the place of those of a baseline": world(
        page(says("a", at=-HOUR), says("a2", at=AT)), utterances=(A, A2), judge_errs=1.0
    ),
    "0: a judge that errs": world(PLAIN, SECOND, judge_errs=1.0),
    "1: known words with new ones beside them, and a judge that errs": world(
        PLAIN,
        page(says("more", at=LATER), path="/2"),
        utterances=(A, said("more", words=f"{sentence('more', 9)} {A.words}")),
        judge_errs=1.0,
    ),
    "a watcher that has a part of the words, and then none of them, when it looks at the page again": world(
        page(says("a"), says("a", "b", at=LATER), says("a", "b", at=LATER + GAP, about="another")), watcher_errs=1.0
    ),
    "8: said a day after it stood in a baseline": world(
        page(says("a", at=-20 * HOUR)),
        page(says("a", at=6 * HOUR), source="other", path="/2"),
        sources=(OUTLET, OTHER),
    ),
    "3: listed again under a new guid, with words on a page that had none": world(
        page(says(), says("a", at=LATER), listings=RELISTED)
    ),
    "3: listed again under a new guid, with new words": world(
        page(says("b"), says("b", "a", at=LATER), listings=RELISTED)
    ),
    "3: listed again under a new guid, by a feed without dates": world(  # seed 172
        page(says(), says("a", at=LATER), listings=RELISTED), sources=with_habit(dates=Dates.NONE)
    ),
    "3: listed again as it was, by a feed that draws its guids and has no dates: by the next look": world(  # seed 2647
        page(says(), says("a", at=MISSED), listings=(listed(until=MISSED), listed(MISSED, guid="guid#1"))),
        page(says("b"), path="/2"),
        sources=with_habit(random_guids=True, dates=Dates.YEAR_ONE, holds=Holds.TEASER),
    ),
    "3: listed again as it was, by a feed that draws its guids and dates the day only: by the next look": world(
        page(says(), says("a", at=MISSED), listings=(listed(until=MISSED), listed(MISSED, guid="guid#1"))),
        page(says("b"), path="/2"),  # seed 3001736
        sources=with_habit(random_guids=True, dates=Dates.DAY_ONLY),
    ),
    "3: listed again with another title, by a feed that draws its guids and has no dates: at once": world(
        page(says(), says("a", at=MISSED), listings=(listed(until=MISSED), listed(MISSED, title="The quay is shut"))),
        page(says("b"), path="/2"),
        sources=with_habit(random_guids=True, dates=Dates.YEAR_ONE, holds=Holds.TEASER),
    ),
    "4: a stub that fills up": world(page(says(), says("a", at=AT + 15 * MINUTE))),
    "5: a page that is up twenty minutes after its feed": world(
        page(Version(at=AT, shown=Shown.GONE), says("a", at=AT + 20 * MINUTE))
    ),
    "5: pages out of order for half an hour": world(PLAIN, faults=(fault(Kind.PAGES_503, 30 * MINUTE),)),
    "5: pages out of order for an hour, and again for two minutes when a page is tried next": world(  # seed 4006440
        PLAIN,
        faults=(
            fault(Kind.PAGES_503, 55 * MINUTE, at=AT - 30 * MINUTE),
            fault(Kind.PAGES_404, 2 * MINUTE, at=AT + 48 * MINUTE),
        ),
    ),
    "5: pages out of order for ten minutes, and the feed holds a teaser": world(
        PLAIN, sources=with_habit(holds=Holds.TEASER), faults=(fault(Kind.PAGES_503, 10 * MINUTE),)
    ),
    "5: pages that hang for three hours, and the feed holds a teaser": world(  # seed 930
        PLAIN, sources=with_habit(holds=Holds.TEASER), faults=(fault(Kind.PAGES_HANG, 3 * HOUR),)
    ),
    "5: a live page begun 26 hours ago, listed now": world(
        page(
            says(at=AT - 26 * HOUR),
            says("a", at=AT - MINUTE),
            listings=(listed(),),
            page_date=AT - 26 * HOUR,
        ),
        sources=with_habit(pages="html"),
    ),
    "5: a live page begun 26 hours ago that grows after it was read": world(  # seed 1629
        page(
            says("b", at=AT - 26 * HOUR),
            says("b", "a", at=AT + 5 * MINUTE),
            listings=(listed(),),
            page_date=AT - 26 * HOUR,
        ),
        sources=with_habit(pages="html"),
    ),
    "5: a page that has been out of order, and is a wall until then, of which the feed holds a teaser": world(
        page(Version(at=AT, shown=Shown.WALL), says("a", at=AT + 32 * MINUTE)),  # seed 1758
        sources=with_habit(holds=Holds.TEASER),
        faults=(fault(Kind.PAGES_503, 4.5 * HOUR, at=AT - 2 * HOUR),),
        max_age=4 * HOUR,
    ),
    "5: an update that the feed announces, of a page that is looked at again": world(
        page(
            says("b", at=AT),
            says("b", "a", at=AT + 3 * HOUR + MINUTE),
            listings=(
                listed(until=AT + 3 * HOUR + MINUTE),
                listed(AT + 3 * HOUR + MINUTE, title="Update: the quay is closed"),
            ),
        )
    ),
    "6: a host out of order for longer than `baseline_after`": world(
        page(says("a", at=14 * HOUR)), faults=(fault(Kind.HOST_503, 14 * HOUR),), hours=26
    ),
    "6: a laptop closed for longer than `baseline_after`": world(
        page(says("a", at=14 * HOUR)), faults=(fault(Kind.SUSPENDED, 14 * HOUR),)
    ),
    "6: a host out of order for longer than `baseline_after`, read last by a clock that was an hour ahead": world(
        page(says("a", at=AT + 20 * MINUTE)),  # seed 4009849
        page(says("b", at=AT + 90 * MINUTE), path="/2"),  # after what the clock showed when the feed was read last
        faults=(
            fault(Kind.CLOCK, 3 * HOUR, at=AT - 10 * MINUTE, amount=HOUR),
            fault(Kind.HOST_503, 3 * HOUR, at=AT),
        ),
        baseline_after=2 * HOUR,
        hours=9,
    ),
    "7: words of a baseline, reported anew by another source": world(
        page(says("a", at=-3 * HOUR)), page(says("a"), source="other", path="/2"), sources=(OUTLET, OTHER)
    ),
    "8: other words in the place of those of a baseline": world(
        page(says("a", at=-HOUR), says("a2", at=AT)),
        utterances=(A, A2),
    ),
    "8: said a day before by a wire, and now by the speaker's own house": world(
        page(says("a"), source="outlet"),
        page(says("a", at=AT + 26 * HOUR), source="house", path="/2"),
        sources=(Source(id="outlet", tier="wire"), Source(id="house", tier="primary")),
    ),
    "8: a part of what a wire has, in a source of the kind that a channel asks for": world(  # seed 1687
        page(says("more")),
        page(says("a", at=LATER), source="house", path="/2"),
        sources=(Source(id="outlet", tier="wire"), Source(id="house", tier="primary")),
        utterances=(A, said("more", words=f"{sentence('more', 9)} {A.words}")),
    ),
    "8: edits of one message fail, and those of the others stand": world(
        PLAIN,
        page(says("b", at=AT + 10 * MINUTE), path="/2"),
        page(says("a", at=AT + 20 * MINUTE), source="other", path="/3"),
        page(says("b", at=AT + 25 * MINUTE), source="other", path="/4"),
        sources=(OUTLET, OTHER),
        faults=(fault(Kind.ONE_EDIT_FAILS, 9 * HOUR, where="discord:111111111111111111"),),
        hours=6,
    ),
    "9: an alert that died of age, and a later report": world(
        PLAIN,
        page(says("a", at=AT + 7 * HOUR), source="other", path="/2"),
        sources=(OUTLET, OTHER),
        faults=(fault(Kind.PLATFORM_503, 6 * HOUR, where="discord"),),
        max_age=4 * HOUR,
    ),
    "10: dated 1970": world(PLAIN, sources=with_habit(form="rss", dates=Dates.EPOCH)),
    "10: dated in the year 1": world(PLAIN, sources=with_habit(form="rss", dates=Dates.YEAR_ONE)),
    "11: a wall, and the feed holds the full text": world(
        page(Version(at=AT, shown=Shown.WALL, says=("a",))), sources=with_habit(holds=Holds.FULL)
    ),
    "11: a wall that falls after half an hour": world(
        page(Version(at=AT, shown=Shown.WALL), says("a", at=AT + 30 * MINUTE))
    ),
    "11: a slot that holds another story later": world(
        page(
            says("b"),
            says("a", at=LATER, about="the second"),
            listings=(listed(until=LATER), listed(LATER, title="The ferry sails")),
        )
    ),
    "11: a redirect to the front page at first": world(
        page(Version(at=AT, shown=Shown.FRONT), says("a", at=AT + 5 * MINUTE))
    ),
    "12: an entry that is only a description": world(page(says("a"), listings=(listed(linked=False),))),
    "13: a text that kills the process": world(PLAIN, page(says(at=AT - MINUTE), path="/2", poison="crash")),
    "13: a text that is never read to its end": world(PLAIN, page(says(at=AT - MINUTE), path="/2", poison="hang")),
    "13: two texts that are never read to their end": world(  # seeds 200238 and 200612
        PLAIN,
        *(page(says(at=AT - MINUTE), path=f"/hang/{one}", poison="hang") for one in range(2)),
        page(says("b", at=6 * HOUR), path="/2"),
    ),
    "13: a dozen texts that are never read to their end: the process starts itself anew, and not in a loop": world(
        *(page(says(at=AT - MINUTE), path=f"/hang/{one}", poison="hang") for one in range(12)),
        page(says("b", at=12 * HOUR), path="/2"),
    ),
    "13: two texts that kill the process, and two that are never read to their end": world(
        PLAIN,
        *(page(says(at=AT - MINUTE), path=f"/crash/{one}", poison="crash") for one in range(2)),
        *(page(says(at=AT - MINUTE), path=f"/hang/{one}", poison="hang") for one in range(2)),
        page(says("b", at=8 * HOUR), path="/2"),
    ),
    "posts do not arrive for hours, and a text kills the process shortly before they do": world(  # seed 1000626
        PLAIN,
        SECOND,
        page(says(at=4 * HOUR), path="/3", poison="crash"),
        faults=(fault(Kind.REQUESTS_LOST, 3 * HOUR + 6 * MINUTE, where="discord"),),
    ),
    "a token that is refused while the clock is ten hours behind, and for six minutes more": world(  # seed 4000700
        PLAIN,
        faults=(
            fault(Kind.CLOCK, 10 * MINUTE, at=AT - 5 * MINUTE, amount=-10 * HOUR),
            fault(Kind.TOKEN_REFUSED, 15 * MINUTE, at=AT - 4 * MINUTE, where="discord"),
        ),
    ),
    "a host that is away for five hours, and lists what was too old then as of today later": world(  # seed 1001233
        page(says("a"), says("a", at=OLD), listings=(listed(until=OLD), listed(OLD, guid="guid#1"))),
        sources=SELDOM,
        faults=(fault(Kind.HOST_REFUSES, 5 * HOUR),),
        max_age=4 * HOUR,
    ),
    "14: a feed that asks to come back in an hour": world(PLAIN, sources=with_habit(every=2 * MINUTE, max_age=3600)),
    "14: not a feed for an hour": world(page(says("a", at=LATER)), faults=(fault(Kind.NOT_A_FEED, 75 * MINUTE),)),
    "14: not a feed until the page that it lists is gone": world(  # seed 7000109
        page(says("a", at=2 * HOUR), Version(at=3 * HOUR + 6 * MINUTE, shown=Shown.GONE)),
        sources=with_habit(every=5 * MINUTE),
        faults=(fault(Kind.NOT_A_FEED, 3 * HOUR + 9 * MINUTE, at=6 * MINUTE),),
        hours=5.7,
    ),
    "14: a host out of order for thirteen hours is asked again within half an hour": world(
        page(says("a", at=10 * HOUR)), faults=(fault(Kind.HOST_503, 13 * HOUR),), hours=20, back_within=30 * MINUTE
    ),
    "14: a host that answers 304 for ever": world(
        page(says("a", at=LATER)), page(says("b"), path="/2"), sources=with_habit(stuck_etag=True)
    ),
    "14: a host that answers 304 for ever, and the poll that is to ask for the whole ends in the next half hour": world(
        page(says("a", at=2400.0)),  # seed 40048
        page(says("b", at=-HOUR), path="/2"),
        sources=with_habit(every=2 * MINUTE, stuck_etag=True, late=4.0),
    ),
    "21: only the day of publishing is known, and alerts are to be no older than four hours": world(
        page(says("a", at=11 * HOUR)), sources=with_habit(dates=Dates.DAY_ONLY), max_age=4 * HOUR
    ),
    **{
        f"21: one date on all pages of a source, of {days} days ago": world(
            *(
                page(
                    says(key, at=at),
                    path=f"/{key}",
                    listings=(listed(at, guid=key, title=f"Of {key}"),),
                    page_date=AT - days * DAY + second,
                )
                for key, at in (("a", AT), ("b", LATER), ("c", LATER + GAP))
            ),
            utterances=(A, B, said("c")),
            sources=with_habit(dates=Dates.NONE, pages="html"),
        )
        for days, second in ((3, 7.0), (90, 0.0), (300, 7.0), (1100, 0.0))
    },
    "21: one date on all pages of a source, and a watcher that has a part of the words that it hid": world(
        page(says("a"), says("a", "b", at=AT + 20 * MINUTE), page_date=AT - 3 * DAY),  # seed 4001070
        page(says(at=LATER), path="/2", page_date=AT - 3 * DAY),
        sources=with_habit(dates=Dates.NONE, pages="html"),
        watcher_errs=1.0,
    ),
    "21: one date on all pages of a source, and an entry that is only a description: it has no page with a date": world(
        page(says("a"), page_date=AT - 3 * DAY),  # seed 4001070
        page(
            says("b", at=LATER), path="/2", listings=(listed(LATER, guid="/2", linked=False),), page_date=AT - 3 * DAY
        ),
        sources=with_habit(dates=Dates.NONE, pages="html"),
    ),
    "21: one date on all pages of a source, of which one has other words when that turns out": world(  # seed 4002037
        page(says("a"), says("b", at=AT + 20 * MINUTE, about="the second"), page_date=AT - 3 * DAY),
        page(says(at=LATER), path="/2", page_date=AT - 3 * DAY),
        sources=with_habit(dates=Dates.NONE, pages="html"),
    ),
    **{
        f"21: times of a zone {side} UTC that nobody names, and {what}": world(
            page(says("a", at=at)),
            sources=with_habit(dates=dates, form="rss"),
            faults=(outage,),
            hours=26,
            back_within=30 * MINUTE,
        )
        for side, dates in (("behind", Dates.NAIVE_BEHIND), ("ahead of", Dates.NAIVE))
        for what, at, outage in (
            ("a host that was out for thirteen hours", 3 * HOUR, fault(Kind.HOST_503, 13 * HOUR)),
            ("a laptop that was closed for eighteen", 1.1 * HOUR, fault(Kind.SUSPENDED, 18 * HOUR)),
            ("alerts that may be as old as a day", 2 * HOUR, fault(Kind.HOST_503, 19 * HOUR)),
        )
    },
    "21: a page that is not there for five hours, and then is": world(
        page(Version(at=AT, shown=Shown.GONE), says("a", at=AT + 5 * HOUR)), hours=12
    ),
    "21: pages out of order for longer than alerts may be old": world(
        PLAIN, faults=(fault(Kind.PAGES_503, 25 * HOUR),), hours=40
    ),
    "21: a wall that falls after more hours than alerts may be old": world(
        page(Version(at=AT, shown=Shown.WALL), says("a", at=AT + 25 * HOUR)), hours=40
    ),
    "21: pages out of order for longer than alerts may be old, and the feed holds a teaser": world(
        PLAIN, sources=with_habit(holds=Holds.TEASER), faults=(fault(Kind.PAGES_503, 25 * HOUR),), hours=48
    ),
    "21: no network, right after a page was listed, for longer than alerts may be old": world(
        page(Version(at=AT, shown=Shown.GONE), says("a", at=AT + 30 * MINUTE)),
        faults=(fault(Kind.NETWORK, 25 * HOUR, at=AT + 10 * MINUTE),),
        hours=48,
    ),
    "21: a page of nine days, listed again under another guid": world(
        page(says("b"), says("b", "a", at=OLD), listings=(listed(until=OLD), listed(OLD, guid="guid#1"))),
        sources=SELDOM,
    ),
    "21: a page of nine days, listed again with another date": world(
        page(says("b"), says("b", "a", at=OLD), listings=(listed(until=OLD), listed(OLD))),
        sources=SELDOM,
    ),
    "21: a page of nine days, of which the feed holds another text": world(
        page(
            says("b"),
            says("b", "a", at=OLD),
            listings=(listed(until=OLD, dated=AT), listed(OLD, dated=OLD)),
        ),
        sources=with_habit(every=HOUR, dates=Dates.NONE, holds=Holds.FULL),
    ),
    "21: a slot that holds another story after nine days, under the same title": world(
        page(says("b"), says("a", at=OLD, about="the second"), listings=(listed(until=OLD), listed(OLD))),
        sources=SELDOM,
    ),
    "21: a page of nine days, listed before the start, of which the feed says something else": world(
        page(says("b", at=-OLD), says("b", "a", at=AT), listings=(listed(-OLD, until=AT), listed())),
        sources=SELDOM,
    ),
    "21: a page of nine days that is announced twice within hours": world(
        page(
            says(),
            says("b", at=OLD),
            says("b", "a", at=OLD + 2 * HOUR),
            listings=(listed(until=OLD), listed(OLD, until=OLD + 2 * HOUR), listed(OLD + 2 * HOUR)),
        ),
        hours=(OLD + 12 * HOUR) / HOUR,
        sources=SELDOM,
    ),
    "21: an old page of a baseline, of which the feed says something else though it is as it was": world(
        page(says("b", at=-HOUR), listings=(listed(-HOUR, until=OLD), listed(OLD, title="The quay is shut"))),
        hours=(OLD + 6 * HOUR) / HOUR,
        sources=SELDOM,
    ),
    "21: old pages of a baseline, of which the feed says something else as of all, though they are as they were": world(
        *(
            page(
                says(key, at=-HOUR),
                path=f"/{key}",
                listings=(
                    listed(-HOUR, until=OLD, guid=key, dated=-HOUR),
                    listed(OLD, guid=key, title=f"The quay is shut {key}", dated=-HOUR),
                ),
            )
            for key in "ab"
        ),
        sources=with_habit(every=HOUR, dates=Dates.NONE),
        hours=(OLD + 6 * HOUR) / HOUR,
    ),
    "21: a live page begun eight days ago, and listed a minute ago: it fills up": world(
        page(says(at=AT - 8 * DAY), says("a", at=AT + 15 * MINUTE), listings=(listed(),), page_date=AT - 8 * DAY),
        sources=with_habit(pages="html"),
    ),
    "21: a live page begun eight days ago, and listed a minute ago: it grows": world(
        page(
            says("b", at=AT - 8 * DAY),
            says("b", "a", at=AT + 15 * MINUTE),
            listings=(listed(),),
            page_date=AT - 8 * DAY,
        ),
        sources=with_habit(pages="html"),
    ),
    "a watcher that has a part of the words of a page that was first read as what its feed holds": world(  # seed 200545
        page(says("a"), says("a", "b", at=LATER), listings=(listed(until=LATER), listed(LATER, title="More"))),
        sources=with_habit(holds=Holds.FULL),
        faults=(fault(Kind.PAGES_HANG, 30 * MINUTE),),
        watcher_errs=1.0,
    ),
    # Seed 300349.
    "21: a page of the baseline, which says of itself that it is older than its feed says, fills up": world(
        page(says(at=-HOUR), says("a", at=AT), page_date=-9 * DAY),
        sources=with_habit(pages="html"),
        hours=5,
    ),
    "a machine that goes off within a moment of a tick: what starts then is no process": world(  # seed 4003365
        PLAIN, faults=(fault(Kind.MACHINE_OFF, 10 * MINUTE, at=TICK + MOMENT / 2),)
    ),
    **{
        f"a page listed again under a new guid while {what}, {of}": world(  # seed 4015160
            page(
                says(*before),
                says(*before, "a", at=AT + 90 * MINUTE),
                listings=(listed(until=AT + 90 * MINUTE), listed(AT + 90 * MINUTE, guid="guid#1")),
            ),
            faults=(fault(kind, 3 * HOUR, at=AT + 12 * MINUTE, where="outlet"),),
            hours=12,
        )
        for of, before in (("with its first words", ()), ("with more words", ("b",)))
        for what, kind in (
            ("no page is there", Kind.PAGES_404),
            ("pages answer 503", Kind.PAGES_503),
            ("pages hang", Kind.PAGES_HANG),
        )
    },
    **{
        f"a page of {days} days, listed again under a new guid while no page is there for an hour, {of}": world(
            page(
                says(*before),
                says(*before, "a", at=AT + days * DAY),
                listings=(listed(until=AT + days * DAY), listed(AT + days * DAY, guid="guid#1")),
            ),
            faults=(fault(Kind.PAGES_404, HOUR, at=AT + days * DAY - MINUTE, where="outlet"),),
            hours=24 * days + 12,
            sources=SELDOM,
        )
        for days in (3, 6)
        for of, before in (("with its first words", ()), ("with more words", ("b",)))
    },
    "a page of a week that fills, listed again by a feed of one entry that draws its guids": world(  # seed 5000946
        page(
            says(),
            says("a", at=AT + 7.2 * DAY),
            listings=(listed(until=AT + 7.2 * DAY), listed(AT + 7.2 * DAY, guid="guid#1")),
        ),
        sources=with_habit(random_guids=True, every=HOUR),
        hours=24 * 8,
    ),
    "16: another guid for each entry at each fetch": world(PLAIN, sources=with_habit(random_guids=True)),
}


@pytest.mark.parametrize("small", FOUND.values(), ids=FOUND)
def test_found(small):
    result = run(small)
    broken = breaches(small, result)
    assert not broken, f"\n{tell(small, result, broken)}"
