from __future__ import annotations

import pytest

from bot.core.model import Beat
from bot.rules.health import is_alive, troubles
from tests.rules.samples import DAY, HOUR, MINUTE, NOW


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


@pytest.mark.parametrize(
    ("beat", "wrong"),
    [
        pytest.param({}, [], id="well"),
        pytest.param({"at": NOW - 3 * MINUTE}, ["no sign of life for 3 min"], id="dead"),
        pytest.param(
            {"overdue": {"item": NOW - 29 * MINUTE, "poll": NOW - 14 * MINUTE, "recheck": NOW - 2 * HOUR}},
            [],
            id="a little late",
        ),
        pytest.param(
            {
                "overdue": {
                    "item": NOW - 31 * MINUTE,
                    "poll": NOW - 16 * MINUTE,
                    "recheck": NOW - 4 * HOUR,
                    "delivery": NOW - 2 * HOUR,
                }
            },
            [
                "an article has been waiting to be read for 31 min",
                "a source has been due to be polled for 16 min",
                "a page has been due to be looked at again for 4 h 0 min",
                "a message has been due to be sent for 2 h 0 min",
            ],
            id="nothing gets done",
        ),
        pytest.param({"at_work": {"reading x": NOW - 4 * MINUTE}}, [], id="a long text"),
        pytest.param(
            {"at_work": {"reading x": NOW - 6 * MINUTE}}, ["reading x has been under way for 6 min"], id="a hang"
        ),
    ],
)
def test_what_is_wrong(beat, wrong):
    assert troubles(Beat(**{"at": NOW, "started_at": NOW - DAY, "platforms": {}} | beat), now=NOW) == wrong
