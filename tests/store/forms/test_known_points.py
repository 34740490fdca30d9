"""The points that are on record, as JSON."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import KnownPoint, Relation
from bot.store.forms.known_points import decode_known, encode_known

SPANS = st.tuples(st.integers(0, 9_999), st.integers(0, 9_999))
POINTS = st.builds(KnownPoint, span=SPANS, statement_id=st.text(), relation=st.sampled_from(Relation))


@given(st.lists(POINTS, max_size=4).map(tuple))
def test_points_come_back_as_they_were_written(points):
    assert decode_known(encode_known(points)) == points


def test_what_another_version_wrote_is_read():
    point = KnownPoint(span=(0, 9), statement_id="s", relation=Relation.REPEAT)
    assert decode_known('[{"span": [0, 9, 4], "statement_id": "s", "colour": "blue"}]') == (point,)
