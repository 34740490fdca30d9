"""What is an excerpt of whole sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.novelty.wordings.excerpt import is_excerpt, is_run

WHOLE = "We start in June, and we finish early. They said it could not be done. They were wrong."


@pytest.mark.parametrize(
    ("excerpt", "expected"),
    [
        pytest.param("We start in June, and we finish early", True, id="the first sentence"),
        pytest.param("“They said it could not be done. They were wrong.”", True, id="the last two, in marks"),
        pytest.param("THEY SAID IT COULD NOT BE DONE", True, id="case does not matter"),
        pytest.param("we finish early", False, id="a piece of a sentence"),
        pytest.param("They were wrong.", False, id="too short to be sure"),
        pytest.param("We start in June, and we finish late", False, id="another word"),
        pytest.param("We start in June, and we finish early. They were wrong.", False, id="a gap"),
    ],
)
def test_whole_sentences_of_a_text_are_its_excerpt(excerpt, expected):
    assert is_excerpt(excerpt, WHOLE) is expected
    assert is_excerpt(WHOLE, excerpt) is expected


@pytest.mark.parametrize(
    "rest",
    ["But only if they stop first.", "Unless they stop.", "Not today, though.", "But only if they stop. We have time."],
)
def test_what_leaves_out_a_condition_is_none(rest):
    assert not is_excerpt("We will sign the paper", f"We will sign the paper. {rest}")


@pytest.mark.parametrize(
    ("whole", "expected"),
    [
        pytest.param("He said that they will sell the old ferry to the Danes in June.", True, id="a run of words"),
        pytest.param("It is not true that they will sell the old ferry to the Danes.", False, id="denied as a whole"),
        pytest.param("They will sell the old ferry to the Danes unless the court forbids it.", False, id="a condition"),
        pytest.param("Nobody believes they will sell the old ferry to the Danes.", False, id="nobody before"),
        pytest.param("They will soon sell the old ferry to the Danes.", False, id="a gap"),
    ],
)
def test_a_long_run_of_words_is_one_where_nothing_takes_it_back(whole, expected):
    assert is_run("they will sell the old ferry to the Danes", whole) is expected


@given(st.text(), st.text())
def test_the_order_does_not_matter_and_no_text_raises(a, b):
    assert is_excerpt(a, b) == is_excerpt(b, a)
    assert is_run(a, b) == is_run(b, a)
