from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.watcher.text.normalise import normalise


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        pytest.param("plain “text”", "plain “text”", id="nothing to do"),
        pytest.param("a\u200bb\u00adc", "abc", id="zero width and soft hyphen go"),
        pytest.param("a\u00a0b\u2009c\td", "a b c d", id="odd spaces are spaces"),
        pytest.param("a\r\nb\u2028c\rd", "a\nb\nc\nd", id="every line break is one"),
        pytest.param("e\u0301te\u0301", "été", id="a letter takes its accent"),
        pytest.param("x\u0323\u0323y", "x\u0323y"[:1] + "y", id="a stray accent goes"),
        pytest.param("ب\u064e", "ب", id="Arabic vowel signs go"),
        pytest.param("a\u202eb", "ab", id="direction marks go"),
    ],
)
def test_text_is_cleaned(text: str, clean: str) -> None:
    assert normalise(text).text == clean


def test_offsets_lead_back() -> None:
    text = "\u200bHe sa\u00adid:\r\n“\u202aNo\u202c.”"
    clean = normalise(text)
    start = clean.text.index("No")
    assert text[slice(*clean.to_original((start, start + 2)))] == "No"
    start = clean.text.index("said")
    assert text[slice(*clean.to_original((start, start + 4)))] == "sa\u00adid"


@given(st.text())
def test_every_span_lies_in_the_original(text: str) -> None:
    clean = normalise(text)
    assert len(clean.text) <= len(text)
    previous = 0
    for at in range(len(clean.text)):
        start, end = clean.to_original((at, at + 1))
        assert previous <= start < end <= len(text)
        previous = end
