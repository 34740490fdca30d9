"""A page that is missing, closed to us or shows something else takes nothing back before it was missed twice."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice, product
from types import SimpleNamespace

import pytest

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome
from tests.engine import SLACK, Engine
from tests.jobs.rechecks.rechecking import (
    ANOTHER_PAGE,
    CHANGED,
    FILLER,
    LATER,
    OTHER,
    RESTORED,
    SAID,
    STORY,
    STUB,
    THINGS,
    URL,
    WITHDRAWN,
    look_again,
    noted,
    replies,
    said,
    story_reported,
    twenty_reported,
)


@pytest.fixture
async def engine():
    """One article is reported."""
    return await story_reported()


@pytest.fixture
async def site():
    """Twenty articles of one site are reported."""
    return await twenty_reported()


GONE = SourceError(FetchOutcome.GONE, URL, "404", permanent=True)


async def test_a_page_that_is_gone_once_is_asked_again_soon_and_nothing_is_said(engine):
    await look_again(engine, GONE)
    assert await noted(engine) == {}
    await look_again(engine, STORY)
    await look_again(engine, GONE)
    assert await noted(engine) == {}


async def test_a_page_that_is_gone_twice_is_withdrawn_with_all_that_it_said_and_reported_once(engine):
    for _ in range(4):
        await look_again(engine, GONE)
    assert await noted(engine) == {SAID: [(WITHDRAWN, "")], OTHER: [(WITHDRAWN, "")]}
    assert await replies(engine) == [f"withdrawn: {SAID}"]


@pytest.mark.parametrize(
    ("back", "kinds"),
    [
        pytest.param(STORY, [WITHDRAWN, RESTORED], id="as it was"),
        pytest.param(STORY.replace("25", "35"), [WITHDRAWN, CHANGED], id="with other words"),
        pytest.param(f"{FILLER}\n{OTHER}\n{FILLER}", [WITHDRAWN], id="without the words"),
    ],
)
async def test_a_page_that_comes_back_is_held_against_what_it_said(engine, back, kinds):
    await look_again(engine, GONE)
    await look_again(engine, GONE)
    for _ in range(3):
        await look_again(engine, back, after=timedelta(hours=1))
    assert [kind for kind, _ in (await noted(engine))[SAID]] == kinds


@pytest.mark.parametrize(
    "page",
    [
        SourceError(FetchOutcome.TIMEOUT, URL),
        SourceError(FetchOutcome.HTTP_ERROR, URL, "503"),
        SourceError(FetchOutcome.RATE_LIMITED, URL, retry_after=timedelta(minutes=5)),
        SourceError(FetchOutcome.BLOCKED_BY_ROBOTS, URL, permanent=True),
        SourceError(FetchOutcome.NO_TEXT, URL, permanent=True),
        "The page is closed",
        STORY[:60],
    ],
    ids=["timeout", "5xx", "rate limit", "robots", "no text", "teaser of the feed", "only its beginning"],
)
async def test_a_page_that_cannot_be_read_says_nothing(engine, page):
    if page == "The page is closed":
        engine.web.closed.add(URL)
    for _ in range(4):
        await look_again(engine, page)
    assert await noted(engine) == {}
    engine.web.closed.clear()
    await look_again(engine, STORY.replace("25", "35"), after=timedelta(hours=2))
    assert list(await noted(engine)) == [SAID]


WALL = "We and our 846 partners store information on your device. Accept all, or choose what you allow us to read."
NOT_FOUND = "Sorry, the page that you look for is not here. It may have moved; try the front page of this site instead."


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(WALL, id="cookie wall"),
        pytest.param(NOT_FOUND, id="not found, with 200"),
        pytest.param(f"About the harbour.\nbaghaei: {SAID[:44]}…\n{STUB}", id="paywall in the quotation"),
        pytest.param(f"About the harbour.\n{STUB}", id="paywall"),
        pytest.param(ANOTHER_PAGE, id="another article"),
    ],
)
async def test_one_look_at_which_the_host_shows_something_else_says_nothing(engine, page):
    await look_again(engine, page)
    await look_again(engine, STORY)
    await look_again(engine, page)
    assert await noted(engine) == {}
    assert (engine.slack.posts, engine.slack.edits) == (1, 0)


@pytest.mark.parametrize("stub", [f"About the harbour.\nbaghaei: {SAID}\n{STUB}", f"{STORY[:160]}…\n{STUB}"])
async def test_a_paywall_that_stays_up_says_nothing(engine, stub):
    for _ in range(4):
        await look_again(engine, stub)
    assert await noted(engine) == {}


async def test_a_page_that_says_it_is_not_found_twice_in_a_row_is_withdrawn_and_comes_back(engine):
    for _ in range(4):
        await look_again(engine, NOT_FOUND)
    assert await noted(engine) == {SAID: [(WITHDRAWN, "")], OTHER: [(WITHDRAWN, "")]}
    assert await replies(engine) == [f"withdrawn: {SAID}"]
    await look_again(engine, STORY, after=timedelta(hours=1))
    assert [kind for kind, _ in (await noted(engine))[SAID]] == [WITHDRAWN, RESTORED]


async def test_what_a_page_says_in_the_place_of_another_is_reported_and_takes_nothing_back(engine):
    for _ in range(4):
        await look_again(engine, f"{ANOTHER_PAGE}\nbaghaei: {LATER}")
    assert engine.reported(SLACK)[-1] == [LATER]
    assert await noted(engine) == {}


async def test_a_site_that_loses_all_its_pages_withdraws_nothing_until_others_are_back(site):
    pages = dict(site.web.pages)
    for outage in (GONE, NOT_FOUND):
        site.web.pages = dict.fromkeys(pages, outage)
        for _ in range(4):
            site.clock.advance(minutes=10)
            await site.run()
        assert await noted(site) == {}
        site.web.pages = dict(pages)
        site.clock.advance(minutes=30)
        await site.run()
    site.web.pages["https://wire.example/7"] = GONE
    for _ in range(4):
        site.clock.advance(hours=1)
        await site.run()
    assert await noted(site) == {THINGS.format(7): [(WITHDRAWN, "")]}


async def test_pages_of_another_host_say_nothing_of_this_one():
    engine = await Engine.started()
    for number, host in enumerate(["wire", "other", "other"]):
        url = f"https://{host}.example/{number}"
        engine.publish("wire", url, f"trump: {THINGS.format(number)}\n{FILLER}")
    await engine.run()
    engine.web.pages["https://wire.example/0"] = GONE
    engine.web.pages["https://other.example/1"] = engine.web.pages["https://other.example/2"] = GONE
    for _ in range(3):
        engine.clock.advance(minutes=10)
        await engine.run()
    assert list(await noted(engine)) == [THINGS.format(0)]


async def test_an_article_that_moved_was_not_withdrawn(engine):
    engine.publish("wire", "https://wire.example/moved", STORY)
    engine.publish("wire", "https://wire.example/another", f"trump: {LATER}\n{FILLER}")
    await engine.run()
    for _ in range(4):
        await look_again(engine, GONE)
    assert await replies(engine) == []
    engine.web.pages["https://wire.example/moved"] = GONE
    for _ in range(4):
        await look_again(engine, after=timedelta(hours=1))
    assert await replies(engine) == [f"withdrawn: {SAID}"]


@pytest.mark.parametrize(
    "foot", ["", "\nOlder entries are in the archive of the ministry, by day and by hour."], ids=["", "foot"]
)
@pytest.mark.parametrize("each", ["", "\nShare this entry with others by post or by mail."], ids=["", "buttons"])
async def test_a_live_page_that_shows_its_last_entries_takes_nothing_back(foot, each):
    engine = await Engine.started()
    words = iter(
        "".join(syllables) for syllables in product(("ba", "ke", "li", "mo", "nu", "ra", "se", "to", "vu"), repeat=3)
    )
    entries = [
        f"10:{number:02}\nbaghaei: {' '.join(islice(words, 9))}.\n{' '.join(islice(words, 9))}{each}"
        for number in range(30)
    ]

    def shown(newest):
        return "\n".join(reversed(entries[newest - 12 : newest])) + foot

    engine.publish("wire", URL, shown(12))
    await engine.run()
    for newest in range(15, 31, 3):
        await look_again(engine, shown(newest))
    assert await noted(engine) == {}
    assert len(engine.reported(SLACK)) == 7
    assert len(await said(engine, actor_id="baghaei", limit=100)) == 30


async def test_a_failure_between_two_misses_does_not_count(engine):
    for page in (GONE, SourceError(FetchOutcome.TIMEOUT, URL), STORY, GONE):
        await look_again(engine, page)
    assert await noted(engine) == {}


async def test_a_page_that_now_shows_another_article_says_nothing(engine):
    engine.publish("wire", "https://wire.example/2", f"baghaei: {LATER}\n{FILLER}")
    await engine.run()
    real = engine.web.fetch_article

    async def redirected(source, item):
        article = await real(source, item)
        if item.entry.url != URL:
            return article
        other = next(one for one in engine.web.feeds["wire"] if one.url.endswith("/2"))
        return await real(source, SimpleNamespace(entry=other))

    engine.web.fetch_article = redirected
    await look_again(engine)
    assert await noted(engine) == {}
