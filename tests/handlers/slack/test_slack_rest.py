"""Messages out: each failure told as what it is, and found again after an unknown outcome. No socket is open here."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.core.errors import (
    ChannelRefusedError,
    ConfigError,
    MessageRefusedError,
    OutcomeUnknownError,
    RetryLaterError,
    TokenRefusedError,
)
from bot.core.model import Channel, Platform
from bot.core.secret_tokens import Secrets
from handlers import limits
from handlers.commands import Commands
from handlers.slack.managers import RouteManagers
from handlers.slack.workspaces import Workspaces
from handlers.slack_handler import SlackHandler
from tests.fakes.clock import FakeClock
from tests.fakes.judge import FakeComparing
from tests.fakes.store import MemoryStore
from tests.handlers.messages import correction_view, overflow_view
from tests.handlers.samples import CONFIG, report_view, statement_view
from tests.loopback.slack import (
    APP_TOKEN,
    BOT_ID,
    BOT_TOKEN,
    CHANNEL_ID,
    OTHER_BOT_ID,
    OTHER_CHANNEL_ID,
    SIGNING_SECRET,
    LoopbackSlack,
    shown,
)
from tests.store.samples import delivery

SECRETS = Secrets(slack_bot_token=BOT_TOKEN, slack_app_token=APP_TOKEN, slack_signing_secret=SIGNING_SECRET)
HERE = Channel(platform=Platform.SLACK, channel_id=CHANNEL_ID)
THERE = Channel(platform=Platform.SLACK, channel_id=OTHER_CHANNEL_ID)
DELIVERY = delivery("d1", channel=HERE)
POST, EDIT, HISTORY = "chat.postMessage", "chat.update", "conversations.history"
REPLIES = "conversations.replies"


def handler_for(
    slack, *, store=None, commands=None, secrets=SECRETS, retry_after=(0.01,), post_every=0.0, moderators=(), **changes
):
    config = replace(
        CONFIG,
        bot=CONFIG.bot.model_copy(update={"moderators": moderators}),
        slack=CONFIG.slack.model_copy(update={"api": slack.api, **changes}),
    )
    clock = FakeClock()
    commands = commands or Commands(store=store or MemoryStore(), config=config, clock=clock, judge=FakeComparing())
    return SlackHandler(
        secrets=secrets, config=config, commands=commands, clock=clock, retry_after=retry_after, post_every=post_every
    )


@pytest.fixture
async def handler(slack):
    handler = handler_for(slack)
    yield handler
    await handler.close()


async def test_an_alert_stands_in_its_channel_and_mentions_nobody(slack, handler):
    message_ref = await handler.post(DELIVERY, report_view(statement_view(text="<!channel> look")))
    (message,) = slack.messages(CHANNEL_ID)
    assert message_ref == f"{CHANNEL_ID}/{message['ts']}"
    assert "“<!channel> look”" in shown(message)
    assert "&lt;!channel&gt; look" in message["text"]


async def test_an_edit_keeps_every_rule_as_well(slack, handler):
    message_ref = await handler.post(DELIVERY, report_view())
    edited = report_view(statement_view(text="<@U1> *look* at <https://evil.example|this>"))
    await handler.edit(replace(DELIVERY, message_ref=message_ref), edited)
    (message,) = slack.messages(CHANNEL_ID)
    assert "<https://evil.example|this>" in shown(message)
    assert message["metadata"]["event_payload"] == {"delivery_id": "d1"}


@pytest.mark.parametrize(
    ("method", "fault", "error"),
    [
        pytest.param(POST, {"error": "ratelimited", "status": 429}, RetryLaterError, id="rate limited"),
        pytest.param(POST, {"status": 429, "text": "slow"}, RetryLaterError, id="rate limited, no JSON"),
        pytest.param(POST, {"status": 500}, RetryLaterError, id="500"),
        pytest.param(POST, {"status": 503}, RetryLaterError, id="503"),
        pytest.param(
            POST, {"status": 200, "text": "<html>"}, OutcomeUnknownError, id="done, says a page that is not Slack's"
        ),
        pytest.param(POST, {"status": 302, "text": ""}, RetryLaterError, id="redirected"),
        pytest.param(POST, {"error": "service_unavailable"}, RetryLaterError, id="service unavailable"),
        pytest.param(POST, {"status": 502}, OutcomeUnknownError, id="502"),
        pytest.param(POST, {"status": 504}, OutcomeUnknownError, id="504"),
        pytest.param(POST, {"error": "internal_error"}, OutcomeUnknownError, id="internal error"),
        pytest.param(POST, {"error": "fatal_error", "status": 500}, OutcomeUnknownError, id="fatal error"),
        pytest.param(POST, {}, OutcomeUnknownError, id="dropped"),
        pytest.param(POST, {"stored": True}, OutcomeUnknownError, id="dropped after it was stored"),
        pytest.param(POST, {"error": "invalid_auth"}, TokenRefusedError, id="invalid token"),
        pytest.param(POST, {"error": "token_revoked"}, TokenRefusedError, id="revoked"),
        pytest.param(POST, {"error": "account_inactive"}, TokenRefusedError, id="inactive"),
        pytest.param(POST, {"error": "not_authed"}, TokenRefusedError, id="no token"),
        pytest.param(POST, {"error": "channel_not_found"}, ChannelRefusedError, id="no such channel"),
        pytest.param(POST, {"error": "not_in_channel"}, ChannelRefusedError, id="not in it"),
        pytest.param(POST, {"error": "is_archived"}, ChannelRefusedError, id="archived"),
        pytest.param(POST, {"error": "restricted_action"}, ChannelRefusedError, id="restricted"),
        pytest.param(POST, {"error": "invalid_blocks"}, MessageRefusedError, id="invalid blocks"),
        pytest.param(POST, {"error": "msg_too_long"}, MessageRefusedError, id="too long"),
        pytest.param(EDIT, {"error": "message_not_found"}, MessageRefusedError, id="edit: gone"),
        pytest.param(EDIT, {"error": "cant_update_message"}, MessageRefusedError, id="edit: not ours"),
        pytest.param(EDIT, {}, RetryLaterError, id="edit: dropped"),
        pytest.param(EDIT, {"status": 502}, RetryLaterError, id="edit: 502"),
        pytest.param(EDIT, {"error": "internal_error"}, RetryLaterError, id="edit: internal error"),
        pytest.param(EDIT, {"error": "is_archived"}, ChannelRefusedError, id="edit: archived"),
        pytest.param(HISTORY, {}, RetryLaterError, id="find: dropped"),
        pytest.param(HISTORY, {"error": "invalid_cursor"}, RetryLaterError, id="find: a fault that we do not know"),
        pytest.param(HISTORY, {"error": "not_in_channel"}, ChannelRefusedError, id="find: not in it"),
        pytest.param(HISTORY, {"error": "missing_scope"}, TokenRefusedError, id="find: no scope"),
        pytest.param("auth.test", {"error": "invalid_auth"}, TokenRefusedError, id="find: invalid token"),
    ],
)
async def test_a_failure_says_what_to_do_next(slack, handler, method, fault, error):
    slack.fail(method, **fault)
    sent = replace(DELIVERY, message_ref=f"{CHANNEL_ID}/1.000001")
    acts = {
        POST: lambda: handler.post(DELIVERY, report_view()),
        EDIT: lambda: handler.edit(sent, report_view()),
        HISTORY: lambda: handler.find(DELIVERY, report_view()),
    }
    with pytest.raises(error) as caught:
        await acts.get(method, acts[HISTORY])()
    assert type(caught.value) is error
    assert BOT_TOKEN not in str(caught.value)
    assert slack.count(method) == 1  # one try: the outbox decides about the next


async def test_slack_says_how_long_to_wait(slack, handler):
    slack.fail(POST, "ratelimited", status=429, headers={"Retry-After": "7"})
    with pytest.raises(RetryLaterError) as caught:
        await handler.post(DELIVERY, report_view())
    assert caught.value.after == timedelta(seconds=7)


async def test_a_refusal_says_the_way_out(slack, handler):
    slack.fail(POST, "missing_scope", extra={"needed": "chat:write", "provided": "commands"})
    with pytest.raises(TokenRefusedError, match=r"slack:C0000000001.*needed: chat:write.*manifest.yaml"):
        await handler.post(DELIVERY, report_view())
    slack.fail(POST, "invalid_blocks", extra={"response_metadata": {"messages": ["[ERROR] must be shorter"]}})
    with pytest.raises(MessageRefusedError, match="must be shorter"):
        await handler.post(DELIVERY, report_view())


async def test_a_host_that_is_not_there_was_sent_nothing():
    async with LoopbackSlack(listening=False) as slack:
        handler = handler_for(slack)
        with pytest.raises(RetryLaterError):
            await handler.post(DELIVERY, report_view())
        await handler.close()


async def test_no_answer_in_time_is_an_unknown_outcome(slack, handler, monkeypatch):
    monkeypatch.setattr(limits, "REQUEST_WITHIN", 0.05)

    async def hang(*_):
        await asyncio.Event().wait()

    monkeypatch.setattr(slack, "_answer", hang)
    with pytest.raises(OutcomeUnknownError):
        await handler.post(DELIVERY, report_view())


@pytest.mark.parametrize("message_ref", [None, "", "C1", "/1.0"])
async def test_an_edit_without_an_address_is_refused(handler, message_ref):
    with pytest.raises(MessageRefusedError):
        await handler.edit(replace(DELIVERY, message_ref=message_ref), report_view())


# Answers in a thread


@pytest.fixture
async def parent_ref(handler):
    return await handler.post(delivery("parent", channel=HERE), report_view())


async def test_a_correction_answers_in_the_thread_of_its_alert(slack, handler, parent_ref):
    message_ref = await handler.post(DELIVERY, correction_view(parent_ref=parent_ref))
    alert, answer = slack.messages(CHANNEL_ID)
    assert answer["thread_ts"] == alert["ts"]
    assert message_ref == f"{CHANNEL_ID}/{answer['ts']}"


async def test_more_of_a_remark_answers_in_the_thread_and_is_shown_in_the_channel(slack, handler, parent_ref):
    more = replace(report_view(), parent_ref=parent_ref)
    message_ref = await handler.post(DELIVERY, more)
    alert, answer = slack.messages(CHANNEL_ID)
    assert (answer["thread_ts"], answer["subtype"]) == (alert["ts"], "thread_broadcast")
    assert "MORE OF IT" in shown(answer)
    assert answer["text"].startswith("🟢 MORE OF IT · ")
    assert await handler.find(DELIVERY, more) == message_ref


async def test_a_correction_of_what_stands_in_a_thread_answers_at_its_head(slack, handler, parent_ref):
    more_ref = await handler.post(delivery("more", channel=HERE), replace(report_view(), parent_ref=parent_ref))
    await handler.post(DELIVERY, replace(correction_view(parent_ref=more_ref), thread_ref=parent_ref))
    body = [body for method, body in slack.requests if method == POST][-1]
    assert body["thread_ts"] == parent_ref.split("/")[1]
    assert "reply_broadcast" not in body


@pytest.mark.parametrize("error", ["thread_not_found", "restricted_action_thread_locked"])
async def test_more_of_a_remark_that_the_thread_does_not_take_is_an_alert(slack, handler, parent_ref, error):
    slack.fail(POST, error)
    message_ref = await handler.post(DELIVERY, replace(report_view(), parent_ref=parent_ref))
    *_, message = slack.messages(CHANNEL_ID)
    assert {"thread_ts", "subtype"}.isdisjoint(message)
    assert message_ref == f"{CHANNEL_ID}/{message['ts']}"


async def test_an_overflow_line_stands_in_the_channel_and_is_edited_in_place(slack, handler):
    message_ref = await handler.post(DELIVERY, overflow_view(mayor=3))
    await handler.edit(replace(DELIVERY, message_ref=message_ref), overflow_view(mayor=7))
    (message,) = slack.messages(CHANNEL_ID)
    assert "thread_ts" not in message
    assert "7 more alerts" in shown(message)
    assert message["text"].startswith("7 more alerts")


@pytest.mark.parametrize(
    "error",
    [
        "thread_not_found",
        "cannot_reply_to_message",
        "restricted_action_thread_locked",
        "restricted_action_non_threadable_channel",
    ],
)
async def test_a_correction_that_the_thread_does_not_take_stands_in_the_channel(slack, handler, parent_ref, error):
    slack.fail(POST, error)
    message_ref = await handler.post(DELIVERY, correction_view(parent_ref=parent_ref))
    *_, message = slack.messages(CHANNEL_ID)
    assert "thread_ts" not in message
    assert message_ref == f"{CHANNEL_ID}/{message['ts']}"
    assert await handler.find(DELIVERY, correction_view(parent_ref=parent_ref)) == message_ref


async def test_a_correction_of_a_message_without_an_address_stands_in_the_channel(slack, handler):
    await handler.post(DELIVERY, correction_view(parent_ref="console:d1"))
    assert "thread_ts" not in slack.messages(CHANNEL_ID)[0]
    await handler.find(DELIVERY, correction_view(parent_ref="console:d1"))
    assert slack.count(REPLIES) == 0


async def test_a_correction_is_found_behind_what_people_say_in_the_thread(slack, handler, parent_ref):
    for number in range(25):
        slack.put(CHANNEL_ID, text=f"talk {number}", user="U1", thread_ts=parent_ref.split("/")[1])
    message_ref = await handler.post(DELIVERY, correction_view(parent_ref=parent_ref))
    slack.page_size = 10
    assert await handler.find(DELIVERY, correction_view(parent_ref=parent_ref)) == message_ref
    assert (slack.count(REPLIES), slack.count(HISTORY)) == (3, 0)


@pytest.mark.parametrize("error", ["not_allowed_token_type", "missing_scope", "thread_not_found"])
async def test_a_thread_that_cannot_be_read_closes_no_channel(slack, handler, parent_ref, error):
    slack.fail(REPLIES, error)
    with capture_logs() as logs:
        assert await handler.find(DELIVERY, correction_view(parent_ref=parent_ref)) is None
    assert [one["event"] for one in logs] == ["thread not looked through"]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        pytest.param({"status": 503}, RetryLaterError, id="outage"),
        pytest.param({"error": "ratelimited", "status": 429}, RetryLaterError, id="rate limited"),
        pytest.param({"error": "not_in_channel"}, ChannelRefusedError, id="not in it"),
    ],
)
async def test_a_thread_that_cannot_be_read_now_is_read_later(slack, handler, parent_ref, fault, error):
    slack.fail(REPLIES, **fault)
    with pytest.raises(error):
        await handler.find(DELIVERY, correction_view(parent_ref=parent_ref))
    assert slack.count(HISTORY) == 0


# Found again


@pytest.mark.parametrize("stored", [True, False], ids=["it arrived", "it did not"])
async def test_after_an_unknown_outcome_the_channel_tells(slack, handler, stored):
    slack.fail(POST, stored=stored)
    with pytest.raises(OutcomeUnknownError):
        await handler.post(DELIVERY, report_view())
    found = await handler.find(DELIVERY, report_view())
    assert found == (f"{CHANNEL_ID}/{slack.messages(CHANNEL_ID)[0]['ts']}" if stored else None)


async def test_a_message_is_found_behind_many_others(slack, handler):
    message_ref = await handler.post(DELIVERY, report_view())
    for number in range(25):
        slack.put(CHANNEL_ID, text=f"talk {number}", user="U1")
    slack.page_size = 10
    assert await handler.find(DELIVERY, report_view()) == message_ref
    assert slack.count(HISTORY) == 3


async def test_only_our_own_message_counts(slack, handler):
    forged = {"event_type": "onrecord_delivery", "event_payload": {"delivery_id": "d1"}}
    slack.put(CHANNEL_ID, bot_id=OTHER_BOT_ID, text="x", metadata=forged)
    slack.put(CHANNEL_ID, bot_id=BOT_ID, text="x", metadata={"event_type": "deploy", "event_payload": {}})
    slack.put(CHANNEL_ID, bot_id=BOT_ID, text="x")
    assert await handler.find(DELIVERY, report_view()) is None


async def test_only_what_was_written_since_the_delivery_was_made_is_looked_through(slack, handler):
    created_at = datetime(2025, 3, 4, 12, tzinfo=UTC)
    await handler.find(replace(DELIVERY, created_at=created_at), report_view())
    ((_, asked),) = [one for one in slack.requests if one[0] == HISTORY]
    assert float(asked["oldest"]) == created_at.timestamp() - 60


# Its pace


async def test_a_channel_gets_a_burst_and_then_a_message_each_so_often(slack, monkeypatch):
    slept, sleep_in_earnest = [], asyncio.sleep

    async def sleep(seconds):
        if seconds < 1:  # the platform's own clock; without a pause it would have the loop to itself
            await sleep_in_earnest(seconds)
        else:
            slept.append(seconds)

    handler = handler_for(slack, post_every=1000.0)
    monkeypatch.setattr("handlers.slack_handler.asyncio.sleep", sleep)
    for number in range(limits.SLACK_BURST):
        await handler.post(delivery(f"d{number}", channel=HERE), report_view())
    assert slept == []
    await handler.post(delivery("there", channel=THERE), report_view())
    assert slept == []
    await handler.post(delivery("late", channel=HERE), report_view())
    assert slept == [pytest.approx(1000.0, abs=99)]  # less what the posts took on a busy machine
    await handler.close()


# Would it work?


async def test_a_check_finds_all_well_and_posts_nothing(slack, handler):
    assert await handler.check([HERE, THERE]) == [
        ("slack", True, "logged in as onrecord in Loopback"),
        ("slack socket", True, "the bot can open a socket"),
        (str(HERE), True, "the bot can post there"),
        (str(THERE), True, "the bot can post there"),
    ]
    assert slack.count(POST) == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"is_member": False}, "/invite @onrecord", id="not invited"),
        pytest.param({"is_archived": True}, "archived", id="archived"),
        pytest.param(None, "is the id right", id="unknown"),
    ],
)
async def test_a_check_says_what_is_wrong_with_a_channel(slack, handler, change, said):
    if change is None:
        del slack.channels[CHANNEL_ID]
    else:
        slack.channels[CHANNEL_ID].update(change)
    *_, (subject, ok, message) = await handler.check([HERE])
    assert (subject, ok) == (str(HERE), False)
    assert said in message


async def test_a_check_says_which_scopes_are_missing(slack, handler):
    slack.scopes -= {"groups:history", "commands"}
    subject, ok, message = (await handler.check([]))[0]
    assert (subject, ok) == ("slack", False)
    assert "commands, groups:history" in message


async def test_a_check_says_which_token_is_refused(slack):
    handler = handler_for(slack, secrets=replace(SECRETS, slack_bot_token="xoxb-old"))
    [(subject, ok, message)] = await handler.check([HERE])
    assert (subject, ok) == ("slack", False)
    assert "SLACK_BOT_TOKEN" in message
    await handler.close()
    handler = handler_for(slack, secrets=replace(SECRETS, slack_app_token="xapp-old"))
    _, (subject, ok, message) = await handler.check([])
    assert (subject, ok) == ("slack socket", False)
    assert "SLACK_APP_TOKEN" in message
    await handler.close()


async def test_http_mode_needs_a_signing_secret(slack):
    with pytest.raises(ConfigError, match="SLACK_SIGNING_SECRET"):
        handler_for(slack, mode="http", secrets=replace(SECRETS, slack_signing_secret=None))


async def test_no_token_is_ever_logged(slack, handler, caplog):
    caplog.set_level(logging.DEBUG)
    with capture_logs() as logs:
        slack.fail(POST)
        with pytest.raises(OutcomeUnknownError) as caught:
            await handler.post(DELIVERY, report_view())
        await handler.check([HERE])
    given = f"{caplog.text}{logs}{caught.value!r}{caught.value.__cause__!r}"
    assert "xoxb-" not in given
    assert "xapp-" not in given


async def test_who_may_change_routes_is_listed_or_in_a_listed_group_and_groups_are_asked_for_seldom(slack):
    slack.groups["S0614TZR7"] = ["U0000000002"]
    listed = ("U0000000001", "S0614TZR7", "S0000000000")
    slack_settings = CONFIG.slack.model_copy(update={"route_managers": listed})
    config = replace(CONFIG, slack=slack_settings.model_copy(update={"api": slack.api}))
    workspaces = Workspaces(config=config, token=BOT_TOKEN, installations=None)
    managers = RouteManagers(workspaces, config=config)
    assert [await managers.has(one, "") for one in ("U0000000001", "U0000000002", "U0000000003")] == [True, True, False]
    assert slack.count("usergroups.users.list") == 2
    await workspaces.close()
