"""A statement turned round is reported as a change of the words that it turns: the whole bot with its real models."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.whole import ALL_ON_DISCORD, ALL_ON_SLACK, Newsroom, needs_weights

CHANNELS = (ALL_ON_DISCORD, ALL_ON_SLACK)
TURNS = [
    ("We have not received any message from the American side.", "We have received a message from the American side."),
    ("We will not attend the talks in Oman.", "We will attend the talks in Oman."),
    ("There are no talks with Washington.", "Talks with Washington are under way."),
    ("Iran accepts the proposal on enrichment.", "Iran rejects the proposal on enrichment."),
    ("The embassy in Tripoli will be closed.", "The embassy in Tripoli remains open."),
]
OF_OTHER_THINGS = [
    ("The reactor at Bushehr is safe to operate.", "The reactor at Darkhovin is not safe to operate."),
    ("The price of pistachios rose by 12 percent.", "The price of saffron rose by 9 percent."),
]


@needs_weights
async def test_a_turn_is_reported_as_a_change_and_the_like_of_another_thing_as_new(tmp_path):
    said = [*TURNS, *OF_OTHER_THINGS]
    async with Newsroom(tmp_path, sources={"wire": "wire"}) as room, room.bot():
        now = datetime.now(UTC)
        for before, _ in said:  # too old to be reported
            room.publish("wire", f"Esmail Baghaei told reporters: “{before}”", at=now - timedelta(days=3))
        await room.until_read(len(said))
        for _, after in said:
            room.publish("wire", f"Esmail Baghaei told reporters: “{after}”", at=now)
        await room.reported(len(said))
        for channel in CHANNELS:
            alerts = [alert.replace("*", "") for alert in room.alerts(channel)]
            for before, after in TURNS:
                (alert,) = (one for one in alerts if after in one)
                assert "CHANGED" in alert
                assert before in alert
            for _, after in OF_OTHER_THINGS:
                (alert,) = (one for one in alerts if after in one)
                assert "NEW" in alert
                assert "CHANGED" not in alert


HEADLINED = [
    pytest.param(
        "netanyahu",
        "Israel will not withdraw from the Philadelphi corridor, Benjamin Netanyahu said on {today}.",
        "Netanyahu said that Israel would not withdraw from the Philadelphi corridor.",
        id="will and would",
    ),
    pytest.param(
        "baghaei",
        "Esmail Baghaei said that Iran had not received any message from the American side.",
        "“We have not received any message from the American side,” Baghaei said.",
        id="Iran and we",
    ),
    pytest.param(
        "trump",
        "Donald Trump said he would sign the order on the border on {today}.",
        "“I will sign the order on the border today,” Trump said.",
        id="he and I, the day and today",
    ),
]


@needs_weights
@pytest.mark.parametrize(("actor", "lead", "body"), HEADLINED)
async def test_a_remark_is_reported_once_in_one_alert_and_joined_by_another_outlet(tmp_path, actor, lead, body):
    roles = {"netanyahu": "Prime Minister of Israel", "baghaei": "Iran's foreign ministry spokesman", "trump": ""}
    async with Newsroom(tmp_path, sources={"wire": "wire", "paper": "outlet"}) as room:
        config = room.config_path.read_text(encoding="utf-8")
        named = config.replace(f'id = "{actor}"\n', f'id = "{actor}"\nrole = "{roles[actor]}"\n', 1)
        room.config_path.write_text(named, encoding="utf-8")
        async with room.bot():
            at = datetime.now(UTC)
            room.publish("wire", f"{lead.replace('{today}', f'{at:%A}')}\n{body}", at=at)
            await room.reported(1)
            room.publish("paper", body, at=at)
            await room.until_read(2)
            await room.until(lambda: all("also reported by" in room.alerts(one)[0] for one in CHANNELS))
            if "“" in body:  # what is quoted leads
                assert all(body.split("“")[1].split(",”")[0] in room.alerts(one)[0] for one in CHANNELS)
            assert [len(room.alerts(one)) for one in CHANNELS] == [1, 1]
            counts = await room.counts()
            assert counts.statements == 1
