"""Wherever a denial is shown, its verb is shown with it: without it, it reads as the thing that was denied."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.model import CorrectionView, FeedbackKind, Kind, KnownPoint, KnownPointView, Relation, Verdict
from bot.core.outcomes import Conclusion, Outcome, Subject
from handlers.command_table import COMMANDS
from handlers.render.messages.card import card, fallback, lead_lines, words_line
from handlers.render.messages.note import correction_note
from handlers.render.pieces.segments import line_text
from handlers.render.replies.feedback_answers import choice
from tests.handlers.replies import labels, text_of, token
from tests.handlers.samples import (
    BEFORE,
    CONFIG,
    EXAMPLES,
    MODERATOR,
    correction,
    put,
    quoting,
    report_view,
    statement_view,
)
from tests.store.samples import after

WORDS = "the old bridge was leaking"
ARTICLE = f"At noon Venn denied that {WORDS}."
ASKED = EXAMPLES | {"statements": {"words": "bridge"}, "statement": {"id": "s2"}}
PRESSES = [("Not the same",), ("Not the same", "1."), ("Not the same", "2.")]


def denial(statement_id="s1", minutes=-90.0, **changes):
    """A denial as an article has it."""
    seen = (("gazette", minutes), ("wire", minutes + 5))
    view = statement_view(
        statement_id,
        text=WORDS,
        kind=Kind.INDIRECT,
        sense="denies",
        seen=seen,
        said_at=after(minutes),
        **changes,
    )
    return quoting(view, ARTICLE, WORDS)


def bare(text):
    """Return the lines that have the words without their verb."""
    return [line for line in text.splitlines() if WORDS in line and "denies that " not in line and ARTICLE not in line]


def lines_of(shown):
    return "\n".join(map(line_text, shown))


@pytest.fixture
async def denied(store):
    """The same denial twice, with the first beneath the second."""
    again = denial("s2", 0.0, earlier_id="s1", verdict=Verdict(relation=Relation.REPEAT, rule="substance"))
    await put(store, denial(), again)
    unreported = Conclusion(
        subject=Subject.STATEMENT, subject_id="s2", outcome=Outcome.REPEAT, rule="routing.unwanted", at=after(30)
    )
    async with store.transaction() as transaction:
        await transaction.conclude([unreported])


@pytest.mark.usefixtures("denied")
@pytest.mark.parametrize("name", [one.name for one in COMMANDS])
async def test_no_command_shows_a_denial_without_its_verb(commands, name):
    for one in BEFORE.get(name, ()):
        await commands.run(one, EXAMPLES[one])
    reply = await commands.run(name, ASKED[name])
    assert not reply.mistake
    assert bare(text_of(reply)) == []


@pytest.mark.usefixtures("denied")
@pytest.mark.parametrize("pressed", PRESSES, ids="/".join)
async def test_no_button_and_no_choice_shows_one_without_its_verb(commands, pressed):
    reply = await commands.run("statement", {"id": "s2"})
    for label in pressed:
        found = next(one for one in labels(reply) if one.startswith(label))
        reply = await commands.press(token(reply, found), by=MODERATOR)
    assert WORDS[:10] in text_of(reply)
    assert bare("\n".join([text_of(reply), *labels(reply)])) == []


def test_the_choice_of_a_statement_has_its_verb():
    reply = choice(FeedbackKind.WRONG_SPEAKER, [denial(), denial("s2")])
    assert bare("\n".join([text_of(reply), *labels(reply)])) == []


def test_neither_card_nor_earlier_nor_correction_is_without_it():
    view = denial("s2", 0.0, earlier_id="s1", verdict=Verdict(relation=Relation.CHANGED, rule="verb"))
    shown = card(report_view(replace(view, earlier=denial().statement)), config=CONFIG)
    told = [words_line(shown.quotes[0]), *lead_lines(shown)]
    assert lines_of(told).count("denies that ") == 2
    assert bare("\n".join([lines_of(told), fallback(shown)])) == []
    changed = correction(text="the old bridge was leaking by day", of="s1")
    seen = denial().sightings[0]
    told = CorrectionView(correction=changed, statement=denial().statement, before=seen, parent_ref="m1")
    note = correction_note(told, config=CONFIG)
    assert lines_of(note.lines).startswith("denies that ")
    assert "denies that " in note.fallback


def test_what_was_said_before_keeps_the_verb_of_its_report():
    text = f"{WORDS}, and the new ferry will never sail"
    view = statement_view("s2", text=text, kind=Kind.INDIRECT, sense="denies")
    known = KnownPoint(span=(0, len(WORDS)), statement_id="s1", relation=Relation.REPEAT)
    before = KnownPointView(point=known, statement=denial().statement, sighting=denial().sightings[0])
    view = quoting(view, f"Venn denied that {text}.", text)
    view = replace(view, statement=replace(view.statement, known=(known,)), known=(before,))
    quote = card(report_view(view), config=CONFIG).quotes[0]
    assert line_text(quote.known).startswith(f"Said before: denies that {WORDS}")
