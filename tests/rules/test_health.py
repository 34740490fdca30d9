from __future__ import annotations

import pytest

from bot.rules.health import is_alive
from tests.rules.samples import DAY, MINUTE, NOW


@pytest.mark.parametrize(
    ("beat_at", "alive"),
    [
        pytest.param(NOW - MINUTE, True, id="a minute ago"),
        pytest.param(NOW - 2 * MINUTE, False, id="longer ago"),
        pytest.param(NOW + 5 * MINUTE / 60, True, id="the clock went back a little"),
        pytest.param(NOW + DAY, False, id="from before the clock went back"),
    ],
)
def test_is_alive(beat_at, alive):
    assert is_alive(beat_at, now=NOW) is alive
