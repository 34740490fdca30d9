"""Words that change at their source are corrected once in each channel, whatever breaks meanwhile."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest

from bot.core.errors import SourceError, StoreError
from bot.core.model import (
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
from tests.engine import DISCORD, SLACK, Engine, without
from tests.fakes.watcher import FakeWatcher
from tests.jobs.rechecks.rechecking import (
    ANOTHER_PAGE,
    CHANGED,
    FILLER,
    LATER,
    OTHER,
    REASCRIBED,
    REMOVED,
    RESTORED,
    SAID,
    STORY,
    STUB,
    URL,
    change_before_posting,
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
    assert set(engine.reported(SLACK)[0]) == {SAID}
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


async def test_words_that_come_back_are_restored_and_each_turn_is_reported_once(engine):
    cut = STORY.replace(f"baghaei: {SAID}\n", "")
    for page in (cut, STORY, cut, STORY):
        for _ in range(2):
            await look_again(engine, page, after=timedelta(hours=4))
    assert [kind for kind, _ in (await noted(engine))[SAID]] == [REMOVED, RESTORED, REMOVED, RESTORED]
    assert len(await replies(engine)) == 4
    assert await said(engine, actor_id="baghaei") == [SAID]


async def test_words_that_rotate_are_soon_reported_by_the_mark_alone(engine):
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


async def test_a_change_of_a_change_is_reported(engine):
    for number in ("35", "45"):
        await look_again(engine, STORY.replace("25", number))
    assert await noted(engine) == {
        SAID: [(CHANGED, SAID.replace("25", "35")), (CHANGED, SAID.replace("25", "45"))],
        SAID.replace("25", "35"): [(CHANGED, SAID.replace("25", "45"))],
    }


@pytest.fixture
async def site():
    """Twenty articles of one site are reported."""
    return await twenty_reported()


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


async def test_a_page_of_two_sources_is_corrected_with_one_reply():
    engine = await Engine.started()
    for source in ("wire", "ministry"):
        engine.publish(source, URL, STORY)
        await engine.run()
    await look_again(engine, STORY.replace("25", "35"))
    await look_again(engine)
    assert await replies(engine) == [f"changed: {SAID}"]
    assert len((await noted(engine))[SAID]) == 2


async def test_a_short_post_that_is_edited_is_the_same_page():
    engine = await Engine.started()
    engine.publish("wire", URL, "baghaei: We will ship 25 percent abroad")
    await engine.run()
    for _ in range(3):
        await look_again(engine, "baghaei: We will ship 35 percent abroad")
    assert [kind for kind, _ in (await noted(engine))["We will ship 25 percent abroad"]] == [CHANGED]


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
    assert engine.reported(SLACK)[-1] == [SAID]


class Wavering(FakeWatcher):
    """A watcher that gives the same words to another, without a reason in the text."""

    async def watch(self, articles, **options):
        (found,) = await super().watch(articles, **options)
        wavering = [replace(one, actor_id=None, speaker="Somebody") for one in found.quotations]
        return [replace(found, quotations=tuple(wavering))]


async def test_a_watcher_that_gives_unchanged_words_to_another_corrects_nothing(engine):
    engine.rechecker._newer_texts._watcher = Wavering()
    await look_again(engine, f"{STORY}\nA new line.")
    assert await noted(engine) == {}


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
async def test_other_words_of_a_page_are_reported_as_they_are_whatever_the_judge_takes_them_for(mark):
    """Only what words prove may hide or replace: a judge that errs once put a page's words under another statement."""
    engine = await Engine.started()
    engine.comparer._judge = OneSubject()
    engine.publish("wire", URL, f"About the harbour.\n{mark}baghaei: {SAID}\n{FILLER}")
    await engine.run()
    words = "nobody sits down at the table while menaced"
    for headline in ("About the harbour", "About the port"):
        await look_again(engine, f"{headline}.\n{mark}baghaei: {words}\n{FILLER}")
    assert await noted(engine) == {SAID: [(REMOVED, "")]}
    assert sorted(engine.reported(SLACK)) == sorted([["wire"], [f"removed: {SAID}"], [words]])
    (reported,) = [
        view for view in (await engine.store.statements(StatementQuery())).statements if view.statement.text == words
    ]
    assert (reported.statement.novelty, reported.earlier.text) == (Novelty.NEW, SAID)


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
    await change_before_posting(engine, f"He left.\n{FILLER}")
    await engine.recheck()
    waiting = await engine.store.deliveries(DeliveryState.PENDING)
    assert {one.kind for one in waiting} == {DeliveryKind.ALERT}


async def test_words_that_were_given_to_somebody_else_before_they_were_posted_are_not_posted(engine):
    await change_before_posting(engine, f"vance: {LATER}\n{FILLER}")
    await engine.run()
    assert engine.reported(SLACK) == [[SAID]]
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
    assert engine.reported(SLACK).count([LATER]) == 1


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
    assert engine.reported(SLACK).count([LATER]) == 1


async def test_a_text_that_breaks_a_part_holds_up_no_other(engine):
    def broken(*_args, **_options):
        raise RuntimeError("a bug")

    engine.rechecker._newer_texts._watcher = SimpleNamespace(watch=broken)
    await look_again(engine, STORY.replace("25", "35"))
    assert await engine.store.due_rechecks(now=engine.clock.now(), limit=10) == []
    engine.restart()
    await look_again(engine)
    assert list(await noted(engine)) == [SAID]


async def test_a_page_of_a_source_that_left_the_config_is_asked_no_more(engine):
    engine.rechecker._sources = without(engine.rechecker._sources, "wire")
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
