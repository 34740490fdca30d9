"""People ask on Slack and are answered, by socket and by HTTP."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from bot.core.model import Channel, FeedbackKind, Member, Platform
from handlers import limits
from handlers.commands import Commands
from tests.handlers.samples import report_view, statement_view
from tests.handlers.slack.test_slack_rest import handler_for
from tests.loopback.server import free_port, running, until
from tests.loopback.slack import CHANNEL_ID, MODERATOR_ID, READER_ID, buttons, shown
from tests.store.samples import delivery

pytestmark = pytest.mark.usefixtures("seven_statements")

DELIVERY = delivery("d1", channel=Channel(platform=Platform.SLACK, channel_id=CHANNEL_ID))


@pytest.fixture(params=["socket", "http"])
def life(slack, store, request):
    """Begin one life of the bot, heard in one of its ways, each time that it is called."""
    port = free_port()

    @asynccontextmanager
    async def begin():
        handler = handler_for(slack, store=store, moderators=(f"slack:{MODERATOR_ID}",), mode=request.param, port=port)
        lives = slack.connects
        async with running(handler):
            if request.param == "http":
                slack.http_target = f"http://127.0.0.1:{port}/slack/events"
                await until(lambda: handler.state.startswith("listening"))
            else:
                await slack.ready(lives + 1)
            yield handler

    return begin


@pytest.fixture
async def handler(life):
    async with life() as handler:
        yield handler


@pytest.mark.usefixtures("handler")
async def test_a_command_is_answered_to_one_reader(slack):
    reply = await slack.slash("statement s3")
    assert "Bridge number 3." in shown(reply)
    assert reply["response_type"] == "ephemeral"
    assert not reply.get("replace_original")


@pytest.mark.usefixtures("handler")
async def test_a_day_is_that_of_who_asks(slack):
    assert "4 Mar 2025, 00:00 CET" in shown(await slack.slash("statements since 2025-03-04"))
    slack.zones["U777"] = "America/New_York"
    for _ in range(2):
        assert "4 Mar 2025, 00:00 EST" in shown(await slack.slash("statements since 2025-03-04", by="U777"))
    assert [one for one, of in slack.requests if one == "users.info" and of["user"] == "U777"] == ["users.info"]
    slack.zones["U778"] = "Mars/Olympus"
    assert "00:00 CET" in shown(await slack.slash("statements since 2025-03-04", by="U778"))
    slack.scopes.remove("users:read")
    assert "00:00 CET" in shown(await slack.slash("statements since 2025-03-04", by="U779"))


@pytest.mark.usefixtures("handler")
async def test_two_statements_are_shown_side_by_side(slack):
    reply = await slack.slash("compare s3 s4")
    for said in ("Not comparable: so few words", "Bridge number", "(not in these words in 1)", "s3", "s4"):
        assert said in shown(reply)
    assert reply["response_type"] == "ephemeral"


@pytest.mark.usefixtures("handler")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("statement nothing", "No statement has the id", id="unknown id"),
        pytest.param("compare s3 s3", "the same statement", id="one id twice"),
        pytest.param("fortune", "/onrecord help", id="unknown command"),
        pytest.param("", "/onrecord", id="nothing"),
        pytest.param("statements <!channel> & <@U1>", "“<!channel> & <@U1>”", id="what people type is unescaped"),
    ],
)
async def test_a_mistake_is_answered_plainly(slack, typed, said):
    assert said in shown(await slack.slash(typed))


async def test_pages_are_turned_and_the_buttons_survive_a_restart(slack, life):
    async with life():
        first = await slack.slash("statements mayor")
        before = shown(first)
    assert list(buttons(first)) == ["Next"]
    async with life():
        second = await slack.click("Next", first)
        assert second["replace_original"] is True
        assert "page 2 of 2" in shown(second)
        assert shown(first) == shown(second)  # the page takes the place of the one before
        assert list(buttons(second)) == ["Previous"]
        back = await slack.click("Previous", first)
    assert shown(back) == before


async def test_an_alert_leads_to_its_statement(slack, handler):
    await handler.post(DELIVERY, report_view(statement_view("s3", text="Bridge number 3.")))
    (message,) = slack.messages(CHANNEL_ID)
    before = shown(message)
    reply = await slack.click("Context", message)
    assert "Evidence" in shown(reply)
    assert reply["response_type"] == "ephemeral"
    assert reply["replace_original"] is False
    assert shown(message) == before


async def test_a_button_of_another_version_is_answered(slack, handler):
    await handler.post(DELIVERY, report_view())
    (message,) = slack.messages(CHANNEL_ID)
    buttons(message)["Context"]["value"] = "s3"
    assert "another version" in shown(await slack.click("Context", message))


async def test_what_is_said_of_a_statement_is_kept_with_who_said_it(slack, store, handler):
    await handler.post(DELIVERY, report_view(statement_view("s3", text="Bridge number 3.")))
    (message,) = slack.messages(CHANNEL_ID)
    before = shown(message)
    for by in (READER_ID, MODERATOR_ID):
        noted = await slack.click("Not new", message, by=by)
        assert noted["response_type"] == "ephemeral"
        assert noted["replace_original"] is False
    (view,) = await store.feedback()
    assert [(one.kind, one.person) for one in view.given] == [
        (FeedbackKind.NOT_NEW, Member(id=f"slack:{READER_ID}", name="reader")),
        (FeedbackKind.NOT_NEW, Member(id=f"slack:{MODERATOR_ID}", name="reader", moderator=True)),
    ]
    assert shown(message) == before  # the outbox corrects it


async def test_what_is_taken_back_takes_the_place_of_what_was_said(slack, store, handler):
    await handler.post(DELIVERY, report_view(statement_view("s3", text="Bridge number 3.")))
    noted = await slack.click("Not new", slack.messages(CHANNEL_ID)[0])
    taken = await slack.click("Take back", noted)
    assert taken["replace_original"] is True
    assert shown(noted) == shown(taken)
    assert await store.feedback() == []


async def test_no_answer_takes_the_place_of_a_message_for_all(slack, handler):
    await handler.post(DELIVERY, report_view())
    (message,) = slack.messages(CHANNEL_ID)
    buttons(message)["Context"]["value"] = "turn~actors~0"
    assert (await slack.click("Context", message))["replace_original"] is False


@pytest.mark.usefixtures("handler")
async def test_the_state_of_the_bot_is_for_its_moderators(slack):
    assert "for moderators" in shown(await slack.slash("status", by=READER_ID))
    assert "for moderators" not in shown(await slack.slash("status", by=MODERATOR_ID))


@pytest.mark.parametrize("life", ["socket"], indirect=True)
async def test_a_press_of_a_link_is_heard_and_answered_by_nobody(slack, handler):
    await handler.post(DELIVERY, report_view(statement_view("s3", text="Bridge number 3.")))
    (message,) = slack.messages(CHANNEL_ID)
    (read,) = [block["accessory"] for block in message["blocks"] if block["type"] == "section"]
    payload = slack.button_payload(read, message)
    envelope_id = await slack.send("interactive", payload)
    await slack.until(lambda: envelope_id in slack.acks)
    await slack.slash("actors")
    assert slack.answers(payload) == []


@pytest.mark.parametrize("life", ["socket"], indirect=True)
async def test_a_button_that_is_delivered_twice_is_pressed_once(slack, handler):
    await handler.post(DELIVERY, report_view(statement_view("s3", text="Bridge number 3.")))
    (message,) = slack.messages(CHANNEL_ID)
    payload = slack.button_payload(buttons(message)["Context"], message)
    for retry in (0, 1):
        envelope_id = await slack.send("interactive", payload, retry=retry)
        await slack.until(lambda envelope_id=envelope_id: envelope_id in slack.acks)
    await slack.slash("actors")
    assert len(slack.answers(payload)) == 1


@pytest.mark.parametrize("life", ["socket"], indirect=True)
@pytest.mark.usefixtures("handler")
async def test_an_envelope_that_comes_twice_is_acknowledged_twice_and_answered_once(slack):
    payload = slack.command_payload("statement s3")
    envelope_id = await slack.send("slash_commands", payload, times=2)
    await slack.until(lambda: slack.acks.count(envelope_id) == 2)
    again = await slack.send("slash_commands", payload, retry=1)  # as after an acknowledgement that was lost
    await slack.until(lambda: again in slack.acks)
    await slack.slash("actors")
    assert len(slack.answers(payload)) == 1


@pytest.mark.usefixtures("handler")
async def test_what_is_typed_twice_is_answered_twice(slack):
    assert shown(await slack.slash("actors")) == shown(await slack.slash("actors"))
    assert len(slack.replies) == 2


@pytest.mark.parametrize("life", ["socket"], indirect=True)
@pytest.mark.usefixtures("handler")
async def test_triggers_are_remembered_only_for_a_while(slack, monkeypatch):
    monkeypatch.setattr(limits, "REMEMBERED", 2)
    payload = slack.command_payload("actors")
    await slack.send("slash_commands", payload)
    await slack.slash("actors")
    await slack.slash("actors")
    await slack.send("slash_commands", payload)
    await slack.until(lambda: len(slack.answers(payload)) == 2)


@pytest.mark.parametrize("life", ["socket"], indirect=True)
async def test_a_command_is_acknowledged_before_it_is_worked_on(slack, handler, monkeypatch):
    go_on = asyncio.Event()
    run = Commands.run

    async def slow(*arguments, **by):
        await go_on.wait()
        return await run(*arguments, **by)

    monkeypatch.setattr(Commands, "run", slow)
    payload = slack.command_payload("statement s3")
    envelope_id = await slack.send("slash_commands", payload)
    await slack.until(lambda: envelope_id in slack.acks)
    assert slack.replies == []
    go_on.set()
    await slack.until(lambda: slack.replies)
    assert handler.state == "connected"


@pytest.mark.parametrize("life", ["socket"], indirect=True)
@pytest.mark.usefixtures("handler")
async def test_a_fault_of_ours_is_said_and_logged(slack, monkeypatch):
    async def fail(*_, **__):
        msg = "a fault"
        raise KeyError(msg)

    monkeypatch.setattr(Commands, "parse_and_run", fail)
    with capture_logs() as logs:
        assert "went wrong" in shown(await slack.slash("actors"))
    assert [one["event"] for one in logs if one["log_level"] == "error"] == ["slack answer failed"]


@pytest.mark.parametrize("life", ["socket"], indirect=True)
@pytest.mark.parametrize("why", ["expired", "outage", "not named"])
@pytest.mark.usefixtures("handler")
async def test_an_answer_that_cannot_be_sent_is_logged_without_its_address(slack, why):
    payload = slack.command_payload("actors")
    if why == "expired":
        slack.expire()
    elif why == "outage":
        slack.fail("response_url", status=502)
    address = payload["response_url"]
    with capture_logs() as logs:
        await slack.send("slash_commands", payload | ({"response_url": ""} if why == "not named" else {}))
        await until(lambda: any(one["event"] == "slack answer not sent" for one in logs))
    assert address not in str(logs)
    assert not [one for one in logs if one["log_level"] == "error"]
    assert "Bridge number 3." in shown(await slack.slash("statement s3"))
