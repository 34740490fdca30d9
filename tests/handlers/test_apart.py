"""“Not the same”: asked of what, done by moderators, noted of everybody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.model import FeedbackKind, Novelty, Relation, Verdict
from handlers.render.messages.card import card
from handlers.render.pieces.segments import line_text
from handlers.render.statement.badges import Badge
from tests.handlers.replies import labels, text_of, token
from tests.handlers.samples import CONFIG, MODERATOR, READER, put, report_view, statement_view
from tests.store.samples import after

WORDS, EARLIER = "We will build the bridge.", "The bridge will be built."
JUDGED = Verdict(relation=Relation.SAME, rule="substance")


@pytest.fixture
async def merged(store):
    earlier = statement_view("s0", text=EARLIER, seen=(("wire", -90.0),))
    view = statement_view("s1", text=WORDS, seen=(("gazette", 0.0), ("wire", 5.0)), earlier_id="s0", verdict=JUDGED)
    await put(store, earlier, view)


async def pressed(commands, *button_labels, by=MODERATOR):
    reply = await commands.run("statement", {"id": "s1"})
    for label in button_labels:
        found = next(one for one in labels(reply) if one.startswith(label))
        reply = await commands.press(token(reply, found), by=by)
    return reply


@pytest.mark.usefixtures("merged")
async def test_a_moderator_is_asked_of_what_first(commands, store):
    reply = await pressed(commands, "Not the same")
    assert text_of(reply).splitlines()[0] == "Not the same as what?"
    assert "1. Earlier, " in text_of(reply)
    assert EARLIER in text_of(reply)
    assert f"2. Coast Wire: {WORDS}" in text_of(reply)
    assert [one[:2] for one in labels(reply)] == ["1.", "2."]
    assert not reply.replaces
    assert await store.feedback_on("s1") == []


@pytest.mark.usefixtures("merged")
async def test_told_apart_from_the_earlier_one_it_stands_by_itself_everywhere(commands, store):
    reply = await pressed(commands, "Not the same", "1.")
    assert reply.replaces
    assert "Separated: each is now on record by itself." in text_of(reply)
    view = await store.statement("s1")
    assert view.statement.ruling is FeedbackKind.NOT_THE_SAME
    quote = card(report_view(view), config=CONFIG).quotes[0]
    assert (quote.badge, quote.before) == (Badge.NEW, ())
    assert line_text(quote.marks) == "desk ruling: not the same"
    shown = await commands.run("statement", {"id": "s1"})
    assert EARLIER not in text_of(shown)
    assert "moderators say: not the same (1)" in text_of(shown)


@pytest.mark.usefixtures("merged")
async def test_told_apart_from_a_report_both_are_looked_up_by_themselves(commands, store):
    await pressed(commands, "Not the same", "2.")
    assert [one.article.source_id for one in (await store.statement("s1")).sightings] == ["gazette"]
    listed = text_of(await commands.parse_and_run("statements bridge source:wire"))
    assert listed.startswith("2 statements")


@pytest.mark.usefixtures("merged")
@pytest.mark.parametrize("choice", ["1.", "2."])
async def test_a_moderator_takes_a_separation_back_at_once_or_later(commands, store, choice):
    reply = await pressed(commands, "Not the same", choice)
    assert labels(reply) == ["Take back “not the same”"]
    apart_id = reply.buttons[0].token.rpartition("~")[2]
    later = await commands.run("statement", {"id": apart_id})
    assert "Take back “not the same”" in labels(later)
    assert (await commands.press(reply.buttons[0].token, by=READER)).mistake
    back = await commands.press(token(later, "Take back “not the same”"), by=MODERATOR)
    assert "no longer separate" in text_of(back)
    view = await store.statement(apart_id)
    assert (view.statement.ruling, await store.feedback_on(apart_id)) == (None, [])
    assert "Not the same" in labels(await commands.run("statement", {"id": apart_id}))


@pytest.mark.usefixtures("merged")
async def test_side_by_side_and_why_say_what_the_moderator_said(commands):
    await pressed(commands, "Not the same", "1.")
    assert "Not the same: a moderator separated them" in text_of(await commands.parse_and_run("compare s0 s1"))
    assert "by a moderator not the same as s0" in text_of(await commands.parse_and_run("why s1"))


@pytest.mark.usefixtures("merged")
async def test_pressed_again_it_says_that_it_is_done(commands):
    asked = await pressed(commands, "Not the same")
    for number in (1, 2):
        found = next(one for one in labels(asked) if one.startswith(f"{number}."))
        await commands.press(token(asked, found), by=MODERATOR)
        again = await commands.press(token(asked, found), by=MODERATOR)
        assert again.mistake
        assert "already separate" in text_of(again)


@pytest.mark.usefixtures("merged")
async def test_a_reader_is_heard_and_takes_nothing_apart(commands, store):
    reply = await pressed(commands, "Not the same", by=READER)
    assert text_of(reply).splitlines()[-1] == "Noted. A moderator decides whether they are separated."
    view = await store.statement("s1")
    assert (view.statement.ruling, len(view.sightings)) == (None, 2)
    assert [(one.kind, one.person.id) for one in await store.feedback_on("s1")] == [("not the same", READER.id)]
    back = await commands.press(token(reply, "Take back"), by=READER)
    assert text_of(back).splitlines()[-1] == "Taken back."
    assert await store.feedback_on("s1") == []


@pytest.mark.parametrize("press", ["apart~s1~nothing", "part~s1", "say~not the same~s1", "pick~not the same~s1"])
@pytest.mark.usefixtures("merged")
async def test_a_button_of_our_own_making_breaks_nothing(commands, store, press):
    await commands.press(press, by=MODERATOR)
    view = await store.statement("s1")
    assert (view.statement.ruling, len(view.sightings)) == (None, 2)


async def test_what_was_merged_with_nothing_has_no_such_button(commands, store):
    await put(store, statement_view("s1"))
    assert "Not the same" not in labels(await commands.run("statement", {"id": "s1"}))


@pytest.mark.usefixtures("merged")
async def test_two_reports_on_one_page_are_one(commands, store):
    view = await store.statement("s1")
    again = replace(view.sightings[1].sighting, id="s1-headline", seen_at=after(6))
    async with store.transaction() as transaction:
        await transaction.save_sighting(again)
    assert len(labels(await pressed(commands, "Not the same"))) == 2
    await pressed(commands, "Not the same", "2.")
    assert len((await store.statement("s1")).sightings) == 1


def test_a_change_that_the_desk_took_apart_marks_nothing():
    view = statement_view("s1", text=WORDS, novelty=Novelty.NEW, ruling=FeedbackKind.NOT_THE_SAME, verdict=JUDGED)
    quote = card(report_view(replace(view, earlier=statement_view("s0").statement)), config=CONFIG).quotes[0]
    assert (quote.before, quote.turn) == ((), "")
