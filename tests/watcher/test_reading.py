"""Words, sentences and paragraphs."""

from __future__ import annotations

import pytest

from bot.watcher.text.reading import WordTokenizer, reading_of, trimmed

TOKENIZER = WordTokenizer()


def sentences(text: str) -> list[str]:
    reading = reading_of(TOKENIZER(text))
    return [text[slice(*reading.sentence_span(number))].strip() for number in range(len(reading.sentences))]


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param(["It is old.", "It is grey."], id="full stops"),
        pytest.param(["“Is it old?”", "It is."], id="marks behind the stop"),
        pytest.param(["Mr. Venn met J. Kasvili in St. Ives.", "He left."], id="abbreviations and initials"),
        pytest.param(["It sails to the U.S. port.", "It is old."], id="an acronym within"),
        pytest.param(["It sails to the U.S.", "The port is old."], id="an acronym at the end"),
        pytest.param(["“No?” she asked.", "“None.”"], id="a question within"),
    ],
)
@pytest.mark.parametrize("gap", [" ", "  ", "\N{NO-BREAK SPACE} "], ids=["one space", "two", "an odd one"])
def test_sentences(pieces: list[str], gap: str) -> None:
    assert sentences(gap.join(pieces)) == pieces


@pytest.mark.parametrize(
    "text", ["It is old.  ", "Is it old?   ", "?  ", "It is old.  \nIt is grey. \N{NO-BREAK SPACE}"]
)
def test_spaces_may_end_a_paragraph(text: str) -> None:
    assert [one.strip() for one in sentences(text)] == [one.strip() for one in text.split("\n")]


def test_a_span_without_what_stands_around_it() -> None:
    assert trimmed("  “a b”, ", (0, 9), before="“", behind=",") == (3, 7)
    assert trimmed("   ", (0, 3)) == (3, 3)
