from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.crediting import statement_text, why_not
from bot.core.model import Assertion
from tests.rules.samples import QUOTATION


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, None),
        ({"second_hand": True}, "second-hand: somebody else reports it"),
        ({"assertion": Assertion.NEGATED}, "not said: the text says that it was not"),
        ({"assertion": Assertion.FUTURE}, "not said yet"),
        ({"assertion": Assertion.HYPOTHETICAL}, "only supposed or asked"),
        ({"actor_id": None, "speaker": "Jane Roe"}, "said by Jane Roe"),
        ({"actor_id": None, "speaker": None}, "speaker unknown"),
    ],
)
def test_only_what_a_tracked_actor_is_stated_to_have_said_is_reported(change, why):
    assert why_not(replace(QUOTATION, **change)) == why


@pytest.mark.parametrize(
    ("text", "content", "words"),
    [
        pytest.param("“We will go on,” he said.", ((0, 16),), "We will go on", id="marks and comma go"),
        pytest.param(
            "“We stay,” he said. “They leave.”", ((0, 10), (20, 33)), "We stay. They leave.", id="two sentences"
        ),
        pytest.param("“We stay,” he said, “for now.”", ((0, 10), (20, 30)), "We stay, for now.", id="one sentence"),
        pytest.param("a\n  b", ((0, 5),), "a b", id="on one line"),
        pytest.param("“”", ((0, 2),), "", id="nothing within"),
        pytest.param("“fear” of “war”", ((0, 15),), "“fear” of “war”", id="marks that say what is quoted stay"),
        pytest.param("“We go on", ((0, 9),), "We go on", id="a paragraph that is not closed"),
    ],
)
def test_statement_text(text, content, words):
    assert statement_text(text, content) == words
