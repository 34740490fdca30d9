"""States, peoples and capitals have one name."""

from __future__ import annotations

import pytest

from bot.core.words import tokens
from bot.novelty.facts.names import parties


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("the Swiss, Bern and Switzerland", ["switzerland"] * 3, id="people, capital, state"),
        pytest.param("TURKEY and the Turks", ["turkey"] * 2, id="capitals do not matter"),
        pytest.param("the US asked us", ["united states"], id="the US is a state and us is not"),
        pytest.param("U.S. and American ships", ["united states"] * 2, id="abbreviation"),
        pytest.param("Saudi Arabia's king", ["saudi arabia"], id="two words, possessive"),
        pytest.param("a polish on the floor", [], id="no people in the furniture"),
        pytest.param("South Koreans and North Koreans", ["south korea", "north korea"], id="longest name wins"),
    ],
)
def test_parties(text, expected):
    assert [party.name for party in parties(tokens(text))] == expected
