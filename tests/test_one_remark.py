"""One remark, many outlets: the whole bot with its real models tells each wording once, and below it what is added."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.whole import ALL_ON_DISCORD, ALL_ON_SLACK, Newsroom, needs_weights

CHANNELS = (ALL_ON_DISCORD, ALL_ON_SLACK)
WORDS = "We will not return to the negotiating table under threat, and nobody should wait for a signal from us."
TURNED = WORDS.replace("will not return", "will return")
REPORTS = {
    "herald": f"Esmail Baghaei told reporters in the capital: “{WORDS}”",
    "courier": f"“{WORDS}” Esmail Baghaei, the foreign ministry spokesman, said at his weekly briefing.",
    "gazette": f"The spokesman was asked about the invitation. “{WORDS}” Baghaei said.",
    "retranslated": "“Under threats we do not go back to the talks; let no one expect a signal from us,” Baghaei said.",
    "excerpt": "Baghaei said that they would “not return to the negotiating table under threat”.",
    "turned": f"Esmail Baghaei told reporters: “{TURNED}”",
    "indirect": "Esmail Baghaei said they would not return to the negotiating table under threat.",
    "observer": f"Asked again, Esmail Baghaei said: “{WORDS}” He then left the room.",
    "tribune": f'"{WORDS}" Baghaei said, according to the agency.',
    "post": f"‘{WORDS}’ said Esmail Baghaei on {{today}}.",
    "mirror": f"“{WORDS.partition(',')[0]},” Baghaei said. “Nobody should wait for a signal from us.”",
}


# No words prove that these say what is on record: they are reported, with the earlier one beneath.
IN_OTHER_WORDS = ("retranslated", "excerpt and indirect, in one wording")


@needs_weights
async def test_one_wording_in_eight_outlets_is_one_message_and_each_other_one_its_own(tmp_path):
    sources = {"ministry": "primary", **dict.fromkeys(REPORTS, "outlet")}
    async with Newsroom(tmp_path, sources=sources) as room, room.bot():
        first, *others = REPORTS
        at = datetime.now(UTC)  # of all reports: one says that it is of this day of the week, and midnight may pass
        room.publish(first, REPORTS[first], at=at)
        await room.reported(1)
        for outlet in others:
            room.publish(outlet, REPORTS[outlet].replace("{today}", f"{at:%A}"), at=at)
        room.publish("ministry", f"The spokesman of the ministry, Esmail Baghaei, said today: “{WORDS}”", at=at)
        await room.until_read(12)
        await room.until_sent(2 * (2 + len(IN_OTHER_WORDS)))
        for channel in CHANNELS:
            alerts = room.alerts(channel)
            (turn,) = (alert for alert in alerts if "CHANGED" in alert)
            reported, *others = sorted(
                alerts, key=lambda alert: alert == turn or WORDS not in alert.partition("earlier, ")[0]
            )
            others.remove(turn)
            assert len(others) == len(IN_OTHER_WORDS)
            for other in others:
                assert "the same" in other
                assert "earlier, " in other
            assert "NEW" in reported
            assert WORDS in reported
            assert "The Ministry" in reported
            assert "primary source" in reported
            assert "also reported by " in reported
            assert "and 3 more" in reported, "eight reports: its own, the ministry's, three named, and three more"
            assert "CHANGED" in turn
            assert TURNED in turn.replace("**", "").replace("*", "")  # what differs is marked
            assert "The Turned" in turn


ADDED = "The inspectors may come back in March."


@needs_weights
async def test_what_a_fuller_quotation_adds_is_reported_below_the_alert_once(tmp_path):
    sources = dict.fromkeys(("herald", "courier", "gazette"), "outlet")
    async with Newsroom(tmp_path, sources=sources) as room, room.bot():
        room.publish("herald", f"Esmail Baghaei told reporters in the capital: “{WORDS}”")
        await room.reported(1)
        room.publish("courier", f"“{WORDS} {ADDED}” Esmail Baghaei, the foreign ministry spokesman, told reporters.")
        await room.reported(2)
        room.publish("gazette", f"The foreign ministry spokesman spoke at noon. “{WORDS} {ADDED}” Esmail Baghaei said.")
        await room.until_read(3)
        await room.until_sent(4)
        for channel in CHANNELS:
            first, more = room.alerts(channel)
            assert "NEW" in first
            assert ADDED not in first
            assert "MORE OF IT" in more
            assert "more of the same remark" in more
            assert ADDED in more.partition("Reported before")[0]
            assert WORDS not in more.partition("Reported before")[0]
        first, more = room.discord.messages(ALL_ON_DISCORD.partition(":")[2])
        assert more["message_reference"]["message_id"] == first["id"]
        first, more = room.slack.messages(ALL_ON_SLACK.partition(":")[2])
        assert (more["thread_ts"], more["subtype"]) == (first["ts"], "thread_broadcast")
