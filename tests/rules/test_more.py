"""Which statements are the same remark in fewer points, and below which alert the rest is reported."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.model import Channel, DeliveryKind, DeliveryState, KnownPoint, Novelty, Platform, Relation
from bot.rules.more import heads_thread, partly_reported_by
from tests.rules.samples import DAY, HOUR, MINUTE, STATEMENT
from tests.store.samples import NOON, SLACK, after, delivery

LONG, SHORT, NEWS = "We will keep the old dam shut.", "Enough is enough.", "The mayor has resigned."
TEXT = f"{LONG} {SHORT} {NEWS}"


def known(*points, text=TEXT, **changes):
    """Return a statement of which these points are on record: words, what says them, how that relates."""
    spans = [(text.index(words), text.index(words) + len(words)) for words, _, _ in points]
    return replace(
        STATEMENT,
        text=text,
        known=tuple(
            KnownPoint(span=span, statement_id=statement_id, relation=relation)
            for span, (_, statement_id, relation) in zip(spans, points, strict=True)
        ),
        **changes,
    )


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        pytest.param(known((LONG, "a", Relation.SAME)), {"a"}, id="a sentence of the same occasion"),
        pytest.param(known((LONG, "a", Relation.REPEAT)), set(), id="a sentence of another occasion"),
        pytest.param(known((SHORT, "a", Relation.SAME)), set(), id="a catchphrase"),
        pytest.param(known((SHORT, "a", Relation.SAME), (NEWS, "a", Relation.SAME)), {"a"}, id="two short ones"),
        pytest.param(known((SHORT, "a", Relation.SAME), (NEWS, "b", Relation.SAME)), set(), id="one each of two"),
        pytest.param(known((LONG, "a", Relation.SAME), (NEWS, "b", Relation.REPEAT)), {"a"}, id="one of each"),
        pytest.param(known(), set(), id="nothing of it"),
        pytest.param(known((LONG, "a", Relation.SAME), novelty=Novelty.CHANGED), set(), id="a change leads an alert"),
    ],
)
def test_words_of_the_same_occasion_say_what_a_statement_is_more_of(statement, found):
    assert partly_reported_by(statement) == found


OTHER = Channel(platform=Platform.SLACK, channel_id="C0000000009")


@pytest.mark.parametrize(
    ("changes", "age", "heads"),
    [
        ({}, MINUTE, True),
        ({}, DAY - MINUTE, True),
        ({}, DAY, False),
        ({"channel": OTHER}, MINUTE, False),
        ({"kind": DeliveryKind.OVERFLOW}, MINUTE, False),
        ({"kind": DeliveryKind.CORRECTION}, MINUTE, False),
        *(
            ({"state": state}, HOUR, state not in {DeliveryState.COLLAPSED, DeliveryState.DEAD})
            for state in DeliveryState
        ),
    ],
)
def test_an_alert_of_the_channel_and_the_day_heads_a_thread(changes, age, heads):
    assert heads_thread(delivery(**changes), SLACK, now=NOON + age) is heads


def test_a_clock_that_was_set_back_ends_no_thread():
    assert heads_thread(delivery(created_at=after(5)), SLACK, now=NOON)
