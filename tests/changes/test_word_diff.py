"""A diff of words tells what both sequences have, in order, and loses none of their words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.changes.word_diff import word_diff, written_words

SEQUENCES = st.lists(st.sampled_from(["we", "pay", "25", "not", "the"]), max_size=20)


def drawn(before, after):
    stretches = word_diff(before, after)
    return [(before[one.before], after[one.after]) if one.differs else before[one.before] for one in stretches]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("we pay 25", "we pay 35", [["we", "pay"], (["25"], ["35"])], id="another word"),
        pytest.param("we do not pay", "we do pay", [["we", "do"], (["not"], []), ["pay"]], id="one less"),
        pytest.param("we pay", "we pay it all", [["we", "pay"], ([], ["it", "all"])], id="more"),
        pytest.param(
            "well then and so we pay",
            "we pay on this very day",
            [(["well", "then", "and", "so"], []), ["we", "pay"], ([], ["on", "this", "very", "day"])],
            id="what is common moved",
        ),
        pytest.param("a b", "c d e", [(["a", "b"], ["c", "d", "e"])], id="nothing common"),
        pytest.param("", "", [], id="no words"),
    ],
)
def test_what_differs_is_one_stretch_between_what_is_alike(before, after, expected):
    assert drawn(before.split(), after.split()) == expected


@given(before=SEQUENCES, after=SEQUENCES)
def test_stretches_alternate_and_hold_all_words(before, after):
    stretches = word_diff(before, after)
    assert [word for one in stretches for word in before[one.before]] == before
    assert [word for one in stretches for word in after[one.after]] == after
    assert all((before[one.before] == after[one.after]) is not one.differs for one in stretches)
    assert all(one.differs is not other.differs for one, other in pairwise(stretches))


def test_a_written_word_stands_where_it_does_without_the_marks_around_it():
    text = "“We\u2019ll pay,” he said\u2014TWICE."
    words = written_words(text)
    assert [text[slice(*word.span)] for word in words] == ["We\u2019ll", "pay", "he", "said", "TWICE"]
    assert [word.key for word in words] == ["we'll", "pay", "he", "said", "twice"]
