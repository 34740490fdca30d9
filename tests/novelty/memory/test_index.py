"""The index finds what shares words or meaning, and forgets what is taken out."""

from __future__ import annotations

import pytest

from bot.novelty import Index
from bot.novelty.memory.index import terms

RECORD = {
    "dam": "We will not open the dam before the water treaty is signed.",
    "fleet": "Two hundred ships of the northern fleet left for the gulf on Tuesday.",
    "bern": "The Swiss will host the next round.",
    "fifth": "A fifth of the nurses are on strike.",
    "tax": "Nobody earning less than forty thousand pays the new tax.",
    "church": "The bishop blessed the new bells.",
}


@pytest.fixture(scope="module")
def filled():
    index = Index()
    for statement_id, text in RECORD.items():
        index.add(statement_id, text)
    return index


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("that the dam would stay shut until the treaty was signed", "dam", id="shared words"),
        pytest.param("Switzerland is the place of the coming talks", "bern", id="another name of a state"),
        pytest.param("that 20 percent of nursing staff had stopped work", "fifth", id="another way of a number"),
        pytest.param("vessels of the navy set out", "fleet", id="words near in meaning"),
    ],
)
def test_the_statement_comes_first(filled, text, expected):
    assert filled.candidates(text)[0][0] == expected


def test_every_statement_finds_itself(filled):
    for statement_id, text in RECORD.items():
        assert filled.candidates(text, 1)[0][0] == statement_id


def test_candidates_are_limited_sorted_and_scored_between_0_and_1(filled):
    found = filled.candidates("the new tax, the new bells, the dam", 3)
    scores = [score for _, score in found]
    assert len(found) == 3
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


@pytest.mark.parametrize("text", ["", "…", "the of and"])
def test_a_text_that_says_nothing_is_no_error(filled, text):
    assert isinstance(filled.candidates(text), list)


def test_an_empty_index_finds_nothing():
    assert Index().candidates("The dam stays shut.") == []


def test_a_removed_statement_is_not_found():
    index = Index()
    index.add("a", RECORD["dam"])
    index.add("b", RECORD["tax"])
    index.remove("a")
    index.remove("never there")
    assert "a" not in index
    assert len(index) == 1
    assert [found for found, _ in index.candidates(RECORD["dam"])] in ([], ["b"])


def test_a_statement_that_is_added_again_has_its_new_text():
    index = Index()
    index.add("a", RECORD["dam"])
    index.add("a", RECORD["tax"])
    assert len(index) == 1
    assert index.candidates(RECORD["tax"])[0][0] == "a"


def test_many_removals_leave_the_rest_to_be_found():
    index = Index()
    for number in range(2500):
        index.add(f"s{number}", f"Village {number} gets {number} new wells in its valley.")
    for number in range(2400):
        index.remove(f"s{number}")
    assert len(index) == 100
    found = index.candidates("Village 2450 gets 2450 new wells in its valley.")
    assert found[0][0] == "s2450"
    assert all(int(statement_id[1:]) >= 2400 for statement_id, _ in found)


def test_numbers_parties_and_days_are_terms_in_one_form():
    assert {"=20 percent", "@switzerland", "#may"} <= terms("a fifth of the Swiss vote on 11 May")
    assert {"=20 percent", "@switzerland", "#may"} <= terms("that 20% voted in May, said Bern")
