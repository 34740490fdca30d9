"""The question of an answer of a few words, in the layouts in which papers and transcripts have it."""

from __future__ import annotations

import pytest

from bot.core.model import Kind, Quotation
from bot.novelty.wordings.questions import question_of

ASKED = [  # what stands before the sentence, the sentence, the answer in it, the question
    ("", "Asked whether she would sell the ferry, Venn said: “No.”", "No.", "whether she would sell the ferry"),
    ("", "“No,” she said when asked whether she would sell it.", "No,", "whether she would sell it"),
    ("“Will you sell it?” a reporter asked.\n", "“No,” she said.", "No,", "Will you sell it?"),
    ("“Will you sell it?” a reporter asked. ", "“No,” she said.", "No,", "Will you sell it?"),
    ("", "“Will you sell it?” a reporter asked. “No,” she said.", "No,", "Will you sell it?"),
    ("REPORTER: Will you sell the ferry?\n", "VENN: No.", "No.", "Will you sell the ferry?"),
    ("Q: Will you sell the ferry?\n", "A: No.", "No.", "Will you sell the ferry?"),
    (
        "A clerk asked her on Monday if she, as a mother, would go. ",
        "She said “Never.”",
        "Never.",
        "if she, as a mother, would go",
    ),
    ("", "Asked by the Gazette about the toll, she said, “Perhaps.”", "Perhaps.", "about the toll"),
    ("Would she resign? ", "“Absolutely not,” she said.", "Absolutely not,", "Would she resign?"),
    ("“Did it burn? Was anybody hurt?” he asked. ", "“Yes,” she said.", "Yes,", "Was anybody hurt?"),
    ("She spoke of ships.\n", "“No,” she said.", "No,", None),
    ("", "She called the report “nonsense”.", "nonsense", None),
    (
        "Will you sell it? ",
        "“We will sell the old ferry in June,” she said.",
        "We will sell the old ferry in June,",
        None,
    ),
    ("", "“No.”", "No.", None),
]


@pytest.mark.parametrize(("before", "sentence", "answer", "question"), ASKED)
def test_the_question_of_a_short_answer_is_found(before, sentence, answer, question):
    start = len(before) + sentence.index(answer)
    quotation = Quotation(
        content=((start, start + len(answer)),),
        kind=Kind.DIRECT,
        confidence=0.9,
        evidence=(len(before), len(before + sentence)),
    )
    assert question_of(f"{before}{sentence}\nThe ferries ran.", quotation) == question


def test_no_span_breaks_it():
    odd = Quotation(content=((0, 4),), kind=Kind.DIRECT, confidence=0.9, evidence=(0, 0))
    assert question_of("No.", odd) is None
    assert question_of("", Quotation(content=(), kind=Kind.DIRECT, confidence=0.9, evidence=(0, 0))) is None
