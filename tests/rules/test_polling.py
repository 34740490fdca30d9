from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import FetchOutcome, Source, SourceKind, Tier
from bot.rules.polling import failures_after, is_baseline, is_due, next_poll_at, reads_differently
from bot.rules.times import DAY_ENDS, marked_without_zone
from tests.rules.samples import DAY, HOUR, MINUTE, NOW, STATE, times


@pytest.mark.parametrize(
    ("last_polled_at", "next_poll_at", "due"),
    [
        pytest.param(NOW - MINUTE, NOW, True, id="its time has come"),
        pytest.param(NOW - 2 * DAY, NOW - DAY, True, id="long overdue"),
        pytest.param(NOW - MINUTE, NOW + MINUTE, False, id="in a minute"),
        pytest.param(NOW, NOW + 30 * DAY, False, id="seldom polled by the operator's choice"),
        pytest.param(NOW + 7 * HOUR, NOW + 8 * HOUR, True, id="polled in the future: the clock went back"),
        pytest.param(None, NOW + HOUR, False, id="never polled"),
    ],
)
def test_is_due(last_polled_at, next_poll_at, due):
    state = replace(STATE, last_polled_at=last_polled_at, next_poll_at=next_poll_at)
    assert is_due(state, now=NOW) is due


@pytest.mark.parametrize(
    ("failures", "not_before", "wait"),
    [
        pytest.param(0.0, None, 2 * MINUTE, id="all well"),
        pytest.param(1.0, None, 4 * MINUTE, id="one hard failure doubles"),
        pytest.param(3.0, None, 16 * MINUTE, id="three"),
        pytest.param(500.0, None, 6 * HOUR, id="never longer than the longest"),
        pytest.param(0.0, HOUR, HOUR, id="the host asks for an hour"),
        pytest.param(0.0, MINUTE, 2 * MINUTE, id="the host would take us sooner"),
        pytest.param(0.0, 30 * DAY, DAY, id="nobody keeps us away for more than a day"),
    ],
)
def test_next_poll_at(failures, not_before, wait):
    at = next_poll_at(now=NOW, every=2 * MINUTE, longest=6 * HOUR, failures=failures, not_before=not_before, jitter=0)
    assert at == NOW + wait


@given(st.floats(0, 1e9), st.floats(-1, 1), times)
def test_a_poll_is_never_planned_for_the_past_nor_beyond_a_tenth_over_the_longest(failures, jitter, now):
    at = next_poll_at(now=now, every=2 * MINUTE, longest=HOUR, failures=failures, not_before=None, jitter=jitter)
    assert now < at <= now + 1.1 * HOUR


@pytest.mark.parametrize(
    ("outcome", "after"),
    [
        (FetchOutcome.OK, 0),
        (FetchOutcome.UNCHANGED, 0),
        (FetchOutcome.TIMEOUT, 1.25),
        (FetchOutcome.DNS_ERROR, 1.5),
        (FetchOutcome.GONE, 2),
    ],
)
def test_failures_are_weighed_and_forgotten_after_a_success(outcome, after):
    assert failures_after(1.0, outcome) == after


OUT_FOR_A_DAY = replace(STATE, last_ok_at=NOW - DAY)
THAT_DAY = datetime.combine(NOW - DAY, DAY_ENDS, UTC)  # as a day without a time is kept


@pytest.mark.parametrize(
    ("state", "published_at", "baseline"),
    [
        pytest.param(None, NOW, True, id="never seen"),
        pytest.param(STATE, NOW, True, id="never polled with success"),
        pytest.param(STATE, None, True, id="never polled with success, no date"),
        pytest.param(replace(STATE, last_ok_at=NOW - HOUR), NOW - 2 * DAY, False, id="polled an hour ago"),
        pytest.param(replace(STATE, last_ok_at=NOW - 12 * HOUR), NOW - 2 * DAY, False, id="just not out for long"),
        pytest.param(OUT_FOR_A_DAY, NOW - 2 * DAY, True, id="out for a day, from before"),
        pytest.param(OUT_FOR_A_DAY, NOW - 25 * HOUR, True, id="out for a day, from an hour before"),
        pytest.param(OUT_FOR_A_DAY, NOW - 25 * HOUR + MINUTE, False, id="out for a day, perhaps not listed yet"),
        pytest.param(OUT_FOR_A_DAY, NOW - 23 * HOUR, False, id="out for a day, from right after"),
        pytest.param(OUT_FOR_A_DAY, NOW - MINUTE, False, id="out for a day, two minutes old"),
        pytest.param(
            OUT_FOR_A_DAY, marked_without_zone(NOW - 30 * HOUR), False, id="out for a day, in a zone behind UTC's"
        ),
        pytest.param(
            OUT_FOR_A_DAY, marked_without_zone(NOW - 38 * HOUR), True, id="out for a day, from before in any zone"
        ),
        pytest.param(OUT_FOR_A_DAY, THAT_DAY, False, id="out for a day, from that very day"),
        pytest.param(OUT_FOR_A_DAY, THAT_DAY - 2 * DAY, True, id="out for a day, from two days before"),
        pytest.param(OUT_FOR_A_DAY, None, False, id="out for a day, and not listed before"),
        pytest.param(replace(STATE, last_ok_at=NOW + DAY), NOW, False, id="the clock went back"),
        pytest.param(replace(STATE, last_ok_at=NOW - MINUTE), None, False, id="no date"),
    ],
)
def test_a_first_run_is_a_baseline_and_after_an_outage_what_is_older_than_it(state, published_at, baseline):
    assert is_baseline(published_at, state, now=NOW, gap=12 * HOUR) is baseline


READ = replace(STATE, last_ok_at=NOW - HOUR, read_as="listing https://wire.example/news 1")
SOURCE = Source(
    id="wire",
    name="The Wire",
    url="https://wire.example/news",
    tier=Tier.WIRE,
    language="en",
    poll_every=HOUR,
    kind=SourceKind.LISTING,
)


@pytest.mark.parametrize(
    ("changes", "differs"),
    [
        ({}, False),
        ({"name": "Wire", "tier": Tier.OUTLET, "poll_every": MINUTE, "article_hosts": ("a.example",)}, False),
        ({"pages": 2}, True),
        ({"select": "h3 a"}, True),
        ({"next_page": ".more"}, True),
        ({"url": "https://wire.example/world"}, True),
        ({"kind": SourceKind.FEED}, True),
    ],
    ids=str,
)
def test_settings_that_decide_what_is_listed_make_a_source_read_anew(changes, differs):
    assert reads_differently(replace(SOURCE, **changes), READ) is differs
    assert not reads_differently(replace(SOURCE, **changes), STATE), "no version before kept them"


@pytest.mark.parametrize(
    ("published_at", "baseline"),
    [
        (None, True),
        (marked_without_zone(NOW - 2 * HOUR), True),
        (NOW - 2 * HOUR, True),
        (NOW - HOUR, True),
        (NOW - MINUTE, False),
    ],
    ids=["no date", "no zone", "from before", "from the last moment before", "from after"],
)
def test_what_settings_bring_is_a_baseline_unless_a_date_says_that_it_is_news(published_at, baseline):
    assert is_baseline(published_at, READ, now=NOW, gap=12 * HOUR, reads_anew=True) is baseline
