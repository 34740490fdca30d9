"""What a moderator says is not the same: both are on record and reported, each once, and never again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.model import FeedbackKind, Novelty
from bot.core.outcomes import Outcome
from bot.jobs.rulings.apart import put_together, take_apart
from bot.jobs.rulings.feedback import say
from bot.rules.apart import merges
from tests.engine import CONFIG, DISCORD, SLACK, Engine
from tests.handlers.samples import MODERATOR, READER
from tests.jobs.remarks import LONG, report, statements

DAYS = 3


async def apart(engine, view, place=0):
    reported = await take_apart(
        engine.store, engine.config, view, merges(view)[place], by=MODERATOR, now=engine.clock.now()
    )
    await engine.dispatcher.dispatch_due()
    assert await engine.store.unexplained() == []
    return reported


async def feedback(engine):
    return [(one.statement.statement.id, [each.kind for each in one.given]) for one in await engine.store.feedback()]


async def test_another_report_of_a_statement_is_one_of_its_own_reported_once_and_never_again(engine):
    await report(engine)
    await report(engine, by="ministry")
    (view,) = await statements(engine)
    assert await apart(engine, view) == 2
    assert engine.reported(SLACK) == engine.reported(DISCORD) == [[LONG], [LONG]]
    one, other = sorted(await statements(engine), key=lambda view: view.statement.ruling is not None)
    assert ([s.article.source_id for s in one.sightings], [s.article.source_id for s in other.sightings]) == (
        ["wire"],
        ["ministry"],
    )
    assert (other.statement.novelty, other.statement.ruling) == (Novelty.NEW, FeedbackKind.NOT_THE_SAME)
    assert await feedback(engine) == [(other.statement.id, [FeedbackKind.NOT_THE_SAME])]
    await report(engine, by="wire", number=2)
    await report(engine, by="ministry", number=2)
    assert engine.slack.posts == 2
    assert merges(next(v for v in await statements(engine) if v.statement.id == other.statement.id)) == ()


async def test_a_repeat_is_news_by_itself_and_its_next_repeat_is_not(engine):
    await report(engine)
    engine.clock.advance(days=DAYS)
    await report(engine, by="ministry")
    assert engine.slack.posts == 1
    (again,) = (one for one in await statements(engine) if one.statement.novelty is Novelty.REPEAT)
    assert await apart(engine, again) == 2
    assert engine.reported(SLACK) == [[LONG], [LONG]]
    view = await engine.store.statement(again.statement.id)
    assert (view.statement.novelty, view.times, merges(view)) == (Novelty.NEW, 1, ())
    concluded = await engine.store.conclusions([again.statement.id])
    assert {one.outcome for one in concluded if one.channel} == {Outcome.REPORTED}
    await report(engine, by="wire", number=2)
    engine.clock.advance(days=DAYS)
    await report(engine, by="wire", number=3)
    assert engine.slack.posts == 2


async def test_a_change_that_is_none_is_reported_already_and_its_message_is_mended(engine):
    await report(engine, "baghaei: We have 20 ferries in all.")
    await report(engine, "baghaei: We have 30 ferries in all.", by="ministry")
    (change,) = (one for one in await statements(engine) if one.statement.novelty is Novelty.CHANGED)
    engine.clock.advance(minutes=2)
    assert await apart(engine, change) == 0
    assert (engine.slack.posts, engine.slack.edits) == (2, 1)
    assert (await engine.store.statement(change.statement.id)).statement.novelty is Novelty.NEW


async def put_back(engine, statement_id):
    view = await engine.store.statement(statement_id)
    await put_together(engine.store, view, by=replace(MODERATOR, id="slack:U2"), now=engine.clock.now())
    return (await engine.store.statement(statement_id)).statement


async def test_taken_back_a_repeat_is_one_again_and_nobody_says_otherwise(engine):
    await report(engine)
    engine.clock.advance(days=DAYS)
    await report(engine, by="ministry")
    (again,) = (one for one in await statements(engine) if one.statement.novelty is Novelty.REPEAT)
    await apart(engine, again)
    engine.clock.advance(minutes=2)
    back = await put_back(engine, again.statement.id)
    assert back == again.statement
    assert await put_back(engine, again.statement.id) == again.statement
    assert (await feedback(engine), engine.slack.posts) == ([], 2)
    await engine.dispatcher.dispatch_due()
    assert engine.slack.edits > 0
    assert len(merges(await engine.store.statement(again.statement.id))) == 1


async def test_taken_back_a_page_of_its_own_names_the_statement_that_it_was_taken_from(engine):
    await report(engine)
    await report(engine, by="ministry")
    (view,) = await statements(engine)
    await apart(engine, view)
    (other,) = (one for one in await statements(engine) if one.statement.ruling is not None)
    back = await put_back(engine, other.statement.id)
    assert (back.ruling, back.earlier_id, back.verdict.rule) == (None, view.statement.id, "wording")


async def test_what_a_reader_says_stays_where_a_moderator_takes_his_word_back(engine):
    await report(engine)
    engine.clock.advance(days=DAYS)
    await report(engine, by="ministry")
    (again,) = (one for one in await statements(engine) if one.statement.novelty is Novelty.REPEAT)
    kind, now = FeedbackKind.NOT_THE_SAME, engine.clock.now()
    await say(engine.store, kind, again.statement.id, by=READER, now=now)
    await apart(engine, again)
    await put_back(engine, again.statement.id)
    assert await feedback(engine) == [(again.statement.id, [kind])]


async def test_done_twice_it_is_done_once(engine):
    await report(engine)
    await report(engine, by="ministry")
    (view,) = await statements(engine)
    await apart(engine, view)
    assert await apart(engine, view) == 0
    assert (engine.slack.posts, len(await statements(engine)), len(await feedback(engine))) == (2, 2, 1)


async def test_of_a_source_that_left_the_config_nothing_is_reported(engine):
    await report(engine)
    await report(engine, by="ministry")
    (view,) = await statements(engine)
    engine.config = Engine(CONFIG.replace('id = "ministry"', 'id = "bureau"')).config
    now = engine.clock.now()
    channels = await take_apart(engine.store, engine.config, view, merges(view)[0], by=MODERATOR, now=now)
    assert (channels, len(await statements(engine))) == (0, 2)


@pytest.mark.parametrize("kind", [FeedbackKind.NOT_NEW, FeedbackKind.WRONG_SPEAKER])
async def test_where_the_desk_ruled_it_is_told_apart_from_no_earlier_one(engine, kind):
    await report(engine)
    engine.clock.advance(days=DAYS)
    await report(engine, by="ministry")
    (again,) = (one for one in await statements(engine) if one.statement.novelty is Novelty.REPEAT)
    async with engine.store.transaction() as transaction:
        await transaction.rule(again.statement.id, kind)
    assert merges(await engine.store.statement(again.statement.id)) == ()


async def test_words_that_took_the_place_of_others_are_not_told_apart_from_them(engine):
    await report(engine)
    engine.web.pages["https://wire.example/1"] = f"baghaei: {LONG.replace('We will not', 'We may')}"
    engine.clock.advance(hours=1)
    await engine.run()
    (restated,) = (one for one in await statements(engine) if one.statement.earlier_id)
    assert merges(restated) == ()
