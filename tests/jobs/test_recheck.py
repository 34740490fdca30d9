from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import islice, pairwise, product
from types import SimpleNamespace

import pytest

from bot.core.errors import MessageRefusedError, SourceError, StoreError
from bot.core.model import (
    CorrectionKind,
    DeliveryKind,
    DeliveryState,
    FeedbackKind,
    FetchOutcome,
    Novelty,
    Relation,
    StatementQuery,
    Verdict,
)
from bot.novelty import Match
from tests.engine import CONFIG, DISCORD, SLACK, Engine
from tests.fakes.watcher import FakeWatcher

URL = "https://wire.example/1"
SAID = "We will not sit at any table under threats, and we will ship 25 percent of the grain abroad."
OTHER = "The bridge over the northern canal will be open before the first snow."
LATER = "Inspectors were never shown to the door here, whatever is written about it."
FILLER = "\n".join(
    f"The {place} was full long before the doors closed." for place in ("hall", "quay", "market", "square")
)
STORY = f"About the harbour.\nbaghaei: {SAID}\n{FILLER}\ntrump: {OTHER}\nThe ferries ran as on any other day."
CHANGED, REMOVED, WITHDRAWN, REASCRIBED, RESTORED = CorrectionKind
GONE = SourceError(FetchOutcome.GONE, URL, "404", permanent=True)


@pytest.fixture
async def engine():
    """One article is told."""
    engine = await Engine.started()
    engine.publish("wire", URL, STORY)
    await engine.run()
    return engine


async def look_again(engine, page=None, *, after=timedelta(minutes=10)):
    """Let the page be another, and go by until it was fetched again."""
    if page is not None:
        engine.web.pages[URL] = page
    engine.clock.advance(seconds=after.total_seconds())
    engine.web.asked.clear()
    await engine.run()
    return URL in engine.web.asked


async def noted(engine):
    """Return what was corrected, as (kind, text) by the words of the statement."""
    page = await engine.store.statements(StatementQuery(limit=100))
    return {
        view.statement.text: [(one.kind, one.text) for one in view.corrections]
        for view in page.statements
        if view.corrections
    }


async def replies(engine, channel=SLACK):
    sent = await engine.store.deliveries(DeliveryState.SENT, limit=100)
    of_channel = [one for one in sent if one.kind is DeliveryKind.CORRECTION and str(one.channel) == channel]
    return [engine.slack.shown.get(one.id, engine.discord.shown.get(one.id))[1][0] for one in reversed(of_channel)]


async def said(engine, **query):
    return [view.statement.text for view in (await engine.store.statements(StatementQuery(**query))).statements]


async def test_a_page_that_stays_as_it_is_says_nothing(engine):
    posts = engine.discord.posts
    for _ in range(5):
        assert await look_again(engine)
    assert (await noted(engine), engine.discord.posts, engine.discord.edits) == ({}, posts, 0)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(STORY.replace("ferries", "buses"), id="around the words"),
        pytest.param(STORY.replace(SAID, SAID.upper()), id="case"),
        pytest.param(STORY.replace("percent", "per cent"), id="spelling"),
        pytest.param(STORY.replace(f"baghaei: {SAID}\n", "") + f"\nbaghaei: {SAID}", id="another paragraph"),
        pytest.param(f"{STORY}\nvance: Nobody tracked said this, and it is long enough.", id="others speak"),
    ],
)
async def test_another_text_with_the_same_words_says_nothing(engine, page):
    await look_again(engine, page)
    await look_again(engine)
    assert await noted(engine) == {}
    assert set(engine.told(SLACK)[0]) == {SAID}
    assert set(await said(engine, actor_id="baghaei")) == {SAID}


async def test_words_that_change_at_their_source_are_corrected_once_in_each_channel(engine):
    now = SAID.replace("25", "35")
    for _ in range(3):
        await look_again(engine, STORY.replace("25", "35"))
    assert await noted(engine) == {SAID: [(CHANGED, now)]}
    assert await replies(engine, SLACK) == await replies(engine, DISCORD) == [f"changed: {SAID}"]
    assert (engine.slack.posts, engine.slack.edits) == (2, 1)  # the alert and the reply; the alert once more


async def test_a_number_that_is_corrected_while_the_page_is_rewritten_is_a_correction_and_no_turn(engine):
    rewritten = f"{ANOTHER_PAGE}\nbaghaei: {SAID.replace('25', '35')}\n{STUB}\n{OTHER}"
    await look_again(engine, rewritten)
    assert (await noted(engine))[SAID] == [(CHANGED, SAID.replace("25", "35"))]
    assert await replies(engine) == [f"changed: {SAID}"]
    assert engine.slack.posts == 2


async def test_both_versions_are_kept_and_the_first_is_untouched(engine):
    await look_again(engine, STORY.replace("25", "35"))
    async with engine.store.transaction() as transaction:
        views = await transaction.page_sightings((await first_article(engine)).id)
    texts = {view.article.text: view.article.version_of for view in views}
    assert texts == {STORY: None, STORY.replace("25", "35"): (await first_article(engine)).id}


async def first_article(engine):
    (view,) = (await engine.store.statements(StatementQuery(actor_id="trump"))).statements
    return view.sightings[0].article


async def test_the_words_that_took_their_place_are_on_record_and_no_news(engine):
    await look_again(engine, STORY.replace("25", "35"))
    page = await engine.store.statements(StatementQuery(actor_id="baghaei"))
    restated = next(view for view in page.statements if "35" in view.statement.text)
    assert (restated.statement.novelty, restated.statement.verdict.rule) == (Novelty.NEW, "correction")
    assert restated.earlier.text == SAID
    engine.publish("ministry", "https://ministry.example/1", f"baghaei: {SAID.replace('25', '35')}")
    await engine.run()
    assert await said(engine, actor_id="baghaei") == [restated.statement.text, SAID]
    assert engine.slack.posts == 2


async def test_words_that_are_cut_are_removed_and_those_beside_them_stand(engine):
    await look_again(engine, STORY.replace(f"baghaei: {SAID}\n", ""))
    assert await noted(engine) == {SAID: [(REMOVED, "")]}
    assert await replies(engine) == [f"removed: {SAID}"]


async def test_words_that_come_back_are_restored_and_each_turn_is_told_once(engine):
    cut = STORY.replace(f"baghaei: {SAID}\n", "")
    for page in (cut, STORY, cut, STORY):
        for _ in range(2):
            await look_again(engine, page, after=timedelta(hours=4))
    assert [kind for kind, _ in (await noted(engine))[SAID]] == [REMOVED, RESTORED, REMOVED, RESTORED]
    assert len(await replies(engine)) == 4
    assert await said(engine, actor_id="baghaei") == [SAID]


async def test_words_that_rotate_are_soon_told_by_the_mark_alone(engine):
    cut = STORY.replace(f"baghaei: {SAID}\n", "")
    for page in (cut, STORY) * 5:
        await look_again(engine, page, after=timedelta(hours=4))
    assert len((await noted(engine))[SAID]) == 10
    assert len(await replies(engine)) == 4


async def test_what_the_desk_ruled_out_is_not_corrected_aloud_and_stays_ruled_out(engine):
    (view,) = (await engine.store.statements(StatementQuery(actor_id="baghaei"))).statements
    async with engine.store.transaction() as transaction:
        await transaction.rule(view.statement.id, FeedbackKind.WRONG_SPEAKER)
    await look_again(engine, STORY.replace("25", "35"))
    assert list(await noted(engine)) == [SAID]
    assert await replies(engine) == []
    both = (await engine.store.statements(StatementQuery(actor_id="baghaei"))).statements
    assert [one.statement.ruling for one in both] == [FeedbackKind.WRONG_SPEAKER] * 2


async def test_a_change_of_a_change_is_told(engine):
    for number in ("35", "45"):
        await look_again(engine, STORY.replace("25", number))
    assert await noted(engine) == {
        SAID: [(CHANGED, SAID.replace("25", "35")), (CHANGED, SAID.replace("25", "45"))],
        SAID.replace("25", "35"): [(CHANGED, SAID.replace("25", "45"))],
    }


async def test_a_page_that_is_gone_once_is_asked_again_soon_and_nothing_is_said(engine):
    await look_again(engine, GONE)
    assert await noted(engine) == {}
    await look_again(engine, STORY)
    await look_again(engine, GONE)
    assert await noted(engine) == {}


async def test_a_page_that_is_gone_twice_is_withdrawn_with_all_that_it_said_and_told_once(engine):
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
STUB = "Subscribe for one euro a month to read on. Already a reader? Log in.\nMost read: ten beaches of the far north."
ANOTHER_PAGE = (
    "Other news of the day.\nThe old town hall is for sale, and nobody wants to buy it, since the roof leaks."
)


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


async def test_what_a_page_says_in_the_place_of_another_is_told_and_takes_nothing_back(engine):
    for _ in range(4):
        await look_again(engine, f"{ANOTHER_PAGE}\nbaghaei: {LATER}")
    assert engine.told(SLACK)[-1] == [LATER]
    assert await noted(engine) == {}


@pytest.fixture
async def site():
    """Twenty articles of one site are told."""
    engine = await Engine.started(f"{CONFIG}\n[alerts]\nlimit = 100")
    for number in range(20):
        engine.publish("wire", f"https://wire.example/{number}", f"trump: {THINGS.format(number)}\n{FILLER}")
    await engine.run()
    return engine


THINGS = "Work on bridge number {} begins before the first snow, whatever it costs."


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


async def test_a_channel_gets_no_more_replies_than_alerts_and_every_alert_is_marked(site):
    alerts = site.config.alerts.model_copy(update={"limit": 6})
    site.config = replace(site.config, alerts=alerts)
    site.restart()
    for url in site.web.pages:
        site.web.pages[url] = site.web.pages[url].replace("before the first snow", "after the first snow")
    site.clock.advance(minutes=10)
    await site.run()
    assert len(await noted(site)) == 20
    assert len(await replies(site, DISCORD)) == 6
    site.clock.advance(minutes=2)
    await site.run()
    assert site.discord.edits == 20


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


async def test_a_page_of_two_sources_is_corrected_with_one_reply():
    engine = await Engine.started()
    for source in ("wire", "ministry"):
        engine.publish(source, URL, STORY)
        await engine.run()
    await look_again(engine, STORY.replace("25", "35"))
    await look_again(engine)
    assert await replies(engine) == [f"changed: {SAID}"]
    assert len((await noted(engine))[SAID]) == 2


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
    assert len(engine.told(SLACK)) == 7
    assert len(await said(engine, actor_id="baghaei", limit=100)) == 30


async def test_a_short_post_that_is_edited_is_the_same_page():
    engine = await Engine.started()
    engine.publish("wire", URL, "baghaei: We will ship 25 percent abroad")
    await engine.run()
    for _ in range(3):
        await look_again(engine, "baghaei: We will ship 35 percent abroad")
    assert [kind for kind, _ in (await noted(engine))["We will ship 25 percent abroad"]] == [CHANGED]


async def test_a_failure_between_two_misses_does_not_count(engine):
    for page in (GONE, SourceError(FetchOutcome.TIMEOUT, URL), STORY, GONE):
        await look_again(engine, page)
    assert await noted(engine) == {}


async def test_who_asks_us_to_wait_is_heeded(engine):
    await look_again(engine, SourceError(FetchOutcome.RATE_LIMITED, URL, retry_after=timedelta(hours=2)))
    assert not await look_again(engine, after=timedelta(minutes=110))
    assert await look_again(engine, after=timedelta(minutes=10))


async def test_words_that_are_given_to_somebody_else_are_reascribed_and_given_back_restored(engine):
    given = STORY.replace("baghaei: We", "vance: We")
    await look_again(engine, given)
    await look_again(engine, f"{given}\nAnother line.")
    assert (await noted(engine))[SAID] == [(REASCRIBED, "Vance")]
    assert await replies(engine) == [f"reascribed: {SAID}"]
    await look_again(engine, STORY, after=timedelta(hours=1))
    assert (await noted(engine))[SAID] == [(REASCRIBED, "Vance"), (RESTORED, "")]


async def test_words_that_nobody_said_of_the_actor_are_no_candidates(engine):
    await look_again(engine, STORY.replace("baghaei: We", "vance: We"))
    engine.publish("ministry", "https://ministry.example/1", f"baghaei: {SAID}")
    await engine.run()
    assert len(await said(engine, actor_id="baghaei")) == 2
    assert engine.told(SLACK)[-1] == [SAID]


class Wavering(FakeWatcher):
    """A watcher that gives the same words to another, without a reason in the text."""

    async def watch(self, articles, **options):
        (found,) = await super().watch(articles, **options)
        wavering = [replace(one, actor_id=None, speaker="Somebody") for one in found.quotations]
        return [replace(found, quotations=tuple(wavering))]


async def test_a_watcher_that_gives_unchanged_words_to_another_corrects_nothing(engine):
    engine.rechecker._watcher = Wavering()
    await look_again(engine, f"{STORY}\nA new line.")
    assert await noted(engine) == {}


class Waking(FakeWatcher):
    """A watcher that finds at the second look what it did not find at the first, without a reason in the text."""

    async def watch(self, articles, **options):
        (found,) = await super().watch([replace(one, text=one.text.replace("?", ":")) for one in articles], **options)
        return [found]


async def test_words_that_were_there_before_are_no_news_because_they_are_found_now():
    engine = await Engine.started()
    engine.publish("wire", URL, f"{STORY}\nbaghaei? {LATER}")
    await engine.run()
    engine.rechecker._watcher = Waking()
    await look_again(engine, f"{STORY}\nAnother line.\nbaghaei? {LATER}")
    assert await said(engine, actor_id="baghaei") == [SAID]


async def test_words_that_were_somebody_elses_and_are_said_to_be_the_actors_are_news(engine):
    engine.publish("wire", "https://wire.example/2", f"{STORY.replace(SAID, LATER)}\nvance: {OTHER}")
    await engine.run()
    engine.web.pages["https://wire.example/2"] = f"{STORY.replace(SAID, LATER)}\nbaghaei: {OTHER}"
    engine.clock.advance(minutes=10)
    await engine.run()
    assert engine.told(SLACK)[-1] == [OTHER]


async def test_a_page_that_grows_is_told_on(engine):
    await look_again(engine, f"{STORY}\nbaghaei: {LATER}")
    assert engine.told(SLACK) == [[SAID], [LATER]]
    assert await noted(engine) == {}
    await look_again(engine, f"{STORY}\nbaghaei: {LATER}\nAnd so on.")
    assert engine.slack.posts == 2


async def test_what_is_added_to_a_page_of_yesterday_is_news_of_today(engine):
    for _ in range(24):
        await look_again(engine, after=timedelta(hours=2))
    await look_again(engine, f"{STORY}\nbaghaei: {LATER}", after=timedelta(hours=24))
    assert engine.told(SLACK)[-1] == [LATER]


async def test_what_is_added_to_a_page_of_the_baseline_is_news():
    engine = await Engine.start()
    engine.publish("wire", URL, STORY)
    await engine.run()
    assert engine.told(SLACK) == []
    await look_again(engine, f"{STORY}\nbaghaei: {LATER}")
    assert engine.told(SLACK) == [[LATER]]


async def test_the_new_words_of_a_corrected_baseline_are_news_where_there_is_no_alert_to_answer():
    engine = await Engine.start()
    engine.publish("wire", URL, STORY)
    await engine.run()
    await look_again(engine, STORY.replace("25", "35"))
    assert list(await noted(engine)) == [SAID]
    assert engine.told(SLACK) == engine.told(DISCORD) == [[SAID.replace("25", "35")]]


async def test_what_a_look_that_is_half_a_day_late_finds_is_news(engine):
    await look_again(engine, f"{STORY}\nbaghaei: {LATER}", after=timedelta(hours=15))
    assert engine.told(SLACK) == [[SAID], [LATER]]


async def test_after_a_long_outage_what_was_added_meanwhile_is_no_news(engine):
    await look_again(engine, f"{STORY}\nbaghaei: {LATER}", after=timedelta(days=2))
    assert LATER in await said(engine, actor_id="baghaei")
    assert engine.told(SLACK) == [[SAID]]


async def test_what_is_added_and_was_said_before_edits_the_alert_and_posts_nothing(engine):
    engine.publish("ministry", "https://ministry.example/1", f"baghaei: {LATER}")
    await engine.run()
    await look_again(engine, f"{STORY}\nbaghaei: {LATER}")
    await look_again(engine, after=timedelta(minutes=1))
    assert (engine.slack.posts, engine.slack.edits) == (2, 1)


async def test_the_correction_of_one_outlet_answers_the_alert_of_all(engine):
    engine.publish("ministry", "https://ministry.example/1", f"baghaei: {SAID}")
    await engine.run()
    await look_again(engine, STORY.replace("25", "35"))
    (view,) = [
        v for v in (await engine.store.statements(StatementQuery(actor_id="baghaei"))).statements if v.corrections
    ]
    assert view.statement.text == SAID
    article = {one.sighting.id: one.article.source_id for one in view.sightings}
    assert [article[one.sighting_id] for one in view.corrections] == ["wire"]
    assert await replies(engine) == [f"changed: {SAID}"]


class OneSubject:
    """A judge to whom all that is said of a table is the same."""

    def compare_many(self, _actor_id, new, candidates):
        same = [("table" in new.text) is ("table" in one.text) for one in candidates]
        return [
            Match(verdict=Verdict(relation=Relation.SAME if one else Relation.DIFFERENT), score=0.9) for one in same
        ]


@pytest.mark.parametrize("mark", ["~", ""], ids=["reported", "quoted"])
async def test_other_words_of_a_page_are_told_as_they_are_whatever_the_judge_takes_them_for(mark):
    """Only what words prove may hide or replace: a judge that errs once put a page's words under another statement."""
    engine = await Engine.started()
    engine.comparer._judge = OneSubject()
    engine.publish("wire", URL, f"About the harbour.\n{mark}baghaei: {SAID}\n{FILLER}")
    await engine.run()
    words = "nobody sits down at the table while menaced"
    for headline in ("About the harbour", "About the port"):
        await look_again(engine, f"{headline}.\n{mark}baghaei: {words}\n{FILLER}")
    assert await noted(engine) == {SAID: [(REMOVED, "")]}
    assert sorted(engine.told(SLACK)) == sorted([["wire"], [f"removed: {SAID}"], [words]])
    (told,) = [
        view for view in (await engine.store.statements(StatementQuery())).statements if view.statement.text == words
    ]
    assert (told.statement.novelty, told.earlier.text) == (Novelty.NEW, SAID)


async def test_many_corrections_of_one_alert_are_few_replies(engine):
    lines = [
        f"baghaei: Sentence number {n} is about the {word}."
        for n, word in enumerate(("ships", "nets", "masts", "oars", "rafts"))
    ]
    tail = f"{FILLER}\n{FILLER.replace('full', 'empty')}"
    engine.publish("wire", "https://wire.example/2", "\n".join([*lines, tail]))
    await engine.run()
    engine.web.pages["https://wire.example/2"] = tail
    engine.clock.advance(minutes=10)
    await engine.run()
    assert len(await noted(engine)) == 5
    assert len(await replies(engine)) == 3


async def test_an_alert_that_was_not_posted_yet_needs_no_reply(engine):
    engine.publish("wire", "https://wire.example/2", f"baghaei: {LATER}\n{FILLER}")
    await engine.poll()
    await engine.read()
    engine.web.pages["https://wire.example/2"] = f"He left.\n{FILLER}"
    engine.clock.advance(minutes=10)
    await engine.recheck()
    waiting = await engine.store.deliveries(DeliveryState.PENDING)
    assert {one.kind for one in waiting} == {DeliveryKind.ALERT}


async def test_words_that_were_given_to_somebody_else_before_they_were_posted_are_not_posted(engine):
    engine.publish("wire", "https://wire.example/2", f"baghaei: {LATER}\n{FILLER}")
    await engine.poll()
    await engine.read()
    engine.web.pages["https://wire.example/2"] = f"vance: {LATER}\n{FILLER}"
    engine.clock.advance(minutes=10)
    await engine.run()
    assert engine.told(SLACK) == [[SAID]]
    dead = await engine.store.deliveries(DeliveryState.DEAD)
    assert {str(one.channel) for one in dead} == {DISCORD, SLACK}


async def test_rechecking_twice_changes_nothing(engine):
    engine.web.pages[URL] = f"{STORY.replace('25', '35')}\nbaghaei: {LATER}"
    engine.clock.advance(minutes=10)
    views = await engine.store.due_rechecks(now=engine.clock.now(), limit=10)
    for view in views * 2:
        await engine.rechecker.recheck(view)
    await engine.dispatcher.dispatch_due()
    assert [kind for kind, _ in (await noted(engine))[SAID]] == [CHANGED]
    assert await replies(engine) == [f"changed: {SAID}"]
    assert engine.told(SLACK).count([LATER]) == 1


@pytest.mark.parametrize("saved", [False, True], ids=["before the commit", "after it"])
async def test_a_kill_loses_nothing_and_tells_nothing_twice(engine, saved):
    engine.web.pages[URL] = f"{STORY.replace('25', '35')}\nbaghaei: {LATER}"
    engine.clock.advance(minutes=10)
    real, calls = engine.store.transaction, iter(range(100))

    @asynccontextmanager
    async def breaking():
        async with real() as transaction:
            number = next(calls)
            yield transaction
            if number == 2 and not saved:
                raise StoreError("killed")
        if number == 2:
            raise StoreError("killed")

    engine.store.transaction = breaking
    with pytest.raises(StoreError):
        await engine.recheck()
    engine.store.transaction = real
    engine.restart()
    await engine.run()
    await look_again(engine)
    assert [kind for kind, _ in (await noted(engine))[SAID]] == [CHANGED]
    assert await replies(engine) == [f"changed: {SAID}"]
    assert engine.told(SLACK).count([LATER]) == 1


async def test_a_text_that_breaks_a_part_holds_up_no_other(engine):
    def broken(*_args, **_options):
        raise RuntimeError("a bug")

    engine.rechecker._watcher = SimpleNamespace(watch=broken)
    await look_again(engine, STORY.replace("25", "35"))
    assert await engine.store.due_rechecks(now=engine.clock.now(), limit=10) == []
    engine.restart()
    await look_again(engine)
    assert list(await noted(engine)) == [SAID]


async def test_a_page_of_a_source_that_left_the_config_is_asked_no_more(engine):
    engine.rechecker._sources.pop("wire")
    for _ in range(3):
        assert not await look_again(engine, after=timedelta(days=1))
    assert await engine.store.due_rechecks(now=engine.clock.now(), limit=10) == []


async def test_a_page_is_asked_often_when_young_rarely_when_old_and_no_more_after_a_week(engine):
    times = range(8 * 24 * 6)
    asked = [engine.clock.now() for _ in times if await look_again(engine, after=timedelta(minutes=10))]
    begun = asked[0] - timedelta(minutes=10)
    waits = [later - earlier for earlier, later in pairwise(asked)]
    assert waits[:3] == [timedelta(minutes=10)] * 3
    assert all(wait <= max(timedelta(minutes=20), timedelta(days=1)) for wait in waits)
    assert max(asked) - begun <= timedelta(days=8)
    assert 20 <= len(asked) <= 40


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


TURNED = SAID.replace("25", "35")


async def test_the_new_words_are_news_where_the_alert_of_the_old_ones_was_collapsed():
    engine = await Engine.started(f"{CONFIG}\n[alerts]\nlimit = 1")
    engine.publish("wire", "https://wire.example/0", f"baghaei: {LATER}\n{FILLER}", seconds=1)
    engine.publish("wire", URL, STORY)
    await engine.run()
    assert engine.told(SLACK) == [[LATER], ["1 more"]]
    await look_again(engine, STORY.replace("25", "35"), after=timedelta(minutes=20))
    assert engine.told(SLACK)[-1] == [TURNED]


async def test_the_new_words_are_news_where_the_alert_of_the_old_ones_waits_still(engine):
    engine.publish("wire", "https://wire.example/2", f"baghaei: {LATER}\n{FILLER}")
    await engine.poll()
    await engine.read()
    engine.web.pages["https://wire.example/2"] = f"baghaei: {LATER.replace('never', 'always')}\n{FILLER}"
    engine.clock.advance(minutes=10)
    await engine.run()
    assert [LATER.replace("never", "always")] in engine.told(SLACK)


async def test_what_is_beyond_the_replies_of_one_look_is_told_as_news():
    engine = await Engine.started()
    things = ("ships", "nets", "masts", "oars", "rafts")
    lines = [f"baghaei: Sentence about the {thing} that cost 25 coins in all." for thing in things]
    engine.publish("wire", URL, "\n".join([*lines, FILLER]))
    await engine.run()
    changed = [line.replace("25", "35") for line in lines]
    for _ in range(3):
        await look_again(engine, "\n".join([*changed, FILLER]))
    told = engine.told(SLACK)
    told_as_news = {line for message in told for line in message if "35" in line}
    answered = {line.removeprefix("changed: ") for (line,) in (one for one in told if one[0].startswith("changed: "))}
    assert len(answered) == 3
    assert {line.replace("35", "25") for line in told_as_news} | answered == {line.partition(": ")[2] for line in lines}
    assert len(told) == 1 + 3 + 1


async def test_words_that_turn_for_ever_are_not_told_anew_at_each_turn(engine):
    for number in range(12):
        await look_again(engine, STORY.replace("25", "35") if number % 2 == 0 else STORY, after=timedelta(hours=4))
    assert engine.told(SLACK).count([TURNED]) == 0
    assert len(await replies(engine)) == 4


async def test_words_whose_correction_died_unposted_are_news_where_they_are_reported_again(engine):
    """The reply that was to report them was refused: to its channel nobody has said them."""
    turned = SAID.replace("25 percent", "35 percent")
    engine.slack.faults = [MessageRefusedError("400 invalid blocks")]
    await look_again(engine, STORY.replace(SAID, turned))
    dead = await engine.store.deliveries(DeliveryState.DEAD)
    assert [one.kind for one in dead if str(one.channel) == SLACK] == [DeliveryKind.CORRECTION]
    engine.clock.advance(hours=1)
    engine.publish("ministry", "https://ministry.example/9", f"baghaei: {turned}")
    await engine.run()
    assert engine.told(SLACK)[-1] == [turned]
    assert [turned] not in engine.told(DISCORD)
