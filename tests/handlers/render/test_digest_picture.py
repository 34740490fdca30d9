"""The chart of a digest: what it shows, in words too, and that a digest is reported where no picture is taken."""

from __future__ import annotations

import pytest

from bot.core.model import DeliveryKind, Novelty
from handlers.render.replies.digest_chart import digest_chart, picture_of
from tests.handlers.discord.test_discord_rest import HERE
from tests.handlers.discord.test_discord_rest import handler_for as discord_handler_for
from tests.handlers.messages import digest_view, reported
from tests.handlers.samples import CONFIG, report_view
from tests.handlers.slack.test_slack_rest import HERE as ON_SLACK
from tests.handlers.slack.test_slack_rest import handler_for as slack_handler_for
from tests.loopback.discord import CHANNEL_ID
from tests.loopback.slack import CHANNEL_ID as SLACK_CHANNEL_ID
from tests.store.samples import delivery


def digest(mayors=4, masters=2, **changes):
    said = [reported(number) for number in range(mayors)]
    said += [reported(10 + number, actor_id="harbour-master", novelty=Novelty.CHANGED) for number in range(masters)]
    return digest_view(*said, **{"is_catch_up": False} | changes)


def test_it_shows_who_said_how_much_the_most_first():
    chart = digest_chart(digest(2, 4), config=CONFIG)
    assert [(bar.label, bar.numbers) for bar in chart.bars] == [
        ("Tibor Kasvili", {Novelty.CHANGED: 4}),
        ("Orla Venn", {Novelty.NEW: 2}),
    ]
    assert chart.words.startswith("Statements by actor, ")
    assert chart.words.endswith("Tibor Kasvili: 4, Orla Venn: 2.")


@pytest.mark.parametrize(
    "view",
    [
        pytest.param(digest(2, 1), id="three statements"),
        pytest.param(digest(9, 0), id="one actor"),
        pytest.param(digest(is_catch_up=True), id="a catch-up"),
    ],
)
def test_what_is_seen_at_a_glance_has_none(view):
    assert digest_chart(view, config=CONFIG) is None


async def test_no_other_message_has_one():
    assert await picture_of(report_view(), config=CONFIG) is None
    assert (await picture_of(digest(), config=CONFIG)).content.startswith(b"\x89PNG")


@pytest.mark.parametrize("may_attach", [True, False])
async def test_on_discord_it_stands_below_the_digest_where_files_are_taken(discord, may_attach):
    if may_attach:
        discord.permissions = str(int(discord.permissions) | 1 << 15)
    handler = discord_handler_for(discord)
    one = delivery("d1", channel=HERE, kind=DeliveryKind.DIGEST)
    message_ref = await handler.post(one, digest())
    assert await handler.find(one, digest()) == message_ref
    await handler.close()
    (message,) = discord.messages(CHANNEL_ID)
    assert [found["filename"] for found in message["attachments"]] == (["digest.png"] if may_attach else [])
    assert all("Orla Venn: 4" in found["description"] for found in message["attachments"])


@pytest.mark.parametrize("fault", [None, "files.getUploadURLExternal", "chat.postMessage"])
async def test_on_slack_it_stands_in_the_digest_where_files_are_taken(slack, fault):
    if fault is not None:
        slack.fail(fault, "missing_scope" if fault.startswith("files") else "invalid_blocks")
    handler = slack_handler_for(slack)
    one = delivery("d1", channel=ON_SLACK, kind=DeliveryKind.DIGEST)
    message_ref = await handler.post(one, digest())
    assert await handler.find(one, digest()) == message_ref
    await handler.close()
    (message,) = slack.messages(SLACK_CHANNEL_ID)
    pictures = [block for block in message["blocks"] if block["type"] == "image"]
    assert len(pictures) == (fault is None)
    assert all("Orla Venn: 4" in block["alt_text"] for block in pictures)
    assert message["blocks"][-1]["type"] == "actions"
