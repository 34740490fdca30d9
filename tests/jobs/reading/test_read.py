"""What tracked actors say in an article is reported where it is wanted, and on record with its time and its teller."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.errors import SourceError, WatchTimeoutError
from bot.core.ids import stable_id
from bot.core.model import DeliveryState, FetchOutcome, ItemState, Precision
from tests.engine import CONFIG, DISCORD, SLACK, Engine
from tests.jobs.remarks import LONG, statements


async def deliveries(engine, state=DeliveryState.PENDING):
    return await engine.store.deliveries(state)


async def test_what_a_tracked_actor_says_is_reported_where_it_is_wanted(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}\ntrump: They want a deal very badly.")
    await engine.run()
    assert engine.reported(DISCORD) == [[LONG], ["They want a deal very badly."]]
    assert engine.reported(SLACK) == [[LONG]]


async def test_several_statements_of_one_actor_in_one_article_are_one_message(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: Short one here.\nbaghaei: {LONG}")
    await engine.run()
    assert engine.reported(SLACK) == [[LONG, "Short one here."]]


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
    assert engine.reported(SLACK) == []


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
    assert engine.reported(SLACK) == [["The ferry of last winter is sold."]]
    engine.clock.advance(minutes=5)
    engine.web.feeds["wire"][:0] = held
    for _ in range(2):
        await engine.run()
        engine.clock.advance(minutes=5)
    assert engine.reported(SLACK) == [["The ferry of last winter is sold."], [LONG]]


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
    assert engine.reported("slack:C0000000002") == [[LONG]]
    assert len(engine.reported(DISCORD)) == 1


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
    assert engine.reported(SLACK) == []


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
    assert engine.reported("slack:C0000000002") == []
    for number in (1, 2):
        engine.publish("ministry", f"https://ministry.example/{number}", f"baghaei: {LONG}")
        await engine.run()
    assert engine.reported("slack:C0000000002") == [[LONG]]
    assert engine.reported(SLACK) == [[LONG]]


async def test_old_words_in_a_new_article_go_on_record_and_are_posted_to_nobody(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei (2019): {LONG}\nbaghaei (2026-02-26): That was then.")
    (reading,) = await engine.run()
    assert engine.reported(SLACK) == [["That was then."]]
    assert [(rejected.text, rejected.why) for rejected in reading.rejected] == [(LONG, "background: said in 2019")]
    on_record = {view.statement.text: view.statement for view in await statements(engine)}
    assert (on_record[LONG].said_at.year, on_record[LONG].said_precision) == (2019, Precision.YEAR)


async def test_background_is_measured_against_the_article_and_not_against_the_clock():
    engine = await Engine.started(CONFIG.replace("[[actors]]", "[alerts]\nmax_age = '30d'\n[[actors]]", 1))
    engine.publish("wire", "https://wire.example/1", f"baghaei (2026-02-18): {LONG}", days=8)
    engine.publish("wire", "https://wire.example/2", "baghaei (2026-02-18): This is of another day.", days=1)
    await engine.run()
    assert engine.reported(SLACK) == [[LONG]]


async def test_how_long_ago_is_background_can_be_set():
    engine = await Engine.started(CONFIG.replace("[[actors]]", "[alerts]\nbackground_after = '400d'\n[[actors]]", 1))
    engine.publish("wire", "https://wire.example/1", f"baghaei (2025-06-03): {LONG}")
    (reading,) = await engine.run()
    assert engine.reported(SLACK) == [[LONG]]
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
    assert [rejected.why for rejected in reading.rejected] == ["second-hand: somebody else reports it"]
    assert engine.reported(SLACK) == []


async def test_of_a_source_that_is_an_actors_voice_all_is_a_statement():
    engine = await Engine.started(CONFIG.replace('tier = "primary"', 'tier = "primary"\nvoice = "baghaei"'))
    engine.publish("ministry", "https://ministry.example/1", LONG)
    await engine.run()
    assert engine.reported(SLACK) == [[LONG]]


async def test_many_statements_are_reported_by_the_sentences_that_carry_most_and_the_rest_follow_in_their_order(engine):
    words = ("quay", "ferry", "market", "school", "tower", "canal")
    lines = [f"The {word} will be rebuilt by the town before the next long winter comes." for word in words]
    engine.publish("wire", "https://wire.example/1", "\n".join(f"baghaei: {line}" for line in lines))
    await engine.run()
    (reported,) = engine.reported(SLACK)
    (delivery,) = [one for one in await deliveries(engine, DeliveryState.SENT) if str(one.channel) == SLACK]
    view = await engine.store.report(delivery.report_id)
    shown = [view.article.text[slice(*span)] for span in view.report.excerpts if span]
    assert sorted(reported) == sorted(lines)
    assert reported[: len(shown)] == shown
    assert 1 <= len(shown) <= 3
    rest = reported[len(shown) :]
    assert rest == [line for line in lines if line in rest]


async def test_few_short_statements_are_reported_whole(engine):
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
    assert engine.reported(SLACK)[-1] == ["The bridge opens before the first snow of the year."]


async def test_what_stands_today_where_something_else_stood_yesterday_is_read(engine):
    page = "https://wire.example/briefing"
    engine.publish("wire", page, "There was no briefing on Monday, since the hall was being painted.", guid="1")
    await engine.run()
    engine.publish("wire", page, f"baghaei: {LONG}", guid="2")
    await engine.run()
    assert engine.reported(SLACK) == [[LONG]]


async def test_a_live_blog_that_was_begun_yesterday_and_is_listed_now_is_reported(engine):
    url = "https://wire.example/live"
    real = engine.web.fetch_article

    async def begun_yesterday(source, item):
        return replace(await real(source, item), published_at=engine.clock.now() - timedelta(hours=26))

    engine.web.fetch_article = begun_yesterday
    engine.publish("wire", url, f"baghaei: {LONG}", minutes=1)
    await engine.run()
    assert engine.reported(SLACK) == [[LONG]]


async def test_what_a_feed_adds_to_a_page_that_is_closed_to_us_is_reported(engine):
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
    assert engine.reported(SLACK)[-1] == ["The bridge over the northern canal will be open before the first snow."]


@pytest.mark.parametrize("fails", [False, True], ids=["it is read", "it is tried again"])
async def test_what_a_feed_says_of_a_text_while_it_is_read_is_not_lost(fails):
    """A poll saves a newer entry meanwhile; what the reader saves is how far it is, and no older entry."""
    engine = await Engine.started()
    url = "https://wire.example/1"
    engine.publish("wire", url, f"baghaei: {LONG}")
    await engine.poll()
    watch = engine.reader._watcher.watch

    async def meanwhile(articles, **how):
        engine.reader._watcher.watch = watch
        (item,) = await engine.store.items_at(url)
        async with engine.store.transaction() as transaction:
            await transaction.save_item(replace(item, entry=replace(item.entry, title="The title of now")))
        if fails:
            raise WatchTimeoutError("reading it took more than 69 s")
        return await watch(articles, **how)

    engine.reader._watcher.watch = meanwhile
    await engine.read()
    (item,) = await engine.store.items_at(url)
    assert (item.state, item.entry.title) == (ItemState.WAITING, "The title of now")
    engine.clock.advance(hours=1)
    await engine.run()
    (item,) = await engine.store.items_at(url)
    assert item.state is ItemState.READ
    assert len(engine.reported(DISCORD)) == 1
