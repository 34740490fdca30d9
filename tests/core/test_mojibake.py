from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.mojibake import mended, misread


def spoilt(text: str) -> str:
    """The text in UTF-8, read as Windows' characters: what has none stays a control."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize("character", "“”‘’–—…„‚•é£ñüÅ")
def test_what_was_misread_beside_a_mark_is_put_right(character: str) -> None:
    text = f"He said: “No, {character} it is.”"
    assert mended(spoilt(text)) == text


def test_a_mark_whose_last_byte_was_dropped_closes() -> None:
    assert mended("â€œNo,â€ he said") == "“No,” he said"


@pytest.mark.parametrize("text", ["", "no marks", "“SÍ”", "CafÃ©", "â la carte", "€ 5", "Ó”"])
def test_what_may_be_meant_stays(text: str) -> None:
    assert mended(text) == text


@given(st.text(alphabet="ab “”’—…éâ€œ™\x9dÃ©"))
def test_spans_are_in_order_and_never_empty(text: str) -> None:
    at = 0
    for (start, end), character in misread(text):
        assert at <= start < end <= len(text)
        assert len(character) == 1
        at = end


@given(st.text(alphabet="ab “”’—…é."))
def test_all_is_put_right_where_a_mark_shows_it(text: str) -> None:
    text += "“"
    assert mended(spoilt(text)) == text
