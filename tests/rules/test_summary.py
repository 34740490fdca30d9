"""Summaries: whole sentences out of what was said, what is new first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Kind, KnownPoint, Novelty, Relation, Statement
from bot.rules.summary import is_fragment, lead_first, needs_summary, summarise
from bot.rules.thresholds import LONGEST_LEAD
from tests.store.samples import turned_from

NEW, REPEAT, CHANGED = Novelty.NEW, Novelty.REPEAT, Novelty.CHANGED
HARBOUR = "The harbour wall at Kolka will be raised by two metres before the autumn storms."
HARBOUR_AGAIN = "Before the autumn storms the wall of the Kolka harbour is raised by two metres."
FERRY = "The ferry to Ruhnu gets a second crossing on weekdays, paid for by the harbour dues."
SCHOOL = "Every school on the islands keeps its teachers, however few the children are."
TOLL = "The toll on the harbour bridge falls to three euros in the spring of next year."
LIGHTHOUSE = "I also want to say a word or two about the lighthouse at Kolka."
THANKS = "Thank you all for coming out tonight in such weather, it means a great deal to me."


def statement(number, text, novelty=NEW, kind=Kind.DIRECT, **more):
    return Statement(
        id=f"s{number}",
        actor_id="trump",
        text=text,
        kind=kind,
        said_at=None,
        first_seen_at=datetime(2026, 3, 1, tzinfo=UTC),
        novelty=novelty,
        confidence=0.9,
        **more,
    )


def text_and_statements(*said):
    """An article of one paragraph a statement: (its text, the statements with their spans)."""
    text, out = "", []
    for number, one in enumerate(said):
        words, more = one if isinstance(one, tuple) else (one, {})
        out.append((statement(number, words, **more), ((len(text), len(text) + len(words)),)))
        text += words + "\n"
    return text, out


def picked(*said, most=3):
    text, statements = text_and_statements(*said)
    return [text[slice(*span)] for _, span in summarise(text, statements, most=most)]


@pytest.mark.parametrize(
    ("said", "needed"),
    [
        pytest.param((), False, id="nothing"),
        pytest.param((HARBOUR, FERRY, SCHOOL), False, id="three"),
        pytest.param((HARBOUR, FERRY, SCHOOL, TOLL), True, id="four"),
        pytest.param(("x" * LONGEST_LEAD,), False, id="a lead that fits"),
        pytest.param(("x" * (LONGEST_LEAD + 1),), True, id="a longer lead"),
        pytest.param((HARBOUR, "x" * 600), False, id="only the lead counts"),
    ],
)
def test_what_is_short_needs_no_summary(said, needed):
    assert needs_summary(text_and_statements(*said)[1]) is needed


FIRM = "There is no change in our position on the toll."
WATCHING = "I will closely monitor the situation at the harbour in the days to come."
LONG_AND_VAGUE = "We hope that all the people of the islands who watch this closely stay confident."


@pytest.mark.parametrize(
    ("first", "then"),
    [
        pytest.param(FIRM, WATCHING, id="a position before one who looks on"),
        pytest.param(TOLL, LONG_AND_VAGUE, id="a figure before hopes"),
        pytest.param(FIRM, THANKS, id="news before thanks"),
        pytest.param(FERRY, "“Not yet.”", id="a sentence before an answer of two words"),
        pytest.param(FERRY, "a mountain of oranges on the pier", id="a sentence before a piece of one"),
        pytest.param((WATCHING, {"novelty": CHANGED}), TOLL, id="a change before all"),
        pytest.param(("Not now.", {"novelty": CHANGED}), TOLL, id="however short it is"),
        pytest.param(FERRY, (TOLL, {"novelty": REPEAT}), id="what is new before what was said before"),
        pytest.param(FERRY, (TOLL, {"earlier_id": "e"}), id="and before what perhaps was"),
        pytest.param((TOLL, {"kind": Kind.INDIRECT}), WATCHING, id="what says most before the actor's own words"),
        pytest.param(FERRY, (FERRY, {"kind": Kind.INDIRECT}), id="of equals the actor's own words"),
        pytest.param("We shall not pay.", "Not for a ship that was ours.", id="a sentence before its rest"),
        pytest.param(f"{FERRY} {SCHOOL}", FERRY, id="of equals the longer"),
    ],
)
def test_the_lead_is_the_news(first, then):
    _, reported = text_and_statements(then, first)
    assert [one.id for one in lead_first([one for one, _ in reported])] == ["s1", "s0"]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("", Kind.DIRECT, True),
        ("Not yet.", Kind.DIRECT, True),
        ("pure invention", Kind.DIRECT, True),
        ("not for a day and not for an hour", Kind.DIRECT, False),
        ("a mountain of oranges", Kind.DIRECT, True),
        ("We will not pay.", Kind.DIRECT, False),
        ("that they go home", Kind.INDIRECT, False),
        ("لن ندفع ثمن الجسر", Kind.DIRECT, False),
    ],
)
def test_a_fragment_says_nothing_by_itself(text, kind, expected):
    assert is_fragment(replace(statement(0, text), kind=kind)) is expected


def test_a_change_comes_first_then_what_is_new_and_what_was_said_before_last():
    assert picked(
        (SCHOOL, {"novelty": REPEAT}), (FERRY, {"earlier_id": "e"}), HARBOUR, (TOLL, {"novelty": CHANGED}), most=4
    ) == [TOLL, HARBOUR, FERRY, SCHOOL]


def test_a_sentence_that_was_said_before_comes_last_in_a_statement_that_is_partly_new():
    known = KnownPoint(span=(0, len(HARBOUR)), statement_id="e", relation=Relation.REPEAT)
    said = (f"{HARBOUR} {FERRY}", {"known": (known,)})
    assert picked(said, SCHOOL) == [FERRY, SCHOOL, HARBOUR]
    assert picked(said, SCHOOL, most=1) == [FERRY]


def test_of_two_that_say_the_same_one_is_picked():
    assert len([one for one in picked(HARBOUR, FERRY, HARBOUR_AGAIN, SCHOOL, most=4) if "Kolka" in one]) == 1


def test_what_the_others_come_back_to_is_the_centre():
    assert picked(SCHOOL, THANKS, FERRY, HARBOUR, TOLL)[0] in {FERRY, HARBOUR, TOLL}


def test_thanks_and_announcements_of_a_subject_carry_little():
    assert not {THANKS, LIGHTHOUSE} & set(picked(THANKS, LIGHTHOUSE, FERRY, SCHOOL, TOLL))


def test_of_a_changed_statement_the_sentence_with_the_change_is_shown():
    verdict = turned_from("five euros", "three euros")
    passage = f"{HARBOUR} {FERRY} {TOLL}"
    assert picked((passage, {"novelty": CHANGED, "verdict": verdict}), SCHOOL)[0] == TOLL


def test_each_statement_has_its_say_before_one_has_two():
    text, statements = text_and_statements((f"{HARBOUR} {FERRY}", {"novelty": CHANGED}), f"{TOLL} {THANKS}", SCHOOL)
    assert {one for one, _ in summarise(text, statements)} == {"s0", "s1", "s2"}
    assert summarise(text, statements)[0][0] == "s0"


@pytest.mark.parametrize(
    ("passage", "sentences"),
    [
        (f"{HARBOUR} {SCHOOL}", {HARBOUR, SCHOOL}),
        (
            "Mr. J. Ozols of the U.S. mission paid 2.5 million euros for it in Feb. 2019 and more since.",
            {"Mr. J. Ozols of the U.S. mission paid 2.5 million euros for it in Feb. 2019 and more since."},
        ),
        (
            "“The wall of this harbour is good enough for us.” So said the council in its last answer.",
            {"“The wall of this harbour is good enough for us.”", "So said the council in its last answer."},
        ),
    ],
    ids=["two", "points that end nothing", "a closing mark"],
)
def test_sentences_are_whole(passage, sentences):
    assert set(picked(passage)) == sentences


def test_short_and_long_ones_stand_back_but_are_better_than_nothing():
    short, long = "Not one euro.", "The wall " + "and the wall " * 30 + "is paid for."
    assert picked(short, long, HARBOUR, most=1) == [HARBOUR]
    assert picked("We will do it.") == ["We will do it."]
    assert picked(long) == [long]


WORDS = st.lists(
    st.sampled_from(["wall", "harbour", "Mr.", "ferry.", "?", "…", "\n", "“", "”", "a.m.", "is"]), max_size=30
)


@given(st.lists(st.tuples(WORDS, st.sampled_from(list(Novelty))), max_size=8), st.integers(0, 4))
def test_every_pick_is_a_span_of_the_statement_that_it_names(said, most):
    text, statements = text_and_statements(*((" ".join(words), {"novelty": novelty}) for words, novelty in said))
    spans = {one.id: span for one, (span,) in statements}
    result = summarise(text, statements, most=most)
    assert result == summarise(text, statements, most=most)
    assert len(result) == len(set(result)) <= most
    for statement_id, (start, end) in result:
        assert spans[statement_id][0] <= start < end <= spans[statement_id][1]
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
