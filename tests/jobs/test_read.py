from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from structlog.testing import capture_logs

from bot.core.errors import MessageRefusedError, SourceError, StoreError
from bot.core.ids import stable_id
from bot.core.model import (
    DeliveryState,
    Difference,
    DifferenceKind,
    FeedbackKind,
    FetchOutcome,
    ItemState,
    Novelty,
    Precision,
    StatementQuery,
    Watched,
)
from tests.engine import CONFIG, DISCORD, SLACK, Engine
from tests.fakes.watcher import FakeWatcher

LONG = "We will not sit at any table under threats, today or tomorrow."


@pytest.fixture
async def engine():
    return await Engine.started()


async def statements(engine, **query):
    return (await engine.store.statements(StatementQuery(**query))).statements


async def deliveries(engine, state=DeliveryState.PENDING):
    return await engine.store.deliveries(state)


async def test_what_a_tracked_actor_says_is_told_where_it_is_wanted(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}\ntrump: They want a deal very badly.")
    await engine.run()
    assert engine.told(DISCORD) == [[LONG], ["They want a deal very badly."]]
    assert engine.told(SLACK) == [[LONG]]


async def test_several_statements_of_one_actor_in_one_article_are_one_message(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: Short one here.\nbaghaei: {LONG}")
    await engine.run()
    assert engine.told(SLACK) == [[LONG, "Short one here."]]


async def test_the_same_words_in_another_article_are_one_statement_told_once(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    await engine.run()
    engine.publish("ministry", "https://ministry.example/1", f"baghaei: “{LONG.upper()}”")
    (reading,) = await engine.run()
    assert [statement.text for statement in reading.seen_again] == [LONG]
    (view,) = await statements(engine)
    assert {one.article.source_id for one in view.sightings} == {"wire", "ministry"}
    assert engine.slack.posts == 1


async def test_a_message_is_edited_when_its_statement_is_seen_again_and_not_before_its_time(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    await engine.run()
    engine.publish("ministry", "https://ministry.example/1", f"baghaei: {LONG}")
    await engine.run()
    assert engine.slack.edits == 0
    engine.clock.advance(minutes=1)
    await engine.dispatcher.dispatch_due()
    assert engine.told(SLACK) == [["ministry", "wire"]]


EXCERPT = "not sit at any table under threats"


async def test_an_excerpt_of_what_is_on_record_is_the_same_statement(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    await engine.run()
    engine.publish("ministry", "https://ministry.example/1", f"baghaei: {EXCERPT}")
    await engine.run()
    (view,) = await statements(engine)
    assert (view.statement.text, len(view.sightings)) == (LONG, 2)


async def test_words_that_say_more_than_the_record_are_told_and_replace_nothing(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {EXCERPT}")
    await engine.run()
    engine.publish("ministry", "https://ministry.example/1", f"baghaei: {LONG}")
    await engine.run()
    told = {view.statement.text: view.earlier and view.earlier.text for view in await statements(engine)}
    assert told == {EXCERPT: None, LONG: EXCERPT}
    assert engine.told(SLACK) == [[EXCERPT], [LONG]]


@pytest.mark.parametrize("lines", [(EXCERPT, LONG), (LONG, EXCERPT)], ids=["shorter first", "longer first"])
async def test_the_same_words_twice_in_one_article_are_one_statement(engine, lines):
    engine.publish("wire", "https://wire.example/1", "\n".join(f"baghaei: {line}" for line in lines))
    await engine.run()
    assert engine.told(SLACK) == [[LONG]]
    (view,) = await statements(engine)
    assert len(view.sightings) == 2


@pytest.mark.parametrize(("asked", "posts"), [("Will you pay?", 1), ("Did you meet?", 2)])
async def test_a_short_answer_is_hidden_with_its_question_alone(engine, asked, posts):
    for number, question in ((1, "Will you pay?"), (2, asked)):
        engine.publish("wire", f"https://wire.example/{number}", f"{question}\nbaghaei: Absolutely not.")
        await engine.run()
    assert engine.slack.posts == posts


@pytest.mark.parametrize(
    ("first", "second", "posts"),
    [
        ("On Monday he was asked whether he would pay.", "A clerk asked him whether he would pay.", 1),
        ("“Will you pay?” a reporter asked.", "Ferries ran. Will you pay?", 1),
        ("“Will you pay?” a reporter asked.", "Ferries ran. Will you leave?", 2),
        ("A reporter asked whether he would pay.", "He spoke of ships.", 2),
    ],
)
async def test_a_short_answer_keeps_its_question_across_outlets(engine, first, second, posts):
    for number, question in enumerate((first, second)):
        engine.publish("wire", f"https://wire.example/{number}", f"{question}\nbaghaei: Absolutely not.")
        await engine.run()
    assert engine.slack.posts == posts
    asked = [one.sighting.quotation.question for view in await statements(engine) for one in view.sightings]
    assert all(asked) is (second != "He spoke of ships.")


POINTS = "We accept the proposal."


@pytest.mark.parametrize(
    ("words", "context", "days", "posts"),
    [
        (POINTS, "The council wants a bridge.", 3, 2),
        (POINTS, "The council wants a tunnel.", 3, 1),
        (POINTS, "The council wants a bridge.", 0, 1),
        ("We will sell the old ferry in June.", "The council wants a bridge.", 3, 1),
    ],
    ids=["of another thing", "of the same", "within a day", "says it itself"],
)
async def test_words_that_point_are_said_before_of_the_same_thing_alone(engine, words, context, days, posts):
    engine.publish("wire", "https://wire.example/1", f"The council wants a tunnel.\nbaghaei: {words}")
    await engine.run()
    await run_on(engine, days)
    engine.publish("ministry", "https://ministry.example/1", f"{context}\nbaghaei: {words}")
    await engine.run()
    assert engine.slack.posts == posts
    if posts == 2:
        newest, first = await statements(engine)
        assert (newest.statement.novelty, newest.earlier) == (Novelty.NEW, first.statement)


async def run_on(engine, days):
    """Let the bot run on for some days without news."""
    for _ in range(2 * days):
        engine.clock.advance(hours=11.9)
        await engine.run()


async def test_the_same_words_weeks_later_are_a_repeat_on_record_and_not_posted(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    await engine.run()
    for number in (2, 3):
        await run_on(engine, 7)
        engine.publish("wire", f"https://wire.example/{number}", f"baghaei: {LONG}")
        await engine.run()
    third, second, first = await statements(engine)
    assert [view.statement.novelty for view in (third, second, first)] == [Novelty.REPEAT, Novelty.REPEAT, Novelty.NEW]
    assert (third.earlier, third.times, second.times) == (first.statement, 3, 2)
    assert engine.slack.posts == 1


async def test_a_route_can_ask_for_repeats():
    engine = await Engine.started(CONFIG + "repeats = true")
    for number in (1, 2):
        engine.publish("wire", f"https://wire.example/{number}", f"baghaei: {LONG}")
        await engine.run()
        await run_on(engine, 7)
    assert engine.slack.posts == 2
    assert engine.discord.posts == 1


async def test_a_change_is_told_with_what_it_changes_and_is_never_merged(engine):
    engine.publish("wire", "https://wire.example/1", "baghaei: We will ship 25 tons of it abroad.")
    await engine.run()
    engine.publish("wire", "https://wire.example/2", "baghaei: We will ship 35 tons of it abroad.")
    await engine.run()
    turned, first = sorted(await statements(engine), key=lambda view: view.statement.novelty)
    assert (turned.statement.novelty, turned.earlier) == (Novelty.CHANGED, first.statement)
    assert turned.statement.verdict.differences == (Difference(kind=DifferenceKind.NUMBER, before="25", after="35"),)
    assert engine.slack.posts == 2


async def test_what_was_read_is_still_known_after_a_restart(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    await engine.run()
    engine.restart()
    engine.publish("ministry", "https://ministry.example/1", f"baghaei: {LONG}")
    await engine.run()
    assert len(await statements(engine)) == 1


async def test_two_articles_read_at_once_are_one_statement(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    engine.publish("ministry", "https://ministry.example/1", f"baghaei: {LONG}")
    await engine.poll()
    due = await engine.store.due_items(now=engine.clock.now(), limit=10)
    await asyncio.gather(*(engine.reader.read(item) for item in due))
    assert len(await statements(engine)) == 1


async def test_what_could_not_be_saved_is_not_taken_for_known(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    await engine.poll()
    real = engine.store.transaction
    calls = {"left": 2}

    def transaction():
        calls["left"] -= 1
        if calls["left"] == 0:
            raise StoreError("disk full")
        return real()

    engine.store.transaction = transaction
    with pytest.raises(StoreError):
        await engine.read()
    engine.store.transaction = real
    await engine.run()
    assert engine.told(SLACK) == [[LONG]]


async def test_what_was_saved_though_the_connection_broke_is_known(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    await engine.run()
    engine.publish("wire", "https://wire.example/2", "baghaei: Inspectors were never shown to the door here.")
    await engine.poll()
    real = engine.store.transaction

    @asynccontextmanager
    async def broken_after_the_commit():
        async with real() as transaction:
            yield transaction
        raise StoreError("connection lost")

    engine.store.transaction = broken_after_the_commit
    with pytest.raises(StoreError):
        await engine.read()
    engine.store.transaction = real
    engine.publish("ministry", "https://ministry.example/2", "baghaei: Inspectors were never shown to the door here.")
    await engine.run()
    assert len(await statements(engine)) == 2


async def test_what_is_older_than_it_is_to_remember_is_forgotten_while_it_runs():
    engine = await Engine.started(CONFIG.replace("[[actors]]", "[alerts]\nremember = '5d'\n[[actors]]", 1))
    for number in (1, 2):
        engine.publish("wire", f"https://wire.example/{number}", f"baghaei: {LONG}")
        await engine.run()
        await run_on(engine, 7)
    assert [view.statement.novelty for view in await statements(engine)] == [Novelty.NEW, Novelty.NEW]


async def test_a_baseline_is_on_record_and_posted_to_nobody():
    engine = await Engine.start()
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    await engine.run()
    assert len(await statements(engine)) == 1
    assert await deliveries(engine) == []


async def test_what_stands_in_an_old_article_is_on_record_and_posted_to_nobody(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}", days=2)
    await engine.run()
    assert len(await statements(engine)) == 1
    assert engine.told(SLACK) == []


async def test_words_that_were_not_said_are_passed_over_with_the_reason(engine):
    engine.publish("wire", "https://wire.example/1", "baghaei? on the visit of inspectors")
    (reading,) = await engine.run()
    assert [rejected.why for rejected in reading.rejected] == ["not said: the text says that it was not"]
    assert await statements(engine) == ()


TWO_OUTLETS = CONFIG.replace('tier = "primary"', 'tier = "wire"')


async def test_an_article_that_two_feeds_list_is_one_report():
    engine = await Engine.started(TWO_OUTLETS)
    for source in ("wire", "ministry"):
        engine.publish(source, "https://wire.example/1", f"baghaei: {LONG}")
        await engine.run()
    (view,) = await statements(engine)
    assert len(view.sightings) == 1


async def test_a_page_of_one_feeds_baseline_is_news_of_the_feed_that_lists_it_anew():
    engine = await Engine.start(TWO_OUTLETS)
    engine.web.feeds["ministry"] = SourceError(FetchOutcome.TIMEOUT, "https://ministry.example/feed")
    await engine.run()
    engine.clock.advance(minutes=20)
    engine.publish("wire", "https://wire.example/old", "baghaei: The ferry of last winter is sold.", minutes=30)
    engine.web.feeds["ministry"] = [*engine.web.feeds["wire"]]
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    engine.web.feeds["ministry"].insert(0, engine.web.feeds["wire"][0])
    held = [engine.web.feeds["wire"].pop(0)]
    await engine.run()
    assert engine.told(SLACK) == [["The ferry of last winter is sold."]]
    engine.clock.advance(minutes=5)
    engine.web.feeds["wire"][:0] = held
    for _ in range(2):
        await engine.run()
        engine.clock.advance(minutes=5)
    assert engine.told(SLACK) == [["The ferry of last winter is sold."], [LONG]]


@pytest.mark.parametrize("at_once", [False, True], ids=["one after the other", "at once"])
@pytest.mark.parametrize(
    "route",
    [
        pytest.param((CONFIG, 'tiers = ["primary"]'), id="its tier"),
        pytest.param((TWO_OUTLETS, 'sources = ["ministry"]'), id="its name"),
    ],
)
async def test_who_asks_for_a_source_hears_of_a_page_that_another_listed_first(route, at_once):
    config, wanted = route
    engine = await Engine.started(f'{config}\n[[routes]]\nchannel = "slack:C0000000002"\n{wanted}')
    page = "https://ministry.example/1"
    engine.publish("wire", page, f"baghaei: {LONG}")
    if at_once:
        engine.publish("ministry", page, f"baghaei: {LONG}")
        await engine.poll()
        due = await engine.store.due_items(now=engine.clock.now(), limit=9)
        await asyncio.gather(*map(engine.reader.read, due))
    else:
        await engine.run()
        engine.publish("ministry", page, f"baghaei: {LONG}")
    await engine.run()
    (view,) = await statements(engine)
    assert {one.article.source_id for one in view.sightings} == {"wire", "ministry"}
    assert engine.told("slack:C0000000002") == [[LONG]]
    assert len(engine.told(DISCORD)) == 1


@pytest.mark.parametrize("change", [{"guid": "another"}, {"guid": "https://wire.example/1?x"}])
async def test_a_changed_guid_tells_nothing_again(engine, change):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    await engine.run()
    engine.web.feeds["wire"].clear()
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}", **change)
    await engine.run()
    assert engine.slack.posts == 1


async def test_statements_below_the_threshold_are_kept_and_not_posted():
    engine = await Engine.started(CONFIG + "\n[alerts]\nleast_confidence = 0.95")
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    await engine.run()
    assert len(await statements(engine)) == 1
    assert engine.told(SLACK) == []


async def test_an_article_that_cannot_be_read_is_tried_again_and_then_told(engine):
    engine.publish("wire", "https://wire.example/1", "")
    engine.web.pages["https://wire.example/1"] = SourceError(FetchOutcome.TIMEOUT, "https://wire.example/1")
    await engine.run()
    (item,) = await engine.store.items(ItemState.WAITING)
    assert item.next_try_at == engine.clock.now() + timedelta(seconds=20)
    engine.web.pages["https://wire.example/1"] = f"baghaei: {LONG}"
    engine.web.feeds["wire"].clear()  # the feed has forgotten it, we have not
    engine.clock.advance(seconds=20)
    await engine.run()
    assert engine.told(SLACK) == [[LONG]]


@pytest.mark.parametrize(
    ("permanent", "fewest", "most"), [pytest.param(True, 10, 20, id="404"), pytest.param(False, 40, 60, id="timeout")]
)
async def test_an_article_that_cannot_be_read_is_given_up_after_two_days_with_its_reason(
    engine, permanent, fewest, most
):
    engine.publish("wire", "https://wire.example/1", "")
    engine.web.pages["https://wire.example/1"] = SourceError(FetchOutcome.GONE, "u", "404", permanent=permanent)
    with capture_logs():
        for _ in range(48 * 4):
            await engine.run()
            engine.clock.advance(minutes=15)
    assert await engine.store.items(ItemState.FAILED) == []
    engine.clock.advance(hours=6)
    await engine.run()
    (item,) = await engine.store.items(ItemState.FAILED)
    assert item.last_error == "u: gone (404)"
    assert fewest <= item.attempts <= most


@pytest.mark.parametrize("hours", [0.02, 1, 47])
async def test_a_page_that_comes_up_after_its_feed_is_told(engine, hours):
    """One 404, the feed being faster than the host, and the item was FAILED at its first try."""
    url = "https://wire.example/1"
    engine.publish("wire", url, f"baghaei: {LONG}")
    missing = SourceError(FetchOutcome.GONE, url, "404", permanent=True)
    engine.web.pages[url] = missing
    engine.config = replace(
        engine.config, alerts=engine.config.alerts.model_copy(update={"max_age": timedelta(days=3)})
    )
    engine.restart()
    await engine.run()
    engine.clock.advance(hours=hours)
    await engine.run()
    engine.web.pages[url] = f"baghaei: {LONG}"
    for _ in range(12):
        engine.clock.advance(minutes=30)
        await engine.run()
    assert engine.told(SLACK) == [[LONG]]


@pytest.mark.parametrize("part", ["watcher", "judge", "web"])
async def test_a_text_that_breaks_a_part_is_tried_again_given_up_loudly_and_holds_up_no_other(engine, part):
    def broken(*_args, **_options):
        raise RuntimeError("a bug")

    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    engine.publish("wire", "https://wire.example/2", "trump: They want a deal very badly.")
    if part == "watcher":
        engine.reader._watcher = SimpleNamespace(watch=broken)
    elif part == "judge":
        engine.comparer._judge = SimpleNamespace(compare_many=broken)
    else:
        engine.reader._fetcher = SimpleNamespace(fetch_article=broken)
    with capture_logs() as logged:  # a traceback is slow to draw
        await engine.run()
        waiting = await engine.store.items(ItemState.WAITING)
        assert {item.next_try_at for item in waiting} == {engine.clock.now() + timedelta(seconds=20)}
        for _ in range(11):
            engine.clock.advance(hours=4)
            await engine.run()
        assert await engine.store.items(ItemState.FAILED) == []
        engine.clock.advance(hours=5)
        await engine.run()
    assert {one["item"] for one in logged if one["event"] == "reading broke off"} == {item.id for item in waiting}
    failed = await engine.store.items(ItemState.FAILED)
    assert {item.last_error for item in failed} == {f"https://wire.example/{n}: RuntimeError: a bug" for n in (1, 2)}
    engine.restart()
    engine.publish("wire", "https://wire.example/3", f"baghaei: {LONG}")
    await engine.run()
    assert engine.told(SLACK) == [[LONG]]


async def test_being_asked_to_wait_is_no_attempt(engine):
    engine.publish("wire", "https://wire.example/1", "")
    engine.web.pages["https://wire.example/1"] = SourceError(
        FetchOutcome.RATE_LIMITED, "u", retry_after=timedelta(hours=1)
    )
    for _ in range(10):
        await engine.run()
        engine.clock.advance(hours=1)
    (item,) = await engine.store.items(ItemState.WAITING)
    assert item.attempts == 0


async def test_an_item_whose_source_left_the_config_waits_two_days_for_it(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    await engine.poll()
    left = engine.reader._sources.pop("wire")
    await engine.read()
    assert len(await engine.store.items(ItemState.WAITING)) == 1
    engine.reader._sources["wire"] = left
    engine.clock.advance(hours=1)
    await engine.run()
    assert engine.told(SLACK) == [[LONG]]


async def test_an_item_whose_source_stays_away_is_given_up_after_two_days(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    await engine.poll()
    engine.reader._sources.pop("wire")
    for _ in range(50):
        await engine.read()
        engine.clock.advance(hours=1)
    assert [item.last_error for item in await engine.store.items(ItemState.FAILED)] == [
        "https://wire.example/1: its source left the config"
    ]


async def test_reading_an_item_twice_changes_nothing(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    await engine.poll()
    due = await engine.store.due_items(now=engine.clock.now(), limit=10)
    for item in due * 2:
        await engine.reader.read(item)
    (view,) = await statements(engine)
    assert len(view.sightings) == 1
    assert len(await deliveries(engine)) == 2


PRIMARY_ONLY = (
    CONFIG
    + """
[[routes]]
channel = "slack:C0000000002"
tiers = ["primary"]
"""
)


async def test_a_channel_hears_of_a_statement_when_a_source_that_it_asks_for_reports_it():
    engine = await Engine.started(PRIMARY_ONLY)
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    await engine.run()
    assert engine.told("slack:C0000000002") == []
    for number in (1, 2):
        engine.publish("ministry", f"https://ministry.example/{number}", f"baghaei: {LONG}")
        await engine.run()
    assert engine.told("slack:C0000000002") == [[LONG]]
    assert engine.told(SLACK) == [[LONG]]


async def test_what_stood_in_a_baseline_is_told_when_it_is_reported_afresh():
    """Saved quietly it has been heard of by nobody; the report of another outlet was hidden for it."""
    engine = await Engine.start()
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    await engine.run()
    engine.publish("ministry", "https://ministry.example/1", f"baghaei: {LONG}")
    await engine.run()
    assert engine.told(SLACK) == [[LONG]]
    engine.publish("wire", "https://wire.example/2", f"baghaei: {LONG}")
    await engine.run()
    assert engine.slack.posts == 1


async def test_what_stood_in_an_article_too_old_to_be_told_is_told_when_it_is_reported_afresh():
    engine = await Engine.started(CONFIG + '\n[alerts]\nmax_age = "2h"')
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}", hours=3)
    await engine.run()
    assert engine.told(SLACK) == []
    engine.publish("ministry", "https://ministry.example/1", f"baghaei: {LONG}")
    await engine.run()
    assert engine.told(SLACK) == [[LONG]]


async def test_an_alert_that_died_unposted_silences_no_later_report(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    engine.slack.faults = [MessageRefusedError("400 invalid blocks")]
    await engine.run()
    assert engine.told(SLACK) == []
    engine.publish("ministry", "https://ministry.example/1", f"baghaei: {LONG}")
    await engine.run()
    assert engine.told(SLACK) == [[LONG]]


@pytest.mark.parametrize(("confidence", "posts"), [(0.8, 1), (0.4, 0)])
async def test_a_surer_report_tells_what_an_unsure_one_did_not(engine, monkeypatch, confidence, posts):
    real = FakeWatcher._read

    def unsure(self, text, **options):
        found = real(self, text, **options)
        sure = 0.3 if "unsure" in text else confidence
        return replace(found, quotations=tuple(replace(one, confidence=sure) for one in found.quotations))

    monkeypatch.setattr(FakeWatcher, "_read", unsure)
    engine.publish("wire", "https://wire.example/1", f"unsure\nbaghaei: {LONG}")
    await engine.run()
    assert engine.slack.posts == 0
    for number in (1, 2):
        engine.publish("ministry", f"https://ministry.example/{number}", f"baghaei: {LONG}")
        await engine.run()
    assert engine.slack.posts == posts


async def test_old_words_in_a_new_article_go_on_record_and_are_posted_to_nobody(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei (2019): {LONG}\nbaghaei (2026-02-26): That was then.")
    (reading,) = await engine.run()
    assert engine.told(SLACK) == [["That was then."]]
    assert [(rejected.text, rejected.why) for rejected in reading.rejected] == [(LONG, "background: said in 2019")]
    on_record = {view.statement.text: view.statement for view in await statements(engine)}
    assert (on_record[LONG].said_at.year, on_record[LONG].said_precision) == (2019, Precision.YEAR)


async def test_background_is_measured_against_the_article_and_not_against_the_clock():
    engine = await Engine.started(CONFIG.replace("[[actors]]", "[alerts]\nmax_age = '30d'\n[[actors]]", 1))
    engine.publish("wire", "https://wire.example/1", f"baghaei (2026-02-18): {LONG}", days=8)
    engine.publish("wire", "https://wire.example/2", "baghaei (2026-02-18): This is of another day.", days=1)
    await engine.run()
    assert engine.told(SLACK) == [[LONG]]


async def test_how_long_ago_is_background_can_be_set():
    engine = await Engine.started(CONFIG.replace("[[actors]]", "[alerts]\nbackground_after = '400d'\n[[actors]]", 1))
    engine.publish("wire", "https://wire.example/1", f"baghaei (2025-06-03): {LONG}")
    (reading,) = await engine.run()
    assert engine.told(SLACK) == [[LONG]]
    assert reading.rejected == ()


async def test_the_first_report_that_says_when_dates_the_statement(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    engine.publish("ministry", "https://ministry.example/1", f"baghaei (2026-03-01): {LONG}")
    await engine.run()
    (view,) = await statements(engine)
    assert (view.statement.said_at.day, view.statement.said_precision) == (1, Precision.DAY)


async def test_what_somebody_else_tells_of_an_actor_is_on_record_with_the_teller_and_posted_to_nobody(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei < vance: {LONG}")
    (reading,) = await engine.run()
    (view,) = await statements(engine)
    assert (view.statement.text, view.statement.actor_id, view.statement.teller) == (LONG, "baghaei", "Vance")
    assert [rejected.why for rejected in reading.rejected] == ["second hand: somebody else tells it"]
    assert engine.told(SLACK) == []


async def test_the_actors_own_words_are_news_though_somebody_else_told_them_before(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei < vance: {LONG}")
    await engine.run()
    engine.restart()
    engine.publish("wire", "https://wire.example/2", f"baghaei: {LONG}")
    await engine.run()
    assert engine.told(SLACK) == [[LONG]]


async def test_of_a_source_that_is_an_actors_voice_all_is_a_statement():
    engine = await Engine.started(CONFIG.replace('tier = "primary"', 'tier = "primary"\nvoice = "baghaei"'))
    engine.publish("ministry", "https://ministry.example/1", LONG)
    await engine.run()
    assert engine.told(SLACK) == [[LONG]]


async def test_many_statements_are_told_by_the_sentences_that_carry_most_and_the_rest_follow_in_their_order(engine):
    words = ("quay", "ferry", "market", "school", "tower", "canal")
    lines = [f"The {word} will be rebuilt by the town before the next long winter comes." for word in words]
    engine.publish("wire", "https://wire.example/1", "\n".join(f"baghaei: {line}" for line in lines))
    await engine.run()
    (told,) = engine.told(SLACK)
    (delivery,) = [one for one in await deliveries(engine, DeliveryState.SENT) if str(one.channel) == SLACK]
    view = await engine.store.report(delivery.report_id)
    shown = [view.article.text[slice(*span)] for span in view.report.excerpts if span]
    assert sorted(told) == sorted(lines)
    assert told[: len(shown)] == shown
    assert 1 <= len(shown) <= 3
    rest = told[len(shown) :]
    assert rest == [line for line in lines if line in rest]


async def test_few_short_statements_are_told_whole(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}\nbaghaei: Not today.")
    await engine.run()
    (delivery,) = [one for one in await deliveries(engine, DeliveryState.SENT) if str(one.channel) == SLACK]
    view = await engine.store.report(delivery.report_id)
    assert view.report.excerpts == ()


async def test_an_article_whose_page_names_the_address_of_another_is_read(engine):
    real = engine.web.fetch_article

    async def fetch(source, item):
        url = "https://wire.example/news"
        return replace(await real(source, item), id=stable_id("article", url), url=url)

    engine.web.fetch_article = fetch
    for number, words in enumerate((LONG, "The bridge opens before the first snow of the year.", LONG)):
        engine.publish("wire", f"https://wire.example/{number}", f"baghaei: {words}")
        await engine.run()
    assert engine.slack.posts == 2
    assert engine.told(SLACK)[-1] == ["The bridge opens before the first snow of the year."]


async def test_what_stands_today_where_something_else_stood_yesterday_is_read(engine):
    page = "https://wire.example/briefing"
    engine.publish("wire", page, "There was no briefing on Monday, since the hall was being painted.", guid="1")
    await engine.run()
    engine.publish("wire", page, f"baghaei: {LONG}", guid="2")
    await engine.run()
    assert engine.told(SLACK) == [[LONG]]


async def ruled_out(engine, ruling):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    await engine.run()
    (view,) = await statements(engine)
    async with engine.store.transaction() as transaction:
        await transaction.rule(view.statement.id, ruling)


@pytest.mark.parametrize(
    ("ruling", "posts"),
    [
        pytest.param(FeedbackKind.WRONG_SPEAKER, 1, id="wrong speaker"),
        pytest.param(FeedbackKind.NOT_A_STATEMENT, 1, id="not a statement"),
        pytest.param(FeedbackKind.NOT_NEW, 1, id="not new"),
    ],
)
async def test_a_copy_of_a_passage_that_the_desk_ruled_out_is_not_told_again(engine, ruling, posts):
    await ruled_out(engine, ruling)
    for number in (1, 2, 3):
        engine.publish("ministry", f"https://ministry.example/{number}", f"A copy.\nbaghaei: {LONG}\nBy an agency.")
        await engine.run()
    (view,) = await statements(engine)
    assert (view.statement.ruling, len(view.sightings)) == (ruling, 4)
    assert engine.slack.posts == posts


async def test_words_that_the_desk_ruled_out_are_told_once_where_another_passage_has_them(engine):
    await ruled_out(engine, FeedbackKind.WRONG_SPEAKER)
    for number in (1, 2, 3):
        engine.publish("ministry", f"https://ministry.example/{number}", f"baghaei (2026-03-01): {LONG}")
        await engine.run()
    told, ruled = sorted(await statements(engine), key=lambda view: view.statement.ruling is not None)
    assert (len(told.sightings), len(ruled.sightings)) == (3, 1)
    assert engine.slack.posts == 2


async def test_other_words_beside_a_copy_of_what_was_ruled_out_are_told(engine):
    await ruled_out(engine, FeedbackKind.WRONG_SPEAKER)
    text = f"baghaei: {LONG}\nbaghaei (2026-03-01): {LONG}"
    engine.publish("ministry", "https://ministry.example/1", text)
    await engine.run()
    assert len(await statements(engine)) == 2
    assert engine.slack.posts == 2


async def test_a_ruling_that_is_taken_back_counts_no_more(engine):
    await ruled_out(engine, FeedbackKind.WRONG_SPEAKER)
    engine.restart()
    (view,) = await statements(engine)
    async with engine.store.transaction() as transaction:
        await transaction.rule(view.statement.id, None)
    engine.publish("ministry", "https://ministry.example/1", f"baghaei: {LONG}")
    await engine.run()
    (view,) = await statements(engine)
    assert len(view.sightings) == 2


async def test_a_live_blog_that_was_begun_yesterday_and_is_listed_now_is_told(engine):
    url = "https://wire.example/live"
    real = engine.web.fetch_article

    async def begun_yesterday(source, item):
        return replace(await real(source, item), published_at=engine.clock.now() - timedelta(hours=26))

    engine.web.fetch_article = begun_yesterday
    engine.publish("wire", url, f"baghaei: {LONG}", minutes=1)
    await engine.run()
    assert engine.told(SLACK) == [[LONG]]


class Broken(FakeWatcher):
    """A watcher over a bug."""

    async def watch(self, articles, **_options):
        return [Watched(error="ValueError: a bug") for _ in articles]


async def test_a_text_over_which_the_watcher_breaks_is_no_text_without_a_statement(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    working, engine.reader._watcher = engine.reader._watcher, Broken()
    await engine.run()
    (waiting,) = await engine.store.items(ItemState.WAITING)
    assert (waiting.last_error, waiting.begun) == ("https://wire.example/1: ValueError: a bug", 0)
    engine.reader._watcher = working
    engine.clock.advance(hours=1)
    await engine.run()
    assert engine.told(SLACK) == [[LONG]]


async def test_what_a_feed_adds_to_a_page_that_is_closed_to_us_is_told(engine):
    url = "https://wire.example/1"
    engine.web.closed.add(url)
    engine.publish("wire", url, f"baghaei: {LONG}")
    await engine.run()
    for item_id in list(engine.store._memory.rechecks):
        async with engine.store.transaction() as transaction:
            await transaction.end_recheck(item_id)
    engine.clock.advance(hours=1)
    listed = replace(engine.web.feeds["wire"][0], title="More of it", published_at=engine.clock.now())
    engine.web.feeds["wire"] = [listed]
    engine.web.pages[url] += "\nbaghaei: The bridge over the northern canal will be open before the first snow."
    await engine.run()
    await engine.run()
    assert engine.told(SLACK)[-1] == ["The bridge over the northern canal will be open before the first snow."]
