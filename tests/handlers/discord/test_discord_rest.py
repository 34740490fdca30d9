"""Messages out: once each, harmless, and each failure told as what it is. No gateway is connected here."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.errors import (
    ChannelRefusedError,
    MessageRefusedError,
    OutcomeUnknownError,
    RetryLaterError,
    TokenRefusedError,
)
from bot.core.model import Channel, Platform, Route
from handlers.commands import Commands
from handlers.discord.message import NO_MENTIONS
from handlers.discord_handler import DiscordHandler
from tests.fakes.clock import FakeClock
from tests.fakes.judge import FakeComparing
from tests.fakes.store import MemoryStore
from tests.handlers.messages import correction_view, overflow_view
from tests.handlers.samples import CONFIG, report_view, statement_view
from tests.loopback.discord import CHANNEL_ID, OTHER_CHANNEL_ID, shown
from tests.store.samples import delivery

HERE = Channel(platform=Platform.DISCORD, channel_id=CHANNEL_ID)
THERE = Channel(platform=Platform.DISCORD, channel_id=OTHER_CHANNEL_ID)
DELIVERY = delivery("d1", channel=HERE)
POST = r"/channels/\d+/messages$"
EDIT = r"/channels/\d+/messages/\d+$"


def config_for(discord, *, moderators=(), routed=(), followed=(), **changes):
    settings = CONFIG.discord.model_copy(update={"api": discord.api, "gateway": discord.gateway, **changes})
    routes = [Route(channel=Channel(platform=Platform.DISCORD, channel_id=one)) for one in routed]
    routes += [Route(channel=Channel(platform=Platform.DISCORD, channel_id=one), by_command=True) for one in followed]
    return replace(
        CONFIG, bot=CONFIG.bot.model_copy(update={"moderators": moderators}), discord=settings, routes=routes
    )


def handler_for(discord, *, store=None, token=None, commands=None, **changes):
    config, clock = config_for(discord, **changes), FakeClock()
    commands = commands or Commands(store=store or MemoryStore(), config=config, clock=clock, judge=FakeComparing())
    token = discord.token if token is None else token
    return DiscordHandler(token=token, config=config, commands=commands, clock=clock, retry_after=(0.01,))


@pytest.fixture
async def handler(discord):
    handler = handler_for(discord)
    yield handler
    await handler.close()


async def test_an_alert_stands_in_its_channel_and_mentions_nobody(discord, handler):
    message_ref = await handler.post(DELIVERY, report_view(statement_view(text="@everyone look")))
    (message,) = discord.messages(CHANNEL_ID)
    assert message_ref == f"{CHANNEL_ID}/{message['id']}"
    assert "@everyone" not in shown(message)
    assert "look" in shown(message)
    ((_, _, body),) = discord.requests
    assert (body["nonce"], body["enforce_nonce"], body["allowed_mentions"]) == ("d1", True, NO_MENTIONS)


async def test_an_edit_mentions_nobody_either(discord, handler):
    message_ref = await handler.post(DELIVERY, report_view())
    seen = (("gazette", 0.0), ("wire", 5.0))
    await handler.edit(replace(DELIVERY, message_ref=message_ref), report_view(statement_view(seen=seen)))
    (message,) = discord.messages(CHANNEL_ID)
    assert "Coast Wire" in shown(message)
    assert discord.requests[-1][2]["allowed_mentions"] == NO_MENTIONS


@pytest.mark.parametrize(
    ("status", "what", "error"),
    [
        pytest.param(429, {"body": {"message": "slow", "retry_after": 2.5}}, RetryLaterError, id="429"),
        pytest.param(429, {"headers": {"Retry-After": "3"}}, RetryLaterError, id="429 of a proxy"),
        pytest.param(500, {"body": {"code": 0, "message": "oops"}}, RetryLaterError, id="500"),
        pytest.param(503, {}, RetryLaterError, id="503"),
        pytest.param(502, {}, OutcomeUnknownError, id="502: nobody knows what became of it"),
        pytest.param(200, {}, OutcomeUnknownError, id="a page instead of an answer"),
        pytest.param(None, {}, OutcomeUnknownError, id="dropped before"),
        pytest.param(None, {"stored": True}, OutcomeUnknownError, id="dropped after"),
        pytest.param(401, {"body": {"code": 0, "message": "401: Unauthorized"}}, TokenRefusedError, id="401"),
        pytest.param(403, {"body": {"code": 50001, "message": "Missing Access"}}, ChannelRefusedError, id="50001"),
        pytest.param(403, {"body": {"code": 50013, "message": "Permissions"}}, ChannelRefusedError, id="50013"),
        pytest.param(404, {"body": {"code": 10003, "message": "Channel"}}, ChannelRefusedError, id="10003"),
        pytest.param(400, {"body": {"code": 50083, "message": "Archived"}}, ChannelRefusedError, id="archived"),
        pytest.param(400, {"body": {"code": 50035, "message": "Form"}}, MessageRefusedError, id="50035"),
        pytest.param(403, {}, RetryLaterError, id="403 that is not Discord's"),
        pytest.param(404, {}, RetryLaterError, id="404 that is not Discord's"),
        pytest.param(302, {"headers": {"Location": "https://b.example"}}, RetryLaterError, id="a redirect"),
    ],
)
async def test_a_failed_post_says_what_to_do(discord, handler, status, what, error):
    discord.fail("POST", POST, status, **what)
    with pytest.raises(error, match=f"discord:{CHANNEL_ID}"):
        await handler.post(DELIVERY, report_view())


async def test_a_correction_answers_its_alert_and_rings(discord, handler):
    parent_ref = await handler.post(DELIVERY, report_view())
    await handler.post(delivery("d2", channel=HERE), correction_view(parent_ref=parent_ref))
    alert, answer = discord.messages(CHANNEL_ID)
    assert answer["message_reference"]["message_id"] == alert["id"]
    assert answer["flags"] == 0


@pytest.mark.parametrize("parent_ref", ["", "console:d1", f"{CHANNEL_ID}/"])
async def test_a_correction_of_a_message_without_an_address_answers_nothing(discord, handler, parent_ref):
    await handler.post(DELIVERY, correction_view(parent_ref=parent_ref))
    assert "message_reference" not in discord.messages(CHANNEL_ID)[0]


async def test_a_correction_without_permission_to_answer_closes_no_channel(discord, handler):
    parent_ref = await handler.post(DELIVERY, report_view())
    discord.permissions = str(0x400 | 0x800 | 0x4000)
    with pytest.raises(MessageRefusedError, match="Read Message History"):
        await handler.post(delivery("d2", channel=HERE), correction_view(parent_ref=parent_ref))


async def test_more_of_a_remark_answers_its_alert_and_rings(discord, handler):
    parent_ref = await handler.post(DELIVERY, report_view())
    await handler.post(delivery("d2", channel=HERE), replace(report_view(), parent_ref=parent_ref))
    alert, answer = discord.messages(CHANNEL_ID)
    assert answer["message_reference"]["message_id"] == alert["id"]
    assert answer["flags"] == 0
    assert "MORE OF IT" in shown(answer)


@pytest.mark.parametrize("gone", [True, False], ids=["is gone", "may not be answered"])
async def test_more_of_a_remark_whose_alert_cannot_be_answered_is_an_alert(discord, handler, gone):
    parent_ref = await handler.post(DELIVERY, report_view())
    if gone:
        discord.delete(discord.messages(CHANNEL_ID)[0])
    else:
        discord.permissions = str(0x400 | 0x800 | 0x4000)
    message_ref = await handler.post(delivery("d2", channel=HERE), replace(report_view(), parent_ref=parent_ref))
    *_, message = discord.messages(CHANNEL_ID)
    assert message_ref == f"{CHANNEL_ID}/{message['id']}"


async def test_an_alert_that_is_refused_for_itself_is_refused_although_it_answers_another(discord, handler):
    for _ in range(2):
        discord.fail("POST", POST, 400, body={"code": 50035, "message": "Form"})
    with pytest.raises(MessageRefusedError):
        await handler.post(DELIVERY, replace(report_view(), parent_ref=f"{CHANNEL_ID}/1"))


async def test_an_overflow_line_does_not_ring_and_is_edited_in_place(discord, handler):
    message_ref = await handler.post(DELIVERY, overflow_view(mayor=3))
    await handler.edit(replace(DELIVERY, message_ref=message_ref), overflow_view(mayor=7))
    (message,) = discord.messages(CHANNEL_ID)
    assert message["flags"] == 1 << 12
    assert "7 more alerts" in shown(message)


async def test_a_refusal_names_the_field(discord, handler):
    errors = {"embeds": {"0": {"title": {"_errors": [{"code": "X", "message": "Too long."}]}}}}
    discord.fail("POST", POST, 400, body={"code": 50035, "message": "Invalid Form Body", "errors": errors})
    with pytest.raises(MessageRefusedError, match=r"Invalid Form Body: embeds\.0\.title: Too long\."):
        await handler.post(DELIVERY, report_view())


@pytest.mark.parametrize(
    ("what", "after"),
    [
        pytest.param({"body": {"message": "slow", "retry_after": 2.5}}, 2.5, id="in the body"),
        pytest.param({"headers": {"Retry-After": "3"}}, 3, id="in the header"),
        pytest.param({"body": {"message": "slow", "retry_after": "soon"}}, None, id="unreadable"),
        pytest.param({"headers": {"Retry-After": "nan"}}, None, id="no number"),
        pytest.param({"headers": {"Retry-After": "1e300"}}, 86400, id="forever"),
    ],
)
async def test_a_rate_limit_says_for_how_long(discord, handler, what, after):
    discord.fail("POST", POST, 429, **what)
    with pytest.raises(RetryLaterError) as raised:
        await handler.post(DELIVERY, report_view())
    assert raised.value.after == (after and timedelta(seconds=after))


async def test_a_rate_limited_channel_is_not_asked_again_too_soon_and_others_are_not_held_up(discord, handler):
    discord.fail("POST", POST, 429, body={"message": "slow", "retry_after": 60})
    for _ in range(2):
        with pytest.raises(RetryLaterError):
            await handler.post(DELIVERY, report_view())
    assert discord.count("POST", POST) == 1
    await handler.post(delivery("d2", channel=THERE), report_view())
    assert len(discord.messages(OTHER_CHANNEL_ID)) == 1


async def test_a_global_rate_limit_holds_every_channel(discord, handler):
    discord.fail("POST", POST, 429, body={"message": "slow", "retry_after": 60, "global": True})
    for channel in (HERE, THERE):
        with pytest.raises(RetryLaterError):
            await handler.post(delivery("d1", channel=channel), report_view())
    assert discord.count("POST", POST) == 1


async def test_a_used_up_bucket_is_waited_for(discord, handler):
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "0.05"}
    discord.fail("POST", POST, 200, body={"id": "1"}, headers=headers)
    assert await handler.post(DELIVERY, report_view()) == f"{CHANNEL_ID}/1"
    await handler.post(delivery("d2", channel=HERE), report_view())
    assert len(discord.messages(CHANNEL_ID)) == 1


async def test_a_host_that_is_not_there_is_tried_later(discord):
    await discord.stop()
    handler = handler_for(discord)
    with pytest.raises(RetryLaterError, match="cannot be reached"):
        await handler.post(DELIVERY, report_view())
    await handler.close()


async def test_a_message_that_is_gone_is_not_edited(handler):
    gone = replace(DELIVERY, message_ref=f"{CHANNEL_ID}/1")
    with pytest.raises(MessageRefusedError, match="10008"):
        await handler.edit(gone, report_view())


async def test_a_message_of_somebody_else_closes_no_channel(discord, handler):
    discord.add_messages(CHANNEL_ID, 1)
    theirs = replace(DELIVERY, message_ref=f"{CHANNEL_ID}/{discord.messages(CHANNEL_ID)[0]['id']}")
    with pytest.raises(MessageRefusedError, match="50005"):
        await handler.edit(theirs, report_view())


@pytest.mark.parametrize("message_ref", [None, "", "1", "1/", "/1", "1/../2"])
async def test_an_address_that_is_none_is_refused(discord, handler, message_ref):
    with pytest.raises(MessageRefusedError, match="not the address"):
        await handler.edit(replace(DELIVERY, message_ref=message_ref), report_view())
    assert not discord.requests


async def test_an_edit_that_was_dropped_can_be_done_again(discord, handler):
    message_ref = await handler.post(DELIVERY, report_view())
    discord.fail("PATCH", EDIT, stored=True)
    with pytest.raises(RetryLaterError):
        await handler.edit(replace(DELIVERY, message_ref=message_ref), report_view())


async def test_an_old_message_that_was_edited_too_often_is_edited_later(discord, handler):
    message_ref = await handler.post(DELIVERY, report_view())
    discord.fail("PATCH", EDIT, 400, body={"code": 30046, "message": "Maximum number of edits"})
    with pytest.raises(RetryLaterError):
        await handler.edit(replace(DELIVERY, message_ref=message_ref), report_view())


async def test_what_arrived_before_the_drop_is_found_among_others(discord, handler):
    discord.fail("POST", POST, stored=True)
    with pytest.raises(OutcomeUnknownError):
        await handler.post(DELIVERY, report_view())
    discord.add_messages(CHANNEL_ID, 230)
    await handler.post(delivery("d2", channel=HERE), report_view())
    assert await handler.find(DELIVERY, report_view()) == f"{CHANNEL_ID}/{discord.messages(CHANNEL_ID)[0]['id']}"
    assert await handler.find(delivery("d3", channel=HERE), report_view()) is None


async def test_messages_older_than_the_delivery_are_not_looked_through(discord, handler):
    discord.add_messages(CHANNEL_ID, 230)
    fresh = replace(DELIVERY, created_at=DELIVERY.created_at + timedelta(days=36500))
    assert await handler.find(fresh, report_view()) is None
    assert discord.count("GET", POST) == 1


async def test_the_token_of_another_life_is_told_from_a_closed_channel(discord):
    handler = handler_for(discord, token="old")
    with pytest.raises(TokenRefusedError, match="DISCORD_TOKEN"):
        await handler.post(DELIVERY, report_view())
    await handler.close()


async def test_check_says_that_all_is_well(discord, handler):
    assert await handler.check([HERE]) == [
        ("discord", True, "logged in as onrecord"),
        (f"discord:{CHANNEL_ID}", True, "the bot can post there"),
    ]
    assert {method for method, _, _ in discord.requests} == {"GET"}


async def test_check_names_what_the_bot_lacks(discord, handler):
    discord.permissions = str(1 << 10)
    _, (subject, well, message) = await handler.check([HERE])
    assert (subject, well) == (f"discord:{CHANNEL_ID}", False)
    assert message.startswith("the bot lacks Send Messages, Embed Links, Read Message History")


async def test_check_finds_a_thread_by_its_parent(discord, handler):
    discord.channels["700000000000000009"] = discord.channels[CHANNEL_ID] | {"type": 11, "parent_id": CHANNEL_ID}
    _, (_, well, message) = await handler.check([replace(HERE, channel_id="700000000000000009")])
    assert (well, message) == (False, "the bot lacks Send Messages in Threads; grant it in the channel's settings")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"closed": True}, "the bot cannot see it", id="hidden"),
        pytest.param({"type": 4}, "not a text channel", id="a category"),
    ],
)
async def test_check_says_what_is_wrong_with_a_channel(discord, handler, change, said):
    if change.pop("closed", False):
        discord.closed_channels.add(CHANNEL_ID)
    discord.channels[CHANNEL_ID] |= change
    _, (_, well, message) = await handler.check([HERE])
    assert not well
    assert said in message


async def test_check_stops_at_a_token_that_is_refused(discord):
    handler = handler_for(discord, token="old")
    ((subject, well, message),) = await handler.check([HERE])
    assert (subject, well) == ("discord", False)
    assert "DISCORD_TOKEN" in message
    await handler.close()


@pytest.mark.parametrize("contact", ["desk@example.org", "Büro (news)\r\nX: y", ""])
async def test_any_contact_makes_a_user_agent(discord, contact):
    config = config_for(discord)
    config = replace(config, bot=config.bot.model_copy(update={"contact": contact}))
    commands = Commands(store=MemoryStore(), config=config, clock=FakeClock())
    handler = DiscordHandler(token=discord.token, config=config, commands=commands, clock=FakeClock())
    assert (await handler.check([]))[0][1]
    await handler.close()
