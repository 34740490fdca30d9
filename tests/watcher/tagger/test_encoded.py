"""Words, features, pieces and windows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.watcher.find.tagger.encoded import (
    CAPITALISED,
    CAPITALS,
    LOWER,
    OTHER,
    EncodedText,
    centrality,
    encode,
    split_words,
    windows,
)
from bot.watcher.find.tagger.quote_states import quote_states
from tests.watcher.tagger.tables import piece_table

TABLE = piece_table("mayor", "said")


def encoded(text: str) -> EncodedText:
    return encode(text, TABLE, quote_states)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("The mayor's plan.", ["The", "mayor", "'", "s", "plan", "."], id="marks are words"),
        pytest.param("naïve 3.5%", ["naïve", "3", ".", "5", "%"], id="numbers"),
        pytest.param("a\u200bb", ["a", "\u200b", "b"], id="zero-width characters stand for themselves"),
        pytest.param(" \n\t ", [], id="white space only"),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in split_words(text)] == words


@pytest.mark.parametrize(
    ("word", "case"),
    [
        ("mayor", LOWER),
        ("Mayor", CAPITALISED),
        ("UN", CAPITALS),
        ("I", CAPITALISED),
        ("7", OTHER),
        ("McCoy", CAPITALISED),
    ],
)
def test_case(word: str, case: int) -> None:
    assert encoded(word).case.tolist() == [case]


def test_line_breaks_and_sentences_are_counted() -> None:
    found = encoded("One two. Three\nfour\n\nfive")
    assert found.line.tolist() == [1, 0, 0, 0, 1, 1]
    assert found.paragraph.tolist() == [1, 1, 1, 1, 2, 3]
    assert found.sentence.tolist() == [0, 0, 1, 1, 1, 1]


def test_each_word_owns_its_pieces() -> None:
    found = encoded("Mayor Ann said")
    assert np.diff(found.starts).tolist() == [1, 3, 1]
    assert found.pieces[0] == TABLE.token_to_id("mayor")


@pytest.mark.parametrize("text", ["a \u200b b", "\x07", "\u200b\u200b said", "x \u0301 y", "said \x00"])
def test_a_word_without_pieces_becomes_an_unknown_one(text: str) -> None:
    found = encoded(text)
    assert (np.diff(found.starts) >= 1).all()
    assert TABLE.token_to_id("[UNK]") in found.pieces


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    found = encoded(text)
    assert len(found.words) == len(found.starts) - 1 == len(found.quote) == len(found.case) == len(found.line)
    assert found.starts[-1] == len(found.pieces)
    assert (np.diff(found.starts) >= 1).all()


lengths = st.lists(st.integers(1, 12), max_size=60)


@given(lengths=lengths, size=st.integers(1, 40), overlap=st.integers(0, 39), first=st.integers(0, 40))
def test_windows_cover_all_words_and_hold_no_more_pieces_than_allowed(
    lengths: list[int], size: int, overlap: int, first: int
) -> None:
    starts = np.cumsum([0, *lengths])
    found = windows(starts, size, max(size - overlap, 1), min(first, size))
    assert sorted({word for begin, end in found for word in range(begin, end)}) == list(range(len(lengths)))
    for begin, end in found:
        assert end == begin + 1 or starts[end] - starts[begin] <= size


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        pytest.param(0, 4, [4, 3, 2, 1], id="first window: only its end is an edge"),
        pytest.param(3, 8, [1, 2, 3, 2, 1], id="window amid the text"),
        pytest.param(6, 10, [1, 2, 3, 4], id="last window: only its start is an edge"),
        pytest.param(0, 10, [10] * 10, id="the whole text"),
    ],
)
def test_centrality(first: int, last: int, expected: list[int]) -> None:
    assert centrality(first, last, 10).tolist() == expected
