"""The socket to Slack, and how it is let go of: whatever the connection goes through, people are heard again."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from handlers import limits
from handlers.commands import Commands
from tests.handlers.slack.test_slack_rest import SECRETS, handler_for
from tests.loopback.server import running, until
from tests.loopback.slack import LoopbackSlack, shown
from tests.patience import patient

pytestmark = pytest.mark.usefixtures("seven_statements")


@pytest.fixture
async def by_socket(slack, store):
    async with running(handler_for(slack, store=store)) as handler:
        await slack.ready()
        await until(lambda: handler.state == "connected")
        yield handler


async def test_a_first_connect_that_is_refused_is_tried_again(store):
    async with LoopbackSlack(listening=False) as slack, running(handler_for(slack, store=store)) as handler:
        await until(lambda: handler.state.startswith("connecting since"))
        await slack.listen()
        await slack.ready()
        assert "Bridge number 3." in shown(await slack.slash("statement s3"))


@pytest.mark.parametrize("end", ["dropped", "closed"])
async def test_a_socket_that_ends_is_opened_anew(slack, by_socket, end):
    if end == "dropped":
        slack.drop()
    else:
        for one in list(slack._sockets):
            await one.close()
    await slack.ready(2)
    assert "Bridge number 3." in shown(await slack.slash("statement s3"))
    assert by_socket.state == "connected"


async def test_a_socket_that_hangs_is_opened_anew(slack, store, monkeypatch):
    monkeypatch.setattr(limits, "SLACK_HEARTBEAT_EVERY", 0.1)
    async with running(handler_for(slack, store=store)):
        await slack.ready()
        slack.hang()
        await slack.ready(2)
        assert "Bridge number 3." in shown(await slack.slash("statement s3"))


async def test_closing_does_not_wait_for_a_host_that_hangs(slack, store):
    handler = handler_for(slack, store=store)
    await handler.start()
    await slack.ready()
    slack.hang()
    async with asyncio.timeout(patient(2)):
        await handler.close()


async def test_a_ticket_is_used_once(slack, store):
    slack.socket_refuses = 503
    async with running(handler_for(slack, store=store)) as handler:
        await slack.until(lambda: slack.count("apps.connections.open") >= 3)
        await until(lambda: handler.state.startswith("connecting since"))
        assert "503" in handler.state
        assert "ticket" not in handler.state
        slack.socket_refuses = None
        await slack.ready()


@pytest.mark.parametrize("text", ["no JSON", "[]", '{"type": "new_kind"}', '{"envelope_id": "e", "type": "x"}'])
@pytest.mark.usefixtures("by_socket")
async def test_a_message_of_an_unknown_form_ends_nothing(slack, text):
    await slack.send_raw(text)
    assert "Bridge number 3." in shown(await slack.slash("statement s3"))
    assert slack.connects == 1


@pytest.mark.usefixtures("by_socket")
async def test_a_command_that_is_not_ours_is_not_acknowledged(slack):
    envelope_id = await slack.send("slash_commands", slack.command_payload("x") | {"command": "/other"})
    await slack.slash("actors")
    assert envelope_id not in slack.acks


async def test_a_refused_token_is_said_and_not_tried_over_and_over(slack, store):
    handler = handler_for(slack, store=store, secrets=replace(SECRETS, slack_app_token="xapp-old"))
    with capture_logs() as logs:
        async with running(handler):
            await until(lambda: handler.state.startswith("token refused"))
            state = handler.state
    assert [one["retry_after"] for one in logs if one["event"] == "slack disconnected"] == [900.0]
    assert "SLACK_APP_TOKEN" in state
    assert "xapp-old" not in state
    assert slack.count("apps.connections.open") == 1


async def test_socket_mode_that_is_switched_off_is_said(slack, by_socket):
    await slack.disconnect("link_disabled")
    await until(lambda: by_socket.state.startswith("token refused"))
    assert "switch it on" in by_socket.state


async def test_a_lost_connection_is_said_with_its_time(slack, by_socket):
    await slack.stop()
    await until(lambda: re.match("connecting since 2026-03-01 12:00 UTC: ", by_socket.state))


async def test_closing_is_quick_and_may_be_done_twice(slack, store):
    handler = handler_for(slack, store=store)
    await handler.close()
    await handler.start()
    await slack.ready()
    async with asyncio.timeout(patient(2)):
        await handler.close()
        await handler.close()
    assert handler.state == "closed"
    await slack.until(lambda: not slack.online)


async def test_closing_does_not_wait_for_work_that_hangs(slack, store, monkeypatch):
    async def hang(*_, **__):
        await asyncio.Event().wait()

    monkeypatch.setattr(Commands, "parse_and_run", hang)
    handler = handler_for(slack, store=store)
    await handler.start()
    await slack.ready()
    envelope_id = await slack.send("slash_commands", slack.command_payload("actors"))
    await slack.until(lambda: envelope_id in slack.acks)
    async with asyncio.timeout(patient(2)):
        await handler.close()
    assert not [one for one in asyncio.all_tasks() if "_answer" in str(one.get_coro())]


async def test_an_answer_under_way_is_finished_at_the_end(slack, store, monkeypatch):
    go_on = asyncio.Event()
    run = Commands.run

    async def slow(*arguments, **by):
        await go_on.wait()
        return await run(*arguments, **by)

    monkeypatch.setattr(Commands, "run", slow)
    handler = handler_for(slack, store=store)
    await handler.start()
    await slack.ready()
    envelope_id = await slack.send("slash_commands", slack.command_payload("statement s3"))
    await slack.until(lambda: envelope_id in slack.acks)
    closing = asyncio.create_task(handler.close())
    await slack.until(lambda: not slack.online)
    go_on.set()
    await closing
    assert "Bridge number 3." in shown(slack.replies[0])
