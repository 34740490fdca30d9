"""The first word behind "that" is small, unless it is a name."""

from __future__ import annotations

import pytest
from hypothesis import given

from handlers.render.pieces.beginnings import begun_low
from tests.handlers.render.test_text import NASTY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Inspectors of the pipeline authority may return", "inspectors of the pipeline authority may return"),
        ("The port is safe", "the port is safe"),
        ("The United States would not pay", "the United States would not pay"),
        ("In May Iran would decide", "in May Iran would decide"),
        ("Today Iran had decided", "today Iran had decided"),
        ("Prices had doubled", "prices had doubled"),
        ("Ministers’ pay would be cut", "ministers’ pay would be cut"),
        ("It’s time to go", "it’s time to go"),
        ("Don’t ask him", "don’t ask him"),
        ("A toll is fair", "a toll is fair"),
        ("Anti-government crowds had gone home", "anti-government crowds had gone home"),
        ("Iran will not be rushed", "Iran will not be rushed"),
        ("Iran-backed groups would stop", "Iran-backed groups would stop"),
        ("Tehran’s envoy had left", "Tehran’s envoy had left"),
        ("I am not afraid", "I am not afraid"),
        ("I’m not afraid", "I’m not afraid"),
        ("UN inspectors had left", "UN inspectors had left"),
        ("F-35 jets would follow", "F-35 jets would follow"),
        ("White House staff had left", "White House staff had left"),
        ("Water Minister Venn had left", "Water Minister Venn had left"),
        ("Qalibaf would go", "Qalibaf would go"),
        ("“Nonsense” was the word", "“Nonsense” was the word"),
        ("Élysée staff had left", "Élysée staff had left"),
        ("A", "a"),
        ("", ""),
    ],
)
def test_a_sentence_behind_that(text, expected):
    assert begun_low(text) == expected


@pytest.mark.parametrize(
    ("text", "article", "expected"),
    [
        pytest.param(
            "Wharfage would rise", "She raised wharfage in May.", "wharfage would rise", id="small in the article"
        ),
        pytest.param("Hope had told them", "When Hope came, they left.", "Hope had told them", id="a name there"),
        pytest.param(
            "Steel would be cheap", "Steel was dear.", "steel would be cheap", id="it begins a sentence there"
        ),
        pytest.param("Crane told them", "Guards of Crane, a crane firm.", "Crane told them", id="both: a name"),
    ],
)
def test_the_article_tells_what_is_a_name(text, article, expected):
    assert begun_low(text, article=article) == expected


@given(text=NASTY, article=NASTY)
def test_nothing_but_the_first_letter_is_changed(text, article):
    assert begun_low(text, article=article).casefold() == text.casefold()
    assert begun_low(text, article=article)[1:] == text[1:]
