from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.ids import ID_ALPHABET, stable_id
from bot.core.thresholds import ID_LENGTH


@given(st.lists(st.text()), st.lists(st.text()))
def test_the_same_parts_give_the_same_id_and_it_fits_every_platform(one, other):
    assert stable_id(*one) == stable_id(*one)
    assert len(stable_id(*one)) == ID_LENGTH
    assert set(stable_id(*one)) <= set(ID_ALPHABET)
    if one != other and not any("\0" in part for part in [*one, *other]) and [*one, ""] != [*other, ""]:
        assert (stable_id(*one) == stable_id(*other)) == ("\0".join(one) == "\0".join(other))
