"""Whether a later text says more: hits, and words that only stand for others."""

from __future__ import annotations

import pytest

from bot.novelty.differences.beyond import goes_beyond

OLD = "The bridge will open in spring."


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(f"{OLD} The ferry will stop.", id="another sentence"),
        pytest.param(f"{OLD} I hope.", id="a hedge"),
        pytest.param("The bridge will open in spring and the ferry will stop.", id="another clause, uncut"),
        pytest.param("The bridge will open in spring, then the ferry will stop.", id="behind then"),
        pytest.param("As I said, the bridge will open in spring, and we build a quay.", id="said before, and more"),
        pytest.param("The bridge will open in spring, I told Rovik so.", id="whom he told"),
    ],
)
def test_what_the_earlier_one_lacks_is_seen(new):
    assert goes_beyond(new, OLD)
    assert not goes_beyond(OLD, new)


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(OLD.upper(), id="the same words"),
        pytest.param("In spring the bridge will open.", id="in another order"),
        pytest.param("The bridges will be opened in the spring.", id="other forms of the words"),
        pytest.param("The crossing is going to open in spring.", id="a word that stands for another"),
        pytest.param("The bridge will open.", id="less"),
    ],
)
def test_no_more_is_seen_where_words_stand_for_others(new):
    assert not goes_beyond(new, OLD)
