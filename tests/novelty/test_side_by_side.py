"""Two statements side by side: what of each stands in the other, and what cannot be compared."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Difference, DifferenceKind, Presence, Relation, Verdict
from bot.novelty import Match
from bot.novelty.side_by_side import compare_renderings, points_beside, verdict_beside
from bot.novelty.thresholds import ON_ONE_SUBJECT
from tests.fakes.judge import FakeJudge
from tests.novelty.renderings import rendering

MADE, WITHIN, OTHER_VERB, NOT_FOUND = Presence
DAM = "We keep the dam shut."
NUMBER = Difference(kind=DifferenceKind.NUMBER, before="40 tonnes", after="55 tonnes")


def presences(text, other, **changes):
    return [one.presence for one in points_beside(replace(rendering(text), **changes), rendering(other))]


@pytest.mark.parametrize(
    ("text", "other", "expected"),
    [
        pytest.param(DAM, DAM.upper(), [MADE], id="the same words"),
        pytest.param("No.", "No!", [MADE], id="a word that proves nothing"),
        pytest.param("It is a lie.", "It is a lie.", [MADE], id="words that point elsewhere"),
        pytest.param(DAM, "We keep the dam shut until they pay.", [WITHIN], id="under a condition in the other"),
        pytest.param("We keep the dam shut until they pay.", DAM, [NOT_FOUND], id="under a condition here"),
        pytest.param(
            "If they pay we open the gate, and we are selling the mill.",
            "We open the gate, and we are selling the mill.",
            [NOT_FOUND],
            id="a sentence that is not cut",
        ),
        pytest.param(
            "We open the gate as long as they pay, and we are selling the mill.",
            "We open the gate, and we are selling the mill.",
            [NOT_FOUND, MADE],
            id="a clause beside one under a condition",
        ),
        pytest.param("The ferry sails. The mill burns.", "The mill burns. The ferry sails.", [MADE, MADE], id="turned"),
        pytest.param("", DAM, [], id="nothing"),
    ],
)
def test_words_that_stand_in_the_other_are_said_to_stand_there(text, other, expected):
    assert presences(text, other) == expected


def test_what_is_denied_stands_in_the_other_under_another_verb():
    assert presences(DAM, f"{DAM} The mill burns.", sense="denies") == [OTHER_VERB]
    assert presences("The sea is deep.", DAM, sense="denies") == [NOT_FOUND]


@given(
    st.lists(st.sampled_from([DAM, "The ferry sails.", "No.", "It burns, and we are leaving the mill."]), min_size=1)
)
def test_of_a_text_beside_itself_nothing_is_said_to_be_missing(sentences):
    text = " ".join(sentences)
    assert set(presences(text, text)) == {MADE}


@pytest.mark.parametrize(
    ("asked", "relation"),
    [
        pytest.param(("Will you sign?", "will you SIGN"), Relation.SAME, id="one question"),
        pytest.param(("Will you sign?", "Will you sleep?"), Relation.DIFFERENT, id="two questions"),
        pytest.param(("Will you sign?", ""), None, id="one of them is missing"),
        pytest.param(("", ""), None, id="both are missing"),
    ],
)
def test_an_answer_of_a_few_words_is_compared_with_its_question_or_not_at_all(asked, relation):
    one, other = (replace(rendering("No."), question=each) for each in asked)
    verdict = compare_renderings(FakeJudge(), "mayor", one, other).verdict
    assert (verdict and verdict.relation) == relation


def test_an_answer_is_not_compared_with_a_long_statement():
    assert (
        compare_renderings(FakeJudge(), "mayor", rendering("No."), rendering(f"{DAM} The mill burns.")).verdict is None
    )


def test_the_object_of_a_verb_is_no_answer():
    out, wanted = (replace(rendering("a third term", kind="indirect"), sense=one) for one in ("rules out", "demands"))
    verdict = compare_renderings(FakeJudge(), "mayor", out, wanted).verdict
    assert verdict
    assert verdict.is_named_change


@pytest.mark.parametrize(("shared", "is_decided"), [(1.0, True), (ON_ONE_SUBJECT, True), (ON_ONE_SUBJECT / 2, False)])
def test_a_change_between_two_that_share_hardly_a_word_is_not_decided(shared, is_decided):
    """As an alert has it: what it does not call a change, nothing else does."""
    verdict = Verdict(relation=Relation.CHANGED, rule="number", differences=(NUMBER,))
    match = Match(verdict=verdict, score=0.1, shared=shared)
    one, other = rendering("The mill will make 40 tonnes."), rendering("The bridge will carry 55 tonnes.")
    assert verdict_beside(match, one, other) == (
        verdict if is_decided else replace(verdict, certain=False, differences=())
    )
    asked = (replace(each, question="How much?") for each in (rendering("40 tonnes."), rendering("55 tonnes.")))
    assert verdict_beside(match, *asked) == verdict
