"""Quotation marks as the tagger sees them."""

from __future__ import annotations

import time

import pytest

from bot.watcher.find.tagger.encoded import split_words
from bot.watcher.find.tagger.quote_states import CLOSING, INSIDE, OPENING, OUTSIDE, quote_states

SIGNS = {OUTSIDE: ".", INSIDE: "i", OPENING: "(", CLOSING: ")"}


def states(text: str) -> str:
    return "".join(SIGNS[state] for state in quote_states(text, split_words(text)).tolist())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('"We go," she said.', "(iii)...", id="straight"),
        pytest.param("“We go,” she said.", "(iii)...", id="curly"),
        pytest.param("«We go», she said.", "(ii)....", id="guillemets"),
        pytest.param("''We go,'' she said.", "((iii))...", id="two apostrophes"),
        pytest.param("``We go,'' she said.", "((iii))...", id="backticks"),
        pytest.param("'We go,' she said.", "(iii)...", id="single straight"),
        pytest.param("‘We go,’ she said.", "(iii)...", id="single curly"),
        pytest.param('"We go," she said. "Now."', "(iii)...(ii)", id="interrupted"),
        pytest.param("“He said ‘no’ twice,” she said.", "(ii(i)ii)...", id="single within double"),
        pytest.param("the workers' rights and Mary's don't", "...........", id="apostrophes"),
        pytest.param("back in the '90s and 'til now", ".........", id="elisions"),
        pytest.param("a 6\" pipe and a 7' pole", ".........", id="inches"),
        pytest.param('"open, never closed\nNext one.', "(iiii...", id="a line break closes"),
        pytest.param('"First.\n\n"Second," he said.', "(ii(ii)...", id="reopened paragraph"),
        pytest.param('stray" mark, then "good"', ".)...(i)", id="stray closing mark costs nothing after it"),
        pytest.param("", "", id="empty"),
    ],
)
def test_state_of_each_word(text: str, expected: str) -> None:
    assert states(text) == expected


def test_time_grows_with_the_text_only() -> None:
    text = "'a " * 60_000
    began = time.process_time()
    quote_states(text, split_words(text))
    assert time.process_time() - began < 5
