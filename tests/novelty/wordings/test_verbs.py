"""What two verbs make of one wording: another statement, and a change where one takes the words the other way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Difference, DifferenceKind, Relation, Verdict
from bot.novelty import Match
from bot.novelty.lexicon import groups_of, set_of
from bot.novelty.wordings.verbs import are_opposed, is_of_one_sense, under_their_verbs
from tests.novelty.renderings import rendering

LEAKS = rendering("that the old dam leaks at night", kind="indirect")
SENSES = ["denies", "rejects", "rules out", "welcomes", "calls for", "warns", "asks", "hopes", None]
SAME_WORDS = Match(verdict=Verdict(relation=Relation.SAME, rule="wording"), score=1.0)
NUMBER = Difference(kind=DifferenceKind.NUMBER, before="5", after="6")


@pytest.mark.parametrize(
    ("one", "other", "named"),
    [
        pytest.param("denies", None, "denies → says", id="what was denied is said"),
        pytest.param(None, "denies", "says → denies", id="what was said is denied"),
        pytest.param("denies", "admits", "denies → admits", id="what was denied is admitted"),
        pytest.param("rejects", "welcomes", "rejects → welcomes", id="a turn from no to yes"),
        pytest.param("praises", "condemns", "praises → condemns", id="a turn from yes to no"),
        pytest.param("rules out", "calls for", "rules out → calls for", id="verbs of two words"),
        pytest.param("rejects", "condemns", "", id="both against it"),
        pytest.param("asks", None, "", id="a question is no position"),
        pytest.param("hopes", None, "", id="a hope is none that was given up"),
        pytest.param("welcomes", "praises", "", id="both for it"),
        pytest.param("condemns", None, "", id="what was done is named with both"),
    ],
)
def test_one_wording_under_two_verbs_is_not_the_same_and_a_change_where_they_are_opposed(one, other, named):
    sides = (replace(LEAKS, sense=one), replace(LEAKS, sense=other))
    verdict = under_their_verbs(SAME_WORDS, *sides).verdict
    assert (verdict.relation, verdict.rule, verdict.certain) == (Relation.CHANGED, "verb", True)
    assert [f"{it.before} → {it.after}" for it in verdict.differences] == ([named] if named else [])
    assert verdict.is_named_change is bool(named)


@pytest.mark.parametrize(
    ("one", "other"), [(None, None), ("warns", None), ("vows", "promises"), ("denies", "denies"), ("asks", "asks")]
)
def test_verbs_that_say_the_same_of_the_words_change_nothing(one, other):
    sides = (replace(LEAKS, sense=one), replace(LEAKS, sense=other))
    assert under_their_verbs(SAME_WORDS, *sides) is SAME_WORDS


def test_only_equal_words_are_called_a_change():
    in_substance = Match(verdict=Verdict(relation=Relation.REPEAT, rule="substance", days_apart=2), score=0.9)
    sides = (replace(LEAKS, sense="denies"), LEAKS)
    verdict = under_their_verbs(in_substance, *sides).verdict
    assert (verdict.relation, verdict.differences) == (Relation.CHANGED, ())


def test_the_speakers_own_words_are_no_denial_of_themselves():
    own = rendering("We never sold the old dam.")
    verdict = under_their_verbs(SAME_WORDS, own, replace(own, sense="denies")).verdict
    assert (verdict.relation, verdict.differences) == (Relation.CHANGED, ())


@pytest.mark.parametrize(("one", "other", "kept"), [("denies", None, False), ("rejects", "denies", False)])
def test_another_number_in_what_is_denied_is_no_other_position(one, other, kept):
    changed = Match(verdict=Verdict(relation=Relation.CHANGED, rule="number", differences=(NUMBER,)), score=0.1)
    verdict = under_their_verbs(changed, replace(LEAKS, sense=one), replace(LEAKS, sense=other)).verdict
    assert verdict.is_named_change is kept


def test_another_number_under_two_verbs_that_deny_nothing_is_a_change_still():
    changed = Match(verdict=Verdict(relation=Relation.CHANGED, rule="number", differences=(NUMBER,)), score=0.1)
    sides = (replace(LEAKS, sense="suggests"), replace(LEAKS, sense="demands"))
    assert under_their_verbs(changed, *sides) is changed


@given(st.sampled_from(SENSES), st.sampled_from(SENSES))
def test_the_order_of_two_reports_turns_the_difference_and_nothing_else(one, other):
    there = under_their_verbs(SAME_WORDS, replace(LEAKS, sense=one), replace(LEAKS, sense=other)).verdict
    back = under_their_verbs(SAME_WORDS, replace(LEAKS, sense=other), replace(LEAKS, sense=one)).verdict
    turned = tuple(replace(it, before=it.after, after=it.before) for it in back.differences)
    assert there == replace(back, differences=turned)
    assert are_opposed(one, other) is are_opposed(other, one)


def test_no_two_verbs_are_of_one_sense_and_opposed():
    against = groups_of("opposed_senses")
    assert set(against).isdisjoint(set_of("claiming_senses"))
    for one, others in against.items():
        assert not any(is_of_one_sense(one, None if other == "says" else other) for other in others)
