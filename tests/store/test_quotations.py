"""Quotations as JSON, by this version of the program and others."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Assertion, Kind, Quotation
from bot.store import quotations

SPANS = st.lists(st.tuples(st.integers(0, 9_999), st.integers(0, 9_999))).map(tuple)


@given(
    st.builds(
        Quotation,
        content=SPANS,
        cue=SPANS,
        source=SPANS,
        links=st.lists(st.text()).map(tuple),
        confidence=st.floats(0, 1),
    )
)
def test_a_quotation_comes_back_as_it_was_written(quotation):
    assert quotations.decode(json.loads(json.dumps(quotations.encode(quotation)))) == quotation


@pytest.mark.parametrize(
    ("row", "read"),
    [
        (
            {"content": [[3, 9], [12, 20]], "kind": "direct", "confidence": 0.5, "mood": "angry"},
            Quotation(content=((3, 9), (12, 20)), kind=Kind.DIRECT, confidence=0.5, evidence=(3, 20)),
        ),
        ({}, Quotation(content=(), kind=Kind.INDIRECT, confidence=0.0, evidence=(0, 0), assertion=Assertion.STATED)),
    ],
    ids=["an unknown key, a missing sentence", "nothing"],
)
def test_a_quotation_of_another_version_is_read(row, read):
    assert quotations.decode(row) == read
