"""Words that are on record and are reported again: merged, reported afresh, or hidden, whatever breaks meanwhile."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.core.config import parse_config
from bot.core.errors import MessageRefusedError, StoreError
from bot.core.model import Difference, DifferenceKind, FeedbackKind, Novelty, Relation
from handlers.render.statement.presented import present
from tests.engine import CONFIG, SLACK, Engine
from tests.fakes.watcher import FakeWatcher
from tests.jobs.remarks import LONG, report, statements


async def test_the_same_words_in_another_article_are_one_statement_reported_once(engine):
    await report(engine)
    (reading,) = await report(engine, f"baghaei: “{LONG.upper()}”", by="ministry")
    assert [statement.text for statement in reading.seen_again] == [LONG]
    (view,) = await statements(engine)
    assert {one.article.source_id for one in view.sightings} == {"wire", "ministry"}
    assert engine.slack.posts == 1


async def test_a_message_is_edited_when_its_statement_is_seen_again_and_not_before_its_time(engine):
    await report(engine)
    await report(engine, by="ministry")
    assert engine.slack.edits == 0
    engine.clock.advance(minutes=1)
    await engine.dispatcher.dispatch_due()
    assert engine.reported(SLACK) == [["ministry", "wire"]]


EXCERPT = "not sit at any table under threats"


async def test_an_excerpt_of_what_is_on_record_is_the_same_statement(engine):
    await report(engine)
    await report(engine, f"baghaei: {EXCERPT}", by="ministry")
    (view,) = await statements(engine)
    assert (view.statement.text, len(view.sightings)) == (LONG, 2)


async def test_words_that_say_more_than_the_record_are_reported_and_replace_nothing(engine):
    await report(engine, f"baghaei: {EXCERPT}")
    await report(engine, by="ministry")
    reported = {view.statement.text: view.earlier and view.earlier.text for view in await statements(engine)}
    assert reported == {EXCERPT: None, LONG: EXCERPT}
    assert engine.reported(SLACK) == [[EXCERPT], [LONG]]


DAM, NEWS = "We will keep the dam shut.", "The mayor has resigned."


@pytest.mark.parametrize(
    ("text", "leads"),
    [(f"{DAM} {NEWS}", NEWS), (f"{NEWS} {DAM}", NEWS), (f"{DAM[:-1]}, and we are leaving.", "…we are leaving.")],
    ids=["behind it", "before it", "a clause"],
)
async def test_what_is_partly_new_is_reported_with_the_new_point_leading(engine, text, leads):
    await report(engine, f"baghaei: {DAM}")
    engine.clock.advance(days=9)
    await report(engine, f"baghaei: {text}", by="ministry")
    assert engine.slack.posts == 2
    views = {view.statement.text: view for view in await statements(engine)}
    (known,) = views[text].known
    assert (known.statement, known.sighting.article.source_id) == (views[DAM].statement, "wire")
    assert known.point.relation is Relation.REPEAT
    assert present(views[text], config=parse_config(CONFIG)).quote.text == leads


@pytest.mark.parametrize("lines", [(EXCERPT, LONG), (LONG, EXCERPT)], ids=["shorter first", "longer first"])
async def test_the_same_words_twice_in_one_article_are_one_statement(engine, lines):
    await report(engine, "\n".join(f"baghaei: {line}" for line in lines))
    assert engine.reported(SLACK) == [[LONG]]
    (view,) = await statements(engine)
    assert len(view.sightings) == 2


@pytest.mark.parametrize(("asked", "posts"), [("Will you pay?", 1), ("Did you meet?", 2)])
async def test_a_short_answer_is_hidden_with_its_question_alone(engine, asked, posts):
    for number, question in ((1, "Will you pay?"), (2, asked)):
        await report(engine, f"{question}\nbaghaei: Absolutely not.", number=number)
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
        await report(engine, f"{question}\nbaghaei: Absolutely not.", number=number)
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
    await report(engine, f"The council wants a tunnel.\nbaghaei: {words}")
    await run_on(engine, days)
    await report(engine, f"{context}\nbaghaei: {words}", by="ministry")
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
    await report(engine)
    for number in (2, 3):
        await run_on(engine, 7)
        await report(engine, number=number)
    third, second, first = await statements(engine)
    assert [view.statement.novelty for view in (third, second, first)] == [Novelty.REPEAT, Novelty.REPEAT, Novelty.NEW]
    assert (third.earlier, third.times, second.times) == (first.statement, 3, 2)
    assert engine.slack.posts == 1


async def test_a_route_can_ask_for_repeats():
    engine = await Engine.started(CONFIG + "repeats = true")
    for number in (1, 2):
        await report(engine, number=number)
        await run_on(engine, 7)
    assert engine.slack.posts == 2
    assert engine.discord.posts == 1


async def test_a_change_is_reported_with_what_it_changes_and_is_never_merged(engine):
    await report(engine, "baghaei: We will ship 25 tons of it abroad.")
    await report(engine, "baghaei: We will ship 35 tons of it abroad.", number=2)
    turned, first = sorted(await statements(engine), key=lambda view: view.statement.novelty)
    assert (turned.statement.novelty, turned.earlier) == (Novelty.CHANGED, first.statement)
    assert turned.statement.verdict.differences == (Difference(kind=DifferenceKind.NUMBER, before="25", after="35"),)
    assert engine.slack.posts == 2


async def test_what_was_read_is_still_known_after_a_restart(engine):
    await report(engine)
    engine.restart()
    await report(engine, by="ministry")
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
    assert engine.reported(SLACK) == [[LONG]]


async def test_what_was_saved_though_the_connection_broke_is_known(engine):
    await report(engine)
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
    await report(engine, "baghaei: Inspectors were never shown to the door here.", by="ministry", number=2)
    assert len(await statements(engine)) == 2


async def test_what_is_older_than_it_is_to_remember_is_forgotten_while_it_runs():
    engine = await Engine.started(CONFIG.replace("[[actors]]", "[alerts]\nremember = '5d'\n[[actors]]", 1))
    for number in (1, 2):
        await report(engine, number=number)
        await run_on(engine, 7)
    assert [view.statement.novelty for view in await statements(engine)] == [Novelty.NEW, Novelty.NEW]


async def test_what_stood_in_a_baseline_is_reported_when_it_is_reported_afresh():
    """Saved quietly it has been heard of by nobody; the report of another outlet was hidden for it."""
    engine = await Engine.start()
    await report(engine)
    await report(engine, by="ministry")
    assert engine.reported(SLACK) == [[LONG]]
    await report(engine, number=2)
    assert engine.slack.posts == 1


async def test_what_stood_in_an_article_too_old_to_be_reported_is_reported_when_it_is_reported_afresh():
    engine = await Engine.started(CONFIG + '\n[alerts]\nmax_age = "2h"')
    await report(engine, hours=3)
    assert engine.reported(SLACK) == []
    await report(engine, by="ministry")
    assert engine.reported(SLACK) == [[LONG]]


async def test_an_alert_that_died_unposted_silences_no_later_report(engine):
    engine.publish("wire", "https://wire.example/1", f"baghaei: {LONG}")
    engine.slack.faults = [MessageRefusedError("400 invalid blocks")]
    await engine.run()
    assert engine.reported(SLACK) == []
    await report(engine, by="ministry")
    assert engine.reported(SLACK) == [[LONG]]


@pytest.mark.parametrize(("confidence", "posts"), [(0.8, 1), (0.4, 0)])
async def test_a_surer_report_tells_what_an_unsure_one_did_not(engine, monkeypatch, confidence, posts):
    real = FakeWatcher._read

    def unsure(self, text, **options):
        found = real(self, text, **options)
        sure = 0.3 if "unsure" in text else confidence
        return replace(found, quotations=tuple(replace(one, confidence=sure) for one in found.quotations))

    monkeypatch.setattr(FakeWatcher, "_read", unsure)
    await report(engine, f"unsure\nbaghaei: {LONG}")
    assert engine.slack.posts == 0
    for number in (1, 2):
        await report(engine, by="ministry", number=number)
    assert engine.slack.posts == posts


async def test_the_actors_own_words_are_news_though_somebody_else_told_them_before(engine):
    await report(engine, f"baghaei < vance: {LONG}")
    engine.restart()
    await report(engine, number=2)
    assert engine.reported(SLACK) == [[LONG]]


async def rule(engine, ruling):
    (view,) = await statements(engine)
    async with engine.store.transaction() as transaction:
        await transaction.rule(view.statement.id, ruling)


async def ruled_out(engine, ruling):
    await report(engine)
    await rule(engine, ruling)


@pytest.mark.parametrize(
    ("ruling", "posts"),
    [
        pytest.param(FeedbackKind.WRONG_SPEAKER, 1, id="wrong speaker"),
        pytest.param(FeedbackKind.NOT_A_STATEMENT, 1, id="not a statement"),
        pytest.param(FeedbackKind.NOT_NEW, 1, id="not new"),
    ],
)
async def test_a_copy_of_a_passage_that_the_desk_ruled_out_is_not_reported_again(engine, ruling, posts):
    await ruled_out(engine, ruling)
    for number in (1, 2, 3):
        await report(engine, f"A copy.\nbaghaei: {LONG}\nBy an agency.", by="ministry", number=number)
    (view,) = await statements(engine)
    assert (view.statement.ruling, len(view.sightings)) == (ruling, 4)
    assert engine.slack.posts == posts


async def test_words_that_the_desk_ruled_out_are_reported_once_where_another_passage_has_them(engine):
    await ruled_out(engine, FeedbackKind.WRONG_SPEAKER)
    for number in (1, 2, 3):
        await report(engine, f"baghaei (2026-03-01): {LONG}", by="ministry", number=number)
    reported, ruled = sorted(await statements(engine), key=lambda view: view.statement.ruling is not None)
    assert (len(reported.sightings), len(ruled.sightings)) == (3, 1)
    assert engine.slack.posts == 2


async def test_other_words_beside_a_copy_of_what_was_ruled_out_are_reported(engine):
    await ruled_out(engine, FeedbackKind.WRONG_SPEAKER)
    text = f"baghaei: {LONG}\nbaghaei (2026-03-01): {LONG}"
    await report(engine, text, by="ministry")
    assert len(await statements(engine)) == 2
    assert engine.slack.posts == 2


async def test_a_ruling_that_is_taken_back_counts_no_more(engine):
    await ruled_out(engine, FeedbackKind.WRONG_SPEAKER)
    engine.restart()
    await rule(engine, None)
    await report(engine, by="ministry")
    (view,) = await statements(engine)
    assert len(view.sightings) == 2
