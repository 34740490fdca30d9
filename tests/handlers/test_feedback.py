"""What people say of an alert is kept, corrects messages where a moderator said it, and can be taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.model import DeliveryState, FeedbackKind
from handlers.render.messages.buttons import OF_ALERTS
from handlers.render.messages.card import card
from handlers.render.messages.overflow import overflow_note
from handlers.render.pieces.segments import Style, line_text
from tests.handlers.replies import labels, text_of, token
from tests.handlers.samples import CONFIG, MODERATOR, READER, put, quoting, report_view, statement_view
from tests.store.samples import after, delivery, overflow, report, save

LABELS = {kind: kind.capitalize() for kind in OF_ALERTS}
EVERY_KIND = pytest.mark.parametrize("kind", OF_ALERTS, ids=str)


@pytest.fixture
def reported(store):
    async def reported(*views, **changes):
        """Put an alert on record as sent; returns its card."""
        report = report_view(*views, **changes)
        await put(store, *report.statements)
        sent = delivery(state=DeliveryState.SENT, message_ref="1/2", sent_at=after(1))
        await save(store, report.article, report.report, sent)
        return card(await store.report("report"), config=CONFIG)

    return reported


async def given(store, statement_id="s1"):
    async with store.transaction() as transaction:
        return [(one.kind, one.person.id) for one in await transaction.feedback_on(statement_id)]


async def ruling(store, statement_id="s1"):
    return (await store.statement(statement_id)).statement.ruling


async def stale(store):
    return [one.next_try_at for one in await store.deliveries(DeliveryState.STALE)]


@EVERY_KIND
async def test_a_reader_is_heard_and_corrects_nothing(commands, store, reported, kind):
    shown = await reported(statement_view())
    reply = await commands.press(token(shown, LABELS[kind]), by=READER)
    assert text_of(reply).splitlines() == [
        LABELS[kind],
        "“We will build the bridge.”",
        "Noted. A moderator decides whether the message is corrected.",
    ]
    assert (labels(reply), reply.ephemeral, reply.replaces) == (["Take back"], True, False)
    assert await given(store) == [(kind, READER.id)]
    assert (await ruling(store), await stale(store)) == (None, [])


@EVERY_KIND
async def test_a_moderator_corrects_the_message_at_once(commands, store, clock, reported, kind):
    shown = await reported(statement_view())
    reply = await commands.press(token(shown, LABELS[kind]), by=MODERATOR)
    assert text_of(reply).endswith("\nNoted. The message will be corrected.\n")
    assert (await ruling(store), await stale(store)) == (kind, [clock.now()])
    again = card(await store.report("report"), config=CONFIG)
    assert line_text(again.quotes[0].marks) == f"desk ruling: {kind}"


async def test_pressed_twice_it_is_said_once(commands, store, reported):
    shown = await reported(statement_view())
    for by in (READER, READER, MODERATOR, MODERATOR):
        await commands.press(token(shown, "Not new"), by=by)
    assert sorted(await given(store)) == [(FeedbackKind.NOT_NEW, READER.id), (FeedbackKind.NOT_NEW, MODERATOR.id)]
    assert await ruling(store) is FeedbackKind.NOT_NEW


async def test_the_latest_word_of_a_moderator_that_stands_decides(commands, store, clock, reported):
    shown = await reported(statement_view())
    other = replace(MODERATOR, id="slack:U999999")

    async def press(label, by):
        clock.advance(seconds=1)
        return await commands.press(token(shown, label), by=by)

    await press("Wrong speaker", MODERATOR)
    not_new = await press("Not new", other)
    await press("Not a statement", READER)
    assert await ruling(store) is FeedbackKind.NOT_NEW
    wrong = await press("Wrong speaker", MODERATOR)
    assert await ruling(store) is FeedbackKind.WRONG_SPEAKER
    await commands.press(token(wrong, "Take back"), by=MODERATOR)
    assert await ruling(store) is FeedbackKind.NOT_NEW
    await commands.press(token(not_new, "Take back"), by=other)
    assert await ruling(store) is None
    assert await given(store) == [(FeedbackKind.NOT_A_STATEMENT, READER.id)]


async def test_the_word_of_a_moderator_counts_whatever_the_clock_says(commands, store, clock, reported):
    shown = await reported(statement_view())
    await commands.press(token(shown, "Wrong speaker"), by=MODERATOR)
    clock.advance(hours=-2)
    await commands.press(token(shown, "Not new"), by=MODERATOR)
    assert await ruling(store) is FeedbackKind.NOT_NEW


@pytest.mark.parametrize(
    ("by", "said"), [(READER, "Taken back."), (MODERATOR, "Taken back. The message will be corrected.")]
)
async def test_what_was_said_is_taken_back_however_often_that_is_pressed(commands, store, reported, by, said):
    shown = await reported(statement_view())
    reply = await commands.press(token(shown, "Wrong speaker"), by=by)
    back = await commands.press(token(reply, "Take back"), by=by)
    assert text_of(back).splitlines()[-1] == said
    assert (labels(back), back.replaces) == ([], True)
    assert (await given(store), await ruling(store)) == ([], None)
    again = await commands.press(token(reply, "Take back"), by=by)
    assert not again.mistake
    assert (await given(store), await ruling(store)) == ([], None)


async def test_nobody_takes_back_what_another_said(commands, store, reported):
    shown = await reported(statement_view())
    reply = await commands.press(token(shown, "Wrong speaker"), by=MODERATOR)
    await commands.press(token(reply, "Take back"), by=READER)
    assert await ruling(store) is FeedbackKind.WRONG_SPEAKER


async def test_of_several_statements_the_reader_is_asked_which(commands, store, reported):
    shown = await reported(statement_view("s1"), statement_view("s2", text="No toll."), statement_view("s3"))
    asked = await commands.press(token(shown, "Wrong speaker"), by=MODERATOR)
    assert asked.title == "Wrong speaker: which statement?"
    assert labels(asked) == ["1. “We will build the bridge.”", "2. “No toll.”", "3. “We will build the bridge.”"]
    assert (asked.replaces, await given(store, "s2")) == (False, [])
    noted = await commands.press(asked.buttons[1].token, by=MODERATOR)
    assert noted.replaces
    assert [await ruling(store, one) for one in ("s1", "s2", "s3")] == [None, FeedbackKind.WRONG_SPEAKER, None]
    back = await commands.press(token(noted, "Take back"), by=MODERATOR)
    assert (back.replaces, await ruling(store, "s2")) == (True, None)


async def test_readers_see_how_many_said_so(commands, reported):
    shown = await reported(statement_view())
    for by in (READER, replace(READER, id="slack:U111111")):
        await commands.press(token(shown, "Wrong speaker"), by=by)
    await commands.press(token(shown, "Not new"), by=READER)
    context = await commands.press(token(shown, "Context"), by=READER)
    assert context.title == "Statement s1"
    assert "readers say: wrong speaker (2), not new (1)" in text_of(context)


async def test_all_shows_every_statement_in_the_order_of_the_text(commands, reported):
    text = " ".join(f"This is word number {place}." for place in range(60))
    views = []
    for place in reversed(range(60)):
        part = f"This is word number {place}."
        views.append(quoting(statement_view(f"s{place:02}", text=part), text, part))
    shown = await reported(*views)
    reply = await commands.press(token(shown, "All"), by=READER)
    assert reply.title == "60 statements by Orla Venn in one article"
    assert text_of(reply).splitlines()[1:3] == ["“This is word number 0.”", "NEW · in her own words · s00"]
    pages = [reply]
    while "Next" in labels(pages[-1]):
        pages.append(await commands.press(token(pages[-1], "Next"), by=READER))
    ids = [
        part.text
        for page in pages
        for block in page.blocks
        for line in block.lines
        for part in line
        if part.style is Style.CODE
    ]
    assert ids == [f"s{place:02}" for place in range(60)]
    assert len(pages) > 1


async def test_all_tells_a_part_of_long_words_whole(commands, reported):
    long = " ".join(f"word{place}" for place in range(600))
    shown = await reported(statement_view(text=long), excerpts=((0, 11),), text=long)
    assert line_text(shown.quotes[0].words) == "“word0 word1”"
    reply, words = await commands.press(token(shown, "All"), by=READER), []
    while True:
        words += [
            part.text for block in reply.blocks for line in block.lines for part in line if part.style is Style.QUOTE
        ]
        if "Next" not in labels(reply):
            break
        reply = await commands.press(token(reply, "Next"), by=READER)
    assert " ".join(words).strip("“”").split() == long.split()


async def test_an_overflow_line_leads_to_what_its_alerts_report_and_to_nothing_else(commands, store):
    """A statement that was on record long before the alerts is found, one reported in between is not."""
    old, new = statement_view("s1", first_seen_at=after(-900)), statement_view("s2", first_seen_at=after(5.5))
    await put(store, old, new, statement_view("s3", first_seen_at=after(6)))
    reports = [report(f"r-{one}", article_id="article-gazette", statement_ids=(one,)) for one in ("s1", "s2")]
    alerts = [delivery(f"d-{one.id}", report_id=one.id) for one in reports]
    await save(store, *reports, *alerts)
    async with store.transaction() as transaction:
        await transaction.collapse([one.id for one in alerts], overflow("0v3rfl0w"), at=after(9), edit_at=after(9))
    note = overflow_note(await store.message(overflow("0v3rfl0w")), config=CONFIG)
    assert [line_text(line) for line in note.below] == ["Orla Venn: “We will build the bridge.”"] * 2
    reply = await commands.press(token(note, "All"), by=READER)
    assert reply.title == "2 statements in the message “0v3rfl0w”"
    assert [
        piece.text for block in reply.blocks for line in block.lines for piece in line if piece.style is Style.CODE
    ] == [
        "s2",
        "s1",
    ]
    typed = await commands.parse_and_run("statements more:`0V3RFL0W`")
    assert (typed.title, typed.blocks) == (reply.title, reply.blocks)
    assert (await commands.parse_and_run("statements more:nothing")).title == "No statements"


async def test_a_record_that_cannot_be_used_offers_another_try(commands, store, reported):
    shown = await reported(statement_view())
    pressed = token(shown, "Wrong speaker")
    await store.close()
    reply = await commands.press(pressed, by=READER)
    assert reply.mistake
    assert [(button.label, button.token) for button in reply.buttons] == [("Try again", pressed)]
