from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.rechecking import next_recheck_at
from bot.rules.waiting import is_put_off
from tests.rules.samples import DAY, HOUR, MINUTE, NOW, times


@pytest.mark.parametrize(
    ("age", "quiet_for", "wait"),
    [
        pytest.param(0 * HOUR, None, 10 * MINUTE, id="just read"),
        pytest.param(30 * MINUTE, None, 10 * MINUTE, id="young"),
        pytest.param(2 * HOUR, None, 30 * MINUTE, id="a quarter of its age"),
        pytest.param(6 * DAY, None, DAY, id="at most a day"),
        pytest.param(2 * HOUR, 0 * HOUR, 10 * MINUTE, id="its text has just changed"),
        pytest.param(2 * HOUR, 20 * MINUTE, 20 * MINUTE, id="it has been quiet for a while"),
        pytest.param(2 * HOUR, HOUR, 30 * MINUTE, id="it has been quiet for long"),
        pytest.param(2 * DAY, 0 * HOUR, 45 * MINUTE, id="old, and it never rests"),
        pytest.param(-3 * HOUR, None, 10 * MINUTE, id="the clock went back"),
        pytest.param(2 * HOUR, -3 * HOUR, 10 * MINUTE, id="the clock went back after a change"),
        pytest.param(7 * DAY, None, None, id="too old"),
        pytest.param(7 * DAY, 0 * HOUR, None, id="too old, and it never rests"),
    ],
)
def test_a_page_is_fetched_again_by_its_age_and_its_unrest(age, quiet_for, wait):
    changed_at = None if quiet_for is None else NOW - quiet_for
    next_try_at = next_recheck_at(
        now=NOW, since=NOW - age, known=NOW - age, changed_at=changed_at, every=10 * MINUTE, until=7 * DAY
    )
    assert next_try_at == (None if wait is None else NOW + wait)


@pytest.mark.parametrize("has_statements", [True, False])
def test_an_old_page_that_has_just_been_seen_is_looked_at_as_soon_as_a_new_one(has_statements):
    at = [
        next_recheck_at(
            now=NOW,
            since=NOW - age,
            known=NOW - 5 * MINUTE,
            changed_at=None,
            every=10 * MINUTE,
            until=7 * DAY,
            has_statements=has_statements,
        )
        for age in (5 * MINUTE, 26 * HOUR, 7 * DAY)
    ]
    assert at == [NOW + 10 * MINUTE, NOW + 10 * MINUTE, None]


@given(times, times, times, st.none() | times)
def test_a_recheck_is_never_taken_for_a_clock_set_back(now, since, known, changed_at):
    next_try_at = next_recheck_at(
        now=now, since=since, known=known, changed_at=changed_at, every=10 * MINUTE, until=7 * DAY
    )
    assert next_try_at is None or (next_try_at > now and is_put_off(next_try_at, now=now))
