from __future__ import annotations

import pytest

from bot.core.model import Beat, Channel, Delivery, DeliveryKind, DeliveryState, Platform
from bot.rules.health import DELIVERY, is_alive, overdue, troubles
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


@pytest.mark.parametrize(
    ("platforms", "is_due"),
    [
        pytest.param({"slack": "connected"}, True, id="over a socket"),
        pytest.param({"slack": "listening on http://127.0.0.1:3000/slack/events"}, True, id="over HTTP"),
        pytest.param({}, True, id="of which nobody tells"),
        pytest.param({"slack": "connecting since 2026-03-01 11:00 UTC: timeout"}, False, id="away"),
        pytest.param({"slack": "off: SLACK_BOT_TOKEN is not set"}, False, id="off"),
    ],
)
def test_a_message_is_overdue_wherever_its_platform_is_there(platforms, is_due):
    waiting = Delivery(
        id="d1",
        report_id="r1",
        channel=Channel(platform=Platform.SLACK, channel_id="C0123456789"),
        kind=DeliveryKind.ALERT,
        state=DeliveryState.PENDING,
        created_at=NOW - HOUR,
        next_try_at=NOW - HOUR,
    )
    found = overdue(
        items=[],
        polls=[],
        rechecks=[],
        deliveries=[waiting],
        closed=[],
        sendable=platforms,
        since=dict.fromkeys(("item", "poll", "recheck", DELIVERY), NOW - DAY),
    )
    assert found == ({DELIVERY: NOW - HOUR} if is_due else {})
