"""What becomes of reported words at their source: the whole bot shows it in the message, and says it once below it."""

from __future__ import annotations

from tests.loopback.news import Answer
from tests.whole import ALL_ON_DISCORD, ALL_ON_SLACK, Newsroom, needs_weights

CHANNELS = (ALL_ON_DISCORD, ALL_ON_SLACK)
WORDS = "We will not open the northern gate before the inspectors have left."
TURNED = WORDS.replace("will not open", "will open")
OTHER = "Nobody has ever built a harbour wall as long as this one."


@needs_weights
async def test_a_message_shows_a_correction_and_a_retraction_and_each_is_reported_once_below_it(tmp_path):
    async with Newsroom(tmp_path, polling='recheck_every = "0.3s"\n') as room, room.bot():
        path = room.publish("paper", f"Esmail Baghaei told reporters in the capital: “{WORDS}”")
        room.publish("wire", f"“{OTHER}” Donald Trump said on Monday.")
        await room.reported(2)
        room.republish(path, f"Esmail Baghaei told reporters in the capital: “{TURNED}”")
        await room.reported(3)
        room.news.put(path, Answer(status=410))
        await room.reported(4)
        await room.until_sent(8)
        for channel in CHANNELS:
            alerts = [one for one in room.alerts(channel) if "CORRECTION" not in one]
            (alert,) = (one for one in alerts if "Baghaei" in one)
            assert WORDS in alert
            assert "changed by the source" in alert
            assert "withdrawn by the source" in alert
            assert not any("by the source" in one for one in alerts if "Trump" in one)
            changed, withdrawn = (one for one in room.alerts(channel) if "CORRECTION" in one)
            assert "changed by The Paper" in changed
            assert "withdrawn by The Paper" in withdrawn
