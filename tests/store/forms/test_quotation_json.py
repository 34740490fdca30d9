"""Quotations as JSON, by this version of the program and others."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Assertion, Kind, Precision, Quotation
from bot.store.forms.quotation_json import quotation_from_json, quotation_to_json

SPANS = st.lists(st.tuples(st.integers(0, 9_999), st.integers(0, 9_999))).map(tuple)


@given(
    st.builds(
        Quotation,
        content=SPANS,
        cue=SPANS,
        source=SPANS,
        kind=st.sampled_from(Kind),
        assertion=st.sampled_from(Assertion),
        evidence=st.tuples(st.integers(0, 9_999), st.integers(0, 9_999)),
        said_at=st.none() | st.datetimes(timezones=st.just(UTC)),
        said_precision=st.sampled_from(Precision),
        links=st.lists(st.text()).map(tuple),
        steps=st.lists(st.text()).map(tuple),
        confidence=st.floats(0, 1),
        second_hand=st.booleans(),
        teller=st.none() | st.text(),
    )
)
def test_a_quotation_comes_back_as_it_was_written(quotation):
    assert quotation_from_json(json.loads(json.dumps(quotation_to_json(quotation)))) == quotation


@pytest.mark.parametrize(
    ("row", "read"),
    [
        (
            {"content": [[3, 9], [12, 20]], "kind": "direct", "confidence": 0.5, "mood": "angry"},
            Quotation(content=((3, 9), (12, 20)), kind=Kind.DIRECT, confidence=0.5, evidence=(3, 20)),
        ),
        (
            {"content": [[3, 9]], "said_at": "2019-06-03T02:00:00+02:00", "said_precision": "day"},
            Quotation(
                content=((3, 9),),
                kind=Kind.INDIRECT,
                confidence=0.0,
                evidence=(3, 9),
                said_at=datetime(2019, 6, 3, tzinfo=UTC),
                said_precision=Precision.DAY,
            ),
        ),
        ({}, Quotation(content=(), kind=Kind.INDIRECT, confidence=0.0, evidence=(0, 0), assertion=Assertion.STATED)),
    ],
    ids=["an unknown key, a missing sentence", "a time", "nothing"],
)
def test_a_quotation_of_another_version_is_read(row, read):
    assert quotation_from_json(row) == read
