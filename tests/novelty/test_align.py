"""Phrases find their like in the other text, and what differs between the two of a pair is seen."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from bot.novelty import align as align_module
from bot.novelty.align import Alignment, align, phrases
from bot.novelty.evidence import find_evidence
from bot.novelty.parsed import parse_text

DAY = dt.date(2026, 5, 8)


def aligned(a: str, b: str) -> Alignment:
    return align(*(phrases(parse_text(text, DAY), indirect=False) for text in (a, b)))


def test_small_words_logic_and_amounts_part_phrases():
    found = phrases(parse_text("We will not open the northern harbour for 12 ships.", DAY), indirect=False)
    assert [phrase.words for phrase in found] == [("open",), ("northern", "harbour"), ("ships",)]
    assert found[0].negated


@pytest.mark.parametrize(
    ("a", "b"),
    [
        pytest.param("The harbour is finished.", "The port is completed.", id="synonyms"),
        pytest.param("We sold the vessels to the Danes.", "To the Danes the ships were sold.", id="another order"),
    ],
)
def test_another_wording_is_covered(a, b):
    assert min(aligned(a, b).covered) == pytest.approx(1)


def test_another_subject_is_left_alone():
    found = aligned("The lighthouse will be repaired.", "The pension will be repaired.")
    assert min(found.covered) < 1
    assert min(found.lone) > 0


@pytest.mark.parametrize(
    ("attribute", "a", "b"),
    [
        pytest.param("polarity", "We opened the harbour.", "The port was never opened.", id="polarity"),
        pytest.param("modality", "We open the harbour.", "The port may be opened.", id="modality"),
        pytest.param("quantity", "All ships were sold.", "Some vessels were sold.", id="quantity"),
    ],
)
def test_what_bears_on_one_of_a_pair_is_seen(attribute, a, b):
    assert getattr(aligned(a, b), attribute)
    assert not getattr(aligned(a, a), attribute)


def opposites(a, b):
    found = find_evidence(a, b, DAY, DAY, indirect_a=False, indirect_b=False).findings
    return [one.difference for one in found if one.rule == "aligned opposite"]


def test_opposites_in_other_words_forbid_merging():
    (found,) = opposites(
        "We support the plan for a longer railway tunnel under the northern mountains.",
        "that the scheme of a longer rail tunnel under the mountains in the north was one they oppose",
    )
    assert (found.before, found.after) == ("support", "oppose")


def test_opposites_in_texts_on_other_things_forbid_nothing():
    assert not opposites(
        "We support the harbour.", "They oppose longer holidays for teachers in the mountain villages."
    )


def test_the_order_of_the_texts_turns_the_sides_alone():
    there = aligned("We opened the harbour to ships.", "The port may never be opened.")
    back = aligned("The port may never be opened.", "We opened the harbour to ships.")
    assert there.covered == back.covered[::-1]
    assert there.lone == back.lone[::-1]
    assert (there.polarity, there.modality, there.quantity) == (back.polarity, back.modality, back.quantity)


def test_a_text_without_phrases_aligns_with_nothing():
    assert aligned("So it is.", "We opened the harbour.") == Alignment()


@given(arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=8), elements=st.sampled_from([0, 0.5, 0.7, 1])))
def test_pairs_are_the_likest_first_and_of_equal_ones_those_near_the_diagonal(cosines):
    in_order = sorted(
        np.argwhere(cosines >= align_module.ANSWERS_FROM).tolist(),
        key=lambda at: (-cosines[at[0], at[1]], abs(at[0] - at[1]), sum(at)),
    )
    rows, columns, expected = set(), set(), []
    for row, column in in_order:
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            expected.append((row, column))
    assert align_module._greedy(cosines) == expected
