from __future__ import annotations

from datetime import timedelta

import pytest

from bot.rules.waiting import is_put_off, retry_at
from tests.rules.samples import DAY, MINUTE, NOW


@pytest.mark.parametrize(
    ("next_try_at", "put_off"),
    [
        pytest.param(NOW, False, id="its time has come"),
        pytest.param(NOW + MINUTE, True, id="in a minute"),
        pytest.param(NOW + DAY, True, id="a day, as asked for"),
        pytest.param(NOW + 2 * DAY, False, id="farther ahead than any wait: the clock went back"),
    ],
)
def test_is_put_off(next_try_at, put_off):
    assert is_put_off(next_try_at, now=NOW) is put_off


@pytest.mark.parametrize(
    ("attempts", "after", "wait"),
    [(1, None, 2), (2, None, 4), (5, None, 32), (40, None, 900), (1, timedelta(seconds=30), 30), (1, -DAY, 0)],
)
def test_retries_back_off_and_honour_what_was_asked_for(attempts, after, wait):
    assert retry_at(now=NOW, attempts=attempts, after=after, jitter=0) == NOW + timedelta(seconds=wait)
