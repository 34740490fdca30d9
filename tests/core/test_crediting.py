# ruff: noqa: E501 - one case a line
from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.crediting import statement_text, why_not
from bot.core.model import Assertion
from bot.core.words import JOINT
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


def spans(text, pieces):
    at = 0
    for piece in pieces.split(" | "):
        at = text.index(piece, at)
        yield at, at + len(piece)
        at += len(piece)


@pytest.mark.parametrize(
    ("text", "pieces", "words"),
    [
        pytest.param("“We will go on,” he said.", "“We will go on,”", "We will go on", id="marks and comma go"),
        pytest.param("a\n  b", "a\n  b", "a b", id="on one line"),
        pytest.param("“”", "“”", "", id="nothing within"),
        pytest.param("“fear” of “war”", "“fear” of “war”", "“fear” of “war”", id="marks that say what is quoted stay"),
        pytest.param("‘fear’ of ‘war’", "‘fear’ of ‘war’", "‘fear’ of ‘war’", id="and single ones"),
        pytest.param("“We go on", "“We go on", "We go on", id="a paragraph that is not closed"),
        pytest.param("“A.\n\n“B.\n\n“C.”", "“A.\n\n“B.\n\n“C.”", "A. B. C.", id="each paragraph opens anew"),
        pytest.param('"A.\n"B.\n"C."', 'A.\n"B.\n"C.', "A. B. C.", id="in straight marks, cut within them"),
        pytest.param("‘A.\n‘B.\n‘C.’", "‘A.\n‘B.\n‘C.’", "A. B. C.", id="in single marks"),
        pytest.param("â€œItâ€™s ours,â€ he said.", "â€œItâ€™s ours,â€", "It’s ours", id="letters of a misread charset"),
        pytest.param("“A.\n\n“B.”", "“A. | “B.”", "A. B.", id="a paragraph each"),
        pytest.param("“A.\n“‘B,’ I said.”", "“A.\n“‘B,’ I said.”", "A. ‘B,’ I said.", id="one begins with a quotation"),
        pytest.param("“I said, “Go,” and left.”", "“I said, “Go,” and left.”", "I said, “Go,” and left.", id="within"),
        pytest.param("“I said no to “them””", "“I said no to “them””", "I said no to “them”", id="within, at the end"),
        pytest.param("I said “no” to him.", "I said “no” to him.", "I said “no” to him.", id="within a turn"),
        pytest.param("it was “ours.\n\n“And theirs.”", "it was “ours.\n\n“And theirs.”", "it was “ours. And theirs.”", id="quoted from the middle on"),
        pytest.param("the “dam” is “dry”.", "the “dam” is “dry”", "the “dam” is “dry”", id="a full stop behind the marks"),
        pytest.param("The dam, he said, is dry", "The dam | is dry", "The dam is dry", id="a paraphrase in two pieces"),
        pytest.param("They stay, we leave, he said. It is late", "They stay, | It is late", "They stay. It is late", id="two sentences of it"),
        pytest.param("They stay. It is late", "They stay | It is late", "They stay. It is late", id="a full stop between"),
        pytest.param(
            "They, he said, would stay “for now.” They would not.",
            "They | would stay “for now.”",
            "They would stay “for now.”",
            id="one sentence in two pieces, quoted in part",
        ),
        pytest.param(
            "The men, he said, were “fine men”",
            "The men | were | fine men",
            "The men were “fine men”",
            id="a piece in marks",
        ),
        pytest.param(
            "“A. B.\n\nC.\n\nD.”", "A. B. | C. | D.", "A. B. C. D.", id="paragraphs of one quotation, not opened anew"
        ),
        pytest.param("We go. (Applause.) You stay.", "We go. | You stay.", "We go. You stay.", id="a stage direction"),
    ],
)  # fmt: skip
def test_statement_text(text, pieces, words):
    assert statement_text(text, spans(text, pieces)) == words


@pytest.mark.parametrize(
    ("text", "pieces", "words"),
    [
        pytest.param("“We stay,” he said. “They leave.”", "“We stay,” | “They leave.”", "We stay … They leave.", id="two sentences"),
        pytest.param(
            "He slept, he said. And now? He rose. “Read it,” he said.",
            "He slept | Read it",
            "He slept … “Read it”",
            id="another sentence between",
        ),
        pytest.param("“We stay,” he said, “for now.”", "“We stay,” | “for now.”", "We stay … for now.", id="one sentence"),
        pytest.param("“We stay!” he said. “For now.”", "“We stay!” | “For now.”", "We stay! … For now.", id="a mark of his own"),
        pytest.param("‘We stay,’ he said, ‘for now.’", "‘We stay,’ | ‘for now.’", "We stay … for now.", id="single marks"),
        pytest.param('"We stay," he said, "for now."', "We stay, | for now.", "We stay … for now.", id="cut within the marks"),
        pytest.param("It “can”, as he put it, “be so” at times", "It “can” | “be so” at times", "It “can” … “be so” at times", id="quoted in part"),
        pytest.param("It is “a bad,” he said, “old” dam, “all mud,”", "“a bad,” | “old” dam, “all mud,”", "“a bad” … “old” dam, “all mud”", id="no comma of the article"),
    ],
)  # fmt: skip
def test_pieces_in_marks_are_joined_by_what_says_that_more_stood_between(text, pieces, words):
    assert statement_text(text, spans(text, pieces)) == words.replace(" … ", JOINT)


@given(st.text(alphabet="ab ,.\n\"'“”‘’«»„…"), st.lists(st.integers(0, 40), max_size=6))
def test_statement_text_shows_no_word_that_is_not_there(text, places):
    places = sorted(min(place, len(text)) for place in places)
    content = [(start, end) for start, end in zip(places[::2], places[1::2], strict=False) if start < end]
    shown = statement_text(text, content)
    letters = [char for start, end in content for char in text[start:end] if char.isalnum()]
    assert [char for char in shown if char.isalnum()] == letters
    assert "\n" not in shown
